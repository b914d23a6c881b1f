"""Who leads where (R61): the division of areas, one lead a cell, and the answer to "whose is it?"."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kuea.giving import actions
from kuea.giving.models import AreaAssignment, HostNetwork, OrganisationGroup
from kuea.giving.queries import (
    active_volunteers_of,
    fully_led,
    grid,
    lead_groups,
    lead_host_of,
    lead_hosts_of,
    open_tambon,
    villages_led_by,
)
from kuea.offices.models import Place
from kuea.people.models import DefinitionSet
from tests.rooms.giving.story import DAY, GROUPS, propose_checked, refuse, unsigned
from tests.world import make_committee, make_duty, make_place, make_resolution


def coordinator_of(world, host):
    return make_duty("host_coordinator", world.province, host.organisation)


def confirmed(world, assignment):
    return actions.confirm_assignment(
        by=world.duty["secretary"], assignment=assignment, resolution=world.resolution
    )


# --- proposed, accepted, confirmed, ended -----------------------------------------------------


def test_assignment_goes_from_proposal_to_current(world):
    host = propose_checked(world)
    assignment = host.assignments.get()
    accepted = actions.accept_assignment(by=coordinator_of(world, host), assignment=assignment)
    current = confirmed(world, accepted)
    assert (current.state, current.resolution) == ("current", world.resolution)


def test_proposing_twice_gives_the_same_row(world):
    host = propose_checked(world)
    again = actions.propose_assignment(
        by=world.duty["chair"], host=host, place=world.other_tambon, group_code=""
    )
    assert again == host.assignments.get()


def test_proposing_where_a_lead_is_at_work_is_refused(world):
    host = propose_checked(world)
    given_ = {"by": world.duty["secretary"], "host": host, "place": world.tambon}
    refuse("lead_taken", actions.propose_assignment, **given_)
    assert actions.propose_assignment(is_lead=False, **given_).is_lead is False


@pytest.mark.parametrize("code", ["13", "1301", "140101"])
def test_areas_are_tambon_or_villages_of_the_province(world, code):
    refuse(
        "place_not_here", actions.propose_assignment, by=world.duty["secretary"], host=world.host,
        place=Place.objects.get(pk=code),
    )  # fmt: skip


def test_area_in_another_province_is_refused_by_the_database(world):
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaAssignment.objects.create(
            host=world.host, place_id="140101", proposed_by=world.duty["secretary"]
        )


def test_group_outside_the_definition_is_refused(world):
    refuse(
        "group_unknown", actions.propose_assignment, by=world.duty["secretary"], host=world.host,
        place=world.other_tambon, group_code="poorest",
    )  # fmt: skip


@pytest.mark.parametrize("role", ["volunteer", "giver", "local_officer", "ministry", "recorder"])
def test_dividing_areas_is_not_everybodys(world, role):
    refuse(
        "not_your_duty", actions.propose_assignment, by=world.duty[role], host=world.host,
        place=world.other_tambon,
    )  # fmt: skip


def test_coordinator_acts_for_the_own_host_only(world):
    host = propose_checked(world)
    stranger = world.duty["host_coordinator"]
    refuse(
        "not_in_your_area",
        actions.accept_assignment,
        by=stranger,
        assignment=host.assignments.get(),
    )
    refuse(
        "not_in_your_area",
        actions.propose_assignment,
        by=stranger,
        host=host,
        place=world.villages[0],
    )
    refuse(
        "not_in_your_area", actions.end_assignment, by=stranger, assignment=host.assignments.get(),
        reason="ก",
    )  # fmt: skip


def test_host_accepts_only_groups_it_declared(world):
    host = propose_checked(world, groups=("bedridden",))
    coordinator = coordinator_of(world, host)
    said = refuse(
        "outside_groups",
        actions.accept_assignment,
        by=coordinator,
        assignment=host.assignments.get(),
    )
    assert "ผู้สูงอายุอยู่ลำพัง" in said.what and "ผู้ป่วยติดเตียง" not in said.what
    only = actions.propose_assignment(
        by=coordinator, host=host, place=world.other_tambon, group_code="bedridden"
    )
    assert actions.accept_assignment(by=coordinator, assignment=only).state == "accepted"


def test_confirming_needs_the_chairs_signature(world):
    host = propose_checked(world)
    accepted = actions.accept_assignment(
        by=coordinator_of(world, host), assignment=host.assignments.get()
    )
    blank = unsigned(world)
    given_ = {"by": world.duty["secretary"], "assignment": accepted}
    refuse("resolution_needed", actions.confirm_assignment, resolution=blank, **given_)
    refuse("resolution_needed", actions.confirm_assignment, resolution=None, **given_)
    for resolution in (blank, None):
        with pytest.raises(DatabaseError), transaction.atomic():
            AreaAssignment.objects.filter(pk=accepted.pk).update(
                state="current", resolution=resolution
            )


def test_confirming_by_another_provinces_resolution_is_refused(world):
    host = propose_checked(world)
    accepted = actions.accept_assignment(
        by=coordinator_of(world, host), assignment=host.assignments.get()
    )
    committee, chair = make_committee(world.other_province, world.other)
    foreign = make_resolution(committee, chair, world.other["secretary"])
    refuse(
        "not_in_your_area", actions.confirm_assignment, by=world.duty["secretary"], assignment=accepted,
        resolution=foreign,
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaAssignment.objects.filter(pk=accepted.pk).update(state="current", resolution=foreign)


def test_second_lead_of_a_cell_is_refused(world):
    rows = []
    for name in ("กลุ่มหนึ่ง", "กลุ่มสอง"):
        host = propose_checked(world, name=name)
        rows.append(
            actions.accept_assignment(by=coordinator_of(world, host), assignment=host.assignments.get())
        )  # fmt: skip
    confirmed(world, rows[0])
    refuse(
        "lead_taken", actions.confirm_assignment, by=world.duty["secretary"], assignment=rows[1],
        resolution=world.resolution,
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic():
        AreaAssignment.objects.filter(pk=rows[1].pk).update(
            state="current", resolution=world.resolution
        )


def test_confirming_many_is_all_or_none(world):
    host = propose_checked(world)
    coordinator = coordinator_of(world, host)
    first = actions.accept_assignment(by=coordinator, assignment=host.assignments.get())
    proposed = actions.propose_assignment(
        by=coordinator, host=host, place=world.villages[1], group_code="bedridden"
    )
    given_ = {"by": world.duty["secretary"], "resolution": world.resolution}
    refuse(
        "not_in_this_state", actions.confirm_assignments, assignments=[first, proposed], **given_
    )
    first.refresh_from_db()
    assert first.state == "accepted"
    accepted = actions.accept_assignment(by=coordinator, assignment=proposed)
    done = actions.confirm_assignments(assignments=[first, accepted], **given_)
    assert [row.state for row in done] == ["current", "current"]


def test_ending_an_assignment_opens_its_cell(world):
    assignment = world.host.assignments.get()
    coordinator = world.duty["host_coordinator"]
    refuse("missing", actions.end_assignment, by=coordinator, assignment=assignment, reason=" ")
    actions.end_assignment(by=coordinator, assignment=assignment, reason="กำลังไม่พอ")
    assert lead_host_of(world.tambon.code, "", "bedridden") is None


# --- who leads --------------------------------------------------------------------------------

PLACES = ("130101", "13010101", "13010102")


def make_leads(world, rows):
    """Current leads straight in the tables: rows of (host number, place, group)."""
    hosts = []
    for number in range(3):
        organisation = propose_checked(world, name=f"แม่ข่ายที่ {number}").organisation
        OrganisationGroup.objects.get_or_create(organisation=organisation, group_code="bedridden")
        hosts.append(HostNetwork.objects.get(pk=organisation.pk))
    for number, place, group in rows:
        row = AreaAssignment.objects.create(
            host=hosts[number],
            place_id=place,
            group_code=group,
            proposed_by=world.duty["secretary"],
        )
        for state in ("accepted", "current"):
            row.state, row.resolution = state, world.resolution
            row.save()
    for number, host in enumerate(hosts):
        host.agreement_signed_on = host.coordinator_trained_on = DAY
        host.resolution = world.resolution
        HostNetwork.objects.filter(pk=host.pk).update(state="endorsed", resolution=world.resolution)
        if number < 2 and host.assignments.filter(state="current").exists():
            host.state = "active"
            host.save()
    return hosts


def slow_lead_host_of(tambon, village, group):
    """The rule read aloud: the first place and group, in the stated order, with an active lead."""
    groups = [group, ""] if group else ["", *sorted(GROUPS)]
    for place in [place for place in (village, tambon) if place]:
        for code in groups:
            for row in AreaAssignment.objects.all():
                is_lead = row.state == "current" and row.is_lead and row.host.state == "active"
                if is_lead and (row.place_id, row.group_code) == (place, code):
                    return row.host.organisation
    return None


cells = st.dictionaries(
    st.tuples(st.sampled_from(PLACES), st.sampled_from(("", "bedridden", "elder_alone"))),
    st.integers(0, 2),
    max_size=6,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cells=cells)
def test_lead_host_is_the_one_the_slow_rule_finds(world, cells):
    with transaction.atomic():
        actions.end_assignment(
            by=world.duty["secretary"], assignment=world.host.assignments.get(), reason="เริ่มใหม่"
        )
        make_leads(world, [(number, place, code) for (place, code), number in cells.items()])
        led = lead_groups(PLACES[1:])
        named = lead_hosts_of({("130101", village) for village in (*PLACES[1:], "")})
        for village in (*PLACES[1:], ""):
            for group in ("", "bedridden", "elder_alone", "no_papers"):
                quick = lead_host_of("130101", village, group)
                assert quick == slow_lead_host_of("130101", village, group), (village, group)
                if not group:
                    assert named.get(("130101", village)) == (quick.pk if quick else None)
                if village and group:
                    assert (quick is not None) == bool({group, ""} & led[village])
        transaction.set_rollback(True)


def test_paused_host_leads_nothing(world):
    assert lead_host_of(world.tambon.code, "", "") == world.host.organisation
    actions.set_host_state(
        by=world.duty["host_coordinator"], host=world.host, decision="pause", reason="พัก"
    )
    assert lead_host_of(world.tambon.code, world.villages[0].code, "bedridden") is None
    assert lead_groups([world.villages[0].code]) == {world.villages[0].code: set()}


def test_every_group_in_use_makes_a_village_fully_led(world):
    codes = [village.code for village in world.villages]
    assert fully_led([*codes, "13010201"], world.province) == set(codes)


def test_village_led_for_some_groups_is_not_fully_led(world):
    make_leads(world, [(0, "130102", "bedridden"), (1, "13010201", "elder_alone")])
    assert lead_groups(["13010201"]) == {"13010201": {"bedridden", "elder_alone"}}
    assert fully_led(["13010201"], world.province) == set()
    row = AreaAssignment.objects.create(
        host_id=AreaAssignment.objects.get(place="130102", group_code="bedridden").host_id,
        place_id="130102", group_code="no_papers", proposed_by=world.duty["secretary"],
    )  # fmt: skip
    for state in ("accepted", "current"):
        row.state, row.resolution = state, world.resolution
        row.save()
    assert fully_led(["13010201"], world.province) == {"13010201"}


def test_lead_groups_asks_once_however_many_villages(world):
    many = [
        make_place(f"130101{n:02d}", "village", f"หมู่ {n}", world.tambon).code for n in range(10, 40)
    ]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        found = lead_groups(many)
    assert len(asked) == 1 and all(found[code] == {""} for code in many)


def test_villages_led_by_a_host_leave_out_those_another_leads_wholly(world):
    own = {village.code for village in world.villages}
    assert villages_led_by(world.host.organisation) == own
    hosts = make_leads(world, [(0, "13010101", ""), (1, "13010102", "bedridden")])
    assert villages_led_by(world.host.organisation) == own - {"13010101"}
    assert villages_led_by(hosts[0].organisation) == {"13010101"}
    assert villages_led_by(hosts[1].organisation) == {"13010102"}
    actions.set_host_state(
        by=world.duty["host_coordinator"], host=world.host, decision="pause", reason="พัก"
    )
    assert villages_led_by(world.host.organisation) == frozenset()


def test_active_volunteers_of_a_host_are_those_at_work(world):
    organisation = world.host.organisation
    assert list(active_volunteers_of(organisation)) == [world.duty["volunteer"]]
    actions.rest_volunteer(by=world.duty["volunteer"], volunteer=world.volunteer)
    assert list(active_volunteers_of(organisation)) == []


# --- the grid ---------------------------------------------------------------------------------


def test_grid_shows_leads_and_open_cells(world):
    found = grid(world.province)
    assert sorted(code for code, _ in found.groups) == sorted(GROUPS)
    rows = {row.code: row for part in found.amphoe for row in part.rows}
    assert {cell.lead for cell in rows["130101"].cells} == {"เครือข่ายอาสาบางปรอก"}
    assert rows["130101"].open_cells == 0 and rows["130102"].open_cells == 3
    assert (found.cells, found.open_cells) == (6, 3)


def test_grid_of_a_paused_host_is_open_again(world):
    actions.set_host_state(
        by=world.duty["host_coordinator"], host=world.host, decision="pause", reason="พัก"
    )
    cell = grid(world.province).amphoe[0].rows[0].cells[0]
    assert (cell.is_open, cell.lead, cell.lead_state) == (True, "เครือข่ายอาสาบางปรอก", "paused")


def test_grid_cell_is_led_when_every_village_is(world):
    make_leads(world, [(0, "13010201", "bedridden")])
    found = grid(world.province, amphoe="1301")
    row = next(row for row in found.amphoe[0].rows if row.code == "130102")
    led = {cell.group_code: cell.is_open for cell in row.cells}
    assert led == {"bedridden": False, "elder_alone": True, "no_papers": True}


def test_grid_before_adoption_has_one_column_for_every_group(world):
    DefinitionSet.objects.filter(pk=world.definition_set.pk).update(state="superseded")
    found = grid(world.province)
    assert found.groups == (("", ""),)
    assert [row.open_cells for row in found.amphoe[0].rows] == [0, 1]


def test_grid_asks_no_more_for_more_tambon(world):
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            grid(world.province)
        return len(asked)

    before = count()
    amphoe = Place.objects.get(pk="1301")
    for n in range(10, 30):
        make_place(f"1301{n}", "tambon", f"ตำบล {n}", amphoe)
    assert count() == before


def test_tambon_without_an_active_host_are_listed(world):
    propose_checked(world)
    assert [(t.code, t.waiting, t.resting) for t in open_tambon(world.province)] == [
        ("130102", 1, 0)
    ]
    actions.set_host_state(
        by=world.duty["host_coordinator"], host=world.host, decision="pause", reason="พัก"
    )
    assert [(t.code, t.waiting, t.resting) for t in open_tambon(world.province)] == [
        ("130101", 0, 1),
        ("130102", 1, 0),
    ]


@pytest.mark.parametrize("key", [2**63, 10**30])
def test_choice_beyond_the_largest_key_is_as_one_that_is_not_there(world, client, key):
    client.force_login(world.duty["host_coordinator"].user)
    answer = client.post("/hosts/areas/accept/", {"chosen": [str(key), "0"]})
    assert answer.status_code in {302, 400, 404}  # told on the tray, or not there; never a fault
