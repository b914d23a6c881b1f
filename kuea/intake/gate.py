"""The one gate for everything that is uploaded: what it is by its content, how large, whether it unpacks to a
bomb; and what leaves the gate is a table we read or a picture we drew again ourselves.

Names of files are words to show, never a path: what is kept is named by its own bytes.
"""

import re
import unicodedata
from pathlib import Path

from django.conf import settings

from kuea.core.problems import Refusal
from kuea.intake.pictures import CleanPicture, draw_again
from kuea.intake.sheets import Sheet, open_sheet
from kuea.offices.sealing import seal_pieces

_LONGEST_NAME = 120
_NOT_IN_A_NAME = re.compile(r"[\x00-\x1f\x7f<>:\"|?*\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def safe_name(name: str) -> str:
    """A sender's file name to show and to give back: no folders, no hidden or turning signs, not too long."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    tidy = _NOT_IN_A_NAME.sub("", last).strip(" .")
    if len(tidy) <= _LONGEST_NAME:
        return tidy or "file"
    stem, dot, end = tidy.rpartition(".")
    return f"{stem[: _LONGEST_NAME - 12]}.{end[:10]}" if dot else tidy[:_LONGEST_NAME]


def admit_sheet(path: Path, kind: str) -> Sheet:
    """A table, by its content: XLSX, XLS, ODS, CSV, Parquet. A `SheetFault` for everything else, for bombs (packed too
    tight, too many parts, far-away cells), and for XML that declares a document type or an entity."""
    return open_sheet(path, max_bytes=settings.MAX_SHEET_BYTES, kind=kind)


def admit_picture(data: bytes) -> CleanPicture:
    """A photograph, drawn again without what the camera wrote about place and time.

    Raises `Refusal`: picture_large, picture_kind, picture_broken, picture_wide.
    """
    if len(data) > settings.MAX_PICTURE_BYTES:
        limit = settings.MAX_PICTURE_BYTES // (1024 * 1024)
        raise Refusal("picture_large", limit=limit)
    return draw_again(data)


def keep_picture(picture: CleanPicture, folder: str) -> str:
    """Seal it below MEDIA_ROOT, outside everything that is served; returns its place there."""
    kept_at = f"{folder}/{picture.sha256[:2]}/{picture.sha256}.sealed"
    seal_pieces([picture.data], Path(settings.MEDIA_ROOT) / kept_at)
    return kept_at
