"""Files as they came, sealed on disk (A39), and opened again for reading only."""

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from kuea.core.problems import Refusal
from kuea.intake.models import Batch
from kuea.offices.sealing import pieces_of, seal_file

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
    seal_file(path, target)
    return kept_at


@contextmanager
def opened(batch: Batch) -> Iterator[Path]:
    """The sender's file again, in a place only this program reads, removed afterwards. Raises: file_erased."""
    if not batch.kept_at:
        raise Refusal("file_erased")
    with tempfile.TemporaryDirectory(prefix="kuea-") as folder:
        path = Path(folder) / f"sent{Path(batch.file_name).suffix[:10].lower()}"
        kept = Path(settings.MEDIA_ROOT) / batch.kept_at
        with path.open("wb") as file:
            for piece in pieces_of(kept):
                file.write(piece)
        yield path
