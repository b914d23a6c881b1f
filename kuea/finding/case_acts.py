"""What a duty may do next with a case: shown as small forms on its page, each running one action."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kuea.core.states import CASE, ENDED_STATES
from kuea.core.words import HELPERS, Role
from kuea.finding import actions, case_forms
from kuea.finding.models import Case
from kuea.finding.queries import needs_of_case
from kuea.offices.models import Duty

Words = str | Promise
HOST, OFFICE = Role.HOST_COORDINATOR, Role.SECRETARY


@dataclass(frozen=True)
class Act:
    """`run(by, case, version, given)` does it; `fits` says whether the case is ready for it."""

    code: str
    title: Words
    sentence: Words
    button: Words
    done: Words
    roles: tuple[Role, ...]
    form: type[case_forms.CaseForm]
    run: Callable[..., Any]
    fits: Callable[[Case, Duty], bool]
    is_first: bool = False
    is_grave: bool = False


def _when(decision: str) -> Callable[[Case, Duty], bool]:
    return lambda case, duty: CASE.allows(case.state, decision)


def _reasoned(action: Callable[..., Any]) -> Callable[..., Any]:
    return lambda by, case, version, given: action(
        by=by, case=case, reason=given["reason"], version=version
    )


def _plain(action: Callable[..., Any]) -> Callable[..., Any]:
    return lambda by, case, version, given: action(by=by, case=case, version=version)


def _may_offer(case: Case, duty: Duty) -> bool:
    return case.state == "lead" and not case.is_sealed


def _may_route(case: Case, duty: Duty) -> bool:
    return case.state == "lead" and (case.host_id is not None or case.is_sealed)


def _may_assign(case: Case, duty: Duty) -> bool:
    return not case.is_sealed and case.state not in {"lead", *ENDED_STATES}


def _may_return(case: Case, duty: Duty) -> bool:
    return case.host_id is not None and case.state in {"lead", "routed"}


def _may_retry(case: Case, duty: Duty) -> bool:
    return CASE.allows(case.state, "retry") and case.state != "merged"


ACTS = (
    Act("route", _("รับไว้ดูแล"), _("แม่ข่ายรับเรื่องนี้ แล้วไปหาภายในเวลาที่จังหวัดกำหนด"), _("รับเรื่องนี้"),
        _("รับเรื่องแล้ว ขั้นต่อไปคือไปหา"), (HOST, OFFICE), case_forms.Plain, _plain(actions.route_case),
        _may_route, is_first=True),
    Act("offer", _("เสนอให้แม่ข่าย"), _("เรื่องจะอยู่ในกล่องรอรับของแม่ข่ายที่เลือก"), _("เสนอเรื่องนี้"),
        _("เสนอให้แม่ข่ายแล้ว"), (OFFICE,), case_forms.Offer,
        lambda by, case, version, given: actions.offer_case(
            by=by, case=case, host=given["host"], version=version),
        _may_offer, is_first=True),
    Act("assign", _("ฝากอาสาสมัครไปเยี่ยม"), _("อาสาสมัครจะเห็นเฉพาะที่จำเป็นต่อการไปเยี่ยม"), _("ฝากไปเยี่ยม"),
        _("ฝากอาสาสมัครแล้ว"), (HOST,), case_forms.Assign,
        lambda by, case, version, given: actions.assign_volunteer(
            by=by, case=case, volunteer=given["volunteer"], version=version),
        _may_assign, is_first=True),
    Act("register", _("ขึ้นทะเบียน"), _("ตรวจความครบถ้วนเท่านั้น ผลการรับรองเป็นของเวที"), _("ขึ้นทะเบียน"),
        _("ขึ้นทะเบียนแล้ว เริ่มนับเวลาถึงการช่วยครั้งแรก"), (OFFICE,), case_forms.Register,
        lambda by, case, version, given: actions.register_case(
            by=by, case=case, lawful_basis=given["lawful_basis"], version=version),
        _when("register"), is_first=True),
    Act("need", _("จดความต้องการเพิ่ม"), _("ได้ยินเมื่อไรก็จดได้ เป็นคำของเจ้าตัว"), _("จดไว้"),
        _("จดความต้องการแล้ว"), (HOST, OFFICE, *HELPERS), case_forms.NewNeed,
        lambda by, case, version, given: actions.note_need(by=by, case=case, version=version, **given),
        lambda case, duty: actions.may_note_need(case)),
    Act("need-met", _("ได้รับตามความต้องการแล้ว"), _("เมื่อเจ้าตัวบอกว่าได้แล้ว ไม่ว่าใครเป็นผู้ให้"), _("ได้รับแล้ว"),
        _("บันทึกว่าได้รับแล้ว"), (HOST, OFFICE, *HELPERS), case_forms.NeedMet,
        lambda by, case, version, given: actions.mark_need_met(
            by=by, case=case, need=given["need"], version=version),
        lambda case, duty: case.state not in ENDED_STATES
        and needs_of_case(case).filter(is_met=False).exists()),
    Act("come-back", _("เจ้าตัวกลับมา"), _("เมื่อเจ้าตัวอยากให้ช่วยต่อ เริ่มจากการไปเยี่ยมอีกครั้ง"), _("เปิดเรื่องอีกครั้ง"),
        _("ยินดีต้อนรับกลับ เรื่องเดินต่อจากการเยี่ยม"), (HOST, OFFICE, *HELPERS),
        case_forms.MaybeReason, _reasoned(actions.come_back), _when("come_back"), is_first=True),
    Act("appeal", _("ขอให้เวทีดูอีกครั้ง"), _("เจ้าตัวขอให้เวทีครั้งหน้าพิจารณาใหม่"), _("ขอเข้าเวทีครั้งหน้า"),
        _("พร้อมเข้าเวทีครั้งหน้าแล้ว"), (HOST, OFFICE), case_forms.Reason, _reasoned(actions.appeal_case),
        _when("appeal"), is_first=True),
    Act("retry", _("ลองอีกครั้ง"), _("กลับเป็นเบาะแสเพื่อหาคนไปหาใหม่"), _("ลองอีกครั้ง"),
        _("กลับเป็นเบาะแสแล้ว"), (HOST, OFFICE), case_forms.Reason, _reasoned(actions.retry_case),
        _may_retry, is_first=True),
    Act("name", _("ระบุชื่อผู้ดูแลเรื่อง"), _("ผู้ที่ระบุชื่อเท่านั้นที่เห็นเรื่องนี้"), _("ระบุชื่อ"),
        _("ระบุชื่อแล้ว"), (OFFICE,), case_forms.NameDuty,
        lambda by, case, version, given: actions.name_duty(
            by=by, case=case, duty=given["named"], version=version),
        lambda case, duty: case.is_sealed and case.state not in ENDED_STATES),
    Act("sensitive", _("เป็นเรื่องที่ควรรู้กันน้อยคน"),
        _("เข้าเวทีปิดเท่านั้น เรื่องความรุนแรงและเด็กจะเห็นเฉพาะผู้ที่ระบุชื่อทันที"), _("เก็บเป็นเรื่องอ่อนไหว"),
        _("เก็บเป็นเรื่องอ่อนไหวแล้ว"), (HOST, OFFICE, *HELPERS), case_forms.Sensitive,
        lambda by, case, version, given: actions.mark_sensitive(
            by=by, case=case, matter=given["matter"], version=version),
        lambda case, duty: not case.sensitive and case.state not in ENDED_STATES),
    Act("merge", _("เป็นคนเดียวกับอีกเรื่อง"), _("เก็บไว้ทั้งสองเรื่อง ชี้ไปเรื่องเดียวกัน แยกกลับได้"), _("รวมเรื่อง"),
        _("รวมแล้ว แยกกลับได้จากหน้านี้"), (HOST, OFFICE), case_forms.Merge,
        lambda by, case, version, given: actions.merge_cases(
            by=by, case=case, into=given["into"], version=version),
        _when("merge")),
    Act("unmerge", _("แยกกลับเป็นสองราย"), _("เป็นคนละคนกัน เรื่องนี้กลับเป็นเบาะแส"), _("แยกกลับ"),
        _("แยกกลับแล้ว"), (HOST, OFFICE), case_forms.Plain, _plain(actions.unmerge_case),
        lambda case, duty: case.state == "merged", is_first=True),
    Act("return", _("รับไม่ได้ ส่งคืน"), _("เลขานุการจะหาแม่ข่ายอื่นให้"), _("ส่งคืน"),
        _("ส่งคืนแล้ว เลขานุการจะหาแม่ข่ายอื่น"), (HOST, OFFICE), case_forms.Reason,
        _reasoned(actions.return_case), _may_return),
    Act("not-found", _("ไปแล้วยังหาไม่พบ"), _("เขียนว่าไปที่ไหน ถามใครแล้ว"), _("บันทึกว่ายังหาไม่พบ"),
        _("บันทึกแล้ว ลองใหม่ได้ทุกเมื่อ"), (HOST, OFFICE, *HELPERS), case_forms.Reason,
        _reasoned(actions.mark_not_found), _when("not_found")),
    Act("set-aside", _("อยู่นอกเรื่องนี้"), _("เช่น ถนนชำรุด เขียนว่าส่งเรื่องต่อไปที่ไหน"), _("วางไว้"),
        _("วางไว้แล้ว นำกลับมาได้"), (HOST, OFFICE), case_forms.Reason, _reasoned(actions.set_aside),
        _when("set_aside")),
    Act("decline", _("เจ้าตัวไม่ประสงค์"),
        _("หยุดทุกขั้นตอนทันที ชื่อและสิ่งที่จดไว้ลบเลย เหลือเพียงว่าไม่ประสงค์และวันที่ กลับมาได้เสมอด้วยรหัสเรื่อง"), _("หยุดตามความประสงค์"),
        _("หยุดตามความประสงค์ของเจ้าตัวแล้ว"), (HOST, OFFICE, *HELPERS), case_forms.Plain,
        _plain(actions.decline_case), _when("decline"), is_grave=True),
)  # fmt: skip
BY_CODE = {act.code: act for act in ACTS}


@dataclass(frozen=True)
class OpenAct:
    """An act with its form, as the page shows it."""

    act: Act
    form: case_forms.CaseForm
    is_open: bool


def acts_for(case: Case, duty: Duty, sent: OpenAct | None = None) -> list[OpenAct]:
    """The acts this duty may do with the case now; one sent with a fault stays open with what was typed."""
    allowed = [act for act in ACTS if duty.role in act.roles and act.fits(case, duty)]
    shown = []
    for act in allowed:
        if sent and sent.act is act:
            shown.append(sent)
        else:
            form = act.form(case=case, duty=duty, auto_id=f"{act.code}_%s")
            shown.append(OpenAct(act, form, act.is_first))
    return shown
