"""The record of processing (PDPA s.39), put together from the classes of fields and the activities officials wrote."""

import csv
from dataclasses import dataclass
from functools import lru_cache

import yaml
from django.conf import settings

PERSONAL = ("D2", "D3", "D4", "D5")
SAFEGUARDS = {
    "D2": "เห็นเฉพาะเรื่องของตนหรือพื้นที่ของตน",
    "D3": "เห็นเฉพาะผู้ที่ต้องรู้ในเรื่องนั้น",
    "D4": "ปิดเป็นความลับ เห็นเฉพาะผู้ที่ระบุชื่อ",
    "D5": "เห็นเฉพาะแม่ข่ายของตน สำนักงาน และเจ้าตัว",
}


@dataclass(frozen=True)
class Activity:
    """One activity with the fields it keeps, by class."""

    code: str
    title: str
    purpose: str
    basis: str
    subjects: str
    source: str
    recipients: str
    retention: str
    tables: tuple[str, ...]
    fields: dict[str, tuple[str, ...]]  # class → table.field


@lru_cache(maxsize=1)
def field_classes() -> dict[tuple[str, str], str]:
    """(table, field) → class, from definitions/privacy/fields.csv."""
    path = settings.DEFINITIONS / "privacy" / "fields.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {(row["model"], row["field"]): row["class"] for row in csv.DictReader(file)}


@lru_cache(maxsize=1)
def activities() -> tuple[Activity, ...]:
    """Every activity; a table that holds personal data and stands in none fails a house test."""
    path = settings.DEFINITIONS / "privacy" / "activities.yml"
    told = yaml.safe_load(path.read_text(encoding="utf-8"))
    return tuple(
        Activity(**{**one, "tables": tuple(one["tables"])}, fields=_fields(one["tables"]))
        for one in told
    )


def tables_with_persons() -> set[str]:
    """Tables with at least one field of class D2 to D5."""
    return {table for (table, _field), code in field_classes().items() if code in PERSONAL}


def _fields(tables: list[str]) -> dict[str, tuple[str, ...]]:
    return {
        code: tuple(
            f"{table}.{field}"
            for (table, field), kept in field_classes().items()
            if kept == code and table in tables
        )
        for code in PERSONAL
    }


def print_ropa() -> str:
    """docs/privacy/ropa.md: the record, printed."""
    parts = [
        "<!-- Printed by `manage.py print_docs`; a test compares it with the code. -->\n\n",
        "# บันทึกรายการประมวลผลข้อมูลส่วนบุคคล (ROPA, ม.39)\n\n",
        "ผู้ควบคุมข้อมูล: สำนักงาน พมจ. ของจังหวัด ในฐานะเลขานุการคณะกรรมการ · ผู้ประมวลผล: แม่ข่ายที่ลงนามข้อตกลงแล้ว\n",
    ]
    for one in activities():
        parts.append(f"\n## {one.title}\n\n| | |\n|---|---|\n")
        parts += [f"| {term} | {words} |\n" for term, words in rows_of(one)]
    return "".join(parts)


def rows_of(one: Activity) -> list[tuple[str, str]]:
    """The activity as the page and the paper show it."""
    rows = [
        ("วัตถุประสงค์", one.purpose), ("ฐานตามกฎหมาย", one.basis), ("เจ้าของข้อมูล", one.subjects),
        ("แหล่งที่มา", one.source), ("ผู้ได้เห็น", one.recipients), ("ระยะเวลาเก็บ", one.retention),
    ]  # fmt: skip
    for code in PERSONAL:
        if one.fields[code]:
            rows.append((f"{code} {SAFEGUARDS[code]}", ", ".join(one.fields[code])))
    return rows
