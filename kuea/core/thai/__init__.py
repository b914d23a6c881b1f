"""Reading what Thai offices and people write: text, names, numbers, dates, telephones, addresses.

Rules shared by every reader here: never raises on any input, never loses what was written
(``as_written``), never guesses silently (what is not certain carries a status or a doubt).
"""

from kuea.core.thai.address import (
    AddressParts,
    is_moo_unclear,
    read_address,
    read_house_number,
    read_moo,
    spell_moo_in_digits,
)
from kuea.core.thai.citizen_number import (
    CitizenNumber,
    NumberFlag,
    NumberStatus,
    check_digit,
    format_citizen_number,
    make_sample_number,
    mask_citizen_number,
    read_citizen_number,
    reserved_for_samples,
)
from kuea.core.thai.date_words import DateStyle, format_thai_date, format_thai_parts, month_of
from kuea.core.thai.dates import DateDoubt, DatePrecision, ReadDate, read_date
from kuea.core.thai.masking import mask
from kuea.core.thai.names import NameDoubt, PersonName, name_key, read_name
from kuea.core.thai.sounding import sound_key
from kuea.core.thai.telephone import (
    Telephone,
    TelephoneKind,
    TelephoneStatus,
    format_telephone,
    read_telephone,
)
from kuea.core.thai.text import (
    comparison_key,
    is_thai,
    normalise,
    thai_sort_key,
    to_arabic_digits,
    to_thai_digits,
)

__all__ = [
    "AddressParts",
    "CitizenNumber",
    "DateDoubt",
    "DatePrecision",
    "DateStyle",
    "NameDoubt",
    "NumberFlag",
    "NumberStatus",
    "PersonName",
    "ReadDate",
    "Telephone",
    "TelephoneKind",
    "TelephoneStatus",
    "check_digit",
    "comparison_key",
    "format_citizen_number",
    "format_telephone",
    "format_thai_date",
    "format_thai_parts",
    "is_thai",
    "make_sample_number",
    "mask",
    "mask_citizen_number",
    "month_of",
    "name_key",
    "normalise",
    "read_address",
    "read_citizen_number",
    "read_date",
    "read_house_number",
    "read_moo",
    "is_moo_unclear",
    "spell_moo_in_digits",
    "read_name",
    "read_telephone",
    "reserved_for_samples",
    "sound_key",
    "thai_sort_key",
    "to_arabic_digits",
    "to_thai_digits",
]
