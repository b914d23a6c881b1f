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

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from kuea.offices.actions import load_places
from kuea.offices.models import Province

DAILY_EVERY_SECONDS = 6 * 3600


class Command(BaseCommand):
    help = "Migrate, load the places, make the sample province when there is none, and serve."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--address", default="127.0.0.1:8000", help="host:port to serve on")
        parser.add_argument(
            "--no-sample", action="store_true", help="do not make the sample province"
        )
        parser.add_argument("--once", action="store_true", help="do everything but serve")

    def handle(self, *args: object, **options: object) -> None:
        started = time.monotonic()
        if not options["once"]:
            self._check_free(str(options["address"]))
        self._say("เตรียมฐานข้อมูล")
        call_command("migrate", verbosity=0)
        self._say("อ่านทะเบียนพื้นที่ทั่วประเทศ")
        load_places()
        if not options["no_sample"] and not Province.objects.exists():
            self._make_sample()
        call_command("daily", verbosity=0)
        self._say(f"พร้อมใช้ใน {time.monotonic() - started:.0f} วินาที")
        if not options["once"]:
            self._serve(str(options["address"]))

    def _check_free(self, address: str) -> None:
        """Known before the minutes the sample takes, and said with what to do."""
        host, _colon, port = address.rpartition(":")
        if not port.isdigit():
            raise CommandError(f"ที่อยู่ {address} ไม่ครบ เขียนเป็น เครื่อง:ช่อง เช่น 127.0.0.1:8001")
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host or "127.0.0.1", int(port)))
            except OSError:
                raise CommandError(
                    f"ที่อยู่ {address} มีโปรแกรมอื่นใช้อยู่ ปิดโปรแกรมนั้น"
                    f" หรือสั่ง python3 manage.py up --address 127.0.0.1:8001"
                ) from None

    def _say(self, sentence: str) -> None:
        self.stdout.write(f"· {sentence}")
        self.stdout.flush()

    def _make_sample(self) -> None:
        """The sample lives beside the program and is started, not imported: an office runs without it."""
        root = Path(settings.ROOT)
        if not (root / "sample").is_dir():
            return
        self._say("สร้างจังหวัดตัวอย่าง (ปทุมธานี คนสมมุติทั้งหมด) ผ่านประตูเดียวกับงานจริง")
        done = subprocess.run([sys.executable, "-m", "sample"], cwd=root)
        if done.returncode:
            sys.exit("สร้างจังหวัดตัวอย่างไม่สำเร็จ ดูข้อความด้านบน แล้วสั่ง up อีกครั้งหลังลบโฟลเดอร์ var/")

    def _serve(self, address: str) -> None:
        from waitress import serve

        from kuea.project.wsgi import application

        worker = subprocess.Popen(
            [sys.executable, str(settings.ROOT / "manage.py"), "db_worker", "--no-startup-delay"],
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )
        atexit.register(worker.terminate)
        # a service manager says TERM: without this the worker would live on alone
        signal.signal(signal.SIGTERM, lambda *_said: sys.exit(0))
        threading.Thread(target=self._daily_for_ever, daemon=True).start()
        logins = settings.VAR / "sample_logins.txt"
        if logins.exists():
            self.stdout.write("\n" + logins.read_text(encoding="utf-8"))
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
            )
        finally:
            worker.terminate()

    def _daily_for_ever(self) -> None:
        while True:
            time.sleep(DAILY_EVERY_SECONDS)
            call_command("daily", verbosity=0)
