"""Files as they came, sealed on disk (A39), and opened again for reading only."""

import hashlib
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from kuea.core.problems import Refusal
from kuea.intake.models import Batch
from kuea.offices.sealing import pieces_of, seal_file

_PIECE = 1 << 20
_LEFT_SECONDS = 24 * 3600
"""No file is read for so long: what is older was left by a reader that died."""


def hash_file(path: Path) -> str:
    """SHA-256 of the sender's bytes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def keep_file(path: Path, sha256: str, province_code: str) -> str:
    """Seal the file piece by piece below MEDIA_ROOT; returns its place there. The same bytes are kept once."""
    kept_at = f"batches/{province_code}/{sha256[:2]}/{sha256}.sealed"
    target = Path(settings.MEDIA_ROOT) / kept_at
    if target.exists():
        return kept_at
    seal_file(path, target)
    return kept_at


@contextmanager
def opened(batch: Batch) -> Iterator[Path]:
    """The sender's file again, in a place only this program reads, removed afterwards. Raises: file_erased."""
    if not batch.kept_at:
        raise Refusal("file_erased")
    with tempfile.TemporaryDirectory(dir=settings.SCRATCH) as folder:
        path = Path(folder) / f"sent{Path(batch.file_name).suffix[:10].lower()}"
        kept = Path(settings.MEDIA_ROOT) / batch.kept_at
        with path.open("wb") as file:
            for piece in pieces_of(kept):
                file.write(piece)
        yield path


def sweep_scratch() -> int:
    """Remove what readers that died left in clear; returns how many files and folders. Daily."""
    scratch, old = Path(settings.SCRATCH), time.time() - _LEFT_SECONDS
    every = list(scratch.iterdir()) if scratch.is_dir() else []
    left = [path for path in every if path.lstat().st_mtime < old]
    for path in left:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
    return len(left)
