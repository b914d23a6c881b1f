"""Made-up people of the sample province. Nobody is real: names are put together by chance, citizen numbers
come from a range that is never issued, and the same seed always gives the same people."""

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from random import Random

from kuea.core.thai import make_sample_number

NAMES = Path(__file__).parent / "names"

# Given and family names as hill peoples, ethnic Lao, Mon, Malay Muslims, and workers from Myanmar, Laos and
# Cambodia may carry them, written by Thai clerks; many have no family name.
UPLAND_AND_MIGRANT = (
    ("อาแม", "เยอเบาะ", "F"), ("จะลอ", "จะหา", "M"), ("นาพอ", "", "F"), ("หมี่นู", "มาเยอะ", "F"),
    ("พอวา", "", "M"), ("มะเอ", "", "F"), ("มิน อ่อง", "", "M"), ("เต็ง เต็ง วิน", "", "F"),
    ("ซอ ลิน ทุน", "", "M"), ("ขิ่น เมียว", "", "F"), ("บุนมี", "วงสา", "M"), ("คำหล้า", "", "F"),
    ("ซก เฮง", "", "M"), ("จันทะ", "เพ็ชร", "F"), ("ฟาตีเมาะ", "สาและ", "F"), ("มะยากี", "ดือราแม", "M"),
)  # fmt: skip

WORRIES = {
    "elder_alone": (
        "อยู่บ้านคนเดียว ลูกไปทำงานไกล เดินไม่ค่อยไหว", "ไม่ค่อยได้กินข้าว เพื่อนบ้านแบ่งให้เป็นบางวัน",
        "หลงลืม ออกจากบ้านแล้วหาทางกลับไม่ถูก", "ตาแทบมองไม่เห็น ทำกับข้าวเองไม่ได้",
    ),
    "bedridden": (
        "ติดเตียงมาสองปี คนดูแลเป็นหลานยังเรียนอยู่", "แผลกดทับ ไม่มีคนพลิกตัวให้", "หลังออกจากโรงพยาบาลไม่มีใครดูแลต่อ",
    ),
    "child_alone": (
        "เด็กสองคนอยู่กับทวด ไม่ได้ไปโรงเรียนมาหลายเดือน", "พ่อแม่หายไป ตายายอายุมากเลี้ยงไม่ไหว",
    ),
    "no_papers": (
        "ไม่มีบัตรประชาชน ไปหาหมอไม่ได้", "เกิดที่นี่แต่ไม่เคยแจ้งเกิด ไม่มีชื่อในทะเบียนบ้าน",
    ),
    "disabled_alone": (
        "นั่งรถเข็นเก่าพังแล้ว ออกจากบ้านไม่ได้", "หูหนวก ไม่มีใครสื่อสารด้วย อยู่แต่ในห้อง",
    ),
    "disaster": ("บ้านน้ำท่วมพังไปครึ่งหลัง ยังไม่มีที่อยู่", "ไฟไหม้ห้องเช่า ของหมดทั้งห้อง"),
}  # fmt: skip


@dataclass(frozen=True)
class MadeUp:
    """One person as the truth of the sample; lists show them with errors. `birth` parts may be None."""

    title: str
    given: str
    family: str
    sex: str
    number: str  # "" when the person has none
    birth: tuple[int | None, int | None, int | None]  # CE year, month, day
    tambon: str
    village: str  # 8 digits
    house_no: str
    telephone: str
    group: str
    worry: str
    lists: tuple[str, ...] = field(default=())


def read_names(name: str) -> list[str]:
    with open(NAMES / name, encoding="utf-8") as lines:
        return [row["name"] for row in csv.DictReader(lines)]


class Maker:
    """Makes people village by village from one seeded source of chance."""

    def __init__(self, seed: int, today: date) -> None:
        self.chance = Random(seed)
        self.today = today
        self.made = 0
        self.given = {
            "F": read_names("given_names_female.csv"),
            "M": read_names("given_names_male.csv"),
        }
        self.family = read_names("family_names.csv")

    def person(self, village: str) -> MadeUp:
        """One person of a village (8-digit code), with a group and the worry a neighbour might tell."""
        chance = self.chance
        group = chance.choices(
            ("elder_alone", "bedridden", "child_alone", "no_papers", "disabled_alone", "disaster"),
            (40, 18, 8, 8, 18, 8),
        )[0]
        year = self.today.year - self._age(group)
        sex = chance.choice("FM")
        given, family = chance.choice(self.given[sex]), chance.choice(self.family)
        if group == "no_papers" and chance.random() < 0.7:
            given, family, sex = chance.choice(UPLAND_AND_MIGRANT)
        elif chance.random() < 0.01:
            family = ""
        self.made += 1
        return MadeUp(
            title=self._title(sex, self.today.year - year),
            given=given,
            family=family,
            sex=sex,
            number="" if group == "no_papers" else make_sample_number(self.made),
            birth=self._birth(year, group),
            tambon=village[:6],
            village=village,
            house_no="" if chance.random() < 0.05 else self._house(),
            telephone=f"08{chance.randrange(10**8):08d}" if chance.random() < 0.5 else "",
            group=group,
            worry=chance.choice(WORRIES[group]),
            lists=self._lists(group),
        )

    def _age(self, group: str) -> int:
        low, high = {"elder_alone": (62, 97), "bedridden": (35, 95), "child_alone": (3, 17)}.get(
            group, (18, 85)
        )
        return self.chance.randint(low, high)

    def _title(self, sex: str, age: int) -> str:
        if age < 15:
            return "ด.ญ." if sex == "F" else "ด.ช."
        return self.chance.choice(("นาง", "นางสาว", "น.ส.")) if sex == "F" else "นาย"

    def _birth(self, year: int, group: str) -> tuple[int | None, int | None, int | None]:
        roll = self.chance.random()
        if group == "no_papers" and roll < 0.5:
            return None, None, None
        if roll < 0.12:
            return year, None, None  # only the year is known: common among the old
        return year, self.chance.randint(1, 12), self.chance.randint(1, 28)

    def _house(self) -> str:
        number = self.chance.randint(1, 220)
        return (
            f"{number}/{self.chance.randint(1, 40)}" if self.chance.random() < 0.4 else str(number)
        )

    def _lists(self, group: str) -> tuple[str, ...]:
        """Which lists of an office the person stands in; one in six stands in none (R33)."""
        if group == "no_papers":
            return ()
        own = {
            "elder_alone": "elderly",
            "disabled_alone": "disability",
            "bedridden": "disability",
        }.get(group)
        found = [
            kind
            for kind, share in (("bmn", 0.55), ("welfare_card", 0.5))
            if self.chance.random() < share
        ]
        if own and self.chance.random() < 0.75:
            found.append(own)
        return tuple(found)
