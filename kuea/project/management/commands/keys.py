"""`manage.py keys list|new|rotate|recompare`: the keys that seal what is personal."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from kuea.core.problems import Refusal
from kuea.offices.actions import keys, resealing
from kuea.offices.sealing import place_of_ring, read_ring
from kuea.people.actions.recomparing import recompare_everything


class Command(BaseCommand):
    help = "Keys at rest: which there are and what they seal, a new one, changing over, comparison keys anew."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["list", "new", "rotate", "recompare"])
        parser.add_argument("--verify", action="store_true", help="with list: open every value")

    def handle(self, *args: object, **options: object) -> None:
        try:
            getattr(self, f"_{options['verb']}")(options)
        except Refusal as refusal:
            raise CommandError(f"{refusal.what} {refusal.remedy}") from refusal

    def _list(self, options: dict[str, object]) -> None:
        """Every key with what it seals; keys that are missing, and values in clear."""
        known = {key.id: key for key in read_ring()}
        totals: Counter[str] = Counter()
        where: dict[str, set[str]] = {}
        for (place, key_id), count in resealing.count_by_key().items():
            totals[key_id] += count
            where.setdefault(key_id, set()).add(place)
        for key_id in [*known, *(other for other in sorted(totals) if other not in known)]:
            self.stdout.write(f"{key_id}  {totals[key_id]:>12,}  {_state_of(key_id, known)}")
            if key_id not in known:
                self.stdout.write(f"    {', '.join(sorted(where[key_id])[:8])}")
        if options["verify"]:
            broken = resealing.verify_everything()
            if broken:
                raise CommandError("เปิดไม่ได้ (does not open):\n  " + "\n  ".join(broken[:50]))
            self.stdout.write("ทุกค่าเปิดได้ (every value opens)")

    def _new(self, options: dict[str, object]) -> None:
        key = keys.add_key(by=None)
        if settings.SEALING_KEYS:
            self.stdout.write(
                f"{key.id}: เติมท้าย KUEA_SEALING_KEYS แล้วเปิดโปรแกรมใหม่ (append, restart):"
            )
            self.stdout.write(f",{key.secret}")
            return
        self.stdout.write(f"{key.id} → {Path(settings.SEALING_KEYS_FILE)}")
        self.stdout.write(
            "สำรองแฟ้มนี้ เปิดโปรแกรมใหม่ แล้วสั่ง keys rotate (back the file up, restart, rotate)"
        )

    def _rotate(self, options: dict[str, object]) -> None:
        with tqdm(unit="", leave=False) as bar:
            done = resealing.reseal_everything(by=None, note=_shown_on(bar))
        self.stdout.write(f"ปิดผนึกใหม่ {done:,} รายการ (sealed anew)")

    def _recompare(self, options: dict[str, object]) -> None:
        with tqdm(unit="", leave=False) as bar:
            done = recompare_everything(by=None, note=_shown_on(bar))
        self.stdout.write(f"ทำกุญแจเทียบใหม่ {done:,} แถว (comparison keys made anew)")


def _state_of(key_id: str, known: dict[str, object]) -> str:
    if key_id == resealing.CLEAR:
        return "ยังไม่ปิดผนึก: สั่ง keys rotate (in clear: run keys rotate)"
    if key_id not in known:
        return f"ไม่มีกุญแจนี้: นำกลับจากชุดสำรองไว้ที่ {place_of_ring()} (MISSING: put it back)"
    made = getattr(known[key_id], "made_on", "")
    newest = key_id == list(known)[-1]
    return f"{made} {'ใช้ปิดผนึก (seals)' if newest else 'เปิดได้อย่างเดียว (opens only)'}".strip()


def _shown_on(bar: "tqdm[None]"):  # type: ignore[no-untyped-def]
    def note(done: int, total: int) -> None:
        bar.total = total
        bar.update(done - bar.n)

    return note
