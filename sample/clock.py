"""The sample's own calendar: its story happened over the last weeks, so its acts are done "on those days"."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from django.utils import timezone


class Clock:
    """Days counted back from the real today. Inside `on(day)` every act is stamped with that day."""

    def __init__(self) -> None:
        self.today: date = timezone.localdate()
        self._ticks = 0

    def day(self, before: int) -> date:
        """The day so many days ago; a negative number lies ahead."""
        return self.today - timedelta(days=before)

    @contextmanager
    def on(self, before: int) -> Iterator[date]:
        """Act on that day, from nine in the morning, each act a moment after the last."""
        start = timezone.make_aware(datetime.combine(self.day(before), time(9)))
        with self._from(start):
            yield self.day(before)

    @contextmanager
    def hours_ago(self, hours: float) -> Iterator[None]:
        """Act that short a while ago: what is still fresh when somebody looks."""
        with self._from(timezone.now() - timedelta(hours=hours)):
            yield

    @contextmanager
    def _from(self, start: datetime) -> Iterator[None]:
        def now() -> datetime:
            self._ticks += 1
            return start + timedelta(milliseconds=self._ticks % 25_000_000)

        self._ticks = 0
        with patch("django.utils.timezone.now", now):
            yield


def next_weekday(today: date, weekday: int) -> date:
    """The coming day of that weekday (Monday is 0), at least two days ahead."""
    ahead = (weekday - today.weekday()) % 7
    return today + timedelta(days=ahead if ahead >= 2 else ahead + 7)
