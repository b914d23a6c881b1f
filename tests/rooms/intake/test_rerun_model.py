"""Random lists, random hands, read again twice: the second time changes nothing, hands stand, all can be taken back.

KUEA_SEQUENCES says how many (CI runs 400, a tenth of them here); a failure names its seed, and KUEA_SEED plays that one.
"""

import os
from contextlib import suppress
from random import Random

import pytest
from django.db import transaction

from kuea.core.problems import Refusal
from kuea.finding.actions import route_case
from kuea.finding.models import Case
from kuea.intake.actions import rerun_lots
from kuea.intake.models import RowReading
from kuea.people.actions import answer_question, part_record
from kuea.people.models import Link, LinkQuestion, Person, Record
from tests.rooms.intake.test_rerun import NAMES, again, back, chosen, picture, row, take_in

SEQUENCES = max(8, int(os.environ.get("KUEA_SEQUENCES", "32")) // 10)


@pytest.fixture(autouse=True)
def media(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(rerun_lots, "CHUNK", 3)


class Hands:
    """What an office may do by hand between two readings, and what must be so afterwards."""

    def __init__(self, world, random):
        self.world, self.random, self.by = world, random, world.duty["secretary"]
        self.together, self.apart = [], []

    def act(self):
        with suppress(Refusal), transaction.atomic():
            self.random.choice([self.answer, self.part, self.route, self.seal])()

    def two(self):
        return self.random.sample(list(Record.objects.filter(is_withdrawn=False).order_by("pk")), 2)

    def answer(self):
        one, other = self.two()
        same = self.random.random() < 0.6
        question, _ = LinkQuestion.objects.get_or_create(
            record=one, other=other, defaults={"province": self.world.province}
        )
        answer_question(by=self.by, question=question, same=same)

    def part(self):
        record, _ = self.two()
        part_record(by=self.by, record=record)

    def route(self):
        case = self.random.choice(list(Case.objects.filter(state="lead").order_by("pk")))
        route_case(by=self.by, case=case)

    def seal(self):
        person = self.random.choice(list(Person.objects.exclude(records=None).order_by("pk")))
        Person.objects.filter(pk=person.pk).update(is_sealed=True)


def lists(world, tmp_path, random):
    """Two lists of some of the same people; of the second a column is matched wrongly."""
    known = [
        row(random.randrange(12), called=f"นาง{random.choice(NAMES)}", number=random.random() < 0.5)
        for _ in range(random.randint(1, 7))
    ]
    take_in(world, tmp_path, known, "known.csv")
    rows = [
        row(
            random.randrange(12), called=random.choice(["", f"นาง{random.choice(NAMES)}"]),
            tambon=random.choice(["", "", "", "ไม่มีตำบลนี้", "บ้านฉาง"]), number=random.random() < 0.5,
        )
        for _ in range(random.randint(2, 12))
    ]  # fmt: skip
    return take_in(world, tmp_path, rows, f"{random.random()}.csv")


def whose():
    return dict(Record.objects.values_list("pk", "person_id"))


def of_hands():
    """Records about which a hand said something, with their persons."""
    told = Link.objects.exclude(rule__in=("first", "weighed"))
    records = set(told.values_list("record_id", flat=True))
    for question in LinkQuestion.objects.exclude(answer=""):
        records |= {question.record_id, question.other_id}
    return {record: person for record, person in whose().items() if record in records}


def play(world, tmp_path, seed):
    random = Random(seed)
    batch, hands = lists(world, tmp_path, random), Hands(world, random)
    for _ in range(random.randrange(5) if Record.objects.count() > 1 else 0):
        hands.act()
    before, stands = picture(), of_hands()
    columns = random.choice([chosen(), chosen(full_name=1), chosen(tambon=1), chosen(birth_date=4)])
    done = again(world, batch, chosen=columns)
    assert done.state == "accepted", done.reruns.last().fault
    assert {record: person for record, person in whose().items() if record in stands} == stands
    after, links, readings = picture(), Link.objects.count(), RowReading.objects.count()
    again(world, done)
    assert picture() == after
    assert (Link.objects.count(), RowReading.objects.count()) == (links, readings)
    back(world, done)
    assert picture() == after
    back(world, done)
    assert picture() == before


@pytest.mark.parametrize("part", range(4))
def test_read_again_twice_is_read_again_once(world, tmp_path, part):
    only = os.environ.get("KUEA_SEED")
    for seed in [int(only)] if only else range(part, SEQUENCES, 4):
        try:
            with transaction.atomic():
                play(world, tmp_path, seed)
                transaction.set_rollback(True)
        except Exception as fault:
            fault.add_note(f"seed {seed}")
            raise
