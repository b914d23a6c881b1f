"""Erasing a person reaches what was written below photographs of the village (PDPA s.33)."""

import pytest

from kuea.core.privacy import ERASED
from kuea.finding.actions import erase_everywhere
from kuea.finding.models import RoundPicture
from tests.cases import make_case, make_search

pytestmark = pytest.mark.django_db


def test_caption_that_names_the_person_goes_and_others_stay(world):
    case = make_case(world)
    name = case.person.given_name
    search = make_search(world, case.village)
    common = {
        "search_round": search, "shows_people": True, "kept_at": "x", "sha256": "0" * 64, "width": 1, "height": 1,
        "made_by": world.duty["host_coordinator"],
    }  # fmt: skip
    told = RoundPicture.objects.create(
        caption=f"หน้าบ้าน{name}", consent_words=f"{name}ยินดี", **common
    )
    other = RoundPicture.objects.create(caption="ศาลาวัด", consent_words="ทุกคนยินดี", **common)
    erase_everywhere(by=world.duty["secretary"], person=case.person, why="request")
    told.refresh_from_db(), other.refresh_from_db()
    assert (told.caption, told.consent_words) == ("", ERASED)
    assert (other.caption, other.consent_words) == ("ศาลาวัด", "ทุกคนยินดี")
