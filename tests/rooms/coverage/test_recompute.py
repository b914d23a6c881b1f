"""States and gaps follow what is recorded (4.3, R62, I12, I14)."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.coverage.actions import recompute, recompute_province
from kuea.coverage.models import Gap, TambonCoverage, VillageCoverage
from kuea.finding.actions import close_search, open_search
from kuea.finding.models import Case
from kuea.giving.models import AreaAssignment
from kuea.ledger.models import Event
from kuea.offices.ports import gather_changes
from kuea.people.models import Household, Need
from tests.cases import make_case, make_lead, make_offer, make_person
from tests.world import make_place


def test_every_village_gets_one_state_when_province_is_recomputed(world):
    assert recompute_province(world.province) == 2
    assert VillageCoverage.objects.count() == 4
    assert set(
        VillageCoverage.objects.filter(tambon=world.tambon).values_list("state", flat=True)
    ) == {"host_assigned"}
    assert TambonCoverage.objects.get(pk="130101").state == "assigned"
    assert TambonCoverage.objects.get(pk="130102").state == "uncovered"


def test_gaps_have_owner_and_due_date_when_opened(world):
    recompute(["130101", "130102"])
    assert Gap.objects.filter(kind="a_not_searched", tambon_id="130101").count() == 3
    hostless = Gap.objects.get(kind="b_no_host")
    assert (hostless.tambon_id, hostless.owner) == ("130102", world.duty["secretary"])
    owned = Gap.objects.filter(kind="a_not_searched", tambon_id="130101").first()
    assert owned.owner == world.duty["host_coordinator"]
    assert not Gap.objects.filter(owner=None).exists()


def test_every_village_keeps_its_one_state_in_the_database(world):
    recompute_province(world.province)
    row = VillageCoverage.objects.first()
    with pytest.raises(IntegrityError, match="I12"), transaction.atomic():
        row.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        VillageCoverage.objects.create(
            village=row.village, province=world.province, tambon=row.tambon, state="settled"
        )


def test_retired_village_leaves_the_table_and_its_successor_enters(world):
    recompute(["130101"])
    old = world.villages[2]
    old.valid_to = timezone.localdate()
    old.save()
    new = make_place("13010109", "village", "หมู่ที่ 9", world.tambon)
    recompute(["130101"])
    codes = set(VillageCoverage.objects.filter(tambon=world.tambon).values_list("pk", flat=True))
    assert codes == {"13010101", "13010102", new.pk}


def test_since_stays_while_the_state_stays(world):
    recompute(["130101"])
    since = TambonCoverage.objects.get(pk="130101").since
    make_lead(world)
    recompute(["130101"])
    row = TambonCoverage.objects.get(pk="130101")
    assert (row.since, row.counts["leads"]) == (since, 1)


def test_act_of_a_person_recomputes_at_once(world):
    recompute(["130101"])
    with gather_changes():
        for village in world.villages:
            search = open_search(by=world.duty["host_coordinator"], village=village)
            close_search(
                by=world.duty["host_coordinator"], search_round=search, method="เดินทุกบ้าน",
                households_considered=20, searchers=["ก", "ข"],
            )  # fmt: skip
    assert TambonCoverage.objects.get(pk="130101").state == "searched"
    assert set(VillageCoverage.objects.filter(tambon="130101").values_list("state", flat=True)) == {
        "settled"
    }


def test_codes_of_no_tambon_are_passed_over(world):
    recompute(["990101", "13", "13010101", "140101"])
    assert list(TambonCoverage.objects.values_list("pk", flat=True)) == ["140101"]


def test_change_of_state_is_in_the_ledger_by_code_only(world):
    recompute(["130101"])
    event = Event.objects.get(verb="coverage.recomputed")
    assert event.data["tambon"] == [["130101", "", "assigned"]]
    recompute(["130101"])
    assert Event.objects.filter(verb="coverage.recomputed").count() == 1


def test_village_without_host_for_one_group_is_a_gap_of_that_group(world):
    row = AreaAssignment.objects.get()
    row.state = "ended"
    row.save()
    for code in ("elder_alone", "no_papers"):
        made = AreaAssignment.objects.create(
            host=world.host,
            place=world.tambon,
            group_code=code,
            proposed_by=world.duty["secretary"],
        )
        for state in ("accepted", "current"):
            made.state, made.resolution = state, world.resolution
            made.save()
    recompute(["130101"])
    gap = Gap.objects.get(kind="b_no_host", tambon="130101")
    assert (gap.group_code, gap.village) == ("bedridden", None)
    assert TambonCoverage.objects.get(pk="130101").state == "uncovered"


def test_group_without_carer_in_the_tambon_is_a_gap(world):
    make_case(world, "waiting")
    recompute(["130101"])
    assert not Gap.objects.filter(kind="c_no_carer").exists()  # the host serves them
    host = world.host
    host.organisation.address_place_id = "130102"
    host.organisation.save()
    Case.objects.update(interim_owner=world.duty["secretary"])
    host.state = "paused"
    host.save()
    recompute(["130101"])
    gap = Gap.objects.get(kind="c_no_carer")
    assert gap.group_code == "elder_alone"
    make_offer(world)
    recompute(["130101"])
    assert Gap.objects.get(pk=gap.pk).state == "plugged"


def test_need_of_a_household_is_counted_once(world):
    home = Household.objects.create(
        province=world.province, tambon=world.tambon, village=world.villages[0], code="H1"
    )
    for _ in range(2):
        make_case(world, "waiting", person=make_person(world, household=home))
    Need.objects.create(
        province=world.province, household=home, kind="food", own_words="ข้าวไม่พอทั้งบ้าน",
        written_by=world.duty["secretary"],
    )  # fmt: skip
    recompute(["130101"])
    gaps = Gap.objects.filter(kind="d_no_match")
    assert [gap.need.household for gap in gaps] == [home]


def test_care_of_one_meets_the_shared_need_but_not_the_silent_neighbour_beside_them(world):
    """A shared need is met when anyone of the home is cared for; one's own need is not."""
    home = Household.objects.create(
        province=world.province, tambon=world.tambon, village=world.villages[0], code="H1"
    )
    make_case(world, "waiting", person=make_person(world, household=home), existing_care="ลูกสาว")
    other = make_case(world, "waiting", person=make_person(world, household=home))
    recompute(["130101"])
    assert Gap.objects.get(kind="d_no_match").case == other
    Need.objects.create(
        province=world.province, household=home, kind="food", own_words="ข้าวไม่พอทั้งบ้าน",
        written_by=world.duty["secretary"],
    )  # fmt: skip
    recompute(["130101"])
    assert not Gap.objects.filter(kind="d_no_match", state="open").exists()
    Need.objects.create(
        province=world.province, person=other.person, kind="equipment", own_words="อยากได้ไม้เท้า",
        written_by=world.duty["secretary"],
    )  # fmt: skip
    recompute(["130101"])
    assert Gap.objects.get(kind="d_no_match", state="open").help_kind == "equipment"
