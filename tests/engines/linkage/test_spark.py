"""The batch on Spark finds the very pairs, patterns, weights and clusters of the batch in one process."""

import shutil
from random import Random

import numpy as np
import pytest

from kuea.core.thai import make_sample_number
from kuea.engines.linkage.batch import link
from kuea.engines.linkage.generic import GenericReader
from kuea.engines.linkage.records import Raw

from .lists_of_people import AS_OF, table_of

pytest.importorskip("pyspark", reason="pyspark is not installed (requirements-spark.lock)")
pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17 or newer"),
    pytest.mark.filterwarnings("default"),
]

GIVEN = [
    "สมศรี",
    "สมทรง",
    "แก้ว",
    "บุญมี",
    "ประเสริฐ",
    "Somsri",
    "มาลี",
    "วิไล",
    "สุดา",
    "ทองดี",
    "อาผา",
    "หม่อง",
    "ณัฐ",
    "ใจ",
    "คำ",
]
FAMILY = ["วงศ์ทอง", "ทองดี", "ใจดี", "ศรีสุข", "มีสุข", "Wongthong", "บุญมา", "แสงทอง", "คำแก้ว", "พรหมมา"]


def registry(seed: int, persons: int) -> list[Raw]:
    """Three sources of one small place: slips, parts left out, and some blocks too large to compare whole."""
    random, rows = Random(seed), []
    for person in range(persons):
        true = Raw(
            "", "", random.choice(["", "นาย", "นาง"]), random.choice(GIVEN), random.choice(FAMILY),
            make_sample_number(person), f"{random.randint(1, 28):02}/{random.randint(1, 12):02}/{random.randint(2480, 2540)}",
            random.choice("12"), str(random.randint(1, 60)), str(random.randint(1, 5)),
            random.choice(["130101", "130102"]), "", f"08{random.randint(10**7, 10**8 - 1)}",
        )  # fmt: skip
        for source in ("welfare", "survey", "field")[: random.randint(1, 3)]:
            rows.append(_slip(random, true)._replace(source=source, key=f"r{len(rows):05}"))
    random.shuffle(rows)
    return rows


def _slip(random: Random, row: Raw) -> Raw:
    for name in ("national_id", "birth_date", "phone", "house_no", "family_name"):
        if random.random() < 0.25:
            row = row._replace(**{name: ""})
    if random.random() < 0.2:
        row = row._replace(given_name=row.family_name, family_name=row.given_name)
    if random.random() < 0.2 and len(row.national_id) == 13:
        row = row._replace(national_id=row.national_id[:-2] + row.national_id[:-3:-1])
    return row


@pytest.fixture(scope="module")
def session():
    from kuea.engines.linkage.spark import open_session

    opened = open_session("local[2]")
    opened.sparkContext.setLogLevel("ERROR")
    yield opened
    opened.stop()


def on_spark(session, folder, rows, **options):
    from kuea.engines.linkage.spark import link_on_spark

    folder.mkdir()
    options = {"partitions": 2, **options}
    return link_on_spark(table_of(rows), as_of=AS_OF, session=session, folder=folder, **options)


def require_equal(one, other):
    assert one.record_id.equals(other.record_id)
    for name in ("first", "second", "pattern", "cluster", "refused"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name
    assert np.allclose(one.weight, other.weight, rtol=0, atol=1e-9)


def test_spark_equals_the_batch_however_the_work_is_cut(session, tmp_path):
    rows = registry(2569, 900)
    batch = link(table_of(rows), as_of=AS_OF)
    assert len(batch.first) > 10_000  # enough to learn from, and crowds among the blocks
    for partitions in (1, 3):
        found = on_spark(session, tmp_path / str(partitions), rows, partitions=partitions)
        require_equal(found, batch)


def test_blocks_cut_by_small_batches_stay_whole(session, tmp_path):
    rows = registry(7, 150)
    session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", "11")
    try:
        found = on_spark(session, tmp_path / "small", rows)
    finally:
        session.conf.set("spark.sql.execution.arrow.maxRecordsPerBatch", str(1 << 17))
    require_equal(found, link(table_of(rows), as_of=AS_OF))


def test_strong_pairs_alone_give_the_same_clusters(session, tmp_path):
    rows = registry(11, 150)
    batch = link(table_of(rows), as_of=AS_OF)
    found = on_spark(session, tmp_path / "strong", rows, all_pairs=False)
    assert np.array_equal(found.cluster, batch.cluster)
    assert len(found.first) == int((batch.weight >= batch.model.join_from).sum())


def test_generic_lists_and_one_record_are_linked_too(session, tmp_path):
    rows = registry(13, 60)
    batch = link(table_of(rows), as_of=AS_OF, reader=GenericReader(AS_OF))
    found = on_spark(session, tmp_path / "generic", rows, reader=GenericReader(AS_OF))
    require_equal(found, batch)
    alone = on_spark(session, tmp_path / "one", rows[:1])
    assert (len(alone.record_id), len(alone.first)) == (1, 0)
