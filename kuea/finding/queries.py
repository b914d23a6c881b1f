"""Reading leads, cases and search rounds for the pages of this room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case as Choose
from django.db.models import Count, Q, QuerySet, When
from django.utils import timezone
from rapidfuzz import fuzz

from kuea.core.limits import Limits
from kuea.core.states import ENDED_STATES, UNSETTLED_STATES
from kuea.core.thai import comparison_key, normalise, read_name
from kuea.core.words import Role
from kuea.finding.models import Case, CaseStep, Lead, SearchRound
from kuea.finding.ports import villages_led_by
from kuea.offices.models import Duty, Place
from kuea.people.models import Need
from kuea.people.queries import persons_named

TRAY_STATES = ("lead", "returned", "not_located")
"""Cases whose next step is to find somebody who goes."""


MOST_OPENED = 5000
"""Sealed words opened for one search of the queue, the newest first."""


@dataclass(frozen=True)
class QueueAsk:
    """What the secretary asked the queue to show."""

    show: str = "waiting"
    channel: str = ""
    amphoe: str = ""
    words: str = ""
    tambon: str = ""


def late_leads(now: datetime, limits: Limits) -> Q:
    """Leads whose hours to reach a host have run out (A22)."""
    usual = now - timedelta(hours=limits.route_hours)
    urgent = now - timedelta(hours=limits.urgent_hours)
    in_time = Q(is_urgent=True, raised_at__lt=urgent) | Q(is_urgent=False, raised_at__lt=usual)
    return Q(state__in=["lead", "returned"]) & in_time


def past_forum_limit(now: datetime, limits: Limits) -> Q:
    """Matters no forum has settled within its days: those that hold a tambon back (4.3, test 3)."""
    edge = timezone.localdate(now) - timedelta(days=limits.forum_days)
    return Q(state__in=UNSETTLED_STATES, raised_at__date__lt=edge)


def queue_filters(now: datetime, limits: Limits) -> dict[str, Q]:
    """The named views of the queue, in the order of their chips."""
    return {
        "waiting": Q(state__in=TRAY_STATES),
        "late": late_leads(now, limits),
        "urgent": Q(is_urgent=True, first_help_on=None) & ~Q(state__in=ENDED_STATES),
        "forum_late": past_forum_limit(now, limits),
        "no_host": Q(state="lead", host=None),
        "offered": Q(state="lead", host__isnull=False),
        "returned": Q(state="returned"),
        "not_located": Q(state="not_located"),
        "sealed": Q(is_sealed=True) & ~Q(state__in=ENDED_STATES),
        "under_way": Q(state__in=["routed", "visited", "ready", "in_forum", "more_info"]),
        "verified": Q(state="verified"),
        "all": Q(),
    }


def read_queue(duty: Duty, ask: QueueAsk, now: datetime | None = None) -> QuerySet[Case]:
    """One queue whatever the channel (R116): urgent first, then the oldest."""
    filters = queue_filters(now or timezone.now(), duty.province.limits)
    chosen = _asked(duty, ask).filter(filters.get(ask.show, filters["waiting"]))
    return chosen.select_related("person", "village", "tambon", "host").order_by(
        "-is_urgent", "raised_at"
    )


def count_queue(duty: Duty, ask: QueueAsk, now: datetime | None = None) -> dict[str, int]:
    """How many each view of the queue holds, in one query."""
    filters = queue_filters(now or timezone.now(), duty.province.limits)
    counts = {
        name: Count("pk", filter=condition, distinct=True)
        if condition
        else Count("pk", distinct=True)
        for name, condition in filters.items()
    }
    return _asked(duty, ask).aggregate(**counts)


def _asked(duty: Duty, ask: QueueAsk) -> QuerySet[Case]:
    rows = Case.objects.visible_to(duty)
    if ask.channel:
        rows = rows.filter(channel=ask.channel)
    if ask.amphoe:
        rows = rows.filter(tambon__parent_id=ask.amphoe)
    if ask.tambon:
        rows = rows.filter(tambon_id=ask.tambon)
    if words := normalise(ask.words):
        rows = rows.filter(pk__in=_matching(duty, words))
    return rows


def _matching(duty: Duty, words: str) -> QuerySet[Case]:
    """Cases by their code, receipt, how the person is called, or the place."""
    return (
        Case.objects.filter(
            Q(code__iexact=words)
            | Q(leads__receipt__iexact=words)
            | Q(pk__in=_told_as(duty, words))
            | Q(person__in=persons_named(duty.province_id or "", words))
            | Q(village__name_th__icontains=words)
            | Q(tambon__name_th__icontains=words)
        )
        .order_by()
        .values("pk")
    )


def _told_as(duty: Duty, words: str) -> list[int]:
    """Cases whose teller called the person so, where no name is known that could be looked up: the words are
    sealed, so those few the duty sees are opened one by one."""
    tips = Lead.objects.filter(
        Q(record=None) | Q(record__name_token=None), case__in=Case.objects.visible_to(duty)
    ).exclude(who="")
    said = tips.order_by("-pk").values_list("case_id", "who")[:MOST_OPENED]
    key = comparison_key(words)
    return [case_id for case_id, who in said if key and key in comparison_key(who)]


@dataclass(frozen=True)
class Told:
    """What the leads of a case say, for one line of a list."""

    who: str = ""
    how_to_find: str = ""
    count: int = 0


def told_of(cases: Iterable[Case]) -> dict[int, Told]:
    """Case id → its first lead's words and how many leads there are; one query for a whole page."""
    found: dict[int, Told] = {}
    rows = Lead.objects.filter(case__in=[case.pk for case in cases]).order_by("pk")
    for case_id, who, way in rows.values_list("case_id", "who", "how_to_find"):
        first = found.get(case_id, Told(who, way))
        found[case_id] = Told(first.who or who, first.how_to_find or way, first.count + 1)
    return found


# --- the host's and the volunteer's own lists -----------------------------------------------------

HOST_TABS: dict[str, tuple[str, ...]] = {
    "inbox": ("lead",),
    "to_visit": ("routed",),
    "visited": ("visited", "more_info", "not_confirmed"),
    "ready": ("ready", "in_forum"),
    "stopped": ("declined", "not_located", "out_of_scope", "merged"),
}


def host_cases(duty: Duty, tab: str) -> QuerySet[Case]:
    """The host's finding work by what comes next; urgent first, then the oldest."""
    states = HOST_TABS.get(tab, HOST_TABS["inbox"])
    return (
        Case.objects.visible_to(duty)
        .filter(state__in=states)
        .select_related("person", "village", "tambon", "host", "volunteer__user")
        .order_by("-is_urgent", "raised_at")
    )


def count_host_tabs(duty: Duty) -> dict[str, int]:
    counts = {tab: Count("pk", filter=Q(state__in=states)) for tab, states in HOST_TABS.items()}
    return Case.objects.visible_to(duty).aggregate(**counts)


def own_errands(duty: Duty) -> QuerySet[Case]:
    """Houses a volunteer was asked to go to: only their own, only while there is somebody to meet.

    Those nobody has been to yet come before those that wait for the forum.
    """
    to_go = Q(state__in=["routed", "more_info"])
    return (
        Case.objects.visible_to(duty)
        .filter(state__in=["routed", "visited", "ready", "more_info"])
        .select_related("person", "village", "tambon", "host")
        .annotate(waits=Choose(When(to_go, then=0), default=1))
        .order_by("-is_urgent", "waits", "raised_at")
    )


# --- before making a new case ------------------------------------------------------------------------

ALIKE = 78
"""Of 100: how near two names must be to ask «คนเดียวกันหรือไม่» (a question, never a decision)."""


@dataclass(frozen=True)
class Alike:
    """A case that may be about the same person, as far as the duty may see it."""

    case: Case
    score: float
    who: str


def similar_cases(duty: Duty | None, tambon: Place, *spoken: str, most: int = 5) -> list[Alike]:
    """Cases of that tambon whose person sounds the same; the public never sees any."""
    keys = [key for words in spoken for key in _name_keys(words)]
    if duty is None or not keys:
        return []
    rows = (
        Case.objects.visible_to(duty)
        .filter(tambon=tambon)
        .exclude(state__in=["merged", "closed"])
        .select_related("person", "village", "tambon")
    )
    told = told_of(rows)
    found = [
        Alike(case, max(_nearness(keys, _case_keys(case, said)), default=0.0), said)
        for case in rows
        for said in [told.get(case.pk, Told()).who]
    ]
    return sorted((a for a in found if a.score >= ALIKE), key=lambda a: -a.score)[:most]


def _name_keys(words: str) -> list[str]:
    name = read_name(words)
    keys = (name.given, (name.given or "") + (name.family or ""), words)
    return list(dict.fromkeys(key for said in keys if len(key := comparison_key(said)) > 2))


def _case_keys(case: Case, said: str) -> list[str]:
    """The names a case is known by; names already cleaned are not read again."""
    person = case.person
    if person is None:
        return _name_keys(said)
    names = (person.given_name, person.nickname, person.given_name + person.family_name, said)
    return [key for name in names if len(key := comparison_key(name)) > 2]


def _nearness(ours: list[str], theirs: list[str]) -> Iterable[float]:
    return (fuzz.ratio(mine, other) for mine in ours for other in theirs)


def mergeable(duty: Duty, case: Case) -> QuerySet[Case]:
    """Other cases of the tambon the duty sees, into which this one may be merged."""
    rows = Case.objects.visible_to(duty).filter(tambon_id=case.tambon_id).exclude(pk=case.pk)
    if case.is_sealed:
        rows = rows.filter(is_sealed=True)
    return rows.exclude(state__in=ENDED_STATES).select_related("person", "village").order_by("code")


# --- one case -----------------------------------------------------------------------------------------


_PAGE_PARTS = (
    "province__place", "province__edition", "person", "village", "tambon__parent", "host",
    "volunteer__user", "interim_owner__user", "interim_owner__organisation", "group", "proposed_group",
    "decision", "merged_into", "definition_set",
)  # fmt: skip


def read_case(duty: Duty) -> QuerySet[Case]:
    """Cases in the duty's sight, with what their page shows."""
    return Case.objects.visible_to(duty).select_related(*_PAGE_PARTS)


def case_for_glass(case_id: int) -> Case:
    """The case of a grant that is open: the caller has checked the grant, no scope is asked here."""
    return Case.objects.select_related(*_PAGE_PARTS).get(pk=case_id)


def story_of(case: Case) -> QuerySet[CaseStep]:
    return case.steps.select_related("by__organisation", "by__user").order_by("-pk")


def needs_of_case(case: Case) -> QuerySet[Need]:
    """The person's own needs and those of their home; of an older one nobody knows who said it, so a seal hides it."""
    if case.person is None:
        return Need.objects.none()
    whose = Q(person_id=case.person_id)
    if case.person.household_id:
        home = Q(household_id=case.person.household_id)
        nobody_knows = Q(first_person=None, household__people__is_sealed=True)
        whose |= home if case.is_sealed else home & ~nobody_knows
    return Need.objects.filter(whose, province_id=case.province_id)


def leads_of(case: Case) -> QuerySet[Lead]:
    """All that was told about the person, also through cases merged into this one."""
    here = Q(case=case) | Q(case__merged_into=case) | Q(case__merged_into__merged_into=case)
    return Lead.objects.filter(here).order_by("-made_at")


@dataclass(frozen=True)
class Receipt:
    """What an informant may know (3.2, row 3): that it was received, and whether somebody went."""

    code: str
    made_at: datetime
    was_followed_up: bool


def read_receipt(code: str) -> Receipt | None:
    """By the code on the receipt. A sealed matter never shows whether anybody went."""
    tidy = normalise(code).upper().replace(" ", "")
    if "-" not in tidy:
        tidy = f"{tidy[:4]}-{tidy[4:]}"
    lead = Lead.objects.filter(receipt=tidy).select_related("case").first()
    if lead is None:
        return None
    went = CaseStep.objects.filter(case=lead.case, decision__in=["visit", "decline"]).exists()
    return Receipt(lead.receipt, lead.made_at, went and not lead.case.is_sealed)


# --- search rounds ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class VillageSearch:
    """A village and its newest search round of the running edition."""

    village: Place
    round: SearchRound | None

    @property
    def state(self) -> str:
        return self.round.state if self.round else ""


def visible_rounds(duty: Duty) -> QuerySet[SearchRound]:
    """A host sees its own rounds, the secretariat the province's; nobody else needs the searchers' names."""
    return SearchRound.objects.visible_to(duty).select_related(
        "village__parent", "host", "definition_set"
    )


def village_searches(duty: Duty, tambon_code: str = "") -> list[VillageSearch]:
    """Village by village: the host's own, or (for the secretariat) those of one tambon."""
    if duty.role == Role.HOST_COORDINATOR and duty.organisation:
        villages = Place.objects.filter(pk__in=villages_led_by(duty.organisation))
    else:
        villages = Place.objects.filter(level="village", code__startswith=duty.province_id or "-")
    if tambon_code:
        villages = villages.filter(code__startswith=tambon_code)
    shown = villages.filter(valid_to=None).select_related("parent").order_by("code")
    newest: dict[str, SearchRound] = {}
    rounds = visible_rounds(duty).filter(
        village__in=shown, definition_set__edition_id=duty.province.edition_id
    )
    for found in rounds.order_by("pk"):
        newest[found.village_id] = found
    return [VillageSearch(village, newest.get(village.code)) for village in shown]
