"""What has stayed its time is made anonymous (A22): tried first, signed by a named duty, counts stay as they were."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from kuea.core.privacy import RetentionClass
from kuea.core.problems import Refusal
from kuea.core.states import RETENTION_RUN
from kuea.core.words import Role
from kuea.finding.actions import erase_case, erase_minutes
from kuea.finding.models import Case, Forum
from kuea.ledger.actions import record
from kuea.letters.actions import issue_paper
from kuea.offices.models import Duty, Province
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.privacy.models import RetentionRun
from kuea.privacy.queries import Due, due_for_erasing, signers


def try_retention(*, by: Duty, signer: Duty, as_of: date | None = None) -> RetentionRun:
    """The dry run: counts what would be erased and remembers the very list. Erases nothing."""
    require_role(by, Role.SECRETARY)
    assert by.province is not None
    if not signers(by.province).filter(pk=signer.pk).exists():
        raise Refusal("sign_another")
    day = as_of or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal("day_not_come")
    due = due_for_erasing(by.province, day)
    with transaction.atomic():
        run = RetentionRun.objects.create(
            province=by.province, as_of=day, tried_by=by, signer=signer, counts=due.counts,
            held_back=due.held_back, keys_sha256=due.sha256,
        )  # fmt: skip
        _tell("try", run, by)
    return run


def sign_run(*, by: Duty, run: RetentionRun) -> RetentionRun:
    """The duty that was named signs the list as it was tried. Raises: sign_another."""
    require_role(by, Role.SECRETARY, Role.CHAIR)
    require_province(by, run.province_id)
    with transaction.atomic():
        fresh = lock_fresh(run)
        after = RETENTION_RUN.next(fresh.state, "sign")
        if fresh.signer_id != by.pk:
            raise Refusal("sign_another")
        _require_same(fresh)
        fresh.state, fresh.signed_at = after, timezone.now()
        fresh.save()
        _tell("sign", fresh, by)
    return fresh


def carry_out_run(*, by: Duty, run: RetentionRun) -> RetentionRun:
    """Make the signed list anonymous, in one transaction, and give the report its number.

    Raises `Refusal`: sign_another when the list is no longer the one that was signed.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, run.province_id)
    with transaction.atomic(), gather_changes():
        fresh = lock_fresh(run)
        after = RETENTION_RUN.next(fresh.state, "carry_out")
        due = _require_same(fresh)
        cases = (*due.keys[RetentionClass.LEADS], *due.keys[RetentionClass.CASES])
        for case in Case.objects.filter(pk__in=cases).order_by("pk"):
            erase_case(by=by, case=case, why="retention")
        for forum in Forum.objects.filter(pk__in=due.keys[RetentionClass.MINUTES]).order_by("pk"):
            erase_minutes(by=by, forum=forum)
        fresh.state, fresh.done_at = after, timezone.now()
        province = Province.objects.get(pk=fresh.province_id)
        fresh.report = issue_paper(
            by=by, kind="retention_report", subject=fresh, province=province,
            sha256=fresh.keys_sha256,
        )  # fmt: skip
        fresh.save()
        _tell("carry_out", fresh, by, **fresh.counts)
    return fresh


def drop_run(*, by: Duty, run: RetentionRun) -> RetentionRun:
    """Not now."""
    require_role(by, Role.SECRETARY)
    require_province(by, run.province_id)
    with transaction.atomic():
        fresh = lock_fresh(run)
        fresh.state = RETENTION_RUN.next(fresh.state, "drop")
        fresh.save()
        _tell("drop", fresh, by)
    return fresh


def _require_same(run: RetentionRun) -> Due:
    due = due_for_erasing(run.province, run.as_of)
    if due.sha256 != run.keys_sha256:
        raise Refusal("sign_another")
    return due


def _tell(verb: str, run: RetentionRun, by: Duty, **data: object) -> None:
    record(f"retention.{verb}", run, duty_id=by.pk, province_code=run.province_id, **data)
