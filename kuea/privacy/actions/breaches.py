"""The register of breaches with its 72-hour clock (PDPA s.37(4)). Anybody at work tells; the secretariat answers."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.privacy import BreachRisk
from kuea.core.problems import Refusal
from kuea.core.rights import Kind, readers_of
from kuea.core.states import BREACH
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.privacy.models import Breach

TELLERS = tuple(role for role in readers_of(Kind.BREACH) if role is not Role.AUDITOR)


def tell_breach(
    *,
    by: Duty,
    what: str,
    known_at: datetime,
    happened_at: datetime | None = None,
    form_key: str | None = None,
) -> Breach:
    """Say at once what happened; nobody is blamed for telling. The clock runs from `known_at`.

    Raises `Refusal`: missing, day_not_come.
    """
    require_role(by, *TELLERS)
    if form_key and (earlier := Breach.objects.filter(form_key=form_key).first()):
        return earlier
    said = normalise(what, keep_lines=True)
    if not said:
        raise Refusal("missing", fields=_("เกิดอะไรขึ้น"))
    if known_at > timezone.now():
        raise Refusal("day_not_come")
    with transaction.atomic():
        told = Breach.objects.create(
            province_id=by.province_id, what=said, known_at=known_at, happened_at=happened_at,
            told_by=by, form_key=form_key or None,
        )  # fmt: skip
        _tell("tell", told, by)
    return told


def assess_breach(
    *,
    by: Duty,
    breach: Breach,
    risk: str,
    people_count: int,
    measures: str,
    record_count: int | None = None,
    data_classes: Collection[str] = (),
) -> Breach:
    """How many, which data, how grave, what is done about it; may be said again when more is known."""
    done = normalise(measures, keep_lines=True)
    if not done:
        raise Refusal("breach_measures", fields=_("ทำอะไรไปแล้ว จะทำอะไรต่อ"))
    with transaction.atomic():
        fresh = _lock(by, breach, "assess")
        fresh.risk, fresh.people_count = BreachRisk(risk).value, people_count
        fresh.record_count, fresh.measures = record_count, done
        fresh.data_classes = sorted(data_classes)
        fresh.assessed_by, fresh.assessed_at = by, timezone.now()
        return _move(fresh, "assess", by, risk=risk)


def report_breach(
    *,
    by: Duty,
    breach: Breach,
    reported_at: datetime,
    report_number: str = "",
    late_reason: str = "",
) -> Breach:
    """The Office of the Committee was told. After 72 hours only with the reason for being late."""
    why = normalise(late_reason, keep_lines=True)
    with transaction.atomic():
        fresh = _lock(by, breach, "report")
        if reported_at > timezone.now():
            raise Refusal("day_not_come")
        if reported_at > fresh.due_at and not why:
            raise Refusal("breach_measures", fields=_("เหตุที่แจ้งเกิน 72 ชั่วโมง"))
        fresh.reported_at, fresh.late_reason = reported_at, why
        fresh.report_number = normalise(report_number)[:60]
        return _move(fresh, "report", by)


def close_breach(
    *,
    by: Duty,
    breach: Breach,
    closing_words: str,
    persons_told_on: date | None = None,
    persons_told_how: str = "",
) -> Breach:
    """What was learnt. With high risk the persons were told, how and when, or it is said why that was impossible.

    Raises `Refusal`: not_in_this_state (a risk that was not reported), breach_measures.
    """
    learnt, how = normalise(closing_words, keep_lines=True), normalise(persons_told_how)
    with transaction.atomic():
        fresh = _lock(by, breach, "close")
        if fresh.state == "assessed" and fresh.risk != BreachRisk.NONE:
            raise Refusal("not_in_this_state")
        lacking = [] if learnt else [_("ได้เรียนรู้อะไร หรือเหตุที่ไม่เสี่ยงต่อใคร")]
        if fresh.risk == BreachRisk.HIGH and not how:
            lacking.append(_("บอกเจ้าของข้อมูลอย่างไร หรือเหตุที่บอกไม่ได้"))
        if lacking:
            raise Refusal("breach_measures", fields=" · ".join(lacking))
        fresh.persons_told_on, fresh.persons_told_how = persons_told_on, how
        fresh.closing_words, fresh.closed_at = learnt, timezone.now()
        return _move(fresh, "close", by)


def _lock(by: Duty, breach: Breach, decision: str) -> Breach:
    require_role(by, Role.SECRETARY)
    require_province(by, breach.province_id)
    fresh = lock_fresh(breach)
    BREACH.next(fresh.state, decision)
    return fresh


def _move(breach: Breach, decision: str, by: Duty, **data: object) -> Breach:
    breach.state = BREACH.next(breach.state, decision)
    breach.save()
    _tell(decision, breach, by, **data)
    return breach


def _tell(verb: str, breach: Breach, by: Duty, **data: object) -> None:
    record(f"breach.{verb}", breach, duty_id=by.pk, province_code=breach.province_id, **data)
