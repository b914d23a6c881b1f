"""`manage.py open_province --province 13 --d-day 2026-12-05`: what the administrator's page does, without a browser."""

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.core.problems import Refusal
from kuea.core.thai import read_date
from kuea.offices.actions import open_edition, open_province
from kuea.offices.models import Edition

BUDDHIST_ERA = 543


class Command(BaseCommand):
    help = "Open a province's register in the strategy year that begins with this D-Day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--province", required=True, help="two-digit code, e.g. 13")
        parser.add_argument("--d-day", required=True, help="2026-12-05 or 5/12/2569")

    def handle(self, *args: object, **options: str) -> None:
        d_day = _read_day(options["d_day"])
        year = d_day.year + BUDDHIST_ERA
        try:
            edition = Edition.objects.filter(year_be=year).first() or open_edition(
                by=None, year_be=year, title=f"สังคมไม่ทอดทิ้งกัน {year}", d_day=d_day
            )
            if edition.d_day != d_day:
                raise CommandError(
                    f"ปียุทธศาสตร์ {year} เปิดไว้แล้วโดยเริ่มวันที่ {edition.d_day:%d/%m}/{year} ใช้วันนั้น หรือเลือกปีอื่น"
                )
            province = open_province(by=None, place_code=options["province"], edition=edition)
        except Refusal as refusal:
            raise CommandError(f"{refusal.what}\n{refusal.remedy}") from refusal
        self.stdout.write(f"เปิดจังหวัด{province.place.name_th} ในปียุทธศาสตร์ {year} แล้ว")


def _read_day(written: str) -> date:
    read = read_date(written)
    if read.year_ce is None or read.month is None or read.day is None:
        raise CommandError(f"อ่านวันที่ {written} ไม่ได้ เขียนเป็น 2026-12-05 หรือ 5/12/2569")
    return date(read.year_ce, read.month, read.day)
