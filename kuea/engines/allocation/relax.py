"""The best plan when a need may be split, with prices that prove it (coverage.md 4.2).

All weight sits on the need, so the sets of hours that can be served form a polymatroid and greed is exact: take needs by
weight per hundredth, give each what shortest augmenting paths bring, and when a search finds no room, close every class
and resource it saw. The price of a closed resource is the weight per hundredth of the need whose search closed it.
"""

from typing import Any, NamedTuple

import numpy as np

from kuea.core.allocation.problem import Floats, Ints
from kuea.engines.allocation.edges import Pairs
from kuea.engines.compiled import compiled

CLOSED = np.int32(1 << 29)
FIRST_LIMIT = 64
# Positions in `Flow.meta`.
FREE, LIMIT, FULL, STEPS = 0, 1, 2, 3


class Flow(NamedTuple):
    """Who serves whom so far. A cell is a positive flow from a class to a resource, in one list of each."""

    start: Ints
    to: Ints
    room: Ints  # int64 (resources), what is left
    label_class: Ints  # at least the steps to a resource with room
    label_res: Ints
    arc: Ints  # next pair of the class to look at
    head_class: Ints
    head_res: Ints
    cell_class: Ints
    cell_res: Ints
    cell_amount: Ints
    next_of_class: Ints
    next_of_res: Ints
    last_of_res: Ints
    path_class: Ints
    path_res: Ints
    path_cell: Ints
    meta: Ints


class Relaxed(NamedTuple):
    """`served` hundredths of each need; cells; price a hundredth of each resource."""

    served: Ints
    price: Floats
    flow: Flow


def small(size: int, value: int) -> Ints:
    return np.full(size, value, np.int32)


def new_flow(pairs: Pairs, capacity: Ints, cells: int) -> Flow:
    """An empty flow with place for `cells` positive flows."""
    classes, resources = len(pairs.start) - 1, len(capacity)
    next_of_class = np.arange(1, cells + 1, dtype=np.int32)  # the free cells, chained
    next_of_class[-1] = -1
    return Flow(
        pairs.start, pairs.to, capacity.astype(np.int64), small(classes, 1), small(resources, 0),
        pairs.start[:-1].copy(), small(classes, -1), small(resources, -1), small(cells, -1), small(cells, -1),
        np.zeros(cells, np.int64), next_of_class, small(cells, -1), small(cells, -1), small(classes + 2, -1),
        small(classes + 2, -1), small(classes + 2, -1), np.array([0, FIRST_LIMIT, 0, 0], np.int64),
    )  # fmt: skip


def cells_for(pairs: Pairs, capacity: Ints) -> int:
    """How many positive flows to begin with; when they do not suffice all is done again with twice as many."""
    return 2 * (len(pairs.start) + len(capacity)) + 64


def relax(
    pairs: Pairs, capacity: Ints, class_of: Ints, amount: Ints, worth: Floats, order: Ints
) -> Relaxed:
    """Serve needs in `order` (falling worth = weight per hundredth, strict levels first). Exact for that order."""
    cells = cells_for(pairs, capacity)
    while True:
        flow = new_flow(pairs, capacity, cells)
        served = np.zeros(len(amount), np.int64)
        price = np.zeros(len(capacity), np.float64)
        serve(flow, order, class_of, amount, worth, served, price)
        if not flow.meta[FULL]:
            price[capacity == 0] = worth.max(initial=0.0)
            return Relaxed(served, price, flow)
        cells *= 2


@compiled
def serve(
    flow: Flow, order: Any, class_of: Any, amount: Any, worth: Any, served: Any, price: Any,
) -> Any:  # fmt: skip
    """Push each need of `order` as far as it goes; close what a failed search saw."""
    queue_class = np.empty(len(flow.label_class), np.int32)
    queue_res = np.empty(len(flow.room), np.int32)
    for need in order:
        one, left = class_of[need], amount[need] - served[need]
        left = serve_one(flow, one, left, worth[need], price, queue_class, queue_res)
        if flow.meta[FULL]:
            return
        served[need] = amount[need] - left


@compiled
def serve_one(
    flow: Flow, one: Any, left: Any, worth: Any, price: Any, queue_class: Any, queue_res: Any,
) -> Any:  # fmt: skip
    """Push `left` hundredths of one class as far as they go; what a failed search saw is closed at `worth`."""
    while left > 0 and flow.label_class[one] < CLOSED:
        left = _augment(flow, one, left)
        if flow.meta[FULL]:
            return left
        if left > 0 and flow.label_class[one] < CLOSED:
            if _close(flow, one, worth, price, queue_class, queue_res):
                break
            flow.meta[LIMIT] *= 2
    if left > 0:
        flow.label_class[one] = CLOSED
    return left


@compiled
def _augment(flow: Flow, source: Any, left: Any) -> Any:
    """Push up to `left` along falling labels; return what is left when the label passes the limit."""
    depth = 0
    flow.path_class[0] = source
    while left > 0 and flow.label_class[source] < flow.meta[LIMIT]:
        one = flow.path_class[depth]
        res = _admissible(flow, one)
        if res < 0:
            _raise_class(flow, one)
            if depth > 0:
                depth -= 1
            continue
        flow.path_res[depth] = res
        if flow.room[res] > 0:
            left -= _push(flow, depth, left)
            if flow.meta[FULL]:
                return left
            depth = 0
            continue
        cell = _way_back(flow, res)
        if cell < 0:
            _raise_res(flow, res)
            continue
        flow.path_cell[depth] = cell
        depth += 1
        flow.path_class[depth] = flow.cell_class[cell]
    return left


@compiled
def _admissible(flow: Flow, one: Any) -> Any:
    """The next resource of the class whose label is one lower, or -1."""
    wanted = flow.label_class[one] - 1
    end = flow.start[one + 1]
    at = flow.arc[one]
    while at < end:
        flow.meta[STEPS] += 1
        if flow.label_res[flow.to[at]] == wanted:
            flow.arc[one] = at
            return flow.to[at]
        at += 1
    flow.arc[one] = at
    return np.int32(-1)


@compiled
def _way_back(flow: Flow, res: Any) -> Any:
    """A cell of the resource whose class is one step nearer to room, or -1."""
    wanted = flow.label_res[res] - 1
    cell = flow.head_res[res]
    while cell >= 0:
        flow.meta[STEPS] += 1
        if flow.label_class[flow.cell_class[cell]] == wanted:
            return cell
        cell = flow.next_of_res[cell]
    return np.int32(-1)


@compiled
def _raise_class(flow: Flow, one: Any) -> Any:
    least = CLOSED
    for at in range(flow.start[one], flow.start[one + 1]):
        least = min(least, flow.label_res[flow.to[at]])
    flow.meta[STEPS] += flow.start[one + 1] - flow.start[one]
    flow.label_class[one] = min(CLOSED, least + 1)
    flow.arc[one] = flow.start[one]


@compiled
def _raise_res(flow: Flow, res: Any) -> Any:
    least = CLOSED
    cell = flow.head_res[res]
    while cell >= 0:
        flow.meta[STEPS] += 1
        least = min(least, flow.label_class[flow.cell_class[cell]])
        cell = flow.next_of_res[cell]
    flow.label_res[res] = min(CLOSED, least + 1)


@compiled
def _push(flow: Flow, depth: Any, left: Any) -> Any:
    """Move the most that fits along the path; return how much."""
    most = min(left, flow.room[flow.path_res[depth]])
    for step in range(depth):
        most = min(most, flow.cell_amount[flow.path_cell[step]])
    for step in range(depth + 1):
        add_to_cell(flow, flow.path_class[step], flow.path_res[step], most)
        if flow.meta[FULL]:
            return most
    for step in range(depth):
        cell = flow.path_cell[step]
        flow.cell_amount[cell] -= most
        if flow.cell_amount[cell] == 0:
            drop_cell(flow, cell)
    flow.room[flow.path_res[depth]] -= most
    return most


@compiled
def add_to_cell(flow: Flow, one: Any, res: Any, amount: Any) -> Any:
    """Raise the flow from a class to a resource, with a new cell when there is none."""
    cell = flow.head_class[one]
    while cell >= 0:
        if flow.cell_res[cell] == res:
            flow.cell_amount[cell] += amount
            return
        cell = flow.next_of_class[cell]
    cell = flow.meta[FREE]
    if cell < 0:
        flow.meta[FULL] = 1
        return
    flow.meta[FREE] = flow.next_of_class[cell]
    flow.cell_class[cell], flow.cell_res[cell], flow.cell_amount[cell] = one, res, amount
    flow.next_of_class[cell] = flow.head_class[one]
    flow.head_class[one] = cell
    head = flow.head_res[res]
    flow.next_of_res[cell], flow.last_of_res[cell] = head, -1
    if head >= 0:
        flow.last_of_res[head] = cell
    flow.head_res[res] = cell


@compiled
def drop_cell(flow: Flow, cell: Any) -> Any:
    """Take an empty cell out of both lists and chain it to the free ones."""
    one, res = flow.cell_class[cell], flow.cell_res[cell]
    before, after = flow.last_of_res[cell], flow.next_of_res[cell]
    if before >= 0:
        flow.next_of_res[before] = after
    else:
        flow.head_res[res] = after
    if after >= 0:
        flow.last_of_res[after] = before
    if flow.head_class[one] == cell:
        flow.head_class[one] = flow.next_of_class[cell]
    else:
        other = flow.head_class[one]
        while flow.next_of_class[other] != cell:
            other = flow.next_of_class[other]
        flow.next_of_class[other] = flow.next_of_class[cell]
    flow.cell_class[cell] = -1
    flow.next_of_class[cell] = flow.meta[FREE]
    flow.meta[FREE] = cell


@compiled
def _close(
    flow: Flow, source: Any, worth: Any, price: Any, queue_class: Any, queue_res: Any,
) -> Any:  # fmt: skip
    """One search from the class over every open pair. True: no room anywhere, all seen is closed at `worth`.

    Seen classes are marked by negative labels while searching; they are put back when room is found.
    """
    seen, seen_res, at = 1, 0, 0
    queue_class[0] = source
    flow.label_class[source] = -flow.label_class[source]
    room = False
    while at < seen and not room:
        one = queue_class[at]
        at += 1
        for pair in range(flow.start[one], flow.start[one + 1]):
            res = flow.to[pair]
            if flow.label_res[res] >= CLOSED or flow.label_res[res] < 0:
                continue
            if flow.room[res] > 0:
                room = True
                break
            flow.label_res[res] = -1 - flow.label_res[res]
            queue_res[seen_res] = res
            seen_res += 1
            cell = flow.head_res[res]
            while cell >= 0:
                other = flow.cell_class[cell]
                if 0 <= flow.label_class[other] < CLOSED:
                    flow.label_class[other] = -flow.label_class[other]
                    queue_class[seen] = other
                    seen += 1
                cell = flow.next_of_res[cell]
    for row in range(seen):
        one = queue_class[row]
        flow.label_class[one] = -flow.label_class[one] if room else CLOSED
    for row in range(seen_res):
        res = queue_res[row]
        flow.label_res[res] = -1 - flow.label_res[res] if room else CLOSED
        if not room:
            price[res] = worth
    return not room
