"""The ring of keys: adding one. The ring itself stands outside the database."""

import os
import secrets
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty
from kuea.offices.sealing import Key, forget_ring, read_ring


def add_key(*, by: Duty | None) -> Key:
    """A new key, from now on the one that seals. Kept in the ring's file; with the ring in the environment the
    operator adds the secret there, so nothing is written here."""
    key = Key(secrets.token_urlsafe(48), timezone.localdate().isoformat())
    if not settings.SEALING_KEYS:
        path = Path(settings.SEALING_KEYS_FILE)
        lines = [f"{old.secret} {old.made_on}".strip() for old in [*read_ring(), key]]
        unfinished = path.with_name(path.name + ".part")
        unfinished.touch(mode=0o600)
        unfinished.write_text("\n".join(lines) + "\n", encoding="utf-8")
        os.replace(unfinished, path)
        forget_ring()
    with transaction.atomic():
        tell(
            "keys.new", "keys", duty_id=by.pk if by else None,
            province_code=(by.province_id or "") if by else "", key=key.id,
        )  # fmt: skip
    return key
