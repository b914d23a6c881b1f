"""The rules of the house, proved: imports, sizes, where writes stand, every page says for whom it is."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sorted(path for path in (ROOT / "kuea").rglob("*.py") if "migrations" not in path.parts)
TEMPLATES = sorted((ROOT / "kuea").rglob("*.html"))
WRITES = {
    "save",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
    "delete",
    "set",
}
MANAGERS = {"objects", "_default_manager"}


def lines_of(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_imports_go_down_only():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout


def test_modules_are_short():
    assert {
        str(path.relative_to(ROOT)): lines_of(path) for path in PYTHON if lines_of(path) > 600
    } == {}


def test_templates_are_short():
    assert {path.name: lines_of(path) for path in TEMPLATES if lines_of(path) > 150} == {}


def test_test_files_are_short():
    files = (ROOT / "tests").rglob("*.py")
    assert {path.name: lines_of(path) for path in files if lines_of(path) > 600} == {}


def test_functions_are_short():
    long = {}
    for path in PYTHON:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 60:
                long[f"{path.relative_to(ROOT)}:{node.name}"] = node.end_lineno - node.lineno + 1
    assert long == {}


def may_write(path: Path) -> bool:
    """Writes stand in actions; in the one place a case moves; in the ledger; in commands that call actions."""
    return "actions" in path.parts or path.name in {
        "actions.py", "path.py", "care_dates.py", "chaining.py",
    }  # fmt: skip


def chain_of(node: ast.expr) -> list[str]:
    names = []
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            names.append(node.attr)
            node = node.value
        else:
            node = node.func
    return names


def test_writes_stand_only_in_actions():
    found = []
    for path in PYTHON:
        if may_write(path) or path.parts[-2] in {"core", "engines"}:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                chain = chain_of(node)
                if node.func.attr in WRITES | {"update"} and MANAGERS & set(chain[1:]):
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
                if node.func.attr == "save" and not node.args and not node.keywords:
                    found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert found == []


def test_templates_carry_no_inline_script_or_style():
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)|\son[a-z]+=\"|\sstyle=\"", text), path.name


def every_route(resolver: URLResolver, prefix: str = "") -> list[tuple[str, URLPattern]]:
    found = []
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            found += every_route(entry, address)
        else:
            found.append((address, entry))
    return found


def test_every_page_says_for_whom_it_is():
    """A page without a rule fails the build: `@for_duty(...)` or `@for_everyone`."""
    routes = every_route(get_resolver())
    silent = [address for address, entry in routes if not hasattr(entry.callback, "duty_roles")]
    assert silent == []


def test_every_dependency_has_its_sentence():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    parts = text.split("[tool.", 1)[0]
    listed = re.findall(r'^    "([a-z][^"]*)",(.*)$', parts, re.M)
    assert listed
    assert [name for name, rest in listed if not re.search(r"#\s+\S.{10,}", rest)] == []


@pytest.mark.django_db
def test_migrations_are_complete():
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_network_is_blocked():
    import socket

    from pytest_socket import SocketConnectBlockedError

    with pytest.warns(UserWarning), pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
