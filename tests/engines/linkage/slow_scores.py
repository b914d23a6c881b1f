"""Scoring pairs as one would explain it: dictionaries, whole edit tables, probabilities multiplied."""

import json
from collections import Counter
from collections.abc import Sequence
from math import log
from typing import Any

from kuea.core.thai import sound_key
from kuea.core.thai.name_keys import roman_key, sounding_key, toneless_key
from kuea.engines.linkage.fields import FIELD_NAMES, FIELDS
from kuea.engines.linkage.reading import Reader
from kuea.engines.linkage.records import Records

Person = dict[str, Any]


def edits(a: str, b: str) -> int:
    """Optimal string alignment distance, the whole table."""
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        rows.append([i] + [0] * len(b))
        for j in range(1, len(b) + 1):
            change = 0 if a[i - 1] == b[j - 1] else 1
            best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, rows[i - 2][j - 2] + 1)
            rows[i][j] = best
    return rows[-1][-1]


def people_of(records: Records, reader: Reader) -> list[Person]:
    """One dictionary a record, names as text, None for what is not known."""
    people = []
    for row in range(len(records)):
        one: Person = {
            name: int(getattr(records, name)[row]) or None
            for name in ("year", "month", "day", "sex", "house", "moo", "tambon", "phone")
        }
        for name in ("given", "family"):
            word = int(getattr(records, name)[row])
            one[name] = reader.words.texts[word] if word >= 0 else None
        one["source"] = int(records.source[row])
        one["from_age"] = bool(records.date_doubt[row] & 1)
        one["january"] = (one["month"], one["day"]) == (1, 1)
        one["kind"] = ("none", "valid", "bad", "short", "rounded")[int(records.number_kind[row])]
        one["number"] = int(records.number[row])
        people.append(one)
    _count(people)
    return people


def _count(people: list[Person]) -> None:
    for name in ("given", "family"):
        heard = [sounding_key(one[name]) if one[name] else None for one in people]
        everywhere = Counter(heard)
        here = Counter((one["tambon"], key) for one, key in zip(people, heard, strict=True))
        size = Counter(one["tambon"] for one in people)
        for one, key in zip(people, heard, strict=True):
            if key is None:
                continue
            whole = max(everywhere[key] - 2, 0) / (len(people) + 1000)
            local = max(here[one["tambon"], key] - 2, 0) + 300.0 * whole
            one[f"{name}_here"] = _bin(local / (size[one["tambon"]] + 300.0))
            one[f"{name}_all"] = _bin(whole)
    numbers = Counter(one["number"] for one in people if one["kind"] == "valid")
    phones = Counter(one["phone"] for one in people)
    for one in people:
        one["number_shared"] = one["kind"] == "valid" and numbers[one["number"]] >= 7
        one["phone_shared"] = one["phone"] is not None and phones[one["phone"]] >= 7


def _bin(share: float) -> int:
    return sum(share >= edge for edge in (0.0003, 0.0015, 0.006))


def word_level(a: str, b: str, rarity: int) -> int:
    if a == b:
        return 1 + rarity
    if toneless_key(a) == toneless_key(b) or sounding_key(a) == sounding_key(b):
        return 5 if rarity < 2 else 6
    far = edits(a[:24], b[:24])
    longest = min(24, max(len(a), len(b)))
    if far == 1 and longest >= 4:
        return 7
    if (far == 2 and longest >= 6) or sound_key(a) == sound_key(b):
        return 8
    if is_latin(a) != is_latin(b) and roman_key(a) == roman_key(b):
        return 9
    short, whole = sorted((a[:24], b[:24]), key=len)
    if 2 <= len(short) < len(whole) and (whole.startswith(short) or whole.endswith(short)):
        return 10
    return 13


def is_latin(word: str) -> bool:
    return not "\u0e01" <= word[0] <= "\u0e60"


def alike(a: str | None, b: str | None) -> bool:
    if a is None or b is None:
        return False
    key = roman_key if is_latin(a) != is_latin(b) else sounding_key
    return bool(key(a) == key(b))


def name_levels(a: Person, b: Person) -> tuple[int, int]:
    if (
        alike(a["given"], b["family"])
        and alike(a["family"], b["given"])
        and not alike(a["given"], b["given"])
    ):
        return 11, 0
    where = "here" if a["tambon"] and a["tambon"] == b["tambon"] else "all"
    given = family = 0
    if a["given"] and b["given"]:
        rarity = max(a[f"given_{where}"], b[f"given_{where}"])
        given = word_level(a["given"], b["given"], rarity)
        if given == 13 and a["given"][0] == b["given"][0]:
            given = 12
    if a["family"] and b["family"]:
        rarity = max(a[f"family_{where}"], b[f"family_{where}"])
        family = word_level(a["family"], b["family"], rarity)
        if family == 13 and 2 in (a["sex"], b["sex"]):
            family = 12
        if family == given == 9:
            family = 0
        if given >= 12 and family >= 12:
            crossed = word_level(a["given"], b["family"], 0), word_level(a["family"], b["given"], 0)
            if max(crossed) <= 8:
                return 11, 0
    return given, family


def birth_level(a: Person, b: Person) -> int:
    if not a["year"] or not b["year"]:
        return 0
    apart = abs(a["year"] - b["year"])
    far = 12 if apart <= 2 else 13 if apart <= 12 else 14
    if not a["day"] or not b["day"] or a["january"] != b["january"]:
        if a["from_age"] or b["from_age"]:
            return 4 if apart <= 1 else far
        return 3 if apart == 0 else 10 if apart == 1 else far
    same = (a["month"], a["day"]) == (b["month"], b["day"])
    if apart:
        if not same or a["january"]:
            return far
        digits = sum(x != y for x, y in zip(str(a["year"]), str(b["year"]), strict=True))
        return 8 if apart == 1 else 9 if digits == 1 else 15
    if same:
        return 2 if a["january"] else 1
    if (a["month"], a["day"]) == (b["day"], b["month"]):
        return 5
    return 6 if a["month"] == b["month"] else 7 if a["day"] == b["day"] else 11


def slip(a: int, b: int) -> bool:
    """Padded to one length: one digit changed, or two neighbours swapped."""
    x, y = (f"{n:018d}" for n in (a, b))
    places = [place for place in range(18) if x[place] != y[place]]
    if len(places) == 1:
        return True
    swapped = len(places) == 2 and places[1] == places[0] + 1
    return swapped and x[places[0]] == y[places[1]] and x[places[1]] == y[places[0]]


def number_level(a: Person, b: Person) -> int:
    kinds = {a["kind"], b["kind"]}
    if "none" in kinds:
        return 0
    low, high = sorted((a["number"], b["number"]))
    if "rounded" in kinds:
        return 6 if high - low <= 10 ** (len(str(high)) - 3) // 2 + 1 else 7
    if "short" in kinds:
        return 6 if low in (high, high // 10, high % 10**12) else 7
    if low == high:
        return 5 if "bad" in kinds else 2 if a["number_shared"] else 1
    if slip(low, high):
        return 4 if kinds == {"valid"} else 3
    return 8 if kinds == {"valid"} else 9


def address_level(a: Person, b: Person) -> int:
    def compare(name: str) -> str:
        if not a[name] or not b[name]:
            return "unknown"
        return "same" if a[name] == b[name] else "other"

    house, moo, tambon = compare("house"), compare("moo"), compare("tambon")
    if tambon == "unknown":
        return 12 if house == moo == "same" else 0
    if tambon == "other":
        return (
            9
            if a["tambon"] // 100 == b["tambon"] // 100
            else 10
            if a["tambon"] // 10000 == b["tambon"] // 10000
            else 11
        )
    return {
        ("same", "same"): 1, ("same", "unknown"): 2, ("same", "other"): 3,
        ("unknown", "same"): 4, ("other", "same"): 5, ("unknown", "unknown"): 6,
        ("other", "unknown"): 7, ("unknown", "other"): 8, ("other", "other"): 8,
    }[house, moo]  # fmt: skip


def phone_level(a: Person, b: Person) -> int:
    if not a["phone"] or not b["phone"]:
        return 0
    if a["phone"] == b["phone"]:
        return 2 if a["phone_shared"] else 1
    return 3 if slip(a["phone"], b["phone"]) else 4


def levels_of(a: Person, b: Person) -> dict[str, int]:
    given, family = name_levels(a, b)
    sex = 0 if not a["sex"] or not b["sex"] else 1 if a["sex"] == b["sex"] else 2
    return {
        "given": given, "family": family, "birth": birth_level(a, b), "number": number_level(a, b),
        "sex": sex, "address": address_level(a, b), "phone": phone_level(a, b),
    }  # fmt: skip


def source_pair(a: Person, b: Person) -> int:
    low, high = sorted(min(one["source"], 6) for one in (a, b))
    return [(x, y) for y in range(7) for x in range(y + 1)].index((low, high))


def score(a: Person, b: Person, model_text: str) -> float:
    """Log odds that a and b are one person, straight from the model file."""
    model = json.loads(model_text)
    found = levels_of(a, b)
    same = other = 0.0
    for each in model["classes"]:
        likely = max(each["share_by_source_pair"][source_pair(a, b)], 1e-7)
        for field, kind in zip(FIELD_NAMES, FIELDS, strict=True):
            if found[field]:
                likely *= max(each["levels"][field][kind(found[field]).name.lower()], 1e-7)
        if each["same_person"]:
            same += likely
        else:
            other += likely
    return log(same) - log(other)


def scores(people: Sequence[Person], pairs: Sequence[tuple[int, int]], text: str) -> list[float]:
    return [score(people[i], people[j], text) for i, j in pairs]
