"""Gaps, matches and suggestions as words and rows. Persons by code here; names only where the page may know them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from kuea.core.words import GapKind, Role
from kuea.coverage import labels
from kuea.coverage.models import Gap, Match
from kuea.coverage.queries.givers import (
    MATCH_PARTS,
    MATCHABLE,
    GiverSuggestion,
    NeedCard,
    need_card,
    open_needs_by_case,
)
from kuea.coverage.queries.matches import matches_of_case
from kuea.finding.models import Case
from kuea.finding.ports import CasePanel
from kuea.ledger.models import Event
from kuea.offices.models import Duty
from kuea.people.labels import help_kind_label
from kuea.people.models import Need


@dataclass(frozen=True)
class GapRow:
    """One line of the gap list."""

    pk: int
    url: str
    kind: str
    title: str
    place: str
    owner: str
    due_on: date | None
    opened_at: datetime
    state: str
    state_label: str
    action: str


def gap_title(gap: Gap, groups: dict[str, str]) -> str:
    """What is needed, in one sentence without a name."""
    group = groups.get(gap.group_code, gap.group_code)
    help_kind = str(help_kind_label(gap.help_kind)) if gap.help_kind else ""
    if gap.kind == GapKind.NOT_SEARCHED:
        return _("ยังไม่ได้ค้นหาในรอบนี้") if gap.village_id else _("ยังไม่มีรายชื่อหมู่บ้านในทะเบียนพื้นที่")
    if gap.kind == GapKind.NO_HOST:
        return _("รอแม่ข่ายสำหรับ%(group)s") % {"group": group} if group else _("รอแม่ข่าย")
    if gap.kind == GapKind.NO_CARER:
        return _("รอองค์กรมาดูแล%(group)s") % {"group": group}
    if gap.kind == GapKind.NO_MATCH:
        code = gap.case.code if gap.case else ""
        return (
            _("%(code)s รอผู้ช่วยเรื่อง%(help)s") % {"code": code, "help": help_kind}
            if help_kind
            else _("%(code)s ยังไม่ได้จดความต้องการ") % {"code": code}
        )
    if gap.kind == GapKind.CARE_OVERDUE:
        code = gap.case.code if gap.case else ""
        first = ":first_help:" in gap.key
        return (_("%(code)s รอการช่วยครั้งแรก") if first else _("%(code)s รอการเยี่ยมตามนัด")) % {
            "code": code
        }
    if gap.kind == GapKind.CAPACITY_SHORT:
        return _("แรงช่วยเรื่อง%(help)sยังไม่พอกับความต้องการ") % {"help": help_kind}
    return _("ยังไม่มี %(k)s") % {"k": labels.FIVE_K.get(gap.five_k, gap.five_k)}


def gap_row(gap: Gap, groups: dict[str, str]) -> GapRow:
    village = f"{gap.village.name_th} " if gap.village else ""
    amphoe = gap.tambon.parent.name_th if gap.tambon.parent else ""
    return GapRow(
        pk=gap.pk,
        url=reverse("coverage:gap", args=[gap.pk]),
        kind=str(labels.GAP_KINDS[gap.kind]),
        title=gap_title(gap, groups),
        place=_("%(village)sต.%(tambon)s อ.%(amphoe)s")
        % {"village": village, "tambon": gap.tambon.name_th, "amphoe": amphoe},
        owner=labels.owner_words(gap.owner),
        due_on=gap.due_on,
        opened_at=gap.opened_at,
        state=gap.state,
        state_label=str(labels.GAP_STATES[gap.state]),
        action=gap.accepted_reason if gap.state == "accepted" else gap.action,
    )


def gap_way(gap: Gap, duty: Duty) -> tuple[str, str] | None:
    """Where this duty can do something about the gap: (words, address)."""
    works = duty.role in {Role.SECRETARY, Role.HOST_COORDINATOR}
    case = gap.case
    if case is not None:
        if not works or not Case.objects.visible_to(duty).filter(pk=case.pk).exists():
            return None
        if gap.need_id:
            return _("เลือกผู้ให้"), reverse("coverage:givers", args=[case.pk, gap.need_id])
        return _("เปิดเรื่องนี้"), reverse("finding:case", args=[case.pk])
    ways = {
        GapKind.NOT_SEARCHED: (_("ไปที่การค้นหา"), "finding:searches"),
        GapKind.NO_HOST: (_("ไปที่แม่ข่าย"), "giving:hosts"),
        GapKind.NO_CARER: (_("ไปที่แม่ข่าย"), "giving:hosts"),
        GapKind.CAPACITY_SHORT: (_("ดูสิ่งที่ผู้ให้ให้ได้"), "giving:offers"),
    }
    way = ways.get(GapKind(gap.kind))
    return (way[0], reverse(way[1])) if way and works else None


@dataclass(frozen=True)
class NeedRow:
    """A need that looks for its giver, on the host's page; `name` is one the host may know."""

    url: str
    case_url: str
    name: str
    place: str
    kind: str
    words: str
    group: str
    urgent: bool
    state: str
    since: datetime | None


def need_row(case: Case, need: Need) -> NeedRow:
    return NeedRow(
        url=reverse("coverage:givers", args=[case.pk, need.pk]),
        case_url=reverse("finding:case", args=[case.pk]),
        name=case.person.full_name if case.person else case.code,
        place=place_words(case),
        kind=str(help_kind_label(need.kind)),
        words=need.own_words,
        group=case.group.name if case.group else "",
        urgent=need.is_urgent or case.is_urgent,
        state=case.state,
        since=case.registered_at,
    )


def place_words(case: Case) -> str:
    village = f"{case.village.name_th} " if case.village else ""
    return _("%(village)sต.%(tambon)s") % {"village": village, "tambon": case.tambon.name_th}


@dataclass(frozen=True)
class SuggestionRow:
    """An offer with its reasons in words; no number says how good anybody is (A25)."""

    offer_id: int
    organisation: str
    what: str
    free: int
    unit: str
    as_of: date
    why: tuple[str, ...]


def suggestion_row(found: GiverSuggestion) -> SuggestionRow:
    offer = found.offer
    return SuggestionRow(
        offer_id=offer.pk,
        organisation=offer.organisation.name,
        what=offer.what,
        free=found.free,
        unit=_("ชั่วโมงต่อเดือน") if offer.unit == "hours" else _("คน"),
        as_of=offer.as_of,
        why=why_words(found.why),
    )


def why_words(codes: tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return tuple(str(labels.WHY[code]) for code in codes if code in labels.WHY)


@dataclass(frozen=True)
class MatchRow:
    """A match on the host's pages."""

    pk: int
    url: str
    name: str
    place: str
    kind: str
    giver: str
    what: str
    quantity: int
    state: str
    state_label: str
    hold_until: datetime | None
    why: tuple[str, ...]


def match_row(match: Match) -> MatchRow:
    case = match.case
    return MatchRow(
        pk=match.pk,
        url=reverse("coverage:match", args=[match.pk]),
        name=case.person.full_name if case.person else case.code,
        place=place_words(case),
        kind=str(help_kind_label(match.need.kind)),
        giver=match.offer.organisation.name,
        what=match.offer.what,
        quantity=match.quantity,
        state=match.state,
        state_label=str(labels.MATCH_STATES[match.state]),
        hold_until=match.hold_until,
        why=why_words(match.why),
    )


@dataclass(frozen=True)
class CardRow:
    """What a giver sees in the list and on the card: nothing that tells who it is (I10)."""

    url: str
    kind: str
    group: str
    age: str
    place: str
    quantity: int
    what: str
    state: str
    state_label: str
    hold_until: datetime | None


def card_row(match: Match) -> CardRow:
    card: NeedCard = need_card(match)
    return CardRow(
        url=reverse("coverage:card", args=[match.pk]),
        kind=str(help_kind_label(card.kind)),
        group=card.group_words,
        age=str(labels.AGE_BANDS[card.age_band]),
        place=card.tambon_words,
        quantity=card.quantity,
        what=match.offer.what,
        state=match.state,
        state_label=str(labels.MATCH_STATES[match.state]),
        hold_until=match.hold_until,
    )


def story_rows(events: list[Event]) -> list[dict[str, object]]:
    """The steps of a match for the timeline."""
    rows = []
    for event in events:
        decision = event.verb.partition(".")[2]
        title = labels.MATCH_DECISIONS.get(decision, decision)
        rows.append({"title": title, "at": event.at, "state": event.data.get("state", "")})
    return rows


def match_panel(case: Case, duty: Duty) -> CasePanel | None:
    """On the case page: needs that look for a giver and the matches of the case, for those who weave."""
    if duty.role not in {Role.HOST_COORDINATOR, Role.SECRETARY}:
        return None
    needs = open_needs_by_case([case]).get(case.pk, []) if case.state in MATCHABLE else []
    rows = [match_row(match) for match in matches_of_case(case).select_related(*MATCH_PARTS)]
    if not needs and not rows:
        return None
    return CasePanel(
        "coverage/panel.html", {"needs": [need_row(case, need) for need in needs], "matches": rows}
    )
