import unicodedata

import pytest
from hypothesis import given

from kuea.core.thai import (
    comparison_key,
    normalise,
    thai_sort_key,
    to_arabic_digits,
    to_thai_digits,
)
from tests.core.thai.strategies import any_text, thai_text

SAME_TEXT = [
    ("นํ้า", "น้ำ"),  # ํ before the tone, then า
    ("น้ํา", "น้ำ"),
    ("นำ้", "น้ำ"),  # tone typed after ำ
    ("กํา", "กำ"),
    ("เเม่", "แม่"),
    ("แแม่", "แม่"),
    ("ม่่า", "ม่า"),  # the same tone twice
    ("ทีี่", "ที่"),
    ("ท่ี", "ที่"),  # tone before the vowel
    ("บุ้", "บุ้"),
    ("บุ้", "บุ้"),
    ("สมชา\u200bย", "สมชาย"),
    ("\ufeffสมชาย\u00a0 ใจดี ", "สมชาย ใจดี"),
    ("สม\u00adชาย", "สมชาย"),
    ("จะ๊", "จ๊ะ"),
    ("น ำ", "นำ"),  # space before a mark: text out of PDF
    ("ป\uf70aา", "ป่า"),  # lowered glyph of an old font
    ("กาาง", "กาง"),
    ("ศักดิ์", "ศักดิ์"),
    ("เกาะ", "เกาะ"),
    ("e\u0301", "é"),
]


@pytest.mark.parametrize(("typed", "expected"), SAME_TEXT)
def test_normalise_gives_one_form_to_text_that_reads_the_same(typed: str, expected: str) -> None:
    assert normalise(typed) == expected


def test_normalise_leaves_two_different_tones_for_a_person_to_judge() -> None:
    assert normalise("ม่้า") == "ม่้า"


def test_normalise_keeps_lines_when_asked() -> None:
    assert normalise("หนึ่ง  \r\nสอง\u00a0สาม", keep_lines=True) == "หนึ่ง\nสอง สาม"
    assert normalise("หนึ่ง\nสอง") == "หนึ่ง สอง"


def test_normalise_of_nothing_is_empty() -> None:
    assert normalise(None) == ""


@given(any_text)
def test_normalise_twice_changes_nothing_more(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    kept = normalise(text, keep_lines=True)
    assert normalise(kept, keep_lines=True) == kept


@given(any_text)
def test_normalise_gives_composed_text_without_dirt(text: str) -> None:
    result = normalise(text)
    assert unicodedata.is_normalized("NFC", result)
    assert result == result.strip()
    assert not any(char in result for char in "\u200b\ufeff\u00a0\u00ad\x00\n\t")


@given(thai_text)
def test_normalise_keeps_every_consonant_and_digit(text: str) -> None:
    def letters(value: str) -> list[str]:
        return [c for c in value if "\u0e01" <= c <= "\u0e2e" or c.isdigit()]

    assert letters(normalise(text)) == letters(text)


@given(any_text)
def test_digits_go_there_and_back(text: str) -> None:
    arabic = to_arabic_digits(text)
    assert to_arabic_digits(to_thai_digits(arabic)) == arabic
    assert to_arabic_digits(arabic) == arabic
    assert not any(char in arabic for char in "๐๑๒๓๔๕๖๗๘๙")


def test_thai_digits_are_read_and_written() -> None:
    assert to_arabic_digits("หมู่ ๑๒") == "หมู่ 12"
    assert to_thai_digits("พ.ศ. 2569") == "พ.ศ. ๒๕๖๙"


@given(any_text)
def test_comparison_key_is_its_own_key(text: str) -> None:
    key = comparison_key(text)
    assert comparison_key(key) == key
    assert " " not in key


def test_comparison_key_sets_script_and_spacing_aside() -> None:
    assert comparison_key("คลอง ๗") == comparison_key("คลอง-7")
    assert comparison_key("ฤๅษี") == comparison_key("ฤาษี")
    assert comparison_key("กรุงเทพฯ") == comparison_key("กรุงเทพ")
    assert comparison_key("ป่า") != comparison_key("ปา")


# Order of the Royal Society's dictionary.
IN_ORDER = [
    "กก",
    "กฎ",
    "กรรม",
    "กา",
    "ก่า",
    "ก้า",
    "กาก",
    "เก",
    "เก่า",
    "เก้า",
    "แก",
    "โกรธ",
    "ไก่",
    "ขาว",
    "ข่าว",
    "ข้าว",
    "เขา",
    "คน",
    "ฤดู",
    "ลม",
    "อา",
    "ฮา",
]


def test_sort_key_gives_dictionary_order() -> None:
    keys = [thai_sort_key(word) for word in IN_ORDER]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_sort_key_puts_shorter_names_and_digits_first() -> None:
    assert thai_sort_key("คลอง") < thai_sort_key("คลองหก")
    assert thai_sort_key("2 บ้าน") < thai_sort_key("กา")
    assert thai_sort_key("๒") == thai_sort_key("2")


@given(any_text)
def test_sort_key_does_not_change_with_the_way_of_typing(text: str) -> None:
    assert thai_sort_key(text) == thai_sort_key(normalise(text))
