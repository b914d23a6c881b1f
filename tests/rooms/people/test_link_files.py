"""`manage.py link`: lists in files, clusters out, and a sentence for every file that cannot be read."""

import csv

import pyarrow as pa
import pyarrow.parquet
import pytest
from django.core.management import CommandError, call_command

HEAD = "record_id,source,prefix,given_name,family_name,national_id,birth_date,gender,house_no,village_no,tambon_code,phone"
SAME = (
    "a1,จปฐ,นาง,สมใจ,ใจดี,1101700207366,12/03/2490,หญิง,12,3,130101,",
    "b1,บัตร,น.ส.,สมใจ,ใจดี,1101700207366,2490,หญิง,12,3,130101,",
)
OTHER = "c1,จปฐ,นาย,ประสิทธิ์,ทองแท้,,01/01/2511,ชาย,7,1,130102,"


def write(path, *lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def link(*paths, out, **options):
    call_command("link", *map(str, paths), out=out, **options)
    with out.open(encoding="utf-8") as lines:
        return {row["record_id"]: row["cluster_id"] for row in csv.DictReader(lines)}


def test_rows_of_one_person_come_together_whatever_the_file(tmp_path):
    first = write(tmp_path / "one.csv", HEAD, SAME[0], OTHER)
    second = tmp_path / "two.parquet"
    names = HEAD.split(",")
    pyarrow.parquet.write_table(
        pa.table({name: [cell] for name, cell in zip(names, SAME[1].split(","), strict=True)}),
        second,
    )
    found = link(first, second, out=tmp_path / "out.csv")
    assert found["a1"] == found["b1"] != found["c1"]
    assert link(second, first, out=tmp_path / "again.csv") == found


def test_other_names_of_columns_are_told_by_a_map_and_columns_may_be_absent(tmp_path):
    path = write(
        tmp_path / "x.csv",
        "ลำดับ,เลข,ชื่อ,นามสกุล",
        "1,1101700207366,สมใจ,ใจดี",
        "2,1101700207366,สมใจ,ใจดี",
    )
    ours = {"record_id": "ลำดับ", "national_id": "เลข", "given_name": "ชื่อ", "family_name": "นามสกุล"}
    found = link(path, out=tmp_path / "out.csv", map=ours)
    assert found["1"] == found["2"]


def test_model_that_was_saved_gives_the_same_again(tmp_path):
    path = write(tmp_path / "one.csv", HEAD, *SAME, OTHER)
    model = tmp_path / "m.json"
    first = link(path, out=tmp_path / "a.csv", save_model=model, pairs=tmp_path / "p.parquet")
    assert link(path, out=tmp_path / "b.csv", model=model) == first
    pairs = pyarrow.parquet.read_table(tmp_path / "p.parquet").to_pylist()
    assert [(row["first"], row["second"]) for row in pairs] == [("a1", "b1")]


@pytest.mark.parametrize(
    ("content", "options", "said"),
    [
        (None, {}, "ไม่พบแฟ้ม"),
        (b"name\nx\n", {}, "ไม่มีคอลัมน์ record_id"),
        (b"record_id,given_name\n1,a\n1,b\n", {}, "ไม่ซ้ำกัน"),
        (b"record_id,given_name\n,a\n", {}, "เทียบไม่ได้"),
        (b"record_id\n1\n", {"map": {"height": "x"}}, "ไม่รู้จักคอลัมน์ height"),
        (b"record_id\n1\n", {"map": {"phone": "tel"}}, "ไม่มีคอลัมน์ tel"),
        (b"record_id,given_name\n1,\x00\x00\x01", {}, "ไม่ใช่ตาราง CSV"),
        (b"record_id,given_name\n1,a,b,c\n", {}, "อ่านแฟ้ม"),
        (b"", {}, "อ่านแฟ้ม"),
    ],
)
def test_bad_files_are_refused_with_a_sentence(tmp_path, content, options, said):
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CommandError, match=said):
        call_command("link", str(path), out=tmp_path / "out.csv", **options)


def test_broken_model_is_refused(tmp_path):
    path = write(tmp_path / "one.csv", HEAD, *SAME)
    model = write(tmp_path / "m.json", "{}")
    with pytest.raises(CommandError, match="อ่านแบบจำลอง"):
        call_command("link", str(path), out=tmp_path / "out.csv", model=model)
