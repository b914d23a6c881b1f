"""Lists of villages and of local governments come through the same door; the offices room takes them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from kuea.core.places import Level
from kuea.core.problems import Refusal
from kuea.core.thai import normalise, to_arabic_digits
from kuea.intake.models import Batch
from kuea.intake.ports import Cleaned, RowIn, RowToStore, Stored
from kuea.intake.sheets import ColumnMap, RowFault, cell_text
from kuea.offices.actions import (
    ListReport,
    LocalGovernmentRow,
    VillageRow,
    import_local_governments,
    import_village_list,
)
from kuea.offices.models import Duty
from kuea.offices.queries import place_index

Row = VillageRow | LocalGovernmentRow
_FIELD_OF = {"name_th": ("village_name", "name"), "kind_th": ("local_government_class",)}
_NAMED = 20
_ELSEWHERE = RowFault(
    "อยู่นอกจังหวัดของท่าน จึงไม่ได้ใช้แถวนี้", "ไม่ต้องทำอะไร จังหวัดนั้นนำเข้าเอง", "", "elsewhere"
)


class PlaceList:
    """Takes a whole list of places in one lot (`kuea.intake.ports.ListTaker`)."""

    takes_whole = True

    def __init__(
        self,
        batch: Batch,
        columns: ColumnMap,
        by: Duty,
        read: Callable[[int, Mapping[str, str]], Row],
        keep: Callable[..., ListReport],
    ) -> None:
        self._batch, self._columns, self._by = batch, columns, by
        self._read, self._keep = read, keep

    def clean(self, row: RowIn) -> Cleaned:
        texts = {name: _plain(value) for name, value in row.values.items()}
        read = self._read(row.number, texts)
        code = _province_of(read)
        if code and code != self._batch.province_id:
            return Cleaned(clean=False, remarks=(_ELSEWHERE,))
        return Cleaned(clean=read, remarks=row.faults)

    def prepare(self, rows: Collection[Any]) -> None:
        """Nothing to compare with: the offices room knows its own places."""

    def store(self, rows: Sequence[RowToStore]) -> Stored:
        own = [row.clean for row in rows if row.clean]
        source = f"{self._batch.file_name} ({self._batch.received_at:%Y-%m-%d})"[:100]
        report = self._keep(rows=own, by=self._by, source=source)
        stored = Stored(joined=report.unchanged + report.renamed, new=report.created)
        if report.not_in_list:
            stored.notes.append(_kept_note(report.not_in_list))
        for fault in report.faults:
            told = RowFault(fault.what, fault.remedy, self._heading(fault.column), "place_row")
            stored.faults[fault.row] = (*stored.faults.get(fault.row, ()), told)
        return stored

    def finish(self) -> None:
        """The offices room has told whoever must know."""

    def rules(self) -> dict[str, str]:
        """A newer list corrects places; an old one is not read again."""
        return {}

    def _heading(self, column: str) -> str:
        for name in (column, *_FIELD_OF.get(column, ())):
            if heading := self._columns.heading_of(name):
                return heading
        return ""


def _kept_note(codes: Sequence[str]) -> str:
    """Villages we hold that the list does not name: kept, since work may stand on them; a person looks."""
    shown = ", ".join(codes[:_NAMED]) + (" …" if len(codes) > _NAMED else "")
    return f"หมู่บ้านที่มีอยู่เดิมแต่ไม่มีในแฟ้มนี้ {len(codes)} แห่ง ({shown}) ยังคงไว้ ตรวจว่ายุบรวมหรือแฟ้มขาด"


def take_village_list(batch: Batch, columns: ColumnMap, by: Duty) -> PlaceList:
    return PlaceList(batch, columns, by, _read_village, import_village_list)


def take_local_government_list(batch: Batch, columns: ColumnMap, by: Duty) -> PlaceList:
    return PlaceList(batch, columns, by, _read_local_government, import_local_governments)


def keep_places(batch: Batch, by: Duty, reason: str) -> None:
    """Places are not taken back with their list: work may stand on them. A newer list corrects them."""
    raise Refusal("places_stay")


def _read_village(number: int, texts: Mapping[str, str]) -> VillageRow:
    return VillageRow(
        number, texts.get("village_code", ""), texts.get("tambon_code", ""), texts.get("moo", ""),
        texts.get("village_name", ""),
    )  # fmt: skip


def _read_local_government(number: int, texts: Mapping[str, str]) -> LocalGovernmentRow:
    province = texts.get("province_code", "") or _code_of("province", texts, Level.PROVINCE)
    amphoe = texts.get("amphoe_code", "") or _code_of("amphoe", texts, Level.AMPHOE, province)
    code = texts.get("local_government_code") or texts.get("reference") or texts.get("geocode", "")
    kind = texts.get("local_government_class", "")
    return LocalGovernmentRow(number, code, kind, texts.get("name", ""), province, amphoe)


def _code_of(name: str, texts: Mapping[str, str], level: Level, within: str = "") -> str:
    """The code of a place given by its name; empty when that is not certain."""
    if not texts.get(name):
        return ""
    answer = place_index().find(**{name: texts[name]}, within=within or None)
    return answer.place_code or "" if answer.level is level else ""


def _province_of(row: Row) -> str:
    if isinstance(row, LocalGovernmentRow):
        return row.province_code
    return (row.village_code or row.tambon_code)[:2]


def _plain(value: Any) -> str:
    return to_arabic_digits(normalise(cell_text(value)))
