"""The distinct words of names, each looked at once: its letters as small numbers, its keys as hashes.

A registry has far fewer spellings than rows, so everything slow about Thai is done per word.
"""

from collections.abc import Iterable, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from kuea.core.thai import comparison_key
from kuea.core.thai.name_keys import keys_of_plain
from kuea.engines.linkage.records import Column

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


def letters_of(words: Sequence[str]) -> NDArray[np.uint8]:
    """uint8 (n, LONGEST): letters as numbers, Thai 1–96, the others share 97–254, 0 behind the end."""
    text = np.array(words, dtype=f"U{LONGEST}")
    points = text.view(np.uint32).reshape(len(words), LONGEST)
    thai = (points > _FIRST_THAI) & (points < _FIRST_THAI + 97)
    codes = np.where(thai, points - _FIRST_THAI, 97 + points % 158)
    return np.where(points == 0, 0, codes).astype(np.uint8)


WORD = np.dtype([
    ("letters", "u1", (LONGEST,)), ("length", "i1"), ("keys", "u8", (4,)), ("bag", "u8"),
])  # fmt: skip
"""`keys`: toneless, sounding, skeleton, roman. `bag`: which letters it holds, a bit a letter."""


class Words:
    """Growing table of words. Rows never change, so ids stay good; there is always room to spare,
    so that one more word does not copy them all."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._ids: dict[str, int] = {}
        self._room: NDArray[np.void] = np.zeros(1024, dtype=WORD)

    @classmethod
    def of_rows(cls, rows: NDArray[np.void]) -> "Words":
        """The table of words made elsewhere, for reading keys and letters: their texts are not known here."""
        words = cls()
        words.texts, words._room = [""] * len(rows), rows
        return words

    def __len__(self) -> int:
        return len(self.texts)

    @property
    def rows(self) -> NDArray[np.void]:
        """WORD a word."""
        return self._room[: len(self.texts)]

    def keys(self, ids: Column, key: int) -> Column:
        """uint64: one key of each word, 0 where there is none (−1)."""
        if not len(self.texts):
            return np.zeros(len(ids), dtype=np.uint64)
        return np.where(ids >= 0, self._room["keys"][ids, key], np.uint64(0))

    def letters(self, ids: Column) -> Column:
        """uint8 (n, LONGEST): the letters of each word, 0 where there is none (−1)."""
        if not len(self.texts):
            return np.zeros((len(ids), LONGEST), dtype=np.uint8)
        return np.where((ids >= 0)[:, None], self._room["letters"][ids], np.uint8(0))

    def first_letters(self, ids: Column) -> Column:
        """uint8: the first letter of each word, 0 where there is none (−1)."""
        if not len(self.texts):
            return np.zeros(len(ids), dtype=np.uint8)
        return np.where(ids >= 0, self._room["letters"][ids, 0], np.uint8(0))

    def add(self, words: Iterable[str]) -> list[int]:
        """Rows of cleaned words (comparison keys); "" is -1. New ones are added."""
        begin = len(self.texts)
        rows = []
        for word in words:
            row = self._ids.get(word, -1) if word else -1
            if word and row < 0:
                row = len(self.texts)
                self._ids[word] = row
                self.texts.append(word)
            rows.append(row)
        if len(self.texts) > begin:
            self._fill(begin)
        return rows

    def _fill(self, begin: int) -> None:
        if len(self.texts) > len(self._room):
            room: NDArray[np.void] = np.zeros(len(self.texts) * 3 // 2, dtype=WORD)
            room[:begin] = self._room[:begin]
            self._room = room
        fresh = self.texts[begin:]
        rows = self._room[begin : len(self.texts)]
        letters = letters_of(fresh)
        rows["letters"] = letters
        rows["length"] = np.count_nonzero(letters, axis=1)
        rows["keys"] = np.array([keys_of(word) for word in fresh], dtype=np.uint64)
        bits = np.uint64(1) << (letters.astype(np.uint64) % np.uint64(64))
        rows["bag"] = np.bitwise_or.reduce(np.where(letters > 0, bits, np.uint64(0)), axis=1)


def keys_of(word: str) -> tuple[int, ...]:
    """Hashes of the toneless, sounding, skeleton and roman key of a cleaned word."""
    return tuple(stable_hash(key) for key in keys_of_plain(word))


def clean_word(text: str) -> str:
    """A name as it is compared (`core.thai.comparison_key`)."""
    return comparison_key(text)
