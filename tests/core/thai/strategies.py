"""Text that looks like what lists hold: Thai letters and marks in any order, digits, dirt."""

from hypothesis import strategies as st

THAI = "".join(chr(code) for code in range(0x0E01, 0x0E5C) if code not in range(0x0E3B, 0x0E3F))
DIRT = "\u200b\ufeff\u00a0\u00ad\u2060\t\n\r\x00\uf70a\uf712 .,-/'()"

thai_text = st.text(alphabet=THAI + DIRT + "0123456789aZé", max_size=40)
any_text = st.one_of(thai_text, st.text(max_size=40))
any_cell = st.one_of(
    st.none(), any_text, st.integers(), st.floats(), st.booleans(), st.dates(), st.datetimes()
)
