"""Takes away rules one at a time and says which test noticed; a rule nobody misses is a hole.

    python bench/mutate_rules.py [HOW_MANY] [SEED]

Picks at random among: a duty's line for a kind of row, a ceiling, a pair of duties nobody holds together, a duty of a
page's list, and the guard of an action (`require_role`, `require_case`, `require_province`). Works in a copy of the
tree. Each is tried against the tests that are meant to hold it, not the whole suite. (That every guard of every action
is missed when it is gone, `tests/trust/test_acts.py` proves in each run of CI.)
"""

import ast
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUARDS = {"require_role", "require_case", "require_province"}


def table_rules(text: str) -> list[tuple[str, str, str]]:
    """(what, old, new) for lines of core/rights.py."""
    found = []
    for line in re.findall(r"^    Role\.\w+: \(_.*\),.*$", text, re.M):
        reach = re.search(r"_[OHAPW]", line)
        if reach:
            found.append(
                (f"ceiling {line.strip()[:40]}", line, line.replace(reach.group(), "_N", 1))
            )
    for line in re.findall(r"^    frozenset\(\{Role.*$", text, re.M):
        found.append((f"pair {line.strip()[:60]}", line + "\n", ""))
    for part in re.findall(r"\| _each\(\(Role\.\w+,\), [^)]*\)?\)", text):
        found.append((f"sight {part}", part, ""))
    return found


def page_rules(path: Path) -> list[tuple[str, str, str]]:
    """One duty less in `@for_duty(Role.X, Role.Y)`."""
    found = []
    for call in re.findall(
        r"@for_duty\((?:Role\.\w+, )+Role\.\w+\)", path.read_text(encoding="utf-8")
    ):
        last = call.rsplit(", ", 1)[0] + ")"
        found.append((f"page {path.relative_to(ROOT)} {call}", call, last))
    return found


def guard_rules(path: Path) -> list[tuple[str, str, str]]:
    """A guard statement of an action made to say nothing."""
    text = path.read_text(encoding="utf-8")
    found = []
    for node in ast.walk(ast.parse(text)):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") in GUARDS
        ):
            old = ast.get_source_segment(text, node)
            if old and text.count(old) == 1:
                found.append(
                    (f"guard {path.relative_to(ROOT)}:{node.lineno} {old[:60]}", old, "...")
                )
    return found


def main() -> None:
    many, seed = int((sys.argv[1:] or ["10"])[0]), int((sys.argv[2:] or ["2569"])[0])
    rights = ROOT / "kuea/core/rights.py"
    rules = [(rights, *rule) for rule in table_rules(rights.read_text(encoding="utf-8"))]
    for path in sorted((ROOT / "kuea").rglob("*views.py")):
        rules += [(path, *rule) for rule in page_rules(path)]
    for path in sorted((ROOT / "kuea").rglob("actions/*.py")):
        rules += [(path, *rule) for rule in guard_rules(path)]
    random.seed(seed)
    chosen = random.sample(rules, many)
    print(f"{len(rules)} rules; {many} taken away one at a time, seed {seed}", flush=True)
    missed = 0
    for path, what, old, new in chosen:
        with tempfile.TemporaryDirectory() as folder:
            copy = Path(folder) / "kuea"
            shutil.copytree(
                ROOT,
                copy,
                ignore=shutil.ignore_patterns(
                    ".git", ".venv", "var", "node_modules", ".mypy_cache"
                ),
            )
            changed = copy / path.relative_to(ROOT)
            text = changed.read_text(encoding="utf-8")
            changed.write_text(text.replace(old, new, 1), encoding="utf-8")
            room = path.relative_to(ROOT).parts[1]
            tests = [
                "tests/core/test_rights.py",
                "tests/house/test_docs.py",
                "tests/trust/test_scope.py",
                "tests/invariants",
            ]
            tests += [f"tests/rooms/{room}"] if (copy / "tests/rooms" / room).is_dir() else []
            if what.startswith("guard"):
                tests += ["tests/trust/test_acts.py"]
            if what.startswith("page"):
                tests = ["tests/trust/test_matrix.py"]
            command = [
                sys.executable,
                "-m",
                "pytest",
                "-x",
                "-q",
                "-p",
                "no:cacheprovider",
                "-n",
                "2",
                *tests,
            ]
            done = subprocess.run(command, cwd=copy, capture_output=True, text=True)
            red = re.findall(r"^FAILED (\S+)", done.stdout, re.M)
            missed += done.returncode == 0
            print(
                f"{'noticed' if done.returncode else 'MISSED '} | {what} | {red[0] if red else ''}",
                flush=True,
            )
    print(f"{many - missed} noticed, {missed} missed")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
