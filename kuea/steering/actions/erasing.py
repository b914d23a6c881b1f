"""A story about somebody who was erased is taken down and its words go with them (PDPA s.33, I20)."""

from kuea.core.privacy import ERASED
from kuea.finding.models import Case
from kuea.steering.actions.stories import take_down
from kuea.steering.models import GoodStory

ERASES: dict[str, tuple[str, ...]] = {
    "steering.GoodStory": ("title", "situation", "done", "changed", "lesson", "returned_words"),
}


def erase_story_words(case: Case) -> None:
    """Filled into finding's port: called in the transaction that erases the case."""
    for story in GoodStory.objects.select_for_update().filter(case=case):
        if story.state != "withdrawn":
            story = take_down(story, by=None)
        story.title = story.situation = story.done = story.changed = ERASED
        story.lesson = story.returned_words = ""
        story.save()
