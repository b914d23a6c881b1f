"""Every read outside the actions passes the scope engine, or stands in a list with its reason (default deny)."""

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = ROOT / "docs" / "privacy" / "unscoped_reads.csv"
OPEN = {
    "Place", "PlaceName", "PlaceSuccession", "Province", "Edition", "TambonCoverage", "VillageCoverage",
    "DefinitionSet", "TargetGroup", "ChainHead",
}  # fmt: skip
"""Tables of class D0, and counts: on the board for everybody."""
PASSED = {"visible_to", "in_sight", "in_use", "none", "for_review_by", "for_everyone"}
"""Ways through `offices.scoping`, and the empty choice of a form."""


def test_every_read_passes_the_scope_or_has_its_reason():
    listed = {tuple(row[:3]) for row in _listed()}
    found = set(_unscoped_reads())
    assert found - listed == set(), (
        "read through .visible_to(duty); where the rows are already in sight, add a line with the reason to "
        "docs/privacy/unscoped_reads.csv"
    )
    assert listed - found == set(), "these reads are gone: take their lines out"


def test_every_reason_is_given():
    assert [row for row in _listed() if len(row) != 4 or len(row[3]) < 12] == []


def test_lint_sees_reads_by_any_road():
    seen = set(
        _reads_of(
            "x.py",
            "def a(duty):\n"
            "    one = Case.objects.filter(pk=1)\n"
            "    two = Case.objects.select_related('x').visible_to(duty).filter(pk=2)\n"
            "    return Person._default_manager.all(), Place.objects.all()\n",
        )
    )
    assert seen == {("x.py", "a", "Case"), ("x.py", "a", "Person")}


def _listed() -> list[list[str]]:
    with LIST.open(encoding="utf-8", newline="") as lines:
        return list(csv.reader(lines))[1:]


def _unscoped_reads() -> Iterator[tuple[str, str, str]]:
    for path in sorted((ROOT / "kuea").rglob("*.py")):
        inside = path.relative_to(ROOT / "kuea")
        if (
            {"actions", "migrations", "project"} & set(inside.parts)
            or path.name in {"actions.py", "scoping.py", "scope.py", "guards.py"}
            or path.name.endswith("models.py")
            or "models" in inside.parts
        ):
            continue
        yield from _reads_of(str(inside), path.read_text(encoding="utf-8"))


def _reads_of(file: str, text: str) -> Iterator[tuple[str, str, str]]:
    """(file, function, model) of every `Model.objects…` that does not go through the scope in the same chain."""
    tree = ast.parse(text)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
            model = ast.unparse(node.value)
            if model not in OPEN and not _chain(node, above) & PASSED:
                yield file, _place(node, above), model


def _chain(node: ast.expr, above: dict[ast.AST, ast.AST]) -> set[str]:
    """The methods called on what `node` is, one after another."""
    names, here = set(), node
    while isinstance(up := above[here], ast.Attribute | ast.Call):
        if isinstance(up, ast.Attribute):
            names.add(up.attr)
        elif up.func is not here:
            break
        here = up
    return names


def _place(node: ast.AST, above: dict[ast.AST, ast.AST]) -> str:
    names = []
    while node in above:
        node = above[node]
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
    return ".".join(reversed(names)) or "<module>"
