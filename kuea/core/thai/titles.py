"""Titles before a Thai name: what counts as one, and what it says about the person's sex.

The list of abbreviations follows the person lists of joke2k/faker (th_TH, MIT licence); spelled
out ranks, titles of women officers, academic and English titles were added by hand.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from kuea.core.thai.text import TONE_MARKS

FEMALE, MALE = "F", "M"


@dataclass(frozen=True, slots=True)
class Title:
    text: str  # as an officer would write it out
    sex: str | None
    is_sure: bool  # cannot be the beginning of a given name


# Civil titles. A glued title is only taken off when a name remains, see ``split_title``.
_CIVIL: tuple[tuple[str, str, str | None], ...] = (
    ("นาย", "นาย", MALE),
    ("นาง", "นาง", FEMALE),
    ("นางสาว", "นางสาว", FEMALE),
    ("นาวสาว", "นางสาว", FEMALE),
    ("นางสาง", "นางสาว", FEMALE),
    ("เด็กชาย", "เด็กชาย", MALE),
    ("เด็กหญิง", "เด็กหญิง", FEMALE),
    ("ดช", "เด็กชาย", MALE),
    ("ดญ", "เด็กหญิง", FEMALE),
    ("สามเณร", "สามเณร", MALE),
    ("เจ้าอธิการ", "เจ้าอธิการ", MALE),
    ("พระ", "พระ", MALE),
    ("พระมหา", "พระมหา", MALE),
    ("พระครู", "พระครู", MALE),
    ("พระครูธรรมธร", "พระครูธรรมธร", MALE),
    ("พระครูปลัด", "พระครูปลัด", MALE),
    ("พระครูวินัยธร", "พระครูวินัยธร", MALE),
    ("พระครูสมุห์", "พระครูสมุห์", MALE),
    ("พระครูใบฎีกา", "พระครูใบฎีกา", MALE),
    ("พระปลัด", "พระปลัด", MALE),
    ("พระสมุห์", "พระสมุห์", MALE),
    ("พระอธิการ", "พระอธิการ", MALE),
    ("พระใบฎีกา", "พระใบฎีกา", MALE),
    ("แม่ชี", "แม่ชี", FEMALE),
    ("หม่อมเจ้า", "หม่อมเจ้า", None),
    ("หม่อมราชวงศ์", "หม่อมราชวงศ์", None),
    ("หม่อมหลวง", "หม่อมหลวง", None),
    ("นายแพทย์", "นายแพทย์", MALE),
    ("แพทย์หญิง", "แพทย์หญิง", FEMALE),
    ("ทันตแพทย์หญิง", "ทันตแพทย์หญิง", FEMALE),
    ("ทันตแพทย์", "ทันตแพทย์", None),
    ("เภสัชกรหญิง", "เภสัชกรหญิง", FEMALE),
    ("เภสัชกร", "เภสัชกร", None),
    ("ผู้ช่วยศาสตราจารย์", "ผู้ช่วยศาสตราจารย์", None),
    ("รองศาสตราจารย์", "รองศาสตราจารย์", None),
    ("ศาสตราจารย์", "ศาสตราจารย์", None),
    ("ดอกเตอร์", "ดร.", None),
)
# Taken as titles only when a space or a dot follows: many given names begin with these letters.
_APART: tuple[tuple[str, str, str | None], ...] = (
    ("คุณ", "คุณ", None),
    ("คุณพ่อ", "คุณพ่อ", MALE),
    ("คุณแม่", "คุณแม่", FEMALE),
    ("คุณตา", "คุณตา", MALE),
    ("คุณยาย", "คุณยาย", FEMALE),
    ("คุณปู่", "คุณปู่", MALE),
    ("คุณย่า", "คุณย่า", FEMALE),
    ("ลุง", "ลุง", MALE),
    ("ป้า", "ป้า", FEMALE),
    ("ยาย", "ยาย", FEMALE),
    ("นส", "นางสาว", FEMALE),
    ("ดร", "ดร.", None),
    ("mr", "Mr.", MALE),
    ("mrs", "Mrs.", FEMALE),
    ("miss", "Miss", FEMALE),
    ("ms", "Ms.", FEMALE),
    ("master", "Master", MALE),
    ("dr", "Dr.", None),
)
_DOTTED: tuple[tuple[str, str, str | None], ...] = (
    ("น.ส.", "นางสาว", FEMALE),
    ("ด.ช.", "เด็กชาย", MALE),
    ("ด.ญ.", "เด็กหญิง", FEMALE),
    ("ส.ณ.", "สามเณร", MALE),
    ("ม.จ.", "หม่อมเจ้า", None),
    ("ม.ร.ว.", "หม่อมราชวงศ์", None),
    ("ม.ล.", "หม่อมหลวง", None),
    ("น.พ.", "นายแพทย์", MALE),
    ("นพ.", "นายแพทย์", MALE),
    ("พ.ญ.", "แพทย์หญิง", FEMALE),
    ("พญ.", "แพทย์หญิง", FEMALE),
    ("ทพ.", "ทันตแพทย์", None),
    ("ทพญ.", "ทันตแพทย์หญิง", FEMALE),
    ("ภก.", "เภสัชกร", None),
    ("ภญ.", "เภสัชกรหญิง", FEMALE),
    ("ผศ.", "ผู้ช่วยศาสตราจารย์", None),
    ("รศ.", "รองศาสตราจารย์", None),
    ("ศ.", "ศาสตราจารย์", None),
    ("ดร.", "ดร.", None),
    ("ว่าที่ร.ต.", "ว่าที่ร้อยตรี", None),
)
# Ranks: abbreviation and the words in full (Army, Navy, Air Force, Police).
_RANKS: tuple[tuple[str, str], ...] = (
    ("พล.อ.", "พลเอก"), ("พล.ท.", "พลโท"), ("พล.ต.", "พลตรี"), ("พ.อ.", "พันเอก"),
    ("พ.ท.", "พันโท"), ("พ.ต.", "พันตรี"), ("ร.อ.", "ร้อยเอก"), ("ร.ท.", "ร้อยโท"),
    ("ร.ต.", "ร้อยตรี"), ("จ.ส.อ.", "จ่าสิบเอก"), ("จ.ส.ท.", "จ่าสิบโท"), ("จ.ส.ต.", "จ่าสิบตรี"),
    ("ส.อ.", "สิบเอก"), ("ส.ท.", "สิบโท"), ("ส.ต.", "สิบตรี"), ("พลฯ", "พลทหาร"),
    ("พล.ร.อ.", "พลเรือเอก"), ("พล.ร.ท.", "พลเรือโท"), ("พล.ร.ต.", "พลเรือตรี"),
    ("น.อ.", "นาวาเอก"), ("น.ท.", "นาวาโท"), ("น.ต.", "นาวาตรี"), ("ร.อ.", "เรือเอก"),
    ("ร.ท.", "เรือโท"), ("ร.ต.", "เรือตรี"), ("พ.จ.อ.", "พันจ่าเอก"), ("พ.จ.ท.", "พันจ่าโท"),
    ("พ.จ.ต.", "พันจ่าตรี"), ("จ.อ.", "จ่าเอก"), ("จ.ท.", "จ่าโท"), ("จ.ต.", "จ่าตรี"),
    ("พล.อ.อ.", "พลอากาศเอก"), ("พล.อ.ท.", "พลอากาศโท"), ("พล.อ.ต.", "พลอากาศตรี"),
    ("น.อ.", "นาวาอากาศเอก"), ("น.ท.", "นาวาอากาศโท"), ("น.ต.", "นาวาอากาศตรี"),
    ("ร.อ.", "เรืออากาศเอก"), ("ร.ท.", "เรืออากาศโท"), ("ร.ต.", "เรืออากาศตรี"),
    ("พ.อ.อ.", "พันจ่าอากาศเอก"), ("พ.อ.ท.", "พันจ่าอากาศโท"), ("พ.อ.ต.", "พันจ่าอากาศตรี"),
    ("จ.อ.", "จ่าอากาศเอก"), ("จ.ท.", "จ่าอากาศโท"), ("จ.ต.", "จ่าอากาศตรี"),
    ("พล.ต.อ.", "พลตำรวจเอก"), ("พล.ต.ท.", "พลตำรวจโท"), ("พล.ต.ต.", "พลตำรวจตรี"),
    ("พ.ต.อ.", "พันตำรวจเอก"), ("พ.ต.ท.", "พันตำรวจโท"), ("พ.ต.ต.", "พันตำรวจตรี"),
    ("ร.ต.อ.", "ร้อยตำรวจเอก"), ("ร.ต.ท.", "ร้อยตำรวจโท"), ("ร.ต.ต.", "ร้อยตำรวจตรี"),
    ("ด.ต.", "ดาบตำรวจ"), ("จ.ส.ต.", "จ่าสิบตำรวจ"), ("ส.ต.อ.", "สิบตำรวจเอก"),
    ("ส.ต.ท.", "สิบตำรวจโท"), ("ส.ต.ต.", "สิบตำรวจตรี"),
)  # fmt: skip
_AFTER_GLUED = r"(?=[\u0e01-\u0e2eเแโใไ])"  # a name cannot begin with a vowel sign or a mark
_ENDS = r"(?:\s+|$)"


def _dotted_pattern(abbreviation: str) -> str:
    """ด.ช. with or without spaces and its last dot; three letters and more also without dots."""
    letters = [part for part in abbreviation.split(".") if part]
    spaced = r"\s*\.\s*".join(map(re.escape, letters))
    ways = [
        rf"{spaced}\s*\.+\s*",
        rf"{spaced}{_ENDS}" if len(letters) > 1 else rf"{spaced}\s*\.+\s*",
    ]
    if len(letters) > 2:
        ways.append(rf"{''.join(letters)}(?:\.+\s*|{_ENDS})")
    return "(?:" + "|".join(ways) + ")"


def _entries() -> Iterator[tuple[str, Title]]:
    """Pattern and title, every rank also with ว่าที่ before and หญิง after."""
    for written, text, sex in _CIVIL:
        yield rf"{written}(?:\s*\.\s*|\s+|$|{_AFTER_GLUED})", Title(text, sex, written != text)
    for written, text, sex in _APART:
        yield rf"{written}(?:\s*\.+\s*|{_ENDS})", Title(text, sex, False)
    for written, text, sex in _DOTTED:
        yield _dotted_pattern(written), Title(text, sex, True)
    seen: set[str] = set()
    for short, full in _RANKS:
        if short not in seen:  # ร.อ. is a captain on land, at sea and in the air: kept as written
            seen.add(short)
            shared = sum(1 for other, _ in _RANKS if other == short) > 1
            yield from _rank_forms(_dotted_pattern(short), short if shared else full)
        yield from _rank_forms(rf"{full}(?:\s*\.\s*|\s+|$|{_AFTER_GLUED})", full)


def _rank_forms(pattern: str, text: str) -> Iterator[tuple[str, Title]]:
    acting = r"ว่าที่\s*"
    woman = rf"หญิง(?:\s+|$|{_AFTER_GLUED})"
    yield acting + pattern + woman, Title(f"ว่าที่{text}หญิง", FEMALE, True)
    yield acting + pattern, Title(f"ว่าที่{text}", None, True)
    yield pattern + woman, Title(f"{text}หญิง", FEMALE, True)
    yield pattern, Title(text, None, True)


_ALL = [(re.compile(pattern, re.IGNORECASE), title) for pattern, title in _entries()]
_BY_FIRST_LETTER: dict[str, list[tuple[re.Pattern[str], Title]]] = {}
for _pattern, _title in _ALL:
    _BY_FIRST_LETTER.setdefault(_pattern.pattern.lstrip("(?:")[:1], []).append((_pattern, _title))


def _longest_title(text: str) -> tuple[Title, int] | None:
    best: tuple[Title, int] | None = None
    for pattern, title in _BY_FIRST_LETTER.get(text[:1].casefold(), ()):
        found = pattern.match(text)
        if found and (best is None or found.end() > best[1]):
            best = (title, found.end())
    return best


@lru_cache(maxsize=4096)  # a list has few titles and repeats its names
def split_title(text: str) -> tuple[Title | None, str]:
    """Take the title off the front of normalised text: (title, what remains).

    Several titles in a row (ผศ.ดร., ดร.นาย) become one text. A glued title stays where it is
    when fewer than two letters would remain, when the rest would begin with a vowel sign
    (นายิกา). นายณัฐ is read as Mr. ณัฐ: the rarer reading needs a title column beside it.
    """
    titles: list[Title] = []
    rest = text
    while len(titles) < 3 and (found := _longest_title(rest)) is not None:
        title, end = found
        remaining = rest[end:].strip()
        glued = not rest[:end].rstrip().endswith(".") and rest[:end] == rest[:end].rstrip()
        if glued and remaining and len(remaining.strip(TONE_MARKS)) < 2:
            break
        titles.append(title)
        rest = remaining
    if not titles:
        return None, text
    sexes = {title.sex for title in titles if title.sex}
    sex = sexes.pop() if len(sexes) == 1 else None
    joined = "".join(title.text for title in titles)
    return Title(joined, sex, all(title.is_sure for title in titles)), rest
