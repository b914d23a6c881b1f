"""Bad input, named (part 1), as an officer sends it: through the upload page and back, nothing lost or half-written."""

import io
import re

import openpyxl
import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver, reverse

from kuea.core.thai import make_sample_number
from kuea.coverage import actions as coverage
from kuea.finding.models import Case
from kuea.intake.models import Batch, RawRow
from kuea.people.models import LinkQuestion, Person, Record
from kuea.reporting.actions import take_snapshot
from tests.cases import make_case, make_need, make_offer, make_search
from tests.house.test_house import every_route
from tests.rooms.intake.lists import HEADER, HERE, csv_bytes

NUMBER = make_sample_number(1)


@pytest.fixture(autouse=True)
def own_folders(settings, tmp_path):
    settings.MEDIA_ROOT, settings.SNAPSHOTS = tmp_path / "files", tmp_path / "snapshots"


@pytest.fixture
def send(client, world):
    """Post a file as the secretary; the words of the page that answers."""

    def go(name: str, content: bytes) -> str:
        client.force_login(world.duty["secretary"].user)
        sheet = SimpleUploadedFile(name, content)
        answer = client.post(
            reverse("intake:send"), {"kind": "general", "sheet": sheet}, follow=True
        )
        return answer.content.decode()

    return go


def workbook(rows: list[list], change=None) -> bytes:
    book = openpyxl.Workbook()
    for row in [HEADER, *rows]:
        book.active.append(row)
    if change:
        change(book.active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def given_back(client) -> list[dict]:
    """The sheet the sender gets back, row by row."""
    answer = client.get(reverse("intake:faulty_sheet", args=[Batch.objects.get().pk]))
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    while "ปัญหา" not in rows[0]:  # the sender's own title stands above the headings again
        rows.pop(0)
    heading, *rows = rows
    return [dict(zip(heading, row, strict=True)) for row in rows]


def test_one_dirty_workbook_is_read_and_every_fault_said_with_row_column_found_and_remedy(
    client, send
):
    """A title merged over the headings, dates and numbers of every kind, odd marks, places that are not."""

    def dress(sheet):
        sheet.insert_rows(1)
        sheet["A1"] = "บัญชีรายชื่อ ประจำปี ๒๕๖๙"
        sheet.merge_cells("A1:I1")

    rows = [
        [NUMBER, "นายบุญมี ใจดี", "3/2/2490", *HERE],  # row 3
        ["1.10E+12", "นางมาลี ศรีสุข", 17201, *HERE],  # a number a spreadsheet shortened; a serial day
        ["", "นายบ\u0e4d\u0e32รุง ใจดี", "03/02/2090", *HERE],  # ํ+า; a Christian year that is to come
        ["", "นาย\u200bคำ\u0e49\u0e49น ดี", "=1+1", *HERE],  # zero width, doubled mark; a formula
        ["", "นางสุข ใจงาม", "2500", "1", "1", "ตำบลดาวอังคาร", "เมืองปทุมธานี", "ปทุมธานี", ""],
        ["", "นายหมู่ สามสี่", "2500", "1", "3-4", "บางปรอก", "เมืองปทุมธานี", "ปทุมธานี", ""],
    ]
    page = send("รายชื่อ.xlsx", workbook(rows, dress))
    batch = Batch.objects.get()
    assert (batch.state, batch.rows_total, batch.rows_faulty) == ("accepted", 6, 1)
    assert RawRow.objects.count() == 6  # nothing is lost
    assert "ตำบลดาวอังคาร" in page and "ไม่พบตำบล" in page
    back = {row["ชื่อ-สกุล"]: row["ปัญหา"] for row in given_back(client)}

    print(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "|", page))[-4000:])
    assert "ไม่พบตำบล" in back["นางสุข ใจงาม"]
    plain = re.sub(r"\s*(?:<[^>]+>\s*)+", "|", page)
    for said in (  # row, column, found
        "|7|ตำบล|ตำบลดาวอังคาร|", "|4|เลขประจำตัวประชาชน|1.10E+12|", "|5|วันเกิด|03/02/2090|", "|8|หมู่ที่|3-4|",
        "|พิมพ์เลขเต็ม 13 หลักใหม่", "|เขียนเลขหมู่เดียวเป็นตัวเลข|",  # remedies
    ):  # fmt: skip
        assert said in plain, said
    for found in ("เลข 13 หลักถูกย่อ", "วันเกิดอยู่ในอนาคต", "สูตร", "เลขหมู่มีมากกว่าหนึ่งหมู่"):
        assert found in page, found
    kept = {r.given_name: r for r in Record.objects.all()}  # names are sealed: read, then compared
    assert set(kept) >= {"บุญมี", "มาลี", "บำรุง", "หมู่"}
    assert kept["มาลี"].birth_year == 1947
    assert kept["หมู่"].village_id is None  # หมู่ 3-4 is not หมู่ 3
    assert "สุข" not in kept


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "tis-620", "cp874", "utf-16"])
def test_page_reads_thai_in_every_usual_encoding(send, encoding):
    page = send("ก.csv", csv_bytes([[NUMBER, "นายบุญมี ใจดี", "2490", *HERE]], encoding=encoding))
    assert "นายบุญมี" not in page or "\ufffd" not in page
    assert Person.objects.get().full_name == "นายบุญมี ใจดี"


def test_two_numbers_for_one_name_and_the_same_file_again(send):
    content = csv_bytes([[make_sample_number(n), "นายบุญมี ใจดี", "2490", *HERE] for n in (1, 2)])
    send("ก.csv", content)
    assert (Person.objects.count(), LinkQuestion.objects.count()) == (2, 1)
    assert "แฟ้มนี้เคยส่งแล้วเมื่อ" in send("ชื่ออื่น.csv", content)
    assert (Batch.objects.count(), RawRow.objects.count(), Person.objects.count()) == (1, 2, 2)


def fill(world) -> None:
    """One of everything in the first province."""
    case, offer = make_case(world, "waiting"), make_offer(world)
    host = world.duty["host_coordinator"]
    match = coverage.suggest_match(need=make_need(world, case), offer=offer, by=host, case=case)
    coverage.offer_match(match=match, by=host)
    make_search(world, world.villages[0])
    coverage.recompute([world.tambon.code])
    take_snapshot(by=world.duty["secretary"], why="สิ้นเดือน")


# An adopted definition is read by everybody; so is the box beside it that says the window is closed.
PUBLIC = {"definition_page", "definition_paper", "definition_changes", "definition_comment"}


def test_no_page_opens_for_a_number_of_another_province(world, client, send):
    """Every address with a number in it, tried with the numbers of this province's rows by the neighbours' secretary."""
    send("ก.csv", csv_bytes([["", "นายบุญมี ใจดี", "2490", *HERE]]))
    fill(world)
    client.force_login(world.other["secretary"].user)
    before = Case.objects.values_list("pk", "state", "version")
    seen, opened = 0, []
    for address, entry in every_route(get_resolver()):
        if (
            address.count("<int:pk>") != 1
            or address.count("<") != 1
            or "accounts/" in address
            or "office/access/" in address
        ):
            continue  # accounts and means of access: their own have numbers too
        if entry.callback.__name__ in PUBLIC:
            continue
        for number in numbers_of(entry.callback.__module__.split(".")[1]):
            path = "/" + address.replace("<int:pk>", str(number))
            for answer in (client.get(path), client.post(path, {})):
                seen += 1
                if answer.status_code not in {403, 404, 405}:
                    opened.append((path, answer.status_code))
    assert seen > 100
    assert opened == []
    assert list(before) == list(Case.objects.values_list("pk", "state", "version"))


def numbers_of(room: str) -> set[int]:
    """Keys of the rows a room's pages show: its own tables', cases' and organisations'."""
    models = [
        m
        for m in apps.get_app_config(room).get_models()
        if m._meta.pk.get_internal_type() == "BigAutoField"
    ]
    models += [apps.get_model("finding", "Case"), apps.get_model("giving", "HostNetwork")]
    return {model.objects.values_list("pk", flat=True).first() or 0 for model in models} - {0}
