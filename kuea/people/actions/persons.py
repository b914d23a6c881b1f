"""Persons as clusters of records: nothing is merged away, every joining is a row. No citizen number is needed (I23)."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.core.thai import (
    normalise,
    read_citizen_number,
    read_date,
    read_house_number,
    read_name,
    read_telephone,
)
from kuea.core.words import Role
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty, Place, Province
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.offices.scope import lock_fresh, require_province, require_role
from kuea.offices.sealing import digest_text
from kuea.people.actions.settling import (
    one_at_a_time,
    settle,
    settle_again,
    shadows_of,
    take_home_needs_back,
)
from kuea.people.comparing import house_token, telephone_token, tokens_of_record
from kuea.people.models import Household, Link, Person, Record
from kuea.people.standing import BY_HAND, act_of, asking_rule, undoing_rule

WRITERS = (
    Role.SECRETARY, Role.HOST_COORDINATOR, Role.VOLUNTEER, Role.LOCAL_OFFICER, Role.CHAIR, Role.MEMBER,
    Role.FACILITATOR, Role.RECORDER, Role.GROUP_LEADER, Role.SOCIAL_WORKER, Role.HOTLINE_OPERATOR,
    Role.SYSTEM,
)  # fmt: skip
"""Whoever may write down a worry may write whom it is about."""
LINKERS = (Role.SECRETARY, Role.SYSTEM)
_OTHER_WAY = {Link.Kind.PARTED.value: Link.Kind.JOINED, Link.Kind.JOINED.value: Link.Kind.PARTED}


def add_record(
    *,
    by: Duty,
    source: str,
    name_as_written: str = "",
    tambon: Place | None = None,
    village: Place | None = None,
    citizen_number: str = "",
    birth: str = "",
    sex: str = "",
    house_no: str = "",
    address_as_written: str = "",
    telephone: str = "",
) -> Record:
    """One source's version of a person, the name as written beside its cleaned form. Belongs to nobody yet."""
    require_role(by, *WRITERS)
    province = _province(by, tambon)
    name, born = read_name(name_as_written), read_date(birth, as_of=timezone.localdate())
    number, called = read_citizen_number(citizen_number), read_telephone(telephone)
    doubts = [f"name_{doubt.value}" for doubt in name.doubts]
    doubts += [f"date_{doubt.value}" for doubt in born.doubts]
    house, telephone = (
        (read_house_number(house_no) or "")[:40],
        called.number or normalise(telephone),
    )
    with transaction.atomic():
        made = Record.objects.create(
            province=province, source=source, name_as_written=name_as_written.strip()[:250],
            title=(name.title or "")[:40], given_name=(name.given or "")[:100],
            family_name=(name.family or "")[:100], name_key=name.key[:200],
            sex=sex or name.sex_hint or "", citizen_number=number.digits or "",
            citizen_digest=digest_text(number.digits or "") if number.is_valid else "",
            citizen_status=number.status.value, birth_year=born.year_ce, birth_month=born.month,
            birth_day=born.day, tambon=tambon, village=village,
            house_no=house, address_as_written=normalise(address_as_written)[:400],
            telephone=telephone[:40], doubts=doubts,
            telephone_token=telephone_token(province.code, called.number or ""),
            **tokens_of_record(
                province.code, name.key[:200], written=name_as_written.strip()[:250], digits=number.digits or "",
                telephone=telephone[:40], house_no=house,
            )._asdict(),
        )  # fmt: skip
        tell("record.add", made, duty_id=by.pk, province_code=province.code, source=source)
    return made


def new_person(
    *, by: Duty, record: Record, is_sealed: bool = False, rule: str = "first", reason: str = ""
) -> Person:
    """A new person, found through `record`. Raises `Refusal`: record_taken when it is somebody's already."""
    require_role(by, *WRITERS)
    require_province(by, record.province_id)
    with transaction.atomic():
        if lock_fresh(record).person_id is not None:
            raise Refusal("record_taken")
        person = Person.objects.create(
            province_id=record.province_id, code=next_person_codes(record.province, 1)[0],
            title=record.title, given_name=record.given_name, family_name=record.family_name,
            sex=record.sex, birth_year=record.birth_year, birth_month=record.birth_month,
            birth_day=record.birth_day, tambon_id=record.tambon_id, village_id=record.village_id,
            is_sealed=is_sealed,
        )  # fmt: skip
        write_link(by, record, person, Link.Kind.FOUND, rule, reason)
        tell("person.new", person, duty_id=by.pk, province_code=person.province_id)
        tambon_changed(person.tambon_id or "")
    return person


def next_person_codes(province: Province, count: int) -> list[str]:
    """The next codes of the running edition: «ปท-69-000123». Our own key, never a citizen number (I23).

    The province row stays locked until the transaction ends, so that nobody gets the same code.
    """
    locked = Province.objects.select_for_update(no_key=True).get(pk=province.pk)
    head = f"{locked.short_th}-{locked.edition.year_be % 100:02d}-"
    last = (
        Person.objects.filter(province=locked, code__startswith=head)
        .order_by("-pk")
        .values_list("code", flat=True)
        .first()
    )
    start = int(last.removeprefix(head)) if last else 0
    return [f"{head}{number:06d}" for number in range(start + 1, start + count + 1)]


def join_record(
    *, by: Duty, record: Record, person: Person, rule: str = BY_HAND, reason: str = ""
) -> Record:
    """The record speaks of `person`: a row says who joined it, when and by which rule. `take_back_link` undoes it.

    Raises `Refusal`: record_taken when the record is another person's (part it first).
    """
    require_role(by, *WRITERS)
    require_province(by, record.province_id)
    require_province(by, person.province_id)
    with transaction.atomic():
        fresh = lock_fresh(record)
        if fresh.person_id == person.pk:
            return record
        if fresh.person_id is not None:
            raise Refusal("record_taken")
        write_link(by, record, person, Link.Kind.JOINED, rule, reason)
        if fresh.links.filter(kind=Link.Kind.PARTED).exists():  # it was somebody's once
            settle(by, [fresh.pk], [person.pk])
        tell(
            "record.join", record, duty_id=by.pk, province_code=person.province_id,
            person=person.pk, rule=rule,
        )  # fmt: skip
        tambon_changed(person.tambon_id or "")
    return record


def part_record(
    *, by: Duty, record: Record, reason: str = "", into: Person | None = None, rule: str = "undone"
) -> Person:
    """The record speaks of somebody else after all: it becomes a person of its own, or goes to `into`.

    Its lead goes with it; what was heard and done stays with the person. `take_back_link` undoes it.
    Raises `Refusal`: record_alone when it is the only record of its person.
    """
    require_role(by, *LINKERS)
    require_province(by, record.province_id)
    if into is not None:
        require_province(by, into.province_id)
    with transaction.atomic(), gather_changes():
        one_at_a_time(record.province_id)
        fresh = lock_fresh(record)
        before = fresh.person
        if before is None or (into is None and before.records.count() < 2):
            raise Refusal("record_alone")
        if into is not None and into.pk == before.pk:
            return into
        write_link(by, fresh, before, Link.Kind.PARTED, rule, reason)
        if into is None:
            now = new_person(by=by, record=fresh, is_sealed=before.is_sealed, rule=rule)
            if before.restricted_at is not None:
                now.restricted_at = before.restricted_at
                now.save(update_fields=["restricted_at"])
        else:
            now = into
            write_link(by, fresh, now, Link.Kind.JOINED, rule)
        settle(by, [fresh.pk], [before.pk, now.pk])
        tell(
            "record.part", fresh, duty_id=by.pk, province_code=fresh.province_id,
            before=before.pk, person=now.pk,
        )  # fmt: skip
        tambon_changed(before.tambon_id or "", now.tambon_id or "")
    record.person = now
    return now


def take_back_link(*, by: Duty, link: Link) -> Record:
    """One joining or parting of a record does not stand any more, whatever was done since: `link` is a row of it.

    The record, and all that later acts moved because of it, is where the acts that still stand put it; a row
    says so. Where the record ever was of a sealed person, the first who asks is written down and it is done when
    another user asks too. Raises `Refusal`: link_stays for the first row of a person, a row that is an answer's
    (take the answer back), a withdrawn list's or itself an undoing, and what was taken back already.
    """
    require_role(by, *LINKERS)
    require_province(by, link.record.province_id)
    with transaction.atomic(), gather_changes():
        one_at_a_time(link.record.province_id)
        record = lock_fresh(link.record)
        first = act_of(link, list(record.links.all()))
        if first is None or record.links.filter(rule=undoing_rule(first.pk)).exists():
            raise Refusal("link_stays")
        sealed = Person.objects.filter(links__record=record, is_sealed=True).exists()
        if sealed and not _another_asked(by, record, first):
            return _ask_another(by, record, first)
        rule = undoing_rule(first.pk)
        Link.objects.create(
            record=record, person_id=first.person_id, kind=_OTHER_WAY[first.kind], rule=rule, by=by
        )
        settle_again(by, [record.pk], rule)
        tell(
            "record.take_back", record, duty_id=by.pk, province_code=record.province_id,
            link=first.pk,
        )  # fmt: skip
        record.refresh_from_db()
    return record


def _another_asked(by: Duty, record: Record, act: Link) -> bool:
    asked = record.links.filter(rule=asking_rule(act.pk))
    return asked.exclude(by__user_id=by.user_id).exists()


def _ask_another(by: Duty, record: Record, act: Link) -> Record:
    """A row says who asked; the same user asking again changes nothing."""
    rule = asking_rule(act.pk)
    if not record.links.filter(rule=rule).exists():
        Link.objects.create(
            record=record, person_id=act.person_id, kind=Link.Kind.JOINED, rule=rule, by=by
        )
        tell(
            "record.ask_back", record, duty_id=by.pk, province_code=record.province_id,
            link=act.pk,
        )  # fmt: skip
    return record


def write_link(
    by: Duty, record: Record, person: Person, kind: str, rule: str, reason: str = ""
) -> None:
    """The row, and the record's present person. Called inside the transaction of an action."""
    Link.objects.create(record=record, person=person, kind=kind, rule=rule, reason=reason, by=by)
    record.person = None if kind == Link.Kind.PARTED else person
    record.save(update_fields=["person"])


def write_strengths(*, by: Duty, person: Person, strengths: str) -> Person:
    """What the person can do and has: written first, before what is lacking."""
    require_role(by, *WRITERS)
    require_province(by, person.province_id)
    with transaction.atomic():
        fresh = lock_fresh(person)
        fresh.strengths = normalise(strengths, keep_lines=True)
        fresh.save(update_fields=["strengths"])
        tell("person.strengths", fresh, duty_id=by.pk, province_code=fresh.province_id)
    return fresh


def seal_person(*, by: Duty, person: Person, is_sealed: bool = True) -> Person:
    """Only named duties see the person from now on (D4), and the rows that turned out to be them with their name."""
    require_role(by, Role.SECRETARY, Role.HOST_COORDINATOR, Role.SYSTEM)
    require_province(by, person.province_id)
    with transaction.atomic():
        fresh = lock_fresh(person)
        fresh.is_sealed = is_sealed
        fresh.save(update_fields=["is_sealed"])
        verb = "person.seal" if is_sealed else "person.unseal"
        tell(verb, fresh, duty_id=by.pk, province_code=fresh.province_id)
        shadows_of(fresh).update(is_sealed=is_sealed)
        if is_sealed:
            take_home_needs_back(fresh)
    return fresh


def make_household(
    *,
    by: Duty,
    tambon: Place,
    village: Place | None = None,
    house_no: str = "",
    people: Iterable[Person] = (),
) -> Household:
    """A house with its people; the same house number in the same village is the same household."""
    require_role(by, *WRITERS)
    province = _province(by, tambon)
    number = (read_house_number(house_no) or "")[:40]
    token = house_token((village or tambon).code, number)
    with transaction.atomic():
        Province.objects.select_for_update(no_key=True).get(pk=province.pk)
        found = None
        if number:
            found = Household.objects.filter(
                province=province, tambon=tambon, village=village, house_token=token
            ).first()
        if found is None:
            count = Household.objects.filter(province=province).count()
            found = Household.objects.create(
                province=province, tambon=tambon, village=village, house_no=number,
                house_token=token, code=f"{province.short_th}-บ-{count + 1:06d}",
            )  # fmt: skip
        for person in people:
            require_province(by, person.province_id)
            Person.objects.filter(pk=person.pk).update(household=found)
        tell("household.make", found, duty_id=by.pk, province_code=province.code)
    return found


def _province(by: Duty, tambon: Place | None) -> Province:
    code = tambon.code[:2] if tambon else by.province_id or ""
    require_province(by, code)
    return Province.objects.select_related("edition").get(pk=code)
