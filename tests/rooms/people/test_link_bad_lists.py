"""Bad lists through `manage.py link`: each ends, or is refused with a sentence. Large ones: `bench/bad_lists.py`."""

import csv
import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.core.management import CommandError, call_command

from kuea.core.thai import make_sample_number
from kuea.people import link_memory
from kuea.people.link_files import ListFault

GIVEN = ["สมชาย", "มาลี", "บุญมี", "คำปัน", "ศรีวรรณ", "อำไพ", "ประยูร", "วิไล", "จันทร์ดี", "ทองสุข"]
FAMILY = ["ใจดี", "ศรีสุข", "แสงทอง", "วงศ์คำ", "มีทรัพย์", "บุญเรือง", "คำแสน", "พรมมา", "สายทอง", "แก้วดี"]


def person(number: int, **fixed: str) -> dict[str, str]:
    draw = random.Random(number)
    return {
        "record_id": str(number), "given_name": draw.choice(GIVEN) + draw.choice(["", "พร", "วัฒน์", "กร"]),
        "family_name": draw.choice(FAMILY) + draw.choice(["", "กุล", "พันธ์", "รัตน์"]),
        "national_id": make_sample_number(number), "birth_date": f"{number % 28 + 1}/5/{2470 + number % 70}",
        "house_no": str(number), "village_no": "1", "tambon_code": "130101", "phone": f"08{number:08d}",
    } | fixed  # fmt: skip


def clusters(folder: Path, rows: list[dict]) -> list[set[str]]:
    path, out = folder / "list.parquet", folder / "out.csv"
    pq.write_table(pa.Table.from_pylist(rows), path)
    call_command("link", str(path), out=out)
    found: dict[str, set[str]] = {}
    with out.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["cluster_id"], set()).add(row["record_id"])
    return list(found.values())


def test_one_record_many_times_is_one_person_among_the_others(tmp_path):
    same = person(0)
    rows = [same | {"record_id": f"s{n}"} for n in range(1500)] + [person(n) for n in range(1, 600)]
    found = clusters(tmp_path, rows)
    largest = max(found, key=len)
    assert largest == {f"s{n}" for n in range(1500)}


def test_one_number_of_many_people_joins_nobody(tmp_path):
    number = make_sample_number(0)
    found = clusters(tmp_path, [person(n, national_id=number) for n in range(1, 800)])
    assert max(map(len, found)) < 5


def test_one_telephone_and_house_of_many_people_joins_nobody(tmp_path):
    fixed = {"phone": "0812345678", "house_no": "1"}
    assert max(map(len, clusters(tmp_path, [person(n, **fixed) for n in range(1, 800)]))) < 5


def test_empty_rows_are_nobody_twice(tmp_path):
    rows = [dict.fromkeys(person(0), "") | {"record_id": str(n)} for n in range(2000)]
    assert len(clusters(tmp_path, rows)) == 2000


def test_three_hundred_columns_and_signs_that_no_text_has(tmp_path):
    more = {f"c{n}": "x" for n in range(300)}
    rows = [person(n, given_name=f"\x00\x01{GIVEN[n % 10]}\ufffd") | more for n in range(200)]
    assert sum(map(len, clusters(tmp_path, rows))) == 200


def test_more_rows_than_memory_allows_are_refused_before_they_are_read(tmp_path):
    rows = [{"record_id": str(n), "given_name": "มาลี"} for n in range(5000)]
    for path in (tmp_path / "a.parquet", tmp_path / "a.csv"):
        if path.suffix == ".parquet":
            pq.write_table(pa.Table.from_pylist(rows), path)
        else:
            path.write_text(
                "record_id,given_name\n" + "".join(f"{n},มาลี\n" for n in range(5000)), "utf-8"
            )
        with pytest.raises(CommandError, match=r"5,00[01] แถว .*หน่วยความจำ"):
            call_command("link", str(path), out=tmp_path / "out.csv", memory=0.001)
    assert not (tmp_path / "out.csv").exists()


def test_memory_that_ends_on_the_way_is_told_in_a_sentence(monkeypatch):
    with pytest.raises(ListFault, match="ไม่พอสำหรับรายชื่อนี้"), link_memory.bounded(1 << 34):
        raise MemoryError
    assert link_memory.allowed_bytes(2) == 2 << 30
    assert (link_memory.allowed_bytes(None) or 1) > 0
