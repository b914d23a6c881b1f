"""The spreadsheets an office really receives: the made-up people, written the ways Thai lists are dirty."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

import xlsxwriter

from kuea.core.thai import to_thai_digits
from sample.people import MadeUp, read_names

MONTHS = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
Names = dict[str, str]  # place code → Thai name


def misspell(text: str, chance: Random) -> str:
    """One slip of a clerk: a mark lost, doubled or swapped, a look-alike letter, a space, an invisible character."""
    slips: tuple[Callable[[str], str], ...] = (
        lambda t: t.replace("์", ""),
        lambda t: t.replace("แ", "เเ"),
        lambda t: t.replace("ำ", "ํา"),
        lambda t: t.replace("้", "้้", 1),
        lambda t: t.replace("ี", "ิ", 1),
        lambda t: f"{t} ",
        lambda t: t[:2] + "\u200b" + t[2:],
        lambda t: t.replace("ณ", "น", 1),
        lambda t: t.replace("ศ", "ส", 1),
        lambda t: t[:3] + t[4:] if len(t) > 6 else t,
        lambda t: t.replace("ร", "ล", 1),
        lambda t: t.replace("วั", "ว", 1) if "วั" in t else f"{t}์",
    )
    return chance.choice(slips)(text)


def write_birth(person: MadeUp, chance: Random) -> object:
    """A birth date as lists hold it: Buddhist, Christian, part, named month, Thai digits, or nothing."""
    year, month, day = person.birth
    if year is None:
        return ""
    if chance.random() < 0.04:
        year += chance.choice((-1, 1))
    if month is None or day is None:
        return chance.choice((str(year + 543), f"พ.ศ. {year + 543}", year + 543))
    return chance.choice(
        (
            f"{day}/{month}/{year + 543}", f"{day:02d}/{month:02d}/{year + 543}", f"{day} {MONTHS[month - 1]} {year + 543}",
            f"{day}-{month}-{year}", to_thai_digits(f"{day}/{month}/{year + 543}"), f"{year}-{month:02d}-{day:02d}",
        )
    )  # fmt: skip


def write_number(person: MadeUp, chance: Random) -> object:
    """A citizen number: plain, in groups, in Thai digits, damaged by a spreadsheet, one digit off, or absent."""
    number = person.number
    if not number:
        return chance.choice(("", "-", "0000000000000", "ไม่มี"))
    roll = chance.random()
    if roll < 0.50:
        return number
    if roll < 0.64:
        return f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"
    if roll < 0.70:
        return to_thai_digits(number)
    if roll < 0.75:
        return f"{float(number):.2E}"
    if roll < 0.79:
        place = chance.randrange(2, 12)
        return number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    return ""


def write_name(person: MadeUp, chance: Random) -> tuple[str, str, str]:
    """Title, given and family name, now and then with a slip."""
    given, family = person.given, person.family
    if chance.random() < 0.18:
        given = misspell(given, chance)
    if family and chance.random() < 0.18:
        family = misspell(family, chance)
    return person.title, given, family


def write_place(person: MadeUp, names: Names, chance: Random) -> tuple[str, str]:
    """Tambon and amphoe as written: bare, abbreviated, with a slip."""
    tambon, amphoe = names[person.tambon], names[person.tambon[:4]]
    if chance.random() < 0.05:
        tambon = misspell(tambon, chance)
    return chance.choice((tambon, f"ต.{tambon}", f"ตำบล{tambon}")), chance.choice(
        (amphoe, f"อ.{amphoe}", f"อำเภอ{amphoe}")
    )


def moo_of(person: MadeUp, chance: Random) -> str:
    number = int(person.village[6:])
    return (
        ""
        if number == 0
        else chance.choice((str(number), f"หมู่ {number}", to_thai_digits(str(number))))
    )


def told_otherwise(person: MadeUp, names: Sequence[str], rows: int) -> MadeUp:
    """One in eight is told to another list without papers and otherwise: a family name of before, a house, years off."""
    chance = Random(f"{person.given} {person.house_no} {rows}")
    if chance.random() > 0.12:
        return person
    year, month, day = person.birth
    changed = replace(person, number="", telephone="", house_no=str(chance.randint(1, 220)))
    if person.sex == "F" and chance.random() < 0.5:
        return replace(changed, family=chance.choice(names))
    year = None if year is None else year + chance.choice((-2, -1, 1, 2))
    return replace(
        changed, birth=(year, None, None) if chance.random() < 0.5 else (year, month, day)
    )


def bmn_rows(people: Sequence[MadeUp], names: Names, chance: Random) -> list[list[object]]:
    """จปฐ.-like: one column for the whole name, address in parts."""
    rows: list[list[object]] = []
    for person in people:
        title, given, family = write_name(person, chance)
        glue = chance.choice(("", " "))
        tambon, amphoe = write_place(person, names, chance)
        rows.append(
            [len(rows) + 1, f"{title}{glue}{given} {family}".strip(), write_number(person, chance), write_birth(person, chance),
             person.house_no, moo_of(person, chance), tambon, amphoe, "ปทุมธานี", person.telephone, person.worry]
        )  # fmt: skip
    return rows


def card_rows(people: Sequence[MadeUp], names: Names, chance: Random) -> list[list[object]]:
    """Welfare card list: name in three columns, one address line."""
    rows: list[list[object]] = []
    families = read_names("family_names.csv")
    for truth in people:
        person = told_otherwise(truth, families, len(rows))
        title, given, family = write_name(person, chance)
        tambon, amphoe = write_place(person, names, chance)
        moo = moo_of(person, chance)
        address = f"{person.house_no} {'ม.' + moo.removeprefix('หมู่ ') if moo else ''} {tambon} {amphoe} จ.ปทุมธานี".strip()
        rows.append(
            [
                write_number(person, chance),
                title,
                given,
                family,
                write_birth(person, chance),
                address,
                person.telephone,
            ]
        )
    return rows


def welfare_rows(people: Sequence[MadeUp], names: Names, chance: Random) -> list[list[object]]:
    """Disability and elderly lists of a local government: parts in columns, ages beside dates."""
    rows: list[list[object]] = []
    families = read_names("family_names.csv")
    for truth in people:
        person = told_otherwise(truth, families, len(rows))
        title, given, family = write_name(person, chance)
        tambon, amphoe = write_place(person, names, chance)
        rows.append(
            [len(rows) + 1, title, given, family, write_number(person, chance), write_birth(person, chance),
             person.house_no, moo_of(person, chance), tambon, amphoe, person.worry]
        )  # fmt: skip
    return rows


def write_workbook(
    path: Path, titles: Sequence[str], header: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """An XLSX with merged title rows above its header, as offices decorate them."""
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "strings_to_numbers": False})
    sheet = book.add_worksheet("รายชื่อ")
    for number, title in enumerate(titles):
        sheet.merge_range(number, 0, number, len(header) - 1, title)
    sheet.write_row(len(titles), 0, header)
    for number, row in enumerate(rows, len(titles) + 1):
        sheet.write_row(number, 0, row)
    book.close()


def write_csv(
    path: Path, header: Sequence[str], rows: Sequence[Sequence[object]], encoding: str
) -> None:
    with open(path, "w", encoding=encoding, errors="replace", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows([[str(cell).replace("\u200b", "") for cell in row] for row in rows])


def write_lists(folder: Path, people: Sequence[MadeUp], names: Names, seed: int) -> dict[str, Path]:
    """All lists of the sample office into `folder`; returns kind → file."""
    chance = Random(seed)
    folder.mkdir(parents=True, exist_ok=True)
    of = {
        kind: [person for person in people if kind in person.lists]
        for kind in ("bmn", "welfare_card", "disability", "elderly")
    }
    files = {
        "bmn": folder / "จปฐ_ปทุมธานี.xlsx", "welfare_card": folder / "บัตรสวัสดิการ.csv",
        "disability": folder / "คนพิการ_อบต.xlsx", "elderly": folder / "เบี้ยยังชีพผู้สูงอายุ.csv",
    }  # fmt: skip
    rows = bmn_rows(of["bmn"], names, chance)
    rows[3:3] = [
        ["", "", "", "", "", "", "", "", "", "", ""],
        [*rows[0]],
    ]  # an empty row and the same row twice
    rows.append(["", "นางไม่ทราบที่อยู่ ใจดี", "", "", "", "", "บางแสนไกล", "", "", "", "ย้ายมาใหม่"])
    write_workbook(
        files["bmn"], ("แบบสำรวจความจำเป็นพื้นฐาน (จปฐ.) จังหวัดปทุมธานี", "ข้อมูลสมมุติเพื่อการฝึก"),
        ("ที่", "ชื่อ - สกุล", "เลขประจำตัวประชาชน", "วันเดือนปีเกิด", "บ้านเลขที่", "หมู่ที่", "ตำบล", "อำเภอ", "จังหวัด", "โทรศัพท์", "ปัญหาที่พบ"),
        rows,
    )  # fmt: skip
    write_csv(
        files["welfare_card"], ("เลขบัตรประชาชน", "คำนำหน้า", "ชื่อ", "นามสกุล", "ว/ด/ป เกิด", "ที่อยู่", "เบอร์โทร"),
        card_rows(of["welfare_card"], names, chance), "cp874",
    )  # fmt: skip
    local = (
        "ลำดับ",
        "คำนำหน้าชื่อ",
        "ชื่อตัว",
        "ชื่อสกุล",
        "เลข 13 หลัก",
        "วันเกิด",
        "บ้านเลขที่",
        "หมู่",
        "ตำบล/แขวง",
        "อำเภอ/เขต",
        "หมายเหตุ",
    )
    write_workbook(
        files["disability"],
        ("ทะเบียนคนพิการ (ข้อมูลสมมุติ)",),
        local,
        welfare_rows(of["disability"], names, chance),
    )
    write_csv(files["elderly"], local, welfare_rows(of["elderly"], names, chance), "utf-8-sig")
    return files
