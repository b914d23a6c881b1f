"""A list of 100,000 people read, cleaned, linked and stored: seconds by stage, peak memory, against the goals.

    python bench/intake_100k.py [rows] [--again] [--profile]

Makes its own folder with a fresh database and all places (KUEA_DATABASE_URL is respected), makes a list as an
office would send it (18 columns, made-up names, one person in ten twice, one number in twelve wrong or
missing), and reads it with the same action a page calls. `--again` then reads a second list of the same people
against the first.
"""

import argparse
import csv
import os
import random
import resource
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

HEADER = (
    "ลำดับ", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "เพศ", "วันเดือนปีเกิด", "อายุ", "บ้านเลขที่",
    "หมู่ที่", "ตำบล", "อำเภอ", "จังหวัด", "รหัสไปรษณีย์", "โทรศัพท์", "รายได้ (บาท/ปี)", "ความเดือดร้อน", "หมายเหตุ",
)  # fmt: skip
MONTHS = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
WORRIES = ("อยู่ลำพัง เดินไม่สะดวก", "ไม่มีคนดูแลประจำ", "ลูกหลานไปทำงานไกล", "หลังคารั่ว", "เบี้ยไม่พอใช้", "")
GOAL_SECONDS, GOAL_MB = 60, 1024


def read_column(name: str, column: str = "name") -> list[str]:
    with (ROOT / "sample" / "names" / name).open(encoding="utf-8") as file:
        return [row[column] for row in csv.DictReader(file)]


class People:
    """Made-up people of จังหวัดปทุมธานี; common names are common, as they are everywhere."""

    def __init__(self, seed: int) -> None:
        from kuea.core.thai import make_sample_number

        self.draw = random.Random(seed)
        self.number = make_sample_number
        self.names = {
            "M": read_column("given_names_male.csv"),
            "F": read_column("given_names_female.csv"),
        }
        self.families = read_column("family_names.csv")
        with (ROOT / "definitions" / "places" / "tambon.csv").open(encoding="utf-8") as file:
            rows = [row for row in csv.DictReader(file) if row["code"].startswith("13")]
        with (ROOT / "definitions" / "places" / "amphoe.csv").open(encoding="utf-8") as file:
            amphoe = {row["code"]: row["name_th"] for row in csv.DictReader(file)}
        self.tambon = [
            (row["name_th"], amphoe[row["amphoe_code"]], row["postal_code"]) for row in rows
        ]

    def common(self, names: list[str]) -> str:
        return names[min(int(self.draw.paretovariate(0.35)) * 7, 10**9) % len(names)]

    def row(self, number: int) -> list[object]:
        draw = self.draw
        sex = draw.choice("MF")
        year, month, day = draw.randint(2470, 2545), draw.randint(1, 12), draw.randint(1, 28)
        tambon, amphoe, postal = draw.choice(self.tambon)
        citizen = self.number(number)
        if draw.random() < 0.08:
            citizen = draw.choice(["", "", "-", "0000000000000", citizen[:12], citizen[:-1] + "0"])
        birth = draw.choice(
            [
                f"{day}/{month}/{year}",
                f"{day} {MONTHS[month - 1]} {year}",
                f"{day:02d}{month:02d}{year}",
                str(year),
            ]
        )
        title = (
            draw.choice(["นาย", "นาย", "ด.ช."])
            if sex == "M"
            else draw.choice(["นาง", "น.ส.", "นางสาว"])
        )
        return [
            number, citizen, title, self.common(self.names[sex]), self.common(self.families),
            "ชาย" if sex == "M" else "หญิง", birth, 2569 - year, f"{draw.randint(1, 300)}/{draw.randint(1, 20)}",
            draw.randint(1, 5), tambon, amphoe, "ปทุมธานี", postal,
            f"08{draw.randint(0, 99999999):08d}", draw.randint(0, 90000), draw.choice(WORRIES), "",
        ]  # fmt: skip


def make(path: Path, rows: int, seed: int) -> None:
    """The file, not counted. Every tenth row is somebody already in it, written a little differently."""
    import xlsxwriter

    people, kept = People(seed), []
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("รายชื่อ")
        sheet.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            row = people.row(number)
            if number % 10 == 0 and kept:
                earlier = people.draw.choice(kept)
                row = [number, *earlier[1:8], *row[8:10], *earlier[10:14], *row[14:]]
            elif len(kept) < 5000:
                kept.append(row)
            sheet.write_row(number, 0, row)


class Watch:
    """Seconds by stage, and the progress bar."""

    def __init__(self) -> None:
        self.at: dict[str, float] = {}
        self.started = self.last = time.perf_counter()
        self.stage = "opening"

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.perf_counter()
        self.at[self.stage] = self.at.get(self.stage, 0) + now - self.last
        self.stage, self.last = stage, now


def prepare() -> object:
    """Tables, places, one province, one secretary."""
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command
    from django.utils import timezone

    from kuea.offices.actions import load_places, load_village_counts
    from kuea.offices.models import Duty, Edition, Place, Province, User

    settings.MIGRATION_MODULES = {config.label: None for config in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)  # straight from the models, guards too
    load_places()
    load_village_counts()
    edition, _ = Edition.objects.get_or_create(
        year_be=2569, defaults={"title": "วัดความเร็ว", "d_day": timezone.localdate()}
    )
    province, _ = Province.objects.get_or_create(
        place=Place.objects.get(pk="13"), defaults={"short_th": "ปท", "edition": edition}
    )
    user, _ = User.objects.get_or_create(username="bench")
    return Duty.objects.get_or_create(user=user, role="secretary", province=province)[0]


def run(duty: object, path: Path) -> None:
    from django.db import connection

    from kuea.intake.actions import read_batch, receive_batch

    watch, cpu = Watch(), time.process_time()
    receipt = receive_batch(by=duty, kind="general", path=path, file_name=path.name)
    watch("received", 0, 0)
    batch = read_batch(batch_id=receipt.batch.pk, tell=watch)
    watch("end", 0, 0)
    seconds = time.perf_counter() - watch.started
    print(f"\n{path.name}: {path.stat().st_size / 1e6:.1f} MB on {connection.vendor}")
    print(f"  state {batch.state} {batch.fault or ''}")
    print(
        f"  read {batch.rows_total:,} · faulty {batch.rows_faulty:,} · remarked {batch.rows_remarked:,} · "
        f"joined {batch.rows_joined:,} · asked {batch.rows_asked:,} · new {batch.rows_new:,}"
    )
    for stage, took in watch.at.items():
        print(f"  {stage:10} {took:6.1f} s")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"  in all     {seconds:6.1f} s (goal {GOAL_SECONDS}); processor {time.process_time() - cpu:.1f} s"
    )
    helped = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(f"  helper     {helped.ru_utime + helped.ru_stime:6.1f} s of processor")
    print(f"  peak memory {peak:,.0f} MB (goal {GOAL_MB:,})")


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rows", nargs="?", type=int, default=100_000)
    asked.add_argument("--again", action="store_true")
    asked.add_argument("--profile", action="store_true")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="kuea-bench-") as folder:
        os.environ["KUEA_VAR"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kuea.project.settings")
        import django

        django.setup()
        duty = prepare()
        paths = [Path(folder) / "list1.xlsx"] + [Path(folder) / "list2.xlsx"] * options.again
        for number, path in enumerate(paths):
            make(path, options.rows, seed=13)
            if number:  # the same people in another file: other bytes, other telephone numbers
                make(path, options.rows - 1, seed=13)
            if options.profile:
                import cProfile
                import pstats

                from kuea.intake import both_hands

                both_hands.WORTH_FROM = 10**9  # a profile sees one process only

                profile = cProfile.Profile(time.process_time)
                profile.runcall(run, duty, path)
                pstats.Stats(profile).sort_stats("tottime").print_stats(40)
            else:
                run(duty, path)


if __name__ == "__main__":
    main()
