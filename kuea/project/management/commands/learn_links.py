"""`manage.py learn_links 13 [--keep]`: how sure the linking of a province is, from its own records and answers."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.core.problems import Refusal
from kuea.engines.linkage.thresholds import Estimate
from kuea.offices.models import Province
from kuea.people.actions.link_learning import learn_links, take_back_link_model
from kuea.web.thai_format import format_number


class Command(BaseCommand):
    help = "Learn the linking model of a province from its records and the office's answers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("province", help="code of two digits, as 13")
        parser.add_argument(
            "--wrong", type=float, default=0.005, help="share of joins that may be false"
        )
        parser.add_argument(
            "--missed", type=float, default=0.003, help="share of true pairs not even asked"
        )
        parser.add_argument(
            "--keep", action="store_true", help="bring it into force for the lists to come"
        )
        parser.add_argument(
            "--back", action="store_true", help="bring the model before into force again"
        )

    def handle(self, *args: object, **options: object) -> None:
        province = Province.objects.filter(pk=options["province"]).first()
        if province is None:
            raise CommandError(
                f"ยังไม่เปิดจังหวัด {options['province']} ดูรหัสสองหลักของจังหวัดที่เปิดแล้วด้วย board"
            )
        if options["back"]:
            self.stdout.write(f"ใช้แบบจำลอง {take_back_link_model(by=None, province=province)}")
            return
        for name in ("wrong", "missed"):
            if not 0 < float(str(options[name])) < 0.5:
                raise CommandError(f"--{name} เป็นสัดส่วนระหว่าง 0 กับ 0.5 เช่น 0.005")
        try:
            learned = learn_links(
                by=None, province=province, wrong=float(str(options["wrong"])),
                missed=float(str(options["missed"])), keep=bool(options["keep"]),
            )  # fmt: skip
        except Refusal as refusal:
            raise CommandError(f"{refusal.what} {refusal.remedy}") from refusal
        self.stdout.write(
            f"เรียนรู้จาก {format_number(learned.pairs)} คู่ และคำตอบของเจ้าหน้าที่ {format_number(learned.answers)} คู่\n"
            f"รวมเองตั้งแต่น้ำหนัก {learned.model.join_from:.2f} · ถามตั้งแต่ {learned.model.ask_from:.2f}\n"
            f"คาดว่ารวมผิด {_share(learned.errors.wrong)} · พลาดคู่จริง {_share(learned.errors.missed)} "
            "(ประมาณจากข้อมูลของจังหวัด ถ้าแบบจำลองถูก ไม่ใช่คำรับรอง)"
        )
        self.stdout.write(
            "ใช้กับรายชื่อต่อจากนี้แล้ว" if options["keep"] else "ยังไม่ใช้ เติม --keep เพื่อใช้กับรายชื่อต่อจากนี้"
        )


def _share(told: Estimate) -> str:
    return f"{told.share:.2%} ({told.low:.2%}–{told.high:.2%})"
