"""A page asks as many queries for many rows as for few, under every duty that may open it (Done-when 4 of part 2)."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.trust.matrix import ROLES, routes
from tests.trust.population import add_more, populate

pytestmark = [pytest.mark.django_db, pytest.mark.matrix]

SLACK = 2
"""A longer list has a second page to count, and a choice more to name; a query a row would be twelve."""


def _pages():
    """Every page whose address names no row: a new one is measured from its first day."""
    return [name for name, entry in routes() if not entry.pattern.converters]


def test_no_page_asks_more_for_more_rows(world, settings, time_machine):
    settings.LOGGING_CONFIG = None
    # The clock stands still: a session writes its last sight as time goes by.
    time_machine.move_to(timezone.now(), tick=False)
    made = populate(world, mark=False)
    clients = {role: _client(made.duty[role]) for role in ROLES}
    few = _cost(clients)
    assert len(few) > 150
    for number in range(20, 32):
        add_more(made, number)
    many = _cost(clients)
    grown = {
        key: (few[key], many[key]) for key in few if many.get(key, few[key]) > few[key] + SLACK
    }
    assert grown == {}


def _client(duty):
    client = Client(raise_request_exception=False)
    client.force_login(duty.user)
    return client


def _cost(clients):
    """(page, role) → queries of its second opening, of pages that open."""
    found = {}
    for name in _pages():
        if "sign_out" in name or "logout" in name:
            continue
        for role, client in clients.items():
            address = reverse(name)
            if client.get(address).status_code != 200:
                continue
            with CaptureQueriesContext(connection) as asked:
                client.get(address)
            found[name, role] = len(asked)
    return found
