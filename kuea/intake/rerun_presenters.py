"""Reruns of a list in words and rows: what goes on, what was before and after."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kuea.core.words import PLACE_LISTS, Role
from kuea.intake.models import Batch, Rerun
from kuea.intake.presenters import tells_who_is_known
from kuea.intake.queries import counts_after, is_silent, reruns_of
from kuea.offices.models import Duty
from kuea.web import thai_format

STEPS = {
    "reading": gettext_lazy("อ่านทุกแถวใหม่ตามกติกาปัจจุบัน"),
    "linking": gettext_lazy("เทียบกับทะเบียนใหม่ เฉพาะแถวที่เจ้าหน้าที่ยังไม่ได้รวมหรือแยกเอง"),
    "unlinking": gettext_lazy("นำการรวมและแยกของครั้งนี้กลับ"),
    "unreading": gettext_lazy("คืนค่าเดิมของทุกแถว"),
}


@dataclass(frozen=True)
class RerunView:
    """One rerun. `lines` are (label, before, after) and `changes` (label, number)."""

    run: Rerun
    title: str
    step: Any
    is_busy: bool
    may_go_on: bool
    may_take_back: bool
    facts: list[tuple[Any, Any]]
    lines: list[tuple[Any, int, int]]
    changes: list[tuple[Any, int]]


def may_rerun(batch: Batch, duty: Duty) -> bool:
    return (
        batch.state == "accepted" and duty.role == Role.SECRETARY and batch.kind not in PLACE_LISTS
    )


def show_reruns(batch: Batch, duty: Duty) -> list[RerunView]:
    """The newest first, for whoever may know what of a list was known."""
    if not tells_who_is_known(duty):
        return []
    runs = list(reruns_of(batch).select_related("begun_by__user", "back_by__user"))
    last = next((run for run in runs if run.taken_back_at is None), None)
    return [show_rerun(batch, run, is_last=run == last) for run in runs]


def show_rerun(batch: Batch, run: Rerun, *, is_last: bool) -> RerunView:
    goes_on = run.step in STEPS
    rests = goes_on and bool(run.stopped_at or run.fault or is_silent(batch))
    return RerunView(
        run=run,
        title=_("อ่านใหม่ครั้งที่ %(n)s") % {"n": run.number},
        step=STEPS.get(run.step, ""),
        is_busy=goes_on and not rests,
        may_go_on=rests,
        may_take_back=is_last and run.step == "done" and batch.state == "accepted",
        facts=_facts(run),
        lines=[] if goes_on else _lines(batch, run),
        changes=_changes(run),
    )


def _facts(run: Rerun) -> list[tuple[Any, Any]]:
    facts = [
        (_("เริ่มเมื่อ"), thai_format.format_moment(run.begun_at)), (_("ผู้สั่ง"), str(run.begun_by.user)),
        (_("เหตุผล"), run.reason),
        (_("กติกาและแบบเทียบ"), f"{run.read_with.get('rules', '')} · {run.read_with.get('model', '')}"),
    ]  # fmt: skip
    if run.finished_at:
        facts.append((_("เสร็จเมื่อ"), thai_format.format_moment(run.finished_at)))
    if run.taken_back_at and run.back_by:
        when = thai_format.format_moment(run.taken_back_at)
        facts.append((_("นำกลับเมื่อ"), f"{when} · {run.back_by.user} · {run.back_reason}"))
    return facts


def _lines(batch: Batch, run: Rerun) -> list[tuple[Any, int, int]]:
    before, after = run.before, counts_after(batch, run)
    named = (
        (_("อ่านได้"), None), (_("เป็นคนใหม่"), "rows_new"), (_("ตรงกับคนที่รู้จักแล้ว"), "rows_joined"),
        (_("ขอให้ช่วยดูว่าใช่คนเดียวกันไหม"), "rows_asked"), (_("ต้องแก้แล้วส่งใหม่"), "rows_faulty"),
        (_("รับแล้ว มีข้อสังเกต"), "rows_remarked"),
    )  # fmt: skip
    return [
        (label, before[name], after[name]) if name
        else (label, batch.rows_total - before["rows_faulty"], batch.rows_total - after["rows_faulty"])
        for label, name in named
    ]  # fmt: skip


def _changes(run: Rerun) -> list[tuple[Any, int]]:
    tally = run.tally
    named = (
        (_("แถวที่ค่าที่อ่านได้เปลี่ยน"), "changed"), (_("แถวที่อ่านได้แล้ว จากเดิมอ่านไม่ได้"), "readable"),
        (_("แถวที่อ่านไม่ได้แล้ว แต่คนยังอยู่อย่างเดิม"), "unreadable"), (_("แถวที่เทียบใหม่แล้วเป็นอีกคน"), "moves"),
        (_("แถวที่เจ้าหน้าที่เคยตอบหรือมีคนไปหาแล้ว จึงไม่เทียบใหม่"), "by_hand"),
        (_("แถวที่นำกลับเองไม่ได้ ต้องให้สองคนเห็นตรงกัน"), "left"),
    )  # fmt: skip
    return [(label, tally[name]) for label, name in named if tally.get(name)]
