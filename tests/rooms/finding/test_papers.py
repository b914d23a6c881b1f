"""Paper forms (P1) ask what the screens ask, in the same order, so that they key in one to one."""

import html

import pytest
from django.test import Client

from kuea.finding import case_forms, forum_forms, lead_forms


def paper(world, role, address) -> str:
    client = Client()
    client.force_login(world.duty[role].user)
    page = client.get(address)
    assert page.status_code == 200
    return html.unescape(page.content.decode())


def asks(page: str, form, *skip: str) -> None:
    """Every visible question of the form stands on the page, none before the one it follows."""
    found = 0
    for name, field in form.base_fields.items():
        if name in skip or field.widget.is_hidden:
            continue
        found = page.find(str(field.label), found)
        assert found >= 0, (name, field.label)


@pytest.mark.parametrize(
    ("role", "name", "form", "skip"),
    [
        ("volunteer", "lead", lead_forms.LeadForm, ("place", "place_words", "same_as")),
        ("volunteer", "visit", case_forms.VisitForm, ()),
        ("host_coordinator", "search", case_forms.CloseSearch, ()),
    ],
)
def test_paper_asks_what_the_screen_asks(world, role, name, form, skip):
    page = paper(world, role, f"/find/paper/{name}/")
    asks(page, form, *skip)
    assert "P1-" in page


def test_forum_paper_has_every_question_of_the_forum_screens(world):
    page = paper(world, "recorder", "/find/forums/paper/")
    asks(page, forum_forms.PlanForum, "mode")
    for form in (forum_forms.Attend, forum_forms.Decide):
        asks(page, form)
    assert world.group.name in page
    for label in (
        forum_forms.PlanForum.base_fields["mode"].label,
        forum_forms.AddItem.base_fields["minimum_facts"].label,
        *dict(forum_forms.Decide.base_fields["outcome"].choices).values(),
        *dict(forum_forms.Attend.base_fields["sector"].choices).values(),
        *dict(forum_forms.Sign.base_fields["dignity"].choices).values(),
    ):
        assert str(label) in page, label
