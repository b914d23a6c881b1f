"""A worry is written down by anybody, once, and finds its way to the host (R30, R50, R116, I2, I23, A35)."""

import pytest
from django.db import IntegrityError, transaction

from kuea.core.problems import Refusal
from kuea.finding import actions
from kuea.finding.models import Case, Lead
from kuea.ledger.models import Event
from kuea.offices.models import Place
from kuea.people.models import Person, Record
from tests.rooms.finding.story import again, end_host_of, raise_one, route_one
from tests.world import make_duty


def test_public_lead_needs_no_name_number_or_informant(world):
    lead = actions.raise_lead(
        by=None, tambon=world.tambon, channel="neighbour", who="ลุงที่ศาลาริมคลอง", worry="ไม่ได้กินข้าว"
    )
    assert (lead.case.state, lead.made_by, lead.informant) == ("lead", None, "")
    assert lead.case.person is None
    assert "citizen_number" not in {field.name for field in Lead._meta.fields}


def test_name_makes_a_person_without_a_citizen_number(world):
    lead = raise_one(world)
    assert lead.case.person.full_name == "นางบุญมี ใจเย็น"
    assert (lead.record.citizen_number, lead.record.citizen_digest) == ("", "")
    assert lead.record.person == lead.case.person


def test_lead_is_offered_to_the_lead_host_and_stays_a_lead(world):
    case = raise_one(world).case
    assert (case.host, case.state) == (world.host.organisation, "lead")
    assert list(case.steps.values_list("decision", flat=True)) == ["raise", "offer"]


def test_lead_without_a_host_stays_at_the_secretariat(world):
    case = raise_one(world, by="secretary", tambon=world.other_tambon, village=None).case
    assert case.host is None
    assert Case.objects.visible_to(world.duty["secretary"]).filter(pk=case.pk).exists()


@pytest.mark.parametrize(
    "by", ["volunteer", "host_coordinator", "secretary", "local_officer", None]
)
def test_lead_is_taken_from_every_side(world, by):
    lead = raise_one(world, by=by)
    assert lead.made_by == (world.duty[by] if by else None)


@pytest.mark.parametrize("role", ["ministry", "administrator", "giver"])
def test_lead_is_refused_from_duties_that_do_not_find(world, role):
    with pytest.raises(Refusal) as no:
        raise_one(world, by=role)
    assert no.value.code == "not_your_duty"


def test_lead_is_refused_outside_the_duty_s_province(world):
    with pytest.raises(Refusal) as no:
        actions.raise_lead(
            by=world.other["secretary"], tambon=world.tambon, channel="phone", who="ใครคนหนึ่ง"
        )
    assert no.value.code == "not_in_your_area"


def test_empty_lead_is_refused(world):
    with pytest.raises(Refusal) as no:
        actions.raise_lead(by=None, tambon=world.tambon, channel="neighbour", who="  ")
    assert no.value.code == "lead_empty"


def test_village_of_another_tambon_is_refused(world):
    with pytest.raises(Refusal) as no:
        raise_one(world, village=Place.objects.get(code="13010201"))
    assert no.value.code == "place_unknown"


def test_same_form_twice_is_one_lead(world):
    first, second = raise_one(world, form_key="k1"), raise_one(world, form_key="k1")
    assert first == second
    assert (Lead.objects.count(), Case.objects.count(), Record.objects.count()) == (1, 1, 1)


def test_receipt_and_code_are_each_lead_s_own(world):
    first, second = raise_one(world), raise_one(world)
    assert (first.case.code, second.case.code) == ("ปท69-00001", "ปท69-00002")
    assert first.receipt != second.receipt


def test_second_worry_is_added_to_the_first_person(world):
    first = raise_one(world).case
    lead = raise_one(world, attach_to=first, name="ยายบุญมี", worry="วันนี้ไม่มีข้าวกิน", is_urgent=True)
    assert lead.case == first
    assert again(first).is_urgent
    assert lead.record.person == first.person
    assert Person.objects.count() == 1


def test_name_told_later_makes_the_person(world):
    first = raise_one(world, name="").case
    lead = raise_one(world, attach_to=first, name="นางบุญมี ใจเย็น")
    assert again(first).person == lead.record.person


def test_worry_cannot_be_added_to_a_case_out_of_sight(world):
    hidden = raise_one(world, by="secretary", tambon=world.other_tambon, village=None).case
    with pytest.raises(Refusal) as no:
        raise_one(world, by="host_coordinator", attach_to=hidden)
    assert no.value.code == "not_in_your_area"


@pytest.mark.parametrize("matter", ["violence", "child_abuse"])
def test_violence_is_sealed_and_offered_to_nobody(world, matter):
    other_secretary = make_duty("secretary", world.province)
    case = raise_one(world, by="volunteer", sensitive=matter).case
    assert case.is_sealed
    assert case.host is None
    assert case.person.is_sealed
    assert set(case.named_duties.all()) == {world.duty["secretary"], other_secretary}
    late = make_duty("secretary", world.province)  # came afterwards: not named
    assert not Case.objects.visible_to(late).exists()
    assert Case.objects.visible_to(world.duty["secretary"]).count() == 1


@pytest.mark.parametrize("matter", ["hiv", "mental_illness", "legal_status"])
def test_other_sensitive_matters_are_marked_not_sealed(world, matter):
    case = raise_one(world, sensitive=matter).case
    assert (case.sensitive, case.is_sealed) == (matter, False)


def test_informant_is_sealed_in_the_database(world):
    from django.db import connection

    lead = raise_one(world, informant="สมชาย 0812345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT informant FROM finding_lead WHERE id = %s", [lead.pk])
        kept = cursor.fetchone()[0]
    assert "สมชาย" not in kept
    assert Lead.objects.get(pk=lead.pk).informant == "สมชาย 0812345678"


def test_ledger_tells_the_lead_without_its_words(world):
    raise_one(world, informant="สมชาย 0812345678")
    told = " ".join(str(event.data) for event in Event.objects.all())
    assert Event.objects.filter(verb="case.raise").count() == 1
    assert "บุญมี" not in told
    assert "0812345678" not in told


def test_database_refuses_a_case_that_does_not_start_as_a_lead(world):
    """I2 below the program."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(
            province=world.province, edition=world.edition, code="x", state="verified",
            tambon=world.tambon, channel="list", host=world.host.organisation,
        )  # fmt: skip


def test_database_refuses_a_jump_to_the_register(world):
    """I1, I2 below the program."""
    case = route_one(world)
    for state in ("verified", "registered", "in_care"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=case.pk).update(state=state)
    assert again(case).state == "routed"


def test_host_that_left_is_not_offered_anything(world):
    end_host_of(world)
    assert raise_one(world).case.host is None
