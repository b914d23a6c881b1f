#!/usr/bin/env python3
"""The one command of Kuea. Makes its own environment on first use; needs only Python 3.11+.

python3 manage.py up       install, migrate, load places and the sample province, serve
python3 manage.py test     install what the tests need, run them
python3 manage.py help     everything else
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = Path(os.environ.get("KUEA_VENV", ROOT / ".venv"))
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def install(lock_name: str) -> None:
    """Bring the environment to exactly what the lock file says; does nothing when it already is."""
    lock = ROOT / lock_name
    stamp = ENVIRONMENT / f".{lock_name}.sha256"
    wanted = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == wanted:
        return
    if not PYTHON.exists():
        print("เตรียมสภาพแวดล้อมครั้งแรก (Preparing the environment, once) …", flush=True)
        subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    print(f"ติดตั้งตาม {lock_name} (Installing) …", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, "--require-hashes", "-r", str(lock)])
    if done.returncode:
        sys.exit(
            "ติดตั้งไม่สำเร็จ ตรวจการเชื่อมต่ออินเทอร์เน็ตแล้วสั่งเดิมอีกครั้ง "
            "(Installation failed: check the network, then run the same command again.)"
        )
    stamp.write_text(wanted)


def main() -> int:
    if sys.version_info < (3, 11):  # noqa: UP036  an older Python must be told, not crash
        sys.exit("Kuea ต้องใช้ Python 3.11 ขึ้นไป (needs Python 3.11 or newer)")
    verb = sys.argv[1] if len(sys.argv) > 1 else "help"
    wanted = ["requirements.lock"] + (
        ["requirements-test.lock"] if verb in {"test", "check"} else []
    )
    for lock_name in wanted:
        install(lock_name)
    if Path(sys.prefix).resolve() != ENVIRONMENT.resolve():
        again = [str(PYTHON), str(ROOT / "manage.py"), *sys.argv[1:]]
        if os.name != "nt":  # the same process, so that whoever stops it stops the server too
            os.execv(again[0], again)
        return subprocess.run(again).returncode
    if verb == "test":
        import pytest

        # All of them: on every core, the few long files (the browser's) first. The matrix of rights takes
        # minutes and is a stage of its own in `.ci/run`.
        everything = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder", "-m"]
        chosen = sys.argv[2:] or [*everything, "not matrix"]
        return int(pytest.main(chosen))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuea.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
