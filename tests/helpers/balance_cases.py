"""Small problems of balancing, friendly and hostile, and their optima by trying every plan."""

import os
import random
from collections.abc import Sequence

import pytest
from hypothesis import strategies as st

from stackplan.core.balance import make_plan
from stackplan.core.balance.problem import Problem, Work
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# Which part of the drawn cases is taken: a tenth of them, and no long searches. The campaign
# `proofs` takes all.
SHARE = float(os.environ.get("STACKPLAN_BALANCES", "0.1"))
IN_FULL = SHARE >= 1

# Small ones with many ties, real ones, and those past 2**53, whose sums need more than 64 bits.
WEIGHTS = st.one_of(
    st.integers(1, 12), st.integers(10**9, 10**11), st.integers(2**53, 2**53 + 9),
    st.integers(2**62, 2**63),
)  # fmt: skip
# Time of a unit of load; the last ones are no multiples of one another.
_COSTS = ((1,), (1, 2, 4), (55, 77, 140), (999_999_937, 999_999_929, 999_999_893, 999_999_883))


def cases(n_cases: int) -> int:
    """How many of so many drawn cases are taken."""
    return max(1, round(n_cases * SHARE))


def optimum(problem: Problem, at_most: int) -> int | None:
    """The least makespan, by every plan that is not above `at_most`; `None` if there is none.

    Plans whose loads are the same so far, but for the names of the stacks, are followed once.
    """
    reached = {tuple(sorted(zip(problem.costs, problem.bases, strict=True)))}
    for weight in problem.weights:
        reached = {
            tuple(sorted((*stacks[:at], (cost, load + weight), *stacks[at + 1 :])))
            for stacks in reached
            for at, (cost, load) in enumerate(stacks)
            if (load + weight) * cost <= at_most
        }
    found = (max(load * cost for cost, load in stacks) for stacks in reached)
    return min((makespan for makespan in found if makespan <= at_most), default=None)


def best_of(problem: Problem) -> int:
    """The least makespan."""
    dealt = [item % problem.n_stacks for item in range(len(problem.weights))]
    best = optimum(problem, problem.makespan(dealt))
    assert best is not None
    return best


def plain(weights: Sequence[int], n_stacks: int) -> Problem:
    """Stacks that are alike and empty."""
    return Problem(tuple(sorted(weights, reverse=True)), (0,) * n_stacks, (1,) * n_stacks)


def plan_of(
    weights: list[int],
    n_stacks: int,
    speeds: tuple[int, ...] | None = None,
    pins: dict[int, int] | None = None,
) -> Plan:
    """Plan runs 0, 1, 2 ... of these weights."""
    found = [Run(number, 1, weight) for number, weight in enumerate(weights)]
    request = PlanRequest(n_stacks=n_stacks, method="balanced", speeds=speeds)
    return make_plan(found, request, pins or {})


@st.composite
def problems(
    draw: st.DrawFn, *, alike: bool = False, min_stacks: int = 1, max_stacks: int = 4
) -> Problem:
    """Up to eight items on a few stacks; unless they are alike, with bases and speeds."""
    n_stacks = draw(st.integers(min_stacks, max_stacks))
    kinds = WEIGHTS if draw(st.booleans()) else st.integers(1, 9)
    weights = draw(st.lists(kinds, max_size=8))
    if alike:
        return plain(weights, n_stacks)
    some = st.one_of(st.just(0), st.integers(0, 30), WEIGHTS)
    bases = draw(st.lists(some, min_size=n_stacks, max_size=n_stacks))
    speeds = st.sampled_from(draw(st.sampled_from(_COSTS)))
    costs = draw(st.lists(speeds, min_size=n_stacks, max_size=n_stacks))
    return Problem(tuple(sorted(weights, reverse=True)), tuple(bases), tuple(costs))


def random_problem(draw: random.Random, most: int = 9) -> Problem:
    """Draw a problem as `problems` does, thousands of times quicker."""
    n_stacks, n_items = draw.randint(1, 4), draw.randint(1, most)
    top = draw.choice((3, 12, 100, 10**11, 2**53 + 5, 2**63))
    least = draw.choice((1, 1, top // 3))
    weights = [draw.randint(least, top) for _ in range(n_items)]
    if draw.random() < 0.1:
        weights = weights[:1] * n_items
    bases, costs = (0,) * n_stacks, (1,) * n_stacks
    if draw.random() < 0.4:
        bases = tuple(draw.choice((0, draw.randint(0, 2 * top))) for _ in bases)
    if draw.random() < 0.4:
        some = draw.choice(_COSTS)
        costs = tuple(draw.choice(some) for _ in costs)
    return Problem(tuple(sorted(weights, reverse=True)), bases, costs)


def small_whole_numbers(number: int) -> tuple[list[int], int]:
    """Weights and stacks of an instance in small whole numbers, as events or seconds give them.

    40 to 400 runs, two to ten a stack; by turns N(1800, 500), N(200, 60) and uniform from 1 to 30.
    """
    draw = random.Random(f"small whole numbers|{number}")
    n_runs = draw.randint(40, 400)
    n_stacks = round(n_runs / draw.uniform(2, 10))
    weights = [
        (
            max(1, round(draw.gauss(1800, 500))),
            max(1, round(draw.gauss(200, 60))),
            draw.randint(1, 30),
        )[number % 3]
        for _ in range(n_runs)
    ]
    return weights, n_stacks


def noted_budgets(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """Note every budget of a search that is made from now on, in order."""
    made: list[Work] = []
    begin = Work.__init__

    def noted(work: Work, *given: object, **more: object) -> None:
        begin(work, *given, **more)  # type: ignore[arg-type]
        made.append(work)

    monkeypatch.setattr(Work, "__init__", noted)
    return made
