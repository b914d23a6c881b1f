"""Codes used across rooms. Labels for people stand in each room's `labels.py`."""

from enum import StrEnum


class Role(StrEnum):
    """Duties that sign in (requirements 3.2; the numbers are its rows). The other actors stand in `core.rights`."""

    SECRETARY = "secretary"  # 12 พมจ.
    CHAIR = "chair"  # 10 civic chair
    MEMBER = "member"  # 11
    HOST_COORDINATOR = "host_coordinator"  # 6
    GROUP_LEADER = "group_leader"  # 5
    VOLUNTEER = "volunteer"  # 4
    FACILITATOR = "facilitator"  # 7
    RECORDER = "recorder"  # 7
    GIVER = "giver"  # 17
    LOCAL_OFFICER = "local_officer"  # 14
    SOCIAL_WORKER = "social_worker"  # 13
    TAMBON_MEMBER = "tambon_member"  # 9
    AMPHOE_OFFICER = "amphoe_officer"  # 15
    FUND_MEMBER = "fund_member"  # 18
    HOTLINE_OPERATOR = "hotline_operator"  # 19
    MEDIA_PARTNER = "media_partner"  # 20
    JUSTICE_OFFICER = "justice_officer"  # 21
    PARTNER_AGENCY = "partner_agency"  # 22
    WORKFORCE_OFFICER = "workforce_officer"  # 23
    MINISTRY = "ministry"  # 24
    MINISTER = "minister"  # 25
    CLERK = "clerk"  # 26
    CABINET_COORDINATOR = "cabinet_coordinator"  # 27
    AUDITOR = "auditor"  # 29 DPO, auditor
    ADMINISTRATOR = "administrator"  # 30
    SYSTEM = "system"  # scheduled work


HELPERS = (Role.VOLUNTEER, Role.GROUP_LEADER, Role.SOCIAL_WORKER)
"""Duties that go to somebody's door: each sees the cases it carries itself."""
NATIONAL_ROLES = frozenset(
    {Role.MINISTRY, Role.MINISTER, Role.CABINET_COORDINATOR, Role.ADMINISTRATOR}
)
"""Duties that belong to no province."""


class Sector(StrEnum):
    """Seven sector codes (R78, A16)."""

    PEOPLE = "people"
    LOCAL_GOVERNMENT = "local_government"
    REGIONAL = "regional"
    CIVIL_SOCIETY = "civil_society"
    BUSINESS = "business"
    PUBLIC_BENEFIT = "public_benefit"
    CENTRAL = "central"


THREE_PARTIES = (Sector.PEOPLE, Sector.LOCAL_GOVERNMENT, Sector.REGIONAL)


class Category(StrEnum):
    """The four fixed target categories (R27)."""

    DISADVANTAGED = "disadvantaged"  # ผู้ด้อยโอกาส
    HARDSHIP = "hardship"  # ผู้ยากลำบาก
    ABANDONED = "abandoned"  # ผู้ถูกทอดทิ้ง: internal, never on a screen a person sees
    AFFECTED = "affected"  # ผู้รับผลกระทบ


class Channel(StrEnum):
    """Where a lead came from (R32, R116)."""

    VOLUNTEER = "volunteer"
    NEIGHBOUR = "neighbour"
    SELF = "self"
    PHONE = "phone"
    HOTLINE = "hotline"
    RADIO = "radio"
    LOCAL_GOVERNMENT = "local_government"
    SCHOOL = "school"
    HEALTH_UNIT = "health_unit"
    LIST = "list"


class HelpKind(StrEnum):
    """Kinds of help; needs and offers use the same codes so that they can meet."""

    VISITING = "visiting"  # ไปเยี่ยม อยู่เป็นเพื่อน
    FOOD = "food"
    HEALTH_CARE = "health_care"
    CARE_AT_HOME = "care_at_home"
    HOUSE_REPAIR = "house_repair"
    EQUIPMENT = "equipment"  # กายอุปกรณ์
    TRANSPORT = "transport"
    EDUCATION = "education"
    WORK = "work"
    MONEY = "money"
    DOCUMENTS = "documents"  # เอกสาร สิทธิ สถานะ
    LEGAL = "legal"
    SAFETY = "safety"
    OTHER = "other"


class HelpSource(StrEnum):
    """Who pays or gives (R94)."""

    STATE = "state"
    LOCAL_GOVERNMENT = "local_government"
    COMMUNITY_FUND = "community_fund"
    GIVER = "giver"
    VOLUNTEER = "volunteer"
    FAMILY = "family"


class SensitiveMatter(StrEnum):
    """Matters that only a closed forum may hear (R75, I11)."""

    VIOLENCE = "violence"
    HIV = "hiv"
    MENTAL_ILLNESS = "mental_illness"
    CHILD_ABUSE = "child_abuse"
    LEGAL_STATUS = "legal_status"


class RevealReason(StrEnum):
    """Why somebody looks at a number whole; chosen, never typed, and kept in the ledger."""

    COMPARE_CARD = "compare_card"
    CALL = "call"
    SAME_PERSON = "same_person"
    CLAIM_RIGHT = "claim_right"
    OWNER_ASKED = "owner_asked"


class Outcome(StrEnum):
    """What a forum decides about an item (R51); consensus, never a count of hands (A11)."""

    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not_confirmed"
    MORE_INFORMATION = "more_information"
    WITHDRAWN = "withdrawn"
    DEFERRED = "deferred"


class CloseReason(StrEnum):
    """Reasons for which a case may be closed (I15): help given once is not one of them."""

    DIED = "died"
    LEFT_COUNTRY = "left_country"
    COMPLETED = "completed"  # self-managing, follow-up held
    MOVED_AWAY = "moved_away"
    DATA_ERASED = "data_erased"
    NOT_REACHED = (
        "not_reached"  # told of by others, not told in time: the area's count stays (s.25)
    )
    OTHER_PATH = "other_path"  # the forum did not confirm; entitlement or referral given
    DOUBLE = "double"


class Change(StrEnum):
    """The three-point question of a review (R70)."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"


class GapKind(StrEnum):
    """R62 a–g."""

    NOT_SEARCHED = "a_not_searched"
    NO_HOST = "b_no_host"
    NO_CARER = "c_no_carer"
    NO_MATCH = "d_no_match"
    CARE_OVERDUE = "e_care_overdue"
    CAPACITY_SHORT = "f_capacity_short"
    MISSING_K = "g_missing_k"


class FiveK(StrEnum):
    """The five ก (R20–R25, A1)."""

    SELF_FINDING = "k1"
    PARTICIPATION = "k2"
    VOLUNTEERS = "k3"
    FUND = "k4"
    COMMITTEE = "k5"


class ListKind(StrEnum):
    """Kinds of lists an office receives (R33) and lists of places."""

    BMN = "bmn"  # จปฐ.
    WELFARE_CARD = "welfare_card"
    DISABILITY = "disability"
    ELDERLY = "elderly"
    GENERAL = "general"
    VILLAGES = "village_list"
    LOCAL_GOVERNMENTS = "local_government_list"


PLACE_LISTS = (ListKind.VILLAGES, ListKind.LOCAL_GOVERNMENTS)


DIGNITY_CHECKLIST = (
    "told_and_agreed",  # each person was told and agreed to how they are discussed
    "codes_only",  # the agenda showed codes and the minimum of facts
    "no_sensitive",  # no sensitive matter was heard in an open forum
    "no_show_of_hands",  # nobody raised a hand about a person
    "definition_only",  # asked only: does the definition fit, and what shall we do
    "complaint_path",  # the way to complain was told
)
"""What a facilitator signs (R75)."""


class GlassPurpose(StrEnum):
    """Why one case outside one's duty may be opened for an hour (break-glass)."""

    LIFE_IN_DANGER = "life_in_danger"
    CARER_UNREACHABLE = "carer_unreachable"  # nobody who may see the case answers
    PERSON_MOVED = "person_moved"  # stands in front of us, far from the host
    AUTHORITY = "authority"  # a court, a hospital or a protection officer asks at once


class GlassOutcome(StrEnum):
    """What the second person found."""

    JUSTIFIED = "justified"
    NOT_JUSTIFIED = "not_justified"
