"""A helping process changes how fast a list is cleaned, never what comes of it."""

import pytest

from kuea.intake import both_hands


@pytest.fixture
def helped(monkeypatch):
    monkeypatch.setattr(both_hands, "WORTH_FROM", 1)
    monkeypatch.setattr(both_hands, "may_fork", lambda: True)
    monkeypatch.setattr(both_hands.connection, "close", lambda: None)


def squares(lot: range) -> list[int]:
    return [number * number for number in lot]


@pytest.mark.parametrize("count", [0, 1, 7, 8, 23])
def test_lots_come_in_order_with_and_without_a_helper(count, helped, monkeypatch):
    with_helper = list(both_hands.in_lots(squares, count, 4))
    monkeypatch.setattr(both_hands, "WORTH_FROM", 10**9)
    assert with_helper == list(both_hands.in_lots(squares, count, 4))
    assert [row for _, lot in with_helper for row in lot] == squares(range(count))


def test_fault_in_the_helper_is_raised_here(helped):
    def work(lot: range) -> int:
        if lot.start:
            raise ValueError("no such row")
        return lot.stop

    with pytest.raises(ValueError, match="no such row"):
        list(both_hands.in_lots(work, 20, 4))


def test_no_helper_inside_an_open_transaction(db):
    assert both_hands.may_fork() is False
