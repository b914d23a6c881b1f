"""docs/invariants.md and docs/bad_input.md name only tests that exist, and leave no cell empty."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HARD = [*(f"I{number}" for number in range(1, 17)), "I19", "I20", "I23", "I24", "I25"]
NAMED = re.compile(r"`([\w/]+\.py)::(\w+)`")


def rows_of(name: str) -> list[list[str]]:
    lines = (ROOT / "docs" / name).read_text(encoding="utf-8").splitlines()
    tables = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in tables[2:]]


@cache
def names_in(path: str) -> frozenset[str]:
    tree = ast.parse((ROOT / "tests" / path).read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def test_every_hard_invariant_has_its_row_and_every_cell_a_test_or_a_reason():
    rows = rows_of("invariants.md")
    assert [row[0] for row in rows] == HARD
    empty = [(row[0], place) for row in rows for place in (1, 2, 3)
             if not NAMED.search(row[place]) and not re.match(r"–: \S.{15,}", row[place])]  # fmt: skip
    assert empty == []


def test_database_cells_are_tried_in_the_database():
    """Each names a test of that rule that expects the database itself to refuse, or I25, which it must allow."""
    for rule, *_, database in rows_of("invariants.md"):
        told = NAMED.findall(database)
        texts = [(ROOT / "tests" / path).read_text(encoding="utf-8") for path, _ in told]
        assert all(re.search("IntegrityError|DatabaseError", text) for text in texts), rule


@pytest.mark.parametrize("name", ["invariants.md", "bad_input.md"])
def test_every_named_test_exists(name):
    named = NAMED.findall((ROOT / "docs" / name).read_text(encoding="utf-8"))
    assert len(named) > 20
    gone = [f"{path}::{test}" for path, test in named
            if not (ROOT / "tests" / path).exists() or test not in names_in(path)]  # fmt: skip
    assert gone == []


def test_every_bad_input_of_the_issue_has_its_row():
    rows = rows_of("bad_input.md")
    assert len(rows) >= 20
    assert [row[0] for row in rows if not NAMED.search(row[-1])] == []
