"""A row of a list after cleaning: frozen, plain, ready to be linked and stored."""

from typing import NamedTuple

from kuea.offices.sealing import digest_text, seal_text
from kuea.people.comparing import NameTokens, telephone_token, tokens_of_record


class CleanRow(NamedTuple):
    """As read, in clear: lives only while the row is cleaned. Only the tambon is always there."""

    tambon: str
    village: str | None = None
    name_as_written: str = ""
    title: str = ""
    given_name: str = ""
    family_name: str = ""
    name_key: str = ""
    sex: str = ""
    digits: str = ""
    """Thirteen digits as read; used for linking only when `number_is_valid`."""
    number_is_valid: bool = False
    number_status: str = ""
    birth_year: int | None = None
    birth_month: int | None = None
    birth_day: int | None = None
    house_no: str = ""
    address_as_written: str = ""
    telephone: str = ""
    worry: str = ""
    how_to_find: str = ""
    doubts: tuple[str, ...] = ()

    @property
    def who(self) -> str:
        """How to speak of the person, without a name too."""
        if self.name_as_written:
            return self.name_as_written
        return f"ไม่ทราบชื่อ บ้านเลขที่ {self.house_no}" if self.house_no else "ไม่ทราบชื่อ"


SEALED_TEXTS = (
    "name_as_written", "title", "given_name", "family_name", "name_key", "digits", "birth_month", "birth_day",
    "house_no", "address_as_written", "telephone", "worry", "how_to_find",
)  # fmt: skip
"""What of a row is stored sealed; after these stands `who`, where no name was written."""


class ReadyRow(NamedTuple):
    """A row on its way to the tables: what linking compares, and the rest sealed already."""

    tambon: str
    village: str | None
    name_key: str
    sex: str
    digits: str
    number_status: str
    number_digest: str
    """Equal for equal valid numbers; empty without one."""
    birth_year: int | None
    doubts: tuple[str, ...]
    tokens: NameTokens
    telephone_token: int | None
    sealed: str
    """The sealed forms of `SEALED_TEXTS`, a line each; sealed by whoever cleaned the row."""


def seal_row(province_code: str, row: CleanRow) -> ReadyRow:
    """With its comparison keys and sealed forms. Costs most of cleaning, so the second core shares it."""
    values = [getattr(row, name) for name in SEALED_TEXTS]
    values.append("" if row.name_as_written else row.who)
    return ReadyRow(
        row.tambon, row.village, row.name_key, row.sex, row.digits, row.number_status,
        digest_text(row.digits) if row.number_is_valid else "", row.birth_year, row.doubts,
        tokens_of_record(
            province_code, row.name_key, written=row.name_as_written, digits=row.digits,
            telephone=row.telephone, house_no=row.house_no,
        ),
        telephone_token(province_code, row.telephone),
        "\n".join("" if value is None else seal_text(str(value)) for value in values),
    )  # fmt: skip
