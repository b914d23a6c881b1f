"""Photographs of a search round: consent, one route that asks each time, removal."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from kuea.core.privacy import ERASED
from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.models import RoundPicture
from kuea.ledger.models import Event
from tests.cases import make_search
from tests.rooms.intake.test_gate import photo


@pytest.fixture
def search(world, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return make_search(world, world.villages[0])


def add(world, search, **facts) -> RoundPicture:
    given = {"data": photo(), "shows_people": False, **facts}
    return actions.add_picture(by=world.duty["host_coordinator"], search_round=search, **given)


def test_people_in_a_picture_are_asked_first(world, search):
    with pytest.raises(Refusal, match="picture_consent"):
        add(world, search, shows_people=True)
    picture = add(world, search, shows_people=True, consent_words="ถามทุกคนแล้ว")
    assert RoundPicture.objects.get().consent_words == "ถามทุกคนแล้ว"
    assert Event.objects.get(verb="picture.add").subject_id == str(picture.pk)
    for by in (world.duty["secretary"], world.duty["volunteer"], world.other["secretary"]):
        with pytest.raises(Refusal):
            actions.add_picture(by=by, search_round=search, data=photo(), shows_people=False)


def test_picture_is_sent_shown_and_removed_on_its_pages(world, search, client, tmp_path):
    client.force_login(world.duty["host_coordinator"].user)
    address = reverse("finding:picture_add", args=[search.pk])
    sent = {"picture": SimpleUploadedFile("../../x.php", photo("PNG")), "caption": "ศาลากลางบ้าน"}
    page = client.post(address, sent, follow=True)
    picture = RoundPicture.objects.get()
    url = reverse("finding:picture", args=[picture.pk])
    assert url in page.content.decode() and "ศาลากลางบ้าน" in page.content.decode()
    answer = client.get(url)
    assert b"".join(answer).startswith(b"\xff\xd8\xff") and answer["Content-Type"] == "image/jpeg"
    assert (
        answer["X-Content-Type-Options"] == "nosniff" and "inline" in answer["Content-Disposition"]
    )
    assert "no-store" in answer["Cache-Control"] and "sandbox" in answer["Content-Security-Policy"]
    for role, status in (("secretary", 200), ("volunteer", 403), ("chair", 403)):
        client.force_login(world.duty[role].user)
        assert client.get(url).status_code == status
    for role in ("secretary",):
        client.force_login(world.other[role].user)
        assert client.get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 302
    client.force_login(world.duty["host_coordinator"].user)
    (kept,) = Path(tmp_path).rglob("*.sealed")
    assert not (Path(tmp_path) / "x.php").exists()
    removed = actions.remove_picture(by=world.duty["host_coordinator"], picture=picture)
    assert removed.kept_at == "" and client.get(url).status_code == 404
    assert removed.caption == "" and removed.consent_words in {"", ERASED}


def test_same_file_of_two_rows_lives_until_the_last_is_removed(
    world, search, tmp_path, django_capture_on_commit_callbacks
):
    one, two = add(world, search), add(world, search)
    (kept,) = Path(tmp_path).rglob("*.sealed")
    for picture, is_there in ((one, True), (two, False)):
        with django_capture_on_commit_callbacks(execute=True):
            actions.remove_picture(by=world.duty["host_coordinator"], picture=picture)
        assert kept.exists() is is_there


def test_wrong_files_are_refused_with_a_sentence(world, search, client):
    client.force_login(world.duty["host_coordinator"].user)
    address = reverse("finding:picture_add", args=[search.pk])
    for data in (b"<svg/>", b"GIF89a", photo()[:100]):
        answer = client.post(address, {"picture": SimpleUploadedFile("a.jpg", data)})
        assert answer.status_code == 400 and "ภาพ" in answer.content.decode()
    assert client.post(address).status_code == 400 and not RoundPicture.objects.exists()
