"""Freezing the register, and the certificate made from a frozen picture."""

import shutil
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q, Sum
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.states import HOLDING_STATES, VERIFIED_STATES
from kuea.core.words import Role
from kuea.coverage.actions import recompute_province
from kuea.coverage.models import TambonCoverage
from kuea.finding.models import Case
from kuea.giving.models import CapacityOffer
from kuea.ledger.actions import record
from kuea.letters.actions import issue_paper
from kuea.offices.models import Duty, Organisation, Province
from kuea.offices.scope import require_role
from kuea.people.models import Need
from kuea.reporting import frozen
from kuea.reporting.models import CompletenessCertificate, RegisterSnapshot
from kuea.reporting.queries import read_board


@transaction.atomic
def take_snapshot(*, by: Duty, why: str) -> RegisterSnapshot:
    """Freeze both sides of the register at this moment (R54, I8); raises capacity_side_empty.

    The files hold codes, groups and places: no name, number, house or telephone. Sealed cases are
    left out: they are counted nowhere below the province (D4).
    """
    require_role(by, Role.SECRETARY, Role.SYSTEM)
    province = Province.objects.select_related("place", "edition").get(pk=by.province_id)
    tables = _gather(province)
    capacity = len(tables["organisations"]) + len(tables["offers"])
    if tables["needs"] and not capacity:
        raise Refusal("capacity_side_empty")
    now = timezone.now()
    name = f"{province.code}/{now:%Y%m%dT%H%M%S%f}"
    folder = settings.SNAPSHOTS / name
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        frozen.write_tables(folder, tables)
        snapshot = RegisterSnapshot.objects.create(
            province=province, edition=province.edition, as_of=now, why=why.strip() or "–",
            needs_count=len(tables["needs"]), persons_count=len(tables["persons"]), capacity_count=capacity,
            figures=frozen.compute_figures(folder), content_sha256=frozen.content_hash(tables),
            folder=name, made_by=by,
        )  # fmt: skip
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    record(
        "snapshot.take", snapshot, duty_id=by.pk, province_code=province.code,
        sha256=snapshot.content_sha256,
    )  # fmt: skip
    return snapshot


def _gather(province: Province) -> dict[str, list[dict[str, Any]]]:
    cases = Case.objects.filter(province=province, state__in=VERIFIED_STATES, is_sealed=False)
    cases = cases.select_related("group", "definition_set", "person").order_by("code")
    persons = [_person_row(case) for case in cases]
    needs = _needs_of(province, cases)
    return {
        "persons": persons,
        "needs": [_need_row(need, case) for need, case in needs],
        "organisations": [_organisation_row(row) for row in _organisations(province)],
        "offers": _offer_rows(province),
        "coverage": [
            {"tambon": row.pk, "state": row.state, "accepted_gaps": row.accepted_gaps,
             "villages": row.counts.get("villages", 0)}
            for row in TambonCoverage.objects.filter(province=province).order_by("pk")
        ],
    }  # fmt: skip


def _needs_of(province: Province, cases: Iterable[Case]) -> list[tuple[Need, Case]]:
    """Needs of the persons, and of their homes: a shared need is counted once, with the home's first case."""
    persons, homes = {}, {}
    for case in cases:
        if case.person is not None:
            persons.setdefault(case.person_id, case)
            homes.setdefault(case.person.household_id, case)
    homes.pop(None, None)
    needs = Need.objects.filter(
        Q(person_id__in=persons) | Q(household_id__in=homes), province=province
    )
    return [
        (need, persons[need.person_id] if need.person_id else homes[need.household_id])
        for need in needs.order_by("pk")
    ]


def _person_row(case: Case) -> dict[str, Any]:
    return {
        "case_code": case.code, "tambon": case.tambon_id, "category": case.category,
        "group_code": case.group.code if case.group else "", "group_name": case.group.name if case.group else "",
        "state": case.state, "definition_version": case.definition_set.version if case.definition_set else None,
        "channel": case.channel,
    }  # fmt: skip


def _need_row(need: Need, case: Case) -> dict[str, Any]:
    return {
        "case_code": case.code, "tambon": case.tambon_id, "village": case.village_id, "category": case.category,
        "group_code": case.group.code if case.group else "", "group_name": case.group.name if case.group else "",
        "state": case.state, "kind": need.kind, "is_urgent": need.is_urgent, "is_met": need.is_met,
        "first_help_on": case.first_help_on.isoformat() if case.first_help_on else None,
    }  # fmt: skip


def _organisations(province: Province) -> Any:
    return (
        Organisation.objects.filter(province=province, is_on_map=True)
        .select_related("host_network")
        .order_by("pk")
    )


def _organisation_row(row: Organisation) -> dict[str, Any]:
    host = getattr(row, "host_network", None)
    return {
        "name": row.name, "sector": row.sector, "tambon": (row.address_place_id or "")[:6],
        "host_state": host.state if host else "", "volunteers": row.volunteer_count,
        "counted_on": row.counted_on.isoformat() if row.counted_on else None,
    }  # fmt: skip


def _offer_rows(province: Province) -> list[dict[str, Any]]:
    held = Sum("matches__quantity", filter=Q(matches__state__in=HOLDING_STATES))
    offers = (
        CapacityOffer.objects.filter(organisation__province=province, is_withdrawn=False)
        .select_related("organisation")
        .annotate(held=held)
        .order_by("pk")
    )
    return [
        {
            "organisation": offer.organisation.name, "kind": offer.kind, "unit": offer.unit,
            "quantity": offer.quantity, "committed": offer.held or 0,
            "tambon": (offer.organisation.address_place_id or "")[:6], "as_of": offer.as_of.isoformat(),
        }
        for offer in offers
    ]  # fmt: skip


@transaction.atomic
def make_certificate(*, by: Duty, snapshot: RegisterSnapshot) -> CompletenessCertificate:
    """The certificate that every tambon is covered (R63); raises not_complete and names how many are open.

    The states are computed again first, and the snapshot must say the same.
    """
    require_role(by, Role.SECRETARY)
    province = Province.objects.select_for_update().get(pk=by.province_id)
    if snapshot.province_id != province.pk:
        raise Refusal("not_in_your_area")
    recompute_province(province)
    board = read_board(province)
    frozen_rows = snapshot.figures.get(
        "by_tambon", []
    )  # a register without states certifies nothing
    then = [row for row in frozen_rows if row["state"] not in {"covered", "nil_verified"}]
    if not board.complete or then or not frozen_rows:
        raise Refusal("not_complete", count=max(len(board.open_rows), len(then)))
    paper = issue_paper(
        by=by,
        kind="certificate",
        subject=snapshot,
        province=province,
        sha256=snapshot.content_sha256,
    )
    made = CompletenessCertificate.objects.create(
        province=province, snapshot=snapshot, number=paper.number, year_be=paper.year_be,
        accepted_gaps=sum(row.accepted_gaps for row in board.rows), made_by=by,
    )  # fmt: skip
    record(
        "certificate.make", made, duty_id=by.pk, province_code=province.code, snapshot=snapshot.pk
    )
    return made
