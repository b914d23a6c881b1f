"""What the law of personal data asks (PDPA B.E. 2562), as words and rules. Sections of the Act stand beside them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from kuea.core.problems import declare

ERASED = "(ลบแล้ว)"
"""What stands in place of words that were erased where a column may not be empty."""


class FieldGroup(StrEnum):
    """A basis is written for each of the two, never one blanket consent."""

    IDENTITY = "identity"  # who, where, what is needed
    SENSITIVE = (
        "sensitive"  # section 26: health, disability, belief … and what the house adds to it
    )


class Basis(StrEnum):
    PUBLIC_TASK = "public_task"  # s.24(4)
    SOCIAL_PROTECTION = "social_protection"  # s.26(5)(c), with safeguards
    EXPLICIT_CONSENT = "explicit_consent"  # s.26


BASES_OF: dict[str, tuple[Basis, ...]] = {
    FieldGroup.IDENTITY: (Basis.PUBLIC_TASK,),
    FieldGroup.SENSITIVE: (Basis.SOCIAL_PROTECTION, Basis.EXPLICIT_CONSENT),
}


class ConsentKind(StrEnum):
    """Asked one by one, each revocable, each looked up at the moment of use (s.19)."""

    PHOTOGRAPH = "photograph"
    STORY = "story"  # told in the province
    STORY_NATION = "story_nation"  # told in every province
    STORY_PUBLIC = "story_public"  # told to everybody
    GIVER_CONTACT = "giver_contact"
    SHARING = "sharing"  # beyond the agreement


NEVER_OF_A_WARD = frozenset(
    {
        ConsentKind.PHOTOGRAPH,
        ConsentKind.STORY,
        ConsentKind.STORY_NATION,
        ConsentKind.STORY_PUBLIC,
    }
)
"""Children and incapable adults are in no story and no photograph, whoever agrees (requirements 3.3, 4)."""


class Capacity(StrEnum):
    FULL = ""
    INCAPABLE = "incapable"  # คนไร้ความสามารถ
    QUASI_INCAPABLE = "quasi_incapable"  # คนเสมือนไร้ความสามารถ


class Decider(StrEnum):
    """Whose word it takes (s.20)."""

    SELF = "self"
    WITH_GUARDIAN = "with_guardian"
    GUARDIAN = "guardian"


class GuardianScope(StrEnum):
    """What a guardian may do for the person: as written down, nothing beyond."""

    HEAR = "hear"  # be told, receive the copy
    ASK = "ask"  # hand in requests
    CONSENT = "consent"  # give and withdraw consents


class RequestKind(StrEnum):
    """Rights of a person (s.30–36)."""

    ACCESS = "access"
    COPY = "copy"
    CORRECTION = "correction"
    OBJECTION = "objection"
    RESTRICTION = "restriction"
    ERASURE = "erasure"


class RequestOutcome(StrEnum):
    GRANTED = "granted"
    PARTLY = "partly"
    REFUSED = "refused"


class BreachRisk(StrEnum):
    """Decides who is told (s.37(4))."""

    NONE = "none"  # nobody outside
    RISK = "risk"  # the Office within 72 hours
    HIGH = "high"  # the persons too


class RetentionClass(StrEnum):
    LEADS = "leads"
    CASES = "cases"
    MINUTES = "minutes"


NOTICE_DAYS = 30
REQUEST_DAYS = 30
BREACH_HOURS = 72
CHILD_ALONE_UNTIL = 10
ADULT_FROM = 20


def notice_due(collected_on: date, days: int = NOTICE_DAYS) -> date:
    """The last day to tell somebody of whom others spoke; a province may be quicker than the law, never slower."""
    return collected_on + timedelta(days=min(days, NOTICE_DAYS))


def request_due(received_on: date, days: int = REQUEST_DAYS) -> date:
    """The last day to answer a person's request (s.30)."""
    return received_on + timedelta(days=min(days, REQUEST_DAYS))


def breach_due(known_at: datetime) -> datetime:
    """The last hour to tell the Office of the Personal Data Protection Committee (s.37(4))."""
    return known_at + timedelta(hours=BREACH_HOURS)


def surely_age(
    today: date, year: int | None, month: int | None = None, day: int | None = None
) -> int | None:
    """Years somebody has surely lived; an unknown month or day counts as the year's last. None: not known."""
    if year is None:
        return None
    birthday_passed = (today.month, today.day) >= (month or 12, day or 31)
    return max(0, today.year - year - (0 if birthday_passed else 1))


def who_decides(age: int | None, capacity: str = Capacity.FULL) -> Decider:
    """Section 20. Somebody whose age nobody knows decides alone: no paper is ever asked for (I23)."""
    if capacity != Capacity.FULL or (age is not None and age < CHILD_ALONE_UNTIL):
        return Decider.GUARDIAN
    if age is not None and age < ADULT_FROM:
        return Decider.WITH_GUARDIAN
    return Decider.SELF


def is_ward(age: int | None, capacity: str = Capacity.FULL) -> bool:
    """A child or an adult who may not decide alone."""
    return who_decides(age, capacity) is not Decider.SELF


@dataclass(frozen=True)
class Generalised:
    """What stays of a birth date when a person is made anonymous: the decade."""

    birth_year: int | None


def generalise_birth(year: int | None) -> Generalised:
    return Generalised(year - year % 10 if year is not None else None)


declare("basis_unknown", "ฐานตามกฎหมายนี้ใช้กับข้อมูลกลุ่มนี้ไม่ได้", "เลือกฐานจากรายการ", 400)
declare(
    "guardian_needed",
    "ผู้นี้ยังตัดสินใจเรื่องนี้ตามลำพังไม่ได้ตามกฎหมาย",
    "บันทึกผู้แทนที่มีขอบเขตให้ความยินยอม หรือเว้นเรื่องนี้ไว้ก่อน การช่วยเหลือเดินต่อได้",
)
declare(
    "guardian_blocked",
    "ผู้แทนรายนี้ถูกระงับ เพราะอาจเป็นต้นเหตุของอันตราย",
    "ติดต่อเจ้าหน้าที่ที่ระบุชื่อในเรื่องนี้ อย่าแจ้งผู้แทนรายนี้",
    403,
)
declare(
    "ward_never_shown",
    "เด็กและผู้ที่ตัดสินใจเองไม่ได้ไม่อยู่ในภาพหรือเรื่องเล่า แม้มีผู้ยินยอมแทน",
    "เล่าเรื่องโดยไม่มีบุคคล หรือเลือกเรื่องอื่น",
    403,
)
declare(
    "data_erased",
    "ข้อมูลส่วนบุคคลของเรื่องนี้ลบแล้ว เรียกคืนไม่ได้",
    "ถ้าเจ้าตัวต้องการความช่วยเหลือ ให้แจ้งเป็นเบาะแสใหม่",
)
declare(
    "file_erased",
    "แฟ้มต้นฉบับลบแล้ว เพราะมีผู้ใช้สิทธิขอลบข้อมูลในแฟ้มนั้น",
    "ดูผลการอ่านได้ในหน้านี้ หากต้องแก้ไข ให้ผู้ส่งส่งแฟ้มใหม่",
)
declare(
    "not_sealed",
    "การงดบอกกล่าวใช้ได้เฉพาะเรื่องที่ปิดเป็นความลับ",
    "ไปบอกกล่าวเจ้าตัว หรือทำเครื่องหมายเรื่องอ่อนไหวก่อนถ้าการบอกจะเป็นอันตราย",
)
declare(
    "person_needed", "ยังไม่ได้ระบุว่าเป็นใครในทะเบียน", "ค้นหาและเลือกเจ้าของข้อมูลก่อนตัดสิน หรือตอบว่าไม่พบข้อมูล"
)
declare(
    "sign_another",
    "ผู้ลงนามต้องเป็นผู้ที่ระบุชื่อไว้ และรายการต้องยังตรงกับที่ทบทวน",
    "ให้ผู้ที่ระบุชื่อลงนาม หรือทบทวนรายการใหม่",
)
declare("breach_measures", "ยังไม่ได้เขียนมาตรการหรือเหตุผลที่ต้องมี: {fields}", "กรอกให้ครบแล้วบันทึกอีกครั้ง", 400)
declare(
    "agreement_lapsed",
    "ข้อตกลงดูแลข้อมูลของแม่ข่ายยังไม่มีหรือสิ้นสุดแล้ว",
    "ลงนามข้อตกลงฉบับปัจจุบันก่อน แล้วทำต่อ",
)
