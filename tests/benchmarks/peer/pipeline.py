"""The prototype that `balanced` has to beat: exact splits and a bin-packing bound, in tens of ms.

Re-created from its description: canonical order, counting bounds, the simple methods, a bin-packing
bound, local search with exact splits and shakes within a budget of work units, a slack-filling
start, branch and bound for few runs. It imports nothing from `stackplan.core.balance`.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.peer.bounds import lifted_bound, packing_bound, simple_bound
from benchmarks.peer.differencing import differencing
from benchmarks.peer.filling import fill
from benchmarks.peer.greedy import longest_load, lpt, multifit, snake
from benchmarks.peer.local_search import search
from benchmarks.peer.state import Budget, State
from benchmarks.peer.tree_search import branch_and_bound

UNITS = 2_500_000
# Above so many runs times stacks the slower of the simple methods and bounds are left out.
LARGE = 100_000
FEW_A_STACK = 5
FEW_RUNS = 24
NEARLY = 10_000
TOLERANCE = 1e-6

METHODS = {"snake": snake, "LPT": lpt, "MULTIFIT": multifit, "KK": differencing}


@dataclass(frozen=True)
class Answer:
    """A plan for weights in descending order: stack of each weight, makespan, proved bound."""

    places: list[int]
    makespan: int
    bound: int


def simple_answers(weights: Sequence[int], n_stacks: int) -> dict[str, Answer]:
    """What the simple methods give; their bound is none."""
    plans = {name: method(weights, n_stacks) for name, method in METHODS.items()}
    return {
        name: Answer(places, longest_load(weights, places, n_stacks), 0)
        for name, places in plans.items()
    }


def solve(
    weights: Sequence[int], n_stacks: int, units: int = UNITS, tolerance: float = TOLERANCE
) -> Answer:
    """Balance weights as the prototype does.

    Parameters
    ----------
    weights : sequence of int
        In descending order, at least one.
    n_stacks : int
        Number of stacks.
    units : int
        Work units for each of the two searches.
    tolerance : float
        Proved gap that is good enough.

    Returns
    -------
    Answer
        Stacks beyond the number of weights stay empty.
    """
    n_stacks = min(n_stacks, len(weights))
    start, bound = _start(weights, n_stacks)
    longest = longest_load(weights, start, n_stacks)
    few = len(weights) <= FEW_A_STACK * n_stacks
    if longest > bound and len(weights) * n_stacks <= LARGE:
        bound = max(bound, lifted_bound(weights, n_stacks))
    if longest > bound and few:
        bound = packing_bound(weights, n_stacks, bound, longest)
    target = bound + int(bound * tolerance)
    draw = random.Random(len(weights) * 1_000_003 + n_stacks)
    best = start

    def take(places: list[int]) -> None:
        nonlocal best, longest
        length = longest_load(weights, places, n_stacks)
        if length < longest:
            best, longest = places, length

    def look(places: list[int]) -> None:
        state = State.of(weights, places, n_stacks)
        take(search(state, target, draw, Budget(units)).places)

    if longest > target:
        look(lpt(weights, n_stacks))
    if NEARLY * (longest - bound) > bound and few:
        filled = fill(weights, n_stacks, bound, longest)
        if filled is not None:
            take(filled)
            if longest > target:
                look(filled)
    if longest > bound and len(weights) <= FEW_RUNS:
        found, proved = branch_and_bound(weights, n_stacks, bound, longest)
        if found is not None:
            take(found)
        bound = longest if proved else bound
    return Answer(best, longest, bound)


def _start(weights: Sequence[int], n_stacks: int) -> tuple[list[int], int]:
    """Give the best of the simple methods that are quick at this size, and the counting bound."""
    bound = simple_bound(weights, n_stacks)
    names = METHODS if len(weights) * n_stacks <= LARGE else ("snake", "LPT")
    plans = [METHODS[name](weights, n_stacks) for name in names]
    return min(plans, key=lambda plan: longest_load(weights, plan, n_stacks)), bound
