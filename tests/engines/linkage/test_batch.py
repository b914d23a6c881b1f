"""A whole list at once: who is joined, who stays apart, and that nothing but the records matters."""

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kuea.core.thai import make_sample_number
from kuea.engines.linkage.batch import LinkageError, link
from kuea.engines.linkage.clustering import Limits
from kuea.engines.linkage.records import Raw

from .lists_of_people import AS_OF, raw_rows, table_of
from .slow_scores import number_level, people_of

GRANDMOTHER = Raw(
    "a", "welfare", "นาง", "สมศรี", "วงศ์ทอง", make_sample_number(1), "12/03/2485", "2", "12/3", "5",
    "130105", "บางปรอก", "0812345678",
)  # fmt: skip


def clusters(rows, **options):
    linked = link(table_of(rows), as_of=AS_OF, **options)
    return dict(zip(linked.record_id.to_pylist(), linked.cluster_ids().to_pylist(), strict=True))


def together(*rows):
    rows = [row._replace(key=f"r{place}") for place, row in enumerate(rows)]
    return len(set(clusters(rows).values())) == 1


@pytest.mark.parametrize(
    "written",
    [
        {"given_name": "นางสมสี", "prefix": ""},
        {"given_name": "นาง สมศรี วงษ์ทอง", "family_name": "", "prefix": ""},
        {"given_name": "วงศ์ทอง", "family_name": "สมศรี"},
        {"given_name": "Somsri", "family_name": "Wongthong", "prefix": "Mrs."},
        {"birth_date": "2485", "national_id": ""},
        {"birth_date": "1942-03-12", "national_id": "", "phone": ""},
        {"house_no": "9", "village_no": "1", "tambon_code": "130205", "tambon_name": ""},
        {"family_name": "ใจงาม"},
    ],
)
def test_one_person_written_in_two_ways_is_one(written):
    assert together(GRANDMOTHER, GRANDMOTHER._replace(source="field", **written))


@pytest.mark.parametrize(
    "other",
    [
        # a twin: everything but the given name and the number
        {"given_name": "สมทรง", "national_id": make_sample_number(2)},
        {"given_name": "สมทรง", "national_id": ""},
        # a daughter of the same name in the same house
        {"birth_date": "02/09/2510", "national_id": make_sample_number(2), "prefix": "นางสาว"},
        # another woman of the same name in the same tambon
        {"birth_date": "02/09/2510", "national_id": "", "house_no": "99", "village_no": "1", "phone": ""},
        # her husband gave her number for his own
        {"given_name": "ประเสริฐ", "prefix": "นาย", "gender": "1", "birth_date": "01/02/2480"},
        # a stranger with the same number of the placeholder kind
        {"given_name": "อนันต์", "family_name": "ใจดี", "birth_date": "", "national_id": "", "phone": "",
         "prefix": "", "gender": "", "house_no": "", "village_no": ""},
    ],
)  # fmt: skip
def test_somebody_else_stays_somebody_else(other):
    assert not together(GRANDMOTHER, GRANDMOTHER._replace(source="survey", **other))


def test_two_borne_out_numbers_are_never_one_person():
    one, other = make_sample_number(10), make_sample_number(7777)
    rows = [
        GRANDMOTHER._replace(key=f"{number}{source}", national_id=number, source=source)
        for number in (one, other)
        for source in ("welfare", "survey")
    ]
    rows.append(GRANDMOTHER._replace(key="without", national_id="", source="field"))
    found = clusters(rows)
    assert found[f"{one}welfare"] == found[f"{one}survey"]
    assert found[f"{other}welfare"] == found[f"{other}survey"]
    assert found[f"{one}welfare"] != found[f"{other}welfare"]


@settings(max_examples=100, deadline=None)
@given(raw_rows)
def test_no_group_of_three_holds_two_valid_numbers_that_are_no_slip(rows):
    linked = link(table_of(rows), as_of=AS_OF)
    people = people_of(linked.records, linked.reader)
    for head in set(linked.cluster.tolist()):
        group = [people[row] for row in np.flatnonzero(linked.cluster == head)]
        if len(group) > 2:
            assert all(number_level(a, b) != 8 for a in group for b in group)


@settings(max_examples=60, deadline=None)
@given(raw_rows)
def test_lists_of_one_record_a_person_are_never_joined_within_themselves(rows):
    linked = link(table_of(rows), as_of=AS_OF, limits=Limits(one_per_source=True))
    seen = list(zip(linked.cluster.tolist(), linked.records.source.tolist(), strict=True))
    assert len(seen) == len(set(seen))


def test_every_possible_twin_is_asked_about_when_wished():
    rows = [
        GRANDMOTHER._replace(key="a"),
        GRANDMOTHER._replace(key="b", source="field", given_name="มาลี", national_id=""),
    ]
    found = clusters(rows, limits=Limits(ask_twins=True))
    assert found["a"] != found["b"]


@settings(max_examples=60, deadline=None)
@given(raw_rows, st.randoms(use_true_random=False), st.integers(1, 3))
def test_row_order_and_threads_do_not_matter(rows, random, threads):
    mixed = random.sample(rows, len(rows))
    assert clusters(rows, threads=1) == clusters(mixed, threads=threads)


@settings(max_examples=30, deadline=None)
@given(raw_rows, st.integers(0, 14))
def test_the_cut_of_files_does_not_matter(rows, cut):
    whole, parts = (
        table_of(rows),
        (
            table_of(rows[:cut] or rows),
            table_of(rows[cut:]) if cut < len(rows) and rows[:cut] else None,
        ),
    )
    if parts[1] is None:
        return
    chunked = {name: pa.chunked_array([parts[0][name], parts[1][name]]) for name in whole}
    first, second = (link(table, as_of=AS_OF) for table in (whole, chunked))
    assert np.array_equal(first.cluster, second.cluster)
    assert np.array_equal(first.weight, second.weight)


def test_one_record_fifty_thousand_times_is_one_person():
    rows = [GRANDMOTHER._replace(key=f"{place:05d}") for place in range(50_000)]
    linked = link(table_of(rows), as_of=AS_OF)
    assert set(linked.cluster.tolist()) == {0}
    assert len(linked.first) < 60 * len(rows)


def test_records_that_say_nothing_stay_alone():
    rows = [Raw(f"{place:05d}") for place in range(5_000)]
    linked = link(table_of(rows), as_of=AS_OF)
    assert len(set(linked.cluster.tolist())) == len(rows) and not len(linked.first)


def test_one_number_shared_by_five_thousand_strangers_joins_nobody_wrongly():
    letters = [chr(code) for code in range(0x0E01, 0x0E2F)]
    rows = [
        Raw(
            f"{place:05d}", "field", "", letters[place % 46] + "า" + letters[place // 46 % 46] + "น" + letters[place // 7 % 46],
            letters[place // 3 % 46] + "ีด" + letters[place // 5 % 46] + "ัง" + letters[place % 41],
            make_sample_number(5), str(2480 + place % 60), "", "", "", f"1301{1 + place % 9:02d}",
        )
        for place in range(5_000)
    ]  # fmt: skip
    linked = link(table_of(rows), as_of=AS_OF)
    sizes = np.bincount(linked.cluster)
    assert sizes.max() <= 8 and len(linked.first) < 200 * len(rows)


def test_a_very_long_cell_is_cut_and_survived():
    rows = [GRANDMOTHER._replace(key="a", given_name="ก" * 200_000, house_no="9" * 99_999)]
    rows.append(
        GRANDMOTHER._replace(key="b", family_name="\x00\ufeff" * 50_000, phone="0" * 70_000)
    )
    assert len(clusters(rows)) == 2


@pytest.mark.parametrize(
    ("ids", "what"),
    [(["a", "a"], "not distinct"), (["a", None], "empty"), (["a", ""], "empty")],
)
def test_record_ids_that_do_not_name_records_are_refused(ids, what):
    with pytest.raises(LinkageError, match=what):
        link({"record_id": pa.array(ids, pa.string())}, as_of=AS_OF)


def test_a_table_without_record_ids_or_rows():
    with pytest.raises(LinkageError, match="record_id"):
        link({"given_name": pa.array(["ก"])}, as_of=AS_OF)
    assert len(link({"record_id": pa.array([], pa.string())}, as_of=AS_OF).cluster) == 0
