"""Taking a written place apart: which words carry their level, which stand alone.

No place list is consulted here; what the words mean is decided in ``match`` and ``decide``.
"""

import re
from dataclasses import dataclass, field

from kuea.core.places.rows import Level
from kuea.core.thai.address import spell_moo_in_digits
from kuea.core.thai.text import is_thai, normalise, to_arabic_digits


@dataclass(slots=True)
class Written:
    """What somebody wrote, by level. Each level holds every value written for it."""

    named: dict[Level, list[str]] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)
    moo: int | None = None
    code: str | None = None
    postal_code: str | None = None
    is_local_government: bool = False
    is_nearby: bool = False
    is_denied: bool = False  # ไม่ใช่ ต.…, เคยอยู่ ต.…: the place is named, but not as where they are
    is_moo_unclear: bool = False  # หมู่ 3-5, ม.3 และ 4
    has_ignored: bool = False  # a road, lane or estate was set aside with the word after it

    def add(self, level: Level, value: str) -> None:
        values = self.named.setdefault(level, [])
        if value not in values:
            values.append(value)

    @property
    def is_empty(self) -> bool:
        return not (self.named or self.loose or self.code or self.postal_code or self.moo)


NOTHING_WRITTEN = {
    "", "-", "--", "–", "—", ".", "/", "0", "ไม่มี", "ไม่ทราบ", "ไม่ระบุ", "ไม่มีข้อมูล", "ไม่ปรากฏ", "ไม่แน่ใจ", "ไม่รู้", "อื่นๆ", "none",
    "null", "nan", "n/a", "na", "unknown", "?",
}  # fmt: skip

_NOT_IN_WORD = r"(?<![\u0e01-\u0e4e.])"
# A mark glued to the name before it (บางปรอกอ.เมือง): three letters before, since อบต. is a word.
_DOTTED = r"(?:(?<![\u0e01-\u0e4e.])|(?<=[\u0e01-\u0e4e]{3}))"
_ALONE = r"(?<![^\s,()])"
_LABELS = re.compile(
    rf"""
      (?P<local>อบต\s*\.?|องค์การบริหารส่วนตำบล|เทศบาลตำบล|{_NOT_IN_WORD}ทต\s*\.)
    | (?P<town>เทศบาลเมือง(?=[\u0e01-\u0e4e])|เทศบาลนคร(?=[\u0e01-\u0e4e])|{_NOT_IN_WORD}ท[มน]\s*\.)
    | (?P<moo>(?:หมู่บ้านที่|หมู่ที่|หมุ่ที่|หมู่|หมุ่|{_DOTTED}ม\s*\.\s*ที่|{_DOTTED}ม\s*\.|{_NOT_IN_WORD}ม(?=\s*\d)|\bmoo\b|\bmoo(?=\d)|\bm\s*\.)\s*\.?\s*(?P<n>\d{{1,3}})(?![\d/])(?:\s*,)?)
    | (?P<ignored>หมู่บ้าน|{_DOTTED}มบ\s*\.|ชุมชน|ซอย|{_DOTTED}ซ\s*\.|{_NOT_IN_WORD}ถนน(?!นครไชยศรี|พญาไท|เพชรบุรี|ใหญ่|โพธิ์|หัก|ขาด)|{_DOTTED}ถ\s*\.|บ้านเลขที่|เลขที่|อาคาร|คอนโด|หอพัก|แฟลต|\bsoi\b|\brd\b)
    | (?P<province>จังหวัด|{_DOTTED}จ\s*\.|{_ALONE}จ(?=\s+[\u0e01-\u0e2eเแโใไ])|\bchangwat\b|\bchangwat(?=[A-Z])|\bprovince\s*:)
    | (?P<amphoe>กิ่งอำเภอ|กิ่ง\s*อ\s*\.|อำเภอ|(?<!สนามชัย)(?<!หลัก)(?<!อีสาน)(?<!คีรี)(?<!เนื่อง)(?<!ใน)เขต(?!เทศบาล|เลือกตั้ง|สุขาภิบาล|พื้นที่|บริการ|ร้อน|แดน)|{_DOTTED}อ\s*\.|{_ALONE}อ(?=\s+[\u0e01-\u0e2eเแโใไ])|\bamph(?:oe|ur|oer)\b|\bampur\b|\bkhet\b|\bdistrict\s*:|\ba\s*\.)
    | (?P<tambon>(?<!สาม)ตำบล|แขวง|{_DOTTED}ต\s*\.|{_ALONE}ต(?=\s+[\u0e01-\u0e2eเแโใไ])|\btamb[oe][nl]\b|\bkhwaeng\b|\bsub-?district\s*:|\bt\s*\.)
    | (?P<village>{_DOTTED}บ\s*\.)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_LEVELS = {level.value: level for level in Level}
_HOUSE = re.compile(r"(?<!\d)\d{1,5}(?:\s*/\s*\d{1,5})*(?:\s*-\s*\d{1,5})?(?!\d)")
_POSTAL = re.compile(r"(?:รหัสไปรษณีย์|ปณ\.?)?\s*(?<!\d)([1-9]\d{4})(?!\d)")
_CODE = re.compile(r"^\d{2}(?:\d{2}){0,3}$")
_CODE_INSIDE = re.compile(r"(?<![\d/-])[1-9]\d{5}(?:\d{2})?(?![\d/-])")
_SUFFIX = re.compile(
    r"([^,;]+?)\s+(sub-?district|district|province|tambon|amphoe)\s*(?=,|;|$)", re.IGNORECASE
)
_SUFFIX_LABEL = {
    "subdistrict": "tambon", "sub-district": "tambon", "tambon": "tambon", "district": "amphoe",
    "amphoe": "amphoe", "province": "changwat",
}  # fmt: skip
_NEARBY = re.compile(
    r"(?<![\u0e01-\u0e4e])(?:ใกล้ๆ|ใกล้|แถวๆ|แถว|ติดกับ|ถัดจาก|ละแวก|ตรงข้าม|รอยต่อ|\bnear\b)\s*"
)
_DENIED = re.compile(r"(?:ไม่ใช่|มิใช่|ไม่ได้อยู่|เคยอยู่|เดิมอยู่|ย้ายจาก|ย้ายมาจาก|ย้ายออก)")
_ANOTHER_MOO = re.compile(r"\s*(?:-|–|,|&|และ|หรือ|ถึง|กับ)?\s*\d{1,3}(?![\d/])")
_LANDMARK = re.compile(
    r"^(?:วัด|ตลาด|โรงเรียน|รร|สะพาน|ห้าง|รพ|โรงพยาบาล|ปั๊ม|ที่ว่าการ|สถานี|ศูนย์|มหาวิทยาลัย|ม\.)"
)
_PIECES = re.compile(r"[\s,;/|()\[\]]+|(?<=[\u0e01-\u0e4e])\.+|(?<=[a-z]{3})\.+")
_NOISE = {
    "ประเทศไทย",
    "ไทย",
    "thailand",
    "th",
    "และ",
    "หรือ",
    "ใน",
    "ที่",
    "อยู่",
    "บ้าน",
    "จังหวัด",
    "อำเภอ",
    "ตำบล",
    "เขต",
    "แขวง",
}
_IGNORED_NAME = re.compile(r"^[^\s,]+(?:\s+\d+[^\s,]*)*")
_INITIALS = re.compile(r"จ\.\s*ป\.\s*ร\.?")  # ตำบล จ.ป.ร. of กระบุรี is no จังหวัด


# 12/3 ม.5 ต.…: what differs from house to house, before what a whole list repeats.
_HEAD = re.compile(
    r"(?:บ้านเลขที่|เลขที่)?\s*(?:\d{1,5}(?:\s*/\s*\d{1,5})*[,\s]*)?"
    r"(?:(?:หมู่ที่|หมู่|ม\.)\s*(?P<moo>\d{1,3})[,\s]*)?(?=ต\s*\.|ตำบล|แขวง)"
)


def split_house(text: str) -> tuple[int | None, str]:
    """(หมู่, the rest) when a sentence begins as addresses do; (None, the text) otherwise."""
    plain = spell_moo_in_digits(to_arabic_digits(normalise(text)))
    match = _HEAD.match(plain)
    if match is None:
        return None, plain
    return int(match["moo"] or 0) or None, plain[match.end() :]


def parse(text: object, default: Level | None = None) -> Written:
    """Read one cell or sentence. With ``default``, the first word without a label is of that level."""
    written = Written()
    plain = spell_moo_in_digits(to_arabic_digits(normalise(None if text is None else str(text))))
    written.is_denied = bool(_DENIED.search(plain))
    if plain.casefold() in NOTHING_WRITTEN:
        return written
    digits = re.sub(r"[\s.\-]", "", re.sub(r"^(\d+)\.0$", r"\1", plain))
    if digits.isascii() and digits.isdigit() and default is None:
        _read_digits(digits, written)
        return written
    plain = _INITIALS.sub("จปร", plain.strip("'\"’"))
    plain = _SUFFIX.sub(lambda m: f"{_SUFFIX_LABEL[m[2].lower()]} {m[1]}", plain)
    _read_pieces(plain, written, default)
    return written


def _read_digits(digits: str, written: Written) -> None:
    if len(digits) == 5:
        written.postal_code = digits
    elif _CODE.match(digits):
        written.code = digits
    else:
        written.loose.append(digits)


def _read_pieces(plain: str, written: Written, default: Level | None) -> None:
    if postal := _POSTAL.search(plain):
        written.postal_code = postal.group(1)
        plain = _POSTAL.sub(" ", plain)
    if code := _CODE_INSIDE.search(plain):
        written.code = code.group()
        plain = plain.replace(written.code, " ")
    labels = [match for match in _LABELS.finditer(plain) if _has_content(plain, match)]
    before = plain[: labels[0].start()] if labels else plain
    loose = _words(_without_landmarks(before, written, bool(labels)))
    if default is not None and loose:
        written.add(default, loose.pop(0))
    written.loose.extend(_without_filler(loose))
    for place, match in enumerate(labels):
        end = labels[place + 1].start() if place + 1 < len(labels) else len(plain)
        _read_labelled(match, plain[match.end() : end], written)


def _has_content(plain: str, match: re.Match[str]) -> bool:
    """A label with no name after it is part of the name before (สามตำบล) or an empty form field."""
    if match.lastgroup is None or match.group("n"):
        return True
    rest = plain[match.end() :].lstrip(" .:")
    return bool(rest) and rest[0] not in ",;" and not _starts_with_label(rest)


def _starts_with_label(rest: str) -> bool:
    return bool(re.match(r"(?:ตำบล|อำเภอ|จังหวัด|[ตอจ]\s*\.)", rest))


def _read_labelled(match: re.Match[str], content: str, written: Written) -> None:
    """The first word after a label is its name; what follows stands alone again."""
    kind = next(name for name, value in match.groupdict().items() if value and name != "n")
    content = content.strip(" .:")
    if kind == "moo":
        written.moo = int(match.group("n")) or written.moo
        written.is_moo_unclear = written.is_moo_unclear or bool(_ANOTHER_MOO.match(content))
        words = _words(_without_landmarks(content, written, True))
        if words and words[0].startswith("บ้าน") and len(words[0]) > 4:
            written.add(Level.VILLAGE, words.pop(0))
        written.loose.extend(_without_filler(words))
        return
    if kind == "ignored":
        written.has_ignored = True
        content = _IGNORED_NAME.sub("", content)
        written.loose.extend(_without_filler(_words(content)))
        return
    first, others = _first_name(content)
    if kind in ("local", "town"):
        written.is_local_government = True
        if kind == "local" and first:
            written.add(Level.TAMBON, first)
        elif first:
            name = match.group().strip()
            written.loose.append(("เมือง" if name.endswith("เมือง") else "") + first)
    elif first:
        written.add(_LEVELS[kind], first)
    written.loose.extend(_without_filler(others))


def _without_filler(loose: list[str]) -> list[str]:
    """และ is a tambon of ทุ่งช้าง when labelled; standing alone it is only "and"."""
    return [word for word in loose if word.casefold() not in _NOISE]


def _first_name(content: str) -> tuple[str, list[str]]:
    if not is_thai(content):  # an English name has spaces; it ends at a comma
        pieces = [piece.strip() for piece in re.split(r"[,;/|()]+", content)]
        pieces = [p for p in pieces if p and not _HOUSE.fullmatch(p)]
        return (pieces[0], _english_words(pieces[1:])) if pieces else ("", [])
    words = _words(content)
    return (words[0], words[1:]) if words else ("", [])


def _words(text: str) -> list[str]:
    """Words that may be names: no house numbers, no filler. English runs to the comma."""
    text = _HOUSE.sub(" ", text) if any(char.isdigit() for char in text) else text
    words: list[str] = []
    english: list[str] = []
    for piece in re.split(r"[,;/|()\[\]]+", text):
        for word in _PIECES.split(piece):
            if not word or not any(map(str.isalpha, word)):
                continue
            if is_thai(word):
                words.append(word.strip("ๆฯ\"'’-*") or word)
            else:
                english.append(word)
        if english:
            words.extend(_english_words([" ".join(english)]))
            english = []
    return words


def _english_words(pieces: list[str]) -> list[str]:
    return [piece for piece in pieces if piece.casefold() not in _NOISE and re.search(r"\w", piece)]


def _without_landmarks(text: str, written: Written, has_labels: bool) -> str:
    """ใกล้วัด… is a landmark and goes; ใกล้ before the place itself makes the whole uncertain."""
    match = _NEARBY.search(text)
    if match is None:
        return text
    rest = text[match.end() :]
    if not _LANDMARK.match(rest) and (rest.strip() or has_labels):
        written.is_nearby = True
        return text[: match.start()] + " " + rest
    return text[: match.start()] + " " + re.sub(r"^[^\s,]+", "", rest)
