"""How the work steers itself. Committees and resolutions live in `offices`; dates come from the edition."""

from django.db import models
from django.db.models import F, Q

from kuea.core.rights import Kind as RowKind
from kuea.core.states import STORY
from kuea.core.stories import StoryChannel
from kuea.finding.models import Case
from kuea.offices.fields import SealedTextField
from kuea.offices.models import Duty
from kuea.offices.scoping import Hangs, Scoped, hanging
from kuea.people.models import Consent


class GoodStory(Scoped):
    """What helped somebody, told so that others learn and nobody knows who it was (R84)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stories")
    title = SealedTextField()
    situation = SealedTextField()
    done = SealedTextField()  # what was done, and by whom
    changed = SealedTextField()
    lesson = SealedTextField(blank=True)
    state = models.CharField(max_length=12, default=STORY.start)
    written_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    reviewed_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")
    returned_words = SealedTextField(blank=True)  # what the reviewer wants changed
    picture_kept_at = models.CharField(max_length=255, blank=True)  # sealed, below MEDIA_ROOT
    picture_consent = models.ForeignKey(
        Consent, null=True, on_delete=models.PROTECT, related_name="+"
    )
    form_key = models.CharField(max_length=40, unique=True, null=True)
    made_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=1)

    objects = hanging(Hangs(RowKind.CASE, via="case"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="story_is_read_by_another", condition=Q(reviewed_by=None) | ~Q(reviewed_by=F("written_by"))
            ),
            models.CheckConstraint(
                name="story_told_was_reviewed",
                condition=~Q(state__in=["cleared", "published"]) | Q(reviewed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="story_picture_was_agreed",
                condition=Q(picture_kept_at="") | Q(picture_consent__isnull=False),
            ),
        ]  # fmt: skip


class StoryRelease(Scoped):
    """A story told on one channel, on the ground of one consent; without it nobody reads it any more (I20)."""

    story = models.ForeignKey(GoodStory, on_delete=models.PROTECT, related_name="releases")
    channel = models.CharField(max_length=8, choices=[(c.value, c.value) for c in StoryChannel])
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="+")
    published_by = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(auto_now_add=True)
    taken_down_at = models.DateTimeField(null=True)
    taken_down_by = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+")

    objects = hanging(Hangs(RowKind.CASE, via="story"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["story", "channel"], condition=Q(taken_down_at=None), name="one_release_a_channel"
            ),
        ]  # fmt: skip
