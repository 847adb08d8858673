from dataclasses import FrozenInstanceError, replace
from fractions import Fraction

import pytest
from hypothesis import given

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Proof, Stack
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
        plan.stacks = ()  # type: ignore[misc]  # as a type checker says, too


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


def proved_plan() -> Plan:
    """Even loads of 26 in all on two stacks, where 14 is the best."""
    plan = plan_of([Run(1, 10), Run(4, 2), Run(5, 2)], [Run(2, 6), Run(3, 6)], n_stacks=2)
    return replace(plan, proof=Proof(14, tuple(run.load for run in plan.runs), 2))


def test_that_a_proof_binds_where_it_says_more_than_all_else() -> None:
    plan = proved_plan()
    assert plan.proof is not None
    assert plan.bounds == {"mean": 13, "longest": 10, "share": 12, "proof": 14}
    assert (plan.lower_bound, plan.binding) == (14, "proof")
    assert plan.gap == 0


def test_that_a_proof_stays_through_a_move_and_goes_with_what_it_was_about() -> None:
    plan = proved_plan()
    first, second = plan.stacks
    moved = replace(plan, stacks=(Stack(first.runs[:2]), Stack((*second.runs, first.runs[2]))))
    assert moved.lower_bound == 14
    for request in (PlanRequest(n_stacks=3), PlanRequest(n_stacks=2, speeds=(100, 50))):
        assert replace(plan, request=request).proof is None
    assert replace(plan, stacks=(first,)).proof is None
    resized = Stack((Run(2, 7), Run(3, 6)))
    assert replace(plan, stacks=(first, resized)).proof is None


def test_that_a_proof_that_says_no_more_than_the_simple_bounds_is_not_kept() -> None:
    plan = proved_plan()
    weak = Proof(13, tuple(run.load for run in plan.runs), 2)
    assert replace(plan, proof=weak).proof is None
    assert Plan(PlanRequest(), proof=Proof(0, (), 1)).proof is None
    # The pins say 20: a weaker proof is not kept beside them.
    free = plan_of([Run(1, 10), Run(2, 10)], [Run(3, 6)], n_stacks=2)
    proved = replace(free, proof=Proof(17, (10, 10, 6), 2))
    assert proved.proof is not None
    assert replace(proved, pinned=frozenset({1, 2})).proof is None


def test_that_pins_bind_where_nothing_else_says_more() -> None:
    stacks = ([Run(1, 9), Run(2, 8)], [Run(3, 1)])
    plan = plan_of(*stacks, n_stacks=2)
    pinned = replace(plan, pinned=frozenset({1, 2}))
    assert (plan.lower_bound, plan.binding) == (9, "mean")
    assert (pinned.lower_bound, pinned.binding) == (17, "pins")
    assert replace(plan, pinned=frozenset({1})).binding == "mean"
    assert plan_of().binding == ""


def test_that_a_stack_behind_the_last_one_is_empty() -> None:
    plan = Plan(PlanRequest(n_stacks=3), (Stack((Run(1, 5),)),))
    assert plan.stack_at(0) is plan.stacks[0]
    assert plan.stack_at(1) == Stack()


def test_that_a_weight_is_enough_to_know_a_run() -> None:
    weighed = Stack((Run(1, 0, 7), Run(2, 0, 0)))
    assert Plan(PlanRequest(weight="events"), (weighed,)).is_known
    assert not Plan(PlanRequest(), (Stack((Run(1, 5), Run(2, 0))),)).is_known


PROOF = Proof(13, (7, 8, 2, 7), 2)


def test_that_a_proof_is_about_loads_in_any_order() -> None:
    assert Proof(13, (2, 7, 7, 8), 2) == PROOF
    assert PROOF.loads == (8, 7, 7, 2)
    assert PROOF.holds_for([2, 8, 7, 7], 2, None)


@pytest.mark.parametrize(
    ("loads", "n_stacks", "speeds"),
    [
        ((8, 7, 7, 3), 2, None),
        ((8, 7, 7), 2, None),
        ((8, 7, 7, 2), 3, None),
        ((8, 7, 7, 2), 2, (100, 55)),
    ],
)
def test_that_a_proof_is_about_nothing_else(
    loads: tuple[int, ...], n_stacks: int, speeds: tuple[int, ...] | None
) -> None:
    assert not PROOF.holds_for(loads, n_stacks, speeds)


def test_that_each_part_of_a_proof_is_in_its_fingerprint() -> None:
    others = [
        replace(PROOF, bound=12),
        replace(PROOF, loads=(8, 7, 7)),
        replace(PROOF, n_stacks=3),
        replace(PROOF, speeds=(100, 55)),
    ]
    assert len({PROOF.fingerprint, *(other.fingerprint for other in others)}) == 5
    assert replace(PROOF, bound=Fraction(13)).fingerprint == PROOF.fingerprint
    assert len(PROOF.fingerprint) == 8
