"""Photographs of a search round: drawn again, sealed, with consent, removable."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kuea.core.privacy import ERASED
from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.finding.models import RoundPicture, SearchRound
from kuea.intake.gate import admit_picture, keep_picture
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh, require_role

MOST_PICTURES = 12


def add_picture(
    *,
    by: Duty,
    search_round: SearchRound,
    data: bytes,
    caption: str = "",
    shows_people: bool,
    consent_words: str = "",
) -> RoundPicture:
    """Keep a photograph beside the round. Raises `Refusal`: picture_consent when people did not agree,
    picture_kind and its like from the gate, pictures_enough, not_in_your_area."""
    _require_own(by, search_round)
    if shows_people and not normalise(consent_words):
        raise Refusal("picture_consent")
    picture = admit_picture(data)
    with transaction.atomic():
        fresh = lock_fresh(search_round)
        if fresh.pictures.filter(removed_at=None).count() >= MOST_PICTURES:
            raise Refusal("pictures_enough", most=MOST_PICTURES)
        made = RoundPicture.objects.create(
            search_round=fresh, caption=normalise(caption)[:200], shows_people=shows_people,
            consent_words=normalise(consent_words)[:300] if shows_people else "", sha256=picture.sha256,
            kept_at=keep_picture(picture, f"pictures/{fresh.province_id}/{fresh.pk}"),
            width=picture.width, height=picture.height, made_by=by,
        )  # fmt: skip
        record(
            "picture.add", made, duty_id=by.pk, province_code=fresh.province_id,
            shows_people=shows_people,
        )  # fmt: skip
    return made


def remove_picture(*, by: Duty, picture: RoundPicture) -> RoundPicture:
    """Consent was taken back, or it is not needed: file and words are deleted, the row says when and by whom."""
    _require_own(by, picture.search_round)
    with transaction.atomic():
        fresh = lock_fresh(picture)
        if fresh.removed_at is not None:
            return fresh
        kept_at, fresh.kept_at = fresh.kept_at, ""
        fresh.caption, fresh.consent_words = "", ERASED if fresh.consent_words else ""
        fresh.removed_at, fresh.removed_by = timezone.now(), by
        fresh.save()
        is_last = not RoundPicture.objects.filter(kept_at=kept_at).exists()
        if is_last:
            path = Path(settings.MEDIA_ROOT) / kept_at
            transaction.on_commit(lambda: path.unlink(missing_ok=True))
        record("picture.remove", fresh, duty_id=by.pk, province_code=by.province_id or "")
    return fresh


def _require_own(by: Duty, search_round: SearchRound) -> None:
    require_role(by, Role.HOST_COORDINATOR)
    if search_round.host_id != by.organisation_id:
        raise Refusal("not_in_your_area")
