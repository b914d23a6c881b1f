"""The home page of each duty: what needs a hand today, every number opening its list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.access import MAY_APPOINT, REMIND_DAYS
from kuea.core.words import Role
from kuea.coverage.actions.matches import BOTH_AGREED
from kuea.coverage.models import Gap, Match
from kuea.coverage.queries.matches import needs_to_place
from kuea.finding.forum_queries import forums_in
from kuea.finding.glass_models import GlassGrant
from kuea.finding.law_queries import clock_of, untold_for
from kuea.finding.models import Case, Forum
from kuea.finding.queries import QueueAsk, count_queue
from kuea.giving.models import CapacityOffer, HostNetwork, Volunteer
from kuea.intake.models import Batch
from kuea.offices.models import Duty
from kuea.offices.queries import committees_for, duties_ending_soon, sign_queue
from kuea.people.queries import open_questions
from kuea.privacy.queries import open_breaches, open_requests
from kuea.reporting.queries import board_of
from kuea.web.thai_format import format_date


@dataclass(frozen=True)
class Tile:
    """A number and where it leads. `tone` "hand" asks for a hand when the number is not nought."""

    label: str
    number: int
    url: str
    hint: str = ""
    tone: str = ""


def address(name: str, query: str = "") -> str:
    """The page of that name, or nothing when the room does not have it."""
    try:
        return reverse(name) + query
    except NoReverseMatch:
        return ""


def _tile(
    label: str, number: int, name: str, query: str = "", hint: str = "", good: bool = False
) -> Tile:
    tone = "" if good or not number else "hand"
    return Tile(label, number, address(name, query), hint if number else "", tone)


def _secretary(duty: Duty) -> list[Tile]:
    queue = count_queue(duty, QueueAsk())
    questions = open_questions(duty).count()
    hosts = HostNetwork.objects.visible_to(duty).filter(state="proposed")
    return [
        _urgent(queue["urgent"]),
        _tile(_("เบาะแสที่ยังไม่มีแม่ข่ายรับ"), queue["waiting"], "finding:leads", "?show=waiting", _("%(n)s เรื่องรอนานเกินกำหนด") % {"n": queue["late"]}),
        _tile(_("คู่ที่อาจเป็นคนเดียวกัน"), questions, "people:questions"),
        _tile(_("เวทีรับรองแล้ว รอขึ้นทะเบียน"), queue["verified"], "finding:leads", "?show=verified"),
        _tile(_("ช่องว่างที่ต้องการแรง"), Gap.objects.visible_to(duty).filter(state="open").count(), "coverage:gaps", "?state=open"),
        _tile(_("แม่ข่ายรอดำเนินการ"), hosts.count(), "giving:hosts", "?state=proposed"),
        _glass(duty),
        _notice_tile(duty),
        _tile(_("คำขอของเจ้าของข้อมูล"), open_requests(duty).count(), "privacy:home", "", _("ข้อมูลรั่วหรือหายที่ยังไม่ปิด %(n)s เรื่อง") % {"n": open_breaches(duty).count()}),
        _tile(_("แฟ้มที่กำลังอ่าน"), Batch.objects.visible_to(duty).filter(state__in=["received", "reading"]).count(), "intake:batches", good=True),
        _covered(duty),
    ]  # fmt: skip


def _glass(duty: Duty) -> Tile:
    """Files opened in an emergency for which this duty is the second person: told at once, reviewed in time."""
    waiting = GlassGrant.objects.for_review_by(duty)
    late = waiting.filter(review_by_on__lt=timezone.localdate()).count()
    hint = _("เลยกำหนด %(n)s เรื่อง") % {"n": late}
    return _tile(_("เปิดแฟ้มฉุกเฉิน รอท่านทบทวน"), waiting.count(), "finding:glass", "", hint)


def _notice_tile(duty: Duty) -> Tile:
    """Whom others spoke of and nobody told yet: before only a count stays (PDPA s.25)."""
    soon = untold_for(duty)
    first, hint = soon.first(), ""
    if first is not None:
        left = max(0, clock_of(first).days_left)
        hint = _("ใกล้ที่สุดเหลือ %(n)s วัน แล้วจะเหลือเพียงจำนวน") % {"n": left}
    return _tile(_("ต้องไปบอกกล่าวเจ้าตัวภายใน 7 วัน"), soon.count(), "privacy:clocks", "", hint)


def _urgent(count: int) -> Tile:
    """The one number that cannot wait is of another colour than the rest."""
    url = address("finding:leads", "?show=urgent")
    return Tile(_("เรื่องด่วนที่ยังไม่มีใครช่วย"), count, url, tone="grave" if count else "")


def _next_forum(coming_forums: QuerySet[Forum]) -> str:
    """When and where the next one is, so that nobody has to open the list to know."""
    coming = coming_forums.select_related("tambon").order_by("held_at").first()
    if coming is None:
        return ""
    return _("ถัดไป %(day)s ตำบล%(tambon)s") % {
        "day": format_date(coming.held_at),
        "tambon": coming.tambon.name_th,
    }


def _covered(duty: Duty) -> Tile:
    board = board_of(duty)
    hint = _("จากทั้งหมด %(all)s ตำบล") % {"all": len(board.rows)}
    return Tile(
        _("ตำบลที่ดูแลครบ"), board.covered, address("reporting:board", "?state=complete"), hint, "good"
    )


def _chair(duty: Duty) -> list[Tile]:
    gaps = Gap.objects.visible_to(duty).filter(state="open")
    late = gaps.filter(due_on__lt=timezone.localdate()).count()
    return [
        *([_tile(_("มติรอลงนาม"), sign_queue(duty).count(), "offices:sign_queue")] if duty.role == Role.CHAIR else []),
        _tile(_("ช่องว่างที่ต้องการแรง"), gaps.count(), "coverage:gaps", "?state=open", _("เลยกำหนด %(n)s เรื่อง") % {"n": late}),
        _tile(_("คณะกรรมการ"), committees_for(duty).count(), "offices:committees", good=True),
        *([_glass(duty)] if duty.role == Role.CHAIR else []),
        _covered(duty),
    ]  # fmt: skip


def _host(duty: Duty) -> list[Tile]:
    cases = Case.objects.visible_to(duty)
    in_care = cases.filter(state="in_care")
    today = timezone.localdate()
    return [
        _tile(_("รอท่านรับ"), cases.filter(state="lead").count(), "finding:leads", "?tab=inbox"),
        _tile(_("รอไปเยี่ยม"), cases.filter(state="routed").count(), "finding:leads", "?tab=to_visit"),
        _notice_tile(duty),
        _tile(_("พร้อมเข้าเวที"), cases.filter(state="ready").count(), "finding:leads", "?tab=ready"),
        _tile(_("ความต้องการที่รอผู้ให้"), len(needs_to_place(duty)), "coverage:embrace"),
        _tile(_("นัดเยี่ยมที่ถึงกำหนด"), in_care.filter(next_visit_on__lte=today).count(), "care:list"),
        _tile(_("เวทีข้างหน้า"), forums_in(duty, "own_coming").count(), "finding:forums", "?stage=own_coming", _next_forum(forums_in(duty, "own_coming")), good=True),
        _tile(_("ช่องว่างที่รอท่านลงมือ"), Gap.objects.visible_to(duty).filter(owner=duty, state="open").count(), "coverage:gaps", "?mine=1&state=open"),
        _tile(_("อาสาสมัครที่ปฏิบัติงาน"), Volunteer.objects.visible_to(duty).filter(state="active").count(), "giving:volunteers", "?state=active", good=True),
    ]  # fmt: skip


def _volunteer(duty: Duty) -> list[Tile]:
    cases = Case.objects.visible_to(duty)
    due = cases.filter(state="in_care", next_visit_on__lte=timezone.localdate())
    return [
        _tile(_("รอท่านไปเยี่ยมครั้งแรก"), cases.filter(state="routed").count(), "finding:leads", "?show=first"),
        _tile(_("นัดเยี่ยมที่ถึงกำหนด"), due.count(), "care:list"),
        _notice_tile(duty),
        _tile(_("เพื่อนบ้านที่ท่านดูแล"), cases.filter(state="in_care").count(), "care:list", good=True),
    ]  # fmt: skip


def _forum_runner(duty: Duty) -> list[Tile]:
    stages = {"coming": _("เวทีข้างหน้า"), "held": _("เวทีที่กำลังบันทึก"), "to_sign": _("รอลายมือชื่อท่าน")}
    return [
        _tile(
            label,
            forums_in(duty, stage).count(),
            "finding:forums",
            f"?stage={stage}",
            _next_forum(forums_in(duty, stage)) if stage == "coming" else "",
        )
        for stage, label in stages.items()
    ]


def _giver(duty: Duty) -> list[Tile]:
    matches = Match.objects.visible_to(duty)
    offers = CapacityOffer.objects.visible_to(duty).filter(is_withdrawn=False)
    return [
        _tile(_("เพื่อนบ้านที่รอคำตอบจากท่าน"), matches.filter(state="offered").count(), "coverage:cards", "?show=asked"),
        _tile(_("กำลังช่วยอยู่"), matches.filter(state__in=BOTH_AGREED).count(), "coverage:cards", "?show=helping", good=True),
        _tile(_("สิ่งที่ท่านให้ได้"), offers.count(), "giving:offers", good=True),
    ]  # fmt: skip


def _local(duty: Duty) -> list[Tile]:
    gaps = Gap.objects.visible_to(duty).filter(state="open").count()
    return [_tile(_("ช่องว่างที่ต้องการแรง"), gaps, "coverage:gaps", "?state=open"), _covered(duty)]


DESKS: dict[str, Callable[[Duty], list[Tile]]] = {
    Role.SECRETARY: _secretary,
    Role.CHAIR: _chair,
    Role.MEMBER: _chair,
    Role.HOST_COORDINATOR: _host,
    Role.VOLUNTEER: _volunteer,
    Role.FACILITATOR: _forum_runner,
    Role.RECORDER: _forum_runner,
    Role.GIVER: _giver,
    Role.LOCAL_OFFICER: _local,
    Role.TAMBON_MEMBER: _local,
    Role.AMPHOE_OFFICER: _local,
    Role.FUND_MEMBER: lambda duty: [_covered(duty)],
    Role.SOCIAL_WORKER: _volunteer,
    Role.GROUP_LEADER: _volunteer,
}


def _terms(duty: Duty) -> list[Tile]:
    """Duties of others that end soon, for whoever may renew them."""
    if Role(duty.role) not in MAY_APPOINT:
        return []
    ending = duties_ending_soon(duty, timezone.localdate()).exclude(pk=duty.pk).count()
    if not ending:
        return []
    page = "giving:volunteers" if duty.role == Role.HOST_COORDINATOR else "offices:accounts"
    hint = _("ต่ออายุ หรือสิ้นสุดและส่งต่องาน")
    return [_tile(_("หน้าที่ที่จะหมดอายุใน %(days)s วัน") % {"days": REMIND_DAYS}, ending, page, "", hint)]


def read_desk(duty: Duty) -> tuple[list[Tile], list[Tile]]:
    """What asks for a hand now, the gravest first, and the other numbers of the duty.

    Those of the ministry and the administrator are their own pages.
    """
    desk = DESKS.get(duty.role)
    tiles = [*(desk(duty) if desk else []), *_terms(duty)]
    asking = [tile for tone in ("grave", "hand") for tile in tiles if tile.tone == tone]
    return asking, [tile for tile in tiles if tile not in asking]


def own_last_day(duty: Duty) -> date | None:
    """The last day of this very duty when it is near: its holder is told in good time."""
    near = duty.ends_on and duty.ends_on <= timezone.localdate() + timedelta(days=REMIND_DAYS)
    return duty.ends_on if near else None
