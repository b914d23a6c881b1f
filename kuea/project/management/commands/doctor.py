"""`manage.py doctor`: what is missing for a safe deployment, and how to cure each."""

import sys

from django.core.management.base import BaseCommand, CommandParser

from kuea.project.doctor import ADVICE, DANGER, GOOD, as_json, examine

MARKS = {DANGER: "✗", ADVICE: "!", GOOD: "✓"}


class Command(BaseCommand):
    help = "Say what is missing for a safe deployment and how to cure it; leaves with 1 when something is dangerous."
    requires_system_checks: list[str] = []  # they are part of the examination

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="for programs that watch")

    def handle(self, *args: object, **options: object) -> None:
        found = examine()
        dangers = sum(each.level == DANGER for each in found)
        if options["json"]:
            self.stdout.write(as_json(found))
        else:
            for each in found:
                self.stdout.write(f"{MARKS[each.level]} {each.thai} · {each.english}")
                if each.cure:
                    self.stdout.write(f"    → {each.cure}")
            self.stdout.write(
                f"\nอันตราย {dangers} ข้อ (dangerous: {dangers})"
                if dangers
                else "\nพร้อมใช้งานจริง (ready)"
            )
        if dangers:
            sys.exit(1)
