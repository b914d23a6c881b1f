"""How somebody becomes known: a worry is written down, kept with its case, offered to the host (R30, R50)."""

import secrets
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from kuea.core.minimum_data import keep_least
from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import Channel, Role, SensitiveMatter
from kuea.finding.actions.sealing import SEALING, keep_from_others, secretaries_of
from kuea.finding.models import Case, Lead
from kuea.finding.path import note_step, require_case
from kuea.finding.ports import lead_host_of
from kuea.offices.models import Duty, Place, Province
from kuea.offices.ports import tambon_changed
from kuea.offices.queries import system_duty
from kuea.offices.scope import require_province, require_role
from kuea.people.actions import add_record, join_record, new_person
from kuea.people.models import Person, Record

RAISERS = (
    Role.SECRETARY, Role.HOST_COORDINATOR, Role.VOLUNTEER, Role.LOCAL_OFFICER, Role.CHAIR, Role.MEMBER,
    Role.FACILITATOR, Role.RECORDER, Role.GROUP_LEADER, Role.SOCIAL_WORKER, Role.HOTLINE_OPERATOR,
    Role.SYSTEM,
)  # fmt: skip
_LETTERS = "23456789ACDEFGHJKMNPQRTUVWXY"  # none that is mistaken for another


def raise_lead(
    *,
    by: Duty | None,
    tambon: Place,
    channel: str,
    who: str = "",
    name: str = "",
    worry: str = "",
    how_to_find: str = "",
    village: Place | None = None,
    is_urgent: bool = False,
    sensitive: str = "",
    informant: str = "",
    may_call_back: bool = False,
    existing_care: str = "",
    attach_to: Case | None = None,
    person: Person | None = None,
    record: Record | None = None,
    form_key: str | None = None,
) -> Lead:
    """A worry about somebody, from anyone (`by=None` is the public); no citizen number is asked (I23).

    A new case in state `lead` is made and offered to the village's host, or the lead is added to
    `attach_to`. The same `form_key` again answers the earlier lead. A list row brings its `person` and
    `record`. Raises `Refusal`: lead_empty, place_unknown, not_your_duty, not_in_your_area, merge_ended.
    """
    province = _province_of(tambon)
    if by is not None:
        require_role(by, *RAISERS)
        require_province(by, province.code)
    _check_place(tambon, village)
    if earlier := find_sent(form_key):
        return earlier
    told = _Told(
        province, tambon, village, Channel(channel).value, _least(who), _least(name),
        keep_least("lead", normalise(worry, keep_lines=True)),
        keep_least("lead", normalise(how_to_find, keep_lines=True)), is_urgent,
        SensitiveMatter(sensitive).value if sensitive else "", normalise(informant), may_call_back,
        _least(existing_care), person, record, form_key or None,
    )  # fmt: skip
    if not (told.who or told.worry or told.name or record):
        raise Refusal("lead_empty")
    try:
        with transaction.atomic():
            return _write_lead(told, by, attach_to)
    except IntegrityError:
        if again := find_sent(form_key):
            return again  # the same form arrived twice at the same moment
        raise


def _least(words: str) -> str:
    """What a lead may hold (3.3, 3): a number of a card is cut out before anything is kept."""
    return keep_least("lead", normalise(words))


@dataclass(frozen=True)
class _Told:
    """What a lead says, tidied."""

    province: Province
    tambon: Place
    village: Place | None
    channel: str
    who: str
    name: str
    worry: str
    how_to_find: str
    is_urgent: bool
    sensitive: str
    informant: str
    may_call_back: bool
    existing_care: str
    person: Person | None
    record: Record | None
    form_key: str | None

    @property
    def is_sealed(self) -> bool:
        return self.sensitive in SEALING


def _write_lead(told: _Told, by: Duty | None, attach_to: Case | None) -> Lead:
    actor = by or system_duty(told.province.code)
    if attach_to is None:
        record, person = _keep_person(actor, told)
        case = _open_case(told, person)
    else:
        case = _check_attach(actor, attach_to)
        record = _join_record(actor, told, case)
    lead = Lead.objects.create(
        case=case, record=record, receipt=new_receipt(), channel=told.channel,
        who=told.who or told.name, worry=told.worry, how_to_find=told.how_to_find,
        is_urgent=told.is_urgent, informant=told.informant, may_call_back=told.may_call_back,
        form_key=told.form_key, made_by=by,
    )  # fmt: skip
    if told.is_urgent and not case.is_urgent:
        case.is_urgent = True
        case.save(update_fields=["is_urgent"])
    note_step(
        case, "attach" if attach_to else "raise", by=actor, lead=lead.pk, channel=told.channel
    )
    if attach_to is None:
        offer_to_lead_host(case, by=actor)
    elif told.sensitive and told.sensitive != case.sensitive:
        keep_from_others(case, told.sensitive, by=actor)
    tambon_changed(case.tambon_id)
    return lead


def find_sent(form_key: str | None) -> Lead | None:
    """The lead an earlier copy of the same form made."""
    return Lead.objects.filter(form_key=form_key).first() if form_key else None


def _province_of(tambon: Place) -> Province:
    province = Province.objects.filter(pk=tambon.code[:2]).select_related("edition").first()
    if province is None or tambon.level != Place.Level.TAMBON:
        raise Refusal("place_unknown", written=tambon.name_th)
    return province


def _check_place(tambon: Place, village: Place | None) -> None:
    if village is not None and (
        village.level != Place.Level.VILLAGE or not village.code.startswith(tambon.code)
    ):
        raise Refusal("place_unknown", written=village.name_th)


def _check_attach(by: Duty, case: Case) -> Case:
    """The case a further lead belongs to: seen by the duty, and not pointing elsewhere."""
    require_case(by, case, *RAISERS)
    fresh = Case.objects.select_for_update().get(pk=case.pk)
    if fresh.merged_into_id:
        raise Refusal("merge_ended")
    return fresh


def _keep_record(by: Duty, told: _Told) -> Record:
    return add_record(
        by=by,
        source=told.channel,
        name_as_written=told.name,
        tambon=told.tambon,
        village=told.village,
    )


def _keep_person(by: Duty, told: _Told) -> tuple[Record | None, Person | None]:
    """A person is made when a name is given; a description alone stays in the lead's own words."""
    if told.record or told.person or not told.name:
        return told.record, told.person
    record = _keep_record(by, told)
    return record, new_person(by=by, record=record, is_sealed=told.is_sealed)


def _join_record(by: Duty, told: _Told, case: Case) -> Record | None:
    """The name as this informant says it, kept beside the names the person already has."""
    if told.record or not told.name:
        return told.record
    record = _keep_record(by, told)
    if case.person is None:
        case.person = new_person(by=by, record=record, is_sealed=case.is_sealed)
        case.save(update_fields=["person"])
    else:
        join_record(by=by, record=record, person=case.person, rule="by_hand")
    return record


def _open_case(told: _Told, person: Person | None) -> Case:
    case = Case.objects.create(
        province=told.province, edition=told.province.edition, code=next_codes(told.province, 1)[0],
        person=person, tambon=told.tambon, village=told.village, channel=told.channel,
        sensitive=told.sensitive, is_sealed=told.is_sealed, existing_care=told.existing_care,
    )  # fmt: skip
    if case.is_sealed:
        case.named_duties.set(secretaries_of(told.province.code))
    return case


def next_codes(province: Province, count: int) -> list[str]:
    """The next case codes of the province's running edition: «ปท69-00042». Cases are never deleted.

    The province row is locked until the transaction ends, so that two leads never share a code.
    """
    Province.objects.select_for_update(no_key=True).get(pk=province.pk)
    start = Case.objects.filter(province=province, edition_id=province.edition_id).count()
    head = f"{province.short_th}{province.edition.year_be % 100:02d}"
    return [f"{head}-{start + number:05d}" for number in range(1, count + 1)]


def new_receipt() -> str:
    """A code to ask with later; it says nothing and cannot be guessed."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def offer_to_lead_host(case: Case, *, by: Duty) -> None:
    """Put the case into the inbox of the host that leads in its village; with none it stays at the secretariat.

    Sealed cases are never offered by themselves: only named officers pass them on.
    """
    if case.is_sealed:
        return
    host = lead_host_of(case.tambon_id, case.village_id or "")
    if host is not None:
        case.host = host
        case.save(update_fields=["host"])
        note_step(case, "offer", by=by, host=host.pk)
