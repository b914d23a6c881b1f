"""A file comes in: measured before anything is read, kept before anything is judged."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from kuea.core.problems import Refusal
from kuea.core.words import PLACE_LISTS, Role
from kuea.intake.gate import safe_name
from kuea.intake.keeping import hash_file, keep_file
from kuea.intake.models import Batch
from kuea.intake.ports import known_kinds
from kuea.intake.sheets import FaultCode
from kuea.intake.sheets.faults import file_fault
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import require_role

SENDERS = (Role.SECRETARY, Role.LOCAL_OFFICER, Role.SYSTEM)


@dataclass(frozen=True)
class Receipt:
    """The batch of the file. `seen_before`: the same bytes came earlier, and nothing was added now."""

    batch: Batch
    seen_before: bool


def refuse_too_large(size: int) -> None:
    """Asked before a single byte is read."""
    if size > settings.MAX_SHEET_BYTES:
        shown, limit = (f"{n / 1024 / 1024:,.0f}" for n in (size, settings.MAX_SHEET_BYTES))
        raise file_fault(FaultCode.TOO_LARGE, size=shown, limit=limit)


def receive_batch(
    *, by: Duty, kind: str, path: Path | str, file_name: str, wishes_to_map: bool = False
) -> Receipt:
    """Keep a sender's file under its own bytes; reading it is another step (`read_batch`).

    `wishes_to_map`: the sender wants to see what each column is read as before anything is stored.

    Raises `Refusal`: not_your_duty, kind_unknown, or a SheetFault when the file is too large or gone.
    """
    require_role(by, *SENDERS)
    if kind not in known_kinds():
        raise Refusal("kind_unknown", kind=kind)
    if kind in PLACE_LISTS and by.role == Role.LOCAL_OFFICER:
        raise Refusal("not_your_duty")
    path = Path(path)
    size = path.stat().st_size if path.is_file() else None
    if size is None:
        raise file_fault(FaultCode.NOT_THERE)
    refuse_too_large(size)
    sha256 = hash_file(path)
    same = Batch.objects.filter(province_id=by.province_id, kind=kind, sha256=sha256)
    if earlier := same.exclude(state="withdrawn").first():
        return Receipt(earlier, True)
    kept_at = keep_file(path, sha256, by.province_id or "")
    try:
        with transaction.atomic():
            batch = Batch.objects.create(
                province_id=by.province_id, kind=kind, file_name=safe_name(file_name),
                sha256=sha256, kept_at=kept_at, bytes=size, sent_by=by,
                columns={"wish": True} if wishes_to_map else {},
            )  # fmt: skip
            record(
                "batch.receive", batch, duty_id=by.pk, province_code=batch.province_id,
                kind=kind, bytes=size,
            )  # fmt: skip
    except IntegrityError:  # the same file arrived twice at the same moment
        return Receipt(same.exclude(state="withdrawn").get(), True)
    return Receipt(batch, False)
