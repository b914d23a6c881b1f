"""What a spreadsheet would run, and what data are never given for (3.3 rules 9, 12)."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.exports import CLASS_OF, MAY_TAKE, forbidden_in, safe_cell

RISKY = ["=1+1", "+66", "-2", "@x", "\t=1", "\r=1", "\n=1", "  =1", "＝1", "＋1", "－1", "＠x", "\u200b=1", "\ufeff=1", "\u00a0=1"]  # fmt: skip


@pytest.mark.parametrize("text", RISKY)
def test_cell_that_a_spreadsheet_would_run_becomes_text(text):
    assert safe_cell(text) == f"'{text}"


@given(st.text(max_size=30))
def test_no_cell_begins_like_a_formula(text):
    made = safe_cell(text)
    assert made.lstrip("'") == text.lstrip("'") and made.endswith(text)
    first = unicodedata.normalize("NFKC", made).lstrip()[:1]
    assert first not in {"=", "+", "-", "@"} and made[:1] not in {"\t", "\r", "\n"}


def test_plain_words_stay_as_they_are():
    for text in ("นางมาลี ศรีสุข", "12/3", "", "081-234-5612", "อยากมีข้าวกิน = ทุกวัน"):
        assert safe_cell(text) == text


@pytest.mark.parametrize(
    "words",
    [
        "ส่งให้ตำรวจจับกุม",
        "ตรวจคน เข้าเมือง",
        "ใช้หา​เสียง",
        "for the ELECTION",
        "ทวงหนี้นอกระบบ",
        "ｐｏｌｉｃｅ",
    ],
)
def test_enforcement_debt_and_politics_are_refused(words):
    assert forbidden_in(words)


def test_help_is_not_refused():
    assert forbidden_in("ส่งต่อให้ อบต. ซ่อมบ้านผู้สูงอายุก่อนฤดูฝน") is None


def test_nobody_may_take_sealed_data_and_volunteers_take_nothing():
    assert "D4" not in {*CLASS_OF.values(), *(c for classes in MAY_TAKE.values() for c in classes)}
    assert {
        "volunteer",
        "giver",
        "ministry",
        "administrator",
        "facilitator",
        "recorder",
    }.isdisjoint(MAY_TAKE)
