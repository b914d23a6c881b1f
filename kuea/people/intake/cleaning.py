"""One row of a list: read with `core.thai`, placed with the finder. Never guesses silently, never demands papers.

A row goes back to its sender only when nobody could be found by it: no tambon, or neither a name nor
anything else to go by. Everything else is a doubt that travels with the record.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from kuea.core.minimum_data import keep_least
from kuea.core.places import Answer, AnswerKind, Level, PlaceIndex, Reason
from kuea.core.thai import (
    CitizenNumber,
    DateDoubt,
    NumberStatus,
    PersonName,
    ReadDate,
    TelephoneStatus,
    name_key,
    normalise,
    read_address,
    read_citizen_number,
    read_date,
    read_house_number,
    read_name,
    read_telephone,
)
from kuea.intake.ports import Cleaned, RowIn
from kuea.intake.sheets import Cell, RowFault, cell_text
from kuea.people.intake.doubts import column_of, remark_of
from kuea.people.rows import CleanRow, seal_row

_SEXES = {
    "F": ("หญิง", "ญ", "f", "female", "หญฺิง", "2", "น.ส.", "ผู้หญิง"),
    "M": ("ชาย", "ช", "m", "male", "1", "ผู้ชาย"),
}
_SEX_OF = {word: sex for sex, words in _SEXES.items() for word in words}
_UNUSABLE_YEAR = {DateDoubt.IN_THE_FUTURE, DateDoubt.VERY_LONG_AGO}
_QUIET_NUMBERS = {NumberStatus.VALID, NumberStatus.EMPTY}
_QUIET_TELEPHONES = {TelephoneStatus.VALID, TelephoneStatus.EMPTY}
_TAMBON_IS_SURE = {Reason.NO_SUCH_MOO, Reason.MOO_CONFLICT, Reason.MOO_UNREAD}
_MOST_SHOWN = 4


@dataclass(frozen=True)
class Where:
    """Where a row's person lives, or why that is not known."""

    tambon: str = ""
    village: str | None = None
    doubt: str = ""
    fault: RowFault | None = None


class Cleaner:
    """Cleans the rows of one list. `headings` are the sender's own, by field; `as_of` is the day it came."""

    def __init__(
        self, index: PlaceIndex, province_code: str, headings: Mapping[str, str], as_of: date
    ) -> None:
        self._index = index
        self._province = province_code
        self._headings = headings
        self._as_of = as_of
        self._where = lru_cache(maxsize=50_000)(self._find)

    def clean(self, row: RowIn) -> Cleaned:
        """The row cleaned, or the faults for which it goes back; with what the sender should look at."""
        texts = {name: cell_text(value) for name, value in row.values.items()}
        get = texts.get
        name = read_name(get("full_name"), get("title"), get("given_name"), get("family_name"))
        where = self._place(texts)
        clean, doubts = self._build(row.values, texts, name, where)
        remarks = [*row.faults]
        for doubt in doubts:
            heading = self._heading(column_of(doubt))
            if (remark := remark_of(doubt, heading)) and not _said(remark, row.faults):
                remarks.append(remark)
        faults = self._faults(clean, where)
        return Cleaned(None if faults else seal_row(self._province, clean), faults, tuple(remarks))

    def _build(
        self, values: Mapping[str, Cell], texts: Mapping[str, str], name: PersonName, where: Where
    ) -> tuple[CleanRow, list[str]]:
        get = texts.get
        number = read_citizen_number(get("citizen_number"))
        born = self._birth(values, texts)
        called = read_telephone(get("telephone"))
        sex, doubts = _sex(get("sex", ""), name)
        doubts += [f"name_{doubt}" for doubt in name.doubts]
        doubts += [f"date_{doubt}" for doubt in born.doubts]
        doubts += _of_statuses(number, called.status)
        doubts += [where.doubt] if where.doubt else []
        house, written = _address(texts)
        year_is_usable = not _UNUSABLE_YEAR & set(born.doubts)
        clean = CleanRow(
            tambon=where.tambon, village=where.village, name_as_written=name.as_written.strip()[:250],
            title=(name.title or "")[:40], given_name=(name.given or "")[:100],
            family_name=(name.family or "")[:100], name_key=name_key(name.given, name.family)[:200],
            sex=sex, digits=number.digits or "", number_is_valid=number.is_valid,
            number_status=number.status.value,
            birth_year=born.year_ce if year_is_usable else None,
            birth_month=born.month if year_is_usable else None,
            birth_day=born.day if year_is_usable else None,
            house_no=house[:40], address_as_written=written[:400],
            telephone=(called.number or "")[:40],
            # What a lead may hold is settled here: from now on both travel sealed (A39).
            worry=keep_least("lead", normalise(get("worry"), keep_lines=True)),
            how_to_find=keep_least("lead", _how_to_find(texts, written)),
            doubts=tuple(doubts),
        )  # fmt: skip
        if not name.given and "no_name" not in doubts:
            doubts = [*[d for d in doubts if d != "name_no_given_name"], "no_name"]
            clean = clean._replace(doubts=tuple(doubts))
        return clean, doubts

    def _birth(self, values: Mapping[str, Cell], texts: Mapping[str, str]) -> ReadDate:
        born = read_date(values.get("birth_date"), as_of=self._as_of)
        age = texts.get("age", "").strip()
        if born.year_ce is None and not born.doubts and age:
            return read_date(age if "ปี" in age else f"{age} ปี", as_of=self._as_of)
        return born

    def _place(self, texts: Mapping[str, str]) -> Where:
        return self._where(
            *(texts.get(name, "").strip() for name in _PLACE_FIELDS), texts.get("address", "")
        )

    def _find(
        self, province: str, amphoe: str, tambon: str, moo: str, village: str, code: str,
        postal_code: str, address: str,
    ) -> Where:  # fmt: skip
        """The place of one way of writing it; lists repeat few ways very often."""
        answer = self._index.find(
            None if tambon or code else address or None,
            province=province, amphoe=amphoe, tambon=tambon, moo=moo, village=village, code=code,
            postal_code=postal_code, within=self._province,
        )  # fmt: skip
        if address and (tambon or code) and answer.kind is AnswerKind.NOTHING:
            answer = self._index.find(address, within=self._province)
        return self._judge(answer)

    def _judge(self, answer: Answer) -> Where:
        code = answer.place_code or ""
        if answer.is_one and answer.level in (Level.TAMBON, Level.VILLAGE):
            doubt = "place_corrected" if answer.reason is Reason.CORRECTED else ""
            return Where(code[:6], code if len(code) == 8 else None, doubt)
        areas = {one.code[:6] for one in answer.candidates}
        if answer.reason in _TAMBON_IS_SURE and len(areas) == 1 and len(min(areas)) == 6:
            is_unread = answer.reason is Reason.MOO_UNREAD
            doubt = "place_moo_unread" if is_unread else "place_moo_unknown"
            return Where(areas.pop(), None, doubt)
        return Where(fault=self._place_fault(answer))

    def _place_fault(self, answer: Answer) -> RowFault:
        heading = self._heading("tambon")
        if answer.is_one:
            known = self._index.label(answer.place_code or "")
            return RowFault(f"ไม่พบตำบล: รู้เพียง {known}", "เพิ่มชื่อตำบลของแถวนี้", heading, "no_tambon")
        labels = [one.label for one in answer.candidates[:_MOST_SHOWN]]
        if not labels:
            return RowFault(
                f"ไม่พบตำบล: {answer.sentence}", "เขียนตำบล อำเภอ จังหวัดให้ครบ", heading, "no_tambon"
            )
        if answer.reason is Reason.OUTSIDE:
            return RowFault(
                f"ไม่พบตำบลในจังหวัดของท่าน: {answer.sentence} ({labels[0]})",
                "แก้ที่อยู่ หรือส่งแถวนี้ให้จังหวัดนั้น", heading, "place_outside",
            )  # fmt: skip
        return RowFault(
            f"ไม่พบตำบลที่แน่ชัด: {answer.sentence} อาจเป็น {' หรือ '.join(labels)}",
            "เลือกแห่งที่ถูก แล้วเขียนตำบลและอำเภอให้ครบ", heading, "tambon_unsure",
        )  # fmt: skip

    def _faults(self, clean: CleanRow, where: Where) -> tuple[RowFault, ...]:
        faults = [where.fault] if where.fault else []
        something = (
            clean.name_key or clean.house_no or clean.digits or clean.telephone or clean.worry
        )
        if not something:
            faults.append(
                RowFault(
                    "ไม่มีชื่อ และไม่มีสิ่งใดบอกว่าเป็นใคร",
                    "เพิ่มชื่อ ชื่อเล่น บ้านเลขที่ หรือเรื่องที่เป็นห่วงอย่างใดอย่างหนึ่ง",
                    self._heading("full_name"),
                    "nobody",
                )
            )
        return tuple(faults)

    def _heading(self, name: str) -> str:
        """The sender's heading of a field, or of the one that stands for it."""
        for other in (name, *_STANDS_FOR.get(name, ())):
            if self._headings.get(other):
                return self._headings[other]
        return ""


_PLACE_FIELDS = (
    "province", "amphoe", "tambon", "moo", "village_name", "place_code", "postal_code",
)  # fmt: skip
_STANDS_FOR = {
    "full_name": ("given_name",),
    "birth_date": ("age",),
    "moo": ("address", "tambon"),
    "tambon": ("place_code", "address", "village_name"),
}


def _said(remark: RowFault, faults: tuple[RowFault, ...]) -> bool:
    """The file's own fault about the same cell says it already."""
    return any(fault.column == remark.column for fault in faults)


def _of_statuses(number: CitizenNumber, telephone: TelephoneStatus) -> list[str]:
    doubts = [] if number.status in _QUIET_NUMBERS else [f"number_{number.status}"]
    return doubts if telephone in _QUIET_TELEPHONES else [*doubts, f"telephone_{telephone}"]


def _sex(written: str, name: PersonName) -> tuple[str, list[str]]:
    said = _SEX_OF.get(normalise(written).casefold(), "")
    if said and name.sex_hint and said != name.sex_hint:
        return said, ["sex_title_differ"]
    return said or name.sex_hint or "", []


def _address(texts: Mapping[str, str]) -> tuple[str, str]:
    """House number in one form, and the address as somebody going there would want it."""
    whole = normalise(texts.get("address"))
    house = read_house_number(texts.get("house_no")) or ""
    if not house and whole:
        house = read_address(whole).house_no or ""
    if whole:
        return house, whole
    parts = (
        ("", "house_no"), ("หมู่ ", "moo"), ("", "village_name"), ("ต.", "tambon"), ("อ.", "amphoe"),
    )  # fmt: skip
    words = [_marked(mark, texts.get(name, "").strip()) for mark, name in parts]
    return house, " ".join(word for word in words if word)


_MARKED = re.compile(r"(?:หมู่|ม\s*\.|ต\s*\.|ตำบล|แขวง|อ\s*\.|อำเภอ|เขต)")


def _marked(mark: str, name: str) -> str:
    """«ต.คลองสาม» of «คลองสาม»; a cell that already says ตำบล is left as it was written."""
    return name if not name or _MARKED.match(name) else f"{mark}{name}"


def _how_to_find(texts: Mapping[str, str], written: str) -> str:
    remark = normalise(texts.get("remark"))
    return " · ".join(part for part in (written, remark) if part)
