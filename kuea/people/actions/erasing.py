"""Making somebody anonymous for good, correcting what is wrong, and letting data lie unused (PDPA s.33–36).

The rows stay, so that no count changes; who it was cannot be got back, from this database or its raw rows.
`ERASES` says which fields are emptied: a house test compares it with the classes of all fields.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from kuea.core.privacy import ERASED, generalise_birth
from kuea.core.problems import Refusal
from kuea.core.thai import read_date, read_house_number, read_name, read_telephone
from kuea.core.words import Channel, Role
from kuea.intake.actions import erase_rows
from kuea.intake.models import RawRow
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.people.actions.persons import add_record, write_link
from kuea.people.actions.settling import shadows_of, take_home_needs_back
from kuea.people.comparing import NameTokens
from kuea.people.models import (
    Consent,
    Guardian,
    Household,
    LegalBasis,
    Link,
    Need,
    Person,
    Record,
)

ERASES: dict[str, tuple[str, ...]] = {
    "people.Person": (
        "title", "given_name", "family_name", "nickname", "birth_year", "birth_month", "birth_day",
        "village", "household", "strengths",
    ),
    "people.Record": (
        "name_as_written", "title", "given_name", "family_name", "name_key", "citizen_number",
        "citizen_digest", "birth_year", "birth_month", "birth_day", "village", "house_no",
        "address_as_written", "telephone", "doubts",
    ),
    "people.Household": ("house_no",),
    "people.Link": ("reason",),
    "people.Need": ("own_words", "hardship_words", "since_words", "wanted_result"),
    "people.LegalBasis": ("not_told_reason",),
    "people.Guardian": ("name", "relation", "paper", "blocked_reason"),
    "people.Consent": ("words", "withdrawn_how"),
}  # fmt: skip
ERASERS = (Role.SECRETARY, Role.SYSTEM, Role.HOST_COORDINATOR, Role.VOLUNTEER)
"""Who may set it going: the decision stands elsewhere (a request, the clock, the person's own no)."""


def erase_person(*, by: Duty, person: Person, why: str) -> Person:
    """Nobody can be recognised any more: names, numbers, addresses, words, and the rows of lists they came from.

    `why` is a code for the ledger: request, notice_clock, declined, retention. Cannot be undone.
    """
    require_role(by, *ERASERS)
    require_province(by, person.province_id)
    with transaction.atomic():
        fresh = lock_fresh(person)
        if fresh.erased_at is not None:
            return fresh
        shadows = list(shadows_of(fresh).filter(erased_at=None))
        _erase_records(by, fresh)
        _erase_household(fresh)
        _erase_words(fresh)
        for shadow in shadows:
            erase_person(by=by, person=shadow, why=why)
        fresh.title = fresh.given_name = fresh.family_name = fresh.nickname = fresh.strengths = ""
        fresh.birth_year = generalise_birth(fresh.birth_year).birth_year
        fresh.birth_month = fresh.birth_day = fresh.village = fresh.household = None
        fresh.erased_at = timezone.now()
        fresh.save()
        tell("person.erase", fresh, duty_id=by.pk, province_code=fresh.province_id, why=why)
    return fresh


def _erase_records(by: Duty, person: Person) -> None:
    """The records, and the very cells of the lists; erased records are matched with nobody."""
    records = Record.objects.filter(person=person)
    rows = RawRow.objects.filter(pk__in=records.exclude(raw_row=None).values("raw_row"))
    erase_rows(by=by, rows=rows)
    for record in records:
        record.birth_year = generalise_birth(record.birth_year).birth_year
        record.birth_month = record.birth_day = record.village = None
        record.doubts, record.is_withdrawn = [], True
        for name in (
            "name_as_written", "title", "given_name", "family_name", "name_key", "citizen_number",
            "citizen_digest", "house_no", "address_as_written", "telephone",
        ):  # fmt: skip
            setattr(record, name, "")
        for name in (*NameTokens._fields, "telephone_token"):
            setattr(record, name, None)
        record.save()
    Link.objects.filter(Q(person=person) | Q(record__person=person)).exclude(reason="").update(
        reason=""
    )


def _erase_household(person: Person) -> None:
    """The house stays for those who still live in it."""
    home = person.household
    if home is None or home.people.filter(erased_at=None).exclude(pk=person.pk).exists():
        return
    Household.objects.filter(pk=home.pk).update(house_no="")
    _erase_needs(Need.objects.filter(household=home))


def _erase_words(person: Person) -> None:
    of_home = Q(household__isnull=False, first_person=person)
    _erase_needs(Need.objects.filter(Q(person=person) | of_home))
    LegalBasis.objects.filter(person=person).exclude(not_told_reason="").update(
        not_told_reason=ERASED
    )
    Guardian.objects.filter(person=person).update(
        name="", relation="", paper="", blocked_reason="", ended_at=timezone.now()
    )
    standing = Consent.objects.filter(person=person, withdrawn_at=None)
    standing.update(withdrawn_at=timezone.now())
    Consent.objects.filter(person=person).update(words=ERASED, withdrawn_how="")


def _erase_needs(needs: object) -> None:
    needs.update(  # type: ignore[attr-defined]
        own_words=ERASED, hardship_words="", since_words="", wanted_result=""
    )


def correct_person(
    *,
    by: Duty,
    person: Person,
    name: str = "",
    birth: str = "",
    house_no: str = "",
    telephone: str = "",
) -> Record:
    """What the person says is right (s.35–36): a new record of their own, which the person's page follows.

    Earlier versions stay as their sources gave them; the ledger names the records, never what they say.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, person.province_id)
    if not any((name, birth, house_no, telephone)):
        raise Refusal("missing", fields="สิ่งที่ถูกต้อง")
    with transaction.atomic():
        fresh = lock_fresh(person)
        if fresh.erased_at is not None:
            raise Refusal("data_erased")
        before = list(fresh.records.order_by("pk").values_list("pk", flat=True))
        said = name or f"{fresh.title}{fresh.given_name} {fresh.family_name}".strip()
        record = add_record(
            by=by, source=Channel.SELF.value, name_as_written=said, birth=birth, house_no=house_no,
            telephone=telephone, tambon=fresh.tambon, village=fresh.village,
        )  # fmt: skip
        write_link(by, record, fresh, Link.Kind.JOINED, "corrected")
        changed = _follow(fresh, record, name=name, birth=birth)
        tell(
            "person.correct", fresh, duty_id=by.pk, province_code=fresh.province_id,
            record=record.pk, before=before, fields=changed + _also(house_no, telephone),
        )  # fmt: skip
    return record


def _follow(person: Person, record: Record, *, name: str, birth: str) -> list[str]:
    changed: list[str] = []
    if name and read_name(name).given:
        changed += ["title", "given_name", "family_name"]
    if birth and read_date(birth, as_of=timezone.localdate()).year_ce:
        changed += ["birth_year", "birth_month", "birth_day"]
    for field in changed:
        setattr(person, field, getattr(record, field))
    if changed:
        person.save(update_fields=changed)
    return changed


def _also(house_no: str, telephone: str) -> list[str]:
    found = []
    if read_house_number(house_no):
        found.append("house_no")
    if read_telephone(telephone).number:
        found.append("telephone")
    return found


def restrict_person(*, by: Duty, person: Person, restricted: bool = True) -> Person:
    """The data lie unused (s.34): in no list, search or match, kept as they are; or are taken up again."""
    require_role(by, Role.SECRETARY)
    require_province(by, person.province_id)
    with transaction.atomic():
        fresh = lock_fresh(person)
        fresh.restricted_at = timezone.now() if restricted else None
        fresh.save(update_fields=["restricted_at"])
        shadows_of(fresh).update(restricted_at=fresh.restricted_at)  # their names stand there too
        if restricted:
            take_home_needs_back(fresh)
        verb = "person.restrict" if restricted else "person.unrestrict"
        tell(verb, fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh
