"""Small made-up lists for the tests: Hypothesis draws rows that nearly agree, as lists do."""

from datetime import date

import pyarrow as pa
from hypothesis import strategies as st

from kuea.core.thai import make_sample_number
from kuea.engines.linkage.records import Raw

AS_OF = date(2024, 12, 31)
_NAMES_TEXT = "สมศรี สมสี แก้ว แกว้ แก้วตา วงศ์ทอง วงษ์ทอง ทอง ทองดี Somsri SOMSRI มูฮัมหมัด หม่อง ใจดี ไจดี ศรีสุข สีสุก น้ำอ้อย ณัฐ นัท อา"
_NAMES = _NAMES_TEXT.split(" ")
_NUMBERS = [
    make_sample_number(n) for n in range(3)
] + ["", "-", "1234567890123", "3101234567890", "3101234567980", "3.10E+12", "310123456789", "๓-๑๐๑๒-๓๔๕๖๗-๘๙-๐"]  # fmt: skip
_DATES = (
    "", "12/03/2510", "03/12/2510", "1967-03-12", "2510", "2511", "57 ปี", "1 ม.ค. 2510", "01/01/2510", "13/03/2510",
    "12/04/2510", "12/03/2511", "12/03/2520", "12/03/2599", "3053-03-12", "วันไหนก็ไม่รู้",
)  # fmt: skip

raw_rows = st.lists(
    st.builds(
        lambda *parts: Raw("", *parts),
        st.sampled_from(["welfare", "survey", "field"]),
        st.sampled_from(["", "นาย", "นาง", "น.ส."]),
        st.one_of(st.sampled_from(_NAMES), st.builds("{} {}".format, *[st.sampled_from(_NAMES)] * 2), st.text(max_size=12)),
        st.sampled_from(["", *_NAMES]),
        st.sampled_from(_NUMBERS),
        st.sampled_from(_DATES),
        st.sampled_from(["", "1", "หญิง", "ช"]),
        st.sampled_from(["", "12", "12/1", "๑๒"]),
        st.sampled_from(["", "3", "ม.4"]),
        st.sampled_from(["", "130101", "130102", "130201", "100101"]),
        st.sampled_from(["", "บางปรอก", "บางปอก"]),
        st.sampled_from(["", "0812345678", "081-234-5679", "0898765432"]),
    ),
    min_size=1,
    max_size=14,
).map(lambda rows: [row._replace(key=f"r{place:04d}") for place, row in enumerate(rows)])  # fmt: skip


def table_of(rows: list[Raw]) -> dict[str, pa.Array]:
    """The columns of the batch engine."""
    columns = dict(zip(("record_id", *Raw._fields[1:]), zip(*rows, strict=True), strict=True))
    return {name: pa.array(list(values), pa.string()) for name, values in columns.items()}
