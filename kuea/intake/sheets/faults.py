"""What can be wrong with a list somebody sent: each fault has its code, its Thai sentence and its cure."""

from dataclasses import dataclass
from enum import StrEnum

from kuea.core.problems import Refusal


class FaultCode(StrEnum):
    """Faults of a whole file stop the reading; faults of a cell go back to the sender with the row."""

    NOT_THERE = "not_there"
    EMPTY = "empty"
    ONLY_HEADERS = "only_headers"
    TOO_LARGE = "too_large"
    TOO_MANY_ROWS = "too_many_rows"
    NO_ROOM = "no_room"  # more rows than the machine has memory for now
    TOO_MANY_CELLS = "too_many_cells"
    PACKED_TOO_TIGHT = "packed_too_tight"  # a zip bomb, or what looks like one
    PASSWORD = "password"
    BROKEN = "broken"
    WRONG_TYPE = "wrong_type"
    ENCODING = "encoding"
    QUOTING = "quoting"
    NO_SUCH_SHEET = "no_such_sheet"
    MISSING_COLUMNS = "missing_columns"
    DOUBLED_COLUMNS = "doubled_columns"
    # faults of one cell
    FORMULA_WITHOUT_VALUE = "formula_without_value"
    ERROR_VALUE = "error_value"
    DIGITS_LOST = "digits_lost"
    NOT_TEXT = "not_text"


class SheetFault(Refusal):
    """The file cannot be taken in. Shown like any refusal: `what`, `where`, `remedy`; it holds no personal data."""

    def __init__(
        self, code: FaultCode, thai_sentence: str, where: str = "", remedy: str = ""
    ) -> None:
        self.code = code
        self.facts = {}
        self.status = 422
        self.what = thai_sentence
        self.where = where
        self.remedy = remedy
        Exception.__init__(self, f"{code}: {self.sentence}")

    @property
    def sentence(self) -> str:
        """What, where and the next step, as one line."""
        what = f"{self.what} ({self.where})" if self.where else self.what
        return f"{what} · {self.remedy}" if self.remedy else what


@dataclass(frozen=True)
class RowFault:
    """One thing wrong in one row: where it stands, what was found, what to do."""

    what: str
    remedy: str = ""
    column: str = ""
    """The heading of the column, or its letter; empty when the whole row is meant."""
    code: str = ""
    found: str = ""
    """The value as written. Personal: it goes back to the sender only, never into a log."""

    @property
    def sentence(self) -> str:
        head = f"«{self.column}» {self.what}" if self.column else self.what
        return f"{head} (พบ “{self.found}”)" if self.found else head


@dataclass(frozen=True)
class SheetNote:
    """Something the reader decided that the sender should know."""

    code: str
    sentence: str


def file_fault(code: FaultCode, where: str = "", **facts: object) -> SheetFault:
    """A fault of the whole file with its sentence from the table below."""
    what, remedy = SENTENCES[code]
    return SheetFault(code, what.format(**facts), where, remedy.format(**facts))


def cell_fault(code: FaultCode, column: str, found: str = "") -> RowFault:
    """A fault of one cell with its sentence from the table below."""
    what, remedy = SENTENCES[code]
    return RowFault(what, remedy, column, code.value, found)


SENTENCES: dict[FaultCode, tuple[str, str]] = {
    FaultCode.NOT_THERE: (
        "เปิดแฟ้มนี้ไม่ได้ อาจถูกย้ายหรือไม่มีสิทธิ์อ่าน",
        "ตรวจชื่อแฟ้มและที่เก็บ แล้วส่งใหม่อีกครั้ง",
    ),
    FaultCode.EMPTY: (
        "แฟ้มนี้ว่างเปล่า ไม่มีข้อมูลเลย",
        "เปิดแฟ้มดูว่ามีรายชื่ออยู่จริง บันทึก แล้วส่งใหม่",
    ),
    FaultCode.ONLY_HEADERS: (
        "แฟ้มนี้มีแต่หัวคอลัมน์ ไม่มีรายชื่อใต้หัวคอลัมน์",
        "ใส่รายชื่ออย่างน้อยหนึ่งแถวใต้หัวคอลัมน์ แล้วส่งใหม่",
    ),
    FaultCode.TOO_LARGE: (
        "แฟ้มใหญ่ {size} เมกะไบต์ เกินที่รับได้คือ {limit} เมกะไบต์",
        "แบ่งเป็นหลายแฟ้ม เช่น อำเภอละแฟ้ม หรือลบรูปภาพและแผ่นงานที่ไม่เกี่ยวออก แล้วส่งใหม่",
    ),
    FaultCode.TOO_MANY_ROWS: (
        "แฟ้มนี้มี {rows} แถว เกินที่รับได้ครั้งละ {limit} แถว",
        "แบ่งเป็นหลายแฟ้ม เช่น อำเภอละแฟ้ม หรือลบแถวว่างท้ายแฟ้มออก แล้วส่งใหม่",
    ),
    FaultCode.NO_ROOM: (
        "แฟ้มนี้มีราว {rows} แถว ต้องใช้หน่วยความจำราว {need} GB แต่เครื่องนี้ว่างให้ใช้ {free} GB",
        "แบ่งเป็นหลายแฟ้ม เช่น อำเภอละแฟ้ม แล้วส่งใหม่ หรือกด «อ่านต่อ» เมื่อเครื่องว่างกว่านี้",
    ),
    FaultCode.TOO_MANY_CELLS: (
        "แผ่นงานนี้กินเนื้อที่กว้างเกินไป ({cells} ช่อง) อาจมีช่องที่เขียนไว้ไกลจากรายชื่อมาก",
        "คัดลอกเฉพาะตารางรายชื่อไปวางในแฟ้มใหม่ หรือแบ่งเป็นหลายแฟ้ม แล้วส่งใหม่",
    ),
    FaultCode.PACKED_TOO_TIGHT: (
        "แฟ้มนี้คลายออกแล้วใหญ่ผิดปกติ จึงไม่เปิดเพื่อความปลอดภัยของเครื่อง",
        "เปิดด้วย Excel หรือ LibreOffice คัดลอกรายชื่อไปวางในแฟ้มใหม่ บันทึกเป็น .xlsx แล้วส่งใหม่",
    ),
    FaultCode.PASSWORD: (
        "แฟ้มนี้ตั้งรหัสผ่านไว้ จึงเปิดอ่านไม่ได้",
        "เปิดด้วยรหัสผ่านแล้วบันทึกเป็นแฟ้มที่ไม่มีรหัสผ่าน แล้วส่งใหม่ ระบบนี้เก็บแฟ้มเข้ารหัสให้อยู่แล้ว",
    ),
    FaultCode.BROKEN: (
        "แฟ้มนี้ชำรุดหรือส่งมาไม่ครบ จึงอ่านไม่ได้",
        "เปิดแฟ้มต้นฉบับดู หากเปิดได้ให้บันทึกใหม่เป็น .xlsx แล้วส่งอีกครั้ง หากเปิดไม่ได้โปรดขอแฟ้มจากผู้ส่งใหม่",
    ),
    FaultCode.WRONG_TYPE: (
        "แฟ้มนี้เป็น{found} ไม่ใช่ตารางรายชื่อที่อ่านได้",
        "{advice}",
    ),
    FaultCode.ENCODING: (
        "อ่านตัวอักษรในแฟ้มนี้ไม่ได้ ไม่ใช่ทั้ง UTF-8, UTF-16, TIS-620 และ Windows-874",
        "เปิดแฟ้มด้วย Excel หรือ LibreOffice แล้วบันทึกเป็น .xlsx หรือ CSV UTF-8 แล้วส่งใหม่",
    ),
    FaultCode.QUOTING: (
        'เครื่องหมายคำพูด (") ในแฟ้ม CSV ไม่ครบคู่หรืออยู่ผิดที่ หากอ่านต่อข้อมูลจะเลื่อนคอลัมน์',
        "แก้แถวที่บอกไว้ หรือเปิดแฟ้มต้นฉบับแล้วบันทึกเป็น .xlsx แล้วส่งใหม่",
    ),
    FaultCode.NO_SUCH_SHEET: (
        "ไม่มีแผ่นงานชื่อ “{name}” ในแฟ้มนี้",
        "เลือกจากแผ่นงานที่มี: {names}",
    ),
    FaultCode.MISSING_COLUMNS: (
        "ไม่พบคอลัมน์ที่จำเป็น: {missing}",
        "เพิ่มคอลัมน์หรือแก้ชื่อหัวคอลัมน์ให้ตรง แล้วส่งใหม่ หัวคอลัมน์ที่อ่านพบ: {header}",
    ),
    FaultCode.DOUBLED_COLUMNS: (
        "มีหัวคอลัมน์ที่หมายถึงสิ่งเดียวกันซ้ำกัน: {doubled}",
        "เหลือไว้คอลัมน์เดียว หรือเปลี่ยนชื่อหัวคอลัมน์ที่ไม่ใช้ แล้วส่งใหม่",
    ),
    FaultCode.FORMULA_WITHOUT_VALUE: (
        "เป็นสูตรที่ยังไม่ได้คำนวณ จึงไม่มีค่าให้อ่าน",
        "เปิดแฟ้มด้วย Excel ให้คำนวณแล้วบันทึก หรือพิมพ์ค่าลงไปแทนสูตร",
    ),
    FaultCode.ERROR_VALUE: (
        "สูตรในช่องนี้ให้ผลผิดพลาด",
        "แก้สูตร หรือพิมพ์ค่าที่ถูกต้องลงไปแทน",
    ),
    FaultCode.NOT_TEXT: (
        "ในช่องนี้เป็นข้อมูลดิบที่ไม่ใช่ตัวอักษร จึงอ่านไม่ได้",
        "พิมพ์ค่าในช่องนี้ใหม่ หรือเว้นว่างไว้หากไม่ทราบ",
    ),
    FaultCode.DIGITS_LOST: (
        "เลข 13 หลักถูกย่อจนหลักท้ายหายไป",
        "พิมพ์เลขเต็ม 13 หลักใหม่โดยตั้งช่องเป็น “ข้อความ” หรือเว้นว่างไว้หากไม่ทราบ",
    ),
}
