"""The home page of each duty: what needs a hand today, every number opening its list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.words import Role
from kuea.coverage.models import Gap, Match
from kuea.finding.models import Case, Forum
from kuea.giving.models import CapacityOffer, HostNetwork, Volunteer
from kuea.intake.models import Batch
from kuea.offices.models import Committee, Duty, Resolution
from kuea.people.models import LinkQuestion
from kuea.reporting.queries import read_board
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
    cases = Case.objects.visible_to(duty)
    leads = cases.filter(state="lead")
    late = leads.filter(
        raised_at__lt=timezone.now() - timedelta(hours=duty.province.limits.route_hours)
    )
    questions = LinkQuestion.objects.filter(province_id=duty.province_id, answer="").count()
    hosts = HostNetwork.objects.visible_to(duty).filter(state__in=["proposed", "endorsed"])
    return [
        _urgent(cases),
        _tile(_("เบาะแสที่ยังไม่มีแม่ข่ายรับ"), leads.count(), "finding:leads", "?show=waiting", _("%(n)s เรื่องรอนานเกินกำหนด") % {"n": late.count()}),
        _tile(_("คู่ที่อาจเป็นคนเดียวกัน"), questions, "people:questions"),
        _tile(_("เวทีรับรองแล้ว รอขึ้นทะเบียน"), cases.filter(state="verified").count(), "finding:leads", "?show=verified"),
        _tile(_("ช่องว่างที่ต้องการแรง"), Gap.objects.visible_to(duty).filter(state="open").count(), "coverage:gaps"),
        _tile(_("แม่ข่ายรอดำเนินการ"), hosts.count(), "giving:hosts"),
        _tile(_("แฟ้มที่กำลังอ่าน"), Batch.objects.visible_to(duty).filter(state__in=["received", "reading"]).count(), "intake:batches", good=True),
        _covered(duty),
    ]  # fmt: skip


def _urgent(cases: QuerySet[Case]) -> Tile:
    """The one number that cannot wait is of another colour than the rest."""
    count = cases.filter(is_urgent=True, first_help_on=None).exclude(state="closed").count()
    return Tile(
        _("เรื่องด่วนที่ยังไม่มีใครช่วย"),
        count,
        address("finding:leads", "?show=urgent"),
        tone="grave" if count else "",
    )


def _next_forum(forums: QuerySet[Forum]) -> str:
    """When and where the next one is, so that nobody has to open the list to know."""
    coming = forums.filter(state__in=["planned", "announced"]).order_by("held_at").first()
    if coming is None:
        return ""
    return _("ถัดไป %(day)s ตำบล%(tambon)s") % {
        "day": format_date(coming.held_at),
        "tambon": coming.tambon.name_th,
    }


def _covered(duty: Duty) -> Tile:
    board = read_board(duty.province)
    hint = _("จากทั้งหมด %(all)s ตำบล") % {"all": len(board.rows)}
    return Tile(_("ตำบลที่ดูแลครบ"), board.covered, address("reporting:board"), hint, "good")


def _chair(duty: Duty) -> list[Tile]:
    unsigned = Resolution.objects.filter(committee__province_id=duty.province_id, signed_at=None)
    gaps = Gap.objects.visible_to(duty).filter(state__in=["open", "being_plugged"])
    late = gaps.filter(due_on__lt=timezone.localdate()).count()
    committees = Committee.objects.filter(province_id=duty.province_id, state="active")
    return [
        _tile(_("มติรอลงนาม"), unsigned.count(), "offices:sign_queue"),
        _tile(_("ช่องว่างที่ต้องการแรง"), gaps.count(), "coverage:gaps", "", _("เลยกำหนด %(n)s เรื่อง") % {"n": late}),
        _tile(_("คณะกรรมการที่ปฏิบัติงาน"), committees.count(), "offices:committees", good=True),
        _covered(duty),
    ]  # fmt: skip


def _host(duty: Duty) -> list[Tile]:
    cases = Case.objects.visible_to(duty)
    today = timezone.localdate()
    in_care = cases.filter(state="in_care")
    own_forums = Forum.objects.visible_to(duty).filter(host_id=duty.organisation_id)
    return [
        _tile(_("รอท่านรับ"), cases.filter(state="lead").count(), "finding:leads", "?tab=inbox"),
        _tile(_("รอไปเยี่ยม"), cases.filter(state="routed").count(), "finding:leads", "?tab=to_visit"),
        _tile(_("พร้อมเข้าเวที"), cases.filter(state="ready").count(), "finding:leads", "?tab=ready"),
        _tile(_("รอผู้ดูแลหรือผู้ให้"), cases.filter(state__in=["registered", "waiting"]).count(), "coverage:embrace"),
        _tile(_("นัดเยี่ยมที่ถึงกำหนด"), in_care.filter(next_visit_on__lte=today).count(), "care:list"),
        _tile(_("เวทีข้างหน้า"), own_forums.filter(state__in=["planned", "announced"]).count(), "finding:forums", "", _next_forum(own_forums), good=True),
        _tile(_("ช่องว่างที่ท่านรับไว้"), Gap.objects.filter(owner=duty, state__in=["open", "being_plugged"]).count(), "coverage:gaps", "?mine=1"),
        _tile(_("อาสาสมัครที่ปฏิบัติงาน"), Volunteer.objects.visible_to(duty).filter(state="active").count(), "giving:volunteers", good=True),
    ]  # fmt: skip


def _volunteer(duty: Duty) -> list[Tile]:
    cases = Case.objects.visible_to(duty)
    due = cases.filter(state="in_care", next_visit_on__lte=timezone.localdate())
    return [
        _tile(_("รอท่านไปเยี่ยมครั้งแรก"), cases.filter(state="routed").count(), "finding:leads"),
        _tile(_("นัดเยี่ยมที่ถึงกำหนด"), due.count(), "care:list"),
        _tile(_("เพื่อนบ้านที่ท่านดูแล"), cases.filter(state="in_care").count(), "care:list", good=True),
    ]  # fmt: skip


def _forum_runner(duty: Duty) -> list[Tile]:
    forums = Forum.objects.visible_to(duty)
    mine = "facilitator_signed_at" if duty.role == Role.FACILITATOR else "recorder_signed_at"
    return [
        _tile(_("เวทีข้างหน้า"), forums.filter(state__in=["planned", "announced"]).count(), "finding:forums", "", _next_forum(forums)),
        _tile(_("เวทีที่กำลังบันทึก"), forums.filter(state="held").count(), "finding:forums"),
        _tile(_("รอลายมือชื่อท่าน"), forums.filter(state="recorded", **{mine: None}).count(), "finding:forums"),
    ]  # fmt: skip


def _giver(duty: Duty) -> list[Tile]:
    matches = Match.objects.visible_to(duty)
    offers = CapacityOffer.objects.visible_to(duty).filter(is_withdrawn=False)
    return [
        _tile(_("เพื่อนบ้านที่รอคำตอบจากท่าน"), matches.filter(state="offered").count(), "coverage:cards"),
        _tile(_("กำลังช่วยอยู่"), matches.filter(state__in=["receiver_agreed", "active"]).count(), "coverage:cards", good=True),
        _tile(_("สิ่งที่ท่านให้ได้"), offers.count(), "giving:offers", good=True),
    ]  # fmt: skip


def _local(duty: Duty) -> list[Tile]:
    gaps = Gap.objects.visible_to(duty).filter(state__in=["open", "being_plugged"]).count()
    return [_tile(_("ช่องว่างที่ต้องการแรง"), gaps, "coverage:gaps"), _covered(duty)]


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
}


def read_desk(duty: Duty) -> tuple[list[Tile], list[Tile]]:
    """What asks for a hand now, the gravest first, and the other numbers of the duty.

    Those of the ministry and the administrator are their own pages.
    """
    desk = DESKS.get(duty.role)
    tiles = desk(duty) if desk else []
    asking = [tile for tone in ("grave", "hand") for tile in tiles if tile.tone == tone]
    return asking, [tile for tile in tiles if tile not in asking]
