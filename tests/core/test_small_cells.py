"""Nobody gets a small cell back by subtracting what is shown (rule 10): asked of a slow twin that tries everything."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kuea.core.small_cells import SMALLEST, Shown, is_small, suppress


def tables(most_rows, most_columns):
    return st.integers(1, most_columns).flatmap(
        lambda width: st.lists(
            st.lists(st.integers(0, 9), min_size=width, max_size=width),
            min_size=1,
            max_size=most_rows,
        )
    )


def readings(shown: Shown, most: int = 14):
    """Every table of counts up to `most` that a reader cannot rule out."""
    free = [(r, c) for r, row in enumerate(shown.cells) for c, n in enumerate(row) if n is None]
    for guess in product(range(most), repeat=len(free)):
        filled = dict(zip(free, guess, strict=True))
        grid = [
            [filled.get((r, c), n) for c, n in enumerate(row)] for r, row in enumerate(shown.cells)
        ]
        rows, columns = (
            [sum(row) for row in grid],
            [sum(column) for column in zip(*grid, strict=True)],
        )
        if (
            all(t is None or t == n for t, n in zip(shown.rows, rows, strict=True))
            and all(t is None or t == n for t, n in zip(shown.columns, columns, strict=True))
            and shown.total in {None, sum(rows)}
        ):
            yield grid, rows, columns


@given(tables(4, 4))
def test_small_counts_and_small_totals_are_hidden_and_the_rest_is_true(table):
    shown = suppress(table)
    for row, told in zip(table, shown.cells, strict=True):
        assert all(
            t is None if is_small(n) else t in {None, n} for n, t in zip(row, told, strict=True)
        )
    for told, real in zip(shown.rows, map(sum, table), strict=True):
        assert told in {None, real} and not (told and is_small(told))


@given(tables(2, 2))
def test_no_small_count_is_recovered_by_subtraction(table):
    possible = list(readings(suppress(table)))
    for r, row in enumerate(table):
        for c, count in enumerate(row):
            if is_small(count):
                assert len({grid[r][c] for grid, _rows, _columns in possible}) > 1
    for r, total in enumerate(map(sum, table)):
        if is_small(total):
            assert len({rows[r] for _grid, rows, _columns in possible}) > 1


def test_lone_small_count_takes_a_ring_of_others_with_it():
    shown = suppress([[3, 20, 0], [30, 40, 50], [60, 70, 80]])
    assert shown.cells[0] == (None, None, 0)
    assert sum(n is None for row in shown.cells for n in row) == 5
    assert shown.total == 353


def test_table_without_small_counts_is_shown_whole():
    shown = suppress([[0, 5], [12, 0]])
    assert (shown.cells, shown.rows, shown.columns, shown.total) == (
        ((0, 5), (12, 0)),
        (5, 12),
        (12, 5),
        17,
    )


def test_single_small_count_shows_nothing_at_all():
    assert suppress([[3]]) == Shown(((None,),), (None,), (None,), None)
    assert SMALLEST == 5


@pytest.mark.parametrize("wrong", [[[1, 2], [3]], [[-1]], [], [[]]])
def test_uneven_empty_or_negative_tables_are_refused(wrong):
    with pytest.raises(ValueError):
        suppress(wrong)
