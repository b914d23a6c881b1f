"""Making the comparison keys anew from the sealed values: after another comparison key, or for rows without any."""

from collections.abc import Callable

from django.db import transaction

from kuea.core.thai import read_citizen_number, read_telephone
from kuea.ledger.actions import record as tell
from kuea.offices.models import Duty
from kuea.offices.sealing import digest_text
from kuea.people.comparing import NameTokens, house_token, telephone_token, tokens_of_record
from kuea.people.models import Household, Record

LOT = 500
_COLUMNS = ("citizen_digest", *NameTokens._fields, "telephone_token")


def recompare_everything(
    *, by: Duty | None, note: Callable[[int, int], None] = lambda done, total: None
) -> int:
    """Every record and household, in lots; may be stopped and started again. How many rows were looked at."""
    total, done = Record.objects.count() + Household.objects.count(), 0
    for model, make in ((Record, _of_record), (Household, _of_household)):
        last = 0
        while rows := list(model.objects.filter(pk__gt=last).order_by("pk")[:LOT]):
            for row in rows:
                make(row)
            with transaction.atomic():
                columns = _COLUMNS if model is Record else ("house_token",)
                model.objects.bulk_update(rows, columns, batch_size=LOT)
            last, done = rows[-1].pk, done + len(rows)
            note(done, total)
    with transaction.atomic():
        tell(
            "keys.recompare", "keys", duty_id=by.pk if by else None,
            province_code=(by.province_id or "") if by else "", rows=done,
        )  # fmt: skip
    return done


def _of_record(row: Record) -> None:
    number, called = read_citizen_number(row.citizen_number), read_telephone(row.telephone)
    row.citizen_digest = digest_text(number.digits or "") if number.is_valid else ""
    tokens = tokens_of_record(
        row.province_id, row.name_key, written=row.name_as_written, digits=row.citizen_number,
        telephone=row.telephone, house_no=row.house_no,
    )  # fmt: skip
    for name, token in tokens._asdict().items():
        setattr(row, name, token)
    row.telephone_token = telephone_token(row.province_id, called.number or "")


def _of_household(row: Household) -> None:
    row.house_token = house_token(row.village_id or row.tambon_id, row.house_no)
