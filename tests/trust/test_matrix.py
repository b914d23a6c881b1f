"""The matrix of rights is complete and as reviewed (Done-when 1 of part 2)."""

import os
from pathlib import Path

import pytest

from tests.trust.matrix import ROLES, addresses, fill_matrix, print_matrix, routes
from tests.trust.population import populate

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rights" / "routes.md"
pytestmark = [pytest.mark.django_db, pytest.mark.matrix]


def test_every_route_is_asked_at_some_position(world):
    made = populate(world, mark=False)
    assert [name for name, entry in routes() if not addresses(made, name, entry)] == []


def test_matrix_is_the_reviewed_one(world, settings):
    """`KUEA_REVIEW=1` writes the page anew; read its diff before committing it."""
    settings.LOGGING_CONFIG = None
    made = populate(world, mark=False)
    table = fill_matrix(made, [None, *ROLES])
    printed = print_matrix(table)
    if os.environ.get("KUEA_REVIEW"):
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(printed, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == printed
