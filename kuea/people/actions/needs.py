"""What somebody needs, in their own words (R52)."""

from django.db import transaction

from kuea.core.problems import Refusal
from kuea.core.thai import normalise
from kuea.core.words import HelpKind
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty, Place
from kuea.offices.ports import tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.actions.persons import WRITERS
from kuea.people.models import Household, Need, Person


def add_need(
    *,
    by: Duty,
    kind: str,
    own_words: str,
    person: Person | None = None,
    household: Household | None = None,
    place: Place | None = None,
    said_by: Person | None = None,
    hardship_words: str = "",
    since_words: str = "",
    wanted_result: str = "",
    quantity: int = 1,
    is_urgent: bool = False,
) -> Need:
    """A need of one person, one household or one place. Raises `Refusal`: missing (no words, no single owner).

    `said_by` is kept with a household's need: sealed, restricted or erased, they take their words along.
    """
    require_role(by, *WRITERS)
    owners = [owner for owner in (person, household, place) if owner is not None]
    if len(owners) != 1:
        raise Refusal("missing", fields="เป็นความต้องการของใคร (บุคคล ครัวเรือน หรือพื้นที่ อย่างเดียว)")
    owner = owners[0]
    province_code = owner.code[:2] if isinstance(owner, Place) else owner.province_id
    require_province(by, province_code)
    if not normalise(own_words):
        raise Refusal("missing", fields="ความต้องการ เป็นคำของเจ้าตัว")
    with transaction.atomic():
        need = Need.objects.create(
            province_id=province_code, person=person, household=household, place=place,
            first_person=said_by if household else None,
            kind=HelpKind(kind), own_words=normalise(own_words, keep_lines=True),
            hardship_words=normalise(hardship_words, keep_lines=True),
            since_words=normalise(since_words)[:120],
            wanted_result=normalise(wanted_result, keep_lines=True), quantity=max(quantity, 1),
            is_urgent=is_urgent, written_by=by,
        )  # fmt: skip
        tell("need.add", need, duty_id=by.pk, province_code=province_code, kind=need.kind)
        tambon_changed(_tambon_of(owner))
    return need


def meet_need(*, by: Duty, need: Need, is_met: bool = True) -> Need:
    """The need is met, or open again."""
    require_role(by, *WRITERS)
    require_province(by, need.province_id)
    with transaction.atomic():
        fresh = lock_fresh(need)
        fresh.is_met = is_met
        fresh.save(update_fields=["is_met"])
        verb = "need.meet" if is_met else "need.reopen"
        tell(verb, fresh, duty_id=by.pk, province_code=fresh.province_id)
        owner = fresh.person or fresh.household or fresh.place
        tambon_changed(_tambon_of(owner) if owner else "")
    return fresh


def _tambon_of(owner: Person | Household | Place) -> str:
    return owner.code[:6] if isinstance(owner, Place) else owner.tambon_id or ""
