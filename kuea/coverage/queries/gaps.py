"""The gap list: the committee's standing agenda, read in a fixed number of queries (R62)."""

from dataclasses import dataclass, replace

from django.db.models import Count, Q, QuerySet

from kuea.core.rights import Kind, Reach, Sight, sights_of
from kuea.core.words import Role
from kuea.coverage.models import Gap
from kuea.giving.queries import groups_in_use
from kuea.offices.models import Duty, Place, Province, Resolution

LIVING = ("open", "being_plugged", "accepted")


@dataclass(frozen=True)
class GapFilter:
    """What the page asks for; empty means all. `state` "" is everything not yet plugged."""

    tambon: str = ""
    kind: str = ""
    owner: int = 0
    state: str = ""
    late: str = ""  # of care that is late: "first_help" or "visit"
    group: str = ""  # asked by those only who see the province's cases


def sees_cases(duty: Duty) -> bool:
    """Whether the duty sees every open case of its province, and so whose group a coded gap tells."""
    return Sight(Reach.PROVINCE) in sights_of(Kind.CASE, Role(duty.role))


def list_gaps(duty: Duty, asked: GapFilter = GapFilter()) -> QuerySet[Gap]:
    """Gaps the duty may see, those due first; accepted ones last."""
    rows = Gap.objects.visible_to(duty)
    rows = rows.filter(state=asked.state) if asked.state else rows.filter(state__in=LIVING)
    if asked.tambon:
        rows = rows.filter(tambon_id=asked.tambon)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.late in {"first_help", "visit"}:
        rows = rows.filter(key__contains=f":{asked.late}:")
    if asked.group and sees_cases(duty):
        rows = rows.filter(Q(group_code=asked.group) | Q(case__group__code=asked.group))
    if asked.owner:
        rows = rows.filter(owner_id=asked.owner)
    return rows.select_related(
        "tambon__parent",
        "village",
        "case",
        "need",
        "owner__user",
        "owner__organisation",
        "resolution",
    ).order_by("due_on", "tambon_id", "key")


def count_by_kind(duty: Duty, asked: GapFilter) -> dict[str, int]:
    """How many gaps of each kind there are, whatever kind the page asks for."""
    wide = replace(asked, kind="")
    rows = list_gaps(duty, wide).order_by().values("kind").annotate(n=Count("pk", distinct=True))
    return dict(rows.values_list("kind", "n"))


def owners_of_gaps(duty: Duty) -> QuerySet[Duty]:
    """Who owns gaps that this duty may see."""
    seen = Gap.objects.visible_to(duty).filter(state__in=LIVING)
    return (
        Duty.objects.filter(pk__in=seen.order_by().values("owner_id"))
        .select_related("user", "organisation")
        .order_by("role", "pk")
    )


def tambon_with_gaps(duty: Duty) -> QuerySet[Place]:
    """Tambon in which this duty sees a gap."""
    seen = Gap.objects.visible_to(duty).filter(state__in=LIVING)
    return Place.objects.filter(pk__in=seen.order_by().values("tambon_id")).order_by("code")


def group_names(province: Province) -> dict[str, str]:
    """Code → the province's own name of each target group in use."""
    return {group.code: group.name for group in groups_in_use(province)}


def signed_resolutions(province_code: str) -> QuerySet[Resolution]:
    """Resolutions in force, the newest first."""
    return (
        Resolution.objects.filter(committee__province_id=province_code, signed_at__isnull=False)
        .select_related("committee")
        .order_by("-decided_on", "-pk")
    )
