"""Who may see what (requirements 3.1, 3.2): classes of data × actors × reach, as data. Nothing else grants a sight.

Two tables. `CEILINGS` says how far a duty may ever see a class of data; `SIGHTS` says, for each kind of row, which
rows a duty does see. No sight reaches beyond its ceiling (a test proves it), a kind without a line is seen by nobody,
and a field whose class the duty may not see on that row is masked. `offices.scoping` turns the lines into queries.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from kuea.core.words import HELPERS, Role


class DataClass(StrEnum):
    """Classes of data (3.1)."""

    D0 = "D0"  # public
    D1 = "D1"  # organisation
    D2 = "D2"  # identity
    D3 = "D3"  # sensitive
    D4 = "D4"  # sealed: named persons only
    D5 = "D5"  # workforce
    D6 = "D6"  # governance


class Reach(IntEnum):
    """How far a duty sees, from nothing to everything; each includes nothing of the next."""

    NOTHING = 0
    OWN = (
        1  # what hangs on the duty itself (own case, own forum, own batch); for sealed rows: named
    )
    HOST = 2  # what hangs on the duty's own organisation, and OWN
    AREA = 3  # what lies in the duty's own villages, tambon or amphoe
    PROVINCE = 4
    NATION = 5


@dataclass(frozen=True, slots=True)
class Actor:
    """A row of requirements 3.2. `role` is empty for those who never sign in."""

    number: int
    thai: str
    role: Role | None


ACTORS: tuple[Actor, ...] = (
    Actor(1, "ผู้ที่เราดูแลกัน", None),
    Actor(2, "ผู้แทนหรือผู้อนุบาล", None),
    Actor(3, "ผู้แจ้งเบาะแส", None),
    Actor(4, "อาสาสมัคร", Role.VOLUNTEER),
    Actor(5, "หัวหน้ากลุ่มอาสา", Role.GROUP_LEADER),
    Actor(6, "ผู้ประสานแม่ข่าย", Role.HOST_COORDINATOR),
    Actor(7, "วิทยากรเวที", Role.FACILITATOR),
    Actor(7, "ผู้บันทึกเวที", Role.RECORDER),
    Actor(8, "ผู้ร่วมเวทีประชาคม", None),
    Actor(9, "กรรมการตำบล", Role.TAMBON_MEMBER),
    Actor(10, "ประธานภาคประชาชน", Role.CHAIR),
    Actor(11, "กรรมการจังหวัด", Role.MEMBER),
    Actor(12, "เลขานุการและเจ้าหน้าที่ พมจ.", Role.SECRETARY),
    Actor(13, "นักสังคมสงเคราะห์", Role.SOCIAL_WORKER),
    Actor(14, "เจ้าหน้าที่ อปท.", Role.LOCAL_OFFICER),
    Actor(15, "เจ้าหน้าที่อำเภอ", Role.AMPHOE_OFFICER),
    Actor(16, "ผู้ใหญ่บ้าน กำนัน", None),
    Actor(17, "ผู้ให้", Role.GIVER),
    Actor(18, "กรรมการกองทุน", Role.FUND_MEMBER),
    Actor(19, "เจ้าหน้าที่สายด่วน", Role.HOTLINE_OPERATOR),
    Actor(20, "วิทยุและสื่อ", Role.MEDIA_PARTNER),
    Actor(21, "เจ้าหน้าที่คลินิกยุติธรรม", Role.JUSTICE_OFFICER),
    Actor(22, "หน่วยงานร่วม", Role.PARTNER_AGENCY),
    Actor(23, "ผู้ดูแลกำลังคนสังคมสงเคราะห์", Role.WORKFORCE_OFFICER),
    Actor(24, "นักวิเคราะห์กระทรวง", Role.MINISTRY),
    Actor(25, "รัฐมนตรี ที่ปรึกษา", Role.MINISTER),
    Actor(26, "งานสารบรรณ", Role.CLERK),
    Actor(27, "ปคร.", Role.CABINET_COORDINATOR),
    Actor(28, "สลค. นรม. ครม.", None),
    Actor(29, "เจ้าหน้าที่คุ้มครองข้อมูล ผู้ตรวจสอบ", Role.AUDITOR),
    Actor(30, "ผู้ดูแลระบบ", Role.ADMINISTRATOR),
    Actor(31, "นักวิจัย ประเทศอื่น อาเซียน", None),
    Actor(32, "ประชาชน", None),
)

_N, _O, _H, _A, _P = Reach.NOTHING, Reach.OWN, Reach.HOST, Reach.AREA, Reach.PROVINCE
_W = Reach.NATION

# What a duty may ever see of each class: D1, D2, D3, D4, D5, D6. D0 is open to all.
_CEILING_ROWS: dict[Role, tuple[Reach, Reach, Reach, Reach, Reach, Reach]] = {
    Role.SECRETARY: (_P, _P, _P, _O, _P, _P),
    Role.CHAIR: (_P, _N, _N, _N, _N, _P),
    Role.MEMBER: (_P, _N, _N, _N, _N, _P),
    Role.HOST_COORDINATOR: (_P, _H, _H, _O, _H, _P),
    Role.GROUP_LEADER: (_P, _O, _O, _N, _O, _O),
    Role.VOLUNTEER: (_P, _O, _O, _N, _O, _O),
    Role.FACILITATOR: (_P, _N, _O, _N, _N, _P),
    Role.RECORDER: (_P, _N, _O, _N, _N, _P),
    Role.GIVER: (_P, _H, _N, _N, _N, _O),
    Role.LOCAL_OFFICER: (_P, _O, _N, _N, _N, _P),
    Role.SOCIAL_WORKER: (_P, _O, _O, _O, _O, _O),
    Role.TAMBON_MEMBER: (_A, _N, _N, _N, _N, _O),
    Role.AMPHOE_OFFICER: (_A, _N, _N, _N, _N, _O),
    Role.FUND_MEMBER: (_P, _N, _N, _N, _N, _O),
    Role.HOTLINE_OPERATOR: (_P, _O, _N, _N, _N, _O),
    Role.MEDIA_PARTNER: (_O, _N, _N, _N, _N, _N),
    Role.JUSTICE_OFFICER: (_O, _N, _N, _N, _N, _N),
    Role.PARTNER_AGENCY: (_O, _N, _N, _N, _N, _N),
    Role.WORKFORCE_OFFICER: (_P, _N, _N, _N, _P, _O),
    Role.MINISTRY: (_O, _N, _N, _N, _N, _N),
    Role.MINISTER: (_O, _N, _N, _N, _N, _N),
    Role.CLERK: (_P, _N, _N, _N, _N, _P),
    Role.CABINET_COORDINATOR: (_O, _N, _N, _N, _N, _N),
    Role.AUDITOR: (_P, _N, _N, _N, _N, _P),
    Role.ADMINISTRATOR: (_W, _N, _N, _N, _N, _W),
    Role.SYSTEM: (_N, _N, _N, _N, _N, _N),  # scheduled work shows nothing to anybody
}
CEILINGS: dict[Role, dict[DataClass, Reach]] = {
    role: dict(zip(tuple(DataClass), (Reach.NATION, *row), strict=True))
    for role, row in _CEILING_ROWS.items()
}


class Kind(StrEnum):
    """Kinds of rows that have a line of their own; children of a case are seen with it (`offices.scoping`)."""

    OPEN = "open"  # places, editions, adopted definitions: class D0
    DEFINITION = "definition"
    ORGANISATION = "organisation"
    HOST = "host"
    AREA = "area"
    GROUP = "group"
    OFFER = "offer"
    FUND = "fund"
    SEARCH = "search"
    STATE = "state"  # coverage of tambon
    GAP = "gap"
    DUTY = "duty"
    PERSON = "person"
    CASE = "case"
    LEAD = "lead"
    QUESTION = "question"
    MATCH = "match"
    TRANSFER = "transfer"
    RAW_ROW = "raw_row"
    VOLUNTEER = "volunteer"
    COMMITTEE = "committee"
    RESOLUTION = "resolution"
    FORUM = "forum"
    BATCH = "batch"
    PAPER = "paper"
    SNAPSHOT = "snapshot"
    EVENT = "event"
    REQUEST = "request"  # of a person about their own data
    BREACH = "breach"
    RETENTION = "retention"
    EXPORT = "export"
    GLASS = "glass"  # a sealed or foreign file opened for an hour


CLASS_OF: dict[Kind, DataClass] = {
    Kind.OPEN: DataClass.D0,
    Kind.DEFINITION: DataClass.D0,
    Kind.ORGANISATION: DataClass.D1,
    Kind.HOST: DataClass.D1,
    Kind.AREA: DataClass.D1,
    Kind.GROUP: DataClass.D1,
    Kind.OFFER: DataClass.D1,
    Kind.FUND: DataClass.D1,
    Kind.SEARCH: DataClass.D1,
    Kind.STATE: DataClass.D1,
    Kind.GAP: DataClass.D1,
    Kind.DUTY: DataClass.D1,
    Kind.PERSON: DataClass.D2,
    Kind.CASE: DataClass.D2,
    Kind.LEAD: DataClass.D2,
    Kind.QUESTION: DataClass.D2,
    Kind.MATCH: DataClass.D2,
    Kind.TRANSFER: DataClass.D2,
    Kind.RAW_ROW: DataClass.D3,
    Kind.VOLUNTEER: DataClass.D5,
    Kind.COMMITTEE: DataClass.D6,
    Kind.RESOLUTION: DataClass.D6,
    Kind.FORUM: DataClass.D6,
    Kind.BATCH: DataClass.D6,
    Kind.PAPER: DataClass.D6,
    Kind.SNAPSHOT: DataClass.D6,
    Kind.EVENT: DataClass.D6,
    Kind.REQUEST: DataClass.D2,
    Kind.BREACH: DataClass.D6,
    Kind.RETENTION: DataClass.D6,
    Kind.EXPORT: DataClass.D6,
    Kind.GLASS: DataClass.D6,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """One line of the table: how far, and which rows only (a condition named by the room: signed, open, offered)."""

    reach: Reach
    only: str = ""


def _see(*sights: tuple[Reach, str] | Reach) -> tuple[Sight, ...]:
    return tuple(Sight(*one) if isinstance(one, tuple) else Sight(one) for one in sights)


_EVERYBODY = tuple(role for role in Role if role is not Role.SYSTEM)
_OFFICES = (
    Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR, Role.FACILITATOR, Role.RECORDER,
    Role.LOCAL_OFFICER,
)  # fmt: skip
_TAMBON_SIDE = (Role.TAMBON_MEMBER, Role.AMPHOE_OFFICER)


def _each(
    roles: tuple[Role, ...], *sights: tuple[Reach, str] | Reach
) -> dict[Role, tuple[Sight, ...]]:
    return {role: _see(*sights) for role in roles}


SIGHTS: dict[Kind, dict[Role, tuple[Sight, ...]]] = {
    Kind.OPEN: _each(_EVERYBODY, _W),
    # Past the draft a definition set is a public paper in every province; a draft is its own committee's.
    Kind.DEFINITION: _each(_EVERYBODY, (_W, "published"))
    | _each((Role.SECRETARY, Role.CHAIR, Role.MEMBER), (_W, "published"), _P),
    Kind.ORGANISATION: _each(
        (*_OFFICES, *HELPERS, Role.FUND_MEMBER, Role.HOTLINE_OPERATOR, Role.WORKFORCE_OFFICER), _P
    )
    | _each(_TAMBON_SIDE, _A)
    | _each((Role.GIVER,), _H)
    | _each((Role.ADMINISTRATOR,), _W),  # whose account it is
    Kind.HOST: _each(
        (*_OFFICES, *HELPERS, Role.FUND_MEMBER, Role.HOTLINE_OPERATOR, Role.WORKFORCE_OFFICER), _P
    )
    | _each(_TAMBON_SIDE, _A),
    Kind.AREA: _each((*_OFFICES, *HELPERS, Role.HOTLINE_OPERATOR), _P) | _each(_TAMBON_SIDE, _A),
    Kind.GROUP: _each(
        (Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.FACILITATOR, Role.RECORDER, Role.LOCAL_OFFICER), _P
    )
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each(_TAMBON_SIDE, _A),
    Kind.OFFER: _each(
        (Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.HOST_COORDINATOR, Role.LOCAL_OFFICER), _P
    )
    | _each((Role.GIVER,), _H),
    Kind.FUND: _each((*_OFFICES, *HELPERS, Role.FUND_MEMBER), _P) | _each(_TAMBON_SIDE, _A),
    Kind.SEARCH: _each((Role.SECRETARY,), _P)
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each((Role.FACILITATOR, Role.RECORDER), _P),
    Kind.STATE: _each((*_OFFICES, Role.FUND_MEMBER), _P) | _each(_TAMBON_SIDE, _A),
    Kind.GAP: _each((Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.LOCAL_OFFICER), _P)
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each(_TAMBON_SIDE, _A),
    Kind.DUTY: _each(_EVERYBODY, _O) | _each((Role.SECRETARY,), _P) | _each((Role.ADMINISTRATOR,), _W),
    Kind.PERSON: _each((Role.SECRETARY,), _P)
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each(HELPERS, _O)
    | _each((Role.GIVER,), (_H, "agreed")),
    Kind.CASE: _each((Role.SECRETARY,), _P)
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each(HELPERS, _O),
    # One sees what one has told oneself, until the case is others'; and every lead of a case one sees.
    Kind.LEAD: _each((Role.SECRETARY,), _P)
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each((*HELPERS, Role.LOCAL_OFFICER, Role.HOTLINE_OPERATOR), _O),
    Kind.QUESTION: _each((Role.SECRETARY,), _P),
    Kind.MATCH: _each((Role.SECRETARY,), _P)
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each((Role.GIVER,), (_H, "offered")),
    Kind.TRANSFER: _each((Role.SECRETARY,), _P) | _each((Role.HOST_COORDINATOR,), _H),
    Kind.RAW_ROW: _each((Role.SECRETARY,), _P),
    Kind.VOLUNTEER: _each((Role.SECRETARY, Role.WORKFORCE_OFFICER), _P)
    | _each((Role.HOST_COORDINATOR,), _H)
    | _each(HELPERS, _O),
    Kind.COMMITTEE: _each((*_OFFICES, Role.CLERK), _P),
    Kind.RESOLUTION: _each(_OFFICES, (_P, "signed"))
    | _each((Role.SECRETARY, Role.CHAIR, Role.MEMBER), _P)
    | _each((Role.CLERK,), (_P, "signed")),
    Kind.FORUM: _each((Role.SECRETARY,), _P)
    | _each((Role.CHAIR, Role.MEMBER, Role.LOCAL_OFFICER), (_P, "open"))
    | _each((Role.HOST_COORDINATOR,), (_P, "open"), _H)
    | _each((Role.FACILITATOR, Role.RECORDER), _O),
    Kind.BATCH: _each((Role.SECRETARY,), _P) | _each((Role.LOCAL_OFFICER,), _O),
    Kind.PAPER: _each((Role.SECRETARY, Role.CHAIR, Role.MEMBER, Role.CLERK), _P),
    Kind.SNAPSHOT: _each((Role.SECRETARY, Role.CHAIR, Role.MEMBER), _P),
    Kind.REQUEST: _each((Role.SECRETARY,), _P)
    | _each((Role.HOST_COORDINATOR, *HELPERS, Role.LOCAL_OFFICER), _O),
    Kind.BREACH: _each((Role.SECRETARY, Role.CHAIR, Role.AUDITOR), _P)
    | _each((*(role for role in _OFFICES if role not in {Role.SECRETARY, Role.CHAIR}), *HELPERS, Role.GIVER), _O),
    Kind.RETENTION: _each((Role.SECRETARY, Role.CHAIR, Role.AUDITOR), _P)
    | _each((Role.MEMBER, Role.HOST_COORDINATOR), _O),
    Kind.EXPORT: _each((Role.HOST_COORDINATOR, Role.LOCAL_OFFICER, Role.MEMBER), _O)
    | _each((Role.SECRETARY, Role.CHAIR), _P),
    Kind.GLASS: _each((Role.HOST_COORDINATOR, Role.SOCIAL_WORKER), _O)
    | _each((Role.SECRETARY, Role.CHAIR), _O, (_P, "asked")),
    Kind.EVENT: _each((Role.AUDITOR,), _P) | _each((Role.ADMINISTRATOR,), _W),
}  # fmt: skip
"""Kind → duty → what it sees. Sealed rows are further kept to those named, whatever the line says (D4)."""

PUBLIC_SIGHTS: dict[Kind, tuple[Sight, ...]] = {
    Kind.OPEN: _see(_W),
    Kind.DEFINITION: _see((_W, "published")),
}
"""What somebody who has not signed in sees (row 32)."""

INCOMPATIBLE: tuple[frozenset[Role], ...] = (
    frozenset({Role.SECRETARY, Role.CHAIR}),  # the civic side is not the office's (I6)
    frozenset({Role.CHAIR, Role.LOCAL_OFFICER}),  # may not be an official (row 10)
    frozenset({Role.CHAIR, Role.AMPHOE_OFFICER}),
    frozenset({Role.SECRETARY, Role.FACILITATOR}),  # officials do not verify a person (row 12, R26)
    frozenset({Role.SECRETARY, Role.RECORDER}),
    frozenset({Role.FUND_MEMBER, Role.FACILITATOR}),  # nobody verifies and disburses
    frozenset({Role.FUND_MEMBER, Role.RECORDER}),
    frozenset({Role.FUND_MEMBER, Role.SECRETARY}),  # nobody approves a register entry and disburses
    frozenset(
        {Role.ADMINISTRATOR, Role.SECRETARY}
    ),  # who keeps the machine does not read the register
    frozenset({Role.AUDITOR, Role.SECRETARY}),  # nobody audits themselves
    frozenset({Role.AUDITOR, Role.ADMINISTRATOR}),
    frozenset({Role.MINISTRY, Role.SECRETARY}),  # the ministry reads aggregates only (I4)
)
"""Pairs of duties that one account never holds in the same province (national duties: at all)."""


def sights_of(kind: Kind, role: Role | None) -> tuple[Sight, ...]:
    """The lines of a duty (or of the public) for a kind of row; none means nothing is seen."""
    if role is None:
        return PUBLIC_SIGHTS.get(kind, ())
    return SIGHTS[kind].get(role, ())


def ceiling(role: Role | None, of: DataClass) -> Reach:
    """How far a duty may ever see a class of data."""
    if role is None:
        return Reach.NATION if of is DataClass.D0 else Reach.NOTHING
    return CEILINGS[role][of]


def are_incompatible(one: Role, other: Role) -> bool:
    """Whether no account may hold both."""
    return frozenset({one, other}) in INCOMPATIBLE


def readers_of(*kinds: Kind) -> tuple[Role, ...]:
    """The duties that see rows of any of these kinds, in the order of `Role`: whom a page of them is for."""
    return tuple(role for role in Role if any(role in SIGHTS[kind] for kind in kinds))
