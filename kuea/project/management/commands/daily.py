"""`manage.py daily`: what depends on the date alone. Safe to run any number of times."""

from django.conf import settings
from django.core.management.base import BaseCommand

from kuea.coverage.actions import lapse_holds, recompute_province
from kuea.finding.actions import reduce_untold
from kuea.intake.keeping import sweep_scratch
from kuea.ledger.anchors import write_anchors
from kuea.offices.actions import end_run_out_duties
from kuea.offices.models import Province
from kuea.offices.queries import system_duty
from kuea.reporting.actions import expire_exports


class Command(BaseCommand):
    help = "End duties that ran out, let holds and exports lapse, keep only a count of whom nobody told, recompute every tambon of every province."

    def handle(self, *args: object, **options: object) -> None:
        for province in Province.objects.order_by("pk"):
            end_run_out_duties(by=system_duty(province.code))
            lapse_holds(by=system_duty(province.code), province=province)
            reduced = reduce_untold(by=system_duty(province.code), province=province)
            count = recompute_province(province)
            expire_exports(by=system_duty(province.code))
            self.stdout.write(
                f"{province.code}: {count} tambon, {reduced} reduced to a count (s.25)"
            )
        sweep_scratch()
        write_anchors(settings.ANCHORS)
