"""How the linking treats groups of people: pairs found, and persons mixed with another, by group.

python bench/link_fairness.py REGISTRY.parquet CLUSTERS.parquet     (clusters of link_ours.py --clusters)
"""

import sys
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

FIELDS = ("national_id", "family_name", "given_name", "gender", "damage", "prefix")


def groups_of(rows: list[dict[str, str]]) -> list[str]:
    """The groups a person belongs to, by all records of theirs."""
    numbers = [n for row in rows if (n := row["national_id"]) and any(c.isdigit() for c in n)]
    names = [(row["given_name"] + " " + row["family_name"]).split() for row in rows]
    damage = " ".join(row["damage"] for row in rows)
    is_woman = any(
        row["gender"] in ("2", "หญิง", "ญ") or row["prefix"] in ("นาง", "นางสาว", "น.ส.")
        for row in rows
    )
    found = ["everybody", "women" if is_woman else "men"]
    if not numbers:
        found.append("no number in any record")
    elif len(numbers) < len(rows):
        found.append("a number in some records only")
    else:
        found.append("a number in every record")
    if numbers and all(n.startswith(("0", "๐")) for n in numbers):
        found.append("0-series number (no civil status, migrants)")
    if all(len(words) <= 1 for words in names):
        found.append("no family name")
    for kind, name in (
        ("family_changed", "family name changed (mostly women)"), ("given_changed", "given name changed"), ("nickname", "a nickname in some record"),
        ("romanised", "Latin letters in some record"), ("moved", "moved"),
    ):  # fmt: skip
        if kind in damage:
            found.append(name)
    return found


def main() -> None:
    registry, clusters = (Path(each) for each in sys.argv[1:3])
    table = pq.read_table(registry, columns=["record_id", "person_id", *FIELDS]).sort_by(
        "record_id"
    )
    found = pq.read_table(clusters).sort_by("record_id")["cluster_id"].to_pylist()
    persons: dict[str, list[int]] = {}
    rows = table.to_pylist()
    for place, row in enumerate(rows):
        persons.setdefault(row["person_id"], []).append(place)
    people_in = {}
    for place, row in enumerate(rows):
        people_in.setdefault(found[place], set()).add(row["person_id"])
    many, pairs, hit, mixed = Counter(), Counter(), Counter(), Counter()
    for places in persons.values():
        both = [(found[a], found[b]) for k, a in enumerate(places) for b in places[k + 1 :]]
        is_mixed = any(len(people_in[found[place]]) > 1 for place in places)
        for group in groups_of([rows[place] for place in places]):
            many[group] += 1
            pairs[group] += len(both)
            hit[group] += sum(a == b for a, b in both)
            mixed[group] += is_mixed
    print(
        "| group | persons | true pairs | found | mixed with another, per 1,000 persons |\n|---|---|---|---|---|"
    )
    for group in sorted(many, key=lambda each: -many[each]):
        share = f"{hit[group] / pairs[group]:.1%}" if pairs[group] else "–"
        print(
            f"| {group} | {many[group]:,} | {pairs[group]:,} | {share} | {1000 * mixed[group] / many[group]:.1f} |"
        )


if __name__ == "__main__":
    main()
