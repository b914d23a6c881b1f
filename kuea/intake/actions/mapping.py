"""Which column is what, told by a person where headings do not tell; kept for the next file with the same headings."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.states import BATCH
from kuea.core.words import Role
from kuea.intake.actions.receiving import SENDERS
from kuea.intake.models import Batch, ColumnMapping
from kuea.intake.queries import mappings_held
from kuea.intake.sheets import SheetFault, load_kind
from kuea.intake.sheets.mapping import header_digest, keys_of_fields, missing_needs
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh, require_province, require_role


def ask_columns(
    *, batch: Batch, guess: Mapping[str, int], samples: list[list[str]], fault: SheetFault | None
) -> Batch:
    """The batch waits until somebody says what its columns are. Called by whoever reads it."""
    told = {} if fault is None else {
        "code": str(fault.code), "what": fault.what, "where": fault.where, "remedy": fault.remedy,
    }  # fmt: skip
    with transaction.atomic():
        fresh = lock_fresh(batch)
        fresh.state = BATCH.next(fresh.state, "ask_columns")
        fresh.fault, fresh.samples = told, samples
        fresh.columns = {**fresh.columns, "found": dict(guess)}
        fresh.save(update_fields=["state", "fault", "samples", "columns"])
        record(
            "batch.ask_columns", fresh, duty_id=fresh.sent_by_id, province_code=fresh.province_id,
            columns=len(fresh.header),
        )  # fmt: skip
    return fresh


def set_columns(*, by: Duty, batch: Batch, chosen: Mapping[str, int]) -> ColumnMapping:
    """Field → index of its column, for this batch and for every later file with the same headings.

    Raises `Refusal`: not_your_duty, not_in_your_area, not_in_this_state, missing (a needed field).
    """
    require_role(by, *SENDERS)
    require_province(by, batch.province_id)
    with transaction.atomic():
        fresh = lock_fresh(batch)
        _require_own(by, fresh)
        fresh.state = BATCH.next(fresh.state, "tell_columns")
        made = keep_mapping(by, fresh, chosen)
        fresh.mapping, fresh.samples, fresh.fault = made, [], {}
        fresh.progress_at = timezone.now()
        fresh.save(update_fields=["state", "mapping", "samples", "fault", "progress_at"])
        record(
            "batch.tell_columns", fresh, duty_id=by.pk, province_code=fresh.province_id,
            mapping=made.pk, fields=sorted(made.fields),
        )  # fmt: skip
    return made


def keep_mapping(by: Duty, batch: Batch, chosen: Mapping[str, int]) -> ColumnMapping:
    """What was said, instead of what was said of the same headings before. Raises: missing (a needed field)."""
    kind = load_kind(batch.kind)
    kept = {f: i for f, i in chosen.items() if f in kind.fields and 0 <= i < len(batch.header)}
    if missing := missing_needs(kind, kept):
        raise Refusal("missing", fields=_(" และ ").join(need.say for need in missing))
    digest, fields = header_digest(batch.header), keys_of_fields(batch.header, kept)
    earlier = mappings_held(batch, digest)
    if same := earlier.filter(fields=fields).first():
        return same
    earlier.update(forgotten_at=timezone.now(), forgotten_by=by)
    return ColumnMapping.objects.create(
        province_id=batch.province_id, kind=batch.kind, header_digest=digest, header=batch.header,
        fields=fields, set_by=by,
    )  # fmt: skip


def forget_columns(*, by: Duty, mapping: ColumnMapping) -> ColumnMapping:
    """Later files with these headings are recognised, or asked about, afresh. What was read with it stays."""
    require_role(by, *SENDERS)
    require_province(by, mapping.province_id)
    with transaction.atomic():
        fresh = lock_fresh(mapping)
        if by.role == Role.LOCAL_OFFICER and fresh.set_by_id != by.pk:
            raise Refusal("not_in_your_area")
        if fresh.forgotten_at is None:
            fresh.forgotten_at, fresh.forgotten_by = timezone.now(), by
            fresh.save(update_fields=["forgotten_at", "forgotten_by"])
            record("columns.forget", fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh


def _require_own(by: Duty, batch: Batch) -> None:
    if by.role == Role.LOCAL_OFFICER and batch.sent_by_id != by.pk:
        raise Refusal("not_in_your_area")
