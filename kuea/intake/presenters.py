"""Turns batches into words and rows for the pages."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kuea.core.words import PLACE_LISTS, Role
from kuea.intake.labels import batch_state_label, stage_label
from kuea.intake.models import Batch
from kuea.intake.queries import FaultyCell, is_silent
from kuea.intake.sheets import load_kind
from kuea.offices.models import Duty
from kuea.web import thai_format


@dataclass(frozen=True)
class BatchView:
    """What a page shows of one batch."""

    batch: Batch
    kind: str
    state_label: Any
    stage_label: Any
    is_busy: bool
    is_silent: bool
    is_done: bool
    may_withdraw: bool
    may_ask_again: bool
    is_file_at_fault: bool
    may_forget: bool
    may_report: bool
    size: str
    facts: list[tuple[str, Any]]


@dataclass(frozen=True)
class FaultRow:
    row: int
    column: str
    found: str
    what: str
    remedy: str
    stops: bool


def _size(count: int) -> str:
    if count < 1024:
        return _("%(n)d ไบต์") % {"n": count}
    return _("%(n)s กิโลไบต์") % {"n": f"{count / 1024:,.0f}"}


def show_batch(batch: Batch, duty: Duty) -> BatchView:
    kind, silent = load_kind(batch.kind).title, is_silent(batch)
    return BatchView(
        batch=batch,
        kind=kind,
        state_label=batch_state_label(batch.state),
        stage_label=stage_label(batch.stage),
        is_busy=batch.state in {"received", "reading"} and not silent,
        is_silent=silent,
        is_done=batch.state in {"accepted", "rerunning", "withdrawn"},
        may_withdraw=batch.state in {"accepted", "to_map"}
        and duty.role == Role.SECRETARY
        and batch.kind not in PLACE_LISTS,
        may_ask_again=batch.state == "failed" or silent and batch.state != "rerunning",
        may_report=batch.state == "accepted" and batch.kind not in PLACE_LISTS,
        may_forget=batch.mapping is not None
        and (duty.role == Role.SECRETARY or batch.mapping.set_by_id == duty.pk),
        is_file_at_fault=bool(batch.fault) and batch.fault.get("code") != "stopped",
        size=_size(batch.bytes),
        facts=[
            (_("ชนิดรายชื่อ"), kind),
            (_("ส่งเมื่อ"), thai_format.format_moment(batch.received_at)),
            (_("ผู้ส่ง"), str(batch.sent_by.user)),
            (_("ขนาดแฟ้ม"), _size(batch.bytes)),
            (_("อ่านเสร็จเมื่อ"), thai_format.format_moment(batch.finished_at)),
        ],
    )


def show_columns(batch: Batch) -> tuple[list[tuple[str, str]], list[str]]:
    """How the headings were understood: (the sender's heading, what we read it as), and those kept unread."""
    kind = load_kind(batch.kind)
    found = {index: name for name, index in batch.columns.get("found", {}).items()}
    pairs, unread = [], []
    for index, heading in enumerate(batch.header):
        name = found.get(index)
        if name and name in kind.fields:
            pairs.append((heading, kind.fields[name].title))
        elif heading.strip():
            unread.append(heading)
    return pairs, unread


def show_faults(cells: list[FaultyCell]) -> list[FaultRow]:
    return [
        FaultRow(
            cell.row, cell.fault.column, cell.fault.found, cell.fault.what, cell.fault.remedy,
            cell.stops,
        )
        for cell in cells
    ]  # fmt: skip


def tells_who_is_known(duty: Duty | None) -> bool:
    """Whether the reader may learn how many of a list were known: the secretariat, and the machine's own commands."""
    return duty is None or duty.role == Role.SECRETARY


def summary(batch: Batch, duty: Duty | None = None) -> list[tuple[str, int]]:
    """The numbers of a read list, for the page and the command line: of people, or of places.

    How many of a list are known already is told to the secretariat alone: a list of one name would else ask the
    register whether that person stands in it, sealed or not.
    """
    if batch.kind in PLACE_LISTS:
        return [
            (_("อ่านแล้ว"), batch.rows_total),
            (_("เพิ่มใหม่"), batch.rows_new),
            (_("มีอยู่แล้ว ปรับให้ตรงกับแฟ้ม"), batch.rows_joined),
            (_("ต้องแก้แล้วส่งใหม่"), batch.rows_faulty),
            (_("ของจังหวัดอื่น หรือมีข้อสังเกต"), batch.rows_remarked),
        ]
    if not tells_who_is_known(duty):
        return [
            (_("อ่านแล้ว"), batch.rows_total),
            (_("ต้องแก้แล้วส่งใหม่"), batch.rows_faulty),
            (_("รับแล้ว มีข้อสังเกต"), batch.rows_remarked),
        ]
    return [
        (_("อ่านแล้ว"), batch.rows_total),
        (_("เป็นคนใหม่"), batch.rows_new),
        (_("ตรงกับคนที่รู้จักแล้ว"), batch.rows_joined),
        (_("ขอให้ช่วยดูว่าใช่คนเดียวกันไหม"), batch.rows_asked),
        (_("ต้องแก้แล้วส่งใหม่"), batch.rows_faulty),
        (_("รับแล้ว มีข้อสังเกต"), batch.rows_remarked),
    ]
