"""How an installation begins: one `up` at a time, no half-made sample left behind, somebody who can sign in."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.conf import settings
from django.core.files import locks
from django.db import connection, transaction

from kuea.ledger.models import Event
from kuea.offices.actions import install_administrator, issue_first_code
from kuea.offices.models import User

SAMPLE_BEGUN, SAMPLE_DONE = "sample.begin", "sample.done"
_EASY = "abcdefghjkmnpqrstuvwxyz23456789"


@contextmanager
def alone(wait_says: str) -> Iterator[IO[bytes]]:
    """Hold the one lock of this installation. The kernel lets go of it however its holder dies.

    Whoever is given the file (a child process) holds the lock too: when only the parent is killed, the
    next `up` waits for the child instead of working beside it.
    """
    with open(settings.VAR / "beginning.lock", "ab") as file:
        if not locks.lock(file, locks.LOCK_EX | locks.LOCK_NB):
            print(f"· {wait_says}", flush=True)
            locks.lock(file, locks.LOCK_EX)
        yield file


def sample_is_half_made() -> bool:
    """The making of the sample began in this database and never ended."""
    verbs = set(
        Event.objects.filter(verb__in=[SAMPLE_BEGUN, SAMPLE_DONE]).values_list("verb", flat=True)
    )
    return verbs == {SAMPLE_BEGUN}


def is_new() -> bool:
    """Nobody has an account here yet: the only moment at which a sample may be made."""
    return not User.objects.exists()


def empty_database() -> None:
    """Take away everything. Asked for only where a half-made sample stands: it began in a database without
    a single account, so that nothing in it is anybody's work."""
    if connection.vendor == "sqlite":
        name = str(settings.DATABASES["default"]["NAME"])
        connection.close()
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(name + ending).unlink(missing_ok=True)
        return
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        names = ", ".join(connection.ops.quote_name(table) for table in tables)
        if names:
            cursor.execute(f"DROP TABLE {names} CASCADE")


def make_password() -> str:
    """A first password people can type: four groups of letters and digits, none mistaken for another."""
    return "-".join("".join(secrets.choice(_EASY) for _ in range(4)) for _ in range(4))


@transaction.atomic
def first_administrator() -> Path:
    """The account an empty installation starts from; its paper code stands in a file only its owner reads.

    The file is written before the account is there for good: killed between the two, the next `up` finds nobody
    and writes another.
    """
    duty = install_administrator(username="admin", display_name="ผู้ดูแลระบบ")
    code = issue_first_code(duty=duty)
    path = settings.VAR / "first_login.txt"
    path.touch(mode=0o600)
    path.write_text(
        f"ผู้ดูแลระบบคนแรก: เปิดหน้า /office/welcome/ ชื่อผู้ใช้ {duty.user.username} รหัสครั้งแรก {code}\n"
        "ตั้งรหัสผ่านแล้วลบแฟ้มนี้ แล้วเปิดจังหวัดที่ สำนักงาน › จังหวัดและปียุทธศาสตร์\n",
        encoding="utf-8",
    )
    return path


def inherit(file: IO[bytes]) -> dict[str, object]:
    """What `subprocess` needs so that the child holds the lock as well."""
    return {"pass_fds": (file.fileno(),)} if os.name == "posix" else {}
