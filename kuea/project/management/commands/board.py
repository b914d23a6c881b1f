"""`manage.py board --province 13`: the coverage board on the command line."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.offices.models import Province
from kuea.reporting.labels import TAMBON_STATES
from kuea.reporting.presenters import show_row
from kuea.reporting.queries import read_board


class Command(BaseCommand):
    help = "Print the coverage board of a province."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", required=True, help="two-digit code, e.g. 13")

    def handle(self, *args: object, **options: object) -> None:
        province = Province.objects.select_related("place").filter(pk=options["province"]).first()
        if province is None:
            raise CommandError(
                f"ไม่พบจังหวัดรหัส {options['province']} ในระบบนี้ ตรวจรหัสสองหลัก หรือเปิดจังหวัดก่อน"
            )
        board = read_board(province)
        for row in board.rows:
            view = show_row(row)
            points = " · ".join(f"{point.label} {point.count}" for point in view.points)
            self.stdout.write(
                f"{row.code} {row.name} ({row.amphoe}) — {view.state_label}{': ' + points if points else ''}"
            )
        self.stdout.write("")
        for state, count in board.by_state:
            self.stdout.write(f"{TAMBON_STATES[state]}: {count}")
        self.stdout.write(f"ดูแลครบ {board.covered} จาก {len(board.rows)} ตำบล")
