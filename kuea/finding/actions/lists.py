"""What happens to cases when lists come in, are withdrawn, or two records turn out to be one person (R33, I2)."""

import secrets
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from kuea.core.words import Channel, Role
from kuea.finding.actions.joining import settle_cases
from kuea.finding.actions.leads import next_codes
from kuea.finding.models import Case, CaseStep, Lead
from kuea.finding.path import move_case
from kuea.finding.ports import lead_hosts_of
from kuea.ledger.actions import record as tell
from kuea.offices.many_rows import insert_many, lots_of, reserve_keys
from kuea.offices.models import Duty, Province
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import require_province, require_role
from kuea.people.ports import KeptRow

CHUNK = 500


def raise_list_leads(*, by: Duty, province: Province, rows: Sequence[KeptRow]) -> int:
    """Rows of a list become leads in state `lead`, in bulk; nobody is verified by it. How many leads were made.

    A person who already has a case keeps it and gains a lead; a record that has its lead is left alone, so
    the same rows may come twice. Rows without a certain tambon stay with people until their place is known.
    """
    require_role(by, Role.SECRETARY, Role.SYSTEM, Role.LOCAL_OFFICER)
    require_province(by, province.code)
    with transaction.atomic(), gather_changes():
        fresh = _without_lead([row for row in rows if row.tambon_code])
        if not fresh:
            return 0
        at = _cases_of({row.person_id for row in fresh if not row.is_new})
        at |= _open_cases(by, province, [row for row in fresh if row.person_id not in at])
        insert_many(
            Lead,
            (
                "case_id", "record_id", "receipt", "channel", "who", "worry", "how_to_find",
                "made_by_id",
            ),
            [
                (
                    at[row.person_id], row.record_id, secrets.token_hex(6), Channel.LIST.value,
                    row.who, row.worry, row.how_to_find, by.pk,
                )
                for row in fresh
            ],
        )  # fmt: skip
        tell(
            "lead.raise_list", "leads", duty_id=by.pk, province_code=province.code, rows=len(fresh)
        )
        tambon_changed(*{row.tambon_code for row in fresh})
    return len(fresh)


def _without_lead(rows: Sequence[KeptRow]) -> list[KeptRow]:
    ids = {row.record_id for row in rows}
    if not ids:
        return []
    # Rows of one lot stand together: one question for their whole range.
    near = Lead.objects.filter(record_id__gte=min(ids), record_id__lte=max(ids))
    have = set(near.values_list("record_id", flat=True))
    return [row for row in rows if row.record_id not in have]


def _cases_of(person_ids: set[int]) -> dict[int, int]:
    """Person id → the newest of the person's own cases."""
    ids, found = list(person_ids), {}
    for some in lots_of(ids, CHUNK):
        own = Case.objects.filter(person_id__in=some, merged_into=None)
        found.update(own.order_by("pk").values_list("person_id", "pk"))
    return found


def _open_cases(by: Duty, province: Province, rows: Sequence[KeptRow]) -> dict[int, int]:
    """One case for every person of the rows, offered to the host of the village; person id → case id."""
    first = {row.person_id: row for row in reversed(rows)}
    hosts = lead_hosts_of({(row.tambon_code, row.village_code or "") for row in first.values()})
    keys = reserve_keys(Case, len(first))
    insert_many(
        Case,
        (
            "id", "province_id", "edition_id", "code", "person_id", "tambon_id", "village_id",
            "channel", "host_id",
        ),
        [
            (
                key, province.pk, province.edition_id, code, row.person_id, row.tambon_code,
                row.village_code or None, Channel.LIST.value,
                hosts.get((row.tambon_code, row.village_code or "")),
            )
            for key, code, row in zip(
                keys, next_codes(province, len(first)), first.values(), strict=True
            )
        ],
    )  # fmt: skip
    insert_many(
        CaseStep,
        ("case_id", "before", "decision", "state", "by_id"),
        [(key, "lead", "raise", "lead", by.pk) for key in keys],
    )
    return dict(zip(first, keys, strict=True))


def restate_list_leads(*, by: Duty, rows: Sequence[KeptRow]) -> dict[int, KeptRow]:
    """Leads of rows read anew say what the rows say now; a case nobody has gone to yet lies where its only lead says.

    Returns the former words and place by record, of those that changed.
    """
    require_role(by, Role.SECRETARY)
    told = {row.record_id: row for row in rows}
    former: dict[int, KeptRow] = {}
    with transaction.atomic(), gather_changes():
        for some in lots_of(list(told), CHUNK):
            own = Lead.objects.filter(record__in=some, case__province_id=by.province_id)
            alone = _alone(own)
            for lead in own.select_related("case").order_by("pk"):
                now = told[lead.record_id or 0]
                was = _as_told(lead, now, alone)
                if was != now:
                    former[now.record_id] = was
                    _restate(lead, now)
                    _lay(by, lead.case, was, now)
    return former


def _alone(leads: QuerySet[Lead]) -> set[int]:
    """Cases in state `lead` that have no other lead."""
    cases = Case.objects.filter(pk__in=leads.values("case_id"), state="lead")
    counted = cases.annotate(told=Count("leads")).filter(told=1)
    return set(counted.values_list("pk", flat=True))


def _as_told(lead: Lead, now: KeptRow, alone: set[int]) -> KeptRow:
    """`now` as the lead says it: its words, and the place where it is the case's only lead."""
    words = {"who": lead.who, "worry": lead.worry, "how_to_find": lead.how_to_find}
    place = {}
    if lead.case_id in alone:
        place = {"tambon_code": lead.case.tambon_id, "village_code": lead.case.village_id}
    return replace(now, **words, **place)


def _restate(lead: Lead, row: KeptRow) -> None:
    lead.who, lead.worry, lead.how_to_find = row.who, row.worry, row.how_to_find
    lead.save(update_fields=["who", "worry", "how_to_find"])


def _lay(by: Duty, case: Case, was: KeptRow, now: KeptRow) -> None:
    """The case lies in that village, and with its host."""
    cell = (now.tambon_code, now.village_code or "")
    if (was.tambon_code, was.village_code or "") == cell:
        return
    case.tambon_id, case.village_id = now.tambon_code, now.village_code
    case.host_id = lead_hosts_of({cell}).get(cell)
    case.save(update_fields=["tambon", "village", "host"])
    tell("case.restate", case, duty_id=by.pk, province_code=case.province_id)
    tambon_changed(was.tambon_code, now.tambon_code)


class PeopleFollower:
    """Acts in the same transaction on what people tells (filled in `project/wiring.py`)."""

    def rows_kept(self, rows: Sequence[KeptRow], province: Province, by: Duty) -> None:
        raise_list_leads(by=by, province=province, rows=rows)

    def rows_restated(self, rows: Sequence[KeptRow], by: Duty) -> Mapping[int, KeptRow]:
        return restate_list_leads(by=by, rows=rows)

    def persons_gone_to(self, persons: Collection[int]) -> set[int]:
        cases = Case.objects.filter(person__in=persons).exclude(state__in=("lead", "merged"))
        return set(cases.values_list("person_id", flat=True))

    def rows_counted_again(self, record_ids: Iterable[int], by: Duty, reason: str) -> None:
        for some in lots_of(list(record_ids), CHUNK):
            cases = Case.objects.filter(state="out_of_scope", leads__record__in=some).distinct()
            for case in cases.order_by("pk"):
                last = case.steps.order_by("-pk").first()
                if last is not None and last.reason.startswith(reason):
                    move_case(case, "retry", by=by, reason=reason)

    def rows_withdrawn(self, record_ids: Iterable[int], by: Duty, reason: str) -> None:
        """Cases that stand on nothing but the withdrawn rows, and to which nobody has gone, are set aside."""
        gone = set(record_ids)
        with gather_changes():
            for case in _leads_only_from(gone):
                move_case(case, "set_aside", by=by, reason=reason)

    def persons_settled(
        self, persons: Collection[int], moved: Collection[int], by: Duty
    ) -> Mapping[int, int]:
        return settle_cases(persons, moved, by)


def _leads_only_from(record_ids: set[int]) -> list[Case]:
    """Cases still in state `lead` whose every lead, and every lead of a case merged into them, is of these records."""
    ids, found = list(record_ids), {}
    for some in lots_of(ids, CHUNK):
        here = Q(leads__record_id__in=some) | Q(merged_cases__leads__record_id__in=some)
        found.update({case.pk: case for case in Case.objects.filter(here, state="lead")})
    held: set[int] = set()
    for path in ("case", "case__merged_into", "case__merged_into__merged_into"):
        others = Lead.objects.filter(**{f"{path}__state": "lead"})
        rows = others.values_list(f"{path}_id", "record_id", "record__is_withdrawn")
        held.update(
            case_id for case_id, record_id, gone in rows if record_id not in record_ids and not gone
        )
    return [case for pk, case in found.items() if pk not in held]
