"""Taking data out (3.3 rule 9): a purpose, a second person, no sealed matter, a mark in every row, an end."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from kuea.core.problems import Refusal
from kuea.ledger.models import Event
from kuea.offices.models import Duty
from kuea.reporting import actions
from kuea.reporting.export_rows import COLUMNS
from kuea.reporting.models import Export
from tests.cases import make_case, make_need, make_person
from tests.world import make_duty

WHY = {
    "purpose": "refer_help",
    "purpose_words": "ส่งต่อให้ อบต. ซ่อมบ้านก่อนฤดูฝน",
    "receiver": "อบต. บางปรอก",
}


@pytest.fixture(autouse=True)
def own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return tmp_path


@pytest.fixture
def second(world):
    """Another person who is a secretary too."""
    return make_duty("secretary", world.province)


def ask(by, kind="cases", **facts) -> Export:
    return actions.ask_export(by=by, kind=kind, **{**WHY, **facts})


def opened(by, export) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(actions.open_export(by=by, export=export))))


def read_csv(archive) -> list[dict[str, str]]:
    return list(
        csv.DictReader(io.StringIO(archive.read("rows.csv").decode("utf-8-sig"), newline=""))
    )


def test_persons_leave_only_after_a_second_person_agreed(world, second):
    case, secretary = (
        make_case(world, person=make_person(world, "=cmd|' /c calc'!A1")),
        world.duty["secretary"],
    )
    export = ask(secretary)
    assert export.state == "asked" and export.data_class == "D2"
    with pytest.raises(Refusal, match="not_in_this_state"):
        actions.open_export(by=secretary, export=export)
    with pytest.raises(Refusal, match="export_second"):
        actions.approve_export(by=secretary, export=export)
    same_person = Duty.objects.create(user=secretary.user, role="chair", province=world.province)
    with pytest.raises(Refusal, match="export_second"):
        actions.approve_export(by=same_person, export=export)
    export = actions.approve_export(by=second, export=export)
    archive = opened(secretary, export)
    (row,) = read_csv(archive)
    assert row["code"] == case.code and row["name"].startswith("นาง=cmd")
    for part in (export.code, str(secretary.user), WHY["receiver"], "ส่งต่อ"):
        assert part in row["watermark"]
    with pytest.raises(Refusal, match="not_in_your_area"):
        actions.open_export(by=second, export=export)
    told = list(
        Event.objects.filter(subject="reporting.export")
        .order_by("pk")
        .values_list("verb", flat=True)
    )
    assert told == ["export.ask", "export.make", "export.download"]


def test_database_itself_wants_a_second_person(world, second):
    export = ask(world.duty["secretary"])
    for decided_by in (None, world.duty["secretary"]):
        with pytest.raises(IntegrityError, match="E9"), transaction.atomic():
            Export.objects.filter(pk=export.pk).update(state="ready", decided_by=decided_by)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.filter(pk=export.pk).update(data_class="D4")


def test_sealed_and_sensitive_matters_are_in_no_export(world, second):
    shown, secretary = make_case(world), world.duty["secretary"]
    for facts in ({"is_sealed": True}, {"sensitive": "hiv"}):
        hidden = make_case(world, person=make_person(world, "ลับมาก"), **facts)
        hidden.named_duties.add(secretary)
        make_need(world, hidden)
    make_need(world, shown)
    make_case(world, person=make_person(world, "ลับมาก", is_sealed=True)).named_duties.add(secretary)
    for kind in ("cases", "needs"):
        export = actions.approve_export(by=second, export=ask(secretary, kind))
        rows = read_csv(opened(secretary, export))
        assert len(rows) == 1 and "ลับมาก" not in str(rows)
    assert "D4" not in {column.data_class for columns in COLUMNS.values() for column in columns}


def test_host_takes_its_own_cases_alone(world, second):
    make_case(world)
    other = make_case(world)
    type(other).objects.filter(pk=other.pk).update(host=world.duty["giver"].organisation)
    export = actions.approve_export(by=second, export=ask(world.duty["host_coordinator"]))
    assert export.rows_count == 1
    with pytest.raises(Refusal, match="export_class"):
        ask(world.duty["chair"], "needs")
    for role in ("volunteer", "giver", "ministry", "facilitator", "administrator"):
        with pytest.raises(Refusal, match="not_your_duty"):
            ask(world.duty[role], "board")


def test_board_needs_a_purpose_but_no_second_person(world):
    chair = world.duty["chair"]
    with pytest.raises(Refusal, match="missing"):
        ask(chair, "board", purpose_words="ใช้")
    with pytest.raises(Refusal, match="missing"):
        ask(chair, "board", receiver="  ")
    with pytest.raises(Refusal, match="purpose_forbidden"):
        ask(chair, "board", purpose_words="ใช้หาเสียงเลือกตั้งท้องถิ่น")
    export = ask(chair, "board")
    assert export.state == "ready" and export.decided_by is None
    rows = read_csv(opened(chair, export))
    assert {row["tambon_code"] for row in rows} == {world.tambon.code, world.other_tambon.code}
    assert ask(chair, "organisations").rows_count > 0


def test_sheet_holds_text_only_and_the_mark_on_every_page(world, second):
    make_case(world, person=make_person(world, "=1+1"))
    person = make_person(world, "", nickname="=2+2")
    person.title = ""
    person.given_name = person.family_name = ""
    person.save()
    make_case(world, person=person)
    export = actions.approve_export(by=second, export=ask(world.duty["secretary"]))
    archive = opened(world.duty["secretary"], export)
    assert "'=2+2" in {row["name"] for row in read_csv(archive)}
    sheet = openpyxl.load_workbook(io.BytesIO(archive.read("rows.xlsx"))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert export.code in sheet["A1"].value and export.code in sheet.oddHeader.left.text
    assert "'=2+2" in [cell.value for cell in cells]


def test_description_says_what_the_file_holds(world, second):
    """The points of the Frictionless tabular data package profile that a reader relies on."""
    make_need(world, make_case(world))
    export = actions.approve_export(by=second, export=ask(world.duty["secretary"], "needs"))
    archive = opened(world.duty["secretary"], export)
    told, table = json.loads(archive.read("datapackage.json")), archive.read("rows.csv")
    assert told["profile"] == "tabular-data-package" and told["name"] == told["name"].lower()
    (resource,) = told["resources"]
    assert resource["path"] == "rows.csv" and resource["bytes"] == len(table)
    assert resource["hash"] == f"sha256:{hashlib.sha256(table).hexdigest()}"
    (row,) = read_csv(archive)
    assert [field["name"] for field in resource["schema"]["fields"]] == list(row)
    read = {
        "string": str,
        "integer": int,
        "date": date.fromisoformat,
        "boolean": ["true", "false"].index,
    }
    for field in resource["schema"]["fields"]:
        assert row[field["name"]] == "" or read[field["type"]](row[field["name"]]) is not None


def test_file_is_sealed_on_disk_and_gone_after_seven_days(world, second, own_files):
    make_case(world, person=make_person(world, "มาลีวรรณ"))
    secretary = world.duty["secretary"]
    export = actions.approve_export(by=second, export=ask(secretary))
    (kept,) = [path for path in Path(own_files).rglob("*") if path.is_file()]
    assert kept.suffix == ".sealed" and kept.read_bytes()[:2] != b"PK"
    assert timedelta(days=6, hours=23) < export.expires_at - timezone.now() <= timedelta(days=7)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    with pytest.raises(Refusal, match="export_expired"):
        actions.open_export(by=secretary, export=Export.objects.get())
    system = Duty.objects.create(user=secretary.user, role="system", province=world.province)
    assert actions.expire_exports(by=system) == 1 and actions.expire_exports(by=system) == 0
    assert not kept.exists() and Export.objects.get().state == "expired"


def test_file_is_refused_once_something_in_it_was_sealed_or_the_duty_ended(world, second):
    case, secretary = make_case(world), world.duty["secretary"]
    export = actions.approve_export(by=second, export=ask(secretary))
    assert opened(secretary, export)
    case.is_sealed = True
    case.save()
    with pytest.raises(Refusal, match="export_scope"):
        actions.open_export(by=secretary, export=export)
    secretary.ended_at = timezone.now()
    with pytest.raises(Refusal, match="not_in_your_area"):
        actions.open_export(by=secretary, export=export)


def test_pages_from_asking_to_receiving(world, second, client):
    make_case(world, person=make_person(world, "มาลีวรรณ"))
    client.force_login(world.duty["secretary"].user)
    form = {"kind": "cases", "promise": "on", **WHY}
    assert client.post(reverse("reporting:export_ask"), {**form, "promise": ""}).status_code == 400
    asked = client.post(reverse("reporting:export_ask"), form, follow=True)
    export = Export.objects.get()
    assert "เห็นชอบเองไม่ได้" in asked.content.decode()
    file_url = reverse("reporting:export_file", args=[export.pk])
    assert client.get(file_url).status_code == 405 and client.post(file_url).status_code == 409
    client.force_login(second.user)
    page = client.get(reverse("reporting:export", args=[export.pk])).content.decode()
    assert "ให้ทำแฟ้ม" in page and "มาลีวรรณ" not in page
    client.post(reverse("reporting:export_decide", args=[export.pk]), {"answer": "agree"})
    assert client.post(file_url).status_code == 404  # it is not theirs
    client.force_login(world.duty["secretary"].user)
    answer = client.post(file_url)
    assert answer.status_code == 200 and export.code in answer["Content-Disposition"]
    assert (
        answer["X-Content-Type-Options"] == "nosniff"
        and "attachment" in answer["Content-Disposition"]
    )
    assert "มาลีวรรณ" in zipfile.ZipFile(io.BytesIO(b"".join(answer))).read("rows.csv").decode()
    for name in ("export", "export_paper"):
        assert (
            export.code
            in client.get(reverse(f"reporting:{name}", args=[export.pk])).content.decode()
        )
    assert export.code in client.get(reverse("reporting:exports")).content.decode()
    client.force_login(world.other["secretary"].user)
    assert client.get(reverse("reporting:export", args=[export.pk])).status_code == 404
    client.force_login(world.duty["volunteer"].user)
    assert client.get(reverse("reporting:exports")).status_code == 403


def test_refusal_of_the_second_person_says_why(world, second):
    export = ask(world.duty["secretary"])
    with pytest.raises(Refusal, match="missing"):
        actions.refuse_export(by=second, export=export, reason=" ")
    assert actions.refuse_export(by=second, export=export, reason="ขอกว้างไป").state == "refused"
    with pytest.raises(Refusal, match="not_in_this_state"):
        actions.approve_export(by=second, export=Export.objects.get())


def test_second_person_is_of_the_same_province(world):
    """Not only out of sight: the action itself refuses the neighbour's secretary."""
    make_case(world)
    export = ask(world.duty["secretary"])
    for decide, more in ((actions.approve_export, {}), (actions.refuse_export, {"reason": "ไม่ใช่"})):
        with pytest.raises(Refusal, match="not_in_your_area"):
            decide(by=world.other["secretary"], export=export, **more)
