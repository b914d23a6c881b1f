"""The report of a list in words and rows."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from kuea.intake.models import Batch
from kuea.intake.sheets import load_kind
from kuea.reporting.labels import LIST_COLUMNS
from kuea.reporting.list_queries import ListReport
from kuea.web import thai_format


@dataclass(frozen=True)
class ReportView:
    """`tiles` are (label, number or None when hidden, what it means); `lines` one a tambon."""

    batch: Batch
    kind: str
    facts: list[tuple[Any, Any]]
    tiles: list[tuple[Any, int | None, Any]]
    columns: list[Any]
    lines: list[tuple[str, list[tuple[Any, int | None]]]]
    totals: list[tuple[Any, int | None]]
    gap: str


def show_report(report: ListReport) -> ReportView:
    batch, totals = report.batch, report.totals
    return ReportView(
        batch=batch,
        kind=load_kind(batch.kind).title,
        facts=[
            (_("รับเมื่อ"), thai_format.format_moment(batch.received_at)),
            (_("แถวที่รับ"), _number(totals["rows"])),
            (_("แถวที่ส่งกลับไปแก้"), _number(report.faulty)),
            (_("คู่ที่ขอให้ช่วยดู"), _number(report.asked)),
            (_("คู่ที่ยังไม่มีใครตอบ"), _number(report.unanswered)),
        ],
        tiles=_tiles(totals),
        columns=list(LIST_COLUMNS.values()),
        lines=[
            (line.name, [(words, line.counts[name]) for name, words in LIST_COLUMNS.items()])
            for line in report.lines
        ],
        totals=[(words, totals[name]) for name, words in LIST_COLUMNS.items()],
        gap=_gap(report.gap),
    )


def _tiles(totals: dict[str, int | None]) -> list[tuple[Any, int | None, Any]]:
    return [
        (_("ตรงกับคนที่รู้จักแล้ว"), totals["matched"], _("แถวในแฟ้ม")),
        (_("เป็นคนใหม่"), totals["new"], _("แถวในแฟ้ม")),
        (_("เวทียืนยันแล้ว"), totals["confirmed"], _("คนในแฟ้ม")),
        (_("พื้นที่บอกว่าไม่ใช่"), totals["refuted"], _("ไม่พบ ย้าย เสียชีวิต หรือเวทีไม่ยืนยัน")),
        (_("บัญชีนี้ไม่มี"), totals["missed"], _("คนในตำบลเดียวกันที่พบทางอื่นหลังรับแฟ้ม")),
    ]


def _gap(gap: tuple[int, int] | None) -> str:
    if gap is None:
        return ""
    lacks, whole = gap
    return _("ผู้ที่เวทียืนยันแล้วในตำบลเหล่านี้ %(whole)s คน ไม่มีในบัญชีชนิดนี้ %(lacks)s คน (%(share)s%%)") % {
        "whole": f"{whole:,}", "lacks": f"{lacks:,}", "share": f"{100 * lacks / whole:.1f}",
    }  # fmt: skip


def _number(count: int | None) -> str:
    return _("ปิดไว้") if count is None else f"{count:,}"
