"""Persons of a made-up province, and the labelled list of how somebody who looks for them spells.

    python bench/misspell.py > tests/rooms/people/misspelt.csv

The list has three parts: `dev` and `held_out` are made by the error model below, from different seeds (the search was
tuned on `dev` only); `hand` was written by hand (`misspelt_by_hand.csv` beside it). Each row names the one person who is
meant, and the query. Names are drawn as in the made-up registry (`thai_registry.py`: Zipf-like, common names collide);
beside every person of the list live three near namesakes. Nobody is real; numbers are of the range never issued.

The error model, by kind of query (equal shares): a tone lost, wrong or doubled; letters of one sound (ศ ษ ส, ณ น, ญ ย, ฎ ด …);
ใ for ไ; ร for ล; การันต์ dropped; วงศ์ วงษ์; long for short vowels; ํ and า for ำ, เเ for แ; neighbours changed; one letter
missing or too many; the key beside; order changed; no space, or a space too many; a title glued to it; Latin letters; the
keyboard left on English; a name only begun; an error in both names; one name (misspelt in every second) with its tambon,
village, หมู่ or house; a nickname with village or family name; a name with the last four or first digits of a number or
telephone; a part of a number alone.
"""

import csv
import random
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from thai_registry import NICKNAMES, Names  # noqa: E402
from thai_roman import romanise  # noqa: E402

from kuea.core.thai import make_sample_number  # noqa: E402
from kuea.core.thai.keyboard import _KEYS, _SIGNS  # noqa: E402

SEEDS = {"dev": 11, "held_out": 60925}
ROUNDS = 11
"""Queries of each kind in each list."""
_TONES = "่้๊๋"
_GROUPS = ("ศษสซ", "ณน", "ญย", "ฎด", "ฏต", "ฐถทธฒ", "พภ", "ขคฆ", "ฬล")
_LENGTH = dict(zip("ิีุูึื", "ีิูุืึ", strict=True)) | {"ะ": "า", "า": "ะ"}
_ROWS = ("ๆไำพะัีรนยบล", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ", "ภถุึคตจขช", "ฎฑธณญฐ", "ฤฆฏโฌษศซ", "ฉฮฒฬฦ")
VILLAGES = [
    "คลองหลวง",
    "หนองบัว",
    "โคกสูง",
    "ดอนทราย",
    "ท่าช้าง",
    "บึงกาสาม",
    "ลาดหวาย",
    "สวนพริก",
    "หนองแขม",
    "โพธิ์ทอง",
    "ไร่เก่า",
    "ทุ่งนา",
    "วังน้ำ",
    "บางขัน",
    "หัวสะพาน",
    "ท้ายเกาะ",
    "ศาลาแดง",
    "คลองควาย",
    "สามโคก",
    "ป่ายาง",
    "เนินสูง",
    "หนองสามวัง",
    "แหลมทอง",
    "บ่อเงิน",
    "คูบางหลวง",
    "ลำไทร",
    "ระแหง",
    "หน้าไม้",
    "กระแชง",
    "เชียงราก",
]

_MORE = (
    "",
    "",
    "",
    "เหนือ",
    "ใต้",
    "ใน",
    "นอก",
    "ใหม่",
    "เก่า",
    "บน",
    "ล่าง",
    "กลาง",
    "ตะวันออก",
    "ตะวันตก",
)


@dataclass(frozen=True)
class Someone:
    """A person as a list would hold them."""

    given: str
    family: str
    nickname: str
    sex: str
    year: int
    village: str
    house: str
    number: str
    telephone: str

    @property
    def tambon(self) -> str:
        return self.village[:6]


@dataclass(frozen=True)
class Asked:
    """One query of the list: its kind, and the person who is meant."""

    part: str
    kind: str
    query: str
    who: Someone


class Population:
    """Persons of `tambons` (codes), a given number of villages each; names common as they are everywhere."""

    def __init__(
        self, seed: int, tambons: list[str], villages: int = 8, *, same_names: int = 5
    ) -> None:
        self.names = Names(ROOT / "sample" / "names", same_names)
        self.draw, self.tambons, self.villages = random.Random(seed), tambons, villages

    def someone(self, sequence: int) -> Someone:
        draw = self.draw
        sex, year = draw.choice("MF"), draw.randint(1930, 2020)
        village = f"{draw.choice(self.tambons)}{draw.randint(1, self.villages):02d}"
        house = f"{draw.randint(1, 300)}" + (
            f"/{draw.randint(1, 30)}" if draw.random() < 0.5 else ""
        )
        return Someone(
            self.names.given_for(draw, sex, year), self.names.pick(draw, self.names.family, 60),
            draw.choice(NICKNAMES) if draw.random() < 0.7 else "", sex, year, village, house,
            make_sample_number(sequence, office=f"{draw.choice(self.tambons)[:4]}"),
            draw.choice(("08", "09", "06")) + f"{draw.randrange(10**8):08d}",
        )  # fmt: skip

    def namesakes(self, one: Someone, sequence: int) -> list[Someone]:
        """Same given name; same family name; nearly the same name."""
        near = Misspeller(self.draw)
        made = [self.someone(sequence + more) for more in range(3)]
        return [
            replace(made[0], given=one.given, sex=one.sex),
            replace(made[1], family=one.family),
            replace(made[2], given=near.letter_other(one.given), family=one.family),
        ]


class Misspeller:
    """The error model: every method takes a word and gives it back spoiled, or as it was when it cannot be."""

    def __init__(self, draw: random.Random) -> None:
        self.draw = draw

    def _one(self, word: str, letters: str, change: Callable[[str], str]) -> str:
        at = [place for place, letter in enumerate(word) if letter in letters]
        if not at:
            return word
        place = self.draw.choice(at)
        return word[:place] + change(word[place]) + word[place + 1 :]

    def tone_lost(self, word: str) -> str:
        return self._one(word, _TONES, lambda _: "")

    def tone_wrong(self, word: str) -> str:
        return self._one(word, _TONES, lambda tone: self.draw.choice(_TONES.replace(tone, "")))

    def tone_doubled(self, word: str) -> str:
        return self._one(word, _TONES, lambda tone: tone * 2)

    def same_sound(self, word: str) -> str:
        def other(letter: str) -> str:
            group = next(group for group in _GROUPS if letter in group)
            return self.draw.choice(group.replace(letter, ""))

        return self._one(word, "".join(_GROUPS), other)

    def ai(self, word: str) -> str:
        return word.translate(str.maketrans("ใไ", "ไใ"))

    def r_for_l(self, word: str) -> str:
        return self._one(word, "รล", lambda letter: "ล" if letter == "ร" else "ร")

    def silent_dropped(self, word: str) -> str:
        return re.sub("[ก-ฮ][ิุ]?์", "", word, count=1)

    def wong(self, word: str) -> str:
        return re.sub("วง[ศษค]์", lambda m: "วงษ์" if m[0] != "วงษ์" else "วงศ์", word)

    def vowel_length(self, word: str) -> str:
        return self._one(word, "".join(_LENGTH), lambda vowel: _LENGTH[vowel])

    def signs(self, word: str) -> str:
        return word.replace("ำ", "ํา").replace("แ", "เเ")

    def letters_changed(self, word: str) -> str:
        place = self.draw.randrange(max(1, len(word) - 1))
        return word[:place] + word[place : place + 2][::-1] + word[place + 2 :]

    def letter_missing(self, word: str) -> str:
        place = self.draw.randrange(len(word))
        return word[:place] + word[place + 1 :] if len(word) > 3 else word

    def letter_added(self, word: str) -> str:
        place = self.draw.randrange(1, len(word) + 1)
        return word[:place] + self.draw.choice("กนรมาอย" + word[place - 1]) + word[place:]

    def letter_other(self, word: str) -> str:
        return self._one(word, "กขคงจชดตทนบปพมยรลวสห", lambda _: self.draw.choice("กนรมดบส"))

    def neighbour_key(self, word: str) -> str:
        def near(letter: str) -> str:
            row = next(row for row in _ROWS if letter in row)
            place = row.index(letter) + self.draw.choice((-1, 1))
            return row[place] if 0 <= place < len(row) else letter

        return self._one(word, "".join(_ROWS), near)

    def any(self, word: str) -> str:
        """One of them that changes this word."""
        ways = [
            self.tone_lost, self.tone_wrong, self.same_sound, self.same_sound, self.r_for_l, self.silent_dropped,
            self.vowel_length, self.letters_changed, self.letter_missing, self.letter_added, self.neighbour_key,
        ]  # fmt: skip
        for way in self.draw.sample(ways, len(ways)):
            if (spoiled := way(word)) != word:
                return spoiled
        return word


SPELLING = (
    "tone_lost", "tone_wrong", "tone_doubled", "same_sound", "ai", "r_for_l", "silent_dropped", "wong", "vowel_length",
    "signs", "letters_changed", "letter_missing", "letter_added", "neighbour_key",
)  # fmt: skip
LAYOUT = (
    "swapped",
    "glued",
    "space_inside",
    "title_glued",
    "romanised",
    "keyboard",
    "begun",
    "both",
)
WITH_PLACE = ("tambon", "village", "moo", "house", "family_place")
OTHERS = ("nickname_village", "nickname_family", "number_end", "number_start", "telephone_end", "telephone_start", "part_alone")  # fmt: skip
KINDS = (*SPELLING, *LAYOUT, *WITH_PLACE, *OTHERS)
_TO_KEYS = str.maketrans(dict(zip(_SIGNS, _KEYS, strict=True)))


class Asking:
    """Somebody at the search box who looks for one person."""

    def __init__(self, draw: random.Random, tambons: dict[str, str]) -> None:
        self.draw, self.spoil, self.tambons = draw, Misspeller(draw), tambons

    def ask(self, kind: str, who: Someone) -> str:
        """The query; "" when this person's name gives no query of the kind."""
        if kind in SPELLING:
            return self._spelt(kind, who)
        return getattr(self, f"_{kind}")(who)

    def _spelt(self, kind: str, who: Someone) -> str:
        spoil = getattr(self.spoil, kind)
        names = [who.given, who.family]
        for place in self.draw.sample((0, 1), 2):
            if (spoiled := spoil(names[place])) != names[place]:
                names[place] = spoiled
                return " ".join(names)
        return ""

    def _half(self, word: str) -> str:
        return self.spoil.any(word) if self.draw.random() < 0.5 else word

    def _swapped(self, who: Someone) -> str:
        return f"{self._half(who.family)} {who.given}"

    def _glued(self, who: Someone) -> str:
        return f"{who.given}{self._half(who.family)}"

    def _space_inside(self, who: Someone) -> str:
        place = self.draw.randrange(2, max(3, len(who.given) - 1))
        return f"{who.given[:place]} {who.given[place:]} {who.family}" if len(who.given) > 4 else ""

    def _title_glued(self, who: Someone) -> str:
        title = self.draw.choice(
            ("นาย", "นาย", "ด.ช.") if who.sex == "M" else ("นาง", "นางสาว", "น.ส.")
        )
        return f"{title}{self._half(who.given)} {who.family}"

    def _romanised(self, who: Someone) -> str:
        return f"{romanise(who.given, self.draw)} {romanise(who.family, self.draw)}"

    def _keyboard(self, who: Someone) -> str:
        return f"{who.given} {who.family}".translate(_TO_KEYS)

    def _begun(self, who: Someone) -> str:
        begun = who.family[: max(3, len(who.family) // 2)]
        return f"{who.given} {begun}" if len(who.family) > 4 else ""

    def _both(self, who: Someone) -> str:
        return f"{self.spoil.any(who.given)} {self.spoil.any(who.family)}"

    def _tambon(self, who: Someone) -> str:
        mark = self.draw.choice(("ต.", "ตำบล", ""))
        return f"{self._half(who.given)} {mark}{self.tambons[who.tambon]} หมู่ {int(who.village[6:])}"

    def _village(self, who: Someone) -> str:
        return f"{self._half(who.given)} {self.draw.choice(('บ้าน', ''))}{village_name(who.village)}"

    def _moo(self, who: Someone) -> str:
        mark = self.draw.choice(("ม.", "หมู่ ", "หมู่ที่ ", "ม"))
        return f"{self._half(who.given)} {mark}{int(who.village[6:])} ต.{self.tambons[who.tambon]}"

    def _house(self, who: Someone) -> str:
        return f"{self._half(who.given)} {who.house} หมู่ {int(who.village[6:])}"

    def _family_place(self, who: Someone) -> str:
        return f"{self._half(who.family)} ต.{self.tambons[who.tambon]} ม.{int(who.village[6:])}"

    def _nickname_village(self, who: Someone) -> str:
        mark = self.draw.choice(("", "", "ยาย", "ลุง"))
        return f"{mark}{who.nickname} บ้าน{village_name(who.village)}" if who.nickname else ""

    def _nickname_family(self, who: Someone) -> str:
        return f"{who.nickname} {self._half(who.family)}" if who.nickname else ""

    def _number_end(self, who: Someone) -> str:
        return f"{self._half(who.given)} {self.draw.choice(('', 'เลขท้าย '))}{who.number[-4:]}"

    def _number_start(self, who: Someone) -> str:
        return f"{self._half(who.given)} {who.number[: self.draw.choice((8, 9))]}"

    def _telephone_end(self, who: Someone) -> str:
        return (
            f"{self._half(who.family)} {self.draw.choice(('', 'เบอร์ลงท้าย '))}{who.telephone[-4:]}"
        )

    def _telephone_start(self, who: Someone) -> str:
        return f"{self._half(who.given)} {who.telephone[:3]}-{who.telephone[3:6]}"

    def _part_alone(self, who: Someone) -> str:
        return self.draw.choice(
            (
                who.telephone[:7],
                who.number[-6:],
                f"{who.telephone[:3]}-{who.telephone[3:6]}",
                who.telephone[-6:],
            )
        )


def village_name(code: str) -> str:
    """The made-up name of a village: the same for one code everywhere."""
    draw = random.Random(code)
    return VILLAGES[draw.randrange(len(VILLAGES))] + draw.choice(_MORE)


def read_tambons(province: str, most: int = 10_000) -> dict[str, str]:
    """Code and name of the tambon of a province, in the order of their codes."""
    with (ROOT / "definitions" / "places" / "tambon.csv").open(encoding="utf-8") as file:
        rows = [
            (r["code"], r["name_th"])
            for r in csv.DictReader(file)
            if r["code"].startswith(province)
        ]
    return dict(sorted(rows)[:most])


def make_list(part: str, rounds: int = ROUNDS) -> Iterator[Asked]:
    """`rounds` queries of every kind, each for another person of the first twelve tambon of province 13."""
    tambons = read_tambons("13", 12)
    draw = random.Random(SEEDS[part])
    people, asking = Population(SEEDS[part], list(tambons)), Asking(draw, tambons)
    sequence = SEEDS[part] * 1000
    for kind in KINDS:
        made = 0
        while made < rounds:
            who, sequence = people.someone(sequence), sequence + 1
            if query := asking.ask(kind, who):
                made += 1
                yield Asked(part, kind, query, who)


def read_list(path: Path) -> list[Asked]:
    with path.open(encoding="utf-8") as file:
        return [
            Asked(row["part"], row["kind"], row["query"], Someone(**{
                f.name: int(row[f.name]) if f.name == "year" else row[f.name] for f in fields(Someone)
            }))
            for row in csv.DictReader(file)
        ]  # fmt: skip


def by_hand() -> Iterator[Asked]:
    """The rows written by hand, each given a house, a number and a telephone."""
    tambons = list(read_tambons("13", 12))
    people = Population(77, tambons)
    with (ROOT / "tests" / "rooms" / "people" / "misspelt_by_hand.csv").open(
        encoding="utf-8"
    ) as file:
        for sequence, row in enumerate(csv.DictReader(file), 900_000):
            one = people.someone(sequence)
            who = replace(one, **{name: row[name] for name in ("given", "family") if row[name]})
            who = replace(who, nickname=row["nickname"], village=row["village"] or who.village)
            who = replace(
                who, house=row["house"] or who.house, telephone=row["telephone"] or who.telephone
            )
            yield Asked("hand", row["kind"], row["query"], who)


def main() -> None:
    names = [f.name for f in fields(Someone)]
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["part", "kind", "query", *names])
    for asked in (*make_list("dev"), *make_list("held_out"), *by_hand()):
        out.writerow(
            [asked.part, asked.kind, asked.query, *(getattr(asked.who, name) for name in names)]
        )


if __name__ == "__main__":
    main()
