"""The stories of this room stand on finding's own small world."""

from tests.rooms.finding.conftest import giving_answers  # noqa: F401
