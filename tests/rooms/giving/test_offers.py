"""What can be given: groups declared, offers, funds and links (R10, R24, R37, R53, R60; I9, I31)."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from kuea.coverage.models import Match
from kuea.giving import actions
from kuea.giving.models import CapacityOffer, Fund, OrganisationGroup
from kuea.giving.queries import is_stale
from kuea.offices.models import Organisation, Place
from tests.cases import make_case, make_need
from tests.rooms.giving.story import new_organisation, refuse
from tests.world import make_organisation


@pytest.fixture
def giver(world):
    """The giver's organisation, serving one group."""
    return actions.declare_groups(
        by=world.duty["giver"],
        organisation=world.duty["giver"].organisation,
        group_codes=["bedridden"],
    )


def offer(world, giver, **more):
    facts = {
        "by": world.duty["giver"], "organisation": giver, "kind": "house_repair", "what": "ซ่อมหลังคา",
        "quantity": 5, "places": [world.tambon],
    }  # fmt: skip
    return actions.make_offer(**{**facts, **more})


# --- on the map -------------------------------------------------------------------------------


def test_declaring_groups_puts_an_organisation_on_the_map(world, giver):
    assert giver.is_on_map
    assert set(giver.serves.values_list("group_code", flat=True)) == {"bedridden"}


def test_declaring_without_the_four_fields_stays_off_the_map(world):
    organisation = new_organisation(world, leader_name="")
    actions.declare_groups(
        by=world.duty["secretary"], organisation=organisation, group_codes=["bedridden"]
    )
    organisation.refresh_from_db()
    assert not organisation.is_on_map and organisation.serves.count() == 1


def test_declaring_no_group_or_a_strange_one_is_refused(world, giver):
    given = {"by": world.duty["giver"], "organisation": giver}
    refuse("groups_needed", actions.declare_groups, group_codes=[], **given)
    refuse("group_unknown", actions.declare_groups, group_codes=["bedridden", "rich"], **given)


def test_declaring_again_replaces_the_groups(world, giver):
    actions.declare_groups(
        by=world.duty["giver"], organisation=giver, group_codes=["no_papers", "elder_alone"]
    )
    assert set(giver.serves.values_list("group_code", flat=True)) == {"no_papers", "elder_alone"}


def test_organisation_without_a_group_never_stands_on_the_map(world):
    organisation = new_organisation(world)
    with pytest.raises(DatabaseError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(is_on_map=True)
    OrganisationGroup.objects.create(organisation=organisation, group_code="bedridden")
    Organisation.objects.filter(pk=organisation.pk).update(is_on_map=True)
    with pytest.raises(DatabaseError), transaction.atomic():
        organisation.serves.all().delete()


@pytest.mark.parametrize(
    "field", ["leader_name", "is_own_host", "address_place", "volunteer_count", "counted_on"]
)
def test_organisation_on_the_map_keeps_its_four_fields(world, giver, field):
    empty = {"leader_name": "", "is_own_host": False}.get(field)
    with pytest.raises(DatabaseError), transaction.atomic():
        Organisation.objects.filter(pk=giver.pk).update(**{field: empty})


@pytest.mark.parametrize("role", ["volunteer", "member", "ministry", "local_officer"])
def test_declaring_is_not_for_other_duties(world, role):
    refuse(
        "not_your_duty", actions.declare_groups, by=world.duty[role],
        organisation=world.duty["giver"].organisation, group_codes=["bedridden"],
    )  # fmt: skip


def test_giver_and_host_declare_for_themselves_only(world):
    other = new_organisation(world)
    for role in ("giver", "host_coordinator"):
        refuse(
            "not_in_your_area", actions.declare_groups, by=world.duty[role], organisation=other,
            group_codes=["bedridden"],
        )  # fmt: skip
    foreign = make_organisation(
        world.other_province, "ไกล", "people", Place.objects.get(pk="140101")
    )
    refuse(
        "not_in_your_area", actions.declare_groups, by=world.duty["secretary"], organisation=foreign,
        group_codes=["bedridden"],
    )  # fmt: skip


def test_host_declares_for_its_member_organisations(world):
    member = new_organisation(world, is_own_host=False, host=world.host.organisation)
    actions.declare_groups(
        by=world.duty["host_coordinator"], organisation=member, group_codes=["bedridden"]
    )
    assert member.serves.count() == 1


# --- offers -----------------------------------------------------------------------------------


def test_offer_keeps_what_for_whom_how_many_where_and_when(world, giver):
    made = offer(world, giver, groups=["bedridden"], unit="hours")
    assert (made.kind, made.groups, made.quantity, made.unit) == (
        "house_repair",
        ["bedridden"],
        5,
        "hours",
    )
    assert list(made.places.all()) == [world.tambon] and made.as_of == timezone.localdate()


def test_offer_sent_twice_counts_once(world, giver):
    first = offer(world, giver, form_key="once")
    assert offer(world, giver, form_key="once") == first
    assert CapacityOffer.objects.count() == 1


def test_offer_needs_groups_declared_first(world):
    refuse("groups_needed", offer, world=world, giver=world.duty["giver"].organisation)


def test_offer_for_a_group_not_declared_is_refused(world, giver):
    refuse("outside_groups", offer, world=world, giver=giver, groups=["no_papers"])


def test_offer_names_what_is_missing(world, giver):
    said = refuse(
        "missing", offer, world=world, giver=giver, kind="?", what=" ", quantity=0, places=[]
    )
    for words in ("ชนิด", "ช่วยอะไร", "จำนวน", "พื้นที่"):
        assert words in said.what


def test_offer_outside_the_province_or_in_the_future_is_refused(world, giver):
    far = Place.objects.get(pk="140101")
    refuse("place_not_here", offer, world=world, giver=giver, places=[world.tambon, far])
    tomorrow = timezone.localdate() + timedelta(days=1)
    refuse("day_not_come", offer, world=world, giver=giver, as_of=tomorrow)


def test_offer_is_seen_by_its_giver_and_the_province(world, giver):
    offer(world, giver)

    def seen(duty):
        return CapacityOffer.objects.visible_to(duty).count()

    assert [seen(world.duty[r]) for r in ("giver", "secretary", "host_coordinator")] == [1, 1, 1]
    assert [seen(world.duty[r]) for r in ("volunteer", "ministry", "administrator")] == [0, 0, 0]
    assert seen(world.other["secretary"]) == 0


def test_offer_goes_stale_after_the_provinces_days_and_wakes_when_confirmed(world, giver):
    today = timezone.localdate()
    made = offer(world, giver, as_of=today - timedelta(days=181))
    edge = offer(world, giver, as_of=today - timedelta(days=180))
    assert is_stale(made, today) and not is_stale(edge, today)
    fresh = actions.reconfirm_offer(by=world.duty["giver"], offer=made, quantity=7)
    assert (fresh.quantity, is_stale(fresh, today)) == (7, False)


def test_offer_withdrawn_is_not_confirmed_again(world, giver):
    made = actions.withdraw_offer(by=world.duty["giver"], offer=offer(world, giver))
    assert made.is_withdrawn
    refuse("not_in_this_state", actions.reconfirm_offer, by=world.duty["giver"], offer=made)


# --- funds and links --------------------------------------------------------------------------


def test_fund_is_kept_once_with_its_places(world):
    given = {
        "by": world.duty["local_officer"], "name": "กองทุนสวัสดิการชุมชน", "kind_th": "สวัสดิการชุมชน",
        "places": [world.tambon], "form_key": "f-1",
    }  # fmt: skip
    fund = actions.add_fund(**given)
    assert actions.add_fund(**given) == fund and Fund.objects.count() == 1
    assert (
        actions.change_fund(by=world.duty["secretary"], fund=fund, is_active=False).is_active
        is False
    )


def test_fund_is_refused_without_place_or_right(world):
    given = {"name": "ก", "kind_th": "ข"}
    refuse("missing", actions.add_fund, by=world.duty["secretary"], places=[], **given)
    refuse(
        "not_your_duty", actions.add_fund, by=world.duty["giver"], places=[world.tambon], **given
    )
    refuse(
        "place_not_here",
        actions.add_fund,
        by=world.other["secretary"],
        places=[world.tambon],
        **given,
    )


def test_link_is_woven_once_and_can_be_undone(world, giver):
    given = {
        "by": world.duty["host_coordinator"], "a": world.host.organisation, "b": giver, "kind": "supports"
    }  # fmt: skip
    link = actions.link_organisations(**given)
    assert actions.link_organisations(**given) == link
    actions.unlink_organisations(by=world.duty["secretary"], link=link)
    assert giver.links_in.count() == 0


def test_link_into_another_province_is_refused_from_either_end(world, giver):
    far = make_organisation(world.other_province, "กลุ่มไกล", "people", world.other_province.place)
    for a, b in ((giver, far), (far, giver)):
        refuse(
            "not_in_your_area", actions.link_organisations, by=world.duty["secretary"], a=a, b=b, kind="funds"
        )  # fmt: skip


def test_link_between_others_or_to_itself_is_refused(world, giver):
    other = new_organisation(world)
    refuse(
        "not_in_your_area", actions.link_organisations, by=world.duty["host_coordinator"], a=other, b=giver,
        kind="funds",
    )  # fmt: skip
    refuse(
        "missing",
        actions.link_organisations,
        by=world.duty["secretary"],
        a=giver,
        b=giver,
        kind="funds",
    )


def test_offer_never_falls_below_what_is_promised(world, giver):
    made = offer(world, giver, quantity=2)
    case = make_case(world)
    promised = Match.objects.create(
        province=world.province, need=make_need(world, case), case=case, offer=made, quantity=2,
        suggested_by=world.duty["host_coordinator"],
    )  # fmt: skip
    for state in ("offered", "giver_accepted"):
        promised.state = state
        promised.save()
    given = {"by": world.duty["giver"], "offer": made}
    refuse("offer_promised", actions.reconfirm_offer, quantity=1, **given)
    made.refresh_from_db()
    assert made.quantity == 2
    assert actions.reconfirm_offer(quantity=3, **given).quantity == 3
