"""`manage.py ledger verify | anchor | print`: is the ledger whole, and where does it stand today?"""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.ledger.anchors import BadAnchor, read_anchors, write_anchors
from kuea.ledger.models import ChainHead
from kuea.ledger.verifying import verify


class Command(BaseCommand):
    help = "Verify the ledger, write today's anchors outside the database, or print them to be kept on paper."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["verify", "anchor", "print"])

    def handle(self, *args: object, **options: object) -> None:
        {"verify": self._verify, "anchor": self._anchor, "print": self._print}[
            str(options["verb"])
        ]()

    def _verify(self) -> None:
        started = time.monotonic()
        try:
            report = verify(list(read_anchors(settings.ANCHORS)))
        except BadAnchor as bad:
            raise CommandError(f"อ่านแฟ้มหมุดไม่ได้ที่ {bad} แฟ้มถูกแก้ไข ใช้สำเนาที่พิมพ์หรือส่งออกไว้แทน") from bad
        for fault in report.faults:
            self.stdout.write(str(fault))
        spent = time.monotonic() - started
        said = (
            f"{report.events} เหตุการณ์ {report.chains} สาย {report.anchors} หมุด ใน {spent:.1f} วินาที"
        )
        if not report.is_whole:
            raise CommandError(
                f"บัญชีเหตุการณ์ไม่ครบถ้วน {len(report.faults)} จุด ({said}) "
                "อย่าแก้ในฐานข้อมูล: เก็บสำเนาไว้ แจ้งเจ้าหน้าที่คุ้มครองข้อมูล แล้วกู้จากสำรองล่าสุดที่ตรวจผ่าน"
            )
        self.stdout.write(f"บัญชีเหตุการณ์ครบถ้วน: {said}")

    def _anchor(self) -> None:
        for anchor in write_anchors(settings.ANCHORS):
            self.stdout.write(str(anchor))

    def _print(self) -> None:
        """One line a chain in groups of four, short enough to copy by hand and to read out."""
        for head in ChainHead.objects.order_by("chain"):
            groups = " ".join(head.hash[at : at + 4] for at in range(0, 64, 4))
            self.stdout.write(f"{head.chain}  {head.position}\n    {groups}")
