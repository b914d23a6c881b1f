"""Comparing two records, field by field. Small, pure, and the same for the fast pass and its slow twin."""

from kuea.engines.linkage.tables import Evidence, LinkRow


def within_one_edit(a: str, b: str) -> bool:
    """Equal, or one letter added, left out, changed, or two neighbours swapped."""
    if a == b:
        return True
    if len(a) > len(b):
        a, b = b, a
    if len(b) - len(a) > 1:
        return False
    start = 0
    while start < len(a) and a[start] == b[start]:
        start += 1
    if len(a) < len(b):
        return a[start:] == b[start + 1 :]
    if a[start + 1 :] == b[start + 1 :]:
        return True
    return a[start : start + 2] == b[start : start + 2][::-1] and a[start + 2 :] == b[start + 2 :]


def numbers_near(a: LinkRow, b: LinkRow) -> bool:
    """Thirteen digits that differ by one digit or by two neighbours swapped."""
    if len(a.digits) != 13 or len(b.digits) != 13 or a.digits == b.digits:
        return False
    return within_one_edit(a.digits, b.digits)


def numbers_differ(a: LinkRow, b: LinkRow) -> bool:
    """Two valid numbers, and not the same one."""
    return bool(a.number and b.number and a.number != b.number)


def same_name(a: LinkRow, b: LinkRow) -> bool:
    """Nobody equals a person without a given name."""
    return bool(a.given) and a.given == b.given and a.family == b.family


def names_near(a: LinkRow, b: LinkRow) -> bool:
    """Whole names one edit apart: so the given or the family name is equal.

    One name alone, one edit apart, is mostly another person: the short names of the hill peoples
    are like that.
    """
    if not a.given or not b.given or not a.family or not b.family:
        return False
    if a.given == b.given:
        return a.family != b.family and within_one_edit(a.family, b.family)
    return a.family == b.family and within_one_edit(a.given, b.given)


def number_is_believed(a: LinkRow, b: LinkRow) -> bool:
    """May an equal valid number alone join the two?

    People change their family name, and some their given name; but a relative's number is often
    given for a person's own. So the given name must be near, or everything else must agree.
    """
    if not a.given or not b.given or within_one_edit(a.given, b.given):
        return True
    if a.given == b.family and a.family == b.given:  # the columns were swapped
        return True
    same_year = a.birth_year is not None and a.birth_year == b.birth_year
    sexes_differ = bool(a.sex and b.sex and a.sex != b.sex)
    return bool(a.family) and a.family == b.family and same_year and not sexes_differ


def year_evidence(a: LinkRow, b: LinkRow) -> Evidence | None:
    """How the birth years go together; None when they speak against it."""
    if a.birth_year is None or b.birth_year is None:
        return Evidence.YEAR_MISSING
    apart = abs(a.birth_year - b.birth_year)
    if apart > 1:
        return None
    return Evidence.YEAR_NEAR if apart else Evidence.SAME_YEAR


def nearly(a: LinkRow, b: LinkRow) -> tuple[Evidence, ...]:
    """The evidence for asking whether the two are one person; empty when there is no reason to ask."""
    if a.number and a.number == b.number:
        return () if number_is_believed(a, b) else (Evidence.SAME_NUMBER, Evidence.NAME_DIFFERS)
    close_numbers = numbers_near(a, b)
    apart = numbers_differ(a, b) and not close_numbers
    same_tambon = bool(a.tambon) and a.tambon == b.tambon
    year = year_evidence(a, b)
    if same_name(a, b):
        if same_tambon and year is Evidence.SAME_YEAR and apart:
            return (Evidence.SAME_NAME, year, Evidence.SAME_TAMBON, Evidence.NUMBERS_DIFFER)
        if close_numbers:
            return (Evidence.SAME_NAME, Evidence.NUMBER_NEAR)
        if same_tambon and year is not None and not apart:
            return (Evidence.SAME_NAME, year, Evidence.SAME_TAMBON)
    elif names_near(a, b) and same_tambon and year is Evidence.SAME_YEAR and not apart:
        return (Evidence.NAME_NEAR, year, Evidence.SAME_TAMBON)
    return ()
