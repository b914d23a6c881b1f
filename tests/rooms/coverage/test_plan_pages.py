"""The plan's pages: from draft to in force by its buttons, each duty its own part (R59, I7)."""

import pytest
from django.urls import reverse

from kuea.coverage import actions
from kuea.coverage.models import CoveragePlan, Match
from tests.cases import make_case, make_need, make_offer


@pytest.fixture
def ask(client, world):
    """Press a button (`sent`) or look at a page as one of the world's duties."""

    def as_duty(by, name, *args, sent=None):
        client.force_login(world.duty[by].user)
        url = reverse(f"coverage:{name}", args=args)
        return client.get(url) if sent is None else client.post(url, sent)

    return as_duty


def draft(world):
    begun = actions.draft_plan(province=world.province, by=world.duty["secretary"])
    return actions.solve_draft(plan_id=begun.pk)


def page(answer):
    return answer.content.decode()


def test_plan_goes_from_draft_to_in_force_by_the_buttons_of_three_duties(world, ask):
    make_need(world, make_case(world, "waiting"))
    make_offer(world)
    assert "ยังไม่มีแผน" in page(ask("member", "plans"))
    ask("secretary", "plan_new", sent={})
    plan = CoveragePlan.objects.get()
    assert "รอแม่ข่ายรับ" in page(ask("secretary", "plan", plan.pk))
    assert "รับส่วนของเรา" in page(ask("host_coordinator", "plan", plan.pk))
    ask("host_coordinator", "plan_act", plan.pk, "accept", sent={"version": plan.version})
    plan.refresh_from_db()
    assert "เห็นชอบแผนนี้" in page(ask("chair", "plan", plan.pk))
    assert "เห็นชอบแผนนี้" not in page(ask("secretary", "plan", plan.pk))
    missing = ask("chair", "plan_act", plan.pk, "adopt", sent={"version": plan.version})
    assert missing.status_code == 400
    sent = {"version": plan.version, "resolution": world.resolution.pk}
    ask("chair", "plan_act", plan.pk, "adopt", sent=sent)
    assert not Match.objects.exists()
    plan.refresh_from_db()
    ask("secretary", "plan_act", plan.pk, "publish", sent={"version": plan.version})
    plan.refresh_from_db()
    assert (plan.state, Match.objects.get().state) == ("published", "suggested")
    assert "ใช้อยู่" in page(ask("member", "plans"))


def test_page_says_why_and_under_which_weighting_somebody_would_be_covered(world, ask):
    make_offer(world, kind="care_at_home", quantity=20)
    bedridden = make_case(world, "waiting")
    make_need(world, bedridden, "care_at_home", quantity=20, is_urgent=True)
    for _ in range(10):
        make_need(world, make_case(world, "waiting"), "care_at_home", quantity=2)
    secretary = world.duty["secretary"]
    each = actions.write_policy(
        province=world.province,
        by=secretary,
        urgency_weights=[1, 2, 4, 8, 16],
        alpha=0.0,
        strict=[],
        reason="ลองนับทุกเรื่องเท่ากัน",
    )
    begun = actions.draft_plan(province=world.province, by=secretary, policy=each)
    plan = actions.solve_draft(plan_id=begun.pk)
    told = page(ask("secretary", "plan", plan.pk))
    assert bedridden.code in told
    assert "ผู้ให้ที่ช่วยได้เต็มกำลังแล้ว" in told
    assert "มีผู้ช่วย ถ้านับตามแรงที่ต้องใช้" in told
    assert "มีผู้ช่วย ถ้าเรื่องด่วนก่อนเสมอ" in told


def test_stale_page_is_told_and_planning_again_keeps_the_old_draft_to_look_at(world, ask):
    make_need(world, make_case(world, "waiting"))
    plan = draft(world)
    ask("secretary", "plan_act", plan.pk, "again", sent={"version": plan.version})
    states = dict(CoveragePlan.objects.values_list("number", "state"))
    assert states == {1: "dropped", 2: "draft"}
    late = ask("secretary", "plan_act", plan.pk, "again", sent={"version": plan.version})
    assert late.status_code == 409
    assert "เลิกร่าง" in page(ask("secretary", "plan", plan.pk))


def test_pages_keep_to_the_duties_of_the_province_and_show_nobody_sealed(world, ask):
    sealed = make_case(world, "waiting", is_sealed=True)
    make_need(world, sealed)
    plan = draft(world)
    assert sealed.code not in page(ask("chair", "plan", plan.pk))
    assert ask("volunteer", "plan", plan.pk).status_code == 403
    assert ask("member", "plan_new", sent={}).status_code == 403
    assert ask("chair", "plan_act", plan.pk, "publish", sent={}).status_code == 403
    assert ask("secretary", "plan_act", plan.pk, "burn", sent={}).status_code == 404
    world.duty["stranger"] = world.other["secretary"]
    assert ask("stranger", "plan", plan.pk).status_code == 404
