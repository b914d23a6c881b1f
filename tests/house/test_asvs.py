"""The ASVS checklist is whole and honest: every item of levels 1 and 2 once, every linked test exists."""

import ast
import re
from functools import cache
from pathlib import Path

from kuea.project.asvs import STATES, read_items

ROOT = Path(__file__).resolve().parents[2]
LEVELS_1_AND_2 = 253
"""70 of level 1 and 183 of level 2 in ASVS 5.0.0."""


@cache
def names_in(path):
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def test_every_item_stands_once_with_its_state_and_words():
    items = read_items()
    assert len({item.number for item in items}) == len(items) == LEVELS_1_AND_2
    for item in items:
        assert re.fullmatch(r"V\d+\.\d+\.\d+", item.number) and item.level in {"1", "2"}, item
        assert item.state in STATES and item.words and item.evidence, item


def test_every_linked_test_exists():
    missing = [
        f"{item.number}: {test}"
        for item in read_items()
        for test in item.tests
        if test.split("::")[1] not in names_in(test.split("::")[0])
    ]
    assert missing == []


def test_at_least_seventy_items_are_decided_by_a_program():
    assert len([item for item in read_items() if item.state == "tested"]) >= 70
