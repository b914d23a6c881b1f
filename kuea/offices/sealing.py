"""Sealing at rest (A39): what a stolen database file or disk does not show.

Every sealed value names the key it was sealed with, so several keys may live at once: the newest seals, all of
the ring open. The ring stands outside the database, in the environment or in a file beside the data.
"""

import binascii
import hashlib
import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from kuea.core.privacy import ERASED
from kuea.core.problems import Refusal

_NONCE = 12
_PAD = 16
"""Texts are filled up to a multiple of this many bytes, so that the length of a name says little."""
_PIECE = 1 << 20
ID_LENGTH = 8
SEALED_FORM = re.compile(r"[0-9a-f]{8}:[A-Za-z0-9+/]+={0,2}")


class KeyMissing(Refusal):
    """A value is sealed with a key that is not in the ring. Names the key and where it belongs."""

    def __init__(self, key_id: str) -> None:
        super().__init__("key_missing", key=key_id, where=place_of_ring())
        self.key_id = key_id


@dataclass(frozen=True)
class Key:
    """One key of the ring. Its id is made from the secret, so a mistyped secret is a missing key."""

    secret: str = field(repr=False)
    made_on: str = ""

    @property
    def id(self) -> str:
        return hashlib.sha256(b"kuea key id " + self.secret.encode()).hexdigest()[:ID_LENGTH]

    def cipher(self) -> AESGCM:
        return AESGCM(hashlib.sha256(b"kuea seal " + self.secret.encode()).digest())


class Ring:
    """The keys, oldest first: the newest seals."""

    def __init__(self, keys: list[Key]) -> None:
        self.keys = keys
        self.ciphers = {key.id.encode(): key.cipher() for key in keys}
        self.newest = keys[-1].id.encode()
        self.seals = self.ciphers[self.newest]


def place_of_ring() -> str:
    """Where an operator puts a key back: the name of the setting or the file."""
    return "KUEA_SEALING_KEYS" if settings.SEALING_KEYS else str(settings.SEALING_KEYS_FILE)


def read_ring() -> list[Key]:
    """The keys of the environment, else of the file (one a line: secret, then the day it was made)."""
    if settings.SEALING_KEYS:
        return [Key(part.strip()) for part in settings.SEALING_KEYS.split(",") if part.strip()]
    path = Path(settings.SEALING_KEYS_FILE)
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    words = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    return [Key(parts[0], parts[1] if len(parts) > 1 else "") for parts in words]


_ring: list[Ring] = []


def ring() -> Ring:
    """The ring of this process, read at first use."""
    if not _ring:
        keys = read_ring()
        if not keys:
            raise KeyMissing("-")
        _ring.append(Ring(keys))
    return _ring[0]


def forget_ring() -> None:
    """Read the ring anew at the next use: a key was added."""
    _ring.clear()


def _cipher(key_id: bytes) -> AESGCM:
    found = ring().ciphers.get(key_id)
    if found is None:  # perhaps another process added it since
        forget_ring()
        found = ring().ciphers.get(key_id)
    if found is None:
        raise KeyMissing(key_id.decode("ascii", "replace"))
    return found


def seal_bytes(piece: bytes) -> bytes:
    """A sealed piece of a file; holds no line break. Equal pieces look different every time."""
    keys = _ring[0] if _ring else ring()
    nonce = os.urandom(_NONCE)
    whole = nonce + keys.seals.encrypt(nonce, piece, keys.newest)
    return keys.newest + b":" + binascii.b2a_base64(whole, newline=False)


def open_bytes(sealed: bytes) -> bytes:
    """The piece again. Raises `KeyMissing`, or `Refusal` seal_broken when the value was changed."""
    key_id, colon, body = sealed[:ID_LENGTH], sealed[ID_LENGTH : ID_LENGTH + 1], sealed[9:]
    if colon != b":":
        raise Refusal("seal_broken")
    cipher = _cipher(key_id)
    try:
        whole = binascii.a2b_base64(body)
        return cipher.decrypt(whole[:_NONCE], whole[_NONCE:], key_id)
    except (InvalidTag, ValueError) as fault:
        raise Refusal("seal_broken") from fault


UNSEALED = frozenset({"", ERASED})
"""What a sealed column holds in clear, so that the database itself can see that something was erased."""


def seal_text(text: str) -> str:
    """The sealed form of `text`; nothing, and the mark of what was erased, stay as they are."""
    if text in UNSEALED:
        return text
    clear = text.encode() + b"\x80"
    return seal_bytes(clear + b"\0" * (-len(clear) % _PAD)).decode()


def open_text(sealed: str) -> str:
    """The text again."""
    if sealed in UNSEALED:
        return sealed
    return open_bytes(sealed.encode()).rstrip(b"\0")[:-1].decode()


class Sealed(str):
    """A text that `seal_text` sealed already: long lists are sealed while they are cleaned."""


def is_sealed(value: str) -> bool:
    return SEALED_FORM.fullmatch(value) is not None


def seal_pieces(pieces: Iterable[bytes], target: Path) -> None:
    """Write `target`, a sealed piece a line; whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_name(target.name + ".part")
    with unfinished.open("wb") as sealed:
        for piece in pieces:
            sealed.write(seal_bytes(piece) + b"\n")
    unfinished.replace(target)


def seal_file(source: Path, target: Path) -> None:
    """Write `target` as the sealed form of `source`."""
    with source.open("rb") as file:
        seal_pieces(iter(lambda: file.read(_PIECE), b""), target)


def pieces_of(sealed: Path) -> Iterator[bytes]:
    """The pieces of a sealed file, opened one by one in memory."""
    with sealed.open("rb") as lines:
        for line in lines:
            yield open_bytes(line.rstrip(b"\n"))


# --- comparison keys ------------------------------------------------------------------------------


def _comparison_key() -> bytes:
    secret = settings.COMPARISON_KEY
    if secret not in _derived:
        _derived.clear()
        _derived[secret] = hashlib.sha256(b"kuea compare " + secret.encode()).digest()
    return _derived[secret]


_derived: dict[str, bytes] = {}


def digest_text(text: str) -> str:
    """A keyed hash for finding equal values without opening them; empty stays empty."""
    if not text:
        return ""
    return hashlib.blake2b(text.encode(), key=_comparison_key(), digest_size=32).hexdigest()


def token_of(text: str, bits: int) -> int:
    """A short keyed hash: equal texts have equal tokens, and so have some others (few bits: many others)."""
    made = hashlib.blake2b(text.encode(), key=_comparison_key(), digest_size=8).digest()
    return int.from_bytes(made, "big") >> (64 - bits)
