"""Section 25: who was spoken of by others is told within thirty days, or only a count of the area stays."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import CloseReason, Role, SensitiveMatter
from kuea.finding.actions.erasing import cases_of_person, close_as_erased, erase_case
from kuea.finding.actions.sealing import keep_from_others, seal_case
from kuea.finding.law_queries import run_out_cases
from kuea.finding.models import Case
from kuea.finding.path import note_step, require_case
from kuea.offices.many_rows import lots_of
from kuea.offices.models import Duty, Province
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.actions import block_guardian, restrict_person
from kuea.people.models import Guardian, Person

_AT_ONCE = 200


def waive_notice(*, by: Duty, case: Case, reason: str, version: int | None = None) -> Case:
    """Telling would endanger the person: a named officer says why, for a sealed case only (D4).

    Raises `Refusal`: not_sealed, missing.
    """
    require_case(by, case, Role.SECRETARY, Role.HOST_COORDINATOR)
    why = normalise(reason, keep_lines=True)
    if not case.is_sealed:
        raise Refusal("not_sealed")
    if not why:
        raise Refusal("missing", fields=_("เหตุผล"))
    with transaction.atomic():
        fresh = lock_fresh(case, version)
        fresh.notice_waived_reason, fresh.notice_waived_by = why, by
        fresh.notice_waived_at, fresh.version = timezone.now(), fresh.version + 1
        fresh.save()
        note_step(fresh, "waive_notice", by=by)
    return fresh


def reduce_untold(*, by: Duty, province: Province) -> int:
    """The clock ran out without visit and notice: names, words and ways to find go; the area's count stays.

    System work of every day; cannot be undone. Returns how many cases.
    """
    require_role(by, Role.SYSTEM)
    require_province(by, province.code)
    keys = list(run_out_cases(province).values_list("pk", flat=True))
    for some in lots_of(keys, _AT_ONCE):
        with transaction.atomic(), gather_changes():
            for case in Case.objects.filter(pk__in=some).order_by("pk"):
                closed = close_as_erased(by=by, case=case, reason=CloseReason.NOT_REACHED)
                erase_case(by=by, case=closed, why="notice_clock")
    return len(keys)


def protect_from_guardian(*, by: Duty, guardian: Guardian, reason: str) -> Guardian:
    """The one who should protect is the alleged source of harm: blocked, and every case sealed at once (rule 4)."""
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR, Role.VOLUNTEER)
    with transaction.atomic():
        blocked = block_guardian(by=by, guardian=guardian, reason=reason)
        for case in Case.objects.filter(person=blocked.person, words_erased_at=None):
            fresh = lock_fresh(case)
            note_step(fresh, "protect", by=by)
            if not fresh.sensitive:
                fresh = keep_from_others(fresh, SensitiveMatter.VIOLENCE.value, by=by)
            if not fresh.is_sealed:
                seal_case(fresh, by=by)
    return blocked


def restrict_everywhere(*, by: Duty, person: Person, restricted: bool = True) -> Person:
    """The person's data lie unused, every case with them: kept, counted, in nobody's list (PDPA s.34)."""
    with transaction.atomic(), gather_changes():
        for found in cases_of_person(person):
            case = lock_fresh(found)
            if case.is_restricted != restricted:
                case.is_restricted, case.version = restricted, case.version + 1
                case.save(update_fields=["is_restricted", "version"])
                note_step(case, "restrict" if restricted else "unrestrict", by=by)
        return restrict_person(by=by, person=person, restricted=restricted)
