"""Made-up people on real tambons: instance folders for the coverage engine, in the form `manage.py allocate` reads.

    python bench/coverage_instance.py DATA OUT --people 5000 --seed 1 [--persons 0.2] [--capacity 1] [--parquet]

DATA holds `admin/` and `boundaries/` (codes, points and borders of the provinces). Everything personal is invented:
12 kinds of need (8 in hours, 4 in cases) with a long tail to 6 a person, hours log-normal 1..90, urgency 1..5; givers
live in towns, their capacity is heavy-tailed (--capacity 1 lets the spreadsheet in file order lose about a quarter, 0.45 makes
giving scarce), some networks accept only what is near, six are national.
"""

import argparse
import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

KINDS = (
    "personal_care", "home_nursing", "companionship", "transport", "meals", "child_care", "mental_health",
    "rehabilitation", "legal_identity", "house_repair", "equipment", "money",
)  # fmt: skip
KIND_SHARE = np.array([14, 7, 16, 12, 12, 8, 6, 7, 3, 5, 5, 5.0])
HOUR_KINDS = 8
KIND_HOURS = np.array([8.0, 6.0, 3.0, 3.0, 4.0, 6.0, 3.0, 4.0])  # median hours a month
SKILL_SHARE = np.array([0.30, 0.035, 0.45, 0.25, 0.30, 0.20, 0.05, 0.08, 0.0, 0.12, 0.10, 0.05])
GROUPS = ("elderly", "disabled", "bedridden", "children", "homeless", "migrants", "hiv", "poor")
GROUP_SHARE = np.array([34, 20, 8, 12, 3, 5, 4, 14.0])
LANGUAGES = ("th", "karen", "akha", "lahu", "malay", "burmese", "khmer")
FEW_PROVINCES = {5_000: ("57",), 50_000: ("30",)}


@dataclass
class Land:
    """Tambons of the chosen provinces as columns."""

    code: np.ndarray
    name: np.ndarray
    province: np.ndarray
    district: np.ndarray
    lat: np.ndarray
    lon: np.ndarray
    area: np.ndarray
    pairs: np.ndarray
    town: np.ndarray
    population: np.ndarray


def read_land(data: Path, provinces: tuple[str, ...], rng: np.random.Generator) -> Land:
    with (data / "admin/tambon.csv").open(encoding="utf-8") as lines:
        rows = [row for row in csv.DictReader(lines) if row["province_code"] in provinces]
    pick = lambda name: np.array([row[name] for row in rows])  # noqa: E731
    area = np.array([float(row["area_km2"] or 3.0) for row in rows])
    lat, lon = pick("lat").astype(float), pick("lon").astype(float)
    province = pick("province_code")
    pairs = _neighbours(data, pick("boundary_code"))
    pairs = _join_islands(pairs, province, lat, lon)
    town = (rng.random(len(rows)) < 0.12) | (area < 12)
    population = rng.lognormal(8.6, 0.45, len(rows)) * np.where(town, 2.4, 1.0)
    return Land(
        pick("code"), pick("name_th"), province, pick("amphoe_code"), lat, lon, area, pairs, town, population.astype(int)
    )  # fmt: skip


def _neighbours(data: Path, boundary: np.ndarray) -> np.ndarray:
    """Pairs of rows whose polygons share an arc; rows of one polygon are neighbours too."""
    topology = json.loads((data / "boundaries/tambon.topojson").read_text(encoding="utf-8"))
    rows_of: dict[str, list[int]] = {}
    for row, code in enumerate(boundary.tolist()):
        rows_of.setdefault(code, []).append(row)
    users: dict[int, set[int]] = {}
    (layer,) = topology["objects"].values()
    for shape in layer["geometries"]:
        mine = rows_of.get(shape["properties"]["code"], [])
        for arc in _arcs(shape.get("arcs", [])) if mine else ():
            users.setdefault(arc if arc >= 0 else ~arc, set()).update(mine)
    pairs = {(a, b) for rows in users.values() for a in rows for b in rows if a < b}
    pairs |= {(a, b) for rows in rows_of.values() for a in rows for b in rows if a < b}
    return np.array(sorted(pairs), np.int64).reshape(-1, 2)


def _arcs(arcs: list[Any]) -> list[int]:
    return [a for part in arcs for a in (_arcs(part) if isinstance(part, list) else [part])]


def _join_islands(
    pairs: np.ndarray, province: np.ndarray, lat: np.ndarray, lon: np.ndarray
) -> np.ndarray:
    """Add the shortest hop between the parts of each province until it hangs together."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    pairs = pairs[province[pairs[:, 0]] == province[pairs[:, 1]]] if len(pairs) else pairs
    more = [tuple(pair) for pair in pairs.tolist()]
    for code in np.unique(province):
        rows = np.flatnonzero(province == code)
        while True:
            edges = np.array(more, np.int64).reshape(-1, 2)
            size = len(province)
            graph = coo_matrix((np.ones(len(edges)), (edges[:, 0], edges[:, 1])), (size, size))
            part = connected_components(graph, directed=False)[1][rows]
            if (part == part[0]).all():
                break
            inside, outside = rows[part == part[0]], rows[part != part[0]]
            far = (lat[inside, None] - lat[outside]) ** 2 + (lon[inside, None] - lon[outside]) ** 2
            a, b = np.unravel_index(far.argmin(), far.shape)
            more.append((int(inside[a]), int(outside[b])))
    return np.array(sorted(tuple(sorted(pair)) for pair in more), np.int64).reshape(-1, 2)


def make(
    data: Path, *, people: int, seed: int, persons: float = 0.0, capacity: float = 1.0
) -> tuple[dict[str, pa.Table], dict[str, Any]]:
    """All tables of one instance and its meta.json. `persons`: share of givers with a limit of distinct persons."""
    rng = np.random.default_rng(seed)
    land = read_land(data, _provinces(data, people), rng)
    tambons = len(land.code)
    village_tambon = np.repeat(np.arange(tambons), rng.integers(6, 15, tambons))
    radius = (
        np.sqrt(land.area[village_tambon] / np.pi) * np.sqrt(rng.random(len(village_tambon))) * 0.9
    )
    angle = rng.random(len(village_tambon)) * 2 * np.pi
    lat = np.round(land.lat[village_tambon] + radius * np.sin(angle) / 111.2, 5)
    lon = np.round(
        land.lon[village_tambon] + radius * np.cos(angle) / (111.2 * np.cos(np.radians(15))), 5
    )
    places = {
        "tambons": pa.table({
            "tambon": land.code, "district": land.district, "province": land.province, "name": land.name,
            "lat": land.lat, "lon": land.lon, "population": land.population, "town": land.town.astype(int),
        }),
        "adjacency": pa.table({"a": land.code[land.pairs[:, 0]], "b": land.code[land.pairs[:, 1]]}),
        "villages": pa.table({"village": _ids("V", len(lat)), "tambon": land.code[village_tambon], "lat": lat, "lon": lon}),
    }  # fmt: skip
    village_of = _Villages(village_tambon, tambons, rng)
    networks, members = _networks(land, people, rng)
    receivers, needs, facts = _receivers(land, village_of, people, rng)
    givers, giver_facts = _givers(
        land, village_of, networks, members, people, persons, capacity, rng
    )
    history, current = _today(facts, giver_facts, lat, lon, rng)
    tables = places | {
        "networks": members["table"], "network_accept": members["accept"], "receivers": receivers, "needs": needs,
        "givers": givers, "history": history, "current": current,
    }  # fmt: skip
    meta = {
        "table_format": "csv", "road_factor": 1.3, "people": people, "seed": seed,
        "urgency_weight": {"1": 1, "2": 2, "3": 4, "4": 8, "5": 16},
    }  # fmt: skip
    return tables, meta


def _provinces(data: Path, people: int) -> tuple[str, ...]:
    if people in FEW_PROVINCES or people < 5_000:
        return FEW_PROVINCES.get(people, ("58",))
    with (data / "admin/provinces.csv").open(encoding="utf-8") as lines:
        codes = [row["code"] for row in csv.DictReader(lines)]
    return tuple(
        codes if people > 1_000_000 else [c for c in codes if c[0] in "34" or c == "50"][:22]
    )


def _ids(letter: str, count: int) -> np.ndarray:
    return np.char.add(letter, np.char.zfill(np.arange(count).astype(str), 7))


class _Villages:
    """Draws a village inside given tambons."""

    def __init__(self, village_tambon: np.ndarray, tambons: int, rng: np.random.Generator) -> None:
        self.count = np.bincount(village_tambon, minlength=tambons)
        self.first = np.concatenate(([0], np.cumsum(self.count)[:-1]))
        self.rng = rng

    def of(self, tambon: np.ndarray) -> np.ndarray:
        return self.first[tambon] + (self.rng.random(len(tambon)) * self.count[tambon]).astype(
            np.int64
        )


def _networks(
    land: Land, people: int, rng: np.random.Generator
) -> tuple[dict[str, np.ndarray], dict[str, Any]]:
    """Host networks: eleven a province on 50,000 people, six national ones when there is more than one province."""
    codes = np.unique(land.province)
    each = max(6, round(11 * min(1.0, people / len(codes) / 25_000)))
    home, scope, province = [], [], []
    for code in codes:
        rows = np.flatnonzero(land.province == code)
        share = land.population[rows] / land.population[rows].sum()
        home += rng.choice(rows, size=min(each, len(rows)), replace=False, p=share).tolist()
        scope += ["listed" if rng.random() < 0.45 else "all" for _ in range(min(each, len(rows)))]
        province += [str(code)] * min(each, len(rows))
    national = 6 if len(codes) > 1 else 1
    home += rng.choice(len(land.code), national, replace=False).tolist()
    scope, province = scope + ["all"] * national, province + [""] * national
    kind = ["volunteer"] * (len(home) - national) + ["fund"] * national
    ids = _ids("N", len(home))
    accept: list[tuple[str, str]] = []
    for index, (place, how) in enumerate(zip(home, scope, strict=True)):
        if how == "listed":
            far = (land.lat - land.lat[place]) ** 2 + (land.lon - land.lon[place]) ** 2
            far[land.province != land.province[place]] = np.inf
            near = np.unique(land.district[np.argsort(far, kind="stable")[:40]])
            accept += [
                (str(ids[index]), str(code)) for code in land.code[np.isin(land.district, near)]
            ]
    table = pa.table({
        "network": ids, "name": np.char.add("เครือข่าย ", ids), "kind": kind, "home_tambon": land.code[home],
        "province": province, "scope": scope,
    })  # fmt: skip
    columns = {
        "home": np.array(home),
        "listed": np.array(scope) == "listed",
        "province": np.array(province),
    }
    listing = pa.table({"network": [a for a, _ in accept], "tambon": [b for _, b in accept]})
    return columns, {"table": table, "accept": listing}


def _receivers(
    land: Land, village_of: _Villages, people: int, rng: np.random.Generator
) -> tuple[pa.Table, pa.Table, dict[str, np.ndarray]]:
    tambon = rng.choice(len(land.code), people, p=land.population / land.population.sum())
    village = village_of.of(tambon)
    group = rng.choice(len(GROUPS), people, p=GROUP_SHARE / GROUP_SHARE.sum())
    border = np.isin(land.province[tambon], ["57", "58", "50", "63", "94", "95", "96"])
    language = np.where(
        rng.random(people) < np.where(border, 0.12, 0.01),
        rng.integers(1, len(LANGUAGES), people),
        0,
    )
    ids = _ids("R", people)
    receivers = pa.table({
        "receiver": ids, "household": _ids("H", people), "village": _ids_at("V", village), "tambon": land.code[tambon],
        "group": np.array(GROUPS)[group], "gender": rng.choice(["F", "M"], people, p=[0.57, 0.43]),
        "language": np.array(LANGUAGES)[language],
    })  # fmt: skip
    count = np.minimum(6, rng.geometric(0.745, people))
    receiver = np.repeat(np.arange(people), count)
    kind = rng.choice(len(KINDS), len(receiver), p=KIND_SHARE / KIND_SHARE.sum())
    keep = np.unique(receiver * 64 + kind)  # a person has one need of a kind
    receiver, kind = keep // 64, keep % 64
    hours = np.exp(rng.normal(np.log(KIND_HOURS[np.minimum(kind, 7)]), 0.7))
    hours = np.where(group[receiver] == GROUPS.index("bedridden"), hours * 3.0, hours)
    amount = np.where(kind < HOUR_KINDS, np.clip(np.round(hours), 1, 90), 1)
    urgency = rng.choice(5, len(receiver), p=[0.22, 0.28, 0.25, 0.16, 0.09]) + 1
    intimate = (kind < 2) & (rng.random(len(receiver)) < 0.25)
    gender = np.where(intimate, np.where(rng.random(len(receiver)) < 0.75, "F", "M"), "any")
    needs = pa.table({
        "need": _ids("D", len(receiver)), "receiver": ids[receiver], "type": np.array(KINDS)[kind],
        "unit": np.where(kind < HOUR_KINDS, "hours", "cases"), "amount": amount.astype(int), "urgency": urgency,
        "carer_gender": gender,
    })  # fmt: skip
    return (
        receivers,
        needs,
        {"village": village[receiver], "kind": kind, "amount": amount, "receiver": receiver},
    )


def _ids_at(letter: str, index: np.ndarray) -> np.ndarray:
    return np.char.add(letter, np.char.zfill(index.astype(str), 7))


def _givers(
    land: Land, village_of: _Villages, networks: dict[str, np.ndarray], members: dict[str, Any], people: int,
    persons: float, capacity: float, rng: np.random.Generator,
) -> tuple[pa.Table, dict[str, np.ndarray]]:  # fmt: skip
    count = round(people * 0.06) if people < 20_000 else round(people * 0.084)
    form = rng.choice(3, count, p=[0.84, 0.11, 0.05])  # volunteer, organisation, fund
    pull = land.population.astype(float) ** 1.45
    tambon = rng.choice(len(land.code), count, p=pull / pull.sum())
    network = _network_of(land, networks, tambon, rng)
    hours = capacity * np.array([31.0, 264.0, 0.0])[form] * rng.lognormal(0, 0.8, count)
    cases = np.where(
        form == 0, 0, capacity * np.array([0.0, 31.0, 48.0])[form] * rng.lognormal(0, 0.8, count)
    )
    few = (form == 0) & (rng.random(count) < 0.25)
    cases = np.where(few, rng.integers(1, 5, count), cases)
    share = np.where(form[:, None] == 0, SKILL_SHARE, np.minimum(1, SKILL_SHARE * 2.2))
    share[form > 0, 8] = 0.35
    skill = rng.random((count, len(KINDS))) < share
    skill[form == 2, :HOUR_KINDS] = False
    skill[form == 2, HOUR_KINDS + 1 :] |= rng.random((int((form == 2).sum()), 3)) < 0.6
    skill[~skill.any(1), 2] = True
    group = rng.random((count, len(GROUPS))) < np.where(form[:, None] == 0, 0.55, 0.8)
    group[~group.any(1), 0] = True
    speaks = rng.random((count, len(LANGUAGES))) < 0.06
    travel = np.array([8.6, 30.0, 60.0])[form] * rng.lognormal(0, 0.5, count)
    limited = rng.random(count) < persons
    limit = np.where(limited, np.maximum(1, np.round(hours / 12 + cases / 2)), -1)
    village = village_of.of(tambon)
    table = pa.table({
        "giver": _ids("G", count), "network": members["table"].column("network").to_numpy(False)[network],
        "kind": np.array(["volunteer", "organisation", "fund"])[form], "village": _ids_at("V", village),
        "tambon": land.code[tambon],
        "gender": np.where(form > 0, "both", rng.choice(["F", "M"], count, p=[0.7, 0.3])),
        "languages": _words(LANGUAGES, speaks), "skills": _words(KINDS, skill), "groups": _words(GROUPS, group),
        "cap_hours": np.round(hours).astype(int), "cap_cases": np.round(cases).astype(int),
        "max_persons": limit.astype(int), "travel_km": np.round(travel, 1),
    })  # fmt: skip
    return table, {"village": village, "skill": skill, "hours": hours}


def _network_of(
    land: Land, networks: dict[str, np.ndarray], tambon: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """A giver joins one of the three nearest networks of the province, one in fifty a national one."""
    network = np.zeros(len(tambon), np.int64)
    national = np.flatnonzero(networks["province"] == "")
    for code in np.unique(land.province[tambon]):
        rows = np.flatnonzero(land.province[tambon] == code)
        own = np.flatnonzero(networks["province"] == code)
        home = networks["home"][own]
        far = (land.lat[tambon[rows], None] - land.lat[home]) ** 2 + (
            land.lon[tambon[rows], None] - land.lon[home]
        ) ** 2
        near = np.argsort(far, axis=1, kind="stable")[:, :3]
        network[rows] = own[near[np.arange(len(rows)), rng.integers(0, near.shape[1], len(rows))]]
    few = rng.random(len(tambon)) < 0.02
    network[few] = rng.choice(national, int(few.sum()))
    return network


def _words(vocabulary: tuple[str, ...], has: np.ndarray) -> list[str]:
    """`;`-joined words of each row; rows of equal bits are joined once."""
    bits = has @ (1 << np.arange(len(vocabulary)))
    kinds, where = np.unique(bits, return_inverse=True)
    text = [
        ";".join(word for i, word in enumerate(vocabulary) if bit >> i & 1)
        for bit in kinds.tolist()
    ]
    return [text[i] for i in where.tolist()]


def _today(
    needs: dict[str, np.ndarray], givers: dict[str, np.ndarray], lat: np.ndarray, lon: np.ndarray,
    rng: np.random.Generator,
) -> tuple[pa.Table, pa.Table]:  # fmt: skip
    """Relations as they stand: a third of needs with a near giver of the skill, one in twenty of those with two."""
    from scipy.spatial import cKDTree

    total = len(needs["kind"])
    served = np.flatnonzero(rng.random(total) < 0.34)
    served = np.sort(np.concatenate((served, served[rng.random(len(served)) < 0.05])))
    giver = np.full(len(served), -1)
    for kind in range(len(KINDS)):
        able = np.flatnonzero(givers["skill"][:, kind])
        rows = np.flatnonzero(needs["kind"][served] == kind)
        if not len(able) or not len(rows):
            continue
        tree = cKDTree(np.c_[lat[givers["village"][able]], lon[givers["village"][able]]])
        where = needs["village"][served[rows]]
        near = tree.query(np.c_[lat[where], lon[where]], k=min(6, len(able)))[1].reshape(
            len(rows), -1
        )
        giver[rows] = able[near[np.arange(len(rows)), rng.integers(0, near.shape[1], len(rows))]]
    keep = np.unique(np.c_[served, giver][giver >= 0], axis=0)
    need, giver = _ids_at("D", keep[:, 0]), _ids_at("G", keep[:, 1])
    old = rng.random(len(keep)) < 0.7
    months = rng.integers(1, 61, len(keep))
    history = pa.table({"need": need[old], "giver": giver[old], "months": months[old]})
    return history, pa.table({"need": need, "giver": giver})


def write(tables: dict[str, pa.Table], meta: dict[str, Any], out: Path, *, parquet: bool) -> None:
    out.mkdir(parents=True, exist_ok=True)
    meta = meta | {"table_format": "parquet" if parquet else "csv"}
    (out / "meta.json").write_text(json.dumps(meta, indent=1), encoding="utf-8")
    for name, table in tables.items():
        if parquet:
            pyarrow.parquet.write_table(table, out / f"{name}.parquet")
        else:
            pyarrow.csv.write_csv(table, out / f"{name}.csv")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--persons", type=float, default=0.0)
    parser.add_argument("--capacity", type=float, default=1.0)
    parser.add_argument("--parquet", action="store_true")
    chosen = parser.parse_args()
    tables, meta = make(
        chosen.data,
        people=chosen.people,
        seed=chosen.seed,
        persons=chosen.persons,
        capacity=chosen.capacity,
    )
    write(tables, meta, chosen.out, parquet=chosen.parquet or chosen.people > 200_000)
    print(" ".join(f"{name}={table.num_rows}" for name, table in tables.items()))


if __name__ == "__main__":
    main()
