"""What of a number is shown to compare it with a card in the hand: its end, the rest as dots."""

import re

from kuea.core.thai.citizen_number import mask_citizen_number
from kuea.core.thai.telephone import read_telephone
from kuea.core.thai.text import to_arabic_digits

_DOT = "•"
_LEFT = 3


def mask(written: str | None) -> str:
    """«•-••••-•••••-12-3» for a citizen number, «•••-•••-5612» for a telephone; in other words every digit but
    the last three is a dot, so that an informant's "ลุงดำ 081…" keeps its words. "" stays ""."""
    text = to_arabic_digits(str(written or ""))
    digits = re.sub(r"[\s-]", "", text)
    if re.fullmatch(r"[0-9]{13}", digits):
        return mask_citizen_number(digits)
    number = read_telephone(text).number if re.fullmatch(r"[0-9]{9,10}", digits) else None
    if number:
        return f"{_DOT * 3}-{_DOT * (len(number) - 7)}-{number[-4:]}"
    seen = sum(character.isdigit() for character in text)
    made = []
    for character in text:
        if character.isdigit():
            seen -= 1
            made.append(_DOT if seen >= _LEFT else character)
        else:
            made.append(character)
    return "".join(made)
