"""What is missing for a safe deployment, each with its cure: Thai first, English beside. Changes nothing."""

import json
import os
import shutil
import stat
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core import checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

DANGER, ADVICE, GOOD = "danger", "advice", "good"
LOWEST_FREE_BYTES = 2 * 1024**3
BACKUP_DAYS, ANCHOR_HOURS, WORKER_MINUTES, CLOCK_SECONDS = 2, 26, 15, 120
OFFICE_HOSTS = {"localhost", "127.0.0.1", "[::1]"}
# What each optional program is for, how it is called, and the command that adds it on Debian and Ubuntu.
PROGRAMS = (
    ("LibreOffice", ("soffice", "libreoffice"), "ทำ PDF ของหนังสือราชการ", "makes PDF of official papers", "apt-get install libreoffice-writer"),
    ("Chromium", ("chromium", "google-chrome"), "ทดสอบด้วยเบราว์เซอร์", "browser tests", "apt-get install chromium fonts-thai-tlwg"),
    ("Java", ("java",), "ตรวจแบบฟอร์ม ODK", "checks ODK forms", "apt-get install default-jre-headless"),
    ("Node", ("node",), "สร้างหน้าแบบฟอร์มออฟไลน์", "builds the offline form page", "apt-get install nodejs npm"),
    ("PostgreSQL", ("psql", "pg_dump"), "ฐานข้อมูลเมื่อจังหวัดใหญ่ขึ้น", "the database of a large province", "apt-get install postgresql"),
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    level: str
    thai: str
    english: str
    cure: str = ""


def examine() -> list[Finding]:
    """Every check in the order a person would cure them."""
    found: list[Finding] = []
    for check in CHECKS:
        found += check()
    return found


def check_door() -> Iterator[Finding]:
    """Debug, https, hosts."""
    if settings.DEBUG:
        yield Finding(DANGER, "เปิดโหมดแก้จุดบกพร่องอยู่ หน้าผิดพลาดจะบอกความลับของระบบ", "Debug is on: faults tell the inside of the system", "KUEA_DEBUG=0")  # fmt: skip
    else:
        yield Finding(GOOD, "โหมดแก้จุดบกพร่องปิดอยู่", "Debug is off")
    if settings.HTTPS:
        yield Finding(GOOD, f"ใช้ https รับคำบอกจากพร็อกซี {settings.PROXY} เท่านั้น", f"https is on; only the proxy {settings.PROXY} is believed")  # fmt: skip
    else:
        yield Finding(DANGER, "ยังไม่เปิด https รหัสผ่านและข้อมูลคนเดินทางโดยไม่ปิดผนึก", "https is off: passwords and people's data travel unsealed",
                      "ตั้งพร็อกซีที่มีใบรับรอง แล้วสั่ง (put a proxy with a certificate in front, then) KUEA_HTTPS=1 KUEA_PROXY=ADDRESS")  # fmt: skip
    if not settings.HOSTS:
        yield Finding(DANGER, "ยังไม่ได้ตั้งชื่อเครื่องของระบบ", "The host name of this installation is not set", "KUEA_HOSTS=kuea.example.go.th")  # fmt: skip
    elif "*" in settings.HOSTS or any(host.startswith(".") for host in settings.HOSTS):
        yield Finding(DANGER, "ชื่อเครื่องเปิดกว้างเกินไป", "The host names allow any name", "KUEA_HOSTS=kuea.example.go.th")  # fmt: skip
    else:
        yield Finding(GOOD, "ชื่อเครื่อง: " + ", ".join(settings.HOSTS), "host names are set")


def check_secrets() -> Iterator[Finding]:
    """Every secret in a file only we read."""
    secrets = {
        "KUEA_SECRET_KEY": settings.VAR / "kuea_secret_key.txt",
        "KUEA_COMPARISON_KEY": settings.VAR / "kuea_comparison_key.txt",
        "KUEA_SEALING_KEYS": settings.SEALING_KEYS_FILE,
    }
    for name, kept in secrets.items():
        if os.environ.get(name):
            yield Finding(ADVICE, f"{name} มาจากตัวแปรแวดล้อม ผู้ใช้อื่นของเครื่องอาจอ่านได้", f"{name} comes from the environment, which others on the machine may read",
                          f"เก็บในแฟ้ม (keep it in) {kept}; chmod 600")  # fmt: skip
        elif stat.S_IMODE(kept.stat().st_mode) & 0o077:
            yield Finding(DANGER, f"ผู้ใช้อื่นของเครื่องอ่าน {kept.name} ได้", f"Others on this machine may read {kept.name}", f"chmod 600 {kept}")  # fmt: skip
        else:
            yield Finding(
                GOOD, f"{kept.name} อ่านได้เฉพาะเจ้าของ", f"{kept.name} is its owner's alone"
            )
    for name in ("SECRET_KEY", "COMPARISON_KEY"):
        if len(getattr(settings, name)) < 50 or len(set(getattr(settings, name))) < 5:
            yield Finding(DANGER, f"{name} สั้นหรือเดาง่าย", f"{name} is short or easy to guess",
                          "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'")  # fmt: skip
    if stat.S_IMODE(settings.VAR.stat().st_mode) & 0o007:
        yield Finding(DANGER, f"ผู้ใช้อื่นของเครื่องเข้า {settings.VAR} ได้", f"Others on this machine may enter {settings.VAR}", f"chmod 700 {settings.VAR}")  # fmt: skip


def check_database() -> Iterator[Finding]:
    """Reachable, migrated, guarded."""
    try:
        plan = MigrationExecutor(connection)
        waiting = plan.migration_plan(plan.loader.graph.leaf_nodes())
    except DatabaseError:
        yield Finding(
            DANGER,
            "ต่อฐานข้อมูลไม่ได้",
            "The database does not answer",
            "KUEA_DATABASE_URL=postgres://…",
        )
        return
    if waiting:
        yield Finding(DANGER, f"ฐานข้อมูลยังไม่เป็นรุ่นนี้ ขาด {len(waiting)} ขั้น", f"{len(waiting)} migrations are waiting", "python3 manage.py migrate")  # fmt: skip
        return
    missing = missing_guards()
    if missing:
        yield Finding(DANGER, f"กฎในฐานข้อมูลหายไป {len(missing)} ข้อ", f"{len(missing)} guards of the database are gone: {missing[0]}", "python3 manage.py migrate")  # fmt: skip
    else:
        yield Finding(GOOD, "กฎในฐานข้อมูลครบ", "every guard of the database is up")


def missing_guards() -> list[str]:
    from kuea.ledger.guards import collect_guards

    ask = (
        "SELECT name FROM sqlite_master WHERE type='trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    )
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(ask)
        up = {name for (name,) in cursor.fetchall()}
    return sorted(g.name for g in collect_guards() if g.table in tables and g.name not in up)


def check_worker() -> Iterator[Finding]:
    """A task that waited long says that nobody takes them up."""
    from django_tasks_db.models import DBTaskResult

    edge = datetime.now(UTC) - timedelta(minutes=WORKER_MINUTES)
    try:
        late = DBTaskResult.objects.filter(status="READY", enqueued_at__lt=edge).count()
    except DatabaseError:
        return  # said by check_database
    if late:
        yield Finding(DANGER, f"งานเบื้องหลังค้าง {late} งาน ไม่มีผู้ทำ", f"{late} background tasks wait and nobody takes them up", "python3 manage.py db_worker")  # fmt: skip
    else:
        yield Finding(GOOD, "ไม่มีงานเบื้องหลังค้าง", "no background task is waiting")


def check_disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.VAR).free
    if free < LOWEST_FREE_BYTES:
        yield Finding(DANGER, f"เนื้อที่เหลือ {free / 1024**3:.1f} GB", f"{free / 1024**3:.1f} GB of disk are left", "ย้ายสำเนาสำรองเก่าออก (move old backups away)")  # fmt: skip
    else:
        yield Finding(GOOD, f"เนื้อที่เหลือ {free / 1024**3:.0f} GB", "there is room on the disk")


def check_backups() -> Iterator[Finding]:
    """The newest file of the backup folder, and a copy of the sealing key that is not beside the data."""
    folder = Path(os.environ.get("KUEA_BACKUPS", settings.VAR / "backups"))
    files = [path for path in folder.glob("*") if path.is_file()] if folder.is_dir() else []
    newest = max((path.stat().st_mtime for path in files), default=0)
    age = datetime.now(UTC) - datetime.fromtimestamp(newest, UTC)
    if not files:
        yield Finding(DANGER, "ยังไม่เคยสำรองข้อมูล", "There is no backup", f"เก็บสำเนาฐานข้อมูลไว้ที่ (keep copies of the database in) KUEA_BACKUPS={folder}")  # fmt: skip
    elif age > timedelta(days=BACKUP_DAYS):
        yield Finding(DANGER, f"สำเนาสำรองล่าสุดอายุ {age.days} วัน", f"The newest backup is {age.days} days old", f"ดู (see) {folder}")  # fmt: skip
    else:
        yield Finding(GOOD, "มีสำเนาสำรองใหม่", "there is a fresh backup")
    note = settings.VAR / "sealing_key_kept_at.txt"
    if not note.exists():
        yield Finding(DANGER, "ไม่มีบันทึกว่าสำรองกุญแจปิดผนึกไว้ที่ใด หากหาย เลขประจำตัวที่ปิดผนึกจะหายด้วย", "Nobody wrote down where a copy of the sealing key is kept; without it sealed numbers are lost",
                      f"เก็บสำเนากุญแจในตู้นิรภัย แล้วเขียนที่เก็บลงใน (put a copy into a safe and write where into) {note}")  # fmt: skip


def check_anchor() -> Iterator[Finding]:
    """The ledger's daily anchor, when that part is installed and has written one."""
    files = sorted(settings.ANCHORS.glob("*.txt"))
    if not files:
        return
    newest = max(path.stat().st_mtime for path in files)
    age = datetime.now(UTC) - datetime.fromtimestamp(newest, UTC)
    if age > timedelta(hours=ANCHOR_HOURS):
        yield Finding(DANGER, f"หมุดบันทึกเหตุการณ์ล่าสุดอายุ {age.days} วัน", f"The ledger's newest anchor is {age.days} days old", "python3 manage.py daily")  # fmt: skip
    else:
        yield Finding(GOOD, "หมุดบันทึกเหตุการณ์ใหม่", "the ledger's anchor is fresh")


def check_clock() -> Iterator[Finding]:
    """Deadlines of the law are counted by this clock."""
    if not shutil.which("timedatectl"):
        return
    asked = subprocess.run(  # noqa: S603
        [str(shutil.which("timedatectl")), "show", "-p", "NTPSynchronized", "--value"],
        capture_output=True, text=True, timeout=10, check=False,
    )  # fmt: skip
    if asked.returncode == 0 and asked.stdout.strip() == "no":
        yield Finding(DANGER, "นาฬิกาของเครื่องไม่ได้ตั้งตามเวลามาตรฐาน", "The clock of the machine follows no time server", "timedatectl set-ntp true")  # fmt: skip
    newest = newest_event()
    if newest and newest > datetime.now(UTC) + timedelta(seconds=CLOCK_SECONDS):
        yield Finding(DANGER, "มีเหตุการณ์ที่เวลาล้ำหน้านาฬิกาของเครื่อง", "An event lies in the future of this clock", "timedatectl set-ntp true")  # fmt: skip


def newest_event() -> datetime | None:
    from kuea.ledger.models import Event

    try:
        last = Event.objects.order_by("-pk").first()
    except DatabaseError:
        return None
    return last.at if last else None


def check_sample() -> Iterator[Finding]:
    if (settings.VAR / "sample_logins.txt").exists():
        yield Finding(DANGER, "เป็นระบบตัวอย่าง มีรหัสผ่านที่รู้กันทั่วไป", "This is the sample system: its passwords are known to everybody", "เริ่มใหม่ด้วย (begin anew with) python3 manage.py up --no-sample")  # fmt: skip


def check_framework() -> Iterator[Finding]:
    """Django's own `check --deploy`."""
    found = checks.run_checks(include_deployment_checks=True)
    for message in found:
        if message.is_silenced():
            continue
        level = DANGER if message.level >= checks.ERROR else ADVICE
        yield Finding(level, f"ข้อสังเกตจากเฟรมเวิร์ก {message.id}", " ".join(str(message.msg).split()), str(message.hint or ""))  # fmt: skip
    if not found:
        yield Finding(GOOD, "เฟรมเวิร์กไม่มีข้อสังเกต", "the framework's deployment check is clean")


def check_programs() -> Iterator[Finding]:
    for name, commands, thai, english, cure in PROGRAMS:
        if any(shutil.which(command) for command in commands):
            yield Finding(GOOD, f"มี {name}", f"{name} is there")
        else:
            yield Finding(ADVICE, f"ไม่มี {name} ({thai})", f"{name} is not there ({english})", cure)


CHECKS: tuple[Callable[[], Iterator[Finding]], ...] = (
    check_door, check_secrets, check_database, check_worker, check_disk, check_backups, check_anchor, check_clock,
    check_sample, check_framework, check_programs,
)  # fmt: skip


def as_json(found: list[Finding]) -> str:
    return json.dumps([vars(each) for each in found], ensure_ascii=False, indent=1)
