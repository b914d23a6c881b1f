"""One export in words, with what this duty may do about it."""

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from kuea.offices.models import Duty
from kuea.reporting.actions.exporting import APPROVERS
from kuea.reporting.export_files import file_name
from kuea.reporting.labels import EXPORT_KINDS, EXPORT_STATES, PURPOSES
from kuea.reporting.models import Export
from kuea.web.thai_format import format_moment, format_number


@dataclass(frozen=True)
class ExportView:
    pk: int
    code: str
    kind: Any
    state: str
    state_label: Any
    url: str
    by: str
    asked_at: Any
    receiver: str
    facts: list[tuple[Any, Any]]
    may_decide: bool
    may_receive: bool
    own_ask: bool
    """Asked by this very person, who therefore does not agree to it."""


def show_export(export: Export, duty: Duty) -> ExportView:
    same_person = export.asked_by.user_id == duty.user_id
    waits = export.state == "asked" and duty.role in APPROVERS
    return ExportView(
        pk=export.pk, code=export.code, kind=EXPORT_KINDS[export.kind], state=export.state,
        state_label=EXPORT_STATES[export.state], url=reverse("reporting:export", args=[export.pk]),
        by=str(export.asked_by.user), asked_at=export.asked_at, receiver=export.receiver,
        facts=_facts(export), may_decide=waits and not same_person,
        may_receive=export.state == "ready" and export.asked_by_id == duty.pk,
        own_ask=waits and same_person,
    )  # fmt: skip


def _facts(export: Export) -> list[tuple[Any, Any]]:
    area = f"ต.{export.tambon.name_th}" if export.tambon else _("ทั้งหมดที่ผู้ขอเห็นได้")
    rows = [
        (_("ข้อมูล"), EXPORT_KINDS[export.kind]), (_("พื้นที่"), area),
        (_("วัตถุประสงค์"), PURPOSES[export.purpose]), (_("ใช้ทำอะไร"), export.purpose_words),
        (_("ผู้รับแฟ้ม"), export.receiver), (_("ผู้ขอ"), str(export.asked_by.user)),
        (_("ขอเมื่อ"), format_moment(export.asked_at)),
    ]  # fmt: skip
    if export.decided_by:
        rows.append((_("คนที่สอง"), str(export.decided_by.user)))
        rows.append((_("พิจารณาเมื่อ"), format_moment(export.decided_at)))
    if export.decided_reason:
        rows.append((_("เหตุผล"), export.decided_reason))
    if export.state == "ready":
        rows += [
            (_("จำนวนแถว"), format_number(export.rows_count)), (_("ชื่อแฟ้ม"), file_name(export)),
            (_("แฟ้มถูกลบเมื่อ"), format_moment(export.expires_at)),
        ]  # fmt: skip
    return rows
