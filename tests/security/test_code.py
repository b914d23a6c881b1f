"""What our own code never does, read from the code: each dangerous call is absent, not merely unused."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kuea.core.problems import Refusal
from kuea.intake.spool import Spool
from kuea.offices import forms as office_forms

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "kuea").rglob("*.py"))
PAGES = sorted((ROOT / "kuea").rglob("*.html"))
SCRIPTS = sorted((ROOT / "kuea").rglob("static/**/*.js"))
COMMANDS = {"up.py", "doctor.py", "trial.py"}
"""Commands of the operator, and the trial of an upload in a process of its own, may start programs: with a list of words, never through a shell."""


def names_called():
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield path, ast.unparse(node.func), node


def imported():
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from ((path, each.name) for each in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield path, node.module or ""


def found_calls(pattern):
    wanted = re.compile(pattern)
    return [
        f"{path.name}: {name}" for path, name, _node in names_called() if wanted.fullmatch(name)
    ]


def test_nothing_typed_is_ever_run_as_code():
    assert found_calls(
        r"eval|exec|compile|__import__|(pickle|marshal|shelve)\..*|yaml\.(load|unsafe_load|full_load)"
    ) == ["spool.py: pickle.loads", "spool.py: pickle.dumps"]
    assert [
        path.name
        for path, name in imported()
        if name.split(".")[0] in {"pickle", "marshal", "shelve", "dill"}
    ] == ["spool.py"]


def test_the_one_pickle_opens_only_what_our_own_key_sealed(tmp_path):
    spool = Spool(tmp_path / "lots")
    spool.put([("นางมาลี", 1)])
    spool.put([("นายคำ", 2)])
    assert [list(lot) for lot in spool.lots()] == [[("นางมาลี", 1)], [("นายคำ", 2)]]
    written = (tmp_path / "lots").read_bytes()
    assert "มาลี".encode() not in written
    (tmp_path / "lots").write_bytes(written[:40] + b"AAAA" + written[44:])
    with pytest.raises(Refusal, match="seal_broken"):
        spool.take(0)


def test_no_program_is_started_through_a_shell():
    assert found_calls(r"os\.(system|popen|exec\w*|spawn\w*)") == []
    for path, name, node in names_called():
        if name.startswith("subprocess."):
            assert path.name in COMMANDS, path
            assert not any(word.arg == "shell" for word in node.keywords)


def test_no_text_is_put_into_sql_by_hand():
    assert found_calls(r".*\.(raw|extra)|RawSQL|.*\.RawSQL") == []


def test_pages_escape_whatever_was_typed():
    for path in PAGES:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b|safeseq|autoescape off|\|\s*striptags", text), path.name
    assert found_calls(r"mark_safe|SafeString|.*\.html_safe") == [
        "icons.py: mark_safe"
    ]  # our own drawings


def test_no_page_is_made_from_a_typed_template():
    assert found_calls(r"Template|.*\.from_string|engines\[.*") == []


def test_program_calls_no_other_machine():
    """No address typed or stored is ever fetched: there is nothing that could fetch it."""
    doors = {
        "requests",
        "urllib.request",
        "http.client",
        "httpx",
        "aiohttp",
        "ftplib",
        "smtplib",
        "telnetlib",
        "ldap",
        "ldap3",
    }
    assert [f"{path.name}: {name}" for path, name in imported() if name in doors] == []


def test_xml_is_parsed_only_where_sheets_are_read():
    """There the gate of uploads stands before it; nothing else reads XML, and lxml's network is not there."""
    files = {
        path for path, name in imported() if name.split(".")[0] in {"xml", "lxml", "defusedxml"}
    }
    assert {path.parent.name for path in files} <= {"sheets"}
    assert not [path for path, name in imported() if name.split(".")[0] == "lxml"]


def test_what_nobody_may_guess_comes_from_the_system():
    """`random` is nowhere: codes, receipts, passwords and keys come from `secrets` or `os.urandom`."""
    assert [path.name for path, name in imported() if name == "random"] == []


def test_no_broken_hash_or_mode_is_used():
    assert found_calls(r"(hashlib\.)?(md5|sha1|new)|.*modes\.ECB|.*\.PKCS1v15") == []


def test_forms_take_only_the_fields_they_name():
    """No form is made from a table: a field that is not written down in a form cannot be posted."""
    assert not [
        path.name
        for path in CODE
        if re.search(
            r"ModelForm|modelform_factory|fields = \"__all__\"", path.read_text(encoding="utf-8")
        )
    ]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_keep_nothing_and_run_nothing(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(
        r"localStorage|sessionStorage|indexedDB|document\.cookie|\beval\(|new Function|postMessage|document\.write|importScripts",
        text,
    )


def test_no_websocket_graphql_or_cross_origin_door_exists():
    everything = "\n".join(path.read_text(encoding="utf-8") for path in [*CODE, *SCRIPTS, *PAGES])
    assert not re.search(
        r"WebSocket\(|graphql|Access-Control-Allow|RTCPeerConnection|\bldap|memcache|latex",
        everything,
        re.I,
    )


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-test.lock"])
def test_every_component_is_pinned_with_its_hash(name):
    lines = (ROOT / name).read_text(encoding="utf-8").split("\n")
    starts = [at for at, line in enumerate(lines) if re.match(r"^[a-z0-9]", line)]
    assert starts
    for at in starts:
        assert "==" in lines[at] and "--hash=sha256:" in lines[at + 1], lines[at]


def test_every_password_box_hides_and_may_be_filled_by_a_keeper():
    for form in vars(office_forms).values():
        for name, field in getattr(form, "base_fields", {}).items():
            if "password" in name:
                assert field.widget.input_type == "password", name
                assert field.widget.attrs.get("autocomplete") not in {"off"}


def test_password_rules_are_length_and_the_known_list_alone():
    names = [each["NAME"].rsplit(".", 1)[-1] for each in settings.AUTH_PASSWORD_VALIDATORS]
    assert names == ["LengthByFactors", "CommonPasswordValidator", "NotTheirOwnWords"]
    validate_password("ก ข ค ง จ ฉ ช ซ")  # any letters, spaces too
    validate_password("🌱" * 64)
    for weak in ("short", "password1234", "qwertyuiop12"):
        with pytest.raises(ValidationError):
            validate_password(weak)


@pytest.mark.django_db
def test_log_line_cannot_be_forged(client, caplog):
    client.get("/no%0aERROR django.request forged/")
    assert caplog.records and not any("\n" in record.getMessage() for record in caplog.records)


@pytest.mark.django_db
def test_twice_the_same_field_is_read_once(world, client):
    """The last one counts, as a browser's form says it; never both, never a list where a text is meant."""
    client.force_login(world.duty["secretary"].user)
    sent = f"duty={world.duty['chair'].pk}&duty={world.duty['secretary'].pk}"
    answer = client.post("/office/duties/", sent, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 302
    assert client.session["duty_id"] == world.duty["secretary"].pk


@pytest.mark.django_db
def test_page_for_signed_in_people_shows_the_way_out(world, client):
    for name, duty in world.duty.items():
        if name == "system":
            continue
        client.force_login(duty.user)
        assert 'action="/office/sign-out/"' in client.get("/desk/").content.decode(), name


def test_password_hash_outside_tests_is_argon2():
    text = (ROOT / "kuea" / "project" / "settings.py").read_text(encoding="utf-8")
    assert re.search(
        r'MD5PasswordHasher"\s+#[^\n]*\n\s+if TESTING\n\s+else "django.contrib.auth.hashers.Argon2PasswordHasher"',
        text,
    )
