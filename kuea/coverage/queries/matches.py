"""Matches in progress, needs to place, and the cards of a giver."""

from collections.abc import Iterable

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from kuea.coverage.models import Match
from kuea.coverage.queries.givers import MATCH_PARTS, MATCHABLE, open_needs_by_case
from kuea.finding.models import Case
from kuea.ledger.models import Event
from kuea.offices.models import Duty
from kuea.people.models import Need

GOING = ("giver_accepted", "receiver_agreed", "offered", "suggested", "active")
"""In the order in which somebody has to do something."""


def cases_to_place(duty: Duty) -> QuerySet[Case]:
    """Registered neighbours this duty may see, for whom a giver may be looked for; urgent ones first."""
    return (
        Case.objects.visible_to(duty)
        .filter(state__in=MATCHABLE)
        .select_related("person__household", "tambon", "village", "group")
        .order_by("-is_urgent", "registered_at", "pk")
    )


def needs_to_place(duty: Duty) -> list[tuple[Case, Need]]:
    """Needs for which nobody was asked yet, each with its case: the list of «โอบอุ้ม»."""
    cases = list(cases_to_place(duty))
    asked = {match.need_id for match in going_matches(duty)}  # these stand in the list of matches
    needs = open_needs_by_case(cases)
    return [
        (case, need) for case in cases for need in needs.get(case.pk, ()) if need.pk not in asked
    ]


def matches_of(duty: Duty) -> QuerySet[Match]:
    """Matches this duty may see, with everything a row shows."""
    few_know = Q(case__is_sealed=True) | ~Q(case__sensitive="")
    return (
        Match.objects.visible_to(duty)
        .select_related(*MATCH_PARTS)
        .annotate(tells_no_group=ExpressionWrapper(few_know, output_field=BooleanField()))
    )


def going_matches(duty: Duty) -> list[Match]:
    """Those not yet at an end, in the order in which somebody has to act."""
    rows = matches_of(duty).filter(state__in=GOING).order_by("pk")
    return sorted(rows, key=lambda match: GOING.index(match.state))


def matches_of_case(case: Case) -> QuerySet[Match]:
    """Every match of one case, the newest first."""
    return (
        Match.objects.filter(case=case)
        .select_related("need", "offer__organisation")
        .order_by("-pk")
    )


def story_of(matches: Iterable[Match]) -> list[Event]:
    """What was done with these matches, as the ledger has it."""
    keys = [str(match.pk) for match in matches]
    return list(Event.objects.filter(subject="coverage.match", subject_id__in=keys).order_by("pk"))
