from __future__ import annotations

import pytest
from hypothesis import given

from stackplan.core.balance import BEST_METHOD, METHODS, make_plan
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import requests, runs, shuffled_runs


def test_that_an_unknown_method_is_refused_with_the_known_ones() -> None:
    with pytest.raises(StackplanError, match="'tabu' is not known here; choose one of snake, lpt"):
        make_plan([], PlanRequest(method="tabu"))


def test_that_the_best_method_is_one_of_the_methods() -> None:
    assert BEST_METHOD in METHODS


@pytest.mark.parametrize("method", METHODS)
def test_that_no_run_makes_a_plan_without_stacks(method: str) -> None:
    request = PlanRequest(n_stacks=3, method=method)
    assert make_plan([Run(1, 0)], request) == Plan(request)


@pytest.mark.parametrize("method", METHODS)
def test_that_stacks_without_a_run_are_left_out(method: str) -> None:
    plan = make_plan([Run(1, 5), Run(2, 6)], PlanRequest(n_stacks=5, method=method))
    assert [stack.run_numbers for stack in plan.stacks] == [(2,), (1,)]


def test_that_with_speeds_an_empty_stack_keeps_its_place() -> None:
    request = PlanRequest(n_stacks=3, method="lpt", speeds=(1, 100, 1))
    plan = make_plan([Run(1, 5)], request)
    assert [stack.run_numbers for stack in plan.stacks] == [(), (1,), ()]


def test_that_a_run_found_twice_is_refused() -> None:
    with pytest.raises(StackplanError, match="twice"):
        make_plan([Run(1, 5), Run(1, 5)], PlanRequest(n_stacks=2))


@given(shuffled_runs(), requests())
def test_that_the_plan_does_not_depend_on_the_order_of_the_runs(
    orders: tuple[list[Run], list[Run]], request: PlanRequest
) -> None:
    assert make_plan(orders[0], request) == make_plan(orders[1], request)


@given(runs(), requests())
def test_that_planning_the_planned_runs_again_gives_the_same_plan(
    found: list[Run], request: PlanRequest
) -> None:
    plan = make_plan(found, request)
    assert make_plan(plan.runs, request) == plan


@given(runs(), requests())
def test_that_exactly_the_selected_runs_are_planned_once_each(
    found: list[Run], request: PlanRequest
) -> None:
    plan = make_plan(found, request)
    assert sorted(plan.runs) == sorted(request.select(found))
    assert sum(plan.loads) == sum(run.load for run in request.select(found))
    assert plan.makespan >= plan.lower_bound
    assert plan.pinned == frozenset()
    if request.speeds is None:
        assert all(stack.runs for stack in plan.stacks)
