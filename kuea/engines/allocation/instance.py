"""Tables of an instance (coverage-instance form) → the frozen problem and the identifiers kept beside it."""

import hashlib
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from scipy.sparse import coo_array  # type: ignore[import-untyped]
from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

from kuea.core.allocation.problem import (
    ANY,
    CASES,
    COMMON_LANGUAGE,
    FEMALE,
    HOURS,
    MALE,
    Ints,
    Policy,
    Problem,
)  # fmt: skip
from kuea.engines.allocation.faults import (
    InstanceFault,
    column,
    hundredths,
    keys,
    masks,
    numbers,
    one_of,
    references,
)  # fmt: skip

TABLES = (
    "tambons", "adjacency", "villages", "networks", "network_accept", "receivers", "needs", "givers",
    "history", "current",
)  # fmt: skip
MAY_BE_ABSENT = ("network_accept", "history", "current")
CARER = {"any": ANY, "F": FEMALE, "M": MALE}
SENDS = {"F": FEMALE, "M": MALE, "both": FEMALE | MALE}
MOST_PERSONS = 2_000_000_000


@dataclass(frozen=True, eq=False)
class Instance:
    """A problem, the identifiers of its rows, the relations worth keeping and today's plan as pairs of positions."""

    problem: Problem
    tambons: pa.Array
    networks: pa.Array
    needs: pa.Array
    givers: pa.Array
    history: Ints  # (rows, 2) need, giver
    current: Ints  # (rows, 2) need, giver


def build_instance(tables: dict[str, pa.Table], meta: dict[str, Any]) -> Instance:
    """Check everything and freeze it. Raises InstanceFault with a Thai sentence at the first thing wrong."""
    tambons = keys(tables, "tambons", "tambon")
    villages = keys(tables, "villages", "village")
    networks = keys(tables, "networks", "network")
    receivers = keys(tables, "receivers", "receiver")
    needs = keys(tables, "needs", "need")
    givers = keys(tables, "givers", "giver")
    kinds = _vocabulary(column(tables, "needs", "type"))
    groups = _vocabulary(column(tables, "receivers", "group"))
    spoken = [
        word
        for word in _vocabulary(column(tables, "receivers", "language"))
        if word != COMMON_LANGUAGE
    ]
    languages = (COMMON_LANGUAGE, *spoken)
    digest = hashlib.sha256()
    for ids in (tambons, villages, networks, receivers, needs, givers):
        digest.update("\x1f".join(ids.to_pylist()).encode())
    _size_of_words(kinds, groups, languages)
    problem = Problem(
        **_places(tables, tambons, villages),
        **_networks(tables, tambons, networks),
        **_receivers(tables, villages, groups, languages, tambons),
        **_needs(tables, receivers, kinds),
        **_givers(tables, villages, networks, kinds, groups, languages, tambons),
        kinds=kinds, groups=groups, languages=languages, policy=read_policy(meta), id_digest=digest.hexdigest(),
    )  # fmt: skip
    _refuse_doubles(problem, needs)
    return Instance(
        problem, tambons, networks, needs, givers,
        _pairs(tables, "history", needs, givers), _pairs(tables, "current", needs, givers),
    )  # fmt: skip


def _size_of_words(
    kinds: tuple[str, ...], groups: tuple[str, ...], languages: tuple[str, ...]
) -> None:
    for name, words in (
        ("needs.type", kinds),
        ("receivers.group", groups),
        ("receivers.language", languages),
    ):
        if len(words) > 62:
            raise InstanceFault(f"{name} มีคำต่างกัน {len(words)} คำ รับได้ไม่เกิน 62 คำ")


def read_policy(meta: dict[str, Any]) -> Policy:
    """Weights and road factor of meta.json; `alpha`, `strict` and `policy_version` may stand there too."""
    try:
        by_level = {str(level): float(value) for level, value in meta["urgency_weight"].items()}
        weight = (by_level["1"], by_level["2"], by_level["3"], by_level["4"], by_level["5"])
        road = float(meta["road_factor"])
        alpha, strict = float(meta.get("alpha", 0.0)), tuple(int(x) for x in meta.get("strict", ()))
    except (KeyError, TypeError, ValueError, AttributeError) as fault:
        raise InstanceFault(
            f"meta.json ต้องมี road_factor และ urgency_weight ครบระดับ 1 ถึง 5 เป็นตัวเลข ({fault})"
        ) from fault
    if not all(np.isfinite(weight)) or min(weight) <= 0 or not 0 < road < 100:
        raise InstanceFault("meta.json: น้ำหนักความเร่งด่วนและ road_factor ต้องมากกว่าศูนย์")
    return Policy(
        urgency_weight=weight, alpha=alpha, strict=strict, road_factor=road,
        version=str(meta.get("policy_version", "1")),
    )  # fmt: skip


def _vocabulary(values: pa.ChunkedArray) -> tuple[str, ...]:
    return tuple(sorted(pc.unique(values).to_pylist()))


def _places(tables: dict[str, pa.Table], tambons: pa.Array, villages: pa.Array) -> dict[str, Any]:
    provinces, districts = (
        column(tables, "tambons", "province"),
        column(tables, "tambons", "district"),
    )
    province = pc.index_in(provinces, value_set=pa.array(_vocabulary(provinces))).to_numpy()
    pairs = np.stack(
        [references(tables, "adjacency", name, tambons) for name in ("a", "b")], axis=1
    )  # fmt: skip
    _refuse_apart(pairs, province, tambons)
    return {
        "tambon_province": province.astype(np.int32),
        "tambon_district": pc.index_in(districts, value_set=pa.array(_vocabulary(districts))).to_numpy().astype(np.int32),
        "neighbours": pairs,
        "village_tambon": references(tables, "villages", "tambon", tambons),
        "village_lat": numbers(tables, "villages", "lat", least=-90, most=90),
        "village_lon": numbers(tables, "villages", "lon", least=-180, most=180),
    }  # fmt: skip


def _refuse_apart(pairs: Ints, province: Ints, tambons: pa.Array) -> None:
    """Each province must hang together over its neighbours, or no territory could be contiguous."""
    inside = pairs[province[pairs[:, 0]] == province[pairs[:, 1]]]
    size = len(province)
    graph = coo_array((np.ones(len(inside)), (inside[:, 0], inside[:, 1])), (size, size))
    part = connected_components(graph, directed=False)[1]
    first = {int(p): int(part[row]) for row, p in reversed(list(enumerate(province.tolist())))}
    for row, code in enumerate(province.tolist()):
        if part[row] != first[int(code)]:
            raise InstanceFault(
                f"ตำบล {tambons[row].as_py()} ไม่เชื่อมกับตำบลอื่นในจังหวัดเดียวกัน เพิ่มคู่ตำบลข้างเคียงในตาราง adjacency"
            )


def _networks(tables: dict[str, pa.Table], tambons: pa.Array, networks: pa.Array) -> dict[str, Any]:
    provinces = pa.array(_vocabulary(column(tables, "tambons", "province")))
    if (
        tables["networks"].column("province").null_count
        if "province" in tables["networks"].column_names
        else 0
    ):
        filled = pc.fill_null(tables["networks"].column("province").cast(pa.string()), "")
        at = tables["networks"].column_names.index("province")
        tables = tables | {"networks": tables["networks"].set_column(at, "province", filled)}
    listed = one_of(tables, "networks", "scope", {"all": 0, "listed": 1}).astype(bool)
    if "network_accept" in tables or listed.any():
        network = references(tables, "network_accept", "network", networks)
        tambon = references(tables, "network_accept", "tambon", tambons)
    else:
        network = tambon = np.zeros(0, np.int32)
    return {
        "network_province": references(tables, "networks", "province", provinces, empty_is=-1),
        "network_home": references(tables, "networks", "home_tambon", tambons),
        "network_listed": listed, "accept_network": network, "accept_tambon": tambon,
    }  # fmt: skip


def _same_tambon(tables: dict[str, pa.Table], table: str, village: Ints, tambons: pa.Array) -> None:
    """`tambon` beside `village` must be the village's own."""
    stated = references(tables, table, "tambon", tambons)
    of_village = references(tables, "villages", "tambon", tambons)
    wrong = np.flatnonzero(stated != of_village[village])
    if len(wrong):
        raise InstanceFault(f"ตาราง {table} แถวที่ {wrong[0] + 1} ตำบลไม่ตรงกับตำบลของหมู่บ้าน แก้ให้ตรงกัน")


def _receivers(
    tables: dict[str, pa.Table], villages: pa.Array, groups: tuple[str, ...], languages: tuple[str, ...],
    tambons: pa.Array,
) -> dict[str, Any]:  # fmt: skip
    village = references(tables, "receivers", "village", villages)
    _same_tambon(tables, "receivers", village, tambons)
    return {
        "receiver_village": village,
        "receiver_group": references(tables, "receivers", "group", pa.array(groups)),
        "receiver_language": references(tables, "receivers", "language", pa.array(languages)),
    }


def _needs(
    tables: dict[str, pa.Table], receivers: pa.Array, kinds: tuple[str, ...]
) -> dict[str, Any]:
    urgency = {str(level): level for level in range(1, 6)}
    return {
        "need_receiver": references(tables, "needs", "receiver", receivers),
        "need_kind": references(tables, "needs", "type", pa.array(kinds)),
        "need_unit": one_of(tables, "needs", "unit", {"hours": HOURS, "cases": CASES}),
        "need_amount": hundredths(tables, "needs", "amount", positive=True),
        "need_urgency": one_of(tables, "needs", "urgency", urgency),
        "need_gender": one_of(tables, "needs", "carer_gender", CARER),
    }


def _refuse_doubles(problem: Problem, needs: pa.Array) -> None:
    """Two needs of one person and kind would let two networks serve it: an overlap inside a plan."""
    key = problem.need_receiver.astype(np.int64) * 64 + problem.need_kind
    order = np.argsort(key, kind="stable")
    again = np.flatnonzero(np.diff(key[order]) == 0)
    if len(again):
        name = needs[int(order[again[0] + 1])].as_py()
        raise InstanceFault(f"ความต้องการ {name} เป็นชนิดเดียวกับอีกแถวของผู้รับคนเดียวกัน รวมเป็นแถวเดียว")


def _givers(
    tables: dict[str, pa.Table], villages: pa.Array, networks: pa.Array, kinds: tuple[str, ...],
    groups: tuple[str, ...], languages: tuple[str, ...], tambons: pa.Array,
) -> dict[str, Any]:  # fmt: skip
    tables = tables | {"givers": _fill(tables["givers"], ("languages", "skills", "groups"))}
    village = references(tables, "givers", "village", villages)
    _same_tambon(tables, "givers", village, tambons)
    persons = numbers(tables, "givers", "max_persons", least=-1, most=MOST_PERSONS)
    if (persons != np.rint(persons)).any():
        raise InstanceFault("ตาราง givers คอลัมน์ max_persons ต้องเป็นจำนวนเต็ม (-1 คือไม่จำกัด)")
    return {
        "giver_network": references(tables, "givers", "network", networks),
        "giver_village": village,
        "giver_gender": one_of(tables, "givers", "gender", SENDS),
        "giver_languages": masks(tables, "givers", "languages", languages),
        "giver_skills": masks(tables, "givers", "skills", kinds),
        "giver_groups": masks(tables, "givers", "groups", groups),
        "giver_hours": hundredths(tables, "givers", "cap_hours"),
        "giver_cases": hundredths(tables, "givers", "cap_cases"),
        "giver_persons": persons.astype(np.int32),
        "giver_travel": numbers(tables, "givers", "travel_km", least=0),
    }


def _fill(table: pa.Table, names: tuple[str, ...]) -> pa.Table:
    """Lists may be empty: a giver without any other language."""
    for name in names:
        if name in table.column_names:
            at = table.column_names.index(name)
            filled = pc.fill_null(table.column(name).cast(pa.string()), "")
            table = table.set_column(at, name, filled)
    return table


def _pairs(tables: dict[str, pa.Table], table: str, needs: pa.Array, givers: pa.Array) -> Ints:
    if table not in tables:
        return np.zeros((0, 2), np.int32)
    return np.stack(
        [references(tables, table, "need", needs), references(tables, table, "giver", givers)], axis=1
    )  # fmt: skip


def with_policy(instance: Instance, policy: Policy) -> Instance:
    return replace(instance, problem=instance.problem.changed(policy=policy))
