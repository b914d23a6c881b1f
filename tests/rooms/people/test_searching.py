"""Looking for people by sealed names: the same answers as opening every name, through comparison keys."""

import csv
import random
import re
from pathlib import Path

import pytest
from django.db import connection
from rapidfuzz import fuzz

from kuea.core.thai import comparison_key, make_sample_number, read_name, sound_key
from kuea.people import actions, queries
from kuea.people.actions.recomparing import recompare_everything
from kuea.people.labels import FOUND_BY
from kuea.people.models import Person, Record
from kuea.people.search_areas import Area
from kuea.people.search_steps import NAME_STEPS, Wanted, number_steps, place_steps
from kuea.people.searching import search_persons

NAMES = Path(__file__).resolve().parents[3] / "sample" / "names"


TOKEN = re.compile(r"(?:_sound|_start|_end|_roman|_short|_token|_digest|village_id)(?:=\?| IN)")


def read_names(name: str, count: int) -> list[str]:
    with (NAMES / name).open(encoding="utf-8") as file:
        return [row["name"] for row in list(csv.DictReader(file))[:count]]


@pytest.fixture
def village(world):
    """A hundred and twenty people of one tambon."""
    draw = random.Random(7)
    given, family = read_names("given_names_female.csv", 70), read_names("family_names.csv", 90)
    for _ in range(120):
        record = actions.add_record(
            by=world.duty["secretary"], source="phone", tambon=world.tambon,
            name_as_written=f"{draw.choice(given)} {draw.choice(family)}",
        )  # fmt: skip
        actions.new_person(by=world.duty["secretary"], record=record)
    return list(Record.objects.order_by("pk"))


def by_opening(records: list[Record], words: str) -> set[int]:
    """The slow twin: open every name and look."""
    name = read_name(words)
    given, family = comparison_key(name.given), comparison_key(name.family)
    begins = f"{given}|{family}" if family else given
    return {
        r.person_id for r in records
        if r.name_key.startswith(begins) or not family and f"|{given}" in r.name_key
    }  # fmt: skip


def test_search_by_any_beginning_finds_whom_opening_every_name_finds(world, village):
    asked = set()
    for record in village[:30]:
        given, family = record.given_name, record.family_name
        asked |= {given, given[:2], given[:3], given[:4], family[:2], family[:5], family}
        asked |= {f"{given} {family[:n]}" for n in (1, 2, 3, 9)}
    for words in sorted(asked - {""}):
        found = queries.persons_named("13", words, most=1000)
        assert set(found) == by_opening(village, words), words


def test_misspelt_name_is_found_as_by_opening_every_name(world, village):
    draw = random.Random(3)
    missed = asked = 0
    for record in village:
        letters = list(f"{record.given_name} {record.family_name}")
        place = draw.choice([n for n, letter in enumerate(letters) if letter != " "])
        letters[place] = draw.choice(["", letters[place] * 2, "น", "ร"])
        words = "".join(letters)
        key = read_name(words).key
        best = {r.person_id for r in village if fuzz.ratio(key, r.name_key) >= 88}
        found = people_found(world, words)
        asked, missed = asked + len(best), missed + len(best - found)
        assert record.person_id in found or record.person_id not in best
    assert missed <= asked * 0.02


def people_found(world, words: str) -> set[int]:
    return {one.person.pk for one in search_persons(world.duty["secretary"], words)}


@pytest.mark.parametrize(
    ("words", "area", "digits", "house"),
    [
        (("มาลี",), Area(), (), ""), (("มาลี", "ศรีสุข"), Area(), (), ""), (("malee", "srisuk"), Area(), (), ""),
        (("มาลี",), Area(frozenset({"130101"})), (), ""), (("มาลี",), Area(frozenset({"13010104"}), 4), (), "12/3"),
        (("มาลี",), Area(), ("5678",), "12"), ((), Area(), ("081234",), ""), ((), Area(frozenset({"130101"})), (), "12/3"),
    ],
)  # fmt: skip
def test_every_step_reads_an_index_never_the_whole_province(world, words, area, digits, house):
    """PostgreSQL weighs by its own statistics, so only SQLite's plan is certain."""
    if connection.vendor != "sqlite":
        pytest.skip("the plan depends on statistics")
    wanted = Wanted("13", words, area, digits, house)
    steps = [*number_steps(wanted), *place_steps(wanted)]
    steps += [step for make in NAME_STEPS for step in make(wanted)] if words else []
    for step in steps:
        asked = Record.objects.filter(step.condition, is_withdrawn=False, person__isnull=False)
        plan = asked.values_list("name_key").explain()
        lines = [one for one in plan.splitlines() if "people_record" in one]
        assert lines and all("SEARCH" in one and TOKEN.search(one) for one in lines), plan


def test_other_province_has_other_tokens(world, village):
    assert queries.persons_named("12", village[0].given_name) == []
    assert search_persons(world.other["secretary"], village[0].given_name) == []


def test_person_is_found_by_telephone(world):
    record = actions.add_record(
        by=world.duty["secretary"], source="phone", name_as_written="มาลี ดี", tambon=world.tambon, telephone="081-234-5612",
    )  # fmt: skip
    person = actions.new_person(by=world.duty["secretary"], record=record)
    for written in ("๐๘๑ ๒๓๔ ๕๖๑๒", "081-234", "5612", "มาลี 5612", "ดี เบอร์ 081234"):
        assert people_found(world, written) == {person.pk}, written
    assert search_persons(world.other["secretary"], "0812345612") == []
    assert people_found(world, "0812345613") == people_found(world, "9999") == set()


def test_each_way_of_asking_says_why_it_found(world):
    number = make_sample_number(3)
    record = actions.add_record(
        by=world.duty["secretary"], source="phone", name_as_written="นางสมใจ ประเสริฐศรี (นก)", tambon=world.tambon,
        village=world.villages[0], house_no="12/3", citizen_number=number, birth="2500", telephone="0812345612",
    )  # fmt: skip
    person = actions.new_person(by=world.duty["secretary"], record=record)
    moo = int(world.villages[0].code[6:])
    ways = {
        person.code: "code", "สมใจ": "exact", "สมใจ ประเสริฐศรี": "exact", "ประเสริฐศรี สมใจ": "swapped", "สม": "beginning",
        "ส": "beginning", "สมใจ ประเส": "beginning", "สมไจ ประเสริฐสี": "sound", "สมไจ ปะเสิดสี": "letters", "สมใจประเสริฐศรี": "glued",
        "somjai prasertsri": "roman", "l,.0 xitglib{Liu": "keyboard", "สมใบ ประเสริฐศรี": "letters", "นก": "nickname",
        "ยายนก": "nickname", f"สมใจ หมู่ {moo}": "moo", f"สมใจ ต.{world.tambon.name_th}": "place",
        "สมใจ 12/3": "house", f"บ้านเลขที่ 12/3 หมู่ {moo} {world.tambon.name_th}": "house", number: "number",
        f"สมใจ {number[-4:]}": "number_end", number[-4:]: "number_end", f"สมใจ {number[:8]}": "number_start",
        "สมใจ 2500": "year", "0812345612": "telephone",
    }  # fmt: skip
    for words, reason in ways.items():
        found = search_persons(world.duty["secretary"], words)
        assert [one.person for one in found] == [person], words
        assert reason in found[0].why, (words, found[0].why)
        assert set(found[0].why) <= set(FOUND_BY)


def test_order_is_the_same_before_begun_before_sound_before_letters(world):
    names = ["สมพร ใจดี", "สมพร ใจดีมาก", "สมภร ใจดี", "สมพร ใจมี"]
    people = {}
    for name in reversed(names):
        record = actions.add_record(
            by=world.duty["secretary"], source="phone", name_as_written=name, tambon=world.tambon
        )
        people[actions.new_person(by=world.duty["secretary"], record=record).pk] = name
    found = search_persons(world.duty["secretary"], "สมพร ใจดี")
    assert [people[one.person.pk] for one in found] == names[: len(found)] and len(found) > 2


def test_sealed_restricted_and_strange_are_neither_shown_nor_counted(world, village):
    duty, words = world.duty["secretary"], f"{village[0].given_name} {village[0].family_name}"
    before = [one.person.pk for one in search_persons(duty, words)]
    sealed = Person.objects.get(pk=village[0].person_id)
    actions.seal_person(by=duty, person=sealed)
    assert [one.person.pk for one in search_persons(duty, words)] == [
        pk for pk in before if pk != sealed.pk
    ]
    for role in ("volunteer", "giver", "ministry", "host_coordinator"):
        assert search_persons(world.duty[role], words) == []


def test_thirty_sealed_namesakes_do_not_hide_the_one_who_may_be_seen(world):
    duty = world.duty["secretary"]
    for number in range(41):
        record = actions.add_record(
            by=duty, source="phone", name_as_written="มาลี ดี", tambon=world.tambon
        )
        last = actions.new_person(by=duty, record=record, is_sealed=number < 40)
    assert [one.person for one in search_persons(duty, "มาลี ดี")] == [last]


def test_any_text_is_a_question_and_has_an_answer(world, village):
    for words in (
        "",
        " ",
        "%",
        "ก",
        "์",
        "่่่",
        "0",
        "-",
        "หมู่",
        "ต.",
        "()",
        "a" * 5000,
        "ก " * 300,
        "\x00",
        "๑๒๓",
        "' OR 1=1",
    ):
        assert isinstance(search_persons(world.duty["secretary"], words), list)


def test_queries_do_not_grow_with_the_people_found(world, village, django_assert_max_num_queries):
    with django_assert_max_num_queries(45):
        search_persons(world.duty["secretary"], "สะมชายย ใจดดี")


def test_comparison_keys_are_made_anew_after_another_comparison_key(world, village, settings):
    name = village[5].given_name
    before = queries.persons_named("13", name)
    settings.COMPARISON_KEY = "quite another"
    assert queries.persons_named("13", name) == []
    assert recompare_everything(by=None) == len(village)
    assert set(queries.persons_named("13", name)) == set(before)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ศรีสุข", "สีสุก"), ("วรรณา", "วันนา"), ("ภัทร", "พัฒ"), ("จันทร์", "จัน"), ("หมวย", "มวย"), ("ฐิติ", "ธิติ")],
)  # fmt: skip
def test_spellings_of_one_sound_share_a_key(one, other):
    same = sound_key(one) == sound_key(other)
    assert same is (one not in {"ศรีสุข", "ภัทร"})


def test_name_of_vowels_alone_has_a_key():
    assert sound_key("เอ") and sound_key("Ai") == "ai" and sound_key("") == ""
