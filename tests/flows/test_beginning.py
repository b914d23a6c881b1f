"""How an installation begins: killed in the middle, begun twice at once, begun empty."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from kuea.ledger.actions import record
from kuea.offices.actions.access import find_access_code
from kuea.project import beginning
from kuea.project.management.commands.up import Kept

HOLD = "from kuea.project import beginning\nwith beginning.alone('รอ'): print('held', flush=True); input()"
HALF = (
    "from django.core.management import call_command\n"
    "for room in ('ledger', 'offices'): call_command('migrate', room, verbosity=0)\n"
    "from kuea.ledger.actions import record\n"
    "record('sample.begin', 'sample', duty_id=None, province_code='13')"
)


def start(code: str, var: Path, **how) -> subprocess.Popen:
    """Another process of the same program, on a folder and a database of its own."""
    env = {key: value for key, value in os.environ.items() if key != "KUEA_DATABASE_URL"}
    env |= {"KUEA_VAR": str(var), "DJANGO_SETTINGS_MODULE": "kuea.project.settings"}
    program = f"import django; django.setup()\n{code}"
    return subprocess.Popen(
        [sys.executable, "-c", program], cwd=settings.ROOT, env=env, text=True, **how
    )


def test_second_beginning_waits_for_the_first_and_goes_on_when_that_is_killed(tmp_path):
    pipes = {"stdout": subprocess.PIPE, "stdin": subprocess.PIPE}
    first = start(HOLD, tmp_path, **pipes)
    assert first.stdout.readline() == "held\n"
    second = start(HOLD, tmp_path, **pipes)
    assert second.stdout.readline() == "· รอ\n"
    first.kill()
    assert second.stdout.readline() == "held\n"
    second.communicate("\n", timeout=30)
    first.communicate(timeout=30)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("verbs", "half"),
    [((), False), (("sample.begin",), True), (("sample.begin", "sample.done"), False)],
)
def test_sample_is_half_made_until_it_said_that_it_ended(verbs, half):
    for verb in verbs:
        record(verb, "sample", duty_id=None, province_code="13")
    assert beginning.sample_is_half_made() is half


@pytest.mark.django_db
def test_first_administrator_begins_with_the_paper_code_of_the_file(settings, tmp_path):
    settings.VAR = tmp_path
    assert beginning.is_new()
    path = beginning.first_administrator()
    assert path.stat().st_mode & 0o077 == 0
    code = path.read_text(encoding="utf-8").split("รหัสครั้งแรก")[1].split()[0]
    assert find_access_code(code).user.duties.get().province is None
    assert not beginning.is_new()


def test_half_made_sample_is_cleared_and_the_installation_begins_anew(tmp_path):
    assert start(HALF, tmp_path).wait(timeout=120) == 0
    again = "from django.core.management import call_command; call_command('up', once=True, no_sample=True)"
    look = (
        "from kuea.ledger.models import Event; from kuea.offices.models import *\n"
        "print(Event.objects.filter(verb='sample.begin').count(), User.objects.count(),"
        " Place.objects.filter(level='tambon').count())"
    )
    said, _ = start(again, tmp_path, stdout=subprocess.PIPE).communicate(timeout=600)
    assert "หยุดกลางคัน" in said
    assert start(look, tmp_path, stdout=subprocess.PIPE).communicate()[0] == "0 1 7436\n"


def test_address_in_use_is_told_before_any_work():
    with (
        socket.create_server(("127.0.0.1", 0)) as taken,
        pytest.raises(CommandError, match="เปิดที่ 127.0.0.1"),
    ):
        call_command("up", address=f"127.0.0.1:{taken.getsockname()[1]}")
    with pytest.raises(CommandError, match="ไม่เข้าใจที่อยู่"):
        call_command("up", address="localhost")


def test_the_reader_of_lists_begins_again_when_a_file_killed_it_and_ends_when_told(tmp_path):
    told = tmp_path / "began"
    dies = f"import os; open({str(told)!r}, 'a').write('x'); os.abort()"
    worker = Kept([sys.executable, "-c", dies], pause_seconds=0.01)
    worker.start()
    for _ in range(3000):
        if told.exists() and len(told.read_text()) >= 3:
            break
        time.sleep(0.01)
    worker.end()
    worker.join(30)
    assert not worker.is_alive()
    assert len(told.read_text()) >= 3
