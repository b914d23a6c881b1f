"""Reading definition sets: the versions, what changed between two, which resolutions may adopt one."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from kuea.core.words import Role
from kuea.offices.models import Duty, Resolution
from kuea.people.models import DefinitionSet, TargetGroup


@dataclass(frozen=True)
class GroupChange:
    """One group before and after; None on the side where it is not there."""

    before: TargetGroup | None
    after: TargetGroup | None


def list_definitions(duty: Duty) -> QuerySet[DefinitionSet]:
    """The duty's own province's versions; the ministry reads every province's. Newest first."""
    rows = DefinitionSet.objects.visible_to(duty).select_related("province__place", "edition")
    if duty.role not in {Role.MINISTRY, Role.ADMINISTRATOR}:
        rows = rows.filter(province_id=duty.province_id)
    return rows.annotate(group_count=Count("groups", distinct=True)).order_by(
        "province_id", "-edition__year_be", "-version"
    )


def former_of(definition_set: DefinitionSet) -> DefinitionSet | None:
    """The version that was in force before this one."""
    earlier = DefinitionSet.objects.filter(
        province=definition_set.province_id, state__in=["adopted", "superseded"]
    ).exclude(pk=definition_set.pk)
    if definition_set.adopted_at:
        earlier = earlier.filter(adopted_at__lt=definition_set.adopted_at)
    return earlier.order_by("-adopted_at").first()


def compare(former: DefinitionSet, later: DefinitionSet) -> list[GroupChange]:
    """Groups that differ, by their lasting codes: changed and new ones in order, then those left out."""
    before = {group.code: group for group in former.groups.order_by("pk")}
    after = {group.code: group for group in later.groups.order_by("pk")}
    changes = [
        GroupChange(before.get(code), group)
        for code, group in after.items()
        if code not in before or _differs(before[code], group)
    ]
    return changes + [
        GroupChange(group, None) for code, group in before.items() if code not in after
    ]


def _differs(one: TargetGroup, other: TargetGroup) -> bool:
    fields = ("category", "name", "criteria", "finding_method", "reaching_method")
    return any(getattr(one, field) != getattr(other, field) for field in fields)


def signed_resolutions(province_code: str) -> QuerySet[Resolution]:
    """Resolutions of the provincial committee that the civic chair signed, newest first."""
    return (
        Resolution.objects.filter(
            committee__province=province_code,
            committee__place=province_code,
            signed_by__isnull=False,
        )
        .select_related("committee")
        .order_by("-decided_on", "-pk")
    )


def unanswered(definition_set: DefinitionSet) -> int:
    return definition_set.comments.filter(Q(answer="")).count()


def may_comment(duty: Duty | None, definition_set: DefinitionSet, today: date) -> bool:
    """Anyone with a duty in the province, and the ministry, while the window is open."""
    if duty is None or definition_set.state != "comment":
        return False
    close = definition_set.comments_close_on
    is_near = duty.province_id == definition_set.province_id or duty.role == Role.MINISTRY
    return is_near and close is not None and today <= close
