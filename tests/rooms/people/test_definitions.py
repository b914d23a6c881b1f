"""A province writes its own definition (R28–R32, R78, R89; I3, I4, I7, I28)."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.ledger.models import Event
from kuea.offices.models import Resolution
from kuea.people import actions
from kuea.people.models import DefinitionComment, DefinitionSet, TargetGroup
from tests.world import World, make_committee, make_resolution

PARTIES = {"people": 12, "local_government": 4, "regional": 2}
TODAY = date(2026, 10, 5)


def draft(world: World, **more: object) -> DefinitionSet:
    facts = {
        "why": "เพิ่มกลุ่มใหม่", "consulted_on": date(2026, 10, 1), "consulted_place": "หอประชุม",
        "consulted_sectors": PARTIES,
    }  # fmt: skip
    return actions.draft_definition_set(by=world.duty["secretary"], **{**facts, **more})


def put_out(world: World, **more: object) -> DefinitionSet:
    return actions.open_comments(
        by=world.duty["secretary"], definition_set=draft(world, **more), today=TODAY
    )


def unsigned(world: World) -> Resolution:
    resolution = make_resolution(world.committee, world.chair, world.duty["secretary"], item=9)
    blank = Resolution(
        **{
            f.attname: getattr(resolution, f.attname)
            for f in Resolution._meta.concrete_fields
            if f.attname not in {"id", "signed_by_id", "signed_at"}
        }
    )
    blank.item_number = 10
    blank.save()
    return blank


def refuse(code: str, act, **given: object) -> Refusal:
    with pytest.raises(Refusal) as said:
        act(**given)
    assert said.value.code == code, said.value
    return said.value


# --- writing ----------------------------------------------------------------------------------


def test_draft_copies_groups_of_the_version_in_force(world):
    made = draft(world)
    assert (made.version, made.state) == (2, "draft")
    assert set(made.groups.values_list("code", "name")) == set(
        world.definition_set.groups.values_list("code", "name")
    )
    assert Event.objects.filter(verb="definition_set.draft", subject_id=str(made.pk)).count() == 1


def test_second_draft_is_refused_while_one_is_open(world):
    draft(world)
    refuse("definition_open", draft, world=world)


@pytest.mark.parametrize(
    "role", ["chair", "member", "host_coordinator", "volunteer", "giver", "local_officer"]
)
def test_draft_is_refused_to_other_duties(world, role):
    refuse("not_your_duty", actions.draft_definition_set, by=world.duty[role])


def test_ministry_never_writes_a_definition(world):
    made = draft(world)
    ministry = world.duty["ministry"]
    refuse("province_writes_definition", actions.draft_definition_set, by=ministry)
    refuse("province_writes_definition", actions.open_comments, by=ministry, definition_set=made)
    refuse(
        "province_writes_definition", actions.add_group, by=ministry, definition_set=made,
        category="hardship", name="ก", criteria=["ข"],
    )  # fmt: skip


def test_ministry_never_writes_a_definition_in_the_database(world):
    with pytest.raises(DatabaseError), transaction.atomic():
        DefinitionSet.objects.create(
            province=world.province, edition=world.edition, version=7, written_by=world.duty["ministry"]
        )  # fmt: skip


def test_other_province_never_writes_a_definition(world):
    made = draft(world)
    refuse(
        "not_in_your_area", actions.open_comments, by=world.other["secretary"], definition_set=made
    )
    with pytest.raises(DatabaseError), transaction.atomic():
        DefinitionSet.objects.filter(pk=made.pk).update(written_by=world.other["secretary"])


def test_group_gets_a_code_that_never_meant_another(world):
    made = draft(world)
    given = {"category": "affected", "criteria": ["บ้านเสียหาย"], "by": world.duty["secretary"]}
    first = actions.add_group(definition_set=made, name="ผู้ประสบภัย", **given)
    actions.remove_group(by=world.duty["secretary"], group=first)
    actions.add_group(definition_set=made, name="ผู้ประสบอัคคีภัย", **given)
    again = actions.add_group(definition_set=made, name="ผู้ประสบอุทกภัย", **given)
    assert made.groups.filter(code=again.code).count() == 1
    assert again.code not in set(world.definition_set.groups.values_list("code", flat=True))


def test_group_without_criteria_names_what_is_missing(world):
    said = refuse(
        "missing", actions.add_group, by=world.duty["secretary"], definition_set=draft(world),
        category="of my own", name="", criteria=["  "],
    )  # fmt: skip
    assert "ประเภท" in said.what and "ชื่อกลุ่ม" in said.what and "เกณฑ์" in said.what


def test_group_of_the_same_name_is_refused(world):
    refuse(
        "group_twice", actions.add_group, by=world.duty["secretary"], definition_set=draft(world),
        category="hardship", name="ผู้ป่วยติดเตียง", criteria=["ลุกไม่ได้"],
    )  # fmt: skip


def test_group_changed_from_a_stale_page_is_refused(world):
    group = draft(world).groups.get(code="bedridden")
    given = {"category": "hardship", "criteria": ["ลุกนั่งเองไม่ได้"], "by": world.duty["secretary"]}
    actions.change_group(group=group, name="ผู้ป่วยติดเตียงลำพัง", version=0, **given)
    refuse("stale", actions.change_group, group=group, name="อื่น", version=0, **given)
    group.refresh_from_db()
    assert (group.name, group.code) == ("ผู้ป่วยติดเตียงลำพัง", "bedridden")


def test_no_field_of_a_definition_scores_or_ranks_people():
    words = ("score", "weight", "rank", "point", "threshold")
    names = [f.name for model in (DefinitionSet, TargetGroup) for f in model._meta.get_fields()]
    assert [name for name in names if any(word in name for word in words)] == []


# --- consulting and commenting ----------------------------------------------------------------


def test_comments_do_not_open_before_three_parties_met(world):
    made = draft(world, consulted_sectors={"people": 5, "business": 3, "regional": 0})
    said = refuse(
        "three_parties", actions.open_comments, by=world.duty["secretary"], definition_set=made
    )
    assert "องค์กรปกครองส่วนท้องถิ่น" in said.what and "ราชการส่วนภูมิภาค" in said.what
    assert "ภาคประชาชน" not in said.what


def test_comments_do_not_open_without_place_and_groups(world):
    made = draft(world, consulted_place="", copy_groups=False)
    said = refuse("missing", actions.open_comments, by=world.duty["secretary"], definition_set=made)
    assert "สถานที่" in said.what and "กลุ่มเป้าหมาย" in said.what


def test_consultation_of_a_day_to_come_is_refused(world):
    refuse(
        "day_not_come", actions.record_consultation, by=world.duty["secretary"],
        definition_set=draft(world), on=timezone.localdate() + timedelta(days=1), place="วัด", sectors=PARTIES,
    )  # fmt: skip


def test_comment_window_is_as_long_as_the_province_says(world):
    world.province.changed_limits = {"comment_days": 15}
    world.province.save()
    world.duty["secretary"].refresh_from_db()
    assert put_out(world).comments_close_on == TODAY + timedelta(days=15)


@pytest.mark.parametrize(
    "role", ["volunteer", "host_coordinator", "giver", "local_officer", "member", "recorder"]
)
def test_anyone_in_the_province_may_comment(world, role):
    made = put_out(world)
    said = actions.comment(
        by=world.duty[role], definition_set=made, text="อย่าลืมคนไร้บ้าน", sector="people", today=TODAY
    )
    assert (said.definition_set_id, said.made_by) == (made.pk, world.duty[role])


def test_comment_of_the_ministry_is_marked_central(world):
    made = put_out(world)
    said = actions.comment(
        by=world.duty["ministry"], definition_set=made, text="ขอบคุณ", sector="people", today=TODAY
    )
    assert said.sector == "central"


def test_comment_of_another_province_is_refused(world):
    made = put_out(world)
    refuse(
        "not_in_your_area", actions.comment, by=world.other["member"], definition_set=made, text="ก",
        today=TODAY,
    )  # fmt: skip


def test_comment_sent_twice_counts_once(world):
    made = put_out(world)
    given = {"by": world.duty["giver"], "definition_set": made, "text": "ดีแล้ว", "today": TODAY}
    first = actions.comment(form_key="k-1", **given)
    assert actions.comment(form_key="k-1", **given) == first
    assert DefinitionComment.objects.count() == 1


def test_comment_outside_the_window_is_refused(world):
    made = put_out(world)
    given = {"by": world.duty["giver"], "definition_set": made, "text": "ช้าไปไหม"}
    actions.comment(today=made.comments_close_on, **given)
    refuse("comments_closed", actions.comment, today=made.comments_close_on + timedelta(1), **given)
    refuse(
        "comments_closed", actions.comment, by=world.duty["giver"],
        definition_set=world.definition_set, text="ก", today=TODAY,
    )  # fmt: skip


def test_group_changes_only_in_a_draft(world):
    made = put_out(world)
    secretary = world.duty["secretary"]
    group = made.groups.first()
    refuse("not_in_this_state", actions.remove_group, by=secretary, group=group)
    refuse("missing", actions.redraft, by=secretary, definition_set=made, reason=" ")
    actions.redraft(by=secretary, definition_set=made, reason="ปรับตามความเห็น")
    actions.remove_group(by=secretary, group=group)
    assert made.groups.count() == 2


# --- adopting ---------------------------------------------------------------------------------


def after(made: DefinitionSet) -> date:
    return made.comments_close_on + timedelta(days=1)


def test_adoption_supersedes_the_former_version(world):
    made = put_out(world)
    actions.adopt_definition_set(
        by=world.duty["secretary"], definition_set=made, resolution=world.resolution, today=after(made)
    )  # fmt: skip
    world.definition_set.refresh_from_db()
    made.refresh_from_db()
    assert (made.state, world.definition_set.state) == ("adopted", "superseded")
    assert DefinitionSet.objects.in_force(world.province) == made


def test_adoption_waits_for_the_window_to_close(world):
    made = put_out(world)
    refuse(
        "comment_window", actions.adopt_definition_set, by=world.duty["secretary"], definition_set=made,
        resolution=world.resolution, today=made.comments_close_on,
    )  # fmt: skip


def test_adoption_waits_for_every_answer(world):
    made = put_out(world)
    secretary = world.duty["secretary"]
    said = actions.comment(by=world.duty["giver"], definition_set=made, text="ก", today=TODAY)
    given = {"by": secretary, "definition_set": made, "resolution": world.resolution}
    refuse("comment_window", actions.adopt_definition_set, today=after(made), **given)
    with pytest.raises(DatabaseError), transaction.atomic():
        DefinitionSet.objects.filter(pk=made.pk).update(
            state="adopted", resolution=world.resolution, adopted_at=timezone.now()
        )
    actions.answer_comments(by=secretary, definition_set=made, answers={said.pk: "เพิ่มแล้ว"})
    adopted = actions.adopt_definition_set(today=after(made), **given)
    assert adopted.state == "adopted"


def test_adoption_in_the_window_needs_a_signed_waiver(world):
    made = put_out(world)
    given = {"by": world.duty["secretary"], "definition_set": made, "resolution": world.resolution}
    refuse(
        "resolution_needed", actions.adopt_definition_set, waiver=unsigned(world), today=TODAY, **given
    )  # fmt: skip
    waiver = make_resolution(world.committee, world.chair, world.duty["secretary"], item=3)
    adopted = actions.adopt_definition_set(waiver=waiver, today=TODAY, **given)
    assert (adopted.state, adopted.waiver) == ("adopted", waiver)


def test_adoption_without_the_chairs_signature_is_refused(world):
    made = put_out(world)
    given = {"by": world.duty["secretary"], "definition_set": made, "today": after(made)}
    blank = unsigned(world)
    refuse("resolution_needed", actions.adopt_definition_set, resolution=blank, **given)
    refuse("resolution_needed", actions.adopt_definition_set, resolution=None, **given)
    with pytest.raises(DatabaseError), transaction.atomic():
        DefinitionSet.objects.filter(pk=world.definition_set.pk).update(state="superseded")
        DefinitionSet.objects.filter(pk=made.pk).update(
            state="adopted", resolution=blank, adopted_at=timezone.now()
        )


def test_adoption_by_another_provinces_resolution_is_refused(world):
    made = put_out(world)
    committee, chair = make_committee(world.other_province, world.other)
    foreign = make_resolution(committee, chair, world.other["secretary"])
    refuse(
        "not_in_your_area", actions.adopt_definition_set, by=world.duty["secretary"],
        definition_set=made, resolution=foreign, today=after(made),
    )  # fmt: skip


def test_adoption_is_not_the_offices_nor_the_ministrys(world):
    made = put_out(world)
    given = {"definition_set": made, "resolution": world.resolution, "today": after(made)}
    refuse(
        "province_writes_definition",
        actions.adopt_definition_set,
        by=world.duty["ministry"],
        **given,
    )
    refuse("not_your_duty", actions.adopt_definition_set, by=world.duty["local_officer"], **given)


def test_groups_of_an_adopted_set_stay_as_they_are(world):
    secretary, group = world.duty["secretary"], world.group
    refuse("not_in_this_state", actions.remove_group, by=secretary, group=group)
    refuse(
        "not_in_this_state", actions.add_group, by=secretary, definition_set=world.definition_set,
        category="hardship", name="ใหม่", criteria=["ก"],
    )  # fmt: skip
    for act in (
        lambda: TargetGroup.objects.filter(pk=group.pk).update(name="อื่น"),
        lambda: TargetGroup.objects.filter(pk=group.pk).delete(),
        lambda: TargetGroup.objects.create(
            definition_set=world.definition_set, category="hardship", code="late", name="ก"
        ),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_adopted_set_never_returns_to_draft(world):
    with pytest.raises(DatabaseError), transaction.atomic():
        DefinitionSet.objects.filter(pk=world.definition_set.pk).update(state="draft")
