"""Bad lists through `manage.py link` and through the door: each ends or is refused with a sentence; seconds, peak memory.

    python bench/bad_lists.py [--size 1.0] [--only NAME …] [--door | --link] [--limit 1800]

`--size` scales the rows (0.01 takes a minute). Every list is made afresh in a folder of its own and read in a process
of its own, whose peak memory is printed; a process that needs longer than `--limit` seconds is ended and said so.
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
COLUMNS = (
    "record_id", "source", "prefix", "given_name", "family_name", "national_id", "birth_date", "gender", "house_no",
    "village_no", "tambon_code", "tambon_name", "phone",
)  # fmt: skip
THAI = (
    "เลขประจำตัวประชาชน",
    "ชื่อ-สกุล",
    "วันเกิด",
    "บ้านเลขที่",
    "หมู่ที่",
    "ตำบล",
    "อำเภอ",
    "จังหวัด",
    "โทรศัพท์",
)
GOAL_MB = 4096
Rows = Iterator[dict[str, str]]


def names(column: str) -> list[str]:
    with (ROOT / "sample" / "names" / column).open(encoding="utf-8") as file:
        return [row["name"] for row in csv.DictReader(file)]


GIVEN, FAMILY = names("given_names_female.csv"), names("family_names.csv")


def person(number: int, draw: random.Random, **fixed: str) -> dict[str, str]:
    from kuea.core.thai import make_sample_number

    made = {
        "record_id": str(number), "source": "a", "prefix": "นาง", "given_name": draw.choice(GIVEN),
        "family_name": draw.choice(FAMILY), "national_id": make_sample_number(number),
        "birth_date": f"{draw.randint(1, 28)}/{draw.randint(1, 12)}/{draw.randint(2470, 2545)}", "gender": "F",
        "house_no": str(draw.randint(1, 300)), "village_no": str(draw.randint(1, 9)), "tambon_code": "130101",
        "tambon_name": "บางปรอก", "phone": f"08{draw.randint(0, 99999999):08d}",
    }  # fmt: skip
    return made | fixed


def bomb(size: float) -> Rows:
    """Ten million rows of one person: a few bytes each when packed."""
    same = person(1, random.Random(1))
    return (same | {"record_id": str(n)} for n in range(int(10_000_000 * size)))


def repeated(size: float) -> Rows:
    """One record 50,000 times, among 50,000 others."""
    draw, same = random.Random(2), person(0, random.Random(0))
    for n in range(int(100_000 * size)):
        yield same | {"record_id": str(n)} if n % 2 else person(n, draw)


def shared_number(size: float) -> Rows:
    """One number that 5,000 different people bear, among 20,000."""
    draw = random.Random(3)
    number = person(0, draw)["national_id"]
    for n in range(int(20_000 * size)):
        yield person(n, draw, **({"national_id": number} if n % 4 == 0 else {}))


def shared_phone_and_house(size: float) -> Rows:
    """One telephone and one house that 5,000 people give (a school, a temple)."""
    draw = random.Random(4)
    for n in range(int(20_000 * size)):
        shared = {"phone": "0812345678", "house_no": "1", "village_no": "1"} if n % 4 == 0 else {}
        yield person(n, draw, **shared)


def empty(size: float) -> Rows:
    """100,000 rows with nothing but their number."""
    for n in range(int(100_000 * size)):
        yield dict.fromkeys(COLUMNS, "") | {"record_id": str(n)}


def same_name(size: float) -> Rows:
    """20,000 people of one name in one tambon, without numbers or dates."""
    draw = random.Random(5)
    fixed = {
        "given_name": "สมชาย",
        "family_name": "ใจดี",
        "national_id": "",
        "birth_date": "",
        "phone": "",
    }
    for n in range(int(20_000 * size)):
        yield person(n, draw, **fixed)


def wide(size: float) -> Rows:
    """300 columns more than anybody reads."""
    draw = random.Random(6)
    more = {f"more_{k}": "ข้อความ" for k in range(300)}
    for n in range(int(20_000 * size)):
        yield person(n, draw) | more


def binary(size: float) -> Rows:
    """Signs that no text has in every tenth name."""
    draw = random.Random(7)
    for n in range(int(20_000 * size)):
        made = person(n, draw)
        yield made | {"given_name": "\x00\x01\ufffd" + made["given_name"]} if n % 10 == 0 else made


LISTS: dict[str, Callable[[float], Rows]] = {
    "bomb": bomb, "repeated": repeated, "shared_number": shared_number, "shared_phone": shared_phone_and_house,
    "empty": empty, "same_name": same_name, "wide": wide, "binary": binary,
}  # fmt: skip


def write_parquet(path: Path, rows: Rows) -> None:
    writer, lot = None, []
    for row in rows:
        lot.append(row)
        if len(lot) == 100_000:
            writer = _write(path, writer, lot)
            lot = []
    if lot:
        writer = _write(path, writer, lot)
    if writer is not None:
        writer.close()


def _write(
    path: Path, writer: pq.ParquetWriter | None, lot: list[dict[str, str]]
) -> pq.ParquetWriter:
    table = pa.Table.from_pylist(lot)
    writer = writer or pq.ParquetWriter(path, table.schema)
    writer.write_table(table)
    return writer


def for_the_door(row: dict[str, str]) -> dict[str, str]:
    """The same row as an office would send it."""
    name = f"{row['prefix']}{row['given_name']} {row['family_name']}".strip()
    texts = (
        row["national_id"], name, row["birth_date"], row["house_no"], row["village_no"], row["tambon_name"],
        "เมืองปทุมธานี" if row["tambon_name"] else "", "ปทุมธานี" if row["tambon_name"] else "", row["phone"],
    )  # fmt: skip
    more = {key: text for key, text in row.items() if key.startswith("more_")}
    return dict(zip(THAI, texts, strict=True)) | more


def watch(
    command: list[str], limit: int, env: dict[str, str] | None = None
) -> tuple[str, float, int]:
    """(last words, seconds, peak MB of it and its helpers) of one process."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={**os.environ, **(env or {})}
    )  # fmt: skip
    peak = 0
    with open(os.devnull, "w"):
        while process.poll() is None:
            peak = max(peak, _memory(process.pid))
            if time.perf_counter() - began > limit:
                process.kill()
                return f"STOPPED after {limit} s", time.perf_counter() - began, peak
            time.sleep(0.2)
    said = [line for line in (process.stdout or []) if line.strip() and "WARNING" not in line]
    words = said[-1].strip() if said else ""
    return f"[{process.returncode}] {words[:150]}", time.perf_counter() - began, peak


def _memory(pid: int) -> int:
    """Highest resident memory of a process so far, MB."""
    try:
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) // 1024
    except OSError:
        pass
    return 0


DOOR = """
import os, sys, json
sys.path.insert(0, {root!r})
sys.path.insert(0, {root!r} + "/bench")
import django
django.setup()
from intake_100k import prepare
from kuea.intake.actions import read_batch, receive_batch
from kuea.core.problems import Refusal
duty = prepare()
try:
    receipt = receive_batch(by=duty, kind="general", path={path!r}, file_name="list.parquet")
except Refusal as refusal:
    print("refused:", refusal.what)
    sys.exit()
b = read_batch(batch_id=receipt.batch.pk)
print(b.state, b.fault.get("what", ""), f"rows {{b.rows_total:,}} faulty {{b.rows_faulty:,}} joined {{b.rows_joined:,}} "
      f"asked {{b.rows_asked:,}} new {{b.rows_new:,}}")
"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--size", type=float, default=1.0)
    asked.add_argument("--only", nargs="*", choices=LISTS, default=list(LISTS))
    asked.add_argument("--door", action="store_true")
    asked.add_argument("--link", action="store_true")
    asked.add_argument("--limit", type=int, default=1800)
    options = asked.parse_args()
    both = not (options.door or options.link)
    found = []
    for name in options.only:
        with tempfile.TemporaryDirectory(prefix="kuea-bad-") as folder:
            if options.link or both:
                path = Path(folder) / "list.parquet"
                write_parquet(path, LISTS[name](options.size))
                out = Path(folder) / "out.csv"
                command = [
                    sys.executable,
                    str(ROOT / "manage.py"),
                    "link",
                    str(path),
                    "--out",
                    str(out),
                ]
                found.append((name, "link", *watch(command, options.limit)))
                print(*found[-1], flush=True)
            if options.door or both:
                path = Path(folder) / "door.parquet"
                write_parquet(path, map(for_the_door, LISTS[name](options.size)))
                env = {"KUEA_VAR": folder, "DJANGO_SETTINGS_MODULE": "kuea.project.settings"}
                command = [sys.executable, "-c", DOOR.format(root=str(ROOT), path=str(path))]
                found.append((name, "door", *watch(command, options.limit, env)))
                print(*found[-1], flush=True)
    over = [
        one for one in found if one[4] > GOAL_MB or "STOPPED" in one[2] or "Traceback" in one[2]
    ]
    print(
        json.dumps(
            {"size": options.size, "lists": found, "over": over}, ensure_ascii=False, indent=1
        )
    )


if __name__ == "__main__":
    main()
