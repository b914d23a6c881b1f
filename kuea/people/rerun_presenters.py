"""Examples of a rerun in words: what a row said before and says now, and where a record went."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from kuea.core.thai import format_thai_parts
from kuea.offices.models import Place
from kuea.people.labels import SEXES
from kuea.people.models import Link
from kuea.people.rerun_queries import Reread


def show_changed(rows: Sequence[Reread]) -> list[dict[str, Any]]:
    """One entry a row: (label, before, now) of what changed. Numbers are not shown, only that they changed."""
    codes = {
        row.former[name]
        for row in rows
        for name in ("tambon_id", "village_id")
        if row.former.get(name)
    }
    places = Place.objects.in_bulk(codes)
    return [{"number": row.number, "lines": _lines(row, places)} for row in rows]


def _lines(row: Reread, places: dict[str, Place]) -> list[tuple[Any, str, str]]:
    record, former, lines = row.record, row.former, []
    plain = (
        (_("ชื่อที่เขียนมา"), "name_as_written"), (_("คำนำหน้า"), "title"), (_("ชื่อ"), "given_name"),
        (_("สกุล"), "family_name"), (_("บ้านเลขที่"), "house_no"), (_("ที่อยู่ที่เขียนมา"), "address_as_written"),
    )  # fmt: skip
    if "name_as_written" in former:  # what is made of it is seen from it
        plain = (plain[0], *plain[4:])
    lines += [
        (label, former[name], getattr(record, name)) for label, name in plain if name in former
    ]
    if {"birth_year", "birth_month", "birth_day"} & former.keys():
        now = {name: getattr(record, name) for name in ("birth_year", "birth_month", "birth_day")}
        lines.append((_("วันเกิด"), _born({**now, **former}), _born(now)))
    if "sex" in former:
        lines.append((_("เพศ"), str(SEXES.get(former["sex"], "")), str(SEXES.get(record.sex, ""))))
    for label, name in ((_("ตำบล"), "tambon"), (_("หมู่บ้าน"), "village")):
        if f"{name}_id" in former:
            was, now_at = places.get(former[f"{name}_id"] or ""), getattr(record, name)
            lines.append((label, was.name_th if was else "", now_at.name_th if now_at else ""))
    for label, name in ((_("เลขประจำตัว"), "citizen_number"), (_("โทรศัพท์"), "telephone")):
        if name in former:
            lines.append((label, _hidden(former[name]), _hidden(getattr(record, name))))
    return [(label, before or _("ว่าง"), now or _("ว่าง")) for label, before, now in lines]


def _hidden(value: str) -> str:
    return _("มี (ปิดไว้)") if value else ""


def _born(parts: dict[str, Any]) -> str:
    return format_thai_parts(parts["birth_year"], parts["birth_month"], parts["birth_day"])


def show_moved(links: Sequence[Link]) -> list[dict[str, Any]]:
    return [
        {
            "name": link.record.name_as_written or str(link.record_id),
            "is_new": link.kind == Link.Kind.FOUND,
            "person": link.person,
        }
        for link in links
    ]
