"""Properties of the finder over the whole country: own names, slips of the finger, wrong parents."""

import random

import pytest
from hypothesis import given

from kuea.core.places import AnswerKind, Level, PlaceIndex, PlaceName, PlaceRow, Reason
from tests.core.places.conftest import FILES, read_rows
from tests.core.thai.strategies import any_cell, any_text

TAMBON = read_rows("tambon.csv")
AMPHOE = {row["code"]: row["name_th"] for row in read_rows("amphoe.csv")}
PROVINCES = {row["code"]: row["name_th"] for row in read_rows("provinces.csv")}
LETTERS = "กขคงจชซดตถทนบปผพฟมยรลวสหอะาิีึืุู่้็์เแโไั"


def _names(row: dict[str, str]) -> tuple[str, str, str]:
    return row["name_th"], AMPHOE[row["amphoe_code"]], PROVINCES[row["province_code"]]


def _slip(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    letter = dice.choice(LETTERS)
    return dice.choice(
        [
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at:],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :],
        ]
    )


def test_every_tambon_is_found_by_its_own_names(index: PlaceIndex) -> None:
    for number, row in enumerate(TAMBON):
        tambon, amphoe, province = _names(row)
        answer = index.find(tambon=tambon, amphoe=amphoe, province=province)
        assert answer.place_code == row["code"]
        if number % 5 == 0:
            assert index.find(f"ต.{tambon} อ.{amphoe} จ.{province}").place_code == row["code"]


def test_every_amphoe_and_province_is_found_by_its_own_name(index: PlaceIndex) -> None:
    for code, name in AMPHOE.items():
        answer = index.find(amphoe=name, province=PROVINCES[code[:2]])
        assert answer.place_code == code
    for code, name in PROVINCES.items():
        assert index.find(province=name).place_code == code
        assert index.find(f"จ.{name}").place_code == code


def test_slip_of_the_finger_never_gives_another_place_in_silence(index: PlaceIndex) -> None:
    dice = random.Random(2569)
    right = 0
    for _ in range(3000):
        row = dice.choice(TAMBON)
        names = list(_names(row))
        slipped = dice.randrange(3)
        if len(names[slipped]) < 3:
            continue
        names[slipped] = _slip(names[slipped], dice)
        answer = index.find("ต.{} อ.{} จ.{}".format(*names))
        if answer.is_one:
            assert answer.place_code == row["code"], names
            right += 1
    assert right > 2000  # and it is of use: most slips are seen through


def test_wrong_parent_is_never_overlooked(index: PlaceIndex) -> None:
    dice = random.Random(2549)
    real = {_names(row) for row in TAMBON}
    of_province = {code: [r for r in TAMBON if r["province_code"] == code] for code in PROVINCES}
    for _ in range(1500):
        row, other = dice.choice(TAMBON), dice.choice(TAMBON)
        if dice.random() < 0.5:
            other = dice.choice(of_province[row["province_code"]])
        tambon, (_, amphoe, province) = row["name_th"], _names(other)
        if (tambon, amphoe, province) in real:
            continue
        answer = index.find(f"ต.{tambon} อ.{amphoe} จ.{province}")
        if answer.is_one:  # only a retired khwaeng or a changed parent may still lead somewhere
            assert answer.reason in (Reason.SUCCEEDED, Reason.SPELLING, Reason.FORMER_NAME)
            assert answer.place_code is not None
            assert index.label(answer.place_code).startswith((f"ต.{tambon}", f"แขวง{tambon}"))


@given(any_text, any_cell, any_cell)
def test_find_never_raises_and_always_gives_a_reason(
    index: PlaceIndex, text: str, cell: object, other: object
) -> None:
    for answer in (
        index.find(text),
        index.find(cell),
        index.find(province=cell, amphoe=other, tambon=text, within="13"),
        index.find(text, code=cell, moo=other, village=text, postal_code=cell),
    ):
        assert answer.sentence
        assert (answer.kind is AnswerKind.ONE) == (answer.place_code is not None)
        assert (answer.kind is AnswerKind.CANDIDATES) == bool(answer.candidates)


def test_same_question_gives_the_same_answer(index: PlaceIndex) -> None:
    question = "ต.คลองหก อ.คลองหลวง จ.ปทุมธานี"
    assert index.find(question) == index.find(question)


def test_reason_is_said_in_thai_with_the_place(index: PlaceIndex) -> None:
    answer = index.find("ต.คลองหก อ.คลองหลาง จ.ปทุมธานี")
    assert answer.reason is Reason.CORRECTED
    assert "ต.คลองหก อ.คลองหลวง จ.ปทุมธานี" in answer.sentence
    missing = index.find("ม.9 ต.คลองหก อ.คลองหลวง จ.ปทุมธานี")
    assert "หมู่ที่ 9" in missing.sentence


def test_label_follows_the_usage_of_the_place(index: PlaceIndex) -> None:
    assert index.label("103001") == "แขวงลาดยาว เขตจตุจักร กรุงเทพมหานคร"
    assert index.label("13020603") == "หมู่ 3 ปากคลอง ต.คลองหก อ.คลองหลวง จ.ปทุมธานี"
    assert index.label("13") == "จ.ปทุมธานี"


@pytest.fixture
def small() -> PlaceIndex:
    """Two provinces, invented: a renamed tambon, a code that was retired twice in a row."""
    return PlaceIndex.build(
        [
            PlaceRow("71", Level.PROVINCE, "เหนือสุด"),
            PlaceRow("7101", Level.AMPHOE, "เมืองเหนือสุด", parent_code="71"),
            PlaceRow("710101", Level.TAMBON, "ดอนงาม", parent_code="7101"),
            PlaceRow("710102", Level.TAMBON, "เก่าหนึ่ง", successors=("710103",)),
            PlaceRow("710103", Level.TAMBON, "เก่าสอง", successors=("710101",)),
        ],
        [PlaceName("710101", "ดอนแล้ง", "former_name")],
        moo_counts={"710101": 4},
    )


def test_retired_code_leads_through_every_step_to_today(small: PlaceIndex) -> None:
    answer = small.find(code="710102")
    assert (answer.place_code, answer.reason) == ("710101", Reason.SUCCEEDED)
    assert small.find("ต.เก่าหนึ่ง").place_code == "710101"
    assert small.find(code="71010203").place_code == "71010103"


def test_former_name_leads_to_the_place_and_says_so(small: PlaceIndex) -> None:
    answer = small.find("ต.ดอนแล้ง อ.เมือง จ.เหนือสุด")
    assert (answer.place_code, answer.reason) == ("710101", Reason.FORMER_NAME)


def test_empty_index_answers_nothing() -> None:
    empty = PlaceIndex.build([])
    assert empty.find("จ.ปทุมธานี").kind is AnswerKind.NOTHING
    assert empty.find(code="13").kind is AnswerKind.NOTHING


def test_changes_file_names_only_successors_that_exist() -> None:
    today = {row["code"] for row in TAMBON} | set(AMPHOE) | set(PROVINCES)
    changes = read_rows("changes.csv")
    assert changes
    for change in changes:
        assert change["after_code"] in today
        assert change["source"]


def test_credits_travel_with_the_files() -> None:
    credits_text = (FILES / "CREDITS.md").read_text(encoding="utf-8")
    for name in ("Royal Thai Survey", "Joe Takara", "Tom", "Kongvut Sangkla", "NakornCode"):
        assert name in credits_text
