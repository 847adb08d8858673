import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.edits import pin_runs, pins_of, unpin_runs, with_pins
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans

PLAN = Plan(PlanRequest(n_stacks=3), (Stack((Run(1, 9), Run(2, 8))), Stack(), Stack((Run(4, 6),))))


def test_that_pins_are_told_with_their_stacks() -> None:
    assert pins_of(PLAN) == {}
    assert pins_of(pin_runs(PLAN, [4, 2])) == {2: 0, 4: 2}


@pytest.mark.parametrize("change", [pin_runs, unpin_runs])
def test_that_a_run_that_is_not_planned_is_refused(change: object) -> None:
    assert callable(change)
    with pytest.raises(StackplanError, match=r"^Run 99 is not in the plan\.$"):
        change(PLAN, [1, 99, 98])


@given(plans(), st.data())
def test_that_pinning_and_unpinning_move_nothing(before: Plan, data: st.DataObject) -> None:
    numbers = [run.number for run in before.runs]
    chosen = data.draw(st.frozensets(st.sampled_from(numbers))) if numbers else frozenset()
    pinned = pin_runs(before, chosen)
    assert (pinned.stacks, pinned.pinned) == (before.stacks, before.pinned | chosen)
    assert pin_runs(pinned, chosen) == pinned
    freed = unpin_runs(pinned, chosen)
    assert (freed.stacks, freed.pinned) == (before.stacks, before.pinned - chosen)


def test_that_pins_are_put_back_on_their_stacks() -> None:
    after = with_pins(PLAN, {1: 2, 4: 0, 99: 0})
    assert [stack.run_numbers for stack in after.stacks] == [(2, 4), (), (1,)]
    assert after.pinned == {1, 4}


@pytest.mark.parametrize("stack", [PLAN.request.n_stacks, 5])
def test_that_a_pin_whose_stack_is_gone_stays_where_the_plan_has_it(stack: int) -> None:
    after = with_pins(PLAN, {1: stack})
    assert after.stacks == PLAN.stacks
    assert after.pinned == {1}
