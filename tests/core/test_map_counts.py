"""Givers and receivers by place: sums against a slow twin, and what is kept from readers (R37, R62, rule 10)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.map_counts import (
    Figures,
    Hands,
    Tone,
    Waiting,
    count,
    hides_groups,
    hides_urgent,
    share,
    tone,
)

TAMBON = ("140101", "140102", "140103")
GROUPS = ("elder_alone", "bedridden")
KINDS = ("food", "house_repair")


def wait(tambon="140101", group="elder_alone", kind="food", count=1, **more):
    told = {"places": count, "urgent": 0, "before": 0, **more}
    return Waiting(tambon, group, kind, count, **told)


def test_share_gives_whole_parts_that_add_up():
    assert share(7, [1, 1, 1]) == [3, 2, 2]
    assert share(7, [0, 3, 4]) == [0, 3, 4]
    assert share(2, [0, 0]) == [1, 1]
    assert share(0, [5]) == [0]


@pytest.mark.parametrize(("amount", "weights"), [(1, []), (-1, [1]), (1, [-1, 2])])
def test_share_refuses_nonsense(amount, weights):
    with pytest.raises(ValueError, match="something to share"):
        share(amount, weights)


@given(st.integers(0, 500), st.lists(st.integers(0, 60), min_size=1, max_size=20))
def test_share_is_within_one_of_the_quota(amount, weights):
    parts = share(amount, weights)
    used = weights if any(weights) else [1] * len(weights)
    assert sum(parts) == amount
    assert all(abs(p - amount * w / sum(used)) < 1 for p, w in zip(parts, used, strict=True))


def test_builders_left_over_cook_no_meals():
    found = count(
        TAMBON,
        [wait(count=4), wait(kind="house_repair")],
        [Hands("house_repair", frozenset(), ("140101",), 9)],
    )
    assert found["140101"] == Figures(waiting=5, free=9, short=4)


def test_wide_offer_goes_where_people_wait():
    found = count(
        TAMBON,
        [wait(count=1), wait("140102", count=3)],
        [Hands("food", frozenset(), TAMBON, 4)],
    )
    assert [found[code].free for code in TAMBON] == [1, 3, 0]
    assert [found[code].short for code in TAMBON] == [0, 0, 0]


def test_needs_not_written_wait_but_ask_for_no_hands():
    assert count(TAMBON, [wait(kind="", count=2, places=2)], [])["140101"] == Figures(waiting=2)


def test_hands_for_another_group_do_not_count_for_this_one():
    hands = [Hands("food", frozenset({"bedridden"}), ("140101",), 5)]
    found = count(TAMBON, [wait(count=2)], hands, group="elder_alone")
    assert found["140101"] == Figures(waiting=2, free=0, short=2)


def slow_count(waiting, hands, group, kind):
    """The obvious twin: every tambon looks through every row again."""
    found = {}
    fits = [w for w in waiting if (not group or w.group == group) and (not kind or w.kind == kind)]
    for tambon in TAMBON:
        here = [w for w in fits if w.tambon == tambon]
        free, short = 0, 0
        for each in KINDS:
            got = 0
            for offer in hands:
                if offer.kind != each or (kind and kind != each):
                    continue
                if group and offer.groups and group not in offer.groups:
                    continue
                wanted = [
                    sum(
                        w.places for w in fits
                        if w.tambon == code and w.kind == each
                        and (not offer.groups or w.group in offer.groups)
                    )
                    for code in offer.tambon
                ]  # fmt: skip
                if tambon in offer.tambon:
                    got += share(offer.free, wanted)[offer.tambon.index(tambon)]
            free += got
            asked = sum(w.places for w in here if w.kind == each)
            short += asked - got if asked > got else 0
        found[tambon] = Figures(
            sum(w.count for w in here), sum(w.urgent for w in here), sum(w.before for w in here),
            free, short,
        )  # fmt: skip
    return found


waits = st.builds(
    Waiting, st.sampled_from(TAMBON), st.sampled_from((*GROUPS, "")), st.sampled_from((*KINDS, "")),
    st.integers(1, 9), st.integers(1, 12), st.integers(0, 3), st.integers(0, 9),
)  # fmt: skip
offers = st.builds(
    Hands, st.sampled_from(KINDS), st.frozensets(st.sampled_from(GROUPS)),
    st.lists(st.sampled_from(TAMBON), unique=True, min_size=1).map(tuple), st.integers(0, 15),
)  # fmt: skip


@given(
    st.lists(waits, max_size=12), st.lists(offers, max_size=8),
    st.sampled_from((*GROUPS, "")), st.sampled_from((*KINDS, "")),
)  # fmt: skip
def test_count_equals_its_slow_twin(waiting, hands, group, kind):
    assert count(TAMBON, waiting, hands, group=group, kind=kind) == slow_count(
        waiting, hands, group, kind
    )


@given(st.lists(waits, max_size=12), st.lists(offers, max_size=8))
def test_province_never_has_more_hands_than_were_offered(waiting, hands):
    found = count(TAMBON, waiting, hands)
    assert sum(each.free for each in found.values()) == sum(offer.free for offer in hands)


def test_one_small_cell_hides_every_group_of_its_tambon_and_no_other():
    rows = [wait(count=6), wait(group="bedridden", count=2), wait("140102", count=5)]
    assert hides_groups(rows, {("140103", "bedridden"): 4, ("140102", "bedridden"): 7}) == {
        "140101",
        "140103",
    }


def test_few_urgent_ones_or_few_a_month_ago_hide_a_tambon_too():
    rows = [wait(count=9, urgent=2), wait("140102", count=9, before=3), wait("140103", count=9)]
    assert hides_groups(rows, {}) == {"140101", "140102"}
    assert hides_urgent(rows) == {"140101"}


def test_tone_says_the_first_that_holds():
    told = [None, Figures(9, short=1), Figures(9, free=9), Figures(free=1), Figures()]
    assert [tone(each) for each in told] == list(Tone)
