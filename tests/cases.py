"""Cases, needs and offers for tests, written straight to the tables past every guard: fast, in any state."""

from datetime import timedelta
from itertools import count

from django.utils import timezone

from kuea.core.words import DIGNITY_CHECKLIST
from kuea.finding.models import AgendaItem, Case, Decision, Forum, ForumAttendance, SearchRound
from kuea.giving.models import CapacityOffer
from kuea.offices.models import Duty, Organisation, Place
from kuea.people.models import LegalBasis, Need, Person
from tests.world import World

_numbers = count(1)


def make_person(world: World, name: str = "สมใจ", **facts: object) -> Person:
    """Somebody who was told, with the ground of each group of fields written (3.3, rule 1)."""
    number = next(_numbers)
    facts = {"birth_year": 1950} | facts
    person = Person.objects.create(
        province=world.province, code=f"P{number}", title="นาง", given_name=name, family_name="ทดสอบดี",
        tambon=world.tambon, **facts,
    )  # fmt: skip
    give_bases(world, person)
    return person


def give_bases(world: World, person: Person) -> None:
    for group, basis in (("identity", "public_task"), ("sensitive", "social_protection")):
        LegalBasis.objects.create(
            person=person, field_group=group, basis=basis, notice_version="2569-1",
            explained_by=world.duty["host_coordinator"], on=timezone.localdate(),
        )  # fmt: skip


def make_lead(world: World, village: Place | None = None, **facts: object) -> Case:
    """A case in state `lead`."""
    return Case.objects.create(
        province=world.province, edition=world.edition, code=facts.pop("code", f"C{next(_numbers)}"), channel="phone",
        tambon=facts.pop("tambon", world.tambon), village=village or world.villages[0], **facts,
    )  # fmt: skip


def sign_forum(world: World, *cases: Case, tambon: Place | None = None, **facts: object) -> Forum:
    """A signed forum of three sectors that confirmed these cases (they must be in_forum)."""
    forum = Forum.objects.create(
        province=world.province, edition=world.edition, tambon=tambon or world.tambon,
        host=world.host.organisation, definition_set=world.definition_set, mode="closed" if any(c.sensitive or c.is_sealed for c in cases) else "open",
        held_at=timezone.now(), place_words="ศาลาวัด", facilitator=world.duty["facilitator"],
        recorder=world.duty["recorder"], **facts,
    )  # fmt: skip
    for number, case in enumerate(cases, 1):
        AgendaItem.objects.create(forum=forum, number=number, kind="person", case=case)
    for sector in ("people", "local_government", "regional"):
        ForumAttendance.objects.create(forum=forum, sector=sector)
    for item in forum.items.all():
        Decision.objects.create(
            item=item, outcome="confirmed", reasons="เห็นร่วมกัน", by=world.duty["recorder"]
        )
    for state in ("announced", "held", "recorded", "signed"):
        forum.state = state
        if state == "signed":
            forum.dignity = list(DIGNITY_CHECKLIST)
            forum.facilitator_signed_at = forum.recorder_signed_at = timezone.now()
        forum.save()
    return forum


def make_case(
    world: World, state: str = "registered", village: Place | None = None, **facts: object
) -> Case:
    """A verified case in `registered` or `waiting` (or `verified`), with its person and a signed forum."""
    person = facts.pop("person", None) or make_person(world)
    case = make_lead(world, village, person=person, **facts)
    case.host = facts.get("host", world.host.organisation)
    for step in ("routed", "visited", "ready", "in_forum"):
        case.state = step
        case.save()
    sign_forum(world, case, tambon=case.tambon)
    case.decision = case.agenda_items.get().decision
    case.state, case.verified_at = "verified", timezone.now()
    case.category, case.group, case.criteria_met = "abandoned", world.group, ["ไม่มีคนดูแลประจำ"]
    case.definition_set = world.definition_set
    case.save()
    if state in {"registered", "waiting"}:
        case.state, case.registered_at = "registered", timezone.now()
        case.save()
    if state == "waiting":
        case.state = "waiting"
        case.save()
    return case


def make_need(world: World, case: Case, kind: str = "house_repair", **facts: object) -> Need:
    return Need.objects.create(
        province=world.province, person=case.person, kind=kind, own_words="หลังคารั่ว อยากให้ช่วยดู",
        written_by=world.duty["host_coordinator"], **facts,
    )  # fmt: skip


def make_offer(
    world: World,
    by: Duty | None = None,
    quantity: int = 2,
    kind: str = "house_repair",
    places: tuple[Place, ...] = (),
    groups: tuple[str, ...] = ("elder_alone",),
    organisation: Organisation | None = None,
    days_old: int = 0,
) -> CapacityOffer:
    by = by or world.duty["giver"]
    offer = CapacityOffer.objects.create(
        organisation=organisation or by.organisation, kind=kind, what="ซ่อมหลังคา", groups=list(groups),
        quantity=quantity, as_of=timezone.localdate() - timedelta(days=days_old), made_by=by,
    )  # fmt: skip
    offer.places.set(places or (world.tambon,))
    return offer


def make_search(world: World, village: Place, state: str = "closed") -> SearchRound:
    """A search round of the village in `open`, `closed` or `nil_claimed`."""
    found = SearchRound.objects.create(
        province=world.province, village=village, host=world.host.organisation,
        definition_set=world.definition_set, opened_on=timezone.localdate(),
        opened_by=world.duty["host_coordinator"],
    )  # fmt: skip
    if state != "open":
        found.state, found.method, found.households_considered = state, "เดินทุกบ้าน", 40
        found.searchers, found.searcher_count, found.closed_on = ["ก", "ข"], 2, timezone.localdate()
        found.save()
    return found
