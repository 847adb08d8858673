import tempfile
from collections.abc import Mapping
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from folders import fill
from stackplan.core.balance import make_plan
from stackplan.core.balance.heuristics import deal, snake_order
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.run_stacks import create_run_stacks


def test_that_the_snake_goes_there_and_back_with_two_in_a_row_at_each_end() -> None:
    assert list(snake_order(10, 3)) == [0, 1, 2, 2, 1, 0, 0, 1, 2, 2]


def test_that_one_stack_takes_everything() -> None:
    assert list(snake_order(4, 1)) == [0, 0, 0, 0]


def test_that_the_deal_has_a_list_for_each_stack_asked_for() -> None:
    assert deal([Run(1, 5)], PlanRequest(n_stacks=3)) == [[Run(1, 5)], [], []]


@settings(max_examples=40)
@given(
    st.dictionaries(st.integers(0, 80), st.integers(0, 12), max_size=30),
    st.integers(1, 9),
    st.integers(0, 60),
    st.frozensets(st.integers(0, 80), max_size=6),
)
def test_that_method_snake_is_the_deal_of_run_stacks(
    sizes: Mapping[int, int], n_stacks: int, run_min: int, skip: frozenset[int]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = fill(Path(name), sizes)
        stacks, percent = create_run_stacks(folder, run_min, 80, n_stacks, skip)
    found = [Run(number, size) for number, size in sizes.items()]
    plan = make_plan(found, PlanRequest(run_min, 80, skip, n_stacks))
    dealt = [list(stack.run_numbers) for stack in plan.stacks]
    assert dealt == [stack for stack in stacks if stack]
    if plan.runs:
        shares = [float(load / plan.total) * 100.0 for load in plan.loads]
        assert shares == percent[: len(shares)]
