"""Needs heard after the first visit: of the person or of the whole home, and what they have received (R52)."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.states import ENDED_STATES
from kuea.finding.actions.cases import HEARERS
from kuea.finding.models import Case
from kuea.finding.path import note_step, require_case
from kuea.finding.queries import needs_of_case
from kuea.offices.models import Duty
from kuea.offices.scope import find_visible, lock_fresh
from kuea.people.actions import add_need, make_household, meet_need
from kuea.people.models import Household, Need

BEFORE_A_VISIT = ("lead", "routed", "returned", "not_located")
"""Nobody has heard the person yet: there is nothing to write down in their words (3.3, rule 3)."""


def may_note_need(case: Case) -> bool:
    return case.person_id is not None and case.state not in (*BEFORE_A_VISIT, *ENDED_STATES)


def note_need(
    *,
    by: Duty,
    case: Case,
    kind: str,
    own_words: str,
    is_urgent: bool = False,
    of_the_home: bool = False,
    version: int | None = None,
) -> Need:
    """Write down one more need in the person's own words, whenever it is heard.

    `of_the_home` makes it a need all who live there share, until who said it is sealed or wants it unused; of a sealed
    case it stays the person's own, because the pages of everybody who lives there would show their words. Raises `Refusal`: not_in_this_state (nobody
    has met them), missing, stale, not_in_your_area.
    """
    require_case(by, case, *HEARERS)
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        if not may_note_need(fresh):
            raise Refusal("not_in_this_state")
        is_shared = of_the_home and not fresh.is_sealed
        owner: dict[str, Any] = {"person": fresh.person}
        if is_shared:
            owner = {"household": _home_of(by, fresh), "said_by": fresh.person}
        need = add_need(by=by, kind=kind, own_words=own_words, is_urgent=is_urgent, **owner)
        fresh.version += 1
        fresh.save(update_fields=["version"])
        note_step(fresh, "need", by=by, need=need.pk)
    return need


def mark_need_met(*, by: Duty, case: Case, need: Need, version: int | None = None) -> Need:
    """The person says that they have it now, whoever gave it."""
    require_case(by, case, *HEARERS)
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        found = find_visible(needs_of_case(fresh), pk=need.pk)
        met = meet_need(by=by, need=found)
        fresh.version += 1
        fresh.save(update_fields=["version"])
        note_step(fresh, "need_met", by=by, need=need.pk)
    return met


def _home_of(by: Duty, case: Case) -> Household:
    """The home the person lives in; made from the house number somebody wrote, when it is not known yet.

    Two neighbours of one house number in one village share the home; without a number it is theirs alone.
    """
    person = case.person
    if person is None:
        raise Refusal("missing", fields=_("ชื่อหรือคำเรียกของเจ้าตัว"))
    if person.household is not None:
        return person.household
    written = person.records.exclude(house_no="").order_by("pk").values_list("house_no", flat=True)
    return make_household(
        by=by, tambon=case.tambon, village=case.village, house_no=written.first() or "",
        people=[person],
    )  # fmt: skip
