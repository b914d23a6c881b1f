"""The map and its paper: who may open them, the table says what the map says, few people of a group are not told."""

import pytest
from django.urls import reverse

from kuea.coverage import actions
from kuea.offices import borders
from tests.cases import make_case, make_need, make_offer


@pytest.fixture
def waiting(world):
    for place in (world.tambon, world.other_tambon):  # drawn from the borders that ship
        place.boundary_code = place.code
        place.save()
    borders._kept.clear()  # the map of the places as they were before
    for number in range(6):
        make_need(world, make_case(world, "waiting"), is_urgent=number == 0)
    make_need(world, make_case(world, "waiting"), kind="food")
    make_offer(world, quantity=3)
    actions.recompute([world.tambon.code, world.other_tambon.code])
    return world


def ask(client, world, by, name="coverage:map", **query):
    client.force_login(world.duty[by].user)
    return client.get(reverse(name), query)


def row_of(page, code="130101"):
    return next(row for row in page.context["map"].rows if row.place.code == code)


PAGES = ("coverage:map", "coverage:map_paper", "coverage:cells", "coverage:cells_paper")


@pytest.mark.parametrize("name", PAGES)
def test_office_and_committee_open_it_others_do_not(waiting, client, name):
    for by in ("secretary", "chair", "member", "local_officer"):
        assert ask(client, waiting, by, name).status_code == 200
    for by in ("host_coordinator", "volunteer", "giver", "ministry"):
        assert ask(client, waiting, by, name).status_code == 403


def test_map_and_table_say_the_same(waiting, client):
    page = ask(client, waiting, "secretary")
    row = row_of(page)
    assert (row.figures.waiting, row.figures.free, row.figures.short, row.tone) == (
        7,
        3,
        4,
        "short",
    )
    text = page.content.decode()
    assert 'aria-label="บางปรอก: แรงที่ว่างยังไม่พอ · รอ 7 แรงว่าง 3"' in text
    assert {area.code for area in page.context["map"].areas} == {"130101", "130102"}
    for area in page.context["map"].areas:
        assert f'id="t-{area.code}"' in text
        assert f'href="#t-{area.code}"' in text


def test_blank_spots_have_letters_and_words(waiting, client):
    page = ask(client, waiting, "chair", view="blank")
    row = row_of(page, "130102")
    assert (row.tone, row.blanks) == ("blank_3", ("host", "visit", "giver"))
    assert "ยังไม่มีแม่ข่าย, ยังไม่ได้ค้นหา, ยังไม่มีผู้ให้" in page.content.decode()


def test_member_is_not_told_the_few_of_a_group(waiting, client):
    page = ask(client, waiting, "member", group="elder_alone")
    assert row_of(page).figures is None
    assert page.context["map"].sums.waiting == 0
    assert row_of(ask(client, waiting, "secretary", group="elder_alone")).figures.waiting == 7


def test_filter_by_kind_and_nonsense_is_left_out(waiting, client):
    assert row_of(ask(client, waiting, "secretary", kind="food")).figures.waiting == 1
    page = ask(client, waiting, "secretary", kind="x' or 1", group="y", amphoe="z", view="w")
    assert (page.status_code, row_of(page).figures.waiting) == (200, 7)


def test_gap_list_knows_groups_for_the_office_only(waiting, client):
    office = ask(
        client, waiting, "secretary", "coverage:gaps", group="bedridden", kind="d_no_match"
    )
    member = ask(client, waiting, "member", "coverage:gaps", group="bedridden", kind="d_no_match")
    assert (len(office.context["rows"]), len(member.context["rows"])) == (0, 7)
    assert "group" not in member.context["search"].fields


def cell_of(page, tambon, group):
    row = next(row for row in page.context["rows"] if row.place.code == tambon)
    return next(c for c in row.cells if c.group_name == group)


def test_cell_tells_lead_load_and_what_is_lacking(waiting, client):
    page = ask(client, waiting, "secretary", "coverage:cells")
    cell = cell_of(page, "130101", "ผู้สูงอายุอยู่ลำพัง")
    assert cell.leads == ("เครือข่ายอาสาบางปรอก",)
    assert (cell.cared, cell.figures.waiting, cell.figures.short) == (0, 7, 4)
    assert cell.gaps_url.endswith("?tambon=130101&group=elder_alone")
    assert cell_of(page, "130102", "ผู้ป่วยติดเตียง").leads == ()
    assert page.context["open_cells"] == 3
    assert len(client.get(cell.gaps_url).context["rows"]) == 7


def test_grid_keeps_few_people_of_a_group_from_the_committee(waiting, client):
    page = ask(client, waiting, "chair", "coverage:cells")
    cell = cell_of(page, "130101", "ผู้สูงอายุอยู่ลำพัง")
    assert (cell.cared, cell.figures) == (None, None)
    assert "group" not in cell.gaps_url
    assert "ไม่แยกจำนวน" in page.content.decode()


def test_grid_of_one_amphoe_and_kind(waiting, client):
    page = ask(client, waiting, "secretary", "coverage:cells", amphoe="1301", kind="food")
    assert cell_of(page, "130101", "ผู้สูงอายุอยู่ลำพัง").figures.waiting == 1
    assert ask(client, waiting, "secretary", "coverage:cells", amphoe="9999").status_code == 200
