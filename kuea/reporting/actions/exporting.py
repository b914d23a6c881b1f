"""Taking data out: asked for with a purpose, agreed to by a second person, handed over, gone after seven days."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kuea.core.exports import (
    CLASS_OF,
    DAYS_KEPT,
    LEAST_WORDS,
    MAY_TAKE,
    NEEDS_SECOND,
    ExportKind,
    Purpose,
    forbidden_in,
)
from kuea.core.problems import Refusal
from kuea.core.states import EXPORT
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Place
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.offices.sealing import pieces_of, seal_pieces
from kuea.reporting.export_files import pack
from kuea.reporting.export_rows import open_cases, take_rows
from kuea.reporting.models import Export

APPROVERS = (Role.SECRETARY, Role.CHAIR)


def ask_export(
    *,
    by: Duty,
    kind: str,
    purpose: str,
    purpose_words: str,
    receiver: str,
    tambon: Place | None = None,
    form_key: str | None = None,
) -> Export:
    """Ask; data without persons are ready at once, others wait for a second person.

    Raises `Refusal`: not_your_duty, export_class, missing, purpose_forbidden, not_in_your_area.
    """
    require_role(by, *(Role(role) for role in MAY_TAKE))
    kind, purpose = ExportKind(kind), Purpose(purpose)
    words, receiver = purpose_words.strip(), receiver.strip()
    data_class = CLASS_OF[kind]
    if data_class not in MAY_TAKE[by.role]:
        raise Refusal("export_class")
    if len(words) < LEAST_WORDS or not receiver:
        raise Refusal("missing", fields="วัตถุประสงค์ หรือผู้รับ")
    if word := forbidden_in(f"{words} {receiver}"):
        raise Refusal("purpose_forbidden", word=word)
    if tambon is not None:
        require_province(by, tambon.code[:2])
    if form_key and (earlier := Export.objects.filter(form_key=form_key, asked_by=by).first()):
        return earlier
    with transaction.atomic():
        made = Export.objects.create(
            province_id=by.province_id, kind=kind, data_class=data_class, tambon=tambon, purpose=purpose,
            purpose_words=words, receiver=receiver[:200], asked_by=by, form_key=form_key or None,
            expires_at=timezone.now() + timedelta(days=DAYS_KEPT),
        )  # fmt: skip
        record(
            "export.ask", made, duty_id=by.pk, province_code=made.province_id,
            kind=kind.value, purpose=purpose.value, data_class=data_class,
        )  # fmt: skip
        return made if data_class in NEEDS_SECOND else _make(made, by)


def approve_export(*, by: Duty, export: Export) -> Export:
    """A second person agrees, and the file is made from what the asker sees at this moment.

    Raises `Refusal`: export_second when it is the person who asked, under whatever duty.
    """
    with transaction.atomic():
        fresh = _to_decide(by, export)
        fresh.decided_by, fresh.decided_at = by, timezone.now()
        return _make(fresh, by)


def refuse_export(*, by: Duty, export: Export, reason: str) -> Export:
    """Not agreed; the reason is told to whoever asked."""
    if not reason.strip():
        raise Refusal("missing", fields="เหตุผล")
    with transaction.atomic():
        fresh = _to_decide(by, export)
        fresh.state = EXPORT.next(fresh.state, "refuse")
        fresh.decided_by, fresh.decided_at, fresh.decided_reason = (
            by,
            timezone.now(),
            reason.strip(),
        )
        fresh.save()
        record("export.refuse", fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh


def _to_decide(by: Duty, export: Export) -> Export:
    require_role(by, *APPROVERS)
    require_province(by, export.province_id)
    fresh = lock_fresh(export)
    if fresh.asked_by.user_id == by.user_id:
        raise Refusal("export_second")
    return fresh


def _make(export: Export, by: Duty) -> Export:
    asker = export.asked_by
    if asker.ended_at is not None or export.data_class not in MAY_TAKE.get(asker.role, ()):
        raise Refusal("export_class")
    state = EXPORT.next(export.state, "make")
    taken = take_rows(export)
    whole = pack(export, taken)
    kept_at = f"exports/{export.province_id}/{export.code}.sealed"
    seal_pieces([whole], Path(settings.MEDIA_ROOT) / kept_at)
    export.state, export.kept_at, export.rows_count = state, kept_at, len(taken.rows)
    export.sha256, export.row_keys = hashlib.sha256(whole).hexdigest(), taken.keys
    export.expires_at = timezone.now() + timedelta(days=DAYS_KEPT)
    export.save()
    record(
        "export.make", export, duty_id=by.pk, province_code=export.province_id,
        rows=len(taken.rows), sha256=export.sha256,
    )  # fmt: skip
    return export


def open_export(*, by: Duty, export: Export) -> Iterator[bytes]:
    """The file, for the one who asked, while it lives and while they still see everything in it.

    Raises `Refusal`: not_in_your_area, not_in_this_state, export_expired, export_class, export_scope.
    """
    if export.asked_by_id != by.pk or by.ended_at is not None:
        raise Refusal("not_in_your_area")
    if export.state == "expired" or export.expires_at <= timezone.now():
        raise Refusal("export_expired")
    if export.state != "ready":
        raise Refusal("not_in_this_state")
    if export.data_class not in MAY_TAKE.get(by.role, ()):
        raise Refusal("export_class")
    seen = set(open_cases(by).values_list("pk", flat=True)) if export.row_keys else set()
    if not seen.issuperset(export.row_keys):
        raise Refusal("export_scope")
    with transaction.atomic():
        record(
            "export.download", export, duty_id=by.pk, province_code=export.province_id,
            rows=export.rows_count,
        )  # fmt: skip
    return pieces_of(Path(settings.MEDIA_ROOT) / export.kept_at)


def expire_exports(*, by: Duty) -> int:
    """Files past their day are deleted, asks nobody answered are closed. Safe to run any number of times."""
    require_role(by, Role.SYSTEM)
    over = Export.objects.filter(
        province_id=by.province_id, state__in=["asked", "ready"], expires_at__lte=timezone.now()
    )
    for export in over:
        with transaction.atomic():
            fresh = lock_fresh(export)
            fresh.state = EXPORT.next(fresh.state, "expire")
            fresh.save()
            record("export.expire", fresh, duty_id=by.pk, province_code=fresh.province_id)
        if fresh.kept_at:
            (Path(settings.MEDIA_ROOT) / fresh.kept_at).unlink(missing_ok=True)
    return len(over)
