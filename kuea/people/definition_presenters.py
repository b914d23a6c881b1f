"""Definition sets in words: groups under their category, and changes as sentences."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kuea.core.words import Category
from kuea.people.definition_queries import GroupChange
from kuea.people.labels import category_label, definition_state_label, sector_label
from kuea.people.models import DefinitionSet, TargetGroup
from kuea.web.thai_format import format_date


@dataclass(frozen=True)
class CategoryBlock:
    """One of the four fixed categories with the province's own groups under it."""

    code: str
    name: Any
    groups: tuple[TargetGroup, ...]


def by_category(definition_set: DefinitionSet) -> list[CategoryBlock]:
    """All four, also those without a group: an empty one is a question to the province."""
    groups = list(definition_set.groups.order_by("pk"))
    return [
        CategoryBlock(
            category.value,
            category_label(category.value),
            tuple(group for group in groups if group.category == category.value),
        )
        for category in Category
    ]


def name_version(definition_set: DefinitionSet) -> str:
    return _("ฉบับที่ %(number)d ปี %(year)d") % {
        "number": definition_set.version,
        "year": definition_set.edition.year_be,
    }


def state_words(definition_set: DefinitionSet) -> Any:
    return definition_state_label(definition_set.state)


def facts_of(definition_set: DefinitionSet) -> list[tuple[str, Any]]:
    """What stands above the groups: how it came to be."""
    rows: list[tuple[str, Any]] = [
        (_("หารือร่วมกันเมื่อ"), format_date(definition_set.consulted_on)),
        (_("สถานที่"), definition_set.consulted_place),
        (_("ผู้ร่วมหารือ"), describe_sectors(definition_set.consulted_sectors)),
        (_("เปิดฟังความเห็น"), _window(definition_set)),
    ]
    if definition_set.resolution:
        rows.append((_("มติรับรอง"), definition_set.resolution.number))
        rows.append((_("รับรองเมื่อ"), format_date(definition_set.adopted_at)))
    if definition_set.waiver:
        rows.append((_("มติยกเว้นช่วงรับฟัง"), definition_set.waiver.number))
    return rows


def describe_sectors(counts: dict[str, int]) -> str:
    return " · ".join(
        _("%(sector)s %(count)d คน") % {"sector": sector_label(code), "count": count}
        for code, count in counts.items()
    )


def _window(definition_set: DefinitionSet) -> str:
    if not definition_set.comments_open_on:
        return ""
    return _("%(start)s ถึง %(end)s") % {
        "start": format_date(definition_set.comments_open_on),
        "end": format_date(definition_set.comments_close_on),
    }


def describe_changes(changes: list[GroupChange]) -> list[tuple[str, list[str]]]:
    """For each group that differs, its name and what changed, one sentence each."""
    return [(_name(change), _sentences(change)) for change in changes]


def _name(change: GroupChange) -> str:
    group = change.after or change.before
    return group.name if group else ""


def _sentences(change: GroupChange) -> list[str]:
    before, after = change.before, change.after
    if after is None:
        return [_("ไม่มีกลุ่มนี้ในฉบับใหม่")]
    if before is None:
        return [
            _("เป็นกลุ่มใหม่ในประเภท «%(category)s»") % {"category": category_label(after.category)},
            *(_("เกณฑ์: %(sentence)s") % {"sentence": sentence} for sentence in after.criteria),
        ]
    said = []
    if before.name != after.name:
        said.append(_("เดิมชื่อ «%(name)s»") % {"name": before.name})
    if before.category != after.category:
        said.append(
            _("ย้ายจาก «%(before)s» ไปอยู่ใน «%(after)s»")
            % {"before": category_label(before.category), "after": category_label(after.category)}
        )
    for words, now, then in (
        (_("เพิ่มเกณฑ์: %(sentence)s"), after.criteria, before.criteria),
        (_("ไม่ใช้เกณฑ์: %(sentence)s"), before.criteria, after.criteria),
    ):
        said += [words % {"sentence": line} for line in now if line not in then]
    for words, field in (
        (_("วิธีค้นหาเปลี่ยนเป็น: %(method)s"), "finding_method"),
        (_("วิธีเข้าถึงเปลี่ยนเป็น: %(method)s"), "reaching_method"),
    ):
        if getattr(before, field) != getattr(after, field):
            said.append(words % {"method": getattr(after, field) or _("(ว่าง)")})
    return said or [_("เรียงเกณฑ์ใหม่")]
