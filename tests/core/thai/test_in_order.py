"""The short way of `normalise` answers exactly like the long one."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from kuea.core.thai.text import _put_in_order, normalise

PIECES = st.sampled_from(
    [*"กนเแโใไะาำๅๆฯิีุูัํ์็ฺ่้๊๋ ๏๑ aZ-.", "ก่ำ", "  ", "\u200b", "\u00a0", "\n", "เเ", "ชื่อ", "สิทธิ์", "é"]
)


@settings(max_examples=2000, deadline=None)
@given(st.lists(PIECES, max_size=9).map("".join), st.booleans())
@example(" ก", False)
@example("ก ่", False)
def test_text_in_order_is_returned_as_the_repairs_would(text, keep_lines):
    assert normalise(text, keep_lines=keep_lines) == (
        _put_in_order(text, keep_lines) if text else ""
    )


def test_ordinary_names_take_the_short_way():
    from kuea.core.thai.text import _IN_ORDER

    for text in ("นางสาวศรีสุดา ใจเพ็ชร", "12/3 หมู่ที่ 5 ต.บางปรอก", "ทำน้ำแข็งให้เกาะ", "สิทธิ์ ฯลฯ ๒๕๖๙"):
        assert _IN_ORDER.fullmatch(text), text
