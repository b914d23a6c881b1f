"""The one way to write the ledger."""

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.http import HttpRequest
from django.utils import timezone

from kuea.core.chain import digest_event, digest_ids, moment_text
from kuea.core.event_words import LARGEST, UnsafeEvent, is_code, tidy_event
from kuea.ledger.chaining import link_event, links_itself
from kuea.ledger.models import Event, ReadMark

OF_MANY = frozenset(("list", "search", "alike", "agenda", "compare"))
"""Kinds of pages that show as many as there are; they cost the same for one as for fifty."""
MOST_IDS = 200
"""A page shows fewer; an export of more keeps a digest of the ids in the event and the ids as marks."""


def record(
    verb: str, subject: object, *, duty_id: int | None, province_code: str, **data: object
) -> Event:
    """Append what happened. `subject` is a saved model or a word; `data` holds ids and codes only.

    Raises `UnsafeEvent` when it holds anything else: the transaction of the act must fall.
    """
    if isinstance(subject, str):
        kind, key = subject, ""
    else:
        kind = subject._meta.label_lower  # type: ignore[attr-defined]
        key = str(subject.pk)  # type: ignore[attr-defined]
    return _append(verb, kind, key, duty_id or 0, province_code or "", data)


def note_read(
    request: HttpRequest, subject: type[models.Model], ids: Iterable[int | None], *, what: str = "page",
    **data: object,
) -> Event | None:  # fmt: skip
    """Append that the duty of `request` was shown these persons, cases … (I17). The one door of reading pages.

    `what` says how: page, list, paper, export. A page that shows nobody leaves no trace, and a page is
    not shown when this cannot be written.
    """
    seen = sorted({pk for pk in ids if pk})
    label = subject._meta.label_lower
    if not seen:
        return None
    duty: Any = getattr(request, "duty", None)
    match = request.resolver_match
    facts: dict[str, object] = {"route": match.view_name if match else "", **data}
    is_one = len(seen) == 1 and what not in OF_MANY
    if not is_one:
        facts["count"] = len(seen)
        facts |= {"ids": seen} if len(seen) <= MOST_IDS else {"sha256": digest_ids(seen)}
    key = str(seen[0]) if is_one else ""
    with transaction.atomic():
        event = _append(
            f"read.{what}", label, key, duty.pk if duty else 0,
            (duty.province_id or "") if duty else "", facts,
        )  # fmt: skip
        if not is_one:
            ReadMark.objects.bulk_create(
                [ReadMark(event=event, subject=label, subject_id=str(pk)) for pk in seen],
                batch_size=1000,
            )
    return event


def note_refusal(request: HttpRequest, code: str, status: int) -> Event:
    """Append that a page said no, to whom and why; which record was meant stands in no address we keep."""
    duty: Any = getattr(request, "duty", None)
    match = request.resolver_match
    keys = dict((match.kwargs if match else {}).items())
    asked = {
        f"asked_{name}": value
        for name, value in keys.items()
        if isinstance(value, int) and abs(value) <= LARGEST
    }
    return record(
        "refused", "page", duty_id=duty.pk if duty else 0,
        province_code=(duty.province_id or "") if duty else "", code=code, status=status,
        route=match.view_name if match else "", **asked,
    )  # fmt: skip


def _append(
    verb: str, subject: str, key: str, duty_id: int, province_code: str, data: dict[str, object]
) -> Event:
    for name, word in (("verb", verb), ("subject", subject), ("subject_id", key)):
        if not is_code(word):
            raise UnsafeEvent(name, "not a code")
    at, tidy = timezone.now(), tidy_event(data)
    digest = digest_event(
        at=moment_text(at), province_code=province_code, duty_id=duty_id, verb=verb, subject=subject,
        subject_id=key, data=tidy,
    )  # fmt: skip
    with transaction.atomic(savepoint=False):
        event = Event.objects.create(
            at=at, verb=verb, subject=subject, subject_id=key, duty_id=duty_id,
            province_code=province_code, data=tidy, digest=digest,
        )  # fmt: skip
        if not links_itself():
            link_event(event)
    return event
