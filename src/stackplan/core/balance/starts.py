"""Where a search begins: the classical methods, on plain numbers."""

import heapq
from collections.abc import Iterator, Sequence

from stackplan.core.balance.greedy import earliest_ends
from stackplan.core.balance.problem import Places, Problem, places_of
from stackplan.core.balance.snake import snake_order

# Passes of first fit: each halves the range in which the makespan is sought.
_PASSES = 12
# Above so many runs times stacks the slower methods take longer than the search that beats them.
_MOST_CELLS = 100_000


def starts(problem: Problem) -> Iterator[Places]:
    """Plans by LPT, the snake, MULTIFIT and differencing, the quickest first.

    Parameters
    ----------
    problem : Problem
        What to spread. MULTIFIT and differencing know neither pins nor speeds: they spread the
        items as if there were none.

    Yields
    ------
    list of int
        Index of the stack of each item.
    """
    weights, n_stacks = problem.weights, problem.n_stacks
    ends = [base * cost for base, cost in zip(problem.bases, problem.costs, strict=True)]
    yield earliest_ends(weights, ends, problem.costs)
    yield list(snake_order(len(weights), n_stacks))
    if len(weights) * n_stacks <= _MOST_CELLS:
        yield multifit(weights, n_stacks)
        yield differencing(weights, n_stacks)


def multifit(weights: Sequence[int], n_stacks: int) -> Places:
    """Find by bisection the least makespan at which first fit decreasing needs no more stacks.

    Coffman, Garey and Johnson 1978.

    Parameters
    ----------
    weights : sequence of int
        Loads, largest first.
    n_stacks : int
        Number of stacks, all alike.

    Returns
    -------
    list of int
        Index of the stack of each item.
    """
    if not weights:
        return []
    mean = -(-sum(weights) // n_stacks)
    low, high = max(mean, weights[0]), max(2 * mean, weights[0])
    alike = Problem(tuple(weights), (0,) * n_stacks, (1,) * n_stacks)
    best = first_fit(weights, n_stacks, high) or []
    for _ in range(_PASSES):
        if low >= high:
            break
        middle = (low + high) // 2
        places = first_fit(weights, n_stacks, middle)
        if places is None:
            low = middle + 1
        else:
            # What it reached is often below what was allowed.
            best, high = places, alike.makespan(places)
    return best


def first_fit(weights: Sequence[int], n_stacks: int, capacity: int) -> Places | None:
    """Put each item onto the first stack that has room; `None` if one finds none.

    A tournament tree holds the most room of each range of stacks (Johnson 1973).
    """
    width = 1 << (n_stacks - 1).bit_length()
    rooms = [0] * width + [capacity] * n_stacks + [-1] * (width - n_stacks)
    for node in range(width - 1, 0, -1):
        rooms[node] = max(rooms[2 * node], rooms[2 * node + 1])
    places = []
    for weight in weights:
        if rooms[1] < weight:
            return None
        node = 1
        while node < width:
            node *= 2
            node += rooms[node] < weight
        places.append(node - width)
        rooms[node] -= weight
        while node > 1:
            node //= 2
            rooms[node] = max(rooms[2 * node], rooms[2 * node + 1])
    return places


def differencing(weights: Sequence[int], n_stacks: int) -> Places:
    """Join the two partial plans that differ most, longest stacks with shortest ones.

    Karmarkar and Karp 1982, for any number of stacks.

    Parameters
    ----------
    weights : sequence of int
        Loads, largest first.
    n_stacks : int
        Number of stacks, all alike.

    Returns
    -------
    list of int
        Index of the stack of each item.
    """
    if not weights:
        return []
    # A partial plan: its stacks that hold something above the least load, the longest first.
    heap = [(-weight, item, [(weight, [item])]) for item, weight in enumerate(weights)]
    heapq.heapify(heap)
    while len(heap) > 1:
        _, order, one = heapq.heappop(heap)
        other = heap[0][2]
        joined = _join(one, other, n_stacks)
        spread = joined[0][0] - (joined[-1][0] if len(joined) == n_stacks else 0)
        heapq.heapreplace(heap, (-spread, order, joined))
    return places_of([items for _, items in heap[0][2]])


def _join(
    one: list[tuple[int, list[int]]], other: list[tuple[int, list[int]]], n_stacks: int
) -> list[tuple[int, list[int]]]:
    """Longest stacks of one plan onto the shortest of the other; empty ones are not listed."""
    overlap = len(one) + len(other) - n_stacks
    if overlap <= 0:
        return sorted(one + other, key=_by_load)
    alone = one[: len(one) - overlap] + other[: len(other) - overlap]
    tails = zip(one[len(one) - overlap :], reversed(other[len(other) - overlap :]), strict=True)
    both = [(a + b, items + more) for (a, items), (b, more) in tails]
    return sorted(alone + both, key=_by_load)


def _by_load(stack: tuple[int, list[int]]) -> int:
    return -stack[0]
