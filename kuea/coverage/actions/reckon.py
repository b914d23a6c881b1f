"""Recomputing: states of villages and tambon, and gaps opened and plugged by rule (4.3, R62). System work."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import partial

from django.db import transaction
from django.utils import timezone

from kuea.core.coverage_states import VillageState, tambon_state
from kuea.core.five_k import five_k
from kuea.core.gap_rules import TambonEvidence, tambon_facts, village_states
from kuea.coverage.actions.gap_rows import settle_gaps
from kuea.coverage.actions.placing import place_waiting, release_ended
from kuea.coverage.models import TambonCoverage, VillageCoverage
from kuea.coverage.queries.evidence import Gathered, gather_evidence
from kuea.ledger.actions import record
from kuea.offices.many_rows import lots_of
from kuea.offices.models import Place, Province

_BATCH = 200  # tambon read at a time: bounds memory and the lists sent to the database


def recompute(tambon_codes: Iterable[str], *, today: date | None = None) -> None:
    """Bring states and gaps of these tambon up to date with what is recorded, in this transaction.

    Codes of provinces that the installation does not hold are passed over.
    """
    today = today or timezone.localdate()
    by_province: dict[str, list[str]] = {}
    for code in sorted(set(tambon_codes)):
        by_province.setdefault(code[:2], []).append(code)
    provinces = Province.objects.select_related("edition").filter(pk__in=by_province)
    for province in provinces.order_by("pk"):
        for codes in lots_of(by_province[province.code], _BATCH):
            with transaction.atomic():
                _recompute(province, list(codes), today)


def recompute_province(province: Province, *, today: date | None = None) -> int:
    """Recompute every tambon of the province; returns how many. Run daily: some tests look at the date."""
    codes = list(
        Place.objects.filter(
            level=Place.Level.TAMBON, parent__parent_id=province.code, valid_to=None
        ).values_list("code", flat=True)
    )
    recompute(codes, today=today)
    return len(codes)


def _recompute(province: Province, codes: list[str], today: date) -> None:
    rows = _lock_rows(province, codes)
    release_ended(province, rows)
    gathered = gather_evidence(province, rows, today)
    evidence = [found.evidence for found in gathered.values()]
    moved = _write_villages(province, evidence)
    opened, plugged, open_kinds = settle_gaps(province, evidence, today)
    changed = _write_tambon(rows, gathered, open_kinds)
    if moved or opened or plugged or changed:
        record(
            "coverage.recomputed", "coverage", duty_id=None, province_code=province.code,
            tambon=changed, villages=moved, gaps_opened=opened, gaps_plugged=plugged,
        )  # fmt: skip
    if any(found.in_state.get("registered") for found in gathered.values()):
        transaction.on_commit(partial(place_waiting, province, list(rows)))


def _lock_rows(province: Province, codes: list[str]) -> dict[str, TambonCoverage]:
    """The row of each tambon, made when missing, locked: two events of one place wait for each other."""
    known = Place.objects.filter(
        code__in=codes, level=Place.Level.TAMBON, parent__parent_id=province.code
    )
    present = set(TambonCoverage.objects.filter(pk__in=codes).values_list("pk", flat=True))
    missing = [place for place in known.order_by("pk") if place.pk not in present]
    TambonCoverage.objects.bulk_create(
        [TambonCoverage(tambon=place, province=province, state="uncovered") for place in missing],
        ignore_conflicts=True,
    )
    rows = TambonCoverage.objects.select_for_update().filter(pk__in=codes).order_by("pk")
    return {row.pk: row for row in rows}


def _write_villages(
    province: Province, evidence: list[TambonEvidence]
) -> list[tuple[str, str, str]]:
    """Exactly one row a village (I12); returns (code, before, after) of those that moved."""
    kept = {
        row.pk: row
        for row in VillageCoverage.objects.filter(tambon_id__in=[e.code for e in evidence])
    }
    new, moved, seen = [], [], set()
    changed: list[tuple[VillageCoverage, VillageState]] = []
    for told in evidence:
        for code, state in village_states(told).items():
            seen.add(code)
            row = kept.get(code)
            if row is None:
                new.append(
                    VillageCoverage(
                        village_id=code, province=province, tambon_id=told.code, state=state
                    )
                )
            elif row.state != state:
                moved.append((code, row.state, str(state)))
                changed.append((row, state))
    for row, state in changed:
        row.state, row.computed_at = state, timezone.now()
    VillageCoverage.objects.bulk_create(new)
    VillageCoverage.objects.bulk_update([row for row, _ in changed], ["state", "computed_at"])
    retired = [code for code in kept if code not in seen]
    if retired:
        VillageCoverage.objects.filter(pk__in=retired).delete()
    return moved


def _write_tambon(
    rows: dict[str, TambonCoverage],
    gathered: dict[str, Gathered],
    open_kinds: dict[str, dict[str, int]],
) -> list[tuple[str, str, str]]:
    """State, counts and five ก of each tambon; `since` stays while the state stays."""
    now, changed, dirty = timezone.now(), [], []
    for code, row in rows.items():
        told = gathered[code].evidence
        facts = tambon_facts(told)
        state = tambon_state(facts)
        accepted = sum(accepted_openly(gathered[code]))
        cells: dict[str, object] = {str(k): cell for k, cell in five_k(told.five_k).items()}
        wanted = (state, accepted, describe(gathered[code], open_kinds.get(code, {})),
                  {**cells, "linked": told.linked})  # fmt: skip
        if row.since is None or row.state != state:
            changed.append((code, row.state if row.since else "", str(state)))
            row.since = now
        elif (row.state, row.accepted_gaps, row.counts, row.five_k) == wanted:
            continue
        row.state, row.accepted_gaps, row.counts, row.five_k = wanted
        row.computed_at = now
        dirty.append(row)
    TambonCoverage.objects.bulk_update(
        dirty, ["state", "accepted_gaps", "counts", "five_k", "computed_at", "since"]
    )
    return changed


def accepted_openly(gathered: Gathered) -> tuple[int, int, int]:
    """Gaps the committee accepted, of needs, first helps and visits: those of cases sealed since then are no number."""
    told, sealed = gathered.evidence, gathered.sealed.cases
    facts = tambon_facts(
        replace(
            told,
            open_needs=tuple(need for need in told.open_needs if need.case_id not in sealed),
            late_first_helps=tuple(case for case in told.late_first_helps if case not in sealed),
            late_visits=tuple(case for case in told.late_visits if case not in sealed),
        )
    )
    return facts.accepted_needs, facts.accepted_first_helps, facts.accepted_visits


def describe(gathered: Gathered, open_kinds: dict[str, int]) -> dict[str, object]:
    """The numbers behind each test, as the pages show them: sealed cases are in none of them (D4)."""
    told, sealed = gathered.evidence, gathered.sealed
    facts = tambon_facts(told)
    needs, first_helps, visits = accepted_openly(gathered)
    states = [str(state) for state in facts.villages]
    return {
        "villages": len(states),
        "village_states": {state: states.count(state) for state in sorted(set(states))},
        "no_host": states.count("no_host"),
        "not_searched": sum(v.last_round in {"", "open"} for v in told.villages),
        "signed_forums": facts.signed_forums,
        "leads": gathered.leads - sealed.leads,
        "leads_past_forum_limit": facts.leads_past_forum_limit - sealed.leads_past_forum_limit,
        "needs_without_carer": sum(need.case_id not in sealed.cases for need in told.open_needs),
        "accepted_needs": needs,
        "first_helps_overdue": len(set(told.late_first_helps) - sealed.cases),
        "accepted_first_helps": first_helps,
        "visits_overdue": len(set(told.late_visits) - sealed.cases),
        "accepted_visits": visits,
        "cases": {
            state: number - sealed.in_state.get(state, 0)
            for state, number in sorted(gathered.in_state.items())
            if number > sealed.in_state.get(state, 0)
        },
        "free_capacity": dict(sorted(told.free_capacity.items())),
        "gaps": dict(sorted(open_kinds.items())),
        "five_k": {name: getattr(told.five_k, name) for name in told.five_k.__dataclass_fields__},
    }
