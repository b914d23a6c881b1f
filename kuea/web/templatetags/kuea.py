"""`{% load kuea %}`: the components and Thai filters every page uses. See docs/house_web.md."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms import BaseForm, BoundField, CheckboxInput, CheckboxSelectMultiple, RadioSelect
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kuea.web import icons, looks, thai_format

register = template.Library()

register.filter("thai_date", thai_format.format_date)
register.filter("thai_date_long", thai_format.format_date_long)
register.filter("thai_datetime", thai_format.format_moment)
register.filter("thai_digits", thai_format.to_thai_digits)
register.filter("thai_number", thai_format.format_number)
register.filter("days_left", thai_format.describe_deadline)
register.filter("ago", thai_format.describe_age)


@register.simple_tag
def icon(name: str) -> SafeString:
    return icons.draw(name)


@register.simple_tag
def mark() -> SafeString:
    return icons.draw_mark()


@register.simple_tag
def badge(state: Any, label: str = "", tone: str = "", icon: str = "") -> SafeString:
    """A state: shape, tone and words. `state` is a code, or anything with `.label`."""
    code = str(getattr(state, "value", state))
    look = looks.look_of(code)
    tone = tone or look.tone
    default_icon = look.icon if tone == look.tone else looks.TONE_ICONS[tone]
    return format_html(
        '<span class="badge tone-{}">{}{}</span>',
        tone,
        icons.draw(icon or default_icon),
        label or getattr(state, "label", code),
    )


@register.inclusion_tag("web/parts/tile.html")
def tile(
    label: str, number: Any, url: str = "", hint: str = "", as_of: Any = None, tone: str = ""
) -> dict[str, Any]:
    """A number and the list it opens. No number yet is a dash, never a nought."""
    return {
        "label": label,
        "number": thai_format.format_number(number),
        "url": url,
        "hint": hint,
        "as_of": as_of,
        "tone": tone,
        "icon": looks.TONE_ICONS.get(tone, ""),
    }


@register.inclusion_tag("web/parts/empty.html")
def empty(sentence: str, action: str = "", url: str = "", icon: str = "leaf") -> dict[str, Any]:
    return {"sentence": sentence, "action": action, "url": url, "icon": icon}


@register.inclusion_tag("web/parts/progress.html")
def progress(label: str, value: int, total: int, unit: str = "") -> dict[str, Any]:
    """A bar that is true: value of total; with no total there is no bar and no percentage."""
    share = thai_format.format_share(value, total)
    return {"label": label, "value": value, "total": total, "unit": unit, "share": share}


@register.inclusion_tag("web/parts/facts.html")
def facts(rows: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    return {"rows": rows}


_OF_A_MOMENT = ("title", "at", "by", "note", "url", "undo")


@register.inclusion_tag("web/parts/timeline.html", takes_context=True)
def timeline(context: template.Context, rows: Sequence[Any]) -> dict[str, Any]:
    """Rows (dicts or dataclasses) with `title`, `at`, and optionally `by`, `note`, `state`, and `undo`: what opens,
    asks and does the taking back (`open`, `sentence`, `action`, `url`)."""
    shown = []
    for row in rows:
        fetch = row.get if isinstance(row, dict) else lambda key, row=row: getattr(row, key, None)
        look = looks.look_of(str(fetch("state") or ""))
        shown.append({"look": look, **{key: fetch(key) for key in _OF_A_MOMENT}})
    return {"rows": shown, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("web/parts/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, unit: str = "") -> dict[str, Any]:
    query = context["request"].GET.copy() if "request" in context else None
    if query is not None:
        query.pop("page", None)
    keep = f"{query.urlencode()}&" if query else ""
    return {"page": page, "keep": keep, "unit": unit or _("รายการ")}


@register.inclusion_tag("web/parts/search_box.html", takes_context=True)
def search_box(
    context: template.Context, label: str, name: str = "q", help: str = "", target: str = ""
) -> dict[str, Any]:
    """A GET search that keeps the other filters; `target` (a css id) makes it live under htmx."""
    asked = context["request"].GET if "request" in context else {}
    kept = [
        (key, value) for key in asked for value in asked.getlist(key) if key not in {name, "page"}
    ]
    return {
        "label": label,
        "name": name,
        "value": asked.get(name, ""),
        "help": help,
        "target": target,
        "kept": kept,
    }


@register.inclusion_tag("web/parts/chips.html")
def filter_chips(chips: Sequence[Any], label: str = "") -> dict[str, Any]:
    return {"links": [looks.Link(*chip) for chip in chips], "label": label or _("กรองรายการ")}


@register.inclusion_tag("web/parts/tabs.html")
def tabs(links: Sequence[Any], label: str = "") -> dict[str, Any]:
    return {"links": [looks.Link(*link) for link in links], "label": label or _("มุมมอง")}


@register.inclusion_tag("web/parts/nav.html")
def navigation(links: Sequence[Any]) -> dict[str, Any]:
    """One row on a phone; what does not fit there waits behind «เพิ่มเติม»."""
    entries = [looks.Link(*link) for link in links]
    kept = looks.count_fitting([entry.label for entry in entries], _("เพิ่มเติม"))
    rest = entries[kept:]
    return {"first": entries[:kept], "rest": rest, "rest_here": any(link.active for link in rest)}


@register.inclusion_tag("web/parts/breadcrumb.html")
def breadcrumb(*parts: str) -> dict[str, Any]:
    """`{% breadcrumb "ค้นหา" leads_url "เบาะแส L-12" %}`: label and url in turn, the last label alone."""
    pairs = list(zip(parts[0:-1:2], parts[1::2], strict=False))
    return {"pairs": pairs, "here": parts[-1] if len(parts) % 2 else ""}


@register.inclusion_tag("web/parts/field.html")
def field(bound: BoundField) -> dict[str, Any]:
    """One field: label, help, what is wrong and how to right it, the input itself."""
    kind = field_kind(bound)
    return {"field": bound, "kind": kind, "long": kind == "choices" and len(bound) > LONG_CHOICE}


@register.inclusion_tag("web/parts/file_drop.html")
def file_drop(bound: BoundField) -> dict[str, Any]:
    return {"field": bound}


@register.inclusion_tag("web/parts/form_head.html")
def form_head(form: BaseForm) -> dict[str, Any]:
    """The list of what is wrong, linked to its fields, and the hidden fields of the form."""
    return {
        "form": form,
        "wrong": [bound for bound in form if bound.errors and not bound.is_hidden],
    }


LONG_CHOICE = 12
"""From here on a list of boxes to tick scrolls by itself, so that the button stays in reach."""


def field_kind(bound: BoundField) -> str:
    widget = bound.field.widget
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return "choices"
    return "tick" if isinstance(widget, CheckboxInput) else "one"


@register.inclusion_tag("web/parts/confirm_box.html", takes_context=True)
def confirm_box(
    context: template.Context,
    title: str,
    sentence: str,
    action: str,
    url: str = "",
    back_url: str = "",
    grave: bool = False,
    hidden: dict[str, Any] | None = None,
) -> dict[str, Any]:
    """A page part that asks once more before something that is hard to take back."""
    return {
        "title": title,
        "sentence": sentence,
        "action": action,
        "url": url,
        "back_url": back_url,
        "grave": grave,
        "hidden": (hidden or {}).items(),
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("web/parts/undo_bar.html", takes_context=True)
def undo_bar(
    context: template.Context, sentence: str, url: str, hidden: dict[str, Any] | None = None
) -> dict[str, Any]:
    return {
        "sentence": sentence,
        "url": url,
        "hidden": (hidden or {}).items(),
        "csrf_token": context.get("csrf_token", ""),
    }


@register.inclusion_tag("web/parts/five_k.html")
def five_k(cells: Sequence[Any], urls: Sequence[str] = ()) -> dict[str, Any]:
    """The five ก of a tambon; each cell is "yes", "partly" or "no" (None: not computed yet)."""
    shown = []
    for number, ((code, name), cell) in enumerate(zip(looks.FIVE_K, cells, strict=True)):
        word = looks.FIVE_K_WORDS.get(str(cell), _("ยังไม่มีข้อมูล"))
        url = urls[number] if number < len(urls) else ""
        shown.append(
            {"code": code, "name": name, "state": cell or "none", "word": word, "url": url}
        )
    return {"cells": shown}


@register.inclusion_tag("web/parts/steps.html")
def steps(current: int, labels: Sequence[str] = looks.WORK_STEPS) -> dict[str, Any]:
    """Where in the work we are: by default the five steps of the process; `current` counts from 1."""
    rows = [
        {"number": number, "label": label, "done": number < current, "here": number == current}
        for number, label in enumerate(labels, 1)
    ]
    return {"rows": rows}


@register.inclusion_tag("web/parts/person_card.html")
def person_card(person: Any) -> dict[str, Any]:
    """`name`, `place`, `url`, and optionally `about`, `state`, `state_label`, `urgent`, `sealed`."""
    return {"person": person}


@register.inclusion_tag("web/parts/need_card.html")
def need_card(need: Any) -> dict[str, Any]:
    """`words` (the person's own), `kind`, `place`, `url`, optionally `since`, `state`, `urgent`."""
    return {"need": need}


@register.inclusion_tag("web/parts/notice.html")
def notice(sentence: str, tone: str = "going", title: str = "", next: str = "") -> dict[str, Any]:
    """One box: what happened (`title`, `sentence`) and what to do next (`next`)."""
    return {
        "sentence": sentence,
        "title": title,
        "next": next,
        "tone": tone,
        "icon": looks.TONE_ICONS[tone],
    }


@register.simple_block_tag
def noticebox(content: str, tone: str = "going", title: str = "") -> SafeString:
    """`{% noticebox tone="hand" title="…" %} any markup {% endnoticebox %}`."""
    head = format_html('<p class="notice__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice tone-{}">{}<div class="notice__body">{}{}</div></div>',
        tone,
        icons.draw(looks.TONE_ICONS[tone]),
        head,
        content,
    )


@register.filter
def message_tone(tags: str) -> str:
    """The tone of a Django message: success good, warning hand, error grave, the rest going."""
    known = {"success": "good", "warning": "hand", "error": "grave"}
    return next((known[tag] for tag in tags.split() if tag in known), "going")
