"""Addresses out of free text, and one form for house numbers and หมู่.

Only parts that carry their word (ม., ต., ซ., ถ. …) or that stand where an address has them
(house number first, postal code last) are taken out; everything else stays in ``rest``. Which
place the names mean is the business of ``kuea.core.places``.
"""

import re
from dataclasses import dataclass

from kuea.core.thai.text import normalise, to_arabic_digits


@dataclass(frozen=True, slots=True)
class AddressParts:
    house_no: str | None
    moo: int | None
    village: str | None
    building: str | None
    soi: str | None
    road: str | None
    tambon: str | None
    amphoe: str | None
    province: str | None
    postal_code: str | None
    rest: str
    as_written: str

    @property
    def line(self) -> str:
        """The parts again in the usual order, for display and comparison."""
        words = (
            ("", self.house_no), ("หมู่ ", self.moo), ("", self.village), ("", self.building),
            ("ซอย", self.soi), ("ถนน", self.road), ("ตำบล", self.tambon), ("อำเภอ", self.amphoe),
            ("จังหวัด", self.province), ("", self.postal_code), ("", self.rest),
        )  # fmt: skip
        return " ".join(f"{word}{part}" for word, part in words if part)


# Before a short mark (ม. ต. อ. …) there is no Thai letter: in "พ.ต.ท." ต. is no tambon.
_START = r"(?<![\u0e01-\u0e4e.])"
_NAME = r"\s*(?P<v>[^\s,;/0-9][^\s,;/]*)"
_LETTER_NAME = r"\s*(?P<v>[\u0e01-\u0e4ea-zA-Z0-9][^\s,;]*)"
_POSTAL = re.compile(
    r"(?:รหัสไปรษณีย์|ปณ\.?|postcode|zip)?\s*(?<!\d)(?P<v>[1-9]\d{4})(?!\d)\s*$", re.IGNORECASE
)
_MOO = re.compile(
    rf"(?:หมู่บ้านที่|หมู่ที่|หมุ่ที่|หมู่|หมุ่|{_START}ม\s*\.\s*ที่|{_START}ม\s*\.|{_START}ม(?=\s*\d)|\bmoo\b|\bmoo(?=\d)|\bm\s*\.)\s*\.?\s*(?P<v>\d{{1,3}})(?![\d/])",
    re.IGNORECASE,
)
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern, re.IGNORECASE))
    for field, pattern in (
        ("province", rf"(?:จังหวัด|{_START}จ\s*\.|\bprovince\s*:){_NAME}"),
        ("amphoe", rf"(?:อำเภอ|กิ่งอำเภอ|กิ่ง\s*อ\s*\.|เขต(?!ข)|{_START}อ\s*\.){_NAME}"),
        ("tambon", rf"(?:ตำบล|แขวง|{_START}ต\s*\.){_NAME}"),
        ("soi", rf"(?:ซอย|{_START}ซ\s*\.|\bsoi\b){_LETTER_NAME}(?P<more>\s+\d+)?"),
        ("road", rf"(?:ถนน|{_START}ถ\s*\.|\b(?:road|rd)\s*:){_LETTER_NAME}"),
        (
            "village",
            rf"(?:หมู่บ้าน|{_START}มบ\s*\.|{_START}บ\s*\.|ชุมชน|(?<=\s)บ้าน(?!เลขที่|เช่า)){_NAME}",
        ),
        ("building", rf"(?:อาคาร|คอนโด(?:มิเนียม)?|แฟลต|หอพัก|แมนชั่น){_NAME}"),
    )
)
_HOUSE = re.compile(
    r"(?:บ้านเลขที่|เลขที่|บ้านที่|house\s*no\.?)\s*:?\s*(?P<v>\d{1,5}(?:\s*/\s*\d{1,5})*(?:\s*[ก-ฮA-Za-z](?![\u0e01-\u0e4e\w]))?)",
    re.IGNORECASE,
)
_HOUSE_FIRST = re.compile(
    r"^(?P<v>\d{1,5}(?:\s*/\s*\d{1,5})*(?:\s*-\s*\d{1,5})?(?:[ก-ฮ](?![\u0e01-\u0e4e.]))?)(?=\s|,|$|[^\d/.\-])"
)
# ต.บางปรอกอ.เมือง: a new mark begins where a dotted letter follows three letters of a name (three,
# because อบต. and กทม. are words of their own).
_GLUED_MARK = re.compile(
    r"(?<=[\u0e01-\u0e4e]{3})(?=(?:[ตอจซถ]\.\s*[\u0e01-\u0e2eเแโใไ]|ม\.\s*\d))"
)


def read_address(text: object) -> AddressParts:
    """Take an address apart. Never raises; what has no place stays in ``rest``."""
    written = "" if text is None else str(text)
    rest = _GLUED_MARK.sub(" ", to_arabic_digits(normalise(written)))
    parts: dict[str, str] = {}
    rest = _take("postal_code", _POSTAL, rest, parts)
    rest = _take("moo", _MOO, rest, parts)
    for field, pattern in _FIELDS:
        rest = _take(field, pattern, rest, parts)
    rest = _take("house_no", _HOUSE, rest, parts)
    if "house_no" not in parts:
        rest = _take("house_no", _HOUSE_FIRST, rest.strip(" ,"), parts)
    moo = parts.get("moo")
    return AddressParts(
        house_no=read_house_number(parts.get("house_no")),
        moo=int(moo) if moo and int(moo) else None,
        village=parts.get("village"),
        building=parts.get("building"),
        soi=parts.get("soi"),
        road=parts.get("road"),
        tambon=parts.get("tambon"),
        amphoe=parts.get("amphoe"),
        province=parts.get("province"),
        postal_code=parts.get("postal_code"),
        rest=re.sub(r"\s+", " ", rest).strip(" ,;"),
        as_written=written,
    )


def _take(field: str, pattern: re.Pattern[str], text: str, parts: dict[str, str]) -> str:
    match = pattern.search(text)
    if match is None:
        return text
    groups = match.groupdict()
    parts[field] = (groups["v"] + (groups.get("more") or "")).strip(" .,")
    if not parts[field]:
        del parts[field]
        return text
    return f"{text[: match.start()]} {text[match.end() :]}"


def read_house_number(text: object) -> str | None:
    """บ้านเลขที่ in one form: ๑๒ / ๓ ก → 12/3ก. A house without a number ("-") is None."""
    plain = re.sub(r"\s+", "", to_arabic_digits(normalise(None if text is None else str(text))))
    plain = normalise(plain)  # joining may have put two halves of a mark together
    plain = re.sub(r"^(?:บ้านเลขที่|เลขที่)[.:]?", "", plain).strip(".,'\"")
    plain = re.sub(r"^(\d+)\.0$", r"\1", plain)
    return None if plain in {"", "-", "--", "0", "ไม่มี", "ไม่ทราบ", "ไม่ระบุ"} else plain


_ONES = ("หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_NUMBER_WORDS = {
    word: number
    for tens, before in enumerate(("", "สิบ", "ยี่สิบ"))
    for number, word in (
        (tens * 10, before),
        *((tens * 10 + one, before + ("เอ็ด" if tens and one == 1 else spoken))
          for one, spoken in enumerate(_ONES, 1)),
    )
    if word
}  # fmt: skip
_WORDS = "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True))
_MOO_WORD = re.compile(rf"(หมู่ที่|หมู่)\s*({_WORDS})(?![\u0e01-\u0e4e])")
_MOO_CELL = re.compile(
    rf"^(?:(?:หมู่บ้านที่|หมู่ที่|หมู่|ม\.?ที่|ม\.?|moo|m\.?)\s*\.?\s*)?"
    rf"(?:(?P<n>\d{{1,3}})(?:\.0+)?(?!\d)|(?P<word>{_WORDS})(?![\u0e01-\u0e4e]))(?P<rest>.*)$",
    re.I,
)
_MORE_THAN_ONE = re.compile(rf"\d|และ|หรือ|ถึง|กับ|{_WORDS}")


def spell_moo_in_digits(text: str) -> str:
    """หมู่สาม → หมู่ 3; a หมู่ is known by its number, however it was written."""
    return _MOO_WORD.sub(lambda match: f"{match[1]} {_NUMBER_WORDS[match[2]]}", text)


def read_moo(value: object) -> int | None:
    """หมู่ of a cell of its own: 5, "5.0", "ม.5", "หมู่ที่ ๕ บ้านเหนือ", "สาม".

    None when there is none, and when there is more than one ("3,4", "3-5"): see `is_moo_unclear`.
    """
    plain = to_arabic_digits(normalise(None if value is None else str(value)))
    match = _MOO_CELL.match(plain)
    if match is None or _MORE_THAN_ONE.search(match["rest"]):
        return None
    return (int(match["n"]) if match["n"] else _NUMBER_WORDS[match["word"]]) or None


def is_moo_unclear(value: object) -> bool:
    """Is something written that holds a number, but not the number of one หมู่ ("3,4", a date)?"""
    plain = to_arabic_digits(normalise(None if value is None else str(value)))
    return bool(re.search(r"[1-9]", plain)) and read_moo(plain) is None
