"""`manage.py intake FILE --kind elderly --province 13`: a list through the same door as on the page."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from kuea.core.problems import Refusal
from kuea.intake.actions import read_batch, receive_batch, run_rerun
from kuea.intake.keeping import opened
from kuea.intake.labels import stage_label
from kuea.intake.models import Batch
from kuea.intake.ports import known_kinds
from kuea.intake.presenters import summary
from kuea.intake.queries import faults_by_row, silent_batches
from kuea.intake.sheets.giving_back import write_back
from kuea.offices.models import Province
from kuea.offices.queries import system_duty
from kuea.web import thai_format


class Command(BaseCommand):
    help = "Take in a list of people, villages or local governments; or take up lists left in the middle."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", nargs="?", help="XLSX, XLS, ODS, CSV or Parquet")
        parser.add_argument("--kind", choices=known_kinds(), help="what the list is of")
        parser.add_argument("--province", help="two-digit code, e.g. 13")
        parser.add_argument("--faulty", help="where to write the rows to mend (XLSX)")
        parser.add_argument(
            "--take-up", action="store_true", help="go on with lists left in the middle"
        )

    def handle(self, *args: object, **options: Any) -> None:
        if options["take_up"]:
            for batch in silent_batches():
                if batch.state == "rerunning":
                    run_rerun(batch_id=batch.pk)
                else:
                    self._read(batch)
            return
        if not (options["file"] and options["kind"] and options["province"]):
            raise CommandError(
                "บอกแฟ้ม --kind และ --province ให้ครบ เช่น intake รายชื่อ.xlsx --kind elderly --province 13"
            )
        if not Province.objects.filter(pk=options["province"]).exists():
            raise CommandError(
                f"ไม่พบจังหวัดรหัส {options['province']} ในระบบนี้ ตรวจรหัสสองหลัก หรือเปิดจังหวัดก่อน"
            )
        path = Path(options["file"])
        try:
            receipt = receive_batch(
                by=system_duty(options["province"]), kind=options["kind"], path=path,
                file_name=path.name,
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(f"{refusal.what}\n{refusal.remedy}") from refusal
        if receipt.seen_before:
            when = thai_format.format_moment(receipt.batch.received_at)
            self.stdout.write(f"แฟ้มนี้เคยส่งแล้วเมื่อ {when} จึงไม่ได้เพิ่มรายชื่อซ้ำ")
        batch = receipt.batch
        if batch.state != "accepted":
            batch = self._read(batch)
        else:
            self._say(batch)
        if options["faulty"] and batch.rows_faulty:
            self._give_back(batch, options["faulty"])

    def _read(self, batch: Batch) -> Batch:
        bar = _Bar()
        read = read_batch(batch_id=batch.pk, tell=bar.tell)
        bar.close()
        if read.state == "to_map":
            said = read.fault.get("what", "แฟ้มนี้รอบอกว่าคอลัมน์ใดคืออะไร")
            raise CommandError(
                f"{said}\nบอกว่าคอลัมน์ใดคืออะไรที่หน้า รายชื่อที่รับไว้ ชุดที่ {read.pk} แล้วแฟ้มจะอ่านต่อเอง"
            )
        if read.state == "failed":
            where = f" ({read.fault['where']})" if read.fault.get("where") else ""
            raise CommandError(f"{read.fault['what']}{where}\n{read.fault['remedy']}")
        self._say(read)
        return read

    def _say(self, batch: Batch) -> None:
        self.stdout.write(f"ชุดที่ {batch.pk} {batch.file_name}")
        for label, number in summary(batch):
            self.stdout.write(f"  {label}: {number:,}")

    def _give_back(self, batch: Batch, out: str) -> None:
        with opened(batch) as path:
            write_back(path, faults_by_row(batch), out, kind=batch.kind)
        self.stdout.write(f"แถวที่ต้องแก้อยู่ในแฟ้ม {out} (คอลัมน์ ปัญหา)")


class _Bar:
    """One bar a stage; every number on it is a row that was really read, cleaned or stored."""

    def __init__(self) -> None:
        self._stage, self._bar = "", None

    def tell(self, stage: str, done: int, total: int) -> None:
        tqdm.monitor_interval = 0  # no thread of its own: reading may then use both cores
        if stage != self._stage:
            self.close()
            self._stage = stage
            if stage != "done":
                self._bar = tqdm(total=total, desc=str(stage_label(stage)), unit=" แถว")
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None
