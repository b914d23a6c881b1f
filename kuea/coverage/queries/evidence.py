"""Everything the rules ask about some tambon, gathered in a fixed number of queries (4.3, R20–R26, R62)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from kuea.core.five_k import CaseChain, FiveKFacts, is_linked
from kuea.core.gap_rules import TambonEvidence, VillageEvidence
from kuea.core.words import HelpSource
from kuea.coverage.models import Gap, Match
from kuea.coverage.ports import care_given
from kuea.coverage.queries.means_evidence import MeansEvidence, read_means
from kuea.coverage.queries.people_evidence import MET_BY, PeopleEvidence, SealedPart, read_people
from kuea.finding.models import SearchRound
from kuea.giving.queries import groups_in_use, lead_groups
from kuea.offices.models import Place, Province


@dataclass(frozen=True)
class Gathered:
    """The evidence, with counts that only the pages show."""

    evidence: TambonEvidence
    in_state: dict[str, int]
    leads: int
    sealed: SealedPart


def gather_evidence(
    province: Province, tambon_codes: Iterable[str], today: date | None = None
) -> dict[str, Gathered]:
    """Evidence by tambon code. About twenty-five queries for one tambon as for sixty."""
    codes = sorted(tambon_codes)
    today = today or timezone.localdate()
    limits = province.limits
    villages: dict[str, list[str]] = defaultdict(list)
    for code, parent in (
        Place.objects.filter(parent_id__in=codes, level=Place.Level.VILLAGE, valid_to=None)
        .order_by("code")
        .values_list("code", "parent_id")
    ):
        villages[parent].append(code)
    groups = frozenset(group.code for group in groups_in_use(province))
    led = lead_groups(village for there in villages.values() for village in there)
    told = {
        code: tuple((village, _led(led[village], groups)) for village in villages[code])
        for code in codes
    }
    rounds = _last_rounds(province, codes)
    people = read_people(province.code, codes, limits, today)
    means = read_means(province, codes, limits, today)
    accepted = _accepted_keys(province, codes)
    chains = _chains(codes, people, means, rounds)
    return {
        code: Gathered(
            _assemble(
                code, groups, told[code], rounds, people[code], means[code],
                is_linked(chains[code]), frozenset(accepted[code]),
            ),
            dict(people[code].in_state),
            people[code].leads,
            people[code].sealed,
        )
        for code in codes
    }  # fmt: skip


def _led(led: set[str], groups: frozenset[str]) -> frozenset[str]:
    """Of the groups in use those led there; before any is adopted, {""} when any host leads anything."""
    if not groups:
        return frozenset({""} if led else ())
    return groups if "" in led else groups & led


def _assemble(
    code: str,
    groups: frozenset[str],
    villages: tuple[tuple[str, frozenset[str]], ...],
    rounds: dict[str, str],
    people: PeopleEvidence,
    means: MeansEvidence,
    linked: bool,
    accepted: frozenset[str],
) -> TambonEvidence:
    told = tuple(
        VillageEvidence(
            village,
            led,
            rounds.get(village, ""),
            people.unsettled_by_village.get(village, 0),
        )
        for village, led in villages
    )
    return TambonEvidence(
        code=code,
        groups=groups,
        villages=told,
        signed_forums=means.signed_forums,
        leads_past_forum_limit=people.leads_past_forum_limit,
        open_needs=tuple(people.open_needs),
        late_first_helps=tuple(people.late_first_helps),
        late_visits=tuple(people.late_visits),
        groups_with_people=frozenset(people.groups_with_people),
        groups_with_carer=frozenset(means.groups_with_carer),
        free_capacity=dict(means.free_capacity),
        five_k=_five_k_facts(told, means),
        linked=linked,
        accepted_keys=accepted,
    )


def _five_k_facts(villages: tuple[VillageEvidence, ...], means: MeansEvidence) -> FiveKFacts:
    searched = sum(village.last_round not in {"", "open"} for village in villages)
    return FiveKFacts(
        villages=len(villages),
        villages_searched=searched,
        villages_searching=sum(village.last_round == "open" for village in villages),
        signed_forums=means.signed_forums,
        forum_sectors=means.forum_sectors,
        active_groups=means.active_groups,
        resting_groups=means.resting_groups,
        volunteers_alone=means.volunteers_alone,
        active_funds=means.active_funds,
        resting_funds=means.resting_funds,
        active_committees=means.active_committees,
        coming_committees=means.coming_committees,
    )


def _last_rounds(province: Province, codes: list[str]) -> dict[str, str]:
    """Village → state of its newest search round of the running edition."""
    return dict(
        SearchRound.objects.filter(
            province=province,
            village__parent_id__in=codes,
            definition_set__edition_id=province.edition_id,
        )
        .order_by("opened_on", "pk")
        .values_list("village_id", "state")
    )


def _accepted_keys(province: Province, codes: list[str]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for code, key in Gap.objects.filter(
        province=province, tambon_id__in=codes, state="accepted"
    ).values_list("tambon_id", "key"):
        found[code].add(key)
    return found


def _chains(
    codes: list[str],
    people: dict[str, PeopleEvidence],
    means: dict[str, MeansEvidence],
    rounds: dict[str, str],
) -> dict[str, list[CaseChain]]:
    """How far each verified case links the five ก (R26)."""
    if not any(found.cases for found in people.values()):
        return {code: [] for code in codes}
    given = care_given(codes)
    with_giver = set(
        Match.objects.filter(case__tambon_id__in=codes, state__in=MET_BY[1:]).values_list(
            "case_id", flat=True
        )
    )
    found: dict[str, list[CaseChain]] = {code: [] for code in codes}
    for code in codes:
        met_on = means[code].committee_met_on
        for case in people[code].cases:
            sources = given.get(case["pk"], frozenset())
            verified_on = case["verified_at"] and timezone.localdate(case["verified_at"])
            found[code].append(
                CaseChain(
                    searched=rounds.get(case["village_id"] or "", "") not in {"", "open"},
                    forum=case["decision_id"] is not None,
                    volunteer_care=HelpSource.VOLUNTEER in sources,
                    fund_or_giver=case["pk"] in with_giver
                    or bool(sources & {HelpSource.GIVER, HelpSource.COMMUNITY_FUND}),
                    committee=bool(verified_on and met_on and met_on >= verified_on),
                )
            )
    return found
