"""Somebody with the database in hand and the guards taken down: the walk finds and names what they did."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from kuea.core.chain import GENESIS, chain_of, digest_event, link_hash, moment_text
from kuea.ledger.actions import record
from kuea.ledger.anchors import Anchor, BadAnchor, read_anchors, write_anchors
from kuea.ledger.guards import drop_guards, install_guards
from kuea.ledger.models import ChainHead, ChainLink, Event
from kuea.ledger.verifying import verify


def settle():
    """What PostgreSQL does at commit happens now."""
    connection.check_constraints()


@pytest.fixture
def chain(db):
    """Twelve events in province 13 and two of the installation; guards down, as a tamperer would have them."""
    for number in range(12):
        record("case.visit", "case", duty_id=7, province_code="13", case=number, before="routed")
    record("places.load", "places", duty_id=0, province_code="", created=3)
    record("edition.open", "edition", duty_id=0, province_code="", year_be=2569)
    settle()
    assert verify().is_whole
    drop_guards()
    return list(ChainLink.objects.filter(chain="13").order_by("position"))


def found(anchors=()):
    settle()
    return [(fault.kind, fault.position, fault.event_id) for fault in verify(anchors).faults]


def anchor_now():
    heads = ChainHead.objects.order_by("chain")
    return [Anchor(date(2026, 11, 25), head.chain, head.position, head.hash) for head in heads]


def rehash(chain="13"):
    """What a patient tamperer does: every later link and the head made to fit again."""
    before = GENESIS
    for number, link in enumerate(ChainLink.objects.filter(chain=chain).order_by("position"), 1):
        event = Event.objects.get(pk=link.event_id)
        digest = digest_event(
            at=moment_text(event.at), province_code=event.province_code, duty_id=event.duty_id, verb=event.verb,
            subject=event.subject, subject_id=event.subject_id, data=event.data,
        )  # fmt: skip
        made = link_hash(chain, number, event.pk, digest, before)
        Event.objects.filter(pk=event.pk).update(digest=digest)
        ChainLink.objects.filter(pk=link.pk).update(
            position=number, digest=digest, previous=before, hash=made
        )
        before, last = made, number
    ChainHead.objects.filter(chain=chain).update(position=last, hash=before)


def test_every_event_is_linked_once_and_in_its_own_chain(chain):
    assert [link.position for link in chain] == list(range(1, 13))
    assert ChainLink.objects.filter(chain=chain_of("")).count() == 2
    first, second = chain[:2]
    assert first.previous == GENESIS and second.previous == first.hash
    assert first.hash == link_hash("13", 1, first.event_id, first.digest, GENESIS)


@pytest.mark.parametrize(
    "column", ["verb", "subject_id", "duty_id", "data", "at", "province_code", "digest"]
)
def test_one_byte_changed_is_named(chain, column):
    event = Event.objects.get(pk=chain[4].event_id)
    changed = {
        "verb": "case.visiu", "subject_id": "9", "duty_id": 8, "data": {**event.data, "case": 5},
        "at": event.at.replace(microsecond=(event.at.microsecond + 1) % 1_000_000), "province_code": "12",
        "digest": "0" + event.digest[1:] if event.digest[0] != "0" else "1" + event.digest[1:],
    }[column]  # fmt: skip
    Event.objects.filter(pk=event.pk).update(**{column: changed})
    assert found() == [("changed", 5, event.pk)]


def test_event_and_its_link_rewritten_together_are_named_by_the_next_link(chain):
    event = Event.objects.get(pk=chain[4].event_id)
    Event.objects.filter(pk=event.pk).update(duty_id=8)
    event.duty_id = 8
    digest = digest_event(
        at=moment_text(event.at), province_code="13", duty_id=8, verb=event.verb, subject=event.subject,
        subject_id=event.subject_id, data=event.data,
    )  # fmt: skip
    Event.objects.filter(pk=event.pk).update(digest=digest)
    ChainLink.objects.filter(pk=event.pk).update(
        digest=digest, hash=link_hash("13", 5, event.pk, digest, chain[4].previous)
    )
    assert found() == [("changed", 5, event.pk)]


def test_one_row_deleted_is_named(chain):
    Event.objects.filter(pk=chain[4].event_id).delete()
    assert found() == [("deleted", 5, chain[4].event_id)]
    ChainLink.objects.filter(pk=chain[4].event_id).delete()
    assert found() == [("deleted", 5, 0)]


def test_two_rows_swapped_are_both_named(chain):
    one, other = chain[2].event_id, chain[7].event_id
    rows = {row.pk: row for row in Event.objects.filter(pk__in=[one, other])}
    for pk, source in ((one, rows[other]), (other, rows[one])):
        Event.objects.filter(pk=pk).update(
            at=source.at, duty_id=source.duty_id, data=source.data, digest=source.digest
        )
    assert found() == [("swapped", 3, one), ("swapped", 8, other)]


def test_two_links_swapped_are_both_named(chain):
    one, other = chain[2], chain[7]
    ChainLink.objects.filter(pk=one.pk).update(position=99)
    ChainLink.objects.filter(pk=other.pk).update(position=one.position)
    ChainLink.objects.filter(pk=one.pk).update(position=other.position)
    assert found() == [("swapped", 3, other.pk), ("swapped", 8, one.pk)]


def test_a_row_put_in_is_named_with_or_without_a_link_of_its_own(chain):
    model = Event.objects.get(pk=chain[4].event_id)
    model.pk = 10_000
    model.save(force_insert=True)
    if connection.vendor == "postgresql":
        assert not ChainLink.objects.filter(
            pk=10_000
        ).exists()  # the tamperer took the trigger down
    assert found() == [("inserted", 0, 10_000)]
    digest, before = model.digest, chain[-1].hash
    ChainLink.objects.create(
        event_id=10_000, chain="13", position=13, digest=digest, previous=before,
        hash=link_hash("13", 13, 10_000, digest, before),
    )  # fmt: skip
    assert found() == [("inserted", 13, 0)]


def test_a_row_put_in_the_middle_with_everything_made_to_fit_is_found_by_the_anchor(chain):
    anchors = anchor_now()
    for link in reversed(chain[4:]):
        ChainLink.objects.filter(pk=link.pk).update(position=link.position + 1)
    model = Event.objects.get(pk=chain[4].event_id)
    model.pk = 10_000
    model.save(force_insert=True)
    ChainLink.objects.create(
        event_id=10_000, chain="13", position=5, digest="", previous="", hash=""
    )
    rehash()
    assert found() == []  # the database alone agrees with itself
    assert found(anchors) == [("rewritten", 12, chain[10].event_id)]


def test_the_tail_cut_is_named_by_the_head_and_by_the_anchor(chain):
    anchors = anchor_now()
    gone = [link.event_id for link in chain[9:]]
    ChainLink.objects.filter(pk__in=gone).delete()
    Event.objects.filter(pk__in=gone).delete()
    assert found() == [("tail_cut", 10, 0)]
    ChainHead.objects.filter(chain="13").update(position=9, hash=chain[8].hash)
    assert found() == []
    assert found(anchors) == [("tail_cut", 10, 0)]


def test_a_whole_chain_taken_away_is_named_by_the_anchor(chain):
    anchors = anchor_now()
    for model in (Event, ChainLink, ChainHead):
        model.objects.all().delete()
    assert [kind for kind, _, _ in found(anchors)] == ["head", "tail_cut"] * 2


def test_the_head_taken_away_or_moved_is_named(chain):
    ChainHead.objects.filter(chain="13").update(hash="f" * 64)
    assert found() == [("head", 12, 0)]
    ChainHead.objects.filter(chain="13").delete()
    assert found() == [("head", 12, 0)]


def test_guards_refuse_the_tamperer_who_does_not_take_them_down(db):
    record("case.visit", "case", duty_id=7, province_code="13")
    settle()
    install_guards()
    for act in (
        lambda: Event.objects.all().delete(),
        lambda: Event.objects.update(verb="x"),
        lambda: ChainLink.objects.all().delete(),
        lambda: ChainLink.objects.update(position=9),
        lambda: ChainHead.objects.update(position=0),
        lambda: ChainHead.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert verify().is_whole


def test_anchors_are_appended_once_a_move_and_read_back(db, tmp_path):
    record("case.visit", "case", duty_id=7, province_code="13")
    settle()
    assert [anchor.position for anchor in write_anchors(tmp_path)] == [1]
    assert write_anchors(tmp_path) == []
    record("case.visit", "case", duty_id=7, province_code="13")
    settle()
    write_anchors(tmp_path)
    kept = list(read_anchors(tmp_path))
    assert [anchor.position for anchor in kept] == [1, 2]
    report = verify(kept)
    assert report.is_whole and report.anchors == 2


def test_an_anchor_file_that_was_touched_is_named(tmp_path):
    (tmp_path / "2026.txt").write_text("2026-11-25 13 4 abc\n")
    with pytest.raises(BadAnchor, match="2026.txt:1"):
        list(read_anchors(tmp_path))


def test_command_anchors_verifies_prints_and_says_what_to_do(chain, tmp_path, settings, capsys):
    settings.ANCHORS = tmp_path / "anchors"
    call_command("ledger", "anchor")
    call_command("ledger", "verify")
    call_command("ledger", "print")
    told = capsys.readouterr().out
    assert "ครบถ้วน: 14 เหตุการณ์ 2 สาย 2 หมุด" in told and chain[-1].hash[:4] in told
    Event.objects.filter(pk=chain[4].event_id).update(duty_id=8)
    with pytest.raises(CommandError, match="ไม่ครบถ้วน 1 จุด"):
        call_command("ledger", "verify")
    assert f"changed chain=13 position=5 event={chain[4].event_id}" in capsys.readouterr().out
