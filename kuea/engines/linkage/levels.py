"""Comparing two records, field by field, into one pattern. Inner loops, compiled.

`Table` is what the loops read: one tuple of arrays, made once by `table_of`. The slow twin of
every function here stands in the tests, in plain Python.
"""

from typing import NamedTuple

import numpy as np

from kuea.engines.compiled import compiled
from kuea.engines.linkage.fields import MOST_SOURCES
from kuea.engines.linkage.records import Column, Records
from kuea.engines.linkage.words import Words

TONELESS, SOUNDING, SKELETON, ROMAN = range(4)


PERSON = np.dtype([
    ("number", "i8"), ("phone", "i8"), ("house", "u8"), ("given", "i4"), ("family", "i4"),
    ("tambon", "i4"), ("year", "i2"), ("moo", "i2"), ("month", "i1"), ("day", "i1"), ("doubt", "u1"),
    ("kind", "i1"), ("sex", "i1"), ("source", "i1"), ("shared", "u1"), ("rarity", "u1", (4,)),
])  # fmt: skip
"""One record in a row of memory, so that comparing it touches one place.

`rarity`: given name here, given everywhere, family here, family everywhere; 0 rare to 3 very
common. `shared`: bit 1 when many records bear the number, bit 2 when many bear the telephone.
"""


class Table(NamedTuple):
    """Records (n, of PERSON) and words (of `words.WORD`) for the compiled loops."""

    people: Column
    words: Column


def people_of(records: Records, rarity: Column, shared: Column) -> Column:
    """Rows of PERSON."""
    people = np.empty(len(records), dtype=PERSON)
    for name in (
        "number", "phone", "house", "given", "family", "tambon", "year", "moo", "month", "day",
        "sex", "source",
    ):  # fmt: skip
        people[name] = getattr(records, name)
    people["doubt"], people["kind"] = records.date_doubt, records.number_kind
    people["rarity"], people["shared"] = rarity, shared
    return people


def table_of(records: Records, words: Words, rarity: Column, shared: Column) -> Table:
    """The tuple the compiled loops take."""
    people = people_of(records, rarity, shared)
    return Table(people, words.rows)


@compiled
def slips(a: Column, many_a: int, b: Column, many_b: int, most: int) -> int:
    """Letters added, left out, changed or two neighbours swapped, up to `most` + 1."""
    if abs(many_a - many_b) > most:
        return most + 1
    before = np.zeros(32, dtype=np.int64)
    last = np.arange(32)
    row = np.zeros(32, dtype=np.int64)
    for i in range(1, many_a + 1):
        row[0] = i
        least = i
        for j in range(1, many_b + 1):
            best = last[j - 1] + (a[i - 1] != b[j - 1])
            best = min(best, last[j] + 1, row[j - 1] + 1)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, before[j - 2] + 1)
            row[j] = best
            least = min(least, best)
        if least > most:
            return most + 1
        before, last, row = last, row, before
    return int(min(last[many_b], most + 1))


@compiled
def bits_of(word: int) -> int:
    """Bits set in 64."""
    rest = np.uint64(word)
    many = 0
    while rest != np.uint64(0):
        rest &= rest - np.uint64(1)
        many += 1
    return many


@compiled
def is_part(a: Column, many_a: int, b: Column, many_b: int) -> bool:
    """Is the shorter word, of two letters and more, the beginning or the end of the longer?"""
    if many_a > many_b:
        a, many_a, b, many_b = b, many_b, a, many_a
    if many_a < 2 or many_a == many_b:
        return False
    starts = True
    ends = True
    for place in range(many_a):
        starts = starts and a[place] == b[place]
        ends = ends and a[place] == b[many_b - many_a + place]
    return starts or ends


@compiled
def word_level(t: Table, a: int, b: int, rarity: int) -> int:
    """Levels 1 to 10 of `Given` and `Family`, 13 for different; both words are known."""
    if a == b:
        return 1 + rarity
    if t.words[a].keys[0] == t.words[b].keys[0] or t.words[a].keys[1] == t.words[b].keys[1]:
        return 5 if rarity < 2 else 6
    many_a, many_b = t.words[a].length, t.words[b].length
    longest = max(many_a, many_b)
    most = 2 if longest >= 6 else 1
    found = most + 1
    if bits_of(t.words[a].bag ^ t.words[b].bag) <= 2 * most:  # a slip changes two letters at most
        found = slips(t.words[a].letters, many_a, t.words[b].letters, many_b, most)
    if found == 1 and longest >= 4:
        return 7
    if (found == 2 and longest >= 6) or t.words[a].keys[2] == t.words[b].keys[2]:
        return 8
    if t.words[a].keys[3] == t.words[b].keys[3] and is_latin(t, a) != is_latin(t, b):
        return 9
    if is_part(t.words[a].letters, many_a, t.words[b].letters, many_b):
        return 10
    return 13


@compiled
def is_latin(t: Table, a: int) -> bool:
    """Thai letters are numbered below 97 (`words.letters_of`)."""
    return bool(t.words[a].letters[0] >= 97)


@compiled
def sounds_equal(t: Table, a: int, b: int) -> bool:
    if a < 0 or b < 0:
        return False
    if is_latin(t, a) != is_latin(t, b):
        return bool(t.words[a].keys[3] == t.words[b].keys[3])
    return bool(t.words[a].keys[1] == t.words[b].keys[1])


@compiled
def order_swapped(t: Table, i: int, j: int) -> bool:
    """Do given and family name of one stand the other way round in the other?"""
    return (
        sounds_equal(t, t.people[i].given, t.people[j].family)
        and sounds_equal(t, t.people[i].family, t.people[j].given)
        and not sounds_equal(t, t.people[i].given, t.people[j].given)
    )


@compiled
def nearly_swapped(t: Table, i: int, j: int) -> bool:
    """The other way round, and misspelt besides?"""
    a, b = t.people[i], t.people[j]
    if a.given < 0 or b.given < 0 or a.family < 0 or b.family < 0:
        return False
    return word_level(t, a.given, b.family, 0) <= 8 and word_level(t, a.family, b.given, 0) <= 8


@compiled
def name_levels(t: Table, i: int, j: int) -> tuple[int, int]:
    """Levels of the given and of the family name."""
    if order_swapped(t, i, j):
        return 11, 0  # both names in one level: the other would only say it again
    here = 0 if t.people[i].tambon == t.people[j].tambon and t.people[i].tambon > 0 else 1
    given = 0
    if t.people[i].given >= 0 and t.people[j].given >= 0:
        rarity = max(t.people[i].rarity[here], t.people[j].rarity[here])
        given = word_level(t, t.people[i].given, t.people[j].given, rarity)
        if (
            given == 13
            and t.words[t.people[i].given].letters[0] == t.words[t.people[j].given].letters[0]
        ):
            given = 12
    family = 0
    if t.people[i].family >= 0 and t.people[j].family >= 0:
        rarity = max(t.people[i].rarity[2 + here], t.people[j].rarity[2 + here])
        family = word_level(t, t.people[i].family, t.people[j].family, rarity)
        if family == 13 and (t.people[i].sex == 2 or t.people[j].sex == 2):
            family = 12
        if family == 9 and given == 9:
            family = 0  # one decision to write Latin letters, not two
        if given >= 12 and family >= 12 and nearly_swapped(t, i, j):
            return 11, 0
    return given, family


@compiled
def birth_level(t: Table, i: int, j: int) -> int:
    """Level of `Birth`. The first of January counts as an unknown day unless both have it."""
    if t.people[i].year == 0 or t.people[j].year == 0:
        return 0
    apart = abs(int(t.people[i].year) - int(t.people[j].year))
    january = (t.people[i].doubt & 2) + (t.people[j].doubt & 2)
    known = t.people[i].day > 0 and t.people[j].day > 0 and january != 2
    if not known:
        return _part_level(apart, (t.people[i].doubt | t.people[j].doubt) & 1)
    same_day, same_month = (
        t.people[i].day == t.people[j].day,
        t.people[i].month == t.people[j].month,
    )
    if apart == 0:
        if same_day and same_month:
            return 2 if january == 4 else 1
        if t.people[i].day == t.people[j].month and t.people[i].month == t.people[j].day:
            return 5
        if same_month:
            return 6
        return 7 if same_day else 11
    if same_day and same_month and january == 0:
        return 8 if apart == 1 else 9 if one_digit_apart(t.people[i].year, t.people[j].year) else 15
    return _years_level(apart)


@compiled
def _part_level(apart: int, from_age: int) -> int:
    if apart == 0 and not from_age:
        return 3
    if apart <= 1 and from_age:
        return 4
    if apart == 1:
        return 10
    return _years_level(apart)


@compiled
def _years_level(apart: int) -> int:
    if apart <= 2:
        return 12
    return 13 if apart <= 12 else 14


@compiled
def one_digit_apart(a: int, b: int) -> bool:
    """Do two numbers differ in exactly one decimal digit?"""
    differ = 0
    while a > 0 or b > 0:
        differ += a % 10 != b % 10
        a //= 10
        b //= 10
    return differ == 1


@compiled
def neighbours_swapped(a: int, b: int) -> bool:
    """Would swapping two neighbouring digits of `a` give `b`?"""
    power = 1
    while a > 0 or b > 0:
        if a % 10 != b % 10:
            first, second = a % 10, a // 10 % 10
            return a // 100 == b // 100 and b % 10 == second and b // 10 % 10 == first
        a //= 10
        b //= 10
        power *= 10
    return False


@compiled
def number_level(t: Table, i: int, j: int) -> int:
    """Level of `Number`."""
    kind_i, kind_j = t.people[i].kind, t.people[j].kind
    if kind_i == 0 or kind_j == 0:
        return 0
    a, b = t.people[i].number, t.people[j].number
    if kind_i == 4 or kind_j == 4:
        return 6 if abs(a - b) <= 10 ** (len_of(max(a, b)) - 3) // 2 + 1 else 7
    if kind_i == 3 or kind_j == 3:
        whole, part = max(a, b), min(a, b)
        return 6 if whole // 10 == part or whole % 10**12 == part or whole == part else 7
    if a == b:
        if kind_i != 1 or kind_j != 1:
            return 5
        return 2 if t.people[i].shared & 1 else 1
    both = kind_i == 1 and kind_j == 1
    if one_digit_apart(a, b) or neighbours_swapped(a, b):
        return 4 if both else 3
    return 8 if both else 9


@compiled
def len_of(number: int) -> int:
    """Decimal digits of a number."""
    many = 0
    while number > 0:
        number //= 10
        many += 1
    return many


@compiled
def address_level(t: Table, i: int, j: int) -> int:
    """Level of `Address`."""
    house = (
        0
        if t.people[i].house == 0 or t.people[j].house == 0
        else 1
        if t.people[i].house == t.people[j].house
        else 2
    )
    moo = (
        0
        if t.people[i].moo == 0 or t.people[j].moo == 0
        else 1
        if t.people[i].moo == t.people[j].moo
        else 2
    )
    a, b = t.people[i].tambon, t.people[j].tambon
    if a == 0 or b == 0:
        return 12 if house == 1 and moo == 1 else 0
    if a != b:
        return 9 if a // 100 == b // 100 else 10 if a // 10000 == b // 10000 else 11
    if house == 1:
        return 1 if moo == 1 else 2 if moo == 0 else 3
    if moo == 2:
        return 8
    if moo == 1:
        return 4 if house == 0 else 5
    return 6 if house == 0 else 7


@compiled
def phone_level(t: Table, i: int, j: int) -> int:
    """Level of `Phone`."""
    a, b = t.people[i].phone, t.people[j].phone
    if a == 0 or b == 0:
        return 0
    if a == b:
        return 2 if t.people[i].shared & 2 else 1
    return 3 if one_digit_apart(a, b) or neighbours_swapped(a, b) else 4


@compiled
def source_pair(a: int, b: int) -> int:
    """One number for two sources, whichever comes first."""
    low, high = min(a, b, MOST_SOURCES - 1), min(max(a, b), MOST_SOURCES - 1)
    return high * (high + 1) // 2 + low


@compiled
def pack(
    given: int,
    family: int,
    birth: int,
    number: int,
    sex: int,
    address: int,
    phone: int,
    sources: int,
) -> int:
    """All levels of a pair as one integer; `fields.unpack` takes it apart."""
    return (
        given << 26 | family << 22 | birth << 18 | number << 14
        | sex << 12 | address << 8 | phone << 5 | sources
    )  # fmt: skip


@compiled
def pattern_of(t: Table, i: int, j: int) -> int:
    """The pattern of records i and j."""
    given, family = name_levels(t, i, j)
    a, b = t.people[i].sex, t.people[j].sex
    return pack(
        given, family, birth_level(t, i, j), number_level(t, i, j),
        0 if a == 0 or b == 0 else 1 if a == b else 2, address_level(t, i, j), phone_level(t, i, j),
        source_pair(t.people[i].source, t.people[j].source),
    )  # fmt: skip


@compiled
def patterns_of(t: Table, first: Column, second: Column, out: Column) -> None:
    """The pattern of every pair (first[k], second[k])."""
    for k in range(len(first)):
        out[k] = pattern_of(t, first[k], second[k])
