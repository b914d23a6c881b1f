"""Rows of lists lose their cells when the law asks for it; the file they came in goes with them (PDPA s.33)."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from kuea.core.words import Role
from kuea.intake.models import Batch, RawRow, RowReading
from kuea.ledger.actions import record
from kuea.offices.many_rows import lots_of
from kuea.offices.models import Duty
from kuea.offices.scope import require_province, require_role

ERASES: dict[str, tuple[str, ...]] = {
    "intake.RawRow": ("cells",),
    "intake.Batch": ("samples",),
    "intake.RowReading": ("former",),
}
_AT_ONCE = 500


def erase_rows(*, by: Duty, rows: QuerySet[RawRow]) -> int:
    """Empty the cells of these rows, and remove the sender's kept files, in which they still stand.

    The other rows of the file are kept in the database as they came; only giving the file back ends.
    """
    require_role(by, Role.SECRETARY, Role.SYSTEM, Role.HOST_COORDINATOR, Role.VOLUNTEER)
    keys = list(rows.values_list("pk", flat=True))
    if not keys:
        return 0
    with transaction.atomic():
        batches = list(Batch.objects.filter(rows__in=keys).distinct())
        for some in lots_of(keys, _AT_ONCE):
            RawRow.objects.filter(pk__in=some).update(cells="")
            RowReading.objects.filter(raw_row__in=some).update(former="")
        for batch in batches:
            require_province(by, batch.province_id)
            _remove_file(by, batch)
    return len(keys)


def _remove_file(by: Duty, batch: Batch) -> None:
    """The same bytes may have been sent as another batch: they lose the file too."""
    if not batch.kept_at:
        return
    path = Path(settings.MEDIA_ROOT) / batch.kept_at
    Batch.objects.filter(kept_at=batch.kept_at).update(kept_at="", samples=[])
    record("batch.erase_file", batch, duty_id=by.pk, province_code=batch.province_id)
    transaction.on_commit(lambda: path.unlink(missing_ok=True))
