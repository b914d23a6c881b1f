"""What every page's frame shows: who is here, for which province, and where they can go."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kuea.core.words import Role
from kuea.offices.labels import ROLES
from kuea.web.frame import PageFrame
from kuea.web.looks import Link

HOME = ("reporting:home", gettext_lazy("วันนี้"))
LEADS = ("finding:leads", gettext_lazy("ค้นหา"))
QUEUE = ("finding:leads", gettext_lazy("คิวเบาะแส"))
FORUMS = ("finding:forums", gettext_lazy("เวทีประชาคม"))
CARE = ("care:list", gettext_lazy("ดูแล"))
EMBRACE = ("coverage:embrace", gettext_lazy("โอบอุ้ม"))
BOARD = ("reporting:board", gettext_lazy("กระดานครอบคลุม"))
GAPS = ("coverage:gaps", gettext_lazy("ช่องว่าง"))
PLANS = ("coverage:plans", gettext_lazy("แผนครอบคลุม"))
MAP = ("coverage:map", gettext_lazy("แผนที่"))
BATCHES = ("intake:batches", gettext_lazy("รับรายชื่อ"))
HOSTS = ("giving:hosts", gettext_lazy("แม่ข่าย"))
DEFINITIONS = ("people:definitions", gettext_lazy("นิยาม"))
COMMITTEES = ("offices:committees", gettext_lazy("คณะกรรมการ"))
OFFERS = ("giving:offers", gettext_lazy("สิ่งที่ให้ได้"))
CARDS = ("coverage:cards", gettext_lazy("เพื่อนบ้านที่ต้องการแรง"))
TELL = ("finding:lead_new", gettext_lazy("รับเรื่อง"))
PAPERS = ("letters:papers", gettext_lazy("ทะเบียนเอกสาร"))
OFFICE = ("offices:home", gettext_lazy("สำนักงาน"))
PROVINCES = ("offices:provinces", gettext_lazy("จังหวัด"))
PRIVACY = ("privacy:home", gettext_lazy("ข้อมูลส่วนบุคคล"))
ACCOUNTS = ("offices:accounts", gettext_lazy("บัญชีและหน้าที่"))

LINKS: dict[str, tuple[tuple[str, object], ...]] = {
    Role.SECRETARY: (
        HOME,
        QUEUE,
        BATCHES,
        FORUMS,
        HOSTS,
        BOARD,
        GAPS,
        MAP,
        DEFINITIONS,
        COMMITTEES,
        PRIVACY,
        OFFICE,
    ),
    Role.CHAIR: (
        HOME,
        BOARD,
        GAPS,
        MAP,
        COMMITTEES,
        DEFINITIONS,
        FORUMS,
        HOSTS,
        PRIVACY,
        OFFICE,
    ),
    Role.MEMBER: (HOME, BOARD, GAPS, MAP, PLANS, COMMITTEES, DEFINITIONS, FORUMS, OFFICE),
    Role.HOST_COORDINATOR: (HOME, LEADS, CARE, EMBRACE, PLANS, FORUMS, BOARD, OFFICE),
    Role.VOLUNTEER: (HOME, LEADS, CARE),
    Role.FACILITATOR: (HOME, FORUMS, DEFINITIONS, OFFICE),
    Role.RECORDER: (HOME, FORUMS, DEFINITIONS, OFFICE),
    Role.GIVER: (HOME, CARDS, OFFERS),
    Role.LOCAL_OFFICER: (HOME, BOARD, GAPS, MAP, BATCHES, FORUMS, OFFICE),
    Role.GROUP_LEADER: (HOME, LEADS, CARE),
    Role.SOCIAL_WORKER: (HOME, LEADS, CARE),
    Role.TAMBON_MEMBER: (HOME, BOARD, GAPS),
    Role.AMPHOE_OFFICER: (HOME, BOARD, GAPS),
    Role.FUND_MEMBER: (HOME, BOARD),
    Role.HOTLINE_OPERATOR: (HOME, TELL),
    Role.CLERK: (HOME, PAPERS, COMMITTEES),
    Role.MINISTRY: (HOME, OFFICE),
    Role.ADMINISTRATOR: (HOME, PROVINCES, ACCOUNTS, OFFICE),
}


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def page_frame(request: HttpRequest) -> dict[str, object]:
    """Context for every page: `frame` and `nav`."""
    duty = getattr(request, "duty", None)
    if duty is None and getattr(request, "user", None) and request.user.is_authenticated:
        frame = PageFrame(
            person=str(request.user), access_url=_address("mfa_index"),
            sign_out_url=_address("offices:sign_out"), credits_url=_address("offices:credits"),
        )  # fmt: skip
        return {"frame": frame, "nav": []}
    if duty is None:
        frame = PageFrame(
            sign_in_url=_address("offices:sign_in"), credits_url=_address("offices:credits")
        )
        return {"frame": frame, "nav": []}
    here = request.path
    links = [(_address(name), label) for name, label in LINKS.get(duty.role, (HOME,))]
    home = _address("reporting:home")
    frame = PageFrame(
        province=_("จังหวัด%(name)s") % {"name": duty.province.place.name_th}
        if duty.province
        else "",
        edition=str(duty.province.edition.title) if duty.province else "",
        person=str(duty.user),
        duty=str(ROLES[duty.role]),
        home_url=home or "/",
        sign_out_url=_address("offices:sign_out"),
        is_shared=bool(request.session.get("is_shared")),
        switch_url=_address("offices:duties"),
        access_url=_address("mfa_index"),
        credits_url=_address("offices:credits"),
    )
    under = [url for url, _label in links if url and url != home and here.startswith(url)]
    nearest = max(under, key=len, default=here)
    nav = [Link(str(label), url, url == nearest) for url, label in links if url]
    return {"frame": frame, "nav": nav}
