"""`manage.py up`: from nothing to a served, living system."""

import atexit
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.offices.actions import load_places
from kuea.offices.sample_codes import is_loopback
from kuea.project import beginning

DAILY_EVERY_SECONDS = 6 * 3600


class Command(BaseCommand):
    help = "Migrate, load the places, make the sample province when nobody is here yet, and serve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1:8000", help="host:port to serve on")
        parser.add_argument(
            "--no-sample", action="store_true", help="an empty system with one administrator"
        )
        parser.add_argument("--once", action="store_true", help="do everything but serve")

    def handle(self, *args: object, **options: object) -> None:
        started = time.monotonic()
        address = str(options["address"])
        if not options["once"]:
            require_free(address)
        with beginning.alone("มีคำสั่ง up อีกตัวกำลังเตรียมฐานข้อมูลนี้อยู่ รอให้เสร็จก่อน") as lock:
            self._prepare_tables()
            if beginning.sample_is_half_made():
                self._say("จังหวัดตัวอย่างครั้งก่อนหยุดกลางคัน ล้างแล้วทำใหม่ทั้งหมด (ยังไม่มีงานของใครในนั้น)")
                beginning.empty_database()
                self._prepare_tables()
            self._say("อ่านทะเบียนพื้นที่ทั่วประเทศ")
            load_places()
            if beginning.is_new():
                self._begin(lock, bool(options["no_sample"]))
            call_command("daily", verbosity=0)
        self._say(f"พร้อมใช้ใน {time.monotonic() - started:.0f} วินาที")
        if not options["once"]:
            self._serve(address)

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"· {sentence}")
        self.stdout.flush()

    def _prepare_tables(self) -> None:
        self._say("เตรียมฐานข้อมูล")
        call_command("migrate", verbosity=0)
        call_command("createcachetable", verbosity=0)

    def _begin(self, lock: IO[bytes], is_empty: bool) -> None:
        """The sample lives beside the program and is started, not imported: an office runs without it."""
        root = Path(settings.ROOT)
        if is_empty or not (root / "sample").is_dir():
            beginning.first_administrator()
            return
        self._say("สร้างจังหวัดตัวอย่าง (ปทุมธานี คนสมมุติทั้งหมด) ผ่านประตูเดียวกับงานจริง")
        done = subprocess.run([sys.executable, "-m", "sample"], cwd=root, **beginning.inherit(lock))
        if done.returncode:
            raise CommandError(
                "สร้างจังหวัดตัวอย่างไม่สำเร็จ เหตุอยู่ในข้อความด้านบน แก้แล้วสั่ง up อีกครั้ง ระบบจะเริ่มทำใหม่ให้เอง"
            )

    def _serve(self, address: str) -> None:
        from waitress import serve

        from kuea.project.wsgi import application

        worker = Kept(
            [sys.executable, str(settings.ROOT / "manage.py"), "db_worker", "--no-startup-delay"]
        )
        atexit.register(worker.end)
        worker.start()
        # a service manager says TERM: without this the worker would live on alone
        signal.signal(signal.SIGTERM, lambda *_said: sys.exit(0))
        threading.Thread(target=self._daily_for_ever, daemon=True).start()
        for logins in (settings.VAR / "sample_logins.txt", settings.VAR / "first_login.txt"):
            if logins.exists():
                self.stdout.write("\n" + logins.read_text(encoding="utf-8"))
        logins = settings.VAR / "sample_logins.txt"
        settings.SHOW_SAMPLE_CODES = logins.exists() and is_loopback(address.rpartition(":")[0])
        self.stdout.write(f"\nเปิดเบราว์เซอร์ที่  http://{address}/   (หยุดด้วย Ctrl+C)\n")
        self.stdout.flush()
        try:
            serve(
                application,
                listen=address,
                threads=8,
                ident="kuea",
                max_request_body_size=400
                * 1024
                * 1024,  # larger than a list may be: the page says so in Thai
                **_behind_a_proxy(),
            )
        finally:
            worker.end()

    def _daily_for_ever(self) -> None:
        while True:
            time.sleep(DAILY_EVERY_SECONDS)
            call_command("daily", verbosity=0)


class Kept(threading.Thread):
    """A process that is started again when it dies: a file that kills the reader stops one list, not all of them."""

    def __init__(self, command: list[str], *, pause_seconds: float = 5) -> None:
        super().__init__(daemon=True)
        self.command, self.pause_seconds = command, pause_seconds
        self.process: subprocess.Popen[bytes] | None = None
        self._ending, self._changing = threading.Event(), threading.Lock()

    def run(self) -> None:
        while self._begin():
            self.process.wait()  # type: ignore[union-attr]  # begun just now
            self._ending.wait(self.pause_seconds)

    def end(self) -> None:
        """The process is told to end, and none is started after it."""
        self._ending.set()
        with self._changing:
            if self.process is not None:
                self.process.terminate()

    def _begin(self) -> bool:
        with self._changing:
            if self._ending.is_set():
                return False
            self.process = subprocess.Popen(
                self.command, env={**os.environ, "PYTHONWARNINGS": "ignore"}
            )
        return True


def require_free(address: str) -> None:
    """Say at once that somebody serves there already, before minutes of work."""
    host, _, port = address.rpartition(":")
    if not port.isdigit():
        raise CommandError(f"ไม่เข้าใจที่อยู่ {address} เขียนเป็น เครื่อง:พอร์ต เช่น 127.0.0.1:8000")
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]*"), int(port)))
        except OSError as error:
            raise CommandError(
                f"เปิดที่ {address} ไม่ได้ ({error.strerror}) มีโปรแกรมอื่นใช้อยู่หรือชื่อเครื่องไม่ถูก "
                "หยุดตัวเดิม หรือเลือกที่อื่น เช่น up --address 127.0.0.1:8001"
            ) from error


def _behind_a_proxy() -> dict[str, object]:
    """With https the proxy's word is taken for scheme and address; nobody else's, and never without https."""
    if not settings.HTTPS:
        return {"clear_untrusted_proxy_headers": True}
    return {
        "trusted_proxy": settings.PROXY,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }
