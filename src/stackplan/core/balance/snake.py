"""The deal of Spyral: largest runs first, there and back over the stacks."""

from collections.abc import Iterator, Sequence

from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run


def snake_order(n_items: int, n_stacks: int) -> Iterator[int]:
    """Stack that each item goes to: 0, 1, ... n-1, n-1, ... 0, 0, 1, ...

    Parameters
    ----------
    n_items : int
        How many items are dealt.
    n_stacks : int
        How many stacks there are, at least 1.

    Yields
    ------
    int
        Index of a stack; at each turn the end stack gets two items in a row, as in Spyral 1.1.2.
    """
    for item in range(n_items):
        turn, place = divmod(item, n_stacks)
        yield n_stacks - 1 - place if turn % 2 else place


def deal(runs: Sequence[Run], request: PlanRequest) -> list[list[Run]]:
    """Deal runs as Spyral does.

    Parameters
    ----------
    runs : sequence of Run
        In canonical order: largest load first, ties by ascending number.
    request : PlanRequest
        Only the number of stacks counts: Spyral knows no speeds.

    Returns
    -------
    list of list of Run
        One list for each stack asked for.
    """
    return [_dealt_to(stack, runs, request.n_stacks) for stack in range(request.n_stacks)]


def _dealt_to(stack: int, runs: Sequence[Run], n_stacks: int) -> list[Run]:
    """Take what `snake_order` gives one stack, in slices: of 100,000 runs it takes no time."""
    there, back = runs[stack :: 2 * n_stacks], runs[2 * n_stacks - 1 - stack :: 2 * n_stacks]
    dealt = [*there, *back]
    dealt[::2], dealt[1::2] = there, back
    return dealt
