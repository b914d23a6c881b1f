"""Which place did they write? One code, or candidates, or nothing — always with the reason."""

from kuea.core.places.index import PlaceIndex
from kuea.core.places.rows import (
    Answer,
    AnswerKind,
    Candidate,
    Level,
    PlaceName,
    PlaceRow,
    Reason,
    level_of,
)

__all__ = [
    "Answer",
    "AnswerKind",
    "Candidate",
    "Level",
    "PlaceIndex",
    "PlaceName",
    "PlaceRow",
    "Reason",
    "level_of",
]
