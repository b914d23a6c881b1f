"""Numbers are masked wherever they are shown (3.3 rule 6)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.thai import make_sample_number, mask


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("", ""), (None, ""), ("0812345612", "•••-•••-5612"), ("๐๘๑-๒๓๔-๕๖๑๒", "•••-•••-5612"),
        ("021234567", "•••-••-4567"), ("ลุงดำ 081 234 5612", "ลุงดำ ••• ••• •612"), ("ลุงดำ", "ลุงดำ"),
    ],
)  # fmt: skip
def test_telephone_shows_its_end_alone(written, shown):
    assert mask(written) == shown


def test_citizen_number_shows_its_last_three_digits():
    number = make_sample_number(5)
    assert (
        mask(number)
        == f"•-••••-•••••-{number[10:12]}-{number[12]}"
        == mask(f"{number[:1]}-{number[1:]}")
    )


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=40))
def test_mask_never_shows_more_than_four_digits(written):
    assert len(re.findall(r"[0-9๐-๙]", mask(written))) <= 4
