"""The distinct words of names, each looked at once: its letters as small numbers, its keys as hashes.

A registry has far fewer spellings than rows, so everything slow about Thai is done per word.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kuea.core.thai import comparison_key
from kuea.core.thai.name_keys import keys_of_plain

LONGEST = 24
"""Letters of a word that are compared; the rest of a longer one is cut off."""
_FIRST_THAI = 0x0E00


def stable_hash(text: str) -> int:
    """64 bits, the same in every process and on every machine; 0 only for empty text."""
    if not text:
        return 0
    return (
        int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "little")
        or 1
    )


def letters_of(word: str) -> list[int]:
    """Letters as numbers below 256: Thai 1–96, the rest of ASCII above, others share what is left."""
    codes = []
    for char in word[:LONGEST]:
        point = ord(char)
        if _FIRST_THAI < point < _FIRST_THAI + 97:
            codes.append(point - _FIRST_THAI)
        else:
            codes.append(97 + point % 158)
    return codes


@dataclass(slots=True)
class Words:
    """Growing table of words. Rows never change, so ids stay good."""

    ids: dict[str, int] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)
    letters: NDArray[np.uint8] = field(
        default_factory=lambda: np.zeros((0, LONGEST), dtype=np.uint8)
    )
    length: NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    keys: NDArray[np.uint64] = field(default_factory=lambda: np.zeros((0, 4), dtype=np.uint64))
    """Columns: toneless, sounding, skeleton, roman."""
    bags: NDArray[np.uint64] = field(default_factory=lambda: np.zeros(0, dtype=np.uint64))
    """Which letters a word holds, one bit a letter (by its number modulo 64)."""

    def add(self, words: Iterable[str]) -> list[int]:
        """Rows of cleaned words (comparison keys); "" is -1. New ones are added."""
        fresh: list[str] = []
        rows = []
        for word in words:
            row = self.ids.get(word, -1) if word else -1
            if word and row < 0:
                row = len(self.texts)
                self.ids[word] = row
                self.texts.append(word)
                fresh.append(word)
            rows.append(row)
        if fresh:
            self._grow(fresh)
        return rows

    def find(self, word: str) -> int:
        """The row of a word, -1 when it was never seen."""
        return self.ids.get(word, -1)

    def _grow(self, fresh: list[str]) -> None:
        letters = np.zeros((len(fresh), LONGEST), dtype=np.uint8)
        keys = np.zeros((len(fresh), 4), dtype=np.uint64)
        for row, word in enumerate(fresh):
            codes = letters_of(word)
            letters[row, : len(codes)] = codes
            keys[row] = keys_of(word)
        length = np.count_nonzero(letters, axis=1).astype(np.int8)
        self.letters = np.concatenate((self.letters, letters))
        self.length = np.concatenate((self.length, length))
        self.keys = np.concatenate((self.keys, keys))
        bits = np.where(letters > 0, np.uint64(1) << (letters.astype(np.uint64) % np.uint64(64)), 0)
        self.bags = np.concatenate(
            (self.bags, np.bitwise_or.reduce(bits.astype(np.uint64), axis=1))
        )


def keys_of(word: str) -> tuple[int, ...]:
    """Hashes of the toneless, sounding, skeleton and roman key of a cleaned word."""
    return tuple(stable_hash(key) for key in keys_of_plain(word))


def clean_word(text: str) -> str:
    """A name as it is compared (`core.thai.comparison_key`)."""
    return comparison_key(text)
