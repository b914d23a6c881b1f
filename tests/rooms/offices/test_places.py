"""Places: loading, loading again, renaming, retiring, villages from lists and from counts."""

import csv
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from kuea.core.problems import Refusal
from kuea.ledger.models import Event
from kuea.offices.actions import (
    LocalGovernmentRow,
    VillageRow,
    import_local_governments,
    import_village_list,
    load_places,
    load_village_counts,
    make_numbered_villages,
)
from kuea.offices.models import LocalGovernment, Place, PlaceName, PlaceSuccession
from kuea.offices.queries import parts_of, path_of

PLACES = settings.DEFINITIONS / "places"
SHARED = Path(settings.ROOT).parent / "shared" / "data" / "test_only"


def write_places(folder: Path, *, tambon: str, changes: str = "") -> Path:
    (folder / "provinces.csv").write_text(
        "code,name_th,name_en,lat,lon\n13,ปทุมธานี,Pathum Thani,14,100\n"
    )
    (folder / "amphoe.csv").write_text(
        "code,province_code,type,name_th,name_en,lat,lon\n1301,13,อำเภอ,เมืองปทุมธานี,Mueang,14,100\n"
    )
    (folder / "tambon.csv").write_text(
        "code,amphoe_code,type,name_th,name_en,lat,lon,boundary_code\n" + tambon
    )
    (folder / "name_aliases.csv").write_text(
        "code,level,lang,alias,kind,source\n130101,tambon,th,บางปอก,misspelling,ทดสอบ\n"
    )
    (folder / "changes.csv").write_text(
        "kind,before_code,level,before_name,after_code,after_name,on,why,source\n" + changes
    )
    return folder


BANG_PROK = "130101,1301,ตำบล,บางปรอก,Bang Prok,14,100,130101\n"
BAN_MAI = "130102,1301,ตำบล,บ้านใหม่,Ban Mai,,,130102\n"


def test_every_place_is_loaded(db):
    report = load_places()
    assert report.by_level == {"province": 77, "amphoe": 928, "tambon": 7436}
    assert Place.objects.count() == 77 + 928 + 7436
    assert Place.objects.get(code="100910").boundary_code == "100905"
    assert PlaceName.objects.get(place_id="501805", kind="former_name").valid_to == date(2022, 6, 9)
    assert PlaceSuccession.objects.get(before_code="4303").after_id == "3801"
    assert parts_of("13", "tambon").count() == 60
    assert parts_of("13", "amphoe").count() == 7


def test_loading_again_changes_nothing(db):
    load_places()
    events = Event.objects.count()
    again = load_places()
    assert (again.created, again.changed, again.retired, again.names, again.successions) == (0,) * 5
    assert Event.objects.count() == events


def test_new_name_keeps_the_old_one_with_its_last_day(db, tmp_path):
    load_places(folder=write_places(tmp_path, tambon=BANG_PROK + BAN_MAI))
    renamed = BANG_PROK.replace("บางปรอก,", "บางปรอกใหม่,")
    report = load_places(
        folder=write_places(tmp_path, tambon=renamed + BAN_MAI), as_of=date(2026, 6, 9)
    )
    assert (report.changed, report.renamed) == (1, 1)
    former = PlaceName.objects.get(place_id="130101", kind="former_name")
    assert (former.name, former.valid_to) == ("บางปรอก", date(2026, 6, 9))


def test_retired_code_ends_and_says_what_followed(db, tmp_path):
    load_places(folder=write_places(tmp_path, tambon=BANG_PROK + BAN_MAI))
    report = load_places(
        folder=write_places(
            tmp_path,
            tambon=BANG_PROK,
            changes="merged,130102,tambon,บ้านใหม่,130101,บางปรอก,2026-06-09,รวมตำบล,ทดสอบ\n",
        ),
        as_of=date(2026, 6, 9),
    )
    assert (report.retired, report.successions) == (1, 1)
    assert Place.objects.get(code="130102").valid_to == date(2026, 6, 9)
    assert PlaceSuccession.objects.get(before_code="130102").after_id == "130101"
    assert [place.code for place in parts_of("13", "tambon")] == ["130101"]


def test_missing_file_is_named(db, tmp_path):
    with pytest.raises(Refusal) as refusal:
        load_places(folder=tmp_path)
    assert "provinces.csv" in refusal.value.what


def test_path_goes_from_province_to_village(world):
    assert [place.code for place in path_of(world.villages[0])] == [
        "13",
        "1301",
        "130101",
        "13010101",
    ]


def test_numbered_villages_come_again_unchanged(world):
    made = make_numbered_villages(
        tambon_code="130102", count=3, by=world.duty["secretary"], source="ทดสอบ"
    )
    again = make_numbered_villages(
        tambon_code="130102", count=3, by=world.duty["secretary"], source="ทดสอบ"
    )
    assert [place.code for place in again] == [place.code for place in made]
    assert [place.name_th for place in made] == ["หมู่ที่ 1", "หมู่ที่ 2", "หมู่ที่ 3"]


def test_fewer_villages_than_known_are_refused(world):
    with pytest.raises(Refusal) as refusal:
        make_numbered_villages(
            tambon_code="130101", count=2, by=world.duty["secretary"], source="ทดสอบ"
        )
    assert refusal.value.code == "villages_known"


def test_tambon_without_moo_is_one_unit_until_a_list_comes(db, tmp_path):
    load_places(folder=write_places(tmp_path, tambon=BANG_PROK + BAN_MAI))
    (unit,) = make_numbered_villages(tambon_code="130101", count=0, by=None, source="ทดสอบ")
    assert (unit.code, unit.kind_th, unit.name_th) == ("13010100", "ชุมชน", "ทั้งตำบล")
    report = import_village_list(
        rows=[VillageRow(2, tambon_code="130101", moo="๑", name_th="บ้านคลอง")],
        by=None,
        source="บัญชี",
    )
    assert (report.created, report.retired) == (1, 1)
    assert [place.code for place in parts_of("130101", "village")] == ["13010101"]
    assert PlaceSuccession.objects.get(before_code="13010100").after_id == "13010101"


def test_village_list_names_numbered_villages_and_keeps_former_names(world):
    def send(name: str) -> None:
        import_village_list(
            rows=[VillageRow(2, "13010101", name_th=name)], by=world.duty["secretary"], source="บัญชี"
        )

    send("บ้านเก่า")
    assert not PlaceName.objects.filter(place_id="13010101").exists()
    send("บ้านใหม่")
    assert PlaceName.objects.get(place_id="13010101").name == "บ้านเก่า"


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (VillageRow(5, village_code="1301011"), "village_code"),
        (VillageRow(5, tambon_code="139999", moo="1"), "tambon_code"),
        (VillageRow(5, tambon_code="130101", moo="0"), "moo"),
        (VillageRow(5, "13010102", "130101", "3"), "village_code"),
        (VillageRow(5, "14010101"), "tambon_code"),
    ],
)
def test_faulty_village_row_is_named_and_the_rest_stays(world, row, column):
    good = VillageRow(6, "13010104", name_th="บ้านสี่")
    report = import_village_list(rows=[row, good], by=world.duty["secretary"], source="บัญชี")
    assert [(fault.row, fault.column) for fault in report.faults] == [(5, column)]
    assert report.created == 1
    assert report.not_in_list == ["13010101", "13010102", "13010103"]


def test_volunteer_may_not_send_a_village_list(world):
    with pytest.raises(Refusal):
        import_village_list(rows=[], by=world.duty["volunteer"], source="บัญชี")


def test_sample_province_has_a_unit_of_search_in_every_tambon(db):
    load_places()
    assert load_village_counts() == 505
    assert load_village_counts() == 0
    without = [place.code for place in parts_of("13", "tambon") if not place.parts.exists()]
    assert without == []
    assert parts_of("130604", "village").count() == 21


@pytest.mark.skipif(not SHARED.exists(), reason="the office's own list is not here")
def test_whole_village_list_is_read(db):
    load_places()
    with (SHARED / "villages.csv").open(encoding="utf-8", newline="") as lines:
        rows = [
            VillageRow(n, row["village_code"], row["tambon_code"], row["moo"], row["name_th"])
            for n, row in enumerate(csv.DictReader(lines), 2)
        ]
    report = import_village_list(rows=rows, by=None, source="บัญชีหมู่บ้าน")
    assert (report.created, report.faults) == (75206, [])
    assert parts_of("13", "village").count() == 501


@pytest.mark.skipif(not SHARED.exists(), reason="the office's own list is not here")
def test_whole_local_government_list_is_read(db):
    load_places()
    with (SHARED / "local_governments.csv").open(encoding="utf-8", newline="") as lines:
        rows = [
            LocalGovernmentRow(
                n,
                row["id"],
                row["class_th"],
                row["name_th"],
                row["province_code"],
                row["amphoe_code"],
            )
            for n, row in enumerate(csv.DictReader(lines), 2)
        ]
    report = import_local_governments(rows=rows, by=None, source="บัญชี อปท.")
    assert (report.created, report.faults) == (7850, [])
    assert import_local_governments(rows=rows, by=None, source="บัญชี อปท.").unchanged == 7850
    assert LocalGovernment.objects.filter(province_id="13").count() == 65


def test_local_government_of_another_province_is_a_fault(world):
    row = LocalGovernmentRow(2, "LG1", "อบต.", "อบต.ประตูชัย", "14", "1401")
    report = import_local_governments(rows=[row], by=world.duty["secretary"], source="บัญชี")
    assert report.created == 0
    assert report.faults[0].column == "province_code"
