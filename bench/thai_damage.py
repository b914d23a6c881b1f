"""How lists spoil what they write down: the error model of the made-up registry.

Each source has its own rates (``RATES``), all multiplied by the damage asked for. Kinds of damage, by field:

names (26)   tone_dropped tone_wrong marks_swapped like_sounding ai_vowel r_for_l silent_dropped wong vowel_length
             letter_dropped letter_doubled letters_swapped neighbour_key double_e hidden_sign title_glued title_short
             one_cell glued order_swapped romanised nickname given_changed family_changed cut family_missing
numbers (9)  missing transposed one_digit relative placeholder float dashes thai_digits short
dates (11)   missing year_only age two_digit day_month_swapped year_off era_confused day_wrong month_wrong decade
             first_january (formats that lose nothing are drawn besides)
address (5)  moved house_missing moo_missing tambon_code_missing tambon_misspelt
telephone    missing, the household's instead of one's own (in the persons), one digit wrong

Not modelled: two persons in one row, rows cut at a wrong column, deaths, babies registered twice.
"""

import random
import re
from collections.abc import Callable
from typing import Any

from thai_roman import romanise, words_of

TODAY = 2024
RATES: dict[str, dict[str, float]] = {
    "welfare": {
        "name": 0.035, "layout": 0.02, "order": 0.002, "roman": 0.001, "nick": 0.0, "given_changed": 0.004,
        "family_changed": 0.03, "no_number": 0.01, "number": 0.012, "no_date": 0.003, "year_only": 0.02, "date": 0.02,
        "no_house": 0.02, "no_moo": 0.02, "no_code": 0.01, "moved": 0.5, "no_phone": 0.60, "phone": 0.02, "no_sex": 0.0,
    },
    "survey": {
        "name": 0.12, "layout": 0.10, "order": 0.006, "roman": 0.004, "nick": 0.008, "given_changed": 0.006,
        "family_changed": 0.03, "no_number": 0.29, "number": 0.05, "no_date": 0.04, "year_only": 0.46, "date": 0.06,
        "no_house": 0.05, "no_moo": 0.04, "no_code": 0.10, "moved": 0.06, "no_phone": 0.40, "phone": 0.03, "no_sex": 0.05,
    },
    "field": {
        "name": 0.22, "layout": 0.5, "order": 0.02, "roman": 0.012, "nick": 0.035, "given_changed": 0.008,
        "family_changed": 0.04, "no_number": 0.62, "number": 0.09, "no_date": 0.15, "year_only": 0.25, "date": 0.12,
        "no_house": 0.22, "no_moo": 0.12, "no_code": 0.45, "moved": 0.06, "no_phone": 0.40, "phone": 0.04, "no_sex": 0.25,
    },
}  # fmt: skip
MOST = 0.92
"""No rate rises above this, whatever the damage."""

_TONES = "่้๊๋"
_SOUNDS = ("ศษส", "ณน", "ฎด", "ฏต", "ทธฒ", "ขค", "พภ", "ญย", "ฐถ", "ลฬ")
_LENGTH = {"ิ": "ี", "ี": "ิ", "ุ": "ู", "ู": "ุ", "ึ": "ื", "ะ": "า", "า": "ะ"}
_KEYS = ("ฟหกดเ้่าสวง", "ๆไำพะัีรนยบล", "ผปแอิืทมใฝ")
_SILENT = re.compile("[ก-ฮ][ิุ]?์")
_MONTHS = words_of("ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.")
_LONG_MONTHS = words_of(
    "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน ธันวาคม"
)
_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


class Damage:
    """Writes persons down as a source would."""

    def __init__(self, draw: random.Random, times: float, places: list[tuple[str, str]]) -> None:
        self._draw, self._times, self._places = draw, times, places
        self._typing: list[tuple[str, Callable[[str], str]]] = [
            ("tone_dropped", self._tone_dropped), ("tone_wrong", self._tone_wrong),
            ("marks_swapped", self._marks_swapped), ("like_sounding", self._like_sounding),
            ("ai_vowel", lambda t: t.translate(str.maketrans("ใไ", "ไใ"))),
            ("r_for_l", lambda t: self._one_of(t, "รล", lambda c: "ล" if c == "ร" else "ร")),
            ("silent_dropped", lambda t: _SILENT.sub("", t, count=1)), ("wong", self._wong),
            ("vowel_length", lambda t: self._one_of(t, "".join(_LENGTH), lambda c: _LENGTH[c])),
            ("letter_dropped", self._letter_dropped), ("letter_doubled", self._letter_doubled),
            ("letters_swapped", self._letters_swapped), ("neighbour_key", self._neighbour_key),
            ("double_e", lambda t: t.replace("แ", "เเ")), ("hidden_sign", self._hidden),
        ]  # fmt: skip
        self._weights = (14, 5, 6, 16, 5, 8, 10, 5, 10, 9, 3, 4, 8, 6, 5)

    def write(self, person: Any, source: str) -> tuple[str, ...]:
        """One record: the columns of the registry without record_id."""
        rate = {name: min(MOST, value * self._times) for name, value in RATES[source].items()}
        done: list[str] = []
        prefix, given, family = self._name(person, rate, done)
        house, moo, place = self._where(person, rate, done)
        code, tambon = self._places[place]
        if self._draw.random() < rate["no_code"]:
            code = ""
            if self._draw.random() < 0.12 * self._times:
                done.append("tambon_misspelt")
                tambon = self._typed(tambon)[0]
        return (
            source, prefix, given, family, self._number(person, rate, done), self._date(person, rate, done),
            "" if self._happens(rate["no_sex"]) else self._gender(person.sex, source), house, moo, code, tambon,
            self._phone(person.phone, rate, done), person.key, " ".join(done),
        )  # fmt: skip

    def _happens(self, rate: float) -> bool:
        return self._draw.random() < rate

    def _gender(self, sex: str, source: str) -> str:
        words = {"welfare": ("1", "2"), "survey": ("ชาย", "หญิง"), "field": ("ช", "ญ")}[source]
        return words[sex == "F"]

    # names

    def _name(self, person: Any, rate: dict[str, float], done: list[str]) -> tuple[str, str, str]:
        given, family = person.given, person.family
        if person.new_given and self._happens(0.25 + rate["given_changed"]):
            given = person.new_given
            done.append("given_changed")
        if person.maiden and self._happens(rate["family_changed"] * 3):
            family = person.maiden
            done.append("family_changed")
        elif person.sex == "F" and self._happens(rate["family_changed"] * 0.15):
            family = self._draw.choice(_OTHER_FAMILIES)
            done.append("family_changed")
        if self._happens(rate["nick"]):
            given = person.nickname
            done.append("nickname")
        roman = self._happens(rate["roman"])
        if roman:
            given, family = romanise(given, self._draw), romanise(family, self._draw)
            done.append("romanised")
        else:
            given = self._misspell(given, rate["name"], done)
            family = self._misspell(family, rate["name"] * 1.1, done)
        return self._lay_out(person, given, family, rate, done, roman=roman)

    def _misspell(self, text: str, rate: float, done: list[str]) -> str:
        for chance in (rate, rate * 0.25):
            if text and self._happens(chance):
                text, kind = self._typed(text)
                done.append(kind)
            else:
                break
        return text

    def _typed(self, text: str) -> tuple[str, str]:
        for _ in range(6):
            kind, change = self._draw.choices(self._typing, self._weights)[0]
            spoiled = change(text)
            if spoiled != text and spoiled:
                return spoiled, kind
        return self._letter_dropped(text), "letter_dropped"

    def _lay_out(
        self,
        person: Any,
        given: str,
        family: str,
        rate: dict[str, float],
        done: list[str],
        *,
        roman: bool,
    ) -> tuple[str, str, str]:
        title = self._title(person, roman)
        if self._happens(rate["order"]) and family:
            done.append("order_swapped")
            given, family = family, given
        if self._happens(rate["name"] * 0.05):
            given = given[:10]
            family = family[:8]
            done.append("cut")
        if self._happens(rate["layout"] * 0.06) and family:
            done.append("family_missing")
            family = ""
        if not self._happens(rate["layout"]):
            return title, given, family
        return self._in_other_cells(title, given, family, done, roman=roman)

    def _in_other_cells(
        self, title: str, given: str, family: str, done: list[str], *, roman: bool
    ) -> tuple[str, str, str]:
        """Prefix, given and family cell of a list that has not three columns, or another title."""
        gap = " " if roman else ""
        how = self._draw.random()
        if how < 0.30:
            done.append("title_glued")
            return "", title + gap + given, family
        if how < 0.80:
            done.append("one_cell")
            front = title + gap if self._draw.random() < 0.6 else ""
            return "", f"{front}{given} {family}".strip(), ""
        if how < 0.90 and not roman:
            done.append("glued")
            return "", (title if self._draw.random() < 0.5 else "") + given + family, ""
        done.append("title_short")
        return _SHORT_TITLES.get(title, title), given, family

    def _title(self, person: Any, roman: bool) -> str:
        if roman:
            return "Mr." if person.sex == "M" else self._draw.choice(("Mrs.", "Miss"))
        if person.year > TODAY - 15:
            return "เด็กชาย" if person.sex == "M" else "เด็กหญิง"
        if person.sex == "M":
            return "นาย"
        return "นาง" if person.maiden or person.year < 1975 else "นางสาว"

    def _one_of(self, text: str, letters: str, change: Callable[[str], str]) -> str:
        places = [place for place, char in enumerate(text) if char in letters]
        if not places:
            return text
        place = self._draw.choice(places)
        return text[:place] + change(text[place]) + text[place + 1 :]

    def _tone_dropped(self, text: str) -> str:
        return self._one_of(text, _TONES + "็์", lambda _: "")

    def _tone_wrong(self, text: str) -> str:
        return self._one_of(text, _TONES, lambda c: self._draw.choice(_TONES.replace(c, "")))

    def _marks_swapped(self, text: str) -> str:
        spoiled = re.sub("([ิ-ูั])([่-๋])", r"\2\1", text)
        return spoiled.replace("ำ", "ํา")

    def _like_sounding(self, text: str) -> str:
        def other(char: str) -> str:
            group = next(g for g in _SOUNDS if char in g)
            return self._draw.choice(group.replace(char, ""))

        return self._one_of(text, "".join(_SOUNDS), other)

    def _wong(self, text: str) -> str:
        return re.sub("วง[ศษค]์", "วง" + self._draw.choice(("ศ์", "ษ์", "ค์")), text)

    def _letter_dropped(self, text: str) -> str:
        place = self._draw.randrange(len(text))
        return text[:place] + text[place + 1 :] if len(text) > 2 else text

    def _letter_doubled(self, text: str) -> str:
        place = self._draw.randrange(len(text))
        return text[:place] + text[place] + text[place:]

    def _letters_swapped(self, text: str) -> str:
        place = self._draw.randrange(max(1, len(text) - 1))
        return text[:place] + text[place : place + 2][::-1] + text[place + 2 :]

    def _neighbour_key(self, text: str) -> str:
        def near(char: str) -> str:
            row = next(keys for keys in _KEYS if char in keys)
            place = row.index(char)
            return (
                row[max(0, place - 1)]
                if self._draw.random() < 0.5
                else row[min(len(row) - 1, place + 1)]
            )

        return self._one_of(text, "".join(_KEYS), near)

    def _hidden(self, text: str) -> str:
        place = self._draw.randrange(len(text) + 1)
        return text[:place] + self._draw.choice(("\u200b", " ", "\u00a0", ".")) + text[place:]

    # numbers

    def _number(self, person: Any, rate: dict[str, float], done: list[str]) -> str:
        number = person.number
        if not number or self._happens(rate["no_number"]):
            return self._draw.choice(("", "", "", "-")) if self._draw.random() < 0.9 else "ไม่มี"
        if not self._happens(rate["number"]):
            return number
        kind = self._draw.choices(
            (
                "transposed",
                "one_digit",
                "relative",
                "placeholder",
                "float",
                "dashes",
                "thai_digits",
                "short",
            ),
            (16, 22, 8, 6, 10, 20, 8, 6),
        )[0]
        done.append(f"number_{kind}")
        place = self._draw.randrange(12)
        if kind == "transposed":
            return number[:place] + number[place : place + 2][::-1] + number[place + 2 :]
        if kind == "one_digit":
            return number[:place] + self._draw.choice("0123456789") + number[place + 1 :]
        if kind == "relative":
            return self._draw.choice(person.relatives) if person.relatives else number
        if kind == "dashes":
            return f"{number[0]}-{number[1:5]}-{number[5:10]}-{number[10:12]}-{number[12]}"
        return {
            "placeholder": self._draw.choice(("0000000000000", "1234567890123", "9999999999999", "1111111111119")),
            "float": f"{int(number) / 10 ** (len(str(int(number))) - 1):.2f}E+{len(str(int(number))) - 1}",
            "thai_digits": number.translate(_THAI_DIGITS), "short": number[:12] if number[0] != "0" else number[1:],
        }[kind]  # fmt: skip

    # dates

    def _date(self, person: Any, rate: dict[str, float], done: list[str]) -> str:
        year, month, day = person.year, person.month, person.day
        if self._happens(rate["no_date"]):
            return ""
        spoil = self._happens(rate["date"])
        if self._happens(rate["year_only"]):
            if spoil and self._draw.random() < 0.5:
                done.append("date_year_off")
                year += self._draw.choice((-1, 1, 1, -1, 2))
            if self._draw.random() < 0.25:
                done.append("date_age")
                return f"{TODAY - year - self._draw.choice((0, 0, 1))} ปี"
            return str(year + 543) if self._draw.random() < 0.8 else f"พ.ศ. {year + 543}"
        if spoil:
            return self._spoiled_date(year, month, day, done)
        return self._shape(year, month, day)

    def _spoiled_date(self, year: int, month: int, day: int, done: list[str]) -> str:
        kind = self._draw.choices(
            (
                "two_digit",
                "day_month_swapped",
                "year_off",
                "era_confused",
                "day_wrong",
                "month_wrong",
                "decade",
                "first_january",
            ),
            (8, 12, 22, 6, 18, 12, 12, 10),
        )[0]
        done.append(f"date_{kind}")
        if kind == "two_digit":
            return f"{day:02d}/{month:02d}/{(year + 543) % 100:02d}"
        if kind == "day_month_swapped":
            month, day = (day, month) if day <= 12 else (month, day)
        elif kind == "year_off":
            year += self._draw.choice((-1, 1))
        elif kind == "era_confused":
            return f"{year + 543 + 543}-{month:02d}-{day:02d}"
        elif kind == "day_wrong":
            day = max(1, min(28, day + self._draw.choice((-10, -1, 1, 10, 2, 3))))
        elif kind == "month_wrong":
            month = (month + self._draw.choice((0, 1, 4))) % 12 + 1
        elif kind == "decade":
            year += self._draw.choice((-10, 10, -3, 5))
        else:
            month = day = 1
        return self._shape(year, month, day)

    def _shape(self, year: int, month: int, day: int) -> str:
        how = self._draw.random()
        if how < 0.5:
            return f"{day:02d}/{month:02d}/{year + 543}"
        if how < 0.75:
            return f"{year}-{month:02d}-{day:02d}"
        if how < 0.9:
            return f"{day} {_MONTHS[month - 1]} {year + 543}"
        return f"{day} {_LONG_MONTHS[month - 1]} พ.ศ. {year + 543}"

    # places and telephones

    def _where(self, person: Any, rate: dict[str, float], done: list[str]) -> tuple[str, str, int]:
        house, moo, place = person.house, person.moo, person.tambon
        if person.moved and self._happens(rate["moved"]):
            house, moo, far = person.moved
            done.append("moved")
            place = place if far % 10 < 4 else far % len(self._places)
        written = (
            str(moo)
            if self._draw.random() < 0.7
            else self._draw.choice(("ม.{}", "หมู่ {}", "หมู่ที่ {}")).format(moo)
        )
        if self._happens(rate["no_moo"]):
            written = ""
        return "" if self._happens(rate["no_house"]) else house, written, place

    def _phone(self, phone: str, rate: dict[str, float], done: list[str]) -> str:
        if self._happens(rate["no_phone"]):
            return ""
        if self._happens(rate["phone"]):
            done.append("phone_digit")
            place = self._draw.randrange(2, 10)
            phone = phone[:place] + self._draw.choice("0123456789") + phone[place + 1 :]
        return phone if self._draw.random() < 0.6 else f"{phone[:3]}-{phone[3:6]}-{phone[6:]}"


_SHORT_TITLES = {"นางสาว": "น.ส.", "เด็กชาย": "ด.ช.", "เด็กหญิง": "ด.ญ."}
_OTHER_FAMILIES = words_of(
    "ใจดี ศรีสุข ทองดี แก้วมณี บุญมา สุขสวัสดิ์ วงศ์คำ จันทร์แก้ว พรหมมา คำแก้ว ศรีวิชัย ทองคำ มีสุข เพชรรัตน์ ชัยวงศ์ อินทร์แก้ว"
)
