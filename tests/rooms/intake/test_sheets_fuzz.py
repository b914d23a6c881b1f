"""Whatever the bytes: a sheet or a named fault, never another exception."""

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuea.intake.sheets import SheetFault, match_columns, open_sheet
from tests.rooms.intake import making
from tests.rooms.intake.making import HEADER, ROWS

STARTS = [
    b"",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"sep=;\n",
    b"%PDF",
    b"<html",
    b"BM",
    '"ชื่อ","ตำบล"\n'.encode(),
    "ชื่อ,ตำบล\n".encode("tis-620"),
]
_relaxed = settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def read_through(path: Path) -> None:
    with contextlib.suppress(SheetFault):
        sheet = open_sheet(path)
        match_columns(sheet.header, "general")
        for number, row in sheet.rows():
            assert number >= 1 and len(row) == len(sheet.header)


@given(st.sampled_from(STARTS), st.binary(max_size=300))
@_relaxed
def test_any_bytes(tmp_path, start, rest):
    path = tmp_path / "a"
    path.write_bytes(start + rest)
    read_through(path)


@given(st.text(alphabet=st.sampled_from('"\n\r,;\t|กข =\x00\x1b\u0e33\ufeff'), max_size=80))
@_relaxed
def test_any_arrangement_of_delimiters_and_quotes(tmp_path, text):
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("utf-8"))
    read_through(path)


@pytest.fixture(scope="module")
def originals(tmp_path_factory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("originals")
    texts = tuple(tuple(map(str, row)) for row in ROWS)
    made = {
        "xlsx": making.xlsx(folder / "a.xlsx", HEADER, *ROWS, ("", "=A1", 5, "#N/A")),
        "xls": making.xls(folder / "a.xls", HEADER, *ROWS),
        "ods": making.ods(folder / "a.ods", HEADER, *texts),
    }
    return {form: path.read_bytes() for form, path in made.items()}


@given(
    form=st.sampled_from(["xlsx", "xls", "ods"]),
    changes=st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), max_size=8),
    kept=st.sampled_from([1.0, 1.0, 0.9, 0.5]),
)
@_relaxed
def test_any_damage_to_a_real_file(tmp_path, originals, form, changes, kept):
    content = bytearray(originals[form])
    for place, byte in changes:
        content[int(place * len(content))] = byte
    path = tmp_path / "a.bin"
    path.write_bytes(bytes(content[: int(len(content) * kept)]))
    read_through(path)


@given(
    form=st.sampled_from(["xlsx", "ods"]),
    place=st.floats(0, 0.999),
    piece=st.sampled_from(
        [
            b"<",
            b">",
            b'"',
            b"&x;",
            b"</row>",
            b'<c r="ZZZ9"/>',
            b'<c r="A0"><v>1</v></c>',
            b"<f>",
            b"-1",
        ]
    ),
)
@_relaxed
def test_any_damage_inside_the_archive(tmp_path, originals, form, place, piece):
    path = tmp_path / "a.bin"
    path.write_bytes(originals[form])
    name = "xl/worksheets/sheet1.xml" if form == "xlsx" else "content.xml"
    part = making.part(path, name)
    at = int(place * len(part))
    making.repacked(path, {name: part[:at] + piece + part[at:]})
    read_through(path)
