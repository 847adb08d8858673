"""The other half of `balanced.py`: going on from a plan that is there."""

import random
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance import IMPROVE_WORK, LongSearch, improve, make_plan
from stackplan.core.edits import pins_of
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans

FEW = 4_000_000


@given(plans(), st.sampled_from([0, FEW]))
def test_that_an_edited_plan_never_gets_longer_and_keeps_what_stands(plan: Plan, work: int) -> None:
    better = improve(plan, work)
    assert better.makespan <= plan.makespan
    assert better.lower_bound >= plan.lower_bound
    assert better.makespan < plan.makespan or better.stacks == plan.stacks
    assert better.runs == plan.runs
    assert (better.request, better.pinned) == (plan.request, plan.pinned)
    assert len(better.stacks) >= len(plan.stacks)
    assert pins_of(better) == pins_of(plan)
    for run in plan.runs:
        assert run.load or better.places[run.number] == plan.places[run.number]
    for stack, before in zip(better.stacks, plan.stacks, strict=False):
        stayed = [number for number in before.run_numbers if number in stack.run_numbers]
        assert list(stack.run_numbers[: len(stayed)]) == stayed
        come = stack.runs[len(stayed) :]
        assert list(come) == sorted(come, key=lambda run: (-run.load, run.number))


def test_that_stacks_keep_their_names_while_a_plan_is_improved() -> None:
    stacks = (Stack((Run(1, 9), Run(2, 1))), Stack((Run(3, 8),)), Stack((Run(4, 2), Run(5, 1))))
    plan = Plan(PlanRequest(n_stacks=3), stacks)
    better = improve(plan, FEW)
    assert better.makespan == 9
    assert [stack.run_numbers for stack in better.stacks] == [(1,), (3, 2), (4, 5)]


def test_that_the_first_stack_that_got_no_run_so_far_is_used() -> None:
    plan = Plan(PlanRequest(n_stacks=3), (Stack((Run(1, 5), Run(2, 5))),))
    better = improve(plan, FEW)
    assert [stack.run_numbers for stack in better.stacks] == [(1,), (2,)]


def hard_plan() -> Plan:
    """A plan by LPT that a search can better for long."""
    draw = random.Random(6)
    found = [Run(number, draw.randint(10**9, 10**11)) for number in range(60)]
    return make_plan(found, PlanRequest(n_stacks=20, method="lpt"))


def test_that_an_improvement_tells_how_far_it_is_and_what_it_has() -> None:
    plan, told = hard_plan(), []

    def report(done: float, best: Plan) -> bool:
        told.append((done, best))
        return False

    better = improve(plan, 100 * FEW, report)
    parts, longest = [done for done, _ in told], [best.makespan for _, best in told]
    assert len(told) > 10
    assert parts == sorted(parts)
    assert 0 <= parts[0] <= parts[-1] <= 1
    assert longest == sorted(longest, reverse=True)
    assert all(best.runs == plan.runs for _, best in told)
    assert plan.makespan >= longest[0] >= longest[-1] >= better.makespan
    assert better.makespan < plan.makespan
    assert improve(plan, 100 * FEW) == better


def test_that_who_stops_an_improvement_gets_the_best_so_far() -> None:
    plan, told = hard_plan(), []

    def report(done: float, best: Plan) -> bool:
        told.append((done, best))
        return done > 0.3

    better = improve(plan, 100 * FEW, report)
    assert 0.3 < told[-1][0] < 0.4
    assert len([done for done, _ in told if done > 0.3]) == 1
    assert better.makespan <= told[-1][1].makespan < plan.makespan


def test_that_an_improvement_proves_what_it_can_and_keeps_a_better_proof() -> None:
    found = [Run(number, size) for number, size in enumerate([12, 11, 8, 7, 5])]
    plan = make_plan(found, PlanRequest(n_stacks=3, method="lpt"))
    assert (plan.makespan, plan.lower_bound) == (16, 15)
    better = improve(plan, FEW)
    assert better.lower_bound == 16
    assert better.stacks == plan.stacks
    assert improve(better, 0) == better
    assert replace(better, proof=None) == plan


def many_runs() -> Plan:
    """So many different runs on so many stacks that a second is not enough."""
    draw = random.Random(3)
    found = [Run(number, draw.randint(10**10, 10**11)) for number in range(170)]
    return make_plan(found, PlanRequest(n_stacks=68, method="lpt"))


@pytest.mark.parametrize(
    ("plan", "work"),
    [(hard_plan(), 100_000_000), (many_runs(), 200_000_000)],
    ids=["few runs", "many runs"],
)
def test_that_a_search_goes_on_from_where_it_stood(plan: Plan, work: int) -> None:
    search = LongSearch()
    found = [search.improve(plan, work) for _ in range(3)]
    assert improve(plan, work) == found[0]
    for one, other in pairwise(found):
        assert other.makespan <= one.makespan
        assert other.lower_bound >= one.lower_bound
    # To begin anew would give the first plan and the first bound each time.
    assert found[-1].gap < found[0].gap


def test_that_a_search_goes_on_from_the_plan_that_it_has_found() -> None:
    plan, search = hard_plan(), LongSearch()
    first = search.improve(plan, FEW)
    assert first.makespan < plan.makespan
    assert search.improve(plan, 0) == first
    assert search.improve(first, 0) == first


def test_that_another_number_of_runs_or_a_pin_begins_anew() -> None:
    plan, search = hard_plan(), LongSearch()
    search.improve(plan, FEW)
    pinned = replace(plan, pinned=frozenset({0, 1}))
    assert search.improve(pinned, FEW) == improve(pinned, FEW)
    fewer = make_plan(plan.runs[:-1], plan.request)
    assert search.improve(fewer, FEW) == improve(fewer, FEW)


def test_that_a_long_search_is_as_good_as_one_that_goes_on() -> None:
    draw = random.Random(6)
    found = [Run(number, draw.randint(10**9, 10**11)) for number in range(13)]
    plan = make_plan(found, PlanRequest(n_stacks=3, method="lpt", speeds=(100, 55, 140)))
    assert improve(plan, 2 * IMPROVE_WORK).makespan <= improve(plan, FEW).makespan
