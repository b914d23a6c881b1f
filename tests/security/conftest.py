"""Requests that go through the whole WSGI door inside a test's own transaction."""

import pytest
from django.core import signals
from django.db import close_old_connections


@pytest.fixture(autouse=True)
def connection_stays_open():
    """The end of a request closes an idle connection, and with it the transaction the test stands in."""
    signals.request_started.disconnect(close_old_connections)
    signals.request_finished.disconnect(close_old_connections)
    yield
    signals.request_started.connect(close_old_connections)
    signals.request_finished.connect(close_old_connections)
