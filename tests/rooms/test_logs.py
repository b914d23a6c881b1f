"""A whole story at the loudest level, with a crash in the middle of a form: no line names anybody (style 5)."""

import io
import logging
import logging.config

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory
from django.urls import reverse
from django.views.debug import ExceptionReporter, get_exception_reporter_filter

from kuea.finding.models import Case
from kuea.project.logs import scrub
from tests.rooms.finding.story import again, raise_one, route_one

NAME, FAMILY, TELEPHONE, NUMBER = "บุญล้อม", "เฉพาะทดสอบ", "0812345678", "1101700230708"
LATIN, WORRY = "Boonlom-Jaidee", "กินข้าวไม่ได้มาสามวัน"
SECRETS = (NAME, FAMILY, TELEPHONE, "081-234-5678", NUMBER, LATIN, WORRY, "รหัสลับของฉัน-๑๒๓๔")


@pytest.fixture
def lines():
    """What our own console would print, everything at DEBUG, statements of the database included."""
    stream = io.StringIO()
    logging.config.dictConfig(settings.LOGGING)
    handlers = [h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler]
    assert handlers, "settings.LOGGING names a console"
    loud = logging.StreamHandler(stream)
    loud.setFormatter(handlers[0].formatter)
    root, quiet = logging.getLogger(), {}
    for name in ("", "django", "django.request", "django.db.backends", "django.server", "kuea"):
        quiet[name] = logging.getLogger(name).level
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(loud)
    before, connection.force_debug_cursor = connection.force_debug_cursor, True
    yield lambda: stream.getvalue()
    connection.force_debug_cursor = before
    root.removeHandler(loud)
    for name, level in quiet.items():
        logging.getLogger(name).setLevel(level)


def tell(client, **changed):
    sent = {
        "who": f"ยาย{NAME} {LATIN}", "name": f"นาง{NAME} {FAMILY}", "worry": WORRY, "how_to_find": f"ถาม{NAME}",
        "informant": f"ป้า{FAMILY} {TELEPHONE}", "channel": "phone", "place": "130101",
    }  # fmt: skip
    return client.post(reverse("finding:tell"), sent | changed)


def test_a_story_with_a_crash_in_it_leaves_no_name_number_or_answer_in_any_line(
    world, client, lines, monkeypatch
):
    lead = raise_one(
        world, name=f"นาง{NAME} {FAMILY}", who=f"ยาย{NAME} {LATIN}", worry=WORRY, informant=f"ป้า {TELEPHONE}",
    )  # fmt: skip
    client.post(reverse("offices:sign_in"), {"username": NAME, "password": "รหัสลับของฉัน-๑๒๓๔"})
    tell(client)
    client.force_login(world.duty["secretary"].user)
    client.get(reverse("people:persons"), {"q": NAME})
    client.post(reverse("people:persons"), {"number": NUMBER})
    client.get(f"/find/receipt/{NAME}-{TELEPHONE}/")
    client.get(f"/{NAME}/{NUMBER}/")
    client.get(reverse("finding:case", args=[lead.case_id]))

    def crash(*_args, **given):
        raise ValueError(f"cannot store {NAME} {FAMILY} {NUMBER} {LATIN} {given}")

    monkeypatch.setattr("kuea.finding.lead_views.actions.raise_lead", crash)
    client.raise_request_exception = False
    monkeypatch.setattr("kuea.finding.lead_forms.LeadForm.is_valid", lambda self: True)
    monkeypatch.setattr("kuea.finding.lead_forms.LeadForm.told", lambda self: {"who": NAME})
    answer = tell(client)
    assert answer.status_code == 500
    told = lines()
    assert "builtins.ValueError" in told and "lead_views.py" in told  # it does say where
    assert "route=finding:tell" in told and "statement duration=" in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_an_error_of_the_database_is_told_without_the_row(world, lines):
    case = route_one(world, name=f"นาง{NAME} {FAMILY}")
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            Case.objects.filter(pk=again(case).pk).update(code=None, existing_care=NAME)
    except DatabaseError:
        logging.getLogger("waitress").exception("Exception while serving %s", f"/find/?q={NAME}")
    told = lines()
    assert "IntegrityError" in told
    assert [secret for secret in SECRETS if secret in told] == []


def test_an_error_report_carries_no_posted_value_and_no_variable(world):
    request = RequestFactory().post("/find/tell/", {"name": NAME, "worry": WORRY})
    try:
        secret = f"{FAMILY} {TELEPHONE}"
        raise ValueError("x" if secret else "")
    except ValueError as fault:
        kept = get_exception_reporter_filter(request)
        assert list(kept.get_post_parameters(request)) == ["name", "worry"]
        report = ExceptionReporter(request, type(fault), fault, fault.__traceback__)
        frames = report.get_traceback_frames()
        written = report.get_traceback_text() + str([frame["vars"] for frame in frames])
    assert "worry" in written
    assert [word for word in (NAME, WORRY, TELEPHONE, FAMILY) if word in written] == []


@pytest.mark.parametrize(
    "text", [f"x {NAME}", TELEPHONE, "081-234 5678", NUMBER, "1-1017-00230-70-8"]
)
def test_scrub_takes_other_letters_and_long_numbers(text):
    assert "…" in scrub(f"case=12 {text} duty=3") and text not in scrub(text)
    assert scrub("case_read case=12345 duty=678") == "case_read case=12345 duty=678"
