"""Photographs from strangers: opened with care, drawn again, and nothing of the sender's file is kept."""

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from kuea.core.problems import Refusal

MOST_POINTS = 50_000_000
"""Larger than any telephone takes; looked at before a single point is unpacked."""
LONGEST_SIDE = 1600
_QUALITY = 82
_KINDS = {"JPEG": (b"\xff\xd8\xff",), "PNG": (b"\x89PNG\r\n\x1a\n",), "WEBP": (b"RIFF",)}
Image.MAX_IMAGE_PIXELS = MOST_POINTS


@dataclass(frozen=True)
class CleanPicture:
    """A JPEG of our own making."""

    data: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def kind_of(data: bytes) -> str:
    """JPEG, PNG or WEBP by the first bytes, whatever the name says; "" for everything else."""
    if data[:4] == b"RIFF":
        return "WEBP" if data[8:12] == b"WEBP" else ""
    return next((kind for kind, starts in _KINDS.items() if data.startswith(starts)), "")


def draw_again(data: bytes) -> CleanPicture:
    """The first frame, upright, at most `LONGEST_SIDE` long, on fresh paper: no EXIF, place, comment, profile."""
    kind = kind_of(data)
    if not kind:
        raise Refusal("picture_kind")
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as sent:  # reads the head, no point yet
            if sent.width * sent.height > MOST_POINTS:
                raise Refusal("picture_wide")
            sent.draft("RGB", (LONGEST_SIDE * 2, LONGEST_SIDE * 2))
            upright = ImageOps.exif_transpose(sent).convert("RGBA")
    except Image.DecompressionBombError as bomb:
        raise Refusal("picture_wide") from bomb
    except (
        OSError,
        ValueError,
        SyntaxError,
        EOFError,
        MemoryError,
        IndexError,
        TypeError,
    ) as fault:
        raise Refusal("picture_broken") from fault
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    paper = Image.new("RGB", upright.size, "white")
    paper.paste(upright, mask=upright.getchannel("A"))
    out = io.BytesIO()
    paper.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return CleanPicture(out.getvalue(), *paper.size)
