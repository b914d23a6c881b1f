"""A list taken in is cleaned and linked again from its raw rows, by today's rules; or a rerun is taken back as a whole.

Four steps, each in lots that are one transaction with the place reached, so that one killed or stopped at any moment
goes on where it was: reading (every row cleaned anew, its record says what the row says now), linking (records no hand
has touched are judged again, rows readable at last are stored), and back again unlinking and unreading.
"""

import logging
import traceback
from collections.abc import Mapping
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from kuea.core.problems import Refusal
from kuea.core.states import BATCH
from kuea.core.thai import normalise
from kuea.core.words import Role
from kuea.intake.actions.mapping import keep_mapping
from kuea.intake.actions.rerun_lots import LINKING, READING, UNLINKING, UNREADING, Work
from kuea.intake.models import Batch, ColumnMapping, Rerun
from kuea.intake.ports import make_rereader
from kuea.intake.queries import columns_today, open_rerun, reruns_of
from kuea.intake.sheets.mapping import map_columns
from kuea.ledger.actions import record
from kuea.offices.models import Duty
from kuea.offices.ports import gather_changes
from kuea.offices.scope import lock_fresh, require_province, require_role

COUNTS = ("rows_faulty", "rows_remarked", "rows_joined", "rows_asked", "rows_new")
_NEXT = {READING: LINKING, LINKING: "done", UNLINKING: UNREADING, UNREADING: "taken_back"}
_log = logging.getLogger("kuea.intake")


def rerun_batch(
    *, by: Duty, batch: Batch, reason: str, chosen: Mapping[str, int] | None = None
) -> Rerun:
    """Set a rerun going: `run_rerun` does it. `chosen` are the columns as a person says they are (field → index).

    Raises `Refusal`: not_your_duty, not_in_your_area, missing (a reason, a needed column), places_reread,
    not_in_this_state, or a SheetFault when today's rules do not know the columns.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, batch.province_id)
    why = normalise(reason)
    if not why:
        raise Refusal("missing", fields=_("เหตุผลที่อ่านใหม่"))
    with transaction.atomic():
        fresh = lock_fresh(batch)
        before = _standing(fresh)
        fresh.state = BATCH.next(fresh.state, "rerun")
        told = keep_mapping(by, fresh, chosen) if chosen is not None else columns_today(fresh)[1]
        columns = (
            map_columns(fresh.header, fresh.kind, told.fields) if told else columns_today(fresh)[0]
        )
        for fault in columns.faults():
            raise fault
        rules = make_rereader(fresh, columns, by).rules()
        made = Rerun.objects.create(
            batch=fresh, number=fresh.reruns.count() + 1, reason=why, mapping=told, read_with=rules,
            judges_all=fresh.read_with.get("model") != rules["model"], before=before, begun_by=by,
            rows_total=fresh.rows_total, progress_at=timezone.now(),
        )  # fmt: skip
        fresh.save(update_fields=["state"])
        record(
            "batch.rerun", fresh, duty_id=by.pk, province_code=fresh.province_id, rerun=made.number,
        )  # fmt: skip
    return made


def stop_rerun(*, by: Duty, batch: Batch) -> Rerun | None:
    """It rests after the lot in hand; what is done stays done."""
    return _tell(by, batch, stopped_at=timezone.now())


def resume_rerun(*, by: Duty, batch: Batch) -> Rerun | None:
    """Go on where it was stopped, or left by a fault; in the name of whoever says so."""
    return _tell(by, batch, stopped_at=None, fault={}, begun_by=by, progress_at=timezone.now())


def take_back_rerun(*, by: Duty, batch: Batch, reason: str) -> Rerun:
    """The last rerun that stands is undone as a whole; `run_rerun` does it. What hands did since stays.

    Raises `Refusal`: not_your_duty, not_in_your_area, missing (a reason), rerun_not_last, not_in_this_state.
    """
    require_role(by, Role.SECRETARY)
    require_province(by, batch.province_id)
    why = normalise(reason)
    if not why:
        raise Refusal("missing", fields=_("เหตุผลที่นำกลับ"))
    with transaction.atomic():
        fresh = lock_fresh(batch)
        last = reruns_of(fresh).filter(taken_back_at=None).first()
        if last is None or last.step != "done":
            raise Refusal("rerun_not_last")
        fresh.state = BATCH.next(fresh.state, "rerun")
        last.step, last.position, last.rows_done, last.back_by, last.begun_by = (
            UNLINKING,
            0,
            0,
            by,
            by,
        )
        last.back_reason = why
        last.progress_at, last.stopped_at = timezone.now(), None
        last.rows_total = last.tally.get("moves", 0)
        last.save()
        fresh.save(update_fields=["state"])
        record(
            "batch.take_rerun_back", fresh, duty_id=by.pk, province_code=fresh.province_id,
            rerun=last.number,
        )  # fmt: skip
    return last


def run_rerun(*, batch_id: int) -> Batch:
    """Do what is set going for the batch; safe to call again at any time. Faults stand on the rerun, in words."""
    batch = Batch.objects.select_related("province__edition").get(pk=batch_id)
    run = open_rerun(batch)
    if batch.state != "rerunning" or run is None or run.stopped_at is not None:
        return batch
    columns = (
        map_columns(batch.header, batch.kind, run.mapping.fields)
        if run.mapping
        else columns_today(batch)[0]
    )
    with _saying_why_it_stopped(run):
        while run.step in _NEXT:
            work = Work(run, batch, columns)
            if not work.do():
                return Batch.objects.get(pk=batch_id)  # stopped, or somebody else does it
            run = _step_on(work)
    return Batch.objects.get(pk=batch_id)


@contextmanager
def _saying_why_it_stopped(run: Rerun):  # type: ignore[no-untyped-def]
    try:
        yield
    except Refusal as fault:
        told = {"code": str(fault.code), "what": fault.what, "remedy": fault.remedy}
        Rerun.objects.filter(pk=run.pk).update(fault=told)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        _log.error(
            "rerun_failed id=%s error=%s at=%s:%s",
            run.pk,
            type(error).__name__,
            place.name,
            place.lineno,
        )
        Rerun.objects.filter(pk=run.pk).update(fault={
            "code": "stopped", "what": _("การอ่านใหม่หยุดกลางคัน สิ่งที่ทำแล้วยังอยู่ครบ ไม่มีแถวใดค้างครึ่งเดียว"),
            "remedy": _("กด «ทำต่อ» ระบบจะทำต่อจากที่ค้าง หากยังหยุดอีก แจ้งผู้ดูแลระบบพร้อมเลขที่ชุด"),
        })  # fmt: skip


def _tell(by: Duty, batch: Batch, **said: Any) -> Rerun | None:
    require_role(by, Role.SECRETARY)
    require_province(by, batch.province_id)
    with transaction.atomic():
        fresh = lock_fresh(batch)
        run = open_rerun(fresh)
        if fresh.state != "rerunning" or run is None:
            return run
        for name, value in said.items():
            setattr(run, name, value)
        run.save(update_fields=list(said))
        verb = "batch.stop_rerun" if said["stopped_at"] else "batch.resume_rerun"
        record(verb, fresh, duty_id=by.pk, province_code=fresh.province_id, rerun=run.number)
    return run


def _standing(batch: Batch) -> dict[str, Any]:
    """What taking back puts back."""
    return {
        **{name: getattr(batch, name) for name in COUNTS}, "mapping": batch.mapping_id, "columns": batch.columns,
        "read_with": batch.read_with,
    }  # fmt: skip


def _step_on(work: Work) -> Rerun:
    """The step is done: the next begins, or the list is as accepted as before."""
    with transaction.atomic(), gather_changes():
        batch, run = work.hold()
        run.step, run.position, run.rows_done = _NEXT[run.step], 0, 0
        run.rows_total = run.tally.get("to_link", 0) if run.step == LINKING else batch.rows_total
        if run.step not in _NEXT:
            _end(work, batch, run)
        run.save()
    return run


def _end(work: Work, batch: Batch, run: Rerun) -> None:
    if run.step == "done":
        run.finished_at, batch.read_with = timezone.now(), run.read_with
        batch.mapping = run.mapping
        batch.columns = {
            **batch.columns, "found": work.columns.found, "unknown": list(work.columns.unknown),
            "notes": [note.sentence for note in work.columns.notes],
        }  # fmt: skip
    else:
        run.taken_back_at, before = timezone.now(), run.before
        batch.mapping = ColumnMapping.objects.filter(pk=before["mapping"]).first()
        batch.columns, batch.read_with = before["columns"], before["read_with"]
        for name in COUNTS:
            setattr(batch, name, before[name])
    batch.state = BATCH.next(batch.state, "finish")
    batch.save()
    work.rereader.finish()
    record(
        f"batch.{'rerun_done' if run.step == 'done' else 'rerun_back'}", batch, duty_id=run.begun_by_id,
        province_code=batch.province_id, rerun=run.number, **run.tally,
    )  # fmt: skip
