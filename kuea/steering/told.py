"""Stories as others read them. Whether the person still agrees is asked here, each time, and nowhere remembered (I20)."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from kuea.core.stories import CONSENT_FOR, StoryChannel
from kuea.offices.models import Duty
from kuea.people.law_queries import is_ward_of_law
from kuea.steering.models import GoodStory, StoryRelease

MOST_TOLD = 200
"""Stories of one page, the newest: nobody reads more."""


@dataclass(frozen=True)
class Told:
    """A published story: its words, its province, never its case."""

    pk: int
    title: str
    situation: str
    done: str
    changed: str
    lesson: str
    province_name: str
    channel: StoryChannel
    published_on: date
    has_picture: bool


def told_to(duty: Duty | None) -> list[Told]:
    """What a duty, or somebody who has not signed in, may read now; each story once, by its widest channel."""
    found: dict[int, Told] = {}
    for release in _standing(duty)[:MOST_TOLD]:
        if release.story_id not in found and _agrees_now(release):
            found[release.story_id] = _told(release)
    return list(found.values())


def picture_told_to(duty: Duty | None, pk: int) -> str:
    """Where the photograph of a story is kept, when the duty may see both now; else empty."""
    for release in _standing(duty).filter(story_id=pk):
        if _agrees_now(release) and picture_stands(release.story):
            return release.story.picture_kept_at
    return ""


def picture_stands(story: GoodStory) -> bool:
    """The photograph is there and its own consent stands."""
    consent = story.picture_consent
    if not story.picture_kept_at or consent is None or consent.withdrawn_at is not None:
        return False
    person = story.case.person
    return person is not None and not is_ward_of_law(person)


def channels_standing(story: GoodStory) -> list[StoryChannel]:
    """The channels on which the story is read now."""
    rows = _with_everything(StoryRelease.objects.filter(story=story, taken_down_at=None))
    return [StoryChannel(row.channel) for row in rows if _agrees_now(row)]


def _standing(duty: Duty | None) -> QuerySet[StoryRelease]:
    """Releases on the channels that reach the reader, as the database can tell."""
    rows = StoryRelease.objects.filter(
        taken_down_at=None,
        story__state="published",
        consent__withdrawn_at=None,
        story__case__is_sealed=False,
        story__case__is_restricted=False,
        story__case__words_erased_at=None,
        story__case__person__erased_at=None,
        story__case__person__restricted_at=None,
    )
    wide = rows.filter(channel=StoryChannel.PUBLIC)
    if duty is not None:
        wide |= rows.filter(channel=StoryChannel.NATION)
        if duty.province_id:
            wide |= rows.filter(
                channel=StoryChannel.PROVINCE, story__case__province_id=duty.province_id
            )
    return _with_everything(wide).order_by("-published_at", "-pk")


def _with_everything(rows: QuerySet[StoryRelease]) -> QuerySet[StoryRelease]:
    return rows.select_related(
        "story__case__person", "story__case__province__place", "story__picture_consent", "consent__guardian"
    )  # fmt: skip


def _agrees_now(release: StoryRelease) -> bool:
    """What the database cannot tell: a person grown a ward, a guardian blocked, a consent of another kind."""
    person, consent = release.story.case.person, release.consent
    if person is None or consent.withdrawn_at is not None or is_ward_of_law(person):
        return False
    if consent.guardian is not None and consent.guardian.is_blocked:
        return False
    return (
        consent.person_id == person.pk
        and consent.kind == CONSENT_FOR[StoryChannel(release.channel)]
    )


def _told(release: StoryRelease) -> Told:
    story = release.story
    return Told(
        story.pk, story.title, story.situation, story.done, story.changed, story.lesson,
        story.case.province.place.name_th, StoryChannel(release.channel),
        timezone.localdate(release.published_at), picture_stands(story),
    )  # fmt: skip
