"""Which rows come and go when one list of rows takes the place of another."""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

Numbers = Sequence[int]


class Block(NamedTuple):
    """Rows next to one another."""

    first: int
    size: int


class Changes(NamedTuple):
    """What leads from one list to another: first rows go, from the last block on, then some come.

    The rows of `removed` are those of the list before, the rows of `added` those of the list after.
    """

    removed: list[Block]
    added: list[Block]


def row_changes(before: Numbers, after: Numbers) -> Changes:
    """Find the rows that differ; each list has a number once at most."""
    staying = set(before) & set(after)
    if [n for n in before if n in staying] != [n for n in after if n in staying]:
        # Another order: everything goes and comes but the two ends.
        head, tail = _common_ends(before, after)
        staying = {*before[:head], *before[len(before) - tail :]}
    removed = list(_blocks(before, staying))
    return Changes(removed[::-1], list(_blocks(after, staying)))


def gone_or_new(before: Sequence[Numbers], after: Sequence[Numbers]) -> int:
    """Find the stack that one of two plans has and the other has not.

    One of them has one stack more than the other; the answer is the index of that one, by what most
    of the stacks before and behind it say.
    """
    more, fewer = (before, after) if len(before) > len(after) else (after, before)
    early = [_likeness(a, b) for a, b in zip(more, fewer, strict=False)]
    late = [_likeness(a, b) for a, b in zip(more[1:], fewer, strict=True)]
    ahead = [0, *accumulate(early)]
    behind = [0, *accumulate(reversed(late))][::-1]
    alike = [ahead[k] + behind[k] for k in range(len(more))]
    # The last of equal ones: a stack is added, and mostly removed, at the end.
    return len(alike) - 1 - alike[::-1].index(max(alike))


def _likeness(one: Numbers, other: Numbers) -> int:
    """Weigh how much speaks for one stack: runs come to its end, and go from anywhere."""
    if one == other:
        return 3 if one else 1
    short, long = sorted((tuple(one), tuple(other)), key=len)
    if short and long[: len(short)] == short:
        return 2
    return int(set(short) <= set(long))


def _common_ends(before: Numbers, after: Numbers) -> tuple[int, int]:
    """Count the rows that agree at the start, and of the rest those that agree at the end."""
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    most -= head
    return head, next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)


def _blocks(rows: Numbers, staying: set[int]) -> Iterator[Block]:
    first = None
    for row, number in enumerate(rows):
        if number in staying:
            if first is not None:
                yield Block(first, row - first)
            first = None
        elif first is None:
            first = row
    if first is not None:
        yield Block(first, len(rows) - first)
