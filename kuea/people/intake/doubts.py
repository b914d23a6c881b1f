"""What a doubt about a row means to its sender: found, and what to do. Doubts never stop a row."""

from kuea.core.thai import DateDoubt, NameDoubt, NumberStatus, TelephoneStatus
from kuea.intake.sheets import RowFault

_NUMBER_REMEDY = "ตรวจกับบัตรแล้วแก้ หรือเว้นว่างไว้หากไม่ทราบ ไม่มีเลขก็รับเรื่องได้"

SENTENCES: dict[str, tuple[str, str]] = {
    f"number_{NumberStatus.WRONG_CHECK_DIGIT}": (
        "เลข 13 หลักมีบางหลักไม่ถูก จึงเก็บไว้แต่ไม่ใช้เทียบตัวบุคคล",
        _NUMBER_REMEDY,
    ),
    f"number_{NumberStatus.FLOAT_DAMAGED}": (
        "เลข 13 หลักถูกย่อจนหลักท้ายหายไป จึงไม่ใช้เลขนี้",
        "พิมพ์เลขเต็ม 13 หลักใหม่โดยตั้งช่องเป็น “ข้อความ” หรือเว้นว่างไว้หากไม่ทราบ",
    ),
    f"number_{NumberStatus.WRONG_LENGTH}": ("เลขประจำตัวไม่ครบ 13 หลัก จึงไม่ใช้เลขนี้", _NUMBER_REMEDY),
    f"number_{NumberStatus.NOT_DIGITS}": ("เลขประจำตัวมีตัวอักษรปน จึงไม่ใช้เลขนี้", _NUMBER_REMEDY),
    f"number_{NumberStatus.PLACEHOLDER}": (
        "เลขประจำตัวเป็นเลขที่ใส่แทนไว้ (เช่น 0000000000000) จึงไม่ใช้เลขนี้",
        "เว้นว่างไว้หากไม่ทราบ ไม่มีเลขก็รับเรื่องได้",
    ),
    f"date_{DateDoubt.UNREADABLE}": (
        "อ่านวันเกิดไม่ได้",
        "พิมพ์เป็น วัน/เดือน/ปี พ.ศ. เช่น 24/11/2490 หรือใส่เพียงปีเกิด",
    ),
    f"date_{DateDoubt.IMPOSSIBLE_DAY}": ("ไม่มีวันนี้ในปฏิทิน จึงใช้เพียงเดือนและปี", "ตรวจวันเกิดอีกครั้ง"),
    f"date_{DateDoubt.IMPOSSIBLE_MONTH}": ("ไม่มีเดือนนี้ จึงใช้เพียงปี", "ตรวจวันเกิดอีกครั้ง"),
    f"date_{DateDoubt.IMPOSSIBLE_YEAR}": ("ปีเกิดไม่น่าจะถูก จึงไม่ใช้", "ตรวจปีเกิด (พ.ศ. หรือ ค.ศ. สี่หลัก)"),
    f"date_{DateDoubt.IN_THE_FUTURE}": ("วันเกิดอยู่ในอนาคต จึงไม่ใช้", "ตรวจปีเกิดว่าเป็น พ.ศ. หรือ ค.ศ."),
    f"date_{DateDoubt.VERY_LONG_AGO}": ("วันเกิดนานเกิน 120 ปี จึงไม่ใช้", "ตรวจปีเกิดว่าเป็น พ.ศ. หรือ ค.ศ."),
    f"date_{DateDoubt.DAY_MONTH_UNCLEAR}": (
        "วันเกิดอ่านได้สองแบบว่าเลขใดเป็นวันหรือเดือน",
        "พิมพ์ชื่อเดือน เช่น 3 ก.พ. 2490",
    ),
    f"name_{NameDoubt.HAS_DIGITS}": ("ในช่องชื่อมีตัวเลขปน", "ตรวจว่าข้อมูลเลื่อนช่องหรือไม่"),
    f"name_{NameDoubt.TITLES_DIFFER}": ("คำนำหน้าในสองช่องไม่ตรงกัน", "ตรวจคำนำหน้าและเพศ"),
    f"name_{NameDoubt.UNCERTAIN_SPLIT}": (
        "ชื่อมีหลายคำ ไม่แน่ใจว่าแบ่งชื่อกับสกุลตรงไหน",
        "แยกชื่อและสกุลเป็นสองช่อง",
    ),
    f"telephone_{TelephoneStatus.WRONG_LENGTH}": ("เบอร์โทรศัพท์ไม่ครบหลัก", "ตรวจเบอร์โทรศัพท์"),
    f"telephone_{TelephoneStatus.UNKNOWN_PREFIX}": ("เบอร์โทรศัพท์ขึ้นต้นไม่ถูก", "ตรวจเบอร์โทรศัพท์"),
    "place_corrected": ("ชื่อสถานที่สะกดต่างจากทะเบียน ระบบใช้แห่งเดียวที่ใกล้เคียง", "ตรวจตำบลและอำเภอ"),
    "place_moo_unknown": ("ไม่มีเลขหมู่นี้ในตำบล จึงรู้เพียงตำบล", "ตรวจเลขหมู่"),
    "place_moo_unread": ("เลขหมู่มีมากกว่าหนึ่งหมู่หรืออ่านไม่ออก จึงรู้เพียงตำบล", "เขียนเลขหมู่เดียวเป็นตัวเลข"),
    "sex_title_differ": ("เพศกับคำนำหน้าไม่ตรงกัน", "ตรวจเพศและคำนำหน้า"),
    "no_name": ("ไม่มีชื่อ จึงรับไว้ตามที่อยู่และเรื่องที่เล่า", "เพิ่มชื่อหรือชื่อเล่นเมื่อทราบ"),
}
"""Doubts worth a sender's time. Others (a two-digit year, an age) are kept with the record only."""

_COLUMN = {
    "number": "citizen_number",
    "date": "birth_date",
    "telephone": "telephone",
    "sex": "sex",
    "place": "tambon",
}


def column_of(doubt: str) -> str:
    """The field a doubt is about."""
    if doubt.startswith("place_moo"):
        return "moo"
    head = doubt.partition("_")[0]
    return _COLUMN.get(head, "full_name")


def remark_of(doubt: str, heading: str) -> RowFault | None:
    """What the sender is told about a doubt, if anything."""
    words = SENTENCES.get(doubt)
    return RowFault(words[0], words[1], heading, doubt) if words else None
