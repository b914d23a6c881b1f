"""Opening an old workbook (XLS) or a Parquet table first in a process of its own, with little memory and little time.

A damaged file of these forms can make its reader ask for 64 GB and end the program; it cannot be looked
through beforehand as an archive's parts can. If the trial dies, only the trial has died.
"""

import contextlib
import subprocess
import sys
from pathlib import Path

_MOST_MEMORY = 3 << 30
_SECONDS = 120
LOT = 2_000
"""Rows of a Parquet table unpacked at a time."""
_MOST_IN_A_LOT = 128 << 20


def survives(path: Path, form: str = "xls") -> bool:
    """Does the reader of this form (xls, parquet) get through the file alive?"""
    if not sys.executable:
        return True
    try:
        trial = subprocess.run(
            [sys.executable, "-I", __file__, form, str(path)],
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return trial.returncode == 0


def _try(form: str, path: str) -> None:
    with contextlib.suppress(ImportError):  # not on Windows
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if form == "parquet":
        _try_columns(path)
    else:
        _try_workbook(path)


def _try_columns(path: str) -> None:
    import pyarrow
    import pyarrow.parquet

    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    with pyarrow.parquet.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=LOT, use_threads=False):
            batch.validate(full=True)
            if batch.nbytes > _MOST_IN_A_LOT:
                sys.exit(1)


def _try_workbook(path: str) -> None:
    import python_calamine

    with open(path, "rb") as file:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        for name in book.sheet_names:
            book.get_sheet_by_name(name)


if __name__ == "__main__":
    _try(sys.argv[1], sys.argv[2])
