from hypothesis import given
from hypothesis import strategies as st

from spyral_jobs import plan_of
from stackplan.core.edits import risky_last
from stackplan.core.plan import Plan
from strategies import plans


def test_that_risky_runs_come_last_and_the_others_keep_their_order() -> None:
    plan = risky_last(plan_of((5, 3, 8, 1), (2, 4)), {3, 5, 4, 99})
    assert [stack.run_numbers for stack in plan.stacks] == [(8, 1, 5, 3), (2, 4)]


@given(plans(), st.data())
def test_that_no_run_changes_its_stack(plan: Plan, data: st.DataObject) -> None:
    numbers = list(plan.places) or [0]
    risky = data.draw(st.sets(st.sampled_from(numbers)))
    after = risky_last(plan, risky)
    assert (after.places, after.loads, after.pinned) == (plan.places, plan.loads, plan.pinned)
    assert risky_last(after, risky) is after
    assert risky_last(plan, ()) is plan
