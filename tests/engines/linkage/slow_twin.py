"""The first pass as one would explain it: every row against every record. Slow and obvious."""

from kuea.engines.linkage import Ask, Evidence, LinkRow, Rule, Verdict

ORDER = [
    "same_number name_differs",
    "same_name same_year same_tambon",
    "same_name number_near",
    "same_name same_year same_tambon numbers_differ",
    "same_name year_near same_tambon",
    "name_near same_year same_tambon",
    "same_name year_missing same_tambon",
]


def edits(a: str, b: str) -> int:
    """Optimal string alignment distance, the whole table."""
    rows = [list(range(len(b) + 1))]
    for i in range(1, len(a) + 1):
        rows.append([i] + [0] * len(b))
        for j in range(1, len(b) + 1):
            change = 0 if a[i - 1] == b[j - 1] else 1
            best = min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change)
            if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
                best = min(best, rows[i - 2][j - 2] + 1)
            rows[i][j] = best
    return rows[-1][-1]


def believed(a: LinkRow, b: LinkRow) -> bool:
    if not a.given or not b.given or edits(a.given, b.given) <= 1:
        return True
    if (a.given, a.family) == (b.family, b.given):
        return True
    same_family = a.family != "" and a.family == b.family
    same_year = a.birth_year is not None and a.birth_year == b.birth_year
    return same_family and same_year and not {a.sex, b.sex} >= {"F", "M"}


def whole_name(row: LinkRow) -> tuple[str, str] | None:
    return (row.given, row.family) if row.given else None


def equal(a: LinkRow, b: LinkRow) -> bool:
    known = whole_name(a) and a.birth_year is not None and a.tambon
    return bool(known) and (whole_name(a), a.birth_year, a.tambon) == (
        whole_name(b), b.birth_year, b.tambon,
    )  # fmt: skip


def reason_to_ask(a: LinkRow, b: LinkRow) -> str:
    if a.number and a.number == b.number:
        return "" if believed(a, b) else ORDER[0]
    if not a.given or not b.given:
        return ""
    slip = len(a.digits) == len(b.digits) == 13 and edits(a.digits, b.digits) == 1
    two_numbers = bool(a.number and b.number) and not slip
    missing = a.birth_year is None or b.birth_year is None
    apart = 99 if missing else abs(a.birth_year - b.birth_year)
    here = a.tambon != "" and a.tambon == b.tambon
    if whole_name(a) == whole_name(b):
        if here and apart == 0 and two_numbers:
            return ORDER[3]
        if slip:
            return ORDER[2]
        if here and not two_numbers:
            if missing:
                return ORDER[6]
            return {0: ORDER[1], 1: ORDER[4]}.get(apart, "")
        return ""
    both_family = a.family != "" and b.family != ""
    near = edits(a.given, b.given) + edits(a.family, b.family) == 1
    return ORDER[5] if both_family and near and here and apart == 0 and not two_numbers else ""


def link_slowly(known: list[tuple[LinkRow, int]], rows: list[LinkRow]) -> list[Verdict]:
    table: list[tuple[LinkRow, int]] = []

    def keep(row: LinkRow, person: int) -> None:
        if not any(person == held and row[1:] == other[1:] for other, held in table):
            table.append((row, person))

    for row, person in known:
        keep(row, person)
    verdicts = []
    for row in rows:
        verdict = judge(row, table)
        keep(row, -row.key - 1 if verdict.person is None else verdict.person)
        verdicts.append(verdict)
    return verdicts


def judge(row: LinkRow, table: list[tuple[LinkRow, int]]) -> Verdict:
    numbers: dict[int, set[str]] = {}
    for other, person in table:
        numbers.setdefault(person, set()).update({other.number} - {""})

    def may_hold(person: int) -> bool:
        return not row.number or not numbers[person] or row.number in numbers[person]

    with_number = [(o, p) for o, p in table if row.number and o.number == row.number]
    sure = [p for o, p in with_number if believed(row, o)]
    fitting = {p for o, p in table if equal(row, o) and may_hold(p)}
    if sure:
        others = [(o, p) for o, p in table if equal(row, o) and may_hold(p) and p != sure[0]]
        return Verdict(row.key, sure[0], Rule.SAME_NUMBER, asks(row, others, set()))
    if len(fitting) == 1 and not with_number:
        return Verdict(row.key, fitting.pop(), Rule.SAME_NAME_YEAR_TAMBON)
    return Verdict(
        row.key, None, Rule.NEW, asks(row, table, fitting if len(fitting) > 1 else set())
    )


def asks(row: LinkRow, table: list[tuple[LinkRow, int]], several: set[int]) -> tuple[Ask, ...]:
    best: dict[int, tuple[int, int, str]] = {}
    for other, person in table:
        if why := reason_to_ask(row, other):
            found = (ORDER.index(why), other.key, why)
            best[person] = min(best.get(person, found), found)
    questions = []
    for person in sorted(best, key=lambda person: (best[person][0], person))[:3]:
        _, key, why = best[person]
        evidence = [Evidence(word) for word in why.split()]
        if person in several and why == ORDER[1]:
            evidence.append(Evidence.SEVERAL_FIT)
        questions.append(Ask(key, tuple(evidence)))
    return tuple(questions)
