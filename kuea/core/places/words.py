"""The Thai sentences of the place finder's reasons, and the labels of places."""

from kuea.core.places.rows import Reason

SENTENCES: dict[Reason, str] = {
    Reason.EXACT: "ตรงกับชื่อที่ใช้อยู่",
    Reason.SPELLING: "ตรงกับชื่อที่เขียนอีกแบบหนึ่งของที่นี่",
    Reason.FORMER_NAME: "เป็นชื่อเดิมของที่นี่",
    Reason.CORRECTED: "สะกดต่างจากทะเบียนเล็กน้อย และมีที่เดียวที่ใกล้เคียง จึงแก้ให้เป็น {place}",
    Reason.SUCCEEDED: "เป็นชื่อหรือรหัสที่เลิกใช้แล้ว ปัจจุบันคือ {place}",
    Reason.CODE: "ตรงกับรหัสที่ให้มา",
    Reason.POSTAL_CODE_DECIDED: "มีชื่อนี้หลายแห่ง แต่มีแห่งเดียวที่รหัสไปรษณีย์ตรงกัน",
    Reason.VILLAGES_UNKNOWN: "รู้ถึงระดับตำบล ยังไม่มีทะเบียนหมู่บ้านของตำบลนี้ให้ตรวจเลขหมู่",
    Reason.VILLAGE_NAME_DIFFERS: "ยึดตามเลขหมู่ ชื่อบ้านที่เขียนไม่ตรงกับทะเบียน ({place})",
    Reason.AMBIGUOUS: "มีชื่อนี้มากกว่าหนึ่งแห่ง โปรดเลือก หรือเขียนอำเภอและจังหวัดเพิ่ม",
    Reason.MISSPELT: "ไม่พบชื่อที่เขียน แต่มีชื่อใกล้เคียง โปรดเลือก",
    Reason.CONFLICT: "ชื่อที่เขียนไม่ได้อยู่ด้วยกัน (ตำบล อำเภอ หรือจังหวัดไม่ตรงกัน) โปรดตรวจ",
    Reason.PART_UNKNOWN: "ไม่พบบางชื่อที่เขียน แต่พบส่วนที่เหลือ โปรดตรวจตัวสะกดหรือเลือกจากรายชื่อ",
    Reason.OUTSIDE: "พบที่นี่ แต่อยู่นอกพื้นที่ที่กำลังทำงาน โปรดตรวจว่าเขียนถูกหรือไม่",
    Reason.CODE_CONFLICT: "รหัสกับชื่อเป็นคนละแห่งกัน โปรดเลือกแห่งที่ถูกต้อง",
    Reason.CODE_UNKNOWN: "ไม่มีรหัสนี้ในทะเบียน โปรดตรวจรหัส หรือเลือกจากชื่อ",
    Reason.SPLIT: "พื้นที่เดิมถูกแบ่งเป็นหลายแห่งแล้ว โปรดเลือกแห่งปัจจุบัน",
    Reason.NO_SUCH_MOO: "ไม่มีหมู่ที่ {moo} ใน {place} โปรดตรวจเลขหมู่",
    Reason.MOO_UNREAD: "เลขหมู่ที่เขียนมีมากกว่าหนึ่งหมู่หรืออ่านไม่ออก โปรดเลือกหมู่เดียว",
    Reason.MOO_CONFLICT: "เลขหมู่กับชื่อบ้านเป็นคนละหมู่กัน โปรดเลือก",
    Reason.TAMBON_MISSING: "มีเลขหมู่หรือชื่อบ้านแต่ไม่รู้ว่าตำบลใด โปรดเขียนตำบลเพิ่ม",
    Reason.LOCAL_GOVERNMENT: "เป็นชื่อองค์กรปกครองส่วนท้องถิ่น เขตอาจไม่ตรงกับตำบล โปรดยืนยัน",
    Reason.NEARBY: "เขียนว่าอยู่ใกล้ ไม่ได้บอกว่าอยู่ใน โปรดยืนยัน",
    Reason.DENIED: "เขียนว่าไม่ใช่ที่นี่ หรือเคยอยู่แล้วย้ายไป โปรดยืนยันว่าปัจจุบันอยู่ที่ใด",
    Reason.TWO_PLACES: "เขียนไว้มากกว่าหนึ่งแห่ง โปรดเลือก",
    Reason.POSTAL_CODE: "รหัสไปรษณีย์อย่างเดียวยังบอกตำบลไม่ได้ โปรดเลือก",
    Reason.POSTAL_CODE_DIFFERS: "พบชื่อนี้ แต่รหัสไปรษณีย์เป็นของที่อื่น โปรดยืนยัน",
    Reason.UNREAD_WORDS: "มีบางคำที่อ่านไม่ออกว่าเป็นชื่อที่ใด โปรดยืนยัน",
    Reason.EMPTY: "ไม่ได้เขียนชื่อหรือรหัสสถานที่ไว้",
    Reason.UNKNOWN: "ไม่พบสถานที่ชื่อนี้ โปรดตรวจตัวสะกด หรือเลือกจากรายชื่อ",
}

SAME_NAME = "ชื่อเดียวกัน"
SIMILAR_NAME = "ชื่อใกล้เคียงกัน"
BY_NAME = "ตามชื่อที่เขียน"
BY_CODE = "ตามรหัสที่ให้มา"
BY_MOO = "ตามเลขหมู่"
SUCCESSOR = "พื้นที่ปัจจุบันของชื่อหรือรหัสเดิม"
PARTLY = "ตรงกับบางส่วนที่เขียน"
SAME_POSTAL_CODE = "รหัสไปรษณีย์ตรงกัน"
_BANGKOK = "10"


def sentence(reason: Reason, place: str = "", moo: int | None = None) -> str:
    return SENTENCES[reason].format(place=place, moo=moo)


def label(code: str, names: tuple[str, ...]) -> str:
    """ต.คลองหก อ.คลองหลวง จ.ปทุมธานี; in Bangkok แขวงลาดยาว เขตจตุจักร กรุงเทพมหานคร.

    ``names`` from the province down to the place itself; a village's is its name (may be "").
    """
    bangkok = code.startswith(_BANGKOK)
    marks = ("", "เขต", "แขวง") if bangkok else ("จ.", "อ.", "ต.")
    parts = [mark + name for mark, name in zip(marks, names, strict=False)]
    if len(code) == 8:
        # "00" is the one unit of a tambon without หมู่; it has a name only.
        village = f"หมู่ {int(code[6:])}" if code[6:].strip("0").isdigit() else ""
        parts.append(f"{village} {names[3] if len(names) > 3 else ''}".strip())
    return " ".join(reversed(parts))
