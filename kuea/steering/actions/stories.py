"""A good story from the first word to the day it is taken down (R84, I20)."""

from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.privacy import ConsentKind
from kuea.core.problems import Refusal
from kuea.core.states import STORY
from kuea.core.stories import CONSENT_FOR, StoryChannel, Trace, find_traces
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.finding.models import Case
from kuea.finding.path import require_case, require_words
from kuea.intake.gate import admit_picture, keep_picture
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh
from kuea.people.law_queries import has_consent
from kuea.people.models import Consent
from kuea.steering.models import GoodStory, StoryRelease

TELLERS = (Role.SECRETARY, Role.HOST_COORDINATOR)
PARTS = ("title", "situation", "done", "changed", "lesson")
_LONGEST = 4000


def write_story(
    *,
    by: Duty,
    case: Case,
    title: str,
    situation: str,
    done: str,
    changed: str,
    lesson: str = "",
    form_key: str | None = None,
) -> GoodStory:
    """Begin a story from a case. Raises `Refusal`: missing, story_sealed, not_in_your_area."""
    require_case(by, case, *TELLERS)
    words = _tidy(title=title, situation=situation, done=done, changed=changed, lesson=lesson)
    if case.is_sealed or case.person_id is None:
        raise Refusal("story_sealed")
    with transaction.atomic():
        sent = GoodStory.objects.filter(form_key=form_key, case=case).first() if form_key else None
        if sent is not None:
            return sent
        story = GoodStory.objects.create(
            case=case, written_by=by, form_key=form_key or None, **words
        )
        _tell("write", story, by)
    return story


def change_story(
    *,
    by: Duty,
    story: GoodStory,
    title: str,
    situation: str,
    done: str,
    changed: str,
    lesson: str = "",
    version: int | None = None,
) -> GoodStory:
    """Other words, while it is a draft. Raises `Refusal`: missing, not_in_this_state, stale."""
    require_case(by, story.case, *TELLERS)
    words = _tidy(title=title, situation=situation, done=done, changed=changed, lesson=lesson)
    with transaction.atomic():
        fresh = lock_fresh(story, version)
        if fresh.state != STORY.start:
            raise Refusal("not_in_this_state")
        for name, value in words.items():
            setattr(fresh, name, value)
        return _save(fresh, "change", by)


def send_story(*, by: Duty, story: GoodStory) -> GoodStory:
    """To whoever reads it before others do. Raises `Refusal`: story_tells_who (names the words)."""
    require_case(by, story.case, *TELLERS)
    with transaction.atomic():
        fresh = lock_fresh(story)
        fresh.state = STORY.next(fresh.state, "send")
        _require_disguised(fresh)
        fresh.returned_words = ""
        return _save(fresh, "send", by)


def return_story(*, by: Duty, story: GoodStory, words: str) -> GoodStory:
    """The reviewer wants something changed. Raises `Refusal`: missing, story_own_review."""
    _require_reviewer(by, story)
    require_words({_("ต้องแก้อะไร"): words})
    with transaction.atomic():
        fresh = lock_fresh(story)
        fresh.state = STORY.next(fresh.state, "return")
        fresh.returned_words = normalise(words)[:500]
        return _save(fresh, "return", by)


def clear_story(*, by: Duty, story: GoodStory) -> GoodStory:
    """Somebody else read it and nobody can tell who it is about. Raises `Refusal`: story_own_review."""
    _require_reviewer(by, story)
    with transaction.atomic():
        fresh = lock_fresh(story)
        fresh.state = STORY.next(fresh.state, "clear")
        _require_disguised(fresh)
        fresh.reviewed_by = by
        return _save(fresh, "clear", by)


def publish_story(*, by: Duty, story: GoodStory, channel: str) -> StoryRelease:
    """Tell it on one channel, under the consent for that channel, looked up now (I20).

    Raises `Refusal`: story_consent, story_tells_who, story_sealed, not_in_this_state.
    """
    require_case(by, story.case, Role.SECRETARY)
    if channel not in set(StoryChannel):
        raise Refusal("missing", fields=_("เล่าถึงใคร"))
    way = StoryChannel(channel)
    with transaction.atomic():
        fresh = lock_fresh(story)
        fresh.state = STORY.next(fresh.state, "publish")
        if fresh.case.is_sealed:
            raise Refusal("story_sealed")
        _require_disguised(fresh)
        consent = _standing_consent(fresh.case, CONSENT_FOR[way])
        StoryRelease.objects.filter(story=fresh, channel=way, taken_down_at=None).update(
            taken_down_at=timezone.now(), taken_down_by=by
        )
        release = StoryRelease.objects.create(
            story=fresh, channel=way, consent=consent, published_by=by
        )
        _save(fresh, "publish", by, channel=way.value, consent=consent.pk)
    return release


def withdraw_story(*, by: Duty, story: GoodStory) -> GoodStory:
    """Taken down everywhere, in one step and without a reason. It is not told again: another is written."""
    require_case(by, story.case, *TELLERS)
    with transaction.atomic():
        fresh = lock_fresh(story)
        if fresh.state == "withdrawn":
            return fresh
        return take_down(fresh, by=by)


def add_story_picture(*, by: Duty, story: GoodStory, data: bytes) -> GoodStory:
    """One photograph, under the consent for photographs. Raises `Refusal`: story_consent, picture_kind and its like."""
    require_case(by, story.case, *TELLERS)
    consent = _standing_consent(story.case, ConsentKind.PHOTOGRAPH)
    picture = admit_picture(data)
    with transaction.atomic():
        fresh = lock_fresh(story)
        if fresh.state != STORY.start:
            raise Refusal("not_in_this_state")
        _drop_picture(fresh)
        fresh.picture_kept_at = keep_picture(
            picture, f"stories/{fresh.case.province_id}/{fresh.pk}"
        )
        fresh.picture_consent = consent
        return _save(fresh, "picture", by)


def take_down(fresh: GoodStory, *, by: Duty | None) -> GoodStory:
    """Of a locked row: every channel at once, the photograph's file too."""
    fresh.state = STORY.next(fresh.state, "withdraw")
    StoryRelease.objects.filter(story=fresh, taken_down_at=None).update(
        taken_down_at=timezone.now(), taken_down_by=by
    )
    _drop_picture(fresh)
    return _save(fresh, "withdraw", by)


def traces_in(story: GoodStory) -> dict[str, list[Trace]]:
    """Part of the story → what in it still tells who it is about."""
    case, person = story.case, story.case.person
    names = [] if person is None else [person.given_name, person.family_name, person.nickname]
    places = [case.tambon.name_th] + ([case.village.name_th] if case.village else [])
    return {part: find_traces(getattr(story, part), names=names, places=places) for part in PARTS}


def _tidy(**words: str) -> dict[str, str]:
    tidy = {name: normalise(text, keep_lines=True)[:_LONGEST] for name, text in words.items()}
    require_words(
        {
            _("ชื่อเรื่อง"): tidy["title"],
            _("สถานการณ์"): tidy["situation"],
            _("ทำอะไร โดยใคร"): tidy["done"],
            _("เปลี่ยนไปอย่างไร"): tidy["changed"],
        }
    )
    return tidy


def _require_reviewer(by: Duty, story: GoodStory) -> None:
    require_case(by, story.case, *TELLERS)
    if by.user_id == story.written_by.user_id:
        raise Refusal("story_own_review")


def _require_disguised(story: GoodStory) -> None:
    telling = [
        trace.words for traces in traces_in(story).values() for trace in traces if trace.must_go
    ]
    if telling:
        raise Refusal("story_tells_who", words=" · ".join(dict.fromkeys(telling)))


def _standing_consent(case: Case, kind: ConsentKind) -> Consent:
    """The person's newest consent of this kind, when it stands. Raises `Refusal`: story_consent."""
    if not has_consent(case.person, kind):
        raise Refusal("story_consent")
    rows = Consent.objects.filter(person=case.person, kind=kind, withdrawn_at=None)
    newest = rows.filter(organisation=None).order_by("-pk").select_for_update().first()
    if newest is None:
        raise Refusal("story_consent")
    return newest


def _drop_picture(story: GoodStory) -> None:
    """The file goes when the change is kept."""
    if story.picture_kept_at:
        path = Path(settings.MEDIA_ROOT) / story.picture_kept_at
        transaction.on_commit(lambda: path.unlink(missing_ok=True))
    story.picture_kept_at, story.picture_consent = "", None


def _save(story: GoodStory, verb: str, by: Duty | None, **data: object) -> GoodStory:
    story.version += 1
    story.save()
    _tell(verb, story, by, **data)
    return story


def _tell(verb: str, story: GoodStory, by: Duty | None, **data: object) -> None:
    record(
        f"story.{verb}",
        story,
        duty_id=by.pk if by else None,
        province_code=story.case.province_id,
        **data,
    )
