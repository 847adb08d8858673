from __future__ import annotations

from dataclasses import FrozenInstanceError
from fractions import Fraction

import pytest
from hypothesis import given

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans


def plan_of(*stacks: list[Run], speeds: tuple[int, ...] | None = None, n_stacks: int = 3) -> Plan:
    request = PlanRequest(n_stacks=n_stacks, speeds=speeds)
    return Plan(request, tuple(Stack(tuple(stack)) for stack in stacks))


def test_that_a_run_twice_is_refused() -> None:
    with pytest.raises(StackplanError, match="Run 7 is in the plan twice"):
        plan_of([Run(7, 5)], [Run(8, 5), Run(7, 6)])


def test_that_a_pinned_run_that_is_not_planned_is_refused() -> None:
    with pytest.raises(StackplanError, match="Run 9 is pinned but not in the plan"):
        Plan(PlanRequest(), (Stack((Run(7, 5),)),), frozenset({7, 9}))


def test_that_more_stacks_than_asked_for_are_refused() -> None:
    with pytest.raises(StackplanError, match="4 stacks were made where 3 were asked for"):
        plan_of([], [], [], [])


def test_that_a_plan_is_frozen_and_made_of_tuples() -> None:
    plan = Plan(PlanRequest(), [Stack([Run(7, 5)])], {7})  # type: ignore[arg-type]
    assert plan == Plan(PlanRequest(), (Stack((Run(7, 5),)),), frozenset({7}))
    assert hash(plan) == hash(Plan(PlanRequest(), (Stack((Run(7, 5),)),), frozenset({7})))
    with pytest.raises(FrozenInstanceError):
        plan.stacks = ()  # type: ignore[misc]


def test_that_the_figures_of_a_plan_are_exact() -> None:
    plan = plan_of([Run(1, 2**53 + 1), Run(2, 1)], [Run(3, 5)])
    assert plan.loads == (2**53 + 2, 5)
    assert plan.total == 2**53 + 7
    assert plan.makespan == 2**53 + 2
    assert plan.lower_bound == 2**53 + 1
    assert plan.gap == Fraction(2**53 + 2, 2**53 + 1) - 1
    assert plan.longest == 0
    assert plan.stacks[0].run_numbers == (1, 2)
    assert plan.places == {1: 0, 2: 0, 3: 1}
    assert plan.imbalance == Fraction(3 * (2**53 + 2), 2**53 + 7) - 1


def test_that_a_plan_without_runs_has_figures_of_nothing() -> None:
    for plan in (plan_of(), plan_of([], [])):
        assert [plan.makespan, plan.lower_bound, plan.gap, plan.total, plan.imbalance] == [0] * 5
        assert plan.longest is None
        assert plan.runs == ()


def test_that_speeds_stretch_the_time_of_a_stack_but_not_its_load() -> None:
    plan = plan_of([Run(1, 30)], [Run(2, 20)], speeds=(100, 50, 100))
    assert plan.loads == (30, 20)
    assert plan.makespan == 40
    assert plan.longest == 1
    assert isinstance(plan.makespan, Fraction)


def test_that_the_first_of_equal_stacks_is_the_longest() -> None:
    assert plan_of([Run(1, 3)], [Run(2, 7)], [Run(3, 7)]).longest == 1


@given(plans())
def test_that_each_run_is_on_one_stack_and_loads_sum_to_the_weights(plan: Plan) -> None:
    numbers = [number for stack in plan.stacks for number in stack.run_numbers]
    assert sorted(numbers) == [run.number for run in plan.runs]
    assert len(plan.places) == len(numbers)
    assert sum(plan.loads) == plan.total == sum(run.load for run in plan.runs)
    assert len(plan.loads) == len(plan.stacks)


@given(plans())
def test_that_no_plan_beats_its_lower_bound(plan: Plan) -> None:
    assert plan.makespan >= plan.lower_bound
    assert plan.gap >= 0
