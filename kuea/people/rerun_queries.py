"""Examples of what a rerun changed, of persons the duty may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from kuea.intake.models import Rerun, RowReading
from kuea.offices.models import Duty
from kuea.people.models import Link, Person, Record
from kuea.people.rereading import Former
from kuea.people.standing import rerun_rule, undoing_rule

MOST = 10
_AT_ONCE = 200


@dataclass(frozen=True)
class Reread:
    """A row that is read otherwise than before: its record now, and the columns that changed as they were."""

    number: int
    record: Record
    former: Mapping[str, Any]


def reread_rows(run: Rerun, duty: Duty, most: int = MOST) -> list[Reread]:
    """The first rows whose values changed; none of a rerun taken back."""
    if run.taken_back_at is not None:
        return []
    visible, found, after = Person.objects.visible_to(duty), list[Reread](), 0
    own = RowReading.objects.visible_to(duty).filter(rerun=run).exclude(former="")
    while len(found) < most:
        some = list(own.filter(pk__gt=after).select_related("raw_row").order_by("pk")[:_AT_ONCE])
        if not some:
            break
        after = some[-1].pk
        records = Record.objects.filter(
            raw_row__in=[one.raw_row_id for one in some], person__in=visible, is_withdrawn=False
        ).select_related("tambon", "village", "person")
        of_row = {record.raw_row_id: record for record in records}
        found += [
            Reread(one.raw_row.number, of_row[one.raw_row_id], values)
            for one in some
            if one.raw_row_id in of_row and (values := Former.of_text(one.former).values)
        ]
    return found[:most]


def moved_rows(run: Rerun, duty: Duty, most: int = MOST) -> list[Link]:
    """The first records that this rerun brought to another person and that nobody took back; both in sight."""
    visible = Person.objects.visible_to(duty)
    unseen = Link.objects.filter(record__links__rule=rerun_rule(run.pk)).exclude(person__in=visible)
    arrived = Link.objects.filter(rule=rerun_rule(run.pk), person__in=visible).exclude(
        kind=Link.Kind.PARTED
    )
    rows = arrived.exclude(record__in=unseen.values("record_id")).select_related("record", "person")
    found = []
    for link in rows.order_by("pk")[: most * 5]:
        left = Link.objects.filter(record=link.record_id, rule=link.rule, pk__lt=link.pk).last()
        if (
            left is None
            or not Link.objects.filter(record=link.record_id, rule=undoing_rule(left.pk)).exists()
        ):
            found.append(link)
    return found[:most]
