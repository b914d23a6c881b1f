"""Opening an old workbook (XLS) first in a process of its own, with little memory and little time.

A damaged XLS file can make the reader ask for 64 GB and end the program; its records cannot be looked
through beforehand as an archive's parts can. If the trial dies, only the trial has died.
"""

import contextlib
import subprocess
import sys
from pathlib import Path

_MOST_MEMORY = 3 << 30
_SECONDS = 120


def survives(path: Path) -> bool:
    """Does the reader get through the file alive?"""
    if not sys.executable:
        return True
    try:
        trial = subprocess.run(
            [sys.executable, "-I", __file__, str(path)],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return trial.returncode == 0


def _try(path: str) -> None:
    with contextlib.suppress(ImportError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import python_calamine

    with open(path, "rb") as file:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            book.get_sheet_by_name(name)


if __name__ == "__main__":
    _try(sys.argv[1])
