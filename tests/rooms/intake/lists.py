"""Small lists for the tests, as bytes."""

import csv
import io

HEADER = [
    "เลขประจำตัวประชาชน", "ชื่อ-สกุล", "วันเกิด", "บ้านเลขที่", "หมู่ที่", "ตำบล", "อำเภอ", "จังหวัด", "หมายเหตุ",
]  # fmt: skip
HERE = ["12/3", "1", "บางปรอก", "เมืองปทุมธานี", "ปทุมธานี", ""]


def csv_bytes(
    rows: list[list[str]], header: list[str] = HEADER, encoding: str = "utf-8-sig"
) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([header, *rows])
    return out.getvalue().encode(encoding)
