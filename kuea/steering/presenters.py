"""The calendar and the good stories as words and rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kuea.core.limits import Milestone
from kuea.core.states import STORY
from kuea.core.stories import CONSENT_FOR, Trace
from kuea.core.words import Role
from kuea.finding.models import Case
from kuea.finding.ports import CasePanel
from kuea.offices.models import Duty
from kuea.people.law_queries import has_consent
from kuea.steering.actions.stories import traces_in
from kuea.steering.labels import CHANNELS, MILESTONES, PARTS, STORY_STATES, TELLINGS
from kuea.steering.models import GoodStory
from kuea.steering.queries import stories_of
from kuea.steering.told import Told, channels_standing, picture_stands
from kuea.web.thai_format import describe_deadline, format_number


@dataclass(frozen=True)
class DateRow:
    title: str
    about: str
    on: date
    state: str
    state_label: str


def date_rows(dates: tuple[Milestone, ...], today: date) -> list[DateRow]:
    """Each date with how far it is; a past one is told as past, never as blame."""
    nearest = next((found.on for found in dates if found.on >= today), None)
    return [_row(found, today, nearest) for found in dates]


def _row(found: Milestone, today: date, nearest: date | None) -> DateRow:
    title, about = MILESTONES[found.code]
    if found.on < today:
        days = format_number((today - found.on).days)
        state, label = "closed", _("ผ่านมาแล้ว %(days)s วัน") % {"days": days}
    else:
        state = "planned" if found.on == nearest else "none"
        label = describe_deadline(found.on, today)
    return DateRow(str(title), str(about), found.on, state, label)


@dataclass(frozen=True)
class ToldRow:
    """A published story for its readers."""

    story: Told
    channel: str
    picture_url: str


def told_rows(stories: Iterable[Told]) -> list[ToldRow]:
    return [
        ToldRow(
            one,
            str(CHANNELS[one.channel]),
            reverse("steering:story_picture", args=[one.pk]) if one.has_picture else "",
        )
        for one in stories
    ]


@dataclass(frozen=True)
class StoryRow:
    """A story in hand: where it stands, for whom there is something to do."""

    title: str
    url: str
    state: str
    state_label: str
    case_code: str
    writer: str


def story_rows(stories: Iterable[GoodStory]) -> list[StoryRow]:
    return [
        StoryRow(
            one.title, reverse("steering:story", args=[one.pk]), one.state, str(STORY_STATES[one.state]),
            one.case.code, str(one.written_by.user),
        )
        for one in stories
    ]  # fmt: skip


def story_page(story: GoodStory, duty: Duty) -> dict[str, Any]:
    """Everything the page of one story shows, and the steps this duty may take now."""
    traces = traces_in(story)
    standing = channels_standing(story)
    is_writer = story.written_by.user_id == duty.user_id
    may = {
        step
        for step in ("send", "return", "clear", "publish", "withdraw")
        if STORY.allows(story.state, step)
    }
    if is_writer:
        may -= {"return", "clear"}
    if duty.role != Role.SECRETARY:
        may -= {"publish"}
    return {
        "story": story,
        "state_label": STORY_STATES[story.state],
        "parts": [(PARTS[name], _marked(getattr(story, name), traces[name])) for name in PARTS if name != "title" and getattr(story, name)],
        "must_go": [one for found in traces.values() for one in found if one.must_go],
        "soft": [(one.words, TELLINGS[one.kind]) for found in traces.values() for one in found if not one.must_go],
        "standing": [CHANNELS[channel] for channel in standing],
        "channels": [
            {"code": channel.value, "label": CHANNELS[channel], "agrees": has_consent(story.case.person, kind), "is_live": channel in standing}
            for channel, kind in CONSENT_FOR.items()
        ],
        "may": may,
        "is_draft": story.state == STORY.start,
        "is_writer": is_writer,
        "has_picture": picture_stands(story),
    }  # fmt: skip


def _marked(text: str, traces: list[Trace]) -> SafeString:
    """The text with what tells who it is in a mark; everything else escaped."""
    pieces: list[str] = []
    here = 0
    for trace in traces:
        pieces += [text[here : trace.start], format_html("<mark>{}</mark>", trace.words)]
        here = trace.start + len(trace.words)
    return format_html_join("", "{}", ((piece,) for piece in [*pieces, text[here:]]))


def story_panel(case: Case, duty: Duty) -> CasePanel | None:
    """On the case page: the stories of it, and the way to write one."""
    if (
        duty.role not in {Role.SECRETARY, Role.HOST_COORDINATOR}
        or case.is_sealed
        or case.person is None
    ):
        return None
    rows = story_rows(stories_of(duty).filter(case=case))
    return CasePanel(
        "steering/panel.html",
        {"rows": rows, "new_url": reverse("steering:story_new", args=[case.pk])},
    )
