"""Cases when persons turn out to be one, or two after all: each follows its records, and can come back (R33, I2).

A case stands with the person who has the records its leads brought. One that is still on its way is merged into
the case that the person has already, and is taken out again, in its former state, when they part. Cases that
people merged by hand are never touched.
"""

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from kuea.core.states import ENDED_STATES
from kuea.finding.actions.leads import next_codes, offer_to_lead_host
from kuea.finding.models import Case, CaseStep, Lead
from kuea.finding.path import move_case, note_step
from kuea.offices.models import Duty, Province
from kuea.offices.ports import tambon_changed
from kuea.people.models import Record
from kuea.people.standing import persons_but_for_withdrawals, where_now

ON_THE_WAY = ("lead", "routed", "visited")
_BACK_TO = {"lead": "part", "routed": "part_routed", "visited": "part_visited"}


def settle_cases(persons: Collection[int], moved: Collection[int], actor: Duty) -> dict[int, int]:
    """Every case of these persons and records follows. Answers person → whose their oldest case is now."""
    scene = _look(persons, moved)
    _bring_leads_home(scene)
    _let_leads_go(scene, actor)
    fresh = _follow_records(scene, actor)
    parted = _take_out(scene, actor)
    _put_together(scene, fresh | parted.keys() | scene.made, actor)
    _set_aside_withdrawn(scene, parted, actor)
    oldest: dict[int, int] = {}
    for pk, case in sorted(scene.cases.items()):
        if case.parted_from_id is None:
            oldest.setdefault(scene.home[pk], scene.whose(case))
    return oldest


@dataclass(slots=True)
class _Scene:
    """The cases looked at, each with the person it began with, its leads, and where those records are."""

    cases: dict[int, Case] = field(default_factory=dict)
    home: dict[int, int] = field(default_factory=dict)
    leads: dict[int, list[Lead]] = field(default_factory=dict)
    now_at: dict[int, int] = field(default_factory=dict)
    by_itself: set[int] = field(default_factory=set)  # merged by a joining, not by hand
    made: set[int] = field(default_factory=set)  # or emptied just now
    left: dict[int, int | None] = field(default_factory=dict)  # withdrawn records: whose they were

    def add(self, case: Case) -> None:
        self.cases[case.pk] = case
        self.home[case.pk] = case.first_person_id or case.person_id
        self.leads.setdefault(case.pk, [])

    def is_by_hand(self, case: Case) -> bool:
        return case.state == "merged" and case.pk not in self.by_itself

    def whose(self, case: Case) -> int:
        """The person whose the case is now: where its leads' records are, else where its person's are."""
        own = self.now_at[self.home[case.pk]]
        if self.is_by_hand(case):
            return own
        former = self.cases.get(case.parted_from_id or 0)
        if former is not None and not self.leads[case.pk]:
            return self.whose(former)  # an empty shell, kept because cases are never deleted
        told = {lead.record.person_id for lead in self.leads[case.pk] if lead.record} - {None}
        return own if own in told or not told else min(told)

    def would_be(self, record: Record) -> int | None:
        """Whose the record is, or would be had its list not been withdrawn."""
        return record.person_id or self.left.get(record.pk)

    def person_of(self, case_id: int) -> int | None:
        """Also of a case outside the scene."""
        if case_id in self.cases:
            return self.whose(self.cases[case_id])
        return Case.objects.values_list("person_id", flat=True).get(pk=case_id)


def _look(persons: Collection[int], moved: Collection[int]) -> _Scene:
    rows = Case.objects.annotate(home=Coalesce(F("first_person_id"), F("person_id")))
    met = rows.filter(Q(home__in=persons) | Q(leads__record_id__in=moved), person__isnull=False)
    ids = set(met.values_list("pk", flat=True))
    ids |= set(Case.objects.filter(parted_cases__in=ids).values_list("pk", flat=True))
    ids |= set(Case.objects.filter(parted_from__in=ids).values_list("pk", flat=True))
    scene = _Scene()
    for case in Case.objects.select_for_update().filter(pk__in=ids).order_by("pk"):
        scene.add(case)
    for lead in Lead.objects.filter(case__in=ids).select_related("record").order_by("pk"):
        scene.leads[lead.case_id].append(lead)
    scene.now_at = where_now(set(scene.home.values()))
    withdrawn = [
        lead.record_id
        for pk, leads in scene.leads.items()
        for lead in leads
        if scene.cases[pk].parted_from_id and lead.record and lead.record.person_id is None
    ]
    if withdrawn:
        scene.left = persons_but_for_withdrawals(withdrawn)
    merged = [case.pk for case in scene.cases.values() if case.state == "merged"]
    steps = CaseStep.objects.filter(case__in=merged, state="merged").exclude(before="merged")
    last = dict(steps.order_by("pk").values_list("case_id", "decision"))
    scene.by_itself = {pk for pk, decision in last.items() if decision == "join"}
    return scene


def _bring_leads_home(scene: _Scene) -> None:
    """Leads that had left their case with a parted record return when the record is with its person again."""
    for case in scene.cases.values():
        former = scene.cases.get(case.parted_from_id or 0)
        if former is None or not (_is_light(scene, case) or case.state == "out_of_scope"):
            continue
        whose = scene.whose(former)
        for lead in list(scene.leads[case.pk]):
            if lead.record is not None and scene.would_be(lead.record) == whose:
                _move_lead(scene, lead, former)
                scene.made.add(case.pk)


def _let_leads_go(scene: _Scene, by: Duty) -> None:
    """A lead whose record is somebody else's now leaves its case: to that person's own, or to a new one."""
    for case in list(scene.cases.values()):
        whose = scene.whose(case)
        for lead in list(scene.leads[case.pk]):
            now = lead.record.person_id if lead.record else None
            if now is None or now == whose:
                continue
            known = (
                other
                for other in scene.cases.values()
                if other.parted_from_id == case.pk
                and scene.whose(other) == now
                and _is_light(scene, other)
            )
            _move_lead(scene, lead, next(known, None) or _case_for(scene, lead, now, by))


def _follow_records(scene: _Scene, by: Duty) -> set[int]:
    """The person of each case; returns the cases that changed it."""
    changed = set()
    for pk, case in scene.cases.items():
        to = scene.whose(case)
        if case.person_id == to:
            continue
        tells = "part" if to == scene.home[pk] else "join"
        case.person_id = to
        case.first_person_id = None if to == scene.home[pk] else scene.home[pk]
        case.save(update_fields=["person", "first_person"])
        note_step(case, tells, by=by, person=to)
        tambon_changed(case.tambon_id)
        changed.add(pk)
    return changed


def _take_out(scene: _Scene, by: Duty) -> dict[int, int]:
    """Cases merged by a joining that holds no more are where they were; returns case → the case it was in."""
    found: dict[int, int] = {}
    for pk in sorted(scene.by_itself):
        case = scene.cases[pk]
        into = case.merged_into_id
        if case.words_erased_at is not None or scene.whose(case) == scene.person_of(into):
            continue
        scene.cases[pk] = _back_where_it_was(case, by)
        found[pk] = into
    scene.by_itself -= found.keys()
    return found


def _back_where_it_was(case: Case, by: Duty) -> Case:
    step = case.steps.filter(decision="join", state="merged").exclude(before="merged")
    before = step.order_by("-pk").values_list("before", flat=True).first() or "lead"
    try:
        with transaction.atomic():
            return move_case(
                case, _BACK_TO[before], by=by, merged_into=None, routed_at=case.routed_at
            )
    except IntegrityError:  # its host is away meanwhile: somebody else must take it up
        moved = move_case(case, "part", by=by, merged_into=None, host=None)
        offer_to_lead_host(moved, by=by)
        return moved


def _put_together(scene: _Scene, fresh: Collection[int], by: Duty) -> None:
    """Of the cases that came to a person, those on their way are merged into the one that stood there before."""

    def order(case: Case) -> tuple[bool, int]:
        return (scene.home[case.pk] != scene.whose(case), case.pk)

    for case in sorted((scene.cases[pk] for pk in fresh), key=order):
        if case.state not in ON_THE_WAY or case.words_erased_at is not None:
            continue
        former = scene.cases.get(case.parted_from_id or 0)
        if former is not None and not scene.leads[case.pk]:
            _merge(scene, case, former, by)
            continue
        others = [other for other in scene.cases.values() if _may_stand_for(scene, other, case)]
        own = min(others, key=order, default=None)
        if own is not None and order(own) < order(case):
            _merge(scene, case, own, by)


def _may_stand_for(scene: _Scene, own: Case, case: Case) -> bool:
    """Nothing of `case` is lost or shown to more eyes when `own` goes on for both."""
    return (
        own.pk != case.pk
        and scene.whose(own) == scene.whose(case)
        and (scene.home[own.pk] != scene.home[case.pk] or case.parted_from_id is not None)
        and own.state not in ENDED_STATES
        and own.words_erased_at is None
        and (own.is_urgent or not case.is_urgent)
        and (own.sensitive, own.is_sealed, own.is_restricted)
        == (case.sensitive, case.is_sealed, case.is_restricted)
    )


def _merge(scene: _Scene, case: Case, own: Case, by: Duty) -> None:
    scene.cases[case.pk] = move_case(case, "join", by=by, merged_into=own)
    scene.by_itself.add(case.pk)
    for pk in sorted(scene.by_itself - {case.pk}):
        if scene.cases[pk].merged_into_id == case.pk:
            scene.cases[pk].merged_into = own
            scene.cases[pk].save(update_fields=["merged_into"])


def _set_aside_withdrawn(scene: _Scene, parted: dict[int, int], by: Duty) -> None:
    """A list was withdrawn while they were one: what now stands on its rows alone is set aside after all."""
    for pk in sorted({*parted, *parted.values()} & scene.cases.keys()):
        case = scene.cases[pk]
        if case.state != "lead" or case.steps.filter(decision="set_aside").exists():
            continue
        here = Q(case=case) | Q(case__merged_into=case) | Q(case__merged_into__merged_into=case)
        told = list(Lead.objects.filter(here).values_list("record__is_withdrawn", flat=True))
        if told and all(told):
            reason = _("บัญชีที่เป็นที่มาถูกถอนแล้ว")
            scene.cases[pk] = move_case(case, "set_aside", by=by, reason=reason)


def _is_light(scene: _Scene, case: Case) -> bool:
    """Nothing was done on it that would be lost with its lead."""
    return case.state in ON_THE_WAY or case.pk in scene.by_itself


def _move_lead(scene: _Scene, lead: Lead, to: Case) -> None:
    scene.leads[lead.case_id].remove(lead)
    lead.case = to
    lead.save(update_fields=["case"])
    scene.leads[to.pk].append(lead)
    tambon_changed(to.tambon_id)


def _case_for(scene: _Scene, lead: Lead, person_id: int, by: Duty) -> Case:
    """A case of their own for somebody who was taken for another."""
    former = scene.cases[lead.case_id]
    province = Province.objects.select_related("edition").get(pk=former.province_id)
    case = Case.objects.create(
        province=province, edition=province.edition, code=next_codes(province, 1)[0],
        person_id=person_id, tambon_id=former.tambon_id, village_id=former.village_id,
        channel=lead.channel, is_urgent=lead.is_urgent, sensitive=former.sensitive,
        is_sealed=former.is_sealed, is_restricted=former.is_restricted, parted_from=former,
    )  # fmt: skip
    case.named_duties.set(former.named_duties.all())
    note_step(case, "part", by=by, former=former.pk)
    offer_to_lead_host(case, by=by)
    scene.add(case)
    scene.made.add(case.pk)
    scene.now_at.setdefault(person_id, person_id)
    return case
