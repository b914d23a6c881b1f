"""Learning how the records of a province agree, from the records themselves and from the office's answers."""

from django.db import transaction

from kuea.core.problems import Refusal
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty, Province
from kuea.people.link_models import Learned, keep_model, learn_model, number_of, take_back_model
from kuea.people.linking import counting_records, read_records
from kuea.people.models import LinkQuestion
from kuea.people.standing import SAME


def learn_links(
    *, by: Duty | None, province: Province, wrong: float, missed: float, keep: bool
) -> Learned:
    """Learn a model of the province and, if `keep`, bring it into force for the lists to come.

    Persons joined before stay as they are. Raises `Refusal`: too_few_pairs.
    """
    rows, _ = read_records(counting_records(province.code))
    answers = [
        (evidence["pattern"], answer == SAME)
        for evidence, answer in LinkQuestion.objects.filter(province=province)
        .exclude(answer="")
        .values_list("evidence", "answer")
        if "pattern" in evidence
    ]
    learned = learn_model(province.code, rows, answers, wrong=wrong, missed=missed)
    if learned is None:
        raise Refusal("too_few_pairs")
    if keep:
        path = keep_model(province.code, learned.model)
        _tell(by, province, "link_model.keep", number_of(path.stem))
    return learned


def take_back_link_model(*, by: Duty | None, province: Province) -> str:
    """The model before is in force again; its name."""
    name = take_back_model(province.code).name
    _tell(by, province, "link_model.take_back", number_of(name))
    return name


def _tell(by: Duty | None, province: Province, verb: str, number: int) -> None:
    with transaction.atomic():
        tell(
            verb, "link_model", duty_id=by.pk if by else None, province_code=province.code,
            number=number,
        )  # fmt: skip
