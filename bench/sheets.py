"""How long a list of 100,000 rows × 20 columns takes to open and read, and how much memory.

    python bench/sheets.py [rows] [--form xlsx|csv]

Prints each figure beside its goal; the file is made first and is not counted.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

HEADER = (
    "ลำดับ", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "เพศ", "วันเดือนปีเกิด", "อายุ",
    "บ้านเลขที่", "หมู่ที่", "ชื่อหมู่บ้าน", "ตำบล", "อำเภอ", "จังหวัด", "รหัสไปรษณีย์", "โทรศัพท์",
    "รายได้ (บาท/ปี)", "ความเดือดร้อน", "หมายเหตุ", "รหัสบ้าน",
)  # fmt: skip


def made_up_row(number: int) -> list[object]:
    """A row of nobody: the citizen numbers begin with 0, which is never issued for citizens."""
    return [
        number, 10_000_000_000 + number, "นาย", f"สมมติ{number % 900}", f"ใจดี{number % 7000}", "ชาย",
        f"{number % 28 + 1}/{number % 12 + 1}/{2480 + number % 60}", number % 90, f"{number % 300}/{number % 9}",
        number % 15 + 1, f"บ้านคลอง{number % 80}", f"ตำบลที่{number % 60}", f"อำเภอที่{number % 7}",
        "ปทุมธานี", 12000, f"08{number:08d}", number * 7 % 90_000, "อยู่ลำพัง เดินไม่สะดวก", "", f"{number:011d}",
    ]  # fmt: skip


def make(path: Path, rows: int) -> None:
    """The file as an office would save it."""
    if path.suffix == ".csv":
        import csv

        with path.open("w", encoding="cp874", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(made_up_row(number) for number in range(1, rows + 1))
        return
    import xlsxwriter

    with xlsxwriter.Workbook(str(path), {"constant_memory": path.stem != "shared"}) as book:
        sheet = book.add_worksheet("รายชื่อ")
        sheet.write_row(0, 0, HEADER)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, made_up_row(number))


def measure(path: Path) -> dict[str, float]:
    """Run in a process of its own so that the peak of memory is that of reading alone."""
    from kuea.intake.sheets import open_sheet, require_columns

    started = time.perf_counter()
    sheet = open_sheet(path, kind="bmn")
    columns = require_columns(sheet.header, "bmn")
    opened = time.perf_counter()
    rows = values = 0
    for lot in sheet.chunks(2000):
        for _, row in lot:
            rows += 1
            values += len(columns.pick(row))
    done = time.perf_counter()
    status = Path("/proc/self/status").read_text()
    peak = int(status.split("VmHWM:")[1].split()[0]) / 1024
    return {
        "rows": rows,
        "values": values,
        "open_s": round(opened - started, 2),
        "rows_s": round(done - opened, 2),
        "total_s": round(done - started, 2),
        "cpu_s": round(sum(resource.getrusage(resource.RUSAGE_SELF)[:2]), 2),
        "peak_mb": round(peak),
    }


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("rows", nargs="?", type=int, default=100_000)
    asked.add_argument("--measure", type=Path, help=argparse.SUPPRESS)
    arguments = asked.parse_args()
    if arguments.measure:
        print(json.dumps(measure(arguments.measure)))
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in ("plain.xlsx", "shared.xlsx", "list.csv"):
            path = Path(folder) / name
            make(path, arguments.rows)
            answer = subprocess.run(
                [sys.executable, __file__, "--measure", str(path)],
                check=True,
                capture_output=True,
                text=True,
            )
            found = json.loads(answer.stdout)
            print(
                f"{name:12} {path.stat().st_size / 1e6:6.1f} MB  {found['rows']:,} rows  "
                f"open {found['open_s']} s + rows {found['rows_s']} s = {found['total_s']} s (goal 10)  "
                f"on the processor {found['cpu_s']} s, start of Python included  "
                f"peak {found['peak_mb']} MB (goal 500)"
            )


if __name__ == "__main__":
    main()
