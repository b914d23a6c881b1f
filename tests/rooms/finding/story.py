"""Short sentences of the story, for the tests of this room."""

from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from kuea.finding import actions
from kuea.finding.models import Case
from kuea.giving.models import AreaAssignment
from tests.world import World, make_duty, make_host


def raise_one(world: World, by="host_coordinator", **told):
    """A lead about ยายบุญมี of the first village."""
    facts = {
        "tambon": world.tambon,
        "village": world.villages[0],
        "channel": "neighbour",
        "who": "ยายบุญมีบ้านท้ายซอย",
        "name": "นางบุญมี ใจเย็น",
        "worry": "อยู่คนเดียว เดินไม่ไหว",
    } | told
    return actions.raise_lead(by=world.duty[by] if by else None, **facts)


def route_one(world: World, **told) -> Case:
    return actions.route_case(by=world.duty["host_coordinator"], case=raise_one(world, **told).case)


def said(**changes) -> actions.VisitFacts:
    """A visit at which the person wished to go on."""
    facts = {
        "visited_on": timezone.localdate(),
        "wish": "อยากให้มีคนแวะมาคุยบ้าง",
        "wishes_to_go_on": True,
        "facts": "อยู่คนเดียว ลูกอยู่ต่างจังหวัด",
        "strengths": "สานตะกร้าเก่ง",
        "needs": (actions.FirstNeed("visiting", "อยากมีเพื่อนคุย"),),
    } | changes
    return actions.VisitFacts(**facts)


def visit_one(world: World, by="host_coordinator", visit=None, **told) -> Case:
    case = route_one(world, **told)
    actions.record_visit(by=world.duty[by], case=case, visit=visit or said())
    return again(case)


def ready_one(world: World, **told) -> Case:
    return actions.prepare_case(
        by=world.duty["host_coordinator"], case=visit_one(world, **told), category="abandoned",
        group=world.group, agrees_to_discussion="พูดถึงได้ แต่อย่าบอกชื่อลูก",
    )  # fmt: skip


def verify_one(world: World, **told) -> Case:
    """All the way through a held and signed forum."""
    case = ready_one(world, **told)
    run, write = world.duty["facilitator"], world.duty["recorder"]
    forum = actions.plan_forum(
        by=world.duty["host_coordinator"], tambon=world.tambon, villages=world.villages,
        host=world.host.organisation, mode="open", held_at=timezone.now() + timedelta(days=10),
        place_words="ศาลาวัด", facilitator=run, recorder=write,
    )  # fmt: skip
    item = actions.add_item(
        by=world.duty["host_coordinator"], forum=forum, case=case, minimum_facts="ผู้สูงอายุอยู่ลำพัง"
    )
    forum = actions.announce_forum(by=world.duty["host_coordinator"], forum=forum)
    for number, sector in enumerate(["people"] * 5 + ["local_government", "regional"]):
        actions.record_attendance(by=write, forum=forum, name=f"ก{number}", sector=sector)
    forum = actions.hold_forum(by=write, forum=forum)
    item.refresh_from_db()
    actions.decide_item(
        by=write, item=item, outcome="confirmed", reasons="เห็นตรงกัน", category="abandoned",
        group=world.group, criteria_met=["ไม่มีคนดูแลประจำ"],
    )  # fmt: skip
    forum = actions.finish_record(by=write, forum=forum)
    forum = actions.sign_forum(by=write, forum=forum)
    from kuea.core.words import DIGNITY_CHECKLIST

    actions.sign_forum(by=run, forum=forum, dignity=DIGNITY_CHECKLIST)
    return again(case)


def again(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def overtake(case: Case) -> None:
    """Somebody else changed the case meanwhile."""
    Case.objects.filter(pk=case.pk).update(version=F("version") + 1)


def second_host(world: World):
    """Another active host, of the neighbouring tambon, with its coordinator."""
    host = make_host(
        world.province, "ชมรมบ้านใหม่", world.other_tambon, world.duty["secretary"], world.resolution
    )
    return host.organisation, make_duty("host_coordinator", world.province, host.organisation)


def end_host_of(world: World) -> None:
    """The lead host of the first tambon is gone."""
    AreaAssignment.objects.filter(host=world.host).update(state="ended")
