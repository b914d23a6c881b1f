import pytest
from hypothesis import given

from kuea.core.thai import NameDoubt, name_key, read_name
from tests.core.thai.strategies import any_text

# written, title, given, middle, family, sex
FULL_NAMES = [
    ("นายสมชาย ใจดี", "นาย", "สมชาย", None, "ใจดี", "M"),
    ("นาย สมชาย  ใจดี", "นาย", "สมชาย", None, "ใจดี", "M"),
    ("น.ส.สมหญิง ใจดี", "นางสาว", "สมหญิง", None, "ใจดี", "F"),
    ("น.ส. สมหญิง ใจดี", "นางสาว", "สมหญิง", None, "ใจดี", "F"),
    ("น.ส สมหญิง ใจดี", "นางสาว", "สมหญิง", None, "ใจดี", "F"),
    ("นส.สมหญิง ใจดี", "นางสาว", "สมหญิง", None, "ใจดี", "F"),
    ("นางสาวสมหญิง ใจดี", "นางสาว", "สมหญิง", None, "ใจดี", "F"),
    ("นางสมหญิง ใจดี", "นาง", "สมหญิง", None, "ใจดี", "F"),
    ("ด.ช.ต้น กล้า", "เด็กชาย", "ต้น", None, "กล้า", "M"),
    ("ด.ญ. ใบบัว กล้า", "เด็กหญิง", "ใบบัว", None, "กล้า", "F"),
    ("ดญ.ใบบัว กล้า", "เด็กหญิง", "ใบบัว", None, "กล้า", "F"),
    ("เด็กหญิงใบบัว กล้า", "เด็กหญิง", "ใบบัว", None, "กล้า", "F"),
    ("พ.ต.ท.วีระ กล้าหาญ", "พันตำรวจโท", "วีระ", None, "กล้าหาญ", None),
    ("พ.ต.ทวี กล้าหาญ", "พันตรี", "ทวี", None, "กล้าหาญ", None),
    ("พ.อ.หญิง สมศรี กล้าหาญ", "พันเอกหญิง", "สมศรี", None, "กล้าหาญ", "F"),
    ("ว่าที่ร้อยตรีสมศักดิ์ มั่นคง", "ว่าที่ร้อยตรี", "สมศักดิ์", None, "มั่นคง", None),
    ("ว่าที่ ร.ต.หญิง สมศรี มั่นคง", "ว่าที่ร.ต.หญิง", "สมศรี", None, "มั่นคง", "F"),
    ("ม.ร.ว.กานดา สวัสดิวัตน์", "หม่อมราชวงศ์", "กานดา", None, "สวัสดิวัตน์", None),
    ("พระมหาบุญมี", "พระมหา", "บุญมี", None, None, "M"),
    ("Mr. John Smith", "Mr.", "John", None, "Smith", "M"),
    ("Mrs.Jane Smith", "Mrs.", "Jane", None, "Smith", "F"),
    ("สมชาย เสนีวงศ์ ณ อยุธยา", None, "สมชาย", None, "เสนีวงศ์ ณ อยุธยา", None),
    ("นายสมชาย ณ ระนอง", "นาย", "สมชาย", None, "ณ ระนอง", "M"),
    ("นายเจียวแซ่ตั้ง", "นาย", "เจียว", None, "แซ่ตั้ง", "M"),
    ("เจียว แซ่ ตั้ง", None, "เจียว", None, "แซ่ตั้ง", None),
    ("นายอาลี บิน ฮัสซัน", "นาย", "อาลี", None, "บิน ฮัสซัน", "M"),
    ("SMITH, John", None, "John", None, "SMITH", None),
    ("นางสาวมะลิ", "นางสาว", "มะลิ", None, None, "F"),
    ("พอ", None, "พอ", None, None, None),
    ("1. นายสมชาย ใจดี", "นาย", "สมชาย", None, "ใจดี", "M"),
    # names that only begin like a title
    ("นายิกา ใจดี", None, "นายิกา", None, "ใจดี", None),
    ("คุณากร ใจดี", None, "คุณากร", None, "ใจดี", None),
    ("คุณ สมศรี ใจดี", "คุณ", "สมศรี", None, "ใจดี", None),
    ("ดรุณี ใจดี", None, "ดรุณี", None, "ใจดี", None),
    ("เรืองศรี ใจดี", None, "เรืองศรี", None, "ใจดี", None),
    ("พลอย ใจดี", None, "พลอย", None, "ใจดี", None),
    ("ตามีซี ใจดี", None, "ตามีซี", None, "ใจดี", None),
    ("นาย น้ํา ใจดี", "นาย", "น้ำ", None, "ใจดี", "M"),
    ("นายสมชาย ไม่มีนามสกุล", "นาย", "สมชาย", None, None, "M"),
    ("-", None, None, None, None, None),
    ("", None, None, None, None, None),
]


@pytest.mark.parametrize(("written", "title", "given_name", "middle", "family", "sex"), FULL_NAMES)
def test_full_name_is_taken_apart(
    written: str,
    title: str | None,
    given_name: str | None,
    middle: str | None,
    family: str | None,
    sex: str | None,
) -> None:
    name = read_name(written)
    assert (name.title, name.given, name.middle, name.family, name.sex_hint) == (
        title,
        given_name,
        middle,
        family,
        sex,
    )
    assert name.as_written == written


def test_columns_apart_are_joined_without_doubling() -> None:
    name = read_name(title="นาย", given="นายสมชาย ใจดี", family="ใจดี")
    assert (name.title, name.given, name.middle, name.family) == ("นาย", "สมชาย", None, "ใจดี")


def test_person_named_like_a_title_keeps_the_name() -> None:
    assert read_name(title="นาย", given="นาย", family="ใจดี").given == "นาย"
    assert read_name(title="นาง", given="นางลักษณ์", family="ดี").given == "นางลักษณ์"


def test_titles_of_two_sexes_give_no_hint_but_a_doubt() -> None:
    name = read_name(title="นาย", given="น.ส.สมศรี", family="ดี")
    assert name.given == "สมศรี"
    assert name.sex_hint is None
    assert NameDoubt.TITLES_DIFFER in name.doubts


def test_married_title_beside_single_title_is_no_doubt() -> None:
    name = read_name(title="นาง", given="น.ส.สมศรี", family="ดี")
    assert name.sex_hint == "F"
    assert name.doubts == ()


def test_nickname_in_brackets_is_kept_aside() -> None:
    name = read_name("สมศรี (แดง) ใจดี")
    assert (name.given, name.family, name.aside) == ("สมศรี", "ใจดี", "แดง")
    assert NameDoubt.HAS_BRACKETS in name.doubts


def test_three_plain_words_are_cut_with_a_doubt() -> None:
    name = read_name("นายสมชาย กลาง ใจดี")
    assert (name.given, name.middle, name.family) == ("สมชาย", "กลาง", "ใจดี")
    assert NameDoubt.UNCERTAIN_SPLIT in name.doubts


def test_missing_name_is_said_not_invented() -> None:
    assert NameDoubt.NO_GIVEN_NAME in read_name(None).doubts
    assert read_name(given="สมชาย", family="ไม่มีนามสกุล").family is None


def test_digits_in_a_name_are_a_doubt() -> None:
    assert NameDoubt.HAS_DIGITS in read_name("สมชาย ใจดี ๑๒").doubts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("สมชาย", "ณ อยุธยา"), ("สม ชาย", "ณ. อยุธยา")),
        (("น้ำ", "ใจดี"), ("นํ้า", "ใจดี")),
        (("JOHN", "Smith"), ("John", "SMITH")),
        (("แดง", "แซ่ลี้"), ("เเดง", "แซ่ ลี้")),
    ],
)
def test_name_key_is_equal_for_one_name(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert name_key(*one) == name_key(*other) != ""


def test_name_key_differs_by_a_tone() -> None:
    assert name_key("ปา", "ดี") != name_key("ป่า", "ดี")
    assert name_key("", "ดี") == "" == name_key(None, None)
    assert name_key("กขค", None) != name_key("กข", "ค")


@given(any_text, any_text, any_text, any_text)
def test_read_name_never_raises_and_keeps_what_was_written(
    full: str, title: str, given_name: str, family: str
) -> None:
    name = read_name(full, title, given_name, family)
    for part in (full, title, given_name, family):
        assert part in name.as_written
    assert (name.given is None) == (NameDoubt.NO_GIVEN_NAME in name.doubts)


@given(any_text)
def test_reading_a_cleaned_given_name_again_changes_nothing(text: str) -> None:
    first = read_name(text)
    again = read_name(title=first.title, given=first.given, family=first.family)
    if first.title is None and first.given and first.middle is None:
        assert again.key == first.key or again.title is not None
