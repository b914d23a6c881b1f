"""A village searches for its own people (R21); saying that nobody was missed needs evidence (I13)."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.states import SEARCH_ROUND
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.finding.models import Lead, SearchRound
from kuea.finding.path import require_words
from kuea.finding.ports import villages_led_by
from kuea.ledger.actions import record
from kuea.offices.models import Duty, Place
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import require_role
from kuea.people.models import DefinitionSet


def open_search(*, by: Duty, village: Place, opened_on: date | None = None) -> SearchRound:
    """Start a search round under the adopted definitions (I3); one open round a village.

    Raises `Refusal`: definition_needed, not_in_your_area, search_open, day_not_come.
    """
    require_role(by, Role.HOST_COORDINATOR)
    day = opened_on or timezone.localdate()
    if day > timezone.localdate():
        raise Refusal("day_not_come")
    if by.organisation is None or village.code not in villages_led_by(by.organisation):
        raise Refusal("not_in_your_area")
    adopted = DefinitionSet.objects.in_force(by.province)
    if adopted is None:
        raise Refusal("definition_needed")
    try:
        with transaction.atomic():
            opened = SearchRound.objects.create(
                province=by.province, village=village, host=by.organisation,
                definition_set=adopted, opened_on=day, opened_by=by,
            )  # fmt: skip
            _tell(opened, "open", by)
    except IntegrityError:
        raise Refusal("search_open") from None
    return opened


def close_search(
    *, by: Duty, search_round: SearchRound, method: str, households_considered: int,
    searchers: Sequence[str], note: str = "", closed_on: date | None = None,
) -> SearchRound:  # fmt: skip
    """The round is done: how it was searched, how many households were considered, who searched."""
    names = _tidy_names(searchers)
    require_words({
        _("วิธีค้นหา"): method,
        _("จำนวนครัวเรือนที่พิจารณา"): str(households_considered or ""),
        _("ชื่อผู้ค้นหา"): "".join(names),
    })  # fmt: skip
    with transaction.atomic():
        fresh = _own_round(by, search_round)
        fresh.leads_raised = count_leads(fresh)
        return _finish(fresh, "close", by, method, households_considered, names, note, closed_on)


def claim_nil(
    *, by: Duty, search_round: SearchRound, method: str, households_considered: int,
    searchers: Sequence[str], note: str = "", closed_on: date | None = None,
) -> SearchRound:  # fmt: skip
    """Say that nobody was missed, with the evidence; only a forum of the tambon accepts it (I13).

    Raises `Refusal`: nil_evidence (method, households, two searchers), nil_with_leads.
    """
    names = _tidy_names(searchers)
    if not normalise(method) or households_considered < 1 or len(names) < 2:
        raise Refusal("nil_evidence")
    with transaction.atomic():
        fresh = _own_round(by, search_round)
        if raised := count_leads(fresh):
            raise Refusal("nil_with_leads", count=raised)
        return _finish(
            fresh, "claim_nil", by, method, households_considered, names, note, closed_on
        )


def count_leads(search_round: SearchRound) -> int:
    """Leads about people of the village since the round was opened.

    A sealed one is in no number below the province (D4), also where it would keep somebody from saying that nobody
    was missed: the village's state is not settled by that as long as the sealed matter is not.
    """
    return Lead.objects.filter(
        case__village_id=search_round.village_id, made_at__date__gte=search_round.opened_on,
        case__is_sealed=False,
    ).count()  # fmt: skip


def _tidy_names(searchers: Sequence[str]) -> list[str]:
    """Names once each, as written."""
    return list(dict.fromkeys(tidy for name in searchers if (tidy := normalise(name))))


def _own_round(by: Duty, search_round: SearchRound) -> SearchRound:
    require_role(by, Role.HOST_COORDINATOR)
    fresh = SearchRound.objects.select_for_update().get(pk=search_round.pk)
    if fresh.host_id != by.organisation_id:
        raise Refusal("not_in_your_area")
    return fresh


def _finish(
    fresh: SearchRound, decision: str, by: Duty, method: str, households: int,
    names: list[str], note: str, closed_on: date | None,
) -> SearchRound:  # fmt: skip
    day = closed_on or timezone.localdate()
    if day > timezone.localdate() or day < fresh.opened_on:
        raise Refusal("day_not_come")
    fresh.state = SEARCH_ROUND.next(fresh.state, decision)
    fresh.method, fresh.households_considered = normalise(method, keep_lines=True), households
    fresh.searchers, fresh.searcher_count = names, len(names)
    fresh.note, fresh.closed_on = normalise(note, keep_lines=True), day
    fresh.save()
    _tell(fresh, decision, by)
    return fresh


def _tell(search_round: SearchRound, decision: str, by: Duty) -> None:
    record(
        f"search.{decision}", search_round, duty_id=by.pk, province_code=search_round.province_id,
        village=search_round.village_id,
    )  # fmt: skip
    tambon_changed(search_round.village_id[:6])
