"""Files as they came, sealed on disk (A39), and opened again for reading only."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from kuea.core.problems import Refusal
from kuea.intake.models import Batch
from kuea.offices.fields import open_bytes, seal_bytes

_PIECE = 1 << 20


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
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".part")
    with path.open("rb") as file, unfinished.open("wb") as sealed:
        while piece := file.read(_PIECE):
            sealed.write(seal_bytes(piece) + b"\n")
    unfinished.replace(target)
    return kept_at


@contextmanager
def opened(batch: Batch) -> Iterator[Path]:
    """The sender's file again, in a place only this program reads, removed afterwards. Raises: file_erased."""
    if not batch.kept_at:
        raise Refusal("file_erased")
    with tempfile.TemporaryDirectory(prefix="kuea-") as folder:
        path = Path(folder) / f"sent{Path(batch.file_name).suffix[:10].lower()}"
        kept = Path(settings.MEDIA_ROOT) / batch.kept_at
        with kept.open("rb") as sealed, path.open("wb") as file:
            for line in sealed:
                file.write(open_bytes(line.rstrip(b"\n")))
        yield path
