from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance.heuristics import lpt
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import requests, runs


def best_makespan(loads: list[int], n_stacks: int) -> int:
    """The optimum, by trying every plan."""
    plans = product(range(n_stacks), repeat=len(loads))
    return min(
        max(
            sum(load for load, at in zip(loads, places, strict=True) if at == stack)
            for stack in range(n_stacks)
        )
        for places in plans
    )


def loads_of(stacks: list[list[Run]]) -> list[int]:
    return [sum(run.load for run in stack) for stack in stacks]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=7), st.integers(1, 3))
def test_that_lpt_keeps_the_promise_of_graham(sizes: list[int], n_stacks: int) -> None:
    request = PlanRequest(n_stacks=n_stacks, method="lpt")
    chosen = request.select([Run(number, size) for number, size in enumerate(sizes)])
    longest = max(loads_of(lpt(chosen, request)))
    promised = Fraction(4, 3) - Fraction(1, 3 * n_stacks)
    assert longest <= promised * best_makespan(sizes, n_stacks)


def test_that_graham_s_worst_case_is_met_exactly() -> None:
    sizes = [5, 5, 4, 4, 3, 3, 3]
    request = PlanRequest(n_stacks=3, method="lpt")
    chosen = request.select([Run(number, size) for number, size in enumerate(sizes)])
    assert max(loads_of(lpt(chosen, request))) == 11
    assert best_makespan(sizes, 3) == 9


def test_that_each_run_goes_to_the_lightest_stack_and_ties_to_the_lower_one() -> None:
    request = PlanRequest(n_stacks=2, method="lpt")
    chosen = request.select([Run(number, size) for number, size in enumerate([5, 4, 3, 2, 2])])
    stacks = lpt(chosen, request)
    assert [[run.number for run in stack] for stack in stacks] == [[0, 3, 4], [1, 2]]


def test_that_with_speeds_a_run_goes_where_it_ends_first() -> None:
    request = PlanRequest(n_stacks=2, method="lpt", speeds=(50, 100))
    stacks = lpt(request.select([Run(1, 10), Run(2, 6), Run(3, 6)]), request)
    assert [[run.number for run in stack] for stack in stacks] == [[2], [1, 3]]


def test_that_pinned_runs_are_placed_before_all_others() -> None:
    request = PlanRequest(n_stacks=2, method="lpt")
    chosen = request.select([Run(number, size) for number, size in enumerate([5, 4, 3, 2, 2])])
    stacks = lpt(chosen, request, {4: 0, 2: 0})
    assert [[run.number for run in stack] for stack in stacks] == [[2, 4, 1], [0, 3]]


@given(runs(), st.integers(1, 9), st.integers(1, 300))
def test_that_equal_speeds_plan_as_no_speeds(found: list[Run], n_stacks: int, speed: int) -> None:
    plain = PlanRequest(n_stacks=n_stacks, method="lpt")
    alike = PlanRequest(n_stacks=n_stacks, method="lpt", speeds=(speed,) * n_stacks)
    assert lpt(plain.select(found), plain) == lpt(alike.select(found), alike)


@given(runs(), requests())
def test_that_there_is_a_list_for_each_stack_asked_for(
    found: list[Run], request: PlanRequest
) -> None:
    assert len(lpt(request.select(found), request)) == request.n_stacks
