from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spyral_jobs import plan_of
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import parse
from stackplan.core.runs import Run
from stackplan.core.spyral.progress import PlanProgress
from stackplan.core.spyral.remainder import remainder_of
from strategies import plans

STATUSES = ("done", "stale", "failed", "unfinished", "waiting")


def stacks_of(plan: Plan) -> list[tuple[int, ...]]:
    return [stack.run_numbers for stack in plan.stacks]


def test_that_what_a_dead_stack_left_is_spread_over_all_stacks() -> None:
    plan = plan_of((1, 2, 3, 4), (5, 6))
    rest = remainder_of(plan, PlanProgress({1: "done", 2: "waiting", 3: "stale", 4: "waiting",
                                           5: "done", 6: "done"}))  # fmt: skip
    assert sorted(map(len, stacks_of(rest.plan))) == [1, 2]
    assert rest.plan.places.keys() == {2, 3, 4}
    assert rest.plan.request.skip == {1, 5, 6}
    assert rest.skip_reasons == ((parse("1, 5-6"), "done"),)
    joined = rest.joined()
    assert {number: joined.places[number] for number in (1, 5, 6)} == {1: 0, 5: 1, 6: 1}
    assert joined.places.keys() == plan.places.keys()
    assert joined.pinned == {1, 5, 6}


def test_that_a_stack_that_is_at_work_keeps_its_runs_and_gets_no_other() -> None:
    plan = plan_of((1, 2), (3, 4), (5, 6))
    statuses = {1: "done", 2: "unfinished", 3: "failed", 4: "waiting", 5: "done", 6: "done"}
    rest = remainder_of(plan, PlanProgress(statuses, busy=(0,)))
    assert stacks_of(rest.plan)[0] == ()
    assert rest.plan.places.keys() == {3, 4}
    assert rest.at_work == {2}
    assert rest.joined().places[2] == 0
    assert rest.skip_reasons[1] == (parse("2"), "stays on a stack that is at work")


def test_that_a_run_that_failed_comes_last() -> None:
    plan = Plan(PlanRequest(), (Stack((Run(1, 900), Run(2, 5), Run(3, 7))),))
    rest = remainder_of(plan, PlanProgress({1: "failed", 2: "waiting", 3: "waiting"}))
    assert stacks_of(rest.plan) == [(3, 2, 1)]


def test_that_nothing_is_free_while_every_stack_is_at_work() -> None:
    rest = remainder_of(
        plan_of((1,), (2,)), PlanProgress({1: "waiting", 2: "waiting"}, busy=(0, 1))
    )
    assert rest.plan.runs == ()
    assert stacks_of(rest.joined()) == [(1,), (2,)]


def test_that_a_run_of_unknown_size_is_planned_all_the_same() -> None:
    plan = Plan(PlanRequest(n_stacks=2), (Stack((Run(1, 0), Run(2, 0), Run(3, 0))),))
    rest = remainder_of(plan, PlanProgress(dict.fromkeys((1, 2, 3), "waiting")))
    assert stacks_of(rest.plan) == [(1, 3), (2,)]


def test_that_speeds_and_pins_count_on() -> None:
    request = PlanRequest(n_stacks=3, speeds=(100, 50, 200), method="lpt")
    runs = [Run(number, 100) for number in range(1, 7)]
    plan = Plan(
        request, (Stack(tuple(runs[:4])), Stack(), Stack(tuple(runs[4:]))), frozenset({2, 5})
    )
    statuses = dict.fromkeys(range(1, 7), "waiting") | {1: "done"}
    rest = remainder_of(plan, PlanProgress(statuses, busy=(2,)))
    assert rest.plan.places[2] == 0
    assert rest.plan.pinned == {2}
    assert rest.plan.places.keys() == {2, 3, 4}
    assert rest.plan.request.speeds == request.speeds


def test_that_a_plan_of_the_rest_is_a_plan_file_that_tells_what_was_done_where() -> None:
    plan = plan_of((1, 2, 3), (4, 5))
    rest = remainder_of(
        plan, PlanProgress({1: "done", 2: "done", 3: "waiting", 4: "done", 5: "waiting"})
    )
    lines = tuple(rest.done_lines())
    assert lines == ("# done on stack 1, 1-2", "# done on stack 2, 4")
    nothing = remainder_of(plan, PlanProgress(dict.fromkeys(range(1, 6), "failed")))
    assert list(nothing.done_lines()) == []
    file = PlanFile(rest.plan, "/data", skip_reasons=rest.skip_reasons, unknown=lines)
    assert read(write(file)) == file


@pytest.mark.parametrize("status", STATUSES)
def test_that_a_plan_in_one_status_is_wholly_left_or_wholly_done(status: str) -> None:
    plan = plan_of((1, 2), (3,))
    rest = remainder_of(plan, PlanProgress(dict.fromkeys((1, 2, 3), status)))
    assert rest.plan.places.keys() == (set() if status == "done" else {1, 2, 3})


@given(plans(), st.data())
def test_that_each_run_is_done_at_work_or_planned_anew_exactly_once(
    plan: Plan, data: st.DataObject
) -> None:
    plan = replace(plan, request=replace(plan.request, method="lpt"))
    statuses = {run.number: data.draw(st.sampled_from(STATUSES)) for run in plan.runs}
    busy = data.draw(st.frozensets(st.integers(0, plan.request.n_stacks - 1)))
    rest = remainder_of(plan, PlanProgress(statuses, busy=tuple(sorted(busy))))
    parts = [set(rest.done), set(rest.at_work), set(rest.plan.places)]
    assert sorted(number for part in parts for number in part) == sorted(plan.places)
    joined = rest.joined()
    assert joined.places.keys() == plan.places.keys()
    assert all(joined.places[n] == plan.places[n] for n in (*rest.done, *rest.at_work))
    assert all(rest.plan.places[n] not in busy for n in rest.plan.places)
