"""Folders with one fault each: a Thai sentence names the table, and nothing is solved."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kuea.engines.allocation.faults import InstanceFault
from kuea.engines.allocation.files import read_instance

ROWS = {
    "tambons": ["tambon,district,province,name,lat,lon,population,town", "010101,0101,01,ก,19,99,1,0", "010102,0101,01,ข,19.1,99,1,0"],
    "adjacency": ["a,b", "010101,010102"],
    "villages": ["village,tambon,lat,lon", "V1,010101,19,99", "V2,010102,19.05,99"],
    "networks": ["network,name,kind,home_tambon,province,scope", "N1,ก,volunteer,010101,01,all", "N2,ข,fund,010102,,listed"],
    "network_accept": ["network,tambon", "N2,010102"],
    "receivers": ["receiver,household,village,tambon,group,gender,language", "R1,H1,V1,010101,old,F,th", "R2,H2,V2,010102,poor,M,karen"],
    "needs": ["need,receiver,type,unit,amount,urgency,carer_gender", "D1,R1,care,hours,2.5,5,F", "D2,R2,money,cases,1,1,any"],
    "givers": [
        "giver,network,kind,village,tambon,gender,languages,skills,groups,cap_hours,cap_cases,max_persons,travel_km",
        "G1,N1,volunteer,V1,010101,F,,care;cook,old,10,0,-1,5",
        "G2,N2,fund,V2,010102,both,karen;lahu,money,poor;old,0,3,1,50.5",
    ],
    "history": ["need,giver,months", "D1,G1,3"],
    "current": ["need,giver", "D1,G1"],
}  # fmt: skip
META = {
    "table_format": "csv",
    "road_factor": 1.3,
    "urgency_weight": {"1": 1, "2": 2, "3": 4, "4": 8, "5": 16},
}


def write(folder: Path, rows: dict[str, list[str]] = ROWS, meta: dict[str, object] = META) -> Path:
    for name, lines in rows.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "meta.json").write_text(json.dumps(meta), encoding="utf-8")
    return folder


def test_a_sound_folder_is_read(tmp_path: Path) -> None:
    found = read_instance(write(tmp_path))
    assert found.tambons.to_pylist() == ["010101", "010102"]
    assert found.problem.need_amount.tolist() == [250, 100]
    assert found.problem.languages == ("th", "karen")
    assert found.current.tolist() == [[0, 0]]


FAULTS = [
    ("needs", 1, "D1,R9,care,hours,2.5,5,F", "needs แถวที่ 1 คอลัมน์ receiver"),
    ("needs", 1, "D1,R1,care,hours,0,5,F", "needs แถวที่ 1 คอลัมน์ amount"),
    ("needs", 1, "D1,R1,care,hours,-1,5,F", "needs แถวที่ 1 คอลัมน์ amount"),
    ("needs", 1, "D1,R1,care,hours,1.234,5,F", "ทศนิยม"),
    ("needs", 1, "D1,R1,care,hours,nan,5,F", "ไม่ใช่ตัวเลข"),
    ("needs", 1, "D1,R1,care,days,1,5,F", "unit"),
    ("needs", 1, "D1,R1,care,hours,1,6,F", "urgency"),
    ("needs", 2, "D1,R2,money,cases,1,1,any", "ซ้ำกัน"),
    ("needs", 2, "D2,R1,care,cases,1,1,any", "ผู้รับคนเดียวกัน"),
    ("givers", 1, "G1,N1,volunteer,V1,010101,F,,care,old,-10,0,-1,5", "cap_hours"),
    ("givers", 1, "G1,N1,volunteer,V1,010101,F,,care,old,10,0,-2,5", "max_persons"),
    ("givers", 1, "G1,N1,volunteer,V1,010102,F,,care,old,10,0,-1,5", "ตำบลไม่ตรง"),
    ("givers", 1, "G1,N7,volunteer,V1,010101,F,,care,old,10,0,-1,5", "network"),
    ("villages", 1, "V1,010101,91,99", "lat"),
    ("networks", 1, "N1,ก,volunteer,010101,01,some", "scope"),
    ("network_accept", 1, "N2,019999", "network_accept"),
    ("adjacency", 1, "010101,010101", "ไม่เชื่อม"),
    ("current", 1, "D9,G1", "current"),
]


@pytest.mark.parametrize(("table", "row", "line", "word"), FAULTS)
def test_a_fault_is_told_and_the_command_fails(
    tmp_path: Path, table: str, row: int, line: str, word: str
) -> None:
    lines = list(ROWS[table])
    lines[row] = line
    write(tmp_path, ROWS | {table: lines})
    with pytest.raises(InstanceFault, match=word):
        read_instance(tmp_path)
    with pytest.raises(CommandError, match=word):
        call_command("allocate", tmp_path, out=tmp_path / "plan.csv")
    assert not (tmp_path / "plan.csv").exists()


@pytest.mark.parametrize(
    "table", ["tambons", "villages", "networks", "receivers", "needs", "givers"]
)
def test_an_empty_table_is_told(tmp_path: Path, table: str) -> None:
    with pytest.raises(InstanceFault, match="ว่าง"):
        read_instance(write(tmp_path, ROWS | {table: ROWS[table][:1]}))


@pytest.mark.parametrize("table", [name for name in ROWS if name not in ("history", "current")])
def test_a_missing_column_is_told(tmp_path: Path, table: str) -> None:
    cut = [",".join(line.split(",")[1:]) for line in ROWS[table]]
    with pytest.raises(InstanceFault, match=f"ตาราง {table} ไม่มีคอลัมน์"):
        read_instance(write(tmp_path, ROWS | {table: cut}))


@pytest.mark.parametrize(
    "meta",
    [{}, {"table_format": "csv"}, META | {"urgency_weight": {"1": 1}}, META | {"road_factor": -1}],
)
def test_a_faulty_meta_is_told(tmp_path: Path, meta: dict[str, object]) -> None:
    with pytest.raises(InstanceFault, match=r"meta\.json"):
        read_instance(write(tmp_path, meta=meta))


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "givers.csv").unlink()
    with pytest.raises(InstanceFault, match="givers"):
        read_instance(tmp_path)
