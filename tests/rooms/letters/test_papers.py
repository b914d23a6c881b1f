"""Numbers of papers: unique, running, never reused (I21)."""

import pytest
from django.db import IntegrityError, transaction

from kuea.letters.actions import issue_paper
from kuea.letters.models import IssuedPaper


def issue(world, subject, kind="minutes"):
    return issue_paper(
        by=world.duty["secretary"], kind=kind, subject=subject, province=world.province
    )


def test_numbers_run_by_register_and_the_same_thing_keeps_its_number(world):
    first, second = issue(world, world.committee), issue(world, world.resolution)
    assert (first.number, second.number) == (1, 2)
    assert issue(world, world.committee).pk == first.pk
    assert issue(world, world.committee, kind="certificate").number == 1


def test_i21_database_refuses_a_second_use_and_any_change(world):
    paper = issue(world, world.committee)
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedPaper.objects.create(
            province=world.province, kind="minutes", year_be=paper.year_be, number=1, subject="x",
            issued_by=world.duty["secretary"],
        )  # fmt: skip
    for broken in (
        lambda: IssuedPaper.objects.filter(pk=paper.pk).update(number=9),
        lambda: IssuedPaper.objects.filter(pk=paper.pk).delete(),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            broken()


def test_register_shows_own_province_only(world, client):
    issue(world, world.committee)
    client.force_login(world.duty["chair"].user)
    assert "บันทึกเวทีประชาคม" in client.get("/papers/").content.decode()
    client.force_login(world.other["chair"].user)
    assert "ยังไม่มีเอกสารที่ออกเลข" in client.get("/papers/").content.decode()
    client.force_login(world.duty["volunteer"].user)
    assert client.get("/papers/").status_code == 403
