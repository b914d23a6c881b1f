"""I20: a story or its photograph is told only under the person's own current consent; it is never told unread."""

from kuea.core.guards import Guard, machine_guards
from kuea.core.states import STORY

_CONSENT = (
    "(SELECT COUNT(*) FROM people_consent c, steering_goodstory s, finding_case k WHERE s.id = {story} AND "
    "k.id = s.case_id AND c.id = {consent} AND c.person_id = k.person_id AND c.withdrawn_at IS NULL AND "
    "c.kind = {kind}) = 0"
)
_KIND = "CASE NEW.channel WHEN 'province' THEN 'story' WHEN 'nation' THEN 'story_nation' ELSE 'story_public' END"

GUARDS = (
    *machine_guards("R84", "steering_goodstory", STORY),
    Guard(
        "I20",
        "steering_storyrelease",
        "INSERT",
        _CONSENT.format(story="NEW.story_id", consent="NEW.consent_id", kind=_KIND),
        "a story is told under its own consent",
    ),
    Guard(
        "I20",
        "steering_storyrelease",
        "UPDATE",
        "NEW.story_id <> OLD.story_id OR NEW.channel <> OLD.channel OR NEW.consent_id <> OLD.consent_id OR "
        "(OLD.taken_down_at IS NOT NULL AND NEW.taken_down_at IS NULL)",
        "what was taken down stays down",
    ),
    Guard(
        "I20",
        "steering_goodstory",
        "UPDATE",
        "NEW.picture_consent_id IS NOT NULL AND NEW.picture_kept_at <> OLD.picture_kept_at AND "
        "NEW.picture_kept_at <> '' AND "
        + _CONSENT.format(story="NEW.id", consent="NEW.picture_consent_id", kind="'photograph'"),
        "a picture needs its own consent",
    ),
    Guard("I20", "steering_storyrelease", "DELETE", "1 = 1", "releases are kept"),
    Guard("R84", "steering_goodstory", "DELETE", "1 = 1", "stories are kept"),
)
