"""Reading editions, the dates that follow from their D-Day, and the stories in hand."""

from dataclasses import dataclass

from django.db.models import Count, QuerySet

from kuea.core.limits import Milestone, milestones
from kuea.offices.models import Duty, Edition
from kuea.offices.queries import provinces_on
from kuea.steering.models import GoodStory


@dataclass(frozen=True)
class Calendar:
    """The dates of one edition, and how many provinces it counts (A4)."""

    edition: Edition
    dates: tuple[Milestone, ...]
    provinces: int


def editions() -> list[Edition]:
    """Every edition, the latest first; history kept as demonstration comes last."""
    rows = Edition.objects.annotate(used=Count("province"))
    return list(rows.order_by("is_demonstration", "-year_be"))


def calendar_of(duty: Duty, year_be: int | None = None) -> Calendar | None:
    """The dates of the asked year, else of the province's own edition, else of the latest one."""
    known = editions()
    chosen = next((edition for edition in known if edition.year_be == year_be), None)
    if chosen is None and duty.province_id:
        chosen = duty.province.edition
    chosen = chosen or (known[0] if known else None)
    if chosen is None:
        return None
    return Calendar(
        chosen,
        milestones(chosen.d_day, chosen.results_day),
        provinces_on(chosen.d_day).count(),
    )


def stories_of(duty: Duty) -> QuerySet[GoodStory]:
    """Stories this duty works on: of the cases it sees, those that are not withdrawn, the newest first."""
    rows = GoodStory.objects.visible_to(duty).exclude(state="withdrawn")
    return rows.select_related("case", "written_by__user").order_by("-pk")
