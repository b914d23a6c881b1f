"""Which column holds what: headings as offices write them, matched to the fields of a kind of list."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from kuea.intake.sheets.cells import Cell, column_letter, is_blank
from kuea.intake.sheets.faults import FaultCode, SheetFault, SheetNote, file_fault
from kuea.intake.sheets.kinds import Kind, Need, Recognised, load_kind


@dataclass(frozen=True)
class ColumnMap:
    """Every heading of a sheet accounted for: found, doubled or unknown; and what is missing."""

    kind: str
    header: tuple[str, ...]
    found: dict[str, int]
    """Field → index of its column."""
    missing: tuple[Need, ...]
    doubled: dict[str, tuple[int, ...]]
    """Fields that several columns claim, where we cannot know which one is meant."""
    unknown: tuple[int, ...]
    """Columns kept with the row but not read."""
    notes: tuple[SheetNote, ...] = field(default=())

    def pick(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """The row's values by field."""
        return {name: row[index] for name, index in self.found.items() if index < len(row)}

    def unread(self, row: Sequence[Cell]) -> dict[str, Cell]:
        """The values we do not read, under the sender's own headings, blanks left out."""
        return {
            self.heading(index): row[index]
            for index in self.unknown
            if index < len(row) and not is_blank(row[index])
        }

    def heading(self, index: int) -> str:
        """The sender's heading, or the column's letter where there is none."""
        if index < len(self.header) and self.header[index].strip():
            return self.header[index]
        return f"คอลัมน์ {column_letter(index)}"

    def heading_of(self, name: str) -> str:
        """The sender's heading of a field; empty when the list has no such column."""
        return self.heading(self.found[name]) if name in self.found else ""

    def faults(self) -> tuple[SheetFault, ...]:
        """Why these columns cannot be taken in, if so."""
        found: list[SheetFault] = []
        if self.missing:
            known = [heading.strip() for heading in self.header if heading.strip()]
            shown = ", ".join(known[:15]) + (" …" if len(known) > 15 else "")
            what = " และ ".join(need.say for need in self.missing)
            found.append(
                file_fault(FaultCode.MISSING_COLUMNS, missing=what, header=shown or "ไม่มีเลย")
            )
        if self.doubled:
            kind = load_kind(self.kind)
            words = [
                f"{kind.fields[name].title} (คอลัมน์ {', '.join(map(column_letter, indexes))})"
                for name, indexes in self.doubled.items()
            ]
            found.append(file_fault(FaultCode.DOUBLED_COLUMNS, doubled="; ".join(words)))
        return tuple(found)


def match_columns(header: Sequence[str], kind: str) -> ColumnMap:
    """Say for every heading which field it is. Raises nothing: what is wrong stands in the answer."""
    known = load_kind(kind)
    claims = _claims(header, known)
    found: dict[str, int] = {}
    doubled: dict[str, tuple[int, ...]] = {}
    notes: list[SheetNote] = []
    for name, claimants in claims.items():
        best = _best(claimants)
        found[name] = best[0][0]
        if len(best) > 1 and best[0][1].how != "weak" and not known.fields[name].many:
            doubled[name] = tuple(index for index, _ in best)
        if best[0][1].how == "guessed":
            notes.append(_guess_note(header[best[0][0]], known.fields[name].title))
        if len(claimants) > len(best):
            notes.append(_choice_note(header[best[0][0]], known.fields[name].title))
    _give_whole_name(found, doubled)
    used = set(found.values()) | {index for indexes in doubled.values() for index in indexes}
    return ColumnMap(
        kind=kind,
        header=tuple(header),
        found=found,
        missing=tuple(n for n in known.at_least if not any(name in found for name in n.any_of)),
        doubled=doubled,
        unknown=tuple(index for index in range(len(header)) if index not in used),
        notes=tuple(notes),
    )


def require_columns(header: Sequence[str], kind: str) -> ColumnMap:
    """The columns, or the first fault as an exception."""
    columns = match_columns(header, kind)
    for fault in columns.faults():
        raise fault
    return columns


Claim = tuple[int, Recognised]


def _claims(header: Sequence[str], kind: Kind) -> dict[str, list[Claim]]:
    claims: dict[str, list[Claim]] = {}
    ours = our_columns(header)
    for index, heading in enumerate(header):
        recognised = None if index in ours else kind.recognise(heading)
        if recognised:
            claims.setdefault(recognised.field, []).append((index, recognised))
    return claims


def _best(claimants: list[Claim]) -> list[Claim]:
    """Exact wording before weak before guessed; of two addresses the one where they live."""
    for how in ("exact", "weak", "guessed"):
        best = [claim for claim in claimants if claim[1].how == how]
        if best:
            break
    living = [claim for claim in best if claim[1].where_they_live]
    return living if len(living) == 1 else best


def _give_whole_name(found: dict[str, int], doubled: dict[str, tuple[int, ...]]) -> None:
    """A column «ชื่อ» with no column for the family name beside it holds the whole name."""
    if "given_name" in found and "family_name" not in found and "full_name" not in found:
        found["full_name"] = found.pop("given_name")
        if "given_name" in doubled:
            doubled["full_name"] = doubled.pop("given_name")


OUR_COLUMNS = ("ปัญหา", "ควรแก้อย่างไร", "แถวในแฟ้มเดิม")
"""What we add to a sheet we give back; a sheet that comes in again must not take them for its own."""


def our_columns(header: Sequence[str]) -> range:
    """The columns that we added when we gave the sheet back, if any."""
    names = [heading.strip() for heading in header]
    for start in range(len(names) - len(OUR_COLUMNS) + 1):
        end = start + len(OUR_COLUMNS)
        if tuple(names[start:end]) == OUR_COLUMNS:
            return range(start, end)
    return range(0)


def _guess_note(heading: str, title: str) -> SheetNote:
    return SheetNote("guessed", f"อ่านหัวคอลัมน์ “{heading.strip()}” เป็น “{title}” เพราะสะกดใกล้เคียงกัน")


def _choice_note(heading: str, title: str) -> SheetNote:
    return SheetNote(
        "chose_column",
        f"มีหลายคอลัมน์ที่อาจเป็น “{title}” ใช้ “{heading.strip()}” ส่วนคอลัมน์อื่นเก็บไว้กับแถว",
    )
