"""`manage.py allocate` and `manage.py territory`: what they write, and one sentence when they cannot."""

import csv
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.engines.allocation.test_reading import ROWS, write

ROOT = Path(__file__).resolve().parents[3]


def rows(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


def test_allocate_writes_a_plan_prices_reasons_and_margins(tmp_path: Path) -> None:
    told, out = StringIO(), tmp_path / "out"
    out.mkdir()
    call_command(
        "allocate", write(tmp_path), out=out / "plan.csv", prices=out / "p.csv", reasons=out / "r.csv",
        marginal=out / "m.csv", stdout=told,
    )  # fmt: skip
    assert rows(out / "plan.csv") == [["need", "giver"], ["D1", "G1"], ["D2", "G2"]]
    assert rows(out / "p.csv")[0] == ["giver", "price_hours", "price_cases"]
    assert rows(out / "r.csv") == [["need", "reason", "blocking_price", "nearest_giver_km"]]
    assert rows(out / "m.csv")[0][:3] == ["tambon", "type", "added_hours"]
    assert "17.0 จาก 17.0" in told.getvalue()


def test_a_plan_stays_when_it_is_given_as_the_previous_one(tmp_path: Path) -> None:
    call_command("allocate", write(tmp_path), out=tmp_path / "plan.csv")
    call_command("allocate", tmp_path, out=tmp_path / "again.csv", previous=tmp_path / "plan.csv")
    assert (tmp_path / "again.csv").read_bytes() == (tmp_path / "plan.csv").read_bytes()


def test_provinces_apart_give_the_plan_of_the_one_province_there_is(tmp_path: Path) -> None:
    call_command("allocate", write(tmp_path), out=tmp_path / "plan.csv")
    call_command("allocate", tmp_path, out=tmp_path / "apart.csv", by_province=True, processes=2)
    assert (tmp_path / "apart.csv").read_bytes() == (tmp_path / "plan.csv").read_bytes()
    for wrong in ({"seconds": 5.0}, {"previous": tmp_path / "plan.csv"}, {"processes": 0}):
        with pytest.raises(CommandError):
            call_command("allocate", tmp_path, out=tmp_path / "x.csv", by_province=True, **wrong)


def test_a_reason_is_written_for_each_need_left_out(tmp_path: Path) -> None:
    lines = list(ROWS["givers"])
    lines[1] = "G1,N1,volunteer,V1,010101,F,,cook,old,10,0,-1,5"
    write(tmp_path, ROWS | {"givers": lines})
    call_command("allocate", tmp_path, out=tmp_path / "plan.csv", reasons=tmp_path / "r.csv")
    assert rows(tmp_path / "r.csv")[1:] == [["D1", "no_skill", "", ""]]


def test_territory_writes_one_row_a_tambon_and_a_group(tmp_path: Path) -> None:
    call_command("territory", write(tmp_path), out=tmp_path / "t.csv")
    assert rows(tmp_path / "t.csv") == [["tambon", "network"], ["010101", "N1"], ["010102", "N1"]]
    call_command(
        "territory", tmp_path, out=tmp_path / "g.csv", by_group=True, previous=tmp_path / "t.csv"
    )
    assert rows(tmp_path / "g.csv")[0] == ["tambon", "network", "group"]


def test_territory_tells_a_broken_folder(tmp_path: Path) -> None:
    write(tmp_path, ROWS | {"adjacency": ["a,b", "010101,010101"]})
    with pytest.raises(CommandError, match="ไม่เชื่อม"):
        call_command("territory", tmp_path, out=tmp_path / "t.csv")


@pytest.mark.parametrize(
    ("command", "options", "word"),
    [
        ("allocate", {"seconds": "0"}, "มากกว่าศูนย์"),
        ("allocate", {"seconds": "soon"}, "มากกว่าศูนย์"),
        ("territory", {"seconds": "-1"}, "มากกว่าศูนย์"),
        ("allocate", {"out": "no/such/folder/plan.csv"}, "เขียนแฟ้ม"),
        ("territory", {"out": "no/such/folder/t.csv"}, "เขียนแฟ้ม"),
        ("allocate", {"previous": "stranger.csv"}, "plan แถวที่ 1 คอลัมน์ giver"),
        ("allocate", {"previous": "missing.csv"}, "อ่านแฟ้ม"),
        ("territory", {"previous": "stranger.csv"}, "territory ไม่มีคอลัมน์"),
    ],
)
def test_a_wrong_option_is_told(
    tmp_path: Path, command: str, options: dict[str, str], word: str
) -> None:
    write(tmp_path)
    (tmp_path / "stranger.csv").write_text("need,giver\nD1,G9\n")
    words = [str(tmp_path)]
    for name, value in ({"out": "out.csv"} | options).items():
        words += [f"--{name}", value if name == "seconds" else str(tmp_path / value)]
    with pytest.raises(CommandError, match=word):
        call_command(command, *words)


def test_a_broken_folder_ends_with_one_sentence_and_a_code(tmp_path: Path) -> None:
    write(tmp_path, ROWS | {"adjacency": ["a,b", "010101,010101"]})
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "allocate", str(tmp_path), "--out", "plan.csv"],
        cwd=tmp_path, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 1
    assert "ไม่เชื่อม" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "plan.csv").exists()
