"""A good story: told with consent, unread without; I20 through page, action and database."""

import io

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from PIL import Image

from kuea.core.privacy import ConsentKind
from kuea.core.problems import Refusal
from kuea.core.stories import StoryChannel
from kuea.finding.actions import erase_everywhere
from kuea.ledger.models import Event
from kuea.people.actions import give_consent, restrict_person, withdraw_consent
from kuea.people.models import Person
from kuea.steering import actions
from kuea.steering.models import GoodStory, StoryRelease
from kuea.steering.told import told_to
from tests.cases import make_case
from tests.world import make_duty

pytestmark = pytest.mark.django_db

WORDS = {
    "title": "หลังคาใหม่ของคนข้างบ้าน",
    "situation": "ผู้สูงอายุคนหนึ่งอยู่คนเดียว หลังคารั่วทุกฝน",
    "done": "เพื่อนบ้านและช่างของวัดช่วยกันมุงใหม่",
    "changed": "นอนหลับ และเริ่มออกมาคุยกับเพื่อนบ้าน",
}
ALL = {
    StoryChannel.PROVINCE: ConsentKind.STORY,
    StoryChannel.NATION: ConsentKind.STORY_NATION,
    StoryChannel.PUBLIC: ConsentKind.STORY_PUBLIC,
}


@pytest.fixture
def case(world):
    return make_case(world)


def agree(world, case, *kinds):
    return [
        give_consent(by=world.duty["secretary"], person=case.person, kind=kind, words="ยินดีให้เล่า")
        for kind in kinds
    ]


def cleared(world, case):
    """Written by the host, sent, read by the secretary."""
    story = actions.write_story(by=world.duty["host_coordinator"], case=case, **WORDS)
    actions.send_story(by=world.duty["host_coordinator"], story=story)
    return actions.clear_story(by=world.duty["secretary"], story=story)


def published(world, case, channel=StoryChannel.PROVINCE):
    given = agree(world, case, ALL[channel])[0]
    story = cleared(world, case)
    actions.publish_story(by=world.duty["secretary"], story=story, channel=channel)
    return GoodStory.objects.get(pk=story.pk), given


def photograph():
    data = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(data, "JPEG")
    return data.getvalue()


def titles(duty):
    return [one.title for one in told_to(duty)]


def test_story_goes_from_the_writer_through_another_s_eyes_to_its_readers(world, case):
    published(world, case)
    assert titles(world.duty["volunteer"]) == [WORDS["title"]]
    assert titles(world.other["secretary"]) == [] and titles(None) == []
    verbs = Event.objects.filter(verb__startswith="story.").order_by("pk")
    assert list(verbs.values_list("verb", flat=True)) == [
        "story.write", "story.send", "story.clear", "story.publish",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("channel", "readers"),
    [
        (StoryChannel.PROVINCE, (True, False, False)),
        (StoryChannel.NATION, (True, True, False)),
        (StoryChannel.PUBLIC, (True, True, True)),
    ],
)
def test_each_channel_reaches_its_own_readers_and_needs_its_own_consent(
    world, case, channel, readers
):
    published(world, case, channel)
    who = (world.duty["volunteer"], world.other["secretary"], None)
    assert tuple(bool(titles(one)) for one in who) == readers
    for wider in set(ALL) - {channel}:
        with pytest.raises(Refusal) as no:
            actions.publish_story(
                by=world.duty["secretary"], story=GoodStory.objects.get(), channel=wider
            )
        assert no.value.code == "story_consent"


def test_i20_action_publishes_nothing_without_a_standing_consent(world, case):
    story = cleared(world, case)
    with pytest.raises(Refusal) as no:
        actions.publish_story(by=world.duty["secretary"], story=story, channel="province")
    assert no.value.code == "story_consent"
    given = agree(world, case, ConsentKind.STORY)[0]
    withdraw_consent(by=world.duty["secretary"], consent=given)
    with pytest.raises(Refusal):
        actions.publish_story(by=world.duty["secretary"], story=story, channel="province")
    assert not StoryRelease.objects.exists()


def test_i20_taking_consent_back_takes_the_story_down_in_the_same_moment(world, case, client):
    story, given = published(world, case, StoryChannel.PUBLIC)
    page = Client()
    assert WORDS["title"] in page.get("/steer/stories/").content.decode()
    client.force_login(world.duty["secretary"].user)
    client.post(f"/privacy/cases/{case.pk}/consent/{given.pk}/")
    assert WORDS["title"] not in page.get("/steer/stories/").content.decode()
    assert "เจ้าตัวถอนความยินยอมแล้ว" in client.get(f"/steer/stories/{story.pk}/").content.decode()


@pytest.mark.parametrize("how", ["restricted", "sealed", "child", "guardian_blocked", "erased"])
def test_i20_story_is_unread_when_the_person_may_not_be_shown(world, case, how):
    story, given = published(world, case, StoryChannel.PUBLIC)
    by = world.duty["secretary"]
    if how == "restricted":
        restrict_person(by=by, person=case.person, restricted=True)
    elif how == "sealed":
        type(case).objects.filter(pk=case.pk).update(is_sealed=True)
    elif how == "child":
        Person.objects.filter(pk=case.person_id).update(birth_year=timezone.localdate().year - 9)
    elif how == "guardian_blocked":
        from kuea.people.actions import name_guardian

        guardian = name_guardian(
            by=by, person=case.person, name="ลูก", relation="ลูก", scope=["consent"], paper="หนังสือ"
        )
        type(guardian).objects.filter(pk=guardian.pk).update(is_blocked=True)
        type(given).objects.filter(pk=given.pk).update(guardian=guardian)
    else:
        erase_everywhere(by=by, person=case.person, why="request")
        gone = GoodStory.objects.get(pk=story.pk)
        assert gone.state == "withdrawn" and WORDS["title"] not in (gone.title, gone.situation)
    assert titles(None) == [] and titles(world.duty["secretary"]) == []


def test_i20_photograph_has_a_consent_of_its_own_and_goes_with_it(world, case, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    by = world.duty["host_coordinator"]
    story = actions.write_story(by=by, case=case, **WORDS)
    with pytest.raises(Refusal) as no:
        actions.add_story_picture(by=by, story=story, data=photograph())
    assert no.value.code == "story_consent"
    shown, _told = agree(world, case, ConsentKind.PHOTOGRAPH, ConsentKind.STORY_PUBLIC)
    actions.add_story_picture(by=by, story=story, data=photograph())
    actions.send_story(by=by, story=story)
    actions.clear_story(by=world.duty["secretary"], story=story)
    anybody, route = Client(), f"/steer/stories/{story.pk}/picture/"
    assert anybody.get(route).status_code == 404
    actions.publish_story(by=world.duty["secretary"], story=story, channel="public")
    answer = anybody.get(route)
    assert answer.status_code == 200 and b"".join(answer.streaming_content)[:2] == b"\xff\xd8"
    withdraw_consent(by=by, consent=shown)
    assert anybody.get(route).status_code == 404 and titles(None) == [WORDS["title"]]
    assert not told_to(None)[0].has_picture


def test_withdrawing_is_one_step_for_the_writer_and_deletes_the_photograph(
    world, case, client, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    agree(world, case, ConsentKind.PHOTOGRAPH, ConsentKind.STORY)
    by = world.duty["host_coordinator"]
    story = actions.write_story(by=by, case=case, **WORDS)
    actions.add_story_picture(by=by, story=story, data=photograph())
    actions.send_story(by=by, story=story)
    actions.clear_story(by=world.duty["secretary"], story=story)
    actions.publish_story(by=world.duty["secretary"], story=story, channel="province")
    client.force_login(by.user)
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/steer/stories/{story.pk}/withdraw/")
    assert titles(by) == [] and list(tmp_path.rglob("*.sealed")) == []


def test_names_stop_a_story_before_anybody_else_reads_it(world, case):
    by = world.duty["host_coordinator"]
    words = WORDS | {"done": f"ช่วยกันมุงหลังคาให้ {case.person.given_name}"}
    story = actions.write_story(by=by, case=case, **words)
    with pytest.raises(Refusal) as no:
        actions.send_story(by=by, story=story)
    assert no.value.code == "story_tells_who" and case.person.given_name in no.value.what
    actions.change_story(by=by, story=story, **WORDS)
    assert actions.send_story(by=by, story=story).state == "in_review"


def test_nickname_learnt_after_the_review_stops_publishing(world, case):
    story = cleared(world, case)
    agree(world, case, ConsentKind.STORY)
    person = Person.objects.get(pk=case.person_id)
    person.nickname = "ช่างของวัด"
    person.save()
    with pytest.raises(Refusal) as no:
        actions.publish_story(
            by=world.duty["secretary"], story=GoodStory.objects.get(pk=story.pk), channel="province"
        )
    assert no.value.code == "story_tells_who"


def test_writer_does_not_review_the_own_story(world, case):
    by = world.duty["secretary"]
    story = actions.write_story(by=by, case=case, **WORDS)
    actions.send_story(by=by, story=story)
    with pytest.raises(Refusal) as no:
        actions.clear_story(by=by, story=story)
    assert no.value.code == "story_own_review"
    assert actions.clear_story(by=world.duty["host_coordinator"], story=story).state == "cleared"


def test_sealed_case_is_never_told(world, case):
    type(case).objects.filter(pk=case.pk).update(is_sealed=True)
    case.refresh_from_db()
    case.named_duties.add(world.duty["secretary"])
    with pytest.raises(Refusal) as no:
        actions.write_story(by=world.duty["secretary"], case=case, **WORDS)
    assert no.value.code == "story_sealed"


def test_pages_carry_a_story_from_writing_to_publishing(world, case, client):
    agree(world, case, ConsentKind.STORY)
    host, secretary = Client(), client
    host.force_login(world.duty["host_coordinator"].user)
    secretary.force_login(world.duty["secretary"].user)
    sent = {**WORDS, "lesson": "", "once": "11111111-1111-4111-8111-111111111111"}
    for _twice in range(2):
        host.post(f"/steer/stories/new/{case.pk}/", sent)
    story = GoodStory.objects.get()
    page = f"/steer/stories/{story.pk}/"
    host.post(f"{page}send/")
    assert "อ่านทวนแล้ว ไม่มีอะไร" not in host.get(page).content.decode()
    secretary.post(f"{page}return/", {"words": "ขอให้สั้นลง"})
    assert "ขอให้สั้นลง" in host.get(page).content.decode()
    host.post(f"{page}change/", {**sent, "title": "หลังคาใหม่"})
    host.post(f"{page}send/")
    secretary.post(f"{page}clear/")
    secretary.post(f"{page}publish/", {"channel": "province"})
    assert "หลังคาใหม่" in host.get("/steer/stories/").content.decode()


def test_i20_database_refuses_a_release_without_the_person_s_consent_for_it(world, case):
    story = cleared(world, case)
    given = agree(world, case, ConsentKind.STORY)[0]
    by = world.duty["secretary"]
    with pytest.raises(IntegrityError):
        StoryRelease.objects.create(story=story, channel="public", consent=given, published_by=by)


def test_i20_database_refuses_a_withdrawn_consent_and_a_story_put_up_again(world, case):
    from django.db import transaction

    story, given = published(world, case)
    actions.withdraw_story(by=world.duty["secretary"], story=story)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryRelease.objects.update(taken_down_at=None)
    withdraw_consent(by=world.duty["secretary"], consent=given)
    with pytest.raises(IntegrityError), transaction.atomic():
        StoryRelease.objects.create(
            story=story, channel="province", consent=given, published_by=world.duty["secretary"]
        )


def test_stranger_duties_open_no_story_in_hand(world, case, client):
    story = cleared(world, case)
    for duty in (make_duty("chair", world.province), world.other["secretary"]):
        client.force_login(duty.user)
        assert client.get(f"/steer/stories/{story.pk}/").status_code in {403, 404}
