"""`manage.py daily`: what depends on the date alone. Safe to run any number of times."""

from django.core.management.base import BaseCommand

from kuea.coverage.actions import lapse_holds, recompute_province
from kuea.finding.actions import reduce_untold
from kuea.offices.models import Province
from kuea.offices.queries import system_duty


class Command(BaseCommand):
    help = "Let holds lapse, keep only a count of whom nobody told in time, recompute every tambon."

    def handle(self, *args: object, **options: object) -> None:
        for province in Province.objects.order_by("pk"):
            lapse_holds(by=system_duty(province.code), province=province)
            reduced = reduce_untold(by=system_duty(province.code), province=province)
            count = recompute_province(province)
            self.stdout.write(
                f"{province.code}: {count} tambon, {reduced} reduced to a count (s.25)"
            )
