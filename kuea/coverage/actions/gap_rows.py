"""Opening and plugging gaps so that the rows equal what the rules see (R62, I14)."""

from collections import defaultdict
from datetime import date

from django.utils import timezone

from kuea.core.gap_rules import TambonEvidence, WantedGap, due_on, wanted_gaps
from kuea.core.limits import Milestone, milestones
from kuea.core.states import GAP
from kuea.coverage.models import Gap
from kuea.coverage.queries.owners import Owners, read_owners
from kuea.offices.models import Province

LIVING = ("open", "being_plugged", "accepted")


def settle_gaps(
    province: Province, evidence: list[TambonEvidence], today: date
) -> tuple[list[int], list[int], dict[str, dict[str, int]]]:
    """Open what is new, plug what no longer holds, give every gap a present owner.

    Returns ids opened, ids plugged, and by tambon the count of gaps left by kind.
    """
    codes = [told.code for told in evidence]
    living = {
        gap.key: gap
        for gap in Gap.objects.filter(province=province, tambon_id__in=codes, state__in=LIVING)
    }
    wanted = {gap.key: gap for told in evidence for gap in wanted_gaps(told)}
    plugged = [gap for key, gap in living.items() if key not in wanted]
    _plug(plugged)
    owners = read_owners(province, codes)
    _keep_owned([gap for key, gap in living.items() if key in wanted], wanted, owners)
    edition = province.edition
    dates = milestones(edition.d_day, edition.results_day)
    new = [
        _new_gap(province, gap, owners, today, dates)
        for key, gap in wanted.items()
        if key not in living
    ]
    opened = Gap.objects.bulk_create(new)
    left: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for gap in wanted.values():
        left[gap.tambon][str(gap.kind)] += 1
    return (
        [gap.pk for gap in opened],
        [gap.pk for gap in plugged],
        {code: dict(kinds) for code, kinds in left.items()},
    )


def _plug(gaps: list[Gap]) -> None:
    now = timezone.now()
    for gap in gaps:
        gap.state, gap.plugged_at = GAP.next(gap.state, "plug"), now
    Gap.objects.bulk_update(gaps, ["state", "plugged_at"])


def _keep_owned(gaps: list[Gap], wanted: dict[str, WantedGap], owners: Owners) -> None:
    """A gap nobody has taken up follows its place's host; one taken up changes hands only when its owner left."""
    changed = []
    for gap in gaps:
        if gap.state == "accepted" or (
            gap.state == "being_plugged" and gap.owner_id in owners.current
        ):
            continue
        owner = owners.of(wanted[gap.key])
        if owner is not None and gap.owner_id != owner:
            gap.owner_id = owner
            changed.append(gap)
    Gap.objects.bulk_update(changed, ["owner"])


def _new_gap(
    province: Province,
    gap: WantedGap,
    owners: Owners,
    today: date,
    dates: tuple[Milestone, ...],
) -> Gap:
    return Gap(
        province=province,
        kind=gap.kind,
        key=gap.key,
        tambon_id=gap.tambon,
        village_id=gap.village or None,
        group_code=gap.group_code,
        help_kind=gap.help_kind,
        five_k=gap.five_k,
        case_id=gap.case_id or None,
        need_id=gap.need_id or None,
        owner_id=owners.of(gap),
        due_on=due_on(gap.kind, today, province.limits.gap_days, dates),
    )
