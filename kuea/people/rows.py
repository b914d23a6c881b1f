"""A row of a list after cleaning: frozen, plain, ready to be linked and stored."""

from typing import NamedTuple

from kuea.offices.fields import Sealed


class CleanRow(NamedTuple):
    """Empty text and None mean "not known". Only the tambon is always there."""

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
    number_digest: str = ""
    """Equal for equal valid numbers; empty without one."""
    number_sealed: Sealed | str = ""
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
