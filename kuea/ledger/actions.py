"""The one way to write the ledger."""

from kuea.ledger.models import Event


def record(
    verb: str, subject: object, *, duty_id: int | None, province_code: str, **data: object
) -> Event:
    """Append what happened. `subject` is a saved model or a word; `data` holds ids and codes only."""
    if isinstance(subject, str):
        kind, key = subject, ""
    else:
        kind = subject._meta.label_lower  # type: ignore[attr-defined]
        key = str(subject.pk)  # type: ignore[attr-defined]
    return Event.objects.create(
        verb=verb,
        subject=kind,
        subject_id=key,
        duty_id=duty_id or 0,
        province_code=province_code or "",
        data=data,
    )
