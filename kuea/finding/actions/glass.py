"""Breaking the glass and looking at who did."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import GlassOutcome, GlassPurpose, Role
from kuea.finding.actions.erasing import erase_glass_words
from kuea.finding.glass_models import GlassGrant, GlassReview
from kuea.finding.models import Case
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.scope import require_role

MAY_BREAK = (Role.HOST_COORDINATOR, Role.SECRETARY)
SECOND_OF = {
    Role.HOST_COORDINATOR: (Role.SECRETARY, Role.CHAIR),
    Role.SECRETARY: (Role.CHAIR, Role.SECRETARY),
}
"""Who is told and reviews, in this order: for a coordinator the office, for the office the civic chair."""
HOUR = timedelta(hours=1)
REVIEW_DAYS = 7
MOST_A_DAY = 3
LEAST_LETTERS = 15
"""A reason shorter than this says nothing that could be reviewed."""


def break_glass(
    *, by: Duty, code: str, purpose: str, reason: str, form_key: str | None = None
) -> GlassGrant:
    """Open one case of the province by its code for one hour.

    Raises `Refusal`: not_your_duty, missing, glass_reason, not_in_your_area, glass_not_needed, glass_too_many,
    glass_no_second. The same form sent twice, and a glass still open, is the same grant.
    """
    require_role(by, *MAY_BREAK)
    if form_key and (sent := GlassGrant.objects.filter(form_key=form_key, duty=by).first()):
        return sent
    words = normalise(reason)
    if purpose not in set(GlassPurpose):
        raise Refusal("missing", fields="เหตุจำเป็น")
    if len(words) < LEAST_LETTERS:
        raise Refusal("glass_reason", least=LEAST_LETTERS)
    case = Case.objects.filter(province_id=by.province_id, code__iexact=normalise(code)).first()
    if case is None:
        raise Refusal("not_in_your_area")
    if Case.objects.visible_to(by).filter(pk=case.pk).exists():
        raise Refusal("glass_not_needed")
    second = _second_role(by)
    try:
        with transaction.atomic():
            Duty.objects.select_for_update().get(pk=by.pk)  # counts one at a time
            if still := GlassGrant.objects.open_now().filter(duty=by, case=case).first():
                return still
            _require_few(by)
            return _open(by, case, purpose, words, second, form_key)
    except IntegrityError:  # the same form arrived twice at the same moment
        return GlassGrant.objects.get(form_key=form_key, duty=by)


def _open(
    by: Duty, case: Case, purpose: str, reason: str, second: Role, form_key: str | None
) -> GlassGrant:
    now = timezone.now()
    grant = GlassGrant.objects.create(
        province_id=case.province_id, case=case, duty=by, purpose=purpose, reason=reason, opened_at=now,
        until=now + HOUR, second_role=second,
        review_by_on=timezone.localdate(now) + timedelta(days=REVIEW_DAYS), form_key=form_key,
    )  # fmt: skip
    record(
        "glass.break", grant, duty_id=by.pk, province_code=case.province_id, case=case.pk,
        purpose=purpose, role=second,
    )  # fmt: skip
    return grant


def _second_role(by: Duty) -> Role:
    """Who is told: another person of the province in one of the two roles. Without one nothing is opened."""
    others = Duty.objects.current().filter(province_id=by.province_id).exclude(user_id=by.user_id)
    held = set(others.filter(role__in=SECOND_OF[Role(by.role)]).values_list("role", flat=True))
    for role in SECOND_OF[Role(by.role)]:
        if role in held:
            return role
    raise Refusal("glass_no_second")


def _require_few(by: Duty) -> None:
    since = timezone.now() - timedelta(days=1)
    if (
        GlassGrant.objects.filter(duty__user_id=by.user_id, opened_at__gt=since).count()
        >= MOST_A_DAY
    ):
        raise Refusal("glass_too_many", most=MOST_A_DAY)


def review_glass(*, by: Duty, grant: GlassGrant, outcome: str, words: str) -> GlassReview:
    """The second person looked at the reason and at what was opened. Raises `Refusal`: glass_not_yours, missing,
    already_reviewed."""
    require_role(by, Role.SECRETARY, Role.CHAIR)
    if outcome not in set(GlassOutcome):
        raise Refusal("missing", fields="ผลการทบทวน")
    if not normalise(words):
        raise Refusal("missing", fields="ความเห็น")
    with transaction.atomic():
        fresh = GlassGrant.objects.select_for_update().select_related("duty").get(pk=grant.pk)
        if GlassReview.objects.filter(grant=fresh).exists():
            raise Refusal("glass_reviewed")
        if not GlassGrant.objects.for_review_by(by).filter(pk=fresh.pk).exists():
            raise Refusal("glass_not_yours")
        review = GlassReview.objects.create(
            grant=fresh, outcome=outcome, words=normalise(words), by=by
        )
        record(
            "glass.review", fresh, duty_id=by.pk, province_code=fresh.province_id, outcome=outcome,
            case=fresh.case_id,
        )  # fmt: skip
        if fresh.case.words_erased_at is not None:
            erase_glass_words(fresh.case)
    return review
