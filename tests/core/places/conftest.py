"""The finder over the places we ship, read straight from their files."""

import csv
from datetime import date
from pathlib import Path

import pytest

from kuea.core.places import Level, PlaceIndex, PlaceName, PlaceRow

FILES = Path(__file__).parents[3] / "definitions" / "places"


def read_rows(name: str) -> list[dict[str, str]]:
    with (FILES / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _places() -> list[PlaceRow]:
    places = [
        PlaceRow(row["code"], level, row["name_th"], row["name_en"], row["code"][:-2] or None)
        for level in (Level.PROVINCE, Level.AMPHOE, Level.TAMBON)
        for row in read_rows(
            {"province": "provinces", "amphoe": "amphoe", "tambon": "tambon"}[level] + ".csv"
        )
    ]
    today = {place.code for place in places}
    retired: dict[str, PlaceRow] = {}
    for change in read_rows("changes.csv"):
        code = change["before_code"]
        if code in today:
            continue
        before = retired.get(code)
        successors = (*(before.successors if before else ()), change["after_code"])
        ended = date.fromisoformat(change["on"]) if len(change["on"]) == 10 else None
        retired[code] = PlaceRow(
            code,
            Level(change["level"]),
            change["before_name"],
            "",
            code[:-2],
            None,
            ended,
            successors,
        )
    # Two tambon with an invented list of villages: one by names, one by count only (in the index).
    villages = [("13020601", "คลองหก"), ("13020602", "บ้านใหม่"), ("13020603", "ปากคลอง"),
                ("13020604", "บ้านใหม่"), ("13020605", "")]  # fmt: skip
    return [
        *places,
        *retired.values(),
        *(PlaceRow(code, Level.VILLAGE, name, "", code[:6]) for code, name in villages),
    ]


def build_index() -> PlaceIndex:
    names = [
        PlaceName(row["code"], row["alias"], row["kind"])
        for file in ("name_aliases.csv", "everyday_names.csv")
        for row in read_rows(file)
    ]
    postal = [
        (row["tambon_code"], row["postal_code"]) for row in read_rows("tambon_postal_codes.csv")
    ]
    return PlaceIndex.build(
        _places(), names, postal_codes=postal, moo_counts={"130201": 20, "130102": 5}
    )


@pytest.fixture(scope="session")
def index() -> PlaceIndex:
    return build_index()
