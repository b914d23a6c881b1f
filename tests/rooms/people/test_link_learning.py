"""A province learns its own linking model from its records and the office's answers; the newest can be taken back."""

from random import Random

import pytest
from django.core.management import CommandError, call_command

from kuea.core.problems import Refusal
from kuea.core.thai import make_sample_number
from kuea.engines.linkage.model import read_model
from kuea.engines.linkage.records import Raw
from kuea.ledger.models import Event
from kuea.people.actions.link_learning import learn_links, take_back_link_model
from kuea.people.link_models import kept_models, learn_model, model_in_force
from kuea.people.models import LinkQuestion, Record
from tests.rooms.people.test_persons import ask, found

GIVEN = [
    "มาลี",
    "บุญมี",
    "คำแก้ว",
    "สมศรี",
    "สมชาย",
    "ทองดี",
    "จันทร์",
    "แก้วตา",
    "ประเสริฐ",
    "วิไล",
    "อรุณ",
    "สุดา",
]
FAMILY = ["ใจดี", "ศรีสุข", "วงศ์ทอง", "รักไทย", "แสงจันทร์", "บุญมา", "ทองคำ", "มั่นคง", "สุขใจ", "พันธุ์ดี"]


@pytest.fixture(autouse=True)
def models_of_this_test(settings, tmp_path):
    settings.LINK_MODELS = tmp_path / "link_models"


def two_lists(people: int, seed: int = 5) -> list[Raw]:
    """Everybody in two lists of one province; in the second without a number, some a letter or a year off."""
    draw, rows = Random(seed), []
    for person in range(people):
        given, family = draw.choice(GIVEN), draw.choice(FAMILY)
        year, tambon = draw.randint(2470, 2540), f"1301{draw.randint(1, 12):02d}"
        born = f"{draw.randint(1, 28)}/{draw.randint(1, 12)}"
        house, sex = str(draw.randint(1, 200)), draw.choice("FM")
        first = Raw(
            f"a{person}",
            "bmn",
            "",
            given,
            family,
            make_sample_number(person),
            f"{born}/{year}",
            sex,
            house,
            "1",
            tambon,
        )
        slip = draw.random()
        other = first._replace(
            key=f"b{person}", source="card", national_id="",
            family_name=family[:-1] if slip < 0.1 else family,
            birth_date=f"{born}/{year + 1}" if 0.1 < slip < 0.2 else first.birth_date,
        )  # fmt: skip
        rows += [first, other]
    return rows


def test_learned_model_keeps_the_stated_rates_and_tells_its_doubt():
    learned = learn_model("13", two_lists(1200), [], wrong=0.01, missed=0.01)
    assert learned is not None and learned.pairs >= 4000
    assert learned.errors.wrong.low <= learned.errors.wrong.share <= learned.errors.wrong.high
    assert learned.errors.wrong.share <= 0.01
    assert learned.model.ask_from <= learned.model.join_from
    shares = learned.model.shares
    assert (shares == shares[0]).all()  # lists of later come from other sources


def test_answers_of_the_office_change_the_model():
    rows = two_lists(1200)
    pattern = 214831360  # as a question keeps it
    said_same, said_other = (
        learn_model("13", rows, [(pattern, same)] * 40, wrong=0.01, missed=0.01)
        for same in (True, False)
    )
    assert said_same is not None and said_other is not None
    assert said_same.model.levels.tolist() != said_other.model.levels.tolist()


def test_few_records_teach_nothing(world):
    ask(world, found(world, "มาลี ศรีสุข"), found(world, "มาลี ศรีสุก"))
    LinkQuestion.objects.update(answer="same")
    with pytest.raises(Refusal, match="too_few_pairs"):
        learn_links(by=None, province=world.province, wrong=0.01, missed=0.01, keep=True)
    assert kept_models("13") == [] and model_in_force("13").name == "thai-1"


def test_kept_model_is_in_force_until_it_is_taken_back(world):
    person = found(world, "ผู้แทน ทั้งหมด")  # whose a record is does not matter to learning
    rows = [record_of(world, person, row) for row in two_lists(1200)]
    Record.objects.bulk_create(rows, batch_size=500)
    learned = learn_links(by=None, province=world.province, wrong=0.01, missed=0.01, keep=True)
    (path,) = kept_models("13")
    assert model_in_force("13").name == path.stem == "13-0001"
    assert read_model(path.read_text(encoding="utf-8")).join_from == learned.model.join_from
    assert model_in_force("14").name == "thai-1"
    assert take_back_link_model(by=None, province=world.province) == "thai-1"
    assert model_in_force("13").name == "thai-1" and list(path.parent.iterdir())
    verbs = Event.objects.filter(verb__startswith="link_model").values_list("verb", flat=True)
    assert list(verbs.order_by("pk")) == ["link_model.keep", "link_model.take_back"]


def record_of(world, person, row: Raw) -> Record:
    day, month, year = (int(part) for part in row.birth_date.split("/"))
    return Record(
        province=world.province, person=person, source=row.source, given_name=row.given_name, family_name=row.family_name,
        citizen_number=row.national_id, birth_year=year - 543, birth_month=month, birth_day=day, sex=row.gender,
        tambon=world.tambon, house_no=row.house_no,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("words", "told"), [(["99"], "ยังไม่เปิดจังหวัด"), (["13", "--wrong", "2"], "สัดส่วน"), (["13"], "น้อยเกินไป")]
)  # fmt: skip
def test_command_refuses_with_a_sentence(world, words, told):
    with pytest.raises(CommandError, match=told):
        call_command("learn_links", *words)
