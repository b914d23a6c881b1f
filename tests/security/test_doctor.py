"""`manage.py doctor` names each danger with its cure, in Thai and English, and leaves with 1 until all are gone."""

import json
import os
import re
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from kuea.ledger.guards import drop_guards
from kuea.project import doctor
from kuea.project.doctor import ADVICE, DANGER, GOOD

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "KUEA_HTTPS": "1",
    "KUEA_HOSTS": "kuea.example.go.th",
    "KUEA_SECRET_KEY": "",
    "KUEA_SEALING_KEYS": "",
    "KUEA_COMPARISON_KEY": "",
}


@pytest.fixture
def office(db, settings, tmp_path, monkeypatch):
    """An installation with everything in its place."""
    tmp_path.chmod(0o700)
    settings.VAR, settings.DEBUG, settings.HTTPS = tmp_path, False, True
    settings.SEALING_KEYS_FILE = tmp_path / "sealing_keys.txt"
    settings.HOSTS = settings.ALLOWED_HOSTS = ["kuea.example.go.th"]
    settings.SECRET_KEY, settings.COMPARISON_KEY = "aB3-" * 16 + "xyz", "cD4_" * 16 + "xyz"
    for name in ("KUEA_SECRET_KEY", "KUEA_SEALING_KEYS", "KUEA_COMPARISON_KEY", "KUEA_BACKUPS"):
        monkeypatch.delenv(name, raising=False)
    for name in ("kuea_secret_key.txt", "kuea_comparison_key.txt", "sealing_keys.txt"):
        (tmp_path / name).touch(mode=0o600)
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "today.sqlite3").write_bytes(b"x")
    (tmp_path / "sealing_key_kept_at.txt").write_text("ตู้นิรภัยห้อง 2")
    monkeypatch.setattr(doctor, "check_framework", lambda: iter(()))
    monkeypatch.setattr(doctor, "check_database", guards_only)
    monkeypatch.setattr(
        doctor,
        "CHECKS",
        tuple(getattr(doctor, check.__name__, guards_only) for check in doctor.CHECKS),
    )
    return tmp_path


def guards_only():
    """The test database is made without migrations; its guards are real."""
    missing = doctor.missing_guards()
    yield doctor.Finding(DANGER if missing else GOOD, "กฎ", f"{len(missing)} guards", "migrate")


def dangers():
    return [each.english for each in doctor.examine() if each.level == DANGER]


def test_office_with_everything_in_its_place_is_ready(office):
    assert dangers() == []
    out = StringIO()
    call_command("doctor", stdout=out)
    assert "พร้อมใช้งานจริง (ready)" in out.getvalue()


def break_debug(office, settings):
    settings.DEBUG = True


def break_https(office, settings):
    settings.HTTPS = False


def break_hosts(office, settings):
    settings.HOSTS = []


def break_wide_hosts(office, settings):
    settings.HOSTS = ["*"]


def break_secret(office, settings):
    (office / "sealing_keys.txt").chmod(0o644)


def break_short_secret(office, settings):
    settings.SECRET_KEY = "short"


def break_folder(office, settings):
    office.chmod(0o755)


def break_guard(office, settings):
    drop_guards()


def break_worker(office, settings):
    from django_tasks_db.models import DBTaskResult

    made = DBTaskResult.objects.create(
        task_path="x",
        args_kwargs={"args": [], "kwargs": {}},
        backend_name="default",
        queue_name="default",
    )
    DBTaskResult.objects.filter(pk=made.pk).update(
        enqueued_at=datetime.now(UTC) - timedelta(hours=1)
    )


def break_backup(office, settings):
    old = time.time() - 5 * 86_400
    os.utime(office / "backups" / "today.sqlite3", (old, old))


def break_no_backup(office, settings):
    (office / "backups" / "today.sqlite3").unlink()


def break_key_note(office, settings):
    (office / "sealing_key_kept_at.txt").unlink()


def break_anchor(office, settings):
    settings.ANCHORS = office / "anchors"
    settings.ANCHORS.mkdir()
    anchor = settings.ANCHORS / "2569.txt"
    anchor.write_text("x")
    old = time.time() - 3 * 86_400
    os.utime(anchor, (old, old))


def break_sample(office, settings):
    (office / "sample_logins.txt").write_text("x")


BREAKS = {
    break_debug: "Debug is on", break_https: "https is off", break_hosts: "host name", break_wide_hosts: "allow any name",
    break_secret: "may read sealing_keys", break_short_secret: "SECRET_KEY is short", break_folder: "may enter",
    break_guard: "guards", break_worker: "background tasks wait", break_backup: "5 days old", break_no_backup: "no backup",
    break_key_note: "copy of the sealing key", break_anchor: "anchor is 3 days", break_sample: "sample system",
}  # fmt: skip


@pytest.mark.parametrize("breaks", BREAKS, ids=lambda breaks: breaks.__name__)
def test_each_danger_is_named_with_its_cure(office, settings, breaks):
    breaks(office, settings)
    found = [each for each in doctor.examine() if each.level == DANGER]
    assert [each for each in found if BREAKS[breaks] in each.english and each.cure], found
    with pytest.raises(SystemExit) as left:
        call_command("doctor", stdout=StringIO())
    assert left.value.code == 1


def test_full_disk_is_named(office, monkeypatch):
    monkeypatch.setattr(doctor, "LOWEST_FREE_BYTES", 10**18)
    assert any("of disk" in each for each in dangers())


def test_missing_program_is_advice_with_the_command_that_adds_it(office, monkeypatch):
    monkeypatch.setenv("PATH", "")
    found = [each for each in doctor.examine() if each.level == ADVICE]
    assert len([each for each in found if "apt-get install" in each.cure]) == len(doctor.PROGRAMS)


def test_every_sentence_is_thai_with_english_beside(office):
    for each in doctor.examine():
        assert re.search("[\u0e00-\u0e7f]", each.thai) and not re.search(
            "[\u0e00-\u0e7f]", each.english
        )


def test_answer_for_programs_is_json(office):
    out = StringIO()
    call_command("doctor", "--json", stdout=out)
    assert {"level", "thai", "english", "cure"} == set(json.loads(out.getvalue())[0])


def run(folder, *words, **environment):
    known = {k: v for k, v in os.environ.items() if not k.startswith(("KUEA_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from django.core.management import execute_from_command_line as e; e(['manage.py', *sys.argv[1:]])", *words],
        cwd=ROOT, capture_output=True, text=True,
        env={**known, "KUEA_VAR": str(folder), "DJANGO_SETTINGS_MODULE": "kuea.project.settings", **environment},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_framework_finds_nothing_to_say_about_an_https_installation(tmp_path):
    code, said = run(tmp_path / "var", "check", "--deploy", "--fail-level", "WARNING", KUEA_HTTPS="1", KUEA_HOSTS="kuea.example.go.th")  # fmt: skip
    assert code == 0, said
    assert (tmp_path / "var").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "var" / "kuea_secret_key.txt").stat().st_mode & 0o777 == 0o600


def test_https_names_the_cookies_and_takes_no_other_host(tmp_path):
    code, said = run(
        tmp_path / "var", "shell", "-c",
        "from django.conf import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE,"
        " s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.SECURE_HSTS_SECONDS, s.ALLOWED_HOSTS)",
        KUEA_HTTPS="1", KUEA_HOSTS="kuea.example.go.th",
    )  # fmt: skip
    assert code == 0, said
    assert "__Host-kuea __Host-kuea-form True True True 31536000 ['kuea.example.go.th']" in said


def test_program_never_started_is_in_danger_and_says_how_to_begin(tmp_path):
    code, said = run(tmp_path / "var", "doctor")
    assert code == 1
    assert "python3 manage.py migrate" in said and "KUEA_HTTPS=1" in said and "KUEA_HOSTS=" in said


def test_guard_names_are_those_of_the_database(db):
    assert connection.vendor in {"sqlite", "postgresql"}
    assert doctor.missing_guards() == []
