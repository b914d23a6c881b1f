"""`manage.py daily`: what depends on the date alone. Safe to run any number of times."""

from django.core.management.base import BaseCommand

from kuea.coverage.actions import lapse_holds, recompute_province
from kuea.offices.models import Province
from kuea.offices.queries import system_duty


class Command(BaseCommand):
    help = "Let holds lapse and recompute every tambon of every province."

    def handle(self, *args: object, **options: object) -> None:
        for province in Province.objects.order_by("pk"):
            lapse_holds(by=system_duty(province.code), province=province)
            count = recompute_province(province)
            if options["verbosity"]:
                self.stdout.write(f"คิดสถานะใหม่แล้ว จังหวัดรหัส {province.code}: {count} ตำบล")
