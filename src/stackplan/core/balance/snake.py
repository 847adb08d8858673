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
    stacks: list[list[Run]] = [[] for _ in range(request.n_stacks)]
    for run, index in zip(runs, snake_order(len(runs), request.n_stacks), strict=True):
        stacks[index].append(run)
    return stacks
