"""Compiled loops are kept where the install may write, and a place without any still starts."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(
    os.geteuid() == 0 and not shutil.which("setpriv"), reason="root writes everywhere"
)

CODE = Path(__file__).resolve().parents[2] / "kuea" / "engines" / "compiled.py"
PROGRAM = """
from engines.compiled import compiled
from engines.loop import twice
print(twice(21))
"""
LOOP = "from engines.compiled import compiled\n\n@compiled\ndef twice(x):\n    return 2 * x\n"


def read_only_copy(folder: Path) -> Path:
    """A package of the compiler's door and one loop, that nobody may write to."""
    package = folder / "engines"
    package.mkdir(parents=True)
    shutil.copy(CODE, package / "compiled.py")
    (package / "loop.py").write_text(LOOP)
    (package / "__init__.py").write_text("")
    for part in (folder, *folder.rglob("*")):
        part.chmod(0o555 if part.is_dir() else 0o444)
    return package.parent


def run(code: Path, **environment: str) -> str:
    python = [sys.executable, "-B", "-c", PROGRAM]
    env = {
        "PYTHONPATH": str(code),
        "HOME": "/nonexistent",
        "PATH": os.environ["PATH"],
    } | environment
    if os.geteuid() == 0:  # root writes everywhere unless this power is laid down
        python = ["setpriv", "--bounding-set=-dac_override", "--", *python]
    done = subprocess.run(python, env=env, cwd="/", capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def code(tmp_path: Path) -> Iterator[Path]:
    yield read_only_copy(tmp_path / "code")
    for part in (tmp_path, *tmp_path.rglob("*")):
        if part.is_dir():
            part.chmod(0o755)


def test_a_read_only_install_keeps_compiled_loops_in_its_own_folder(
    code: Path, tmp_path: Path
) -> None:
    assert run(code, KUEA_VAR=str(tmp_path)) == "42"
    kept = sorted(path.suffix for path in (tmp_path / "compiled").rglob("*.nb*"))
    assert kept == [".nbc", ".nbi"]


def test_a_place_without_any_folder_to_write_to_still_starts(code: Path) -> None:
    assert run(code) == "42"
