"""Rebalancing gently: the curve of moved runs against the longest stack."""

import json
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import exp
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings

from stackplan.core.balance import few_moves as gentle
from stackplan.core.balance import make_plan
from stackplan.core.balance.few_moves import (
    TOLERANCES,
    GentleStep,
    gentle_steps,
    knee_of_moves,
    within,
)
from stackplan.core.edits import moved_runs, place_runs
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans

# Moved runs and longest stack of each step, as recorded when the curve was tuned.
GOLDEN = Path(__file__).resolve().parents[2] / "golden" / "gentle_steps.json"


def plan_of(*stacks: list[int], pinned: tuple[int, ...] = (), **request: object) -> Plan:
    """A plan of loads; runs are numbered from 1 as they come."""
    sizes = iter(range(1, 100))
    made = tuple(Stack(tuple(Run(next(sizes), load) for load in stack)) for stack in stacks)
    settings = PlanRequest(n_stacks=request.pop("n_stacks", len(stacks)), **request)  # type: ignore[arg-type]
    return Plan(settings, made, frozenset(pinned))


def night(n_runs: int, n_stacks: int) -> Plan:
    """A level plan of runs of many sizes, and five new ones placed on it."""
    draw = Random(7)
    sizes = [int(10**10 * exp(draw.gauss(0, 0.4))) for _ in range(n_runs + 5)]
    runs = [Run(number, size) for number, size in enumerate(sizes)]
    plan = make_plan(runs[:-5], PlanRequest(n_stacks=n_stacks, method="lpt"))
    return place_runs(gentle_steps(plan)[-1].plan, runs[-5:])


@given(plans())
def test_that_each_step_is_a_plan_of_the_same_runs_and_shorter(plan: Plan) -> None:
    steps = gentle_steps(plan, work=3000)
    assert steps[0].plan is plan
    assert steps[0].moved == ()
    for step in steps:
        assert step.plan.runs == plan.runs
        assert step.plan.request == plan.request
        assert step.moved == moved_runs(plan, step.plan)
        assert step.plan.pinned == plan.pinned
        assert not plan.pinned & set(step.moved)
        assert step.plan.lower_bound == plan.lower_bound
        assert step.gap == step.plan.gap
    for one, next_one in pairwise(steps):
        assert len(one.moved) < len(next_one.moved)
        assert one.makespan > next_one.makespan


@settings(max_examples=30, deadline=None)
@given(plans(known=True))
def test_that_the_order_within_stacks_changes_nothing(plan: Plan) -> None:
    turned = replace(plan, stacks=tuple(Stack(stack.runs[::-1]) for stack in plan.stacks))
    ours = [(step.moved, step.makespan) for step in gentle_steps(plan, work=3000)]
    assert ours == [(step.moved, step.makespan) for step in gentle_steps(turned, work=3000)]


def test_that_one_move_is_found_where_one_is_enough() -> None:
    steps = gentle_steps(plan_of([6, 4, 2], [8]))
    assert [step.moved for step in steps] == [(), (3,)]
    assert [stack.run_numbers for stack in steps[1].plan.stacks] == [(1, 2), (4, 3)]
    assert steps[1].gap == 0


def test_that_a_swap_is_found_where_no_move_helps() -> None:
    steps = gentle_steps(plan_of([7, 6], [5, 4]))
    assert [(len(step.moved), step.makespan) for step in steps] == [(0, 13), (2, 11)]


def test_that_a_stack_that_has_no_run_yet_takes_one() -> None:
    last = gentle_steps(plan_of([5, 5, 3], n_stacks=3))[-1]
    assert last.makespan == 5
    assert sorted(stack.run_numbers for stack in last.plan.stacks) == [(1,), (2,), (3,)]


def test_that_pinned_runs_stay_and_may_leave_nothing_to_do() -> None:
    plan = plan_of([6, 4, 2], [8], pinned=(3,))
    assert all(3 not in step.moved for step in gentle_steps(plan))
    assert len(gentle_steps(plan_of([6, 4, 2], [8], pinned=(1, 2, 3)))) == 1


def test_that_speeds_count() -> None:
    # 12 at 100 % and 12 at 50 %: the slow stack is done last, so it gives away.
    steps = gentle_steps(plan_of([6, 6], [8, 4], speeds=(100, 50)))
    assert [(step.moved, step.makespan) for step in steps] == [((), 24), ((4,), 16)]


def test_that_a_level_plan_and_an_empty_one_have_no_step() -> None:
    assert len(gentle_steps(plan_of([5], [5]))) == 1
    assert len(gentle_steps(Plan(PlanRequest(n_stacks=3)))) == 1


def test_that_runs_of_unknown_size_stay() -> None:
    plan = plan_of([6, 0, 4], [0, 0])
    assert gentle_steps(plan)[-1].moved == (3,)


def test_that_sums_past_two_to_the_53_are_exact() -> None:
    huge = 2**60
    steps = gentle_steps(plan_of([huge + 3, 2, 1], [huge]))
    assert steps[-1].makespan == huge + 3


def test_that_few_of_many_runs_move() -> None:
    plan = night(188, 8)
    steps = gentle_steps(plan)
    assert plan.gap > Fraction(1, 100)
    coarse, fine = within(steps, Fraction(1, 100)), within(steps, Fraction(1, 10_000))
    assert coarse is not None
    assert fine is not None
    assert len(coarse.moved) <= 8
    assert len(coarse.moved) < len(fine.moved) <= 40
    assert gentle_steps(plan) == steps


def test_that_a_tolerance_takes_the_fewest_moves_that_keep_it() -> None:
    steps = gentle_steps(night(60, 4))
    for tolerance in TOLERANCES:
        chosen = within(steps, tolerance)
        assert chosen is not None
        assert chosen.gap <= tolerance
        assert all(step.gap > tolerance for step in steps if len(step.moved) < len(chosen.moved))
    assert within(gentle_steps(plan_of([10], [3, 3])), Fraction(1, 100)) is not None
    assert within(gentle_steps(plan_of([7, 7], [7])), Fraction(0)) is not None
    assert within((), Fraction(1)) is None


def test_that_the_work_can_be_stopped_and_runs_out() -> None:
    class StopError(Exception):
        pass

    def stop() -> None:
        raise StopError

    with pytest.raises(StopError):
        gentle_steps(night(20, 4), tell=stop)
    told: list[int] = []
    gentle_steps(night(20, 4), tell=lambda: told.append(1))
    assert len(told) > len(TOLERANCES)
    assert len(gentle_steps(night(20, 4), work=0)) == 1


def test_that_it_is_asked_again_and_again_while_one_target_is_sought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(gentle, "_LOOK_WORK", 100)
    told: list[int] = []
    gentle_steps(night(60, 4), tell=lambda: told.append(1))
    assert len(told) > 2 * 3 * (len(TOLERANCES) + 1)


@pytest.mark.parametrize("name", ["plain", "speeds", "pins"])
def test_that_the_curve_of_a_night_is_the_one_that_was_found_good(name: str) -> None:
    plan = night(60, 4)
    if name == "speeds":
        plan = replace(plan, request=replace(plan.request, speeds=(100, 100, 55, 55)))
    if name == "pins":
        plan = replace(plan, pinned=frozenset(range(0, 60, 7)))
    found = [[list(step.moved), str(step.makespan)] for step in gentle_steps(plan)]
    assert found == json.loads(GOLDEN.read_text("utf-8"))[name]


def test_that_the_knee_is_where_further_moves_gain_least() -> None:
    def step(moves: int, longest: int) -> GentleStep:
        return GentleStep(plan_of([longest], [1]), tuple(range(moves)))

    steps = (step(0, 200), step(2, 120), step(10, 110), step(25, 100))
    assert knee_of_moves(()) is None
    assert knee_of_moves(steps) is steps[1]
    assert knee_of_moves(steps[:1]) is steps[0]
    assert knee_of_moves((steps[0], steps[3])) is steps[3]
