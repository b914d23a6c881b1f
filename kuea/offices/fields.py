"""A text column that is sealed at rest (A39): what a stolen database file does not show."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db import models

_NONCE = 12


@lru_cache(maxsize=4)
def _seal(secret: str) -> AESGCM:
    """AES-256-GCM: seals and proves in one pass, so that long lists are sealed row by row without waiting."""
    return AESGCM(hashlib.sha256(b"kuea seal " + secret.encode()).digest())


@lru_cache(maxsize=4)
def _digest_key(secret: str) -> bytes:
    return hashlib.sha256(b"kuea digest " + secret.encode()).digest()


def seal_bytes(piece: bytes) -> bytes:
    """A sealed piece of a file; holds no line break. Equal pieces look different every time."""
    nonce = os.urandom(_NONCE)
    return base64.urlsafe_b64encode(nonce + _seal(settings.SEALING_KEY).encrypt(nonce, piece, None))


def open_bytes(sealed: bytes) -> bytes:
    """The piece again. Raises `ValueError` naming the cure when the key is another one."""
    try:
        whole = base64.urlsafe_b64decode(sealed)
        return _seal(settings.SEALING_KEY).decrypt(whole[:_NONCE], whole[_NONCE:], None)
    except (InvalidTag, ValueError) as fault:
        raise ValueError(
            "KUEA_SEALING_KEY is not the key this was sealed with: restore it from the backup"
        ) from fault


def seal_text(text: str) -> str:
    """The sealed form of `text`; empty stays empty."""
    return seal_bytes(text.encode()).decode() if text else ""


def open_text(sealed: str) -> str:
    """The text again. Raises `ValueError` naming the cure when the key is another one."""
    return open_bytes(sealed.encode()).decode() if sealed else ""


def digest_text(text: str) -> str:
    """A keyed hash for finding equal values without opening them; empty stays empty."""
    if not text:
        return ""
    return hmac.digest(_digest_key(settings.SEALING_KEY), text.encode(), "sha256").hex()


class Sealed(str):
    """A text that `seal_text` sealed already: long lists are sealed while they are cleaned."""


class SealedTextField(models.TextField):
    """Reads and writes plain text; the column holds the sealed form. It cannot be searched."""

    def get_prep_value(self, value: str | None) -> str | None:
        if value is None or isinstance(value, Sealed):
            return value
        return seal_text(value)

    def from_db_value(self, value: str | None, *_: object) -> str | None:
        return open_text(value) if value is not None else None
