"""Search rounds by village and the evidence of a nil return (R21, I3, I13)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.coverage.models import VillageCoverage
from kuea.finding import actions, queries
from kuea.finding.models import SearchRound
from kuea.people.models import DefinitionSet
from tests.rooms.finding.story import raise_one, second_host

PROOF = {"method": "เดินทุกหลัง", "households_considered": 84, "searchers": ["สมศรี", "ประยูร"]}


def open_one(world, village=0, by="host_coordinator", **given):
    return actions.open_search(by=world.duty[by], village=world.villages[village], **given)


def refused(code, action, **given):
    with pytest.raises(Refusal) as no:
        action(**given)
    assert no.value.code == code


def test_host_opens_a_round_under_the_adopted_set(world):
    opened = open_one(world)
    assert (opened.state, opened.definition_set) == ("open", world.definition_set)


def test_no_round_opens_before_the_definitions_are_adopted(world):
    """I3 by action and database."""
    DefinitionSet.objects.update(state="superseded")
    with pytest.raises(Refusal) as no:
        open_one(world)
    assert no.value.code == "definition_needed"
    with pytest.raises(IntegrityError), transaction.atomic():
        SearchRound.objects.create(
            province=world.province, village=world.villages[0], host=world.host.organisation,
            definition_set=world.definition_set, opened_on=timezone.localdate(),
            opened_by=world.duty["host_coordinator"],
        )  # fmt: skip


def test_village_has_one_open_round(world):
    open_one(world)
    with pytest.raises(Refusal) as no:
        open_one(world)
    assert no.value.code == "search_open"


def test_another_host_does_not_search_there(world):
    _, stranger = second_host(world)
    refused("not_in_your_area", actions.open_search, by=stranger, village=world.villages[0])
    opened = open_one(world)
    refused("not_in_your_area", actions.close_search, by=stranger, search_round=opened, **PROOF)


@pytest.mark.parametrize("role", ["secretary", "volunteer", "chair", "facilitator"])
def test_only_the_host_searches(world, role):
    with pytest.raises(Refusal) as no:
        open_one(world, by=role)
    assert no.value.code == "not_your_duty"


def test_round_does_not_open_tomorrow(world):
    with pytest.raises(Refusal) as no:
        open_one(world, opened_on=timezone.localdate() + timedelta(days=1))
    assert no.value.code == "day_not_come"


def test_closed_round_counts_the_leads_of_its_village(world):
    opened = open_one(world)
    raise_one(world)
    raise_one(world, village=world.villages[1])
    closed = actions.close_search(by=world.duty["host_coordinator"], search_round=opened, **PROOF)
    assert (closed.state, closed.leads_raised, closed.searcher_count) == ("closed", 1, 2)


@pytest.mark.parametrize(
    "lack", [{"method": ""}, {"households_considered": 0}, {"searchers": [" "]}]
)
def test_closing_says_how_how_many_and_who(world, lack):
    refused(
        "missing", actions.close_search, by=world.duty["host_coordinator"],
        search_round=open_one(world), **(PROOF | lack),
    )  # fmt: skip


@pytest.mark.parametrize(
    "lack",
    [
        {"method": " "},
        {"households_considered": 0},
        {"searchers": ["สมศรี"]},
        {"searchers": ["ก", "ก"]},
    ],
)
def test_nil_needs_its_whole_evidence(world, lack):
    """I13."""
    refused(
        "nil_evidence", actions.claim_nil, by=world.duty["host_coordinator"],
        search_round=open_one(world), **(PROOF | lack),
    )  # fmt: skip


def test_nil_is_claimed_and_waits_for_the_forum(world):
    claimed = actions.claim_nil(
        by=world.duty["host_coordinator"], search_round=open_one(world), **PROOF
    )
    assert (claimed.state, claimed.nil_decision) == ("nil_claimed", None)


def test_nil_is_not_claimed_while_somebody_is_worried_about(world):
    opened = open_one(world)
    raise_one(world)
    refused(
        "nil_with_leads", actions.claim_nil, by=world.duty["host_coordinator"],
        search_round=opened, **PROOF,
    )  # fmt: skip


def test_database_refuses_nil_without_evidence_or_forum(world):
    """I13 below the program."""
    opened = open_one(world)
    rows = SearchRound.objects.filter(pk=opened.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="nil_claimed")
    actions.claim_nil(by=world.duty["host_coordinator"], search_round=opened, **PROOF)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(state="nil_verified")


def test_closed_round_is_not_closed_again(world):
    by, opened = world.duty["host_coordinator"], open_one(world)
    actions.close_search(by=by, search_round=opened, **PROOF)
    refused("not_in_this_state", actions.claim_nil, by=by, search_round=opened, **PROOF)


def test_village_list_shows_the_newest_round(world):
    by = world.duty["host_coordinator"]
    actions.close_search(by=by, search_round=open_one(world), **PROOF)
    second = open_one(world)
    shown = queries.village_searches(by, "130101")
    assert [row.state for row in shown] == ["open", "", ""]
    assert shown[0].round == second


def test_sealed_worry_is_in_no_number_of_the_village(world, client):
    """A host that sees «one lead» and none in its inbox would know that somebody of its village is sealed."""
    opened = open_one(world)
    raise_one(world, by="secretary", sensitive="violence")
    client.force_login(world.duty["host_coordinator"].user)
    page = client.get(reverse("finding:search", args=[opened.pk])).content.decode()
    assert "เบาะแสในรอบนี้ ๐" in page or "เบาะแสในรอบนี้ 0" in page
    claimed = actions.claim_nil(by=world.duty["host_coordinator"], search_round=opened, **PROOF)
    assert (claimed.state, claimed.leads_raised) == ("nil_claimed", 0)
    assert VillageCoverage.objects.get(pk=world.villages[0].pk).state != "nil_verified"
