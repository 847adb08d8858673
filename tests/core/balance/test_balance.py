import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.balance import BEST_METHOD, METHODS, make_plan, snake_of
from stackplan.core.edits import pins_of
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans, requests, runs, shuffled_runs


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


def test_that_with_speeds_or_pins_an_empty_stack_keeps_its_place() -> None:
    speeds = PlanRequest(n_stacks=3, method="lpt", speeds=(1, 100, 1))
    for request, pins in ((speeds, {}), (PlanRequest(n_stacks=3, method="lpt"), {1: 1})):
        plan = make_plan([Run(1, 5)], request, pins)
        assert [stack.run_numbers for stack in plan.stacks] == [(), (1,), ()]


def test_that_a_run_found_twice_is_refused() -> None:
    with pytest.raises(StackplanError, match="twice"):
        make_plan([Run(1, 5), Run(1, 5)], PlanRequest(n_stacks=2))


@given(shuffled_runs(), requests())
def test_that_exactly_the_selected_runs_are_planned_once_each_in_any_order(
    orders: tuple[list[Run], list[Run]], request: PlanRequest
) -> None:
    found, shuffled = orders
    plan = make_plan(found, request)
    assert make_plan(shuffled, request) == plan
    assert make_plan(plan.runs, request) == plan
    assert sorted(plan.runs) == sorted(request.select(found))
    assert sum(plan.loads) == sum(run.load for run in request.select(found))
    assert plan.makespan >= plan.lower_bound
    assert plan.pinned == frozenset()
    if request.speeds is None:
        assert all(stack.runs for stack in plan.stacks)


PINS = st.dictionaries(st.integers(0, 60), st.integers(0, 12), max_size=8)


@given(runs(), requests(open_range=True), PINS)
def test_that_pinned_runs_stay_and_each_run_is_planned_once(
    found: list[Run], request: PlanRequest, pins: dict[int, int]
) -> None:
    plan = make_plan(found, request, pins)
    selected = {run.number for run in request.select(found)}
    held = {n: at for n, at in pins.items() if n in selected and at < request.n_stacks}
    assert pins_of(plan) == held
    assert sorted(plan.runs) == sorted(request.select(found))
    assert plan.makespan >= plan.lower_bound
    assert make_plan(plan.runs, request, pins_of(plan)) == plan


def test_that_the_snake_deals_first_and_puts_pinned_runs_back() -> None:
    found = [Run(number, 10 - number) for number in range(1, 7)]
    plan = make_plan(found, PlanRequest(n_stacks=3), {1: 2})
    assert [stack.run_numbers for stack in plan.stacks] == [(6,), (2, 5), (3, 4, 1)]


def test_that_lpt_plans_round_the_pinned_runs() -> None:
    found = [Run(1, 5), Run(2, 4), Run(3, 3)]
    plan = make_plan(found, PlanRequest(n_stacks=2, method="lpt"), {3: 0})
    assert [stack.run_numbers for stack in plan.stacks] == [(3, 2), (1,)]


@given(plans(known=True))
def test_that_a_plan_is_held_against_the_snake_on_the_same_stacks(plan: Plan) -> None:
    snake = snake_of(plan)
    assert (snake.request.method, snake.pinned) == ("snake", frozenset())
    assert snake.request.speeds == plan.request.speeds
    if plan.request.weight == "bytes":
        assert snake.runs == plan.runs
