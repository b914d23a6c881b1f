"""A made-up registry of Thai records with known truth, for measuring the linking engine.

    python bench/thai_registry.py OUT.parquet --records 100000 --seed 1 [--damage 1] [--names DIR] [--admin DIR]

Persons live in households of real tambon; names are drawn Zipf-like, so that common ones collide. Three sources write
the persons down, each in its own way, and each record says in ``damage`` what was done to it. ``person_id`` is the truth.
The error model stands in ``thai_damage.py``; `--damage` multiplies every rate of it (0.5, 1, 2), missing fields included.
Nothing here is a real person; the numbers pass the check digit but are drawn at random.
"""

import argparse
import csv
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate
from multiprocessing import Pool
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pyarrow as pa
import pyarrow.parquet as pq
from thai_damage import Damage
from thai_roman import words_of

from kuea.core.thai import check_digit

COLUMNS = (
    "record_id", "source", "prefix", "given_name", "family_name", "national_id", "birth_date", "gender",
    "house_no", "village_no", "tambon_code", "tambon_name", "phone", "person_id", "damage",
)  # fmt: skip
THIS_YEAR = 2024
SHARE = {"welfare": 0.50, "survey": 0.47, "field": 0.29}
"""Share of the persons each source holds: about 64 persons per 100 records."""
TWICE = {"welfare": 0.004, "survey": 0.012, "field": 0.03}
RECORDS_PER_PERSON = 1.28
"""Records per person made, those in no list included."""
NICKNAMES = words_of(
    "แดง ดำ เขียว ขาว นก หนู ไก่ หมู เล็ก ใหญ่ น้อย อ้วน ผอม ต้อย แอ๊ด ปู กุ้ง อ้อ แจ๋ว จุก ติ๋ม ต๋อย นิด หน่อย แมว หมี "
    "ตุ๊ก อี๊ด เปี๊ยก โต้ง แป๊ะ อู๊ด จ้อย ตุ่ม แต๋ว บุ๋ม เอ๋ อ๊อด ป้อม แหม่ม"
)
ONE_WORD = words_of(
    "หม่อง อาเล จะแฮ นาเฮ ตะวา ซอมิน เมียวทุน อาบือ มะเอ หมี่จู ลาหู ปอแส พะเลอ หน่อแอะ ดาวมู วิน อ่องเมียว ซานดา ติ่นติ่น "
    "แสงดาว จายแลง นางคำ อาซอง บูแซ ชิชิ"
)
MALAY_GIVEN_M = words_of("มูฮัมหมัด อับดุลเลาะ อิบรอเฮม ยูโซ๊ะ มะรอนิง สาและ อาหะมะ ซาการียา")
MALAY_GIVEN_F = words_of("ฟาตีเมาะ มารียัม แวเยาะ สารีนา รอฮานี นูรียะห์ ซารีพะ ปาตีเมาะ")
MALAY_FAMILY = words_of("สาและ มะแซ ดอเลาะ เจ๊ะมะ ยูโซะ แวหะมะ บินดอเลาะ สะอิ ลาเต๊ะ มามะ")


@dataclass(frozen=True, slots=True)
class Person:
    key: str
    sex: str
    given: str
    family: str
    year: int
    month: int
    day: int
    number: str
    house: str
    moo: int
    tambon: int
    phone: str
    nickname: str
    maiden: str = ""
    new_given: str = ""
    moved: "tuple[str, int, int] | None" = None
    relatives: tuple[str, ...] = field(default=())


class Names:
    """Given and family names with Zipf-like weights; older people carry other names than young ones."""

    def __init__(self, folder: Path, seed: int) -> None:
        draw = random.Random(seed)
        self.given = {}
        for sex, name in (("M", "given_names_male"), ("F", "given_names_female")):
            words = _column(folder / f"{name}.csv", "name")
            self.given[sex] = [draw.sample(words, len(words)) for _ in range(3)]
        family = _column(folder / "family_names.csv", "name")
        self.family = draw.sample(family, len(family))
        self._weights: dict[int, list[float]] = {}

    def pick(self, draw: random.Random, words: list[str], flat: float) -> str:
        if len(words) not in self._weights:
            self._weights[len(words)] = list(
                accumulate((r + flat) ** -0.95 for r in range(len(words)))
            )
        return draw.choices(words, cum_weights=self._weights[len(words)])[0]

    def given_for(self, draw: random.Random, sex: str, year: int) -> str:
        return self.pick(draw, self.given[sex][0 if year < 1960 else 1 if year < 1990 else 2], 12)


def _column(path: Path, name: str) -> list[str]:
    with path.open(encoding="utf-8") as file:
        return [row[name] for row in csv.DictReader(file)]


def read_places(folder: Path, seed: int, many: int) -> list[tuple[str, str]]:
    """Code and name of `many` neighbouring tambon, from a place that depends on the seed."""
    with (folder / "tambon.csv").open(encoding="utf-8") as file:
        rows = [(row["code"], row["name_th"]) for row in csv.DictReader(file)]
    start = random.Random(seed).randrange(len(rows))
    return (rows[start:] + rows[:start])[:many]


def make_number(draw: random.Random, year: int, has_status: bool) -> str:
    """Thirteen digits; people without civil status get the 0 series, or nothing."""
    first = "0" if not has_status else "3" if year < 1984 else "1" if draw.random() < 0.9 else "5"
    twelve = first + f"{draw.randrange(10**11):011d}"
    return twelve + check_digit(twelve)


class Home:
    """A household being made: what its people share, and the people."""

    def __init__(self, draw: random.Random, names: Names, key: str, tambon: int) -> None:
        self.draw, self.names, self.key, self.tambon = draw, names, key, tambon
        kind = draw.random()
        self.culture = "one" if kind < 0.02 else "malay" if kind < 0.05 else "thai"
        self.family = _family(draw, names, self.culture)
        house = f"{draw.randint(1, 420)}"
        self.house = house + (f"/{draw.randint(1, 30)}" if draw.random() < 0.3 else "")
        self.moo = draw.randint(1, 12)
        self.shared_phone = _phone(draw)
        self.people: list[Person] = []

    def add(
        self, sex: str, year: int, family: str, maiden: str = "", given: str = "", born=()
    ) -> Person:
        """One more person; `born` is month and day of a twin."""
        draw, names = self.draw, self.names
        month, day = born or (draw.randint(1, 12), draw.randint(1, 28))
        if not born and draw.random() < (0.08 if year < 1960 else 0.004):
            month, day = 1, 1
        name = given or _given(draw, names, self.culture, sex, year)
        has_status = self.culture != "one" or draw.random() < 0.3
        number = make_number(draw, year, has_status) if has_status or draw.random() < 0.5 else ""
        phone = self.shared_phone if year > 2008 or draw.random() < 0.55 else _phone(draw)
        part = name[-3:] if len(name) > 5 else name[:2]
        short = draw.choice(NICKNAMES) if draw.random() < 0.6 else part
        changed = names.given_for(draw, sex, 1995) if draw.random() < 0.02 else ""
        moved = None
        if draw.random() < 0.06:
            moved = (str(draw.randint(1, 420)), draw.randint(1, 12), draw.randint(0, 10**6))
        self.people.append(Person(
            f"{self.key}-{len(self.people)}", sex, name, family, year, month, day, number, self.house,
            self.moo, self.tambon, phone, short, maiden, changed, moved,
        ))  # fmt: skip
        return self.people[-1]

    def add_partner(self, head: Person) -> None:
        """Three wives of four take their husband's family name."""
        sex = "F" if head.sex == "M" else "M"
        born_as = _family(self.draw, self.names, self.culture)
        takes = sex == "F" and self.draw.random() < 0.75
        year = head.year + self.draw.randint(-6, 6)
        self.add(sex, year, self.family if takes else born_as, born_as if takes else "")

    def add_child(self, head: Person, youngest: int) -> None:
        """Now and then of the father's own name; now and then a twin."""
        draw = self.draw
        sex, year = draw.choice("MF"), draw.randint(head.year + 20, youngest)
        same_name = head.sex == "M" and sex == "M" and draw.random() < 0.004
        child = self.add(sex, year, self.family, given=head.given if same_name else "")
        if draw.random() < 0.012:
            near = ""
            if draw.random() < 0.5 and self.culture == "thai":  # names that begin alike
                near = _like(draw, self.names, child)
            twin_sex = child.sex if near or draw.random() < 0.7 else draw.choice("MF")
            self.add(twin_sex, year, self.family, given=near, born=(child.month, child.day))


def make_household(draw: random.Random, names: Names, key: str, tambon: int) -> list[Person]:
    """One household: a couple or one head, children (twins among them), parents of the head."""
    home = Home(draw, names, key, tambon)
    head_year = draw.randint(1935, 1998)
    head = home.add("M" if draw.random() < 0.65 else "F", head_year, home.family)
    if draw.random() < 0.7:
        home.add_partner(head)
    youngest = min(head_year + 45, THIS_YEAR)
    if head_year + 20 < youngest:
        for _ in range(draw.choices((0, 1, 2, 3, 4), (30, 27, 26, 12, 5))[0]):
            home.add_child(head, youngest)
    if draw.random() < 0.18 and head_year > 1955:
        home.add(draw.choice("MF"), head_year - draw.randint(20, 35), home.family)
    numbers = tuple(p.number for p in home.people if p.number)
    return [replace(p, relatives=tuple(n for n in numbers if n != p.number)) for p in home.people]


def _like(draw: random.Random, names: Names, twin: Person) -> str:
    pool = names.given[twin.sex][2]
    start = [
        name for name in draw.sample(pool, 400) if name[:2] == twin.given[:2] and name != twin.given
    ]
    return start[0] if start else ""


def _given(draw: random.Random, names: Names, culture: str, sex: str, year: int) -> str:
    if culture == "one":
        return draw.choice(ONE_WORD)
    if culture == "malay":
        return draw.choice(MALAY_GIVEN_M if sex == "M" else MALAY_GIVEN_F)
    return names.given_for(draw, sex, year)


def _family(draw: random.Random, names: Names, culture: str) -> str:
    if culture == "one":
        return "" if draw.random() < 0.7 else draw.choice(ONE_WORD)
    return draw.choice(MALAY_FAMILY) if culture == "malay" else names.pick(draw, names.family, 60)


def _phone(draw: random.Random) -> str:
    return draw.choice(("08", "09", "06")) + f"{draw.randrange(10**8):08d}"


def make_tambon(
    job: tuple[int, int, float, Path, list[tuple[str, str]], int],
) -> list[tuple[str, ...]]:
    """All records of one tambon: rows in the order of COLUMNS, without record_id."""
    seed, index, damage, folder, places, persons = job
    names = _names_of(folder, seed)
    draw = random.Random(f"{seed}/{index}")
    people: list[Person] = []
    while len(people) < persons:
        people += make_household(draw, names, f"{seed}-{index}-{len(people)}", index)
    for _ in range(persons // 250):  # strangers of one name in one tambon
        one, other = draw.choice(people), draw.randrange(len(people))
        if one.sex == people[other].sex and one.family:
            people[other] = replace(people[other], given=one.given, family=one.family, maiden="")
    return list(_written(people, Damage(draw, damage, places), draw))


def _written(
    people: list[Person], damage: Damage, draw: random.Random
) -> Iterator[tuple[str, ...]]:
    for person in people:
        for source, share in SHARE.items():
            times = (draw.random() < share) and 1 + (draw.random() < TWICE[source])
            for _ in range(times):
                yield damage.write(person, source)


_NAMES: dict[tuple[Path, int], Names] = {}


def _names_of(folder: Path, seed: int) -> Names:
    if (folder, seed) not in _NAMES:
        _NAMES[folder, seed] = Names(folder, seed)
    return _NAMES[folder, seed]


def make_registry(
    records: int, seed: int, damage: float = 1.0, *, names: Path, admin: Path, processes: int = 2
) -> pa.Table:
    """The whole registry as a table of text columns, in an order that says nothing."""
    persons = int(records / RECORDS_PER_PERSON)
    many = max(1, round(persons / 7000))
    places = read_places(admin, seed, many)
    jobs = [(seed, index, damage, names, places, persons // many) for index in range(many)]
    tables = []
    with Pool(processes) as pool:
        for rows in pool.imap(make_tambon, jobs):
            tables.append(pa.table({
                name: pa.array(values, pa.string())
                for name, values in zip(COLUMNS[1:], zip(*rows, strict=True), strict=True)
            }))  # fmt: skip
    table = pa.concat_tables(tables)
    order = list(range(table.num_rows))
    random.Random(seed + 1).shuffle(order)
    numbers = pa.array([f"r{number:08d}" for number in order], pa.string())
    return table.add_column(0, "record_id", numbers).sort_by("record_id")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--damage", type=float, default=1.0)
    parser.add_argument("--names", type=Path, required=True)
    parser.add_argument("--admin", type=Path, required=True)
    ask = parser.parse_args()
    table = make_registry(ask.records, ask.seed, ask.damage, names=ask.names, admin=ask.admin)
    pq.write_table(table, ask.out, compression="zstd")
    print(
        f"{table.num_rows} records, {len(set(table['person_id'].to_pylist()))} persons -> {ask.out}"
    )


if __name__ == "__main__":
    main()
