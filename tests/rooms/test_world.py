"""The test world stands on both databases, with every guard up."""

import pytest
from django.db import IntegrityError, transaction


def test_world_stands(world):
    assert world.host.state == "active"
    assert world.definition_set.state == "adopted"


def test_guard_refuses_a_case_that_starts_verified(world):
    from kuea.finding.models import Case

    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            province=world.province, edition=world.edition, code="x", state="routed",
            tambon=world.tambon, channel="phone", host=world.host.organisation,
        )  # fmt: skip
