"""`manage.py messages`: bring the English catalogue up to date with the sentences of the program."""

from django.conf import settings
from django.core.management.base import BaseCommand

from kuea.project.catalogue import find_plurals, find_sentences, make_mo, read_po, write_po


class Command(BaseCommand):
    help = "Find every Thai sentence, keep known translations, write the catalogue; says how many are missing."

    def handle(self, *args: object, **options: object) -> None:
        path = settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po"
        known = read_po(path)
        entries = {
            sentence: known.get(sentence, "") for sentence in find_sentences(settings.ROOT / "kuea")
        }
        write_po(path, entries)
        path.with_suffix(".mo").write_bytes(make_mo(entries, find_plurals(settings.ROOT / "kuea")))
        missing = sum(not english for english in entries.values())
        self.stdout.write(f"{len(entries)} sentences, {missing} without English")
