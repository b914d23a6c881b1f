"""Which place did they write, asked of the tables: fresh after every change, never a silent guess."""

import pytest

from kuea.offices.actions import (
    VillageRow,
    import_village_list,
    load_places,
    load_village_counts,
    make_numbered_villages,
)
from kuea.offices.queries import find_place, place_index, unit_of_search


@pytest.fixture
def places(db):
    load_places()
    load_village_counts()


WRITTEN = {
    "ม.๓ ต.คลองหนึ่ง อ.คลองหลวง จ.ปทุมธานี": "13020103",
    "ต.บางพูน อ.เมือง จ.ปทุมธานี": "130111",
    "ต.สบโขง อ.อมก๋อย จ.เชียงใหม่": "501805",
    "แขวงพญาไท เขตพญาไท กทม.": "101406",
}


def test_place_is_found_in_the_tables(places):
    assert {written: find_place(written).place_code for written in WRITTEN} == WRITTEN


def test_retired_code_leads_to_what_followed(places):
    assert find_place(code="4303").place_code == "3801"


def test_moo_beyond_the_count_is_not_guessed(places):
    answer = find_place("หมู่ 99 ต.คลองหนึ่ง อ.คลองหลวง จ.ปทุมธานี")
    assert answer.place_code is None
    assert answer.reason == "no_such_moo"


def test_tambon_without_moo_is_certain_and_its_unit_is_known(places):
    answer = find_place("ต.บางปรอก อ.เมืองปทุมธานี จ.ปทุมธานี", moo=4)
    assert answer.place_code == "130101"
    assert unit_of_search(answer.place_code) == "13010100"
    assert unit_of_search("130201") == ""
    assert unit_of_search("13020101") == "13020101"


def test_index_is_kept_until_the_places_change(places, django_capture_on_commit_callbacks):
    before = place_index()
    assert place_index() is before
    with django_capture_on_commit_callbacks(execute=True):
        make_numbered_villages(tambon_code="140101", count=2, by=None, source="ทดสอบ")
    assert place_index() is not before
    import_village_list(rows=[VillageRow(2, "14010102", name_th="บ้านเกาะ")], by=None, source="บัญชี")
    answer = find_place(tambon="ประตูชัย", village="บ้านเกาะ", within="14")
    assert answer.place_code == "14010102"
