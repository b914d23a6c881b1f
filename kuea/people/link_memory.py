"""Linking within a bound of memory: too many rows are refused before they are read, the rest ends with a sentence.

Linux and macOS keep the bound; where the system has no such limit only the estimate protects.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet

from kuea.offices.many_rows import free_bytes
from kuea.people.link_files import ListFault

BYTES_A_ROW = 900
"""What linking holds of a row at the least (docs/algorithms/linking.md); crowded lists take up to twice that."""
_SHARE = 0.8
_PIECE = 1 << 22


def allowed_bytes(asked_gb: float | None) -> int | None:
    """As asked for, else four fifths of what is free; None when nothing is known."""
    if asked_gb is not None:
        return int(asked_gb * (1 << 30))
    free = free_bytes()
    return None if free is None else int(free * _SHARE)


def refuse_too_many(paths: Sequence[Path], allowed: int | None) -> int:
    """Rows of all files, counted without reading them in. Raises `ListFault` when they need more than is allowed."""
    rows = sum(map(_rows_of, paths))
    if allowed is not None and rows * BYTES_A_ROW > allowed:
        raise ListFault(
            f"แฟ้มรวม {rows:,} แถว ต้องใช้หน่วยความจำอย่างน้อย {_gb(rows * BYTES_A_ROW)} GB แต่ใช้ได้ {_gb(allowed)} GB "
            "แบ่งรายชื่อเป็นจังหวัดหรืออำเภอ หรือใช้เครื่องที่มีหน่วยความจำมากกว่า (--memory บอกจำนวน GB ที่ใช้ได้)"
        )
    return rows


@contextmanager
def bounded(allowed: int | None) -> Iterator[None]:
    """What runs inside may take so much more than is held now; beyond it, a `ListFault` and not the whole machine."""
    before = _limit(allowed)
    try:
        yield
    except MemoryError as error:
        raise ListFault(
            f"หน่วยความจำ {_gb(allowed or 0)} GB ไม่พอสำหรับรายชื่อนี้ แบ่งรายชื่อเป็นจังหวัดหรืออำเภอ "
            "หรือใช้เครื่องที่มีหน่วยความจำมากกว่า (--memory บอกจำนวน GB ที่ใช้ได้)"
        ) from error
    finally:
        if before is not None:
            _set_limit(before)


def _limit(allowed: int | None) -> tuple[int, int] | None:
    held = _held()
    if allowed is None or held is None:
        return None
    import resource

    before = resource.getrlimit(resource.RLIMIT_DATA)
    _set_limit((held + allowed, before[1]))
    return before


def _set_limit(limits: tuple[int, int]) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, limits)


def _held() -> int | None:
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return None
    return next((int(one.split()[1]) * 1024 for one in lines if one.startswith("VmData")), None)


def _rows_of(path: Path) -> int:
    """Of a Parquet file as it says itself; of a text its lines. A file that cannot be read has none: reading says why."""
    try:
        if path.suffix.lower() in {".parquet", ".pq"}:
            return int(pyarrow.parquet.read_metadata(path).num_rows)
        with path.open("rb") as file:
            return sum(piece.count(b"\n") for piece in iter(lambda: file.read(_PIECE), b""))
    except (OSError, pa.ArrowException):
        return 0


def _gb(count: int) -> str:
    return f"{count / (1 << 30):,.1f}"
