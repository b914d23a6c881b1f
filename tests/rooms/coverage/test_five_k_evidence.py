"""The five ก of a tambon from what is recorded there, and the chain that links them (R20–R26)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from kuea.care.actions import give_help
from kuea.core.words import FiveK
from kuea.coverage.actions import recompute
from kuea.coverage.models import Gap
from kuea.coverage.queries import five_k
from kuea.giving.models import Fund, VolunteerGroup
from kuea.offices.models import Committee, Resolution
from tests.cases import make_case, make_search, sign_forum


def cell(world, k):
    recompute([world.tambon.code])
    return dict(five_k(world.tambon).cells)[k]


def test_nothing_is_told_before_the_first_computing(world):
    assert five_k(world.tambon) is None


def test_searching_every_village_is_k1(world):
    assert cell(world, FiveK.SELF_FINDING) == "no"
    make_search(world, world.villages[0])
    assert cell(world, FiveK.SELF_FINDING) == "partly"
    for village in world.villages[1:]:
        make_search(world, village, "nil_claimed")
    assert cell(world, FiveK.SELF_FINDING) == "yes"
    assert five_k(world.tambon).facts.villages_searched == 3


def test_three_sectors_in_a_signed_forum_are_k2(world):
    assert cell(world, FiveK.PARTICIPATION) == "no"
    sign_forum(world)
    assert cell(world, FiveK.PARTICIPATION) == "yes"


def test_group_of_volunteers_is_k3_while_it_works(world):
    assert (
        cell(world, FiveK.VOLUNTEERS) == "partly"
    )  # the volunteer of the world belongs to no group
    group = VolunteerGroup.objects.create(host=world.host, name="กลุ่มบางปรอก", tambon=world.tambon)
    assert cell(world, FiveK.VOLUNTEERS) == "partly"
    group.last_active_on = timezone.localdate() - timedelta(days=59)
    group.save()
    assert cell(world, FiveK.VOLUNTEERS) == "yes"
    group.last_active_on = timezone.localdate() - timedelta(days=61)
    group.save()
    assert cell(world, FiveK.VOLUNTEERS) == "partly"


@pytest.mark.parametrize("place", ["130101", "1301", "13"])
def test_fund_that_covers_the_tambon_is_k4(world, place):
    assert cell(world, FiveK.FUND) == "no"
    fund = Fund.objects.create(province=world.province, name="กองทุนสวัสดิการ", kind_th="ชุมชน")
    fund.places.set([place])
    assert cell(world, FiveK.FUND) == "yes"
    fund.is_active = False
    fund.save()
    assert cell(world, FiveK.FUND) == "partly"


def test_committee_of_the_tambon_is_k5_and_the_provinces_is_not(world):
    assert cell(world, FiveK.COMMITTEE) == "no"
    Committee.objects.create(province=world.province, place=world.tambon, name="กรรมการตำบล")
    assert cell(world, FiveK.COMMITTEE) == "partly"


def test_missing_k_is_a_gap_until_it_is_begun(world):
    cell(world, FiveK.FUND)
    gap = Gap.objects.get(kind="g_missing_k", five_k="k4", tambon=world.tambon)
    fund = Fund.objects.create(province=world.province, name="กองทุน", kind_th="ชุมชน")
    fund.places.set([world.tambon])
    cell(world, FiveK.FUND)
    assert Gap.objects.get(pk=gap.pk).state == "plugged"


def test_one_whole_chain_links_the_five(world):
    case = make_case(world, "waiting")

    def linked():
        recompute([world.tambon.code])
        return five_k(world.tambon).linked

    make_search(world, case.village)
    for source in ("volunteer", "community_fund"):
        assert not linked()
        give_help(
            case=case, by=world.duty["host_coordinator"], kind="food", source=source, what="ข้าวสาร",
            given_on=timezone.localdate(),
        )  # fmt: skip
    assert not linked()  # the committee has not met since the forum
    Resolution.objects.create(
        committee=world.committee, meeting_number=3, year_be=2569, item_number=1, title="รับทราบผล",
        text="รับทราบ", decided_on=timezone.localdate(), drafted_by=world.duty["secretary"],
        signed_by=world.chair, signed_at=timezone.now(),
    )  # fmt: skip
    assert linked()
