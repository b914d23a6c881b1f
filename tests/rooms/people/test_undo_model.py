"""Joinings and partings taken back in any order leave persons, needs, cases, matches and counts as they were.

Random sequences are done for real and told to a plain model beside them: a list of acts, told again from the first
to the last without those taken back. KUEA_SEQUENCES says how many (CI runs 400); a failure names its seed, and
KUEA_SEED plays that one.
"""

import os
from contextlib import suppress
from random import Random

import pytest
from django.db import transaction

from kuea.core.problems import Refusal
from kuea.coverage.models import Gap, Match, TambonCoverage, VillageCoverage
from kuea.coverage.queries.gaps import LIVING
from kuea.finding.actions import raise_list_leads, route_case
from kuea.finding.models import Case, Lead
from kuea.offices.ports import gather_changes, tambon_changed
from kuea.people import actions
from kuea.people.models import Consent, LegalBasis, Link, LinkQuestion, Need, Person, Record
from kuea.people.ports import KeptRow
from tests.cases import give_bases, make_case, make_need, make_offer

SEQUENCES = int(os.environ.get("KUEA_SEQUENCES", "32"))
PARTS = max(4, SEQUENCES // 100)
"""The sequences are shared among this many tests, so that they use every core."""


class Model:
    """What should be, told in the plainest way: records, persons, and the acts that stand in their order."""

    def __init__(self, at):
        self.first = dict(at)
        self.acts = []
        self.withdrawn = set()

    def replay(self):
        at, gone = dict(self.first), set()
        for act in self.acts:
            kind, *what = act
            if kind == "same":
                known = sorted({at[what[0]], at[what[1]]} - {None})
                for record in list(at):
                    if known and (record in what or at[record] in known):
                        at[record] = known[0]
            elif kind == "goes":
                at[what[0]] = what[1]
            else:
                gone |= set(what)
                for record in what:
                    whose = at[record]
                    if any(at[other] == whose for other in at if other not in gone):
                        at[record] = None
        return at


class Play:
    """One sequence over six persons: list rows, a routed and a visited lead, people in care with needs and matches."""

    def __init__(self, world, seed):
        self.world, self.random = world, Random(seed)
        self.by = world.duty["secretary"]
        self.model = Model(dict(Record.objects.values_list("pk", "person_id")))
        self.back = []  # (act of the model, how it is taken back)
        self.links = set(Link.objects.values_list("pk", flat=True))
        self.needs = {}  # need → (person it was written of, a record of theirs)

    def check(self):
        now = dict(Record.objects.values_list("pk", "person_id"))
        assert now == self.model.replay()
        kept = set(Link.objects.values_list("pk", flat=True))
        assert kept >= self.links
        self.links = kept
        assert not Case.objects.filter(state="merged", merged_into=None).exists()

    def happen(self):
        act = self.random.choices(
            [self.same, self.part, self.move, self.join, self.withdraw, self.route, self.need,
             self.take_one_back],
            [8, 4, 2, 2, 1, 2, 2, 4],
        )[0]  # fmt: skip
        with suppress(Refusal, IndexError), transaction.atomic():  # not possible now
            act()
        self.check()

    def record(self, **where):
        return self.random.choice(list(Record.objects.filter(**where).order_by("pk")))

    def done(self, act, back):
        self.model.acts.append(act)
        self.back.append((act, back))

    def same(self):
        one, other = self.record(person__isnull=False), self.record(person__isnull=False)
        if one == other:
            return
        question = LinkQuestion.objects.filter(record=one, other=other).first()
        question = question or LinkQuestion.objects.create(
            province=self.world.province, record=one, other=other
        )
        actions.answer_question(by=self.by, question=question, same=True)
        self.done(
            ("same", one.pk, other.pk),
            lambda: actions.take_back_answer(by=self.by, question=question),
        )

    def part(self):
        record = self.record(person__isnull=False)
        now = actions.part_record(by=self.by, record=record)
        self.done(("goes", record.pk, now.pk), self.back_of(record, "parted"))

    def move(self):
        record, other = self.record(person__isnull=False), self.record(person__isnull=False)
        if record.person_id == other.person_id:
            return
        actions.part_record(by=self.by, record=record, into=other.person)
        self.done(("goes", record.pk, other.person_id), self.back_of(record, "parted"))

    def join(self):
        person = self.record(person__isnull=False).person
        record = actions.add_record(
            by=self.by, source="phone", name_as_written="มาลี", tambon=self.world.tambon
        )
        actions.join_record(by=self.by, record=record, person=person)
        self.model.first[record.pk] = None
        self.done(("goes", record.pk, person.pk), self.back_of(record, "joined"))

    def back_of(self, record, kind):
        own = Link.objects.filter(record=record, kind=kind).exclude(rule__contains=":")
        link = own.order_by("-pk").first()
        return lambda: actions.take_back_link(by=self.by, link=link)

    def withdraw(self):
        record = self.record(source="bmn", is_withdrawn=False)
        actions.withdraw_list_records(by=self.by, records=[record.pk], reason="ผิดแฟ้ม")
        self.model.acts.append(("withdrawn", record.pk))

    def route(self):
        case = self.random.choice(list(Case.objects.filter(state="lead").order_by("pk")))
        route_case(by=self.by, case=case)

    def need(self):
        person = self.record(person__isnull=False).person
        need = actions.add_need(by=self.by, person=person, kind="food", own_words="ข้าวสาร")
        found = Link.objects.filter(person=person, kind="found").order_by("pk").first()
        self.needs[need.pk] = (person.pk, found.record_id)

    def take_one_back(self):
        if not self.back:
            return
        act, back = self.back.pop(self.random.randrange(len(self.back)))
        back()
        at = next(i for i, one in enumerate(self.model.acts) if one is act)
        del self.model.acts[at]

    def undo_everything(self):
        while self.back:
            self.take_one_back()
            self.check()


def picture(cases, persons, needs):
    """Everything that must be as it was; `needs` are those that were there before."""
    return {
        "persons": {
            person: sorted(Record.objects.filter(person=person).values_list("pk", flat=True))
            for person in persons
        },
        "sealed": sorted(Person.objects.filter(is_sealed=True).values_list("pk", flat=True)),
        "needs": sorted(
            Need.objects.filter(pk__in=needs).values_list("pk", "person", "first_person", "is_met")
        ),
        "grounds": sorted(LegalBasis.objects.values_list("pk", "person", "first_person")),
        "consents": sorted(Consent.objects.values_list("pk", "person", "first_person")),
        "cases": sorted(
            Case.objects.filter(pk__in=cases).values_list(
                "pk", "state", "person", "first_person", "merged_into", "host"
            )
        ),
        "leads": sorted(Lead.objects.values_list("pk", "case")),
        "matches": sorted(
            Match.objects.values_list("pk", "need", "need__person", "case", "state", "quantity")
        ),
    }


def counts():
    """Province and tambon figures, and the gaps that stand."""
    return {
        "tambon": sorted(
            (row.pk, row.state, str(row.counts)) for row in TambonCoverage.objects.all()
        ),
        "villages": sorted(VillageCoverage.objects.values_list("pk", "state")),
        "gaps": sorted(Gap.objects.filter(state__in=LIVING).values_list("key", flat=True)),
    }


@pytest.fixture
def people(world):
    """Six persons and their cases: two from lists, one routed, one visited, two verified with needs and matches."""
    secretary, rows = world.duty["secretary"], []
    for number, (case_state, written) in enumerate(
        (("list", 2), ("list", 1), ("routed", 1), ("visited", 2), ("waiting", 2), ("registered", 1))
    ):
        source = "bmn" if case_state == "list" else "phone"
        records = [
            actions.add_record(
                by=secretary, source=source if n == 0 else "bmn",
                name_as_written=f"นางมาลี{number} ศรีสุข", tambon=world.tambon,
            )
            for n in range(written)
        ]  # fmt: skip
        person = actions.new_person(by=secretary, record=records[0])
        for record in records[1:]:
            actions.join_record(by=secretary, record=record, person=person, rule="same_number")
        rows += [
            KeptRow(r.pk, person.pk, False, world.tambon.code, world.villages[0].code, "x", "", "")
            for r in records
            if case_state == "list"
        ]
        give_bases(world, person)
        actions.add_need(by=secretary, person=person, kind="food", own_words="ข้าว")
        if case_state != "list":
            _case_of(world, person, records[0], case_state)
    raise_list_leads(by=secretary, province=world.province, rows=rows)
    tambon_changed(world.tambon.pk)
    return world


def _case_of(world, person, record, state):
    if state in {"routed", "visited"}:
        case = Case.objects.create(
            province=world.province, edition=world.edition, code=f"X{record.pk}", channel="phone",
            tambon=world.tambon, village=world.villages[1], person=person, host=world.host.organisation,
        )  # fmt: skip
        for step in ("routed", "visited"):
            case.state = step
            case.save()
            if step == state:
                break
    else:
        case = make_case(world, state, person=person)
        need = make_need(world, case)
        Match.objects.create(
            province=world.province, need=need, case=case, offer=make_offer(world),
            suggested_by=world.duty["host_coordinator"],
        )  # fmt: skip
        actions.give_consent(by=world.duty["secretary"], person=person, kind="sharing", words="ได้")
    Lead.objects.create(case=case, record=record, receipt=f"R{record.pk}", channel="phone")


def play(world, seed, *, step_by_step):
    """One sequence and its undoing; what withdrawn lists and routed cases change by themselves is not undone."""
    ids = [list(m.objects.values_list("pk", flat=True)) for m in (Case, Person, Need)]
    with transaction.atomic():
        acts = Play(world, seed)
        before = picture(*ids)
        was = counts()
        length = acts.random.randint(2, 10)
        if step_by_step:
            for _ in range(length):
                acts.happen()
            acts.undo_everything()
        else:
            with gather_changes():
                for _ in range(length):
                    acts.happen()
                acts.undo_everything()
        after = picture(*ids)
        compare(acts, before, after)
        if not acts.model.acts and not acts.needs and after["cases"] == before["cases"]:
            assert counts() == was
        for need, (person, record) in acts.needs.items():
            meant = person if person in ids[1] else Record.objects.get(pk=record).person_id
            assert Need.objects.get(pk=need).person_id in {meant, person}
        transaction.set_rollback(True)
    return len(acts.links)


def compare(acts, before, after):
    """Equal, but for lists withdrawn (their records leave, untouched leads are set aside) and cases routed."""
    withdrawn = {record for kind, *what in acts.model.acts for record in what}
    for person, records in after["persons"].items():
        assert set(before["persons"][person]) - withdrawn <= set(records)
        assert set(records) <= set(before["persons"][person])
    for told in ("sealed", "needs", "grounds", "consents", "leads", "matches"):
        assert after[told] == before[told]
    for was, now in zip(before["cases"], after["cases"], strict=True):
        if was != now:  # somebody routed it, or its list was withdrawn
            assert (*was[:1], *was[2:5]) == (*now[:1], *now[2:5])
            assert (was[1], now[1]) in {("lead", "routed"), ("lead", "out_of_scope")}
    made = Case.objects.exclude(pk__in=[row[0] for row in before["cases"]])
    assert not made.exclude(state__in=["merged", "out_of_scope"]).exists()
    assert not Lead.objects.filter(case__in=made).exists()


@pytest.mark.parametrize("part", range(PARTS))
def test_taken_back_in_any_order_everything_is_as_it_was(people, part):
    only, faults = os.environ.get("KUEA_SEED"), []
    for seed in [int(only)] if only else range(part, SEQUENCES, PARTS):
        try:
            play(people, seed, step_by_step=seed // PARTS % 4 == 0)
        except Exception as fault:
            fault.add_note(f"seed {seed}")
            faults.append(fault)
    if faults:
        raise ExceptionGroup("sequences that were not undone", faults)
