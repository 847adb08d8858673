from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given

from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.quality import (
    better_words,
    gain_words,
    is_optimal,
    limiting_factor_text,
    quality_words,
    saving,
    verdict_lines,
)
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import plans


def plan_of(
    *stacks: list[int], speeds: tuple[int, ...] | None = None, pinned: tuple[int, ...] = ()
) -> Plan:
    """Make a plan of sizes; runs are counted from 1."""
    numbers = iter(range(1, 99))
    made = tuple(Stack(tuple(Run(next(numbers), size) for size in stack)) for stack in stacks)
    return Plan(PlanRequest(n_stacks=len(stacks), speeds=speeds), made, frozenset(pinned))


@pytest.mark.parametrize(
    ("plan", "quality", "binding"),
    [
        (plan_of([3, 2], [5]), "optimal: no plan is shorter", "Perfectly even."),
        (plan_of([3, 2], [4]), "optimal: no plan is shorter", "Perfectly even."),
        (
            plan_of([5, 1], [2, 2]),
            "at most 20.0 % above the best possible",
            "Uneven: stack 1 has 20.0 % more than the average.",
        ),
        (
            plan_of([5000, 5], [2503, 2500]),
            "at most 0.020 % above the best possible",
            "Even to 0.020 %; only more stacks would finish sooner.",
        ),
        (
            plan_of([9], [1, 1]),
            "optimal: no plan is shorter",
            "Run 1 alone is longer than the average stack: more stacks cannot help.",
        ),
        (
            plan_of([4, 4], [4]),
            "optimal: no plan is shorter",
            "Some of the longest runs must share a stack: that is the limit.",
        ),
        (
            plan_of([9, 8], [1], pinned=(1, 2)),
            "optimal: no plan with these pins is shorter",
            "The pins are the limit: without them the plan could be shorter.",
        ),
        (
            plan_of([9, 9], [1, 1], [], pinned=(2,)),
            "at most 100.0 % above the best possible with these pins",
            "The limit is run 1 alone, longer than the average stack.",
        ),
        (
            plan_of([30, 1], [1], speeds=(100, 50)),
            "at most 3.34 % above the best possible",
            "The limit is run 1 alone, even on the fastest stack.",
        ),
        (
            plan_of([30], [1], speeds=(100, 50)),
            "optimal: no plan is shorter",
            "Run 1 alone is the limit, even on the fastest stack.",
        ),
        (
            plan_of([9], [9], [1], speeds=(100, 50, 50)),
            "at most 50.0 % above the best possible",
            "The longest runs need the fastest stacks: that is the limit.",
        ),
        (plan_of([], []), "optimal: no plan is shorter", ""),
        (plan_of([5], [0]), "not every size is known", ""),
    ],
)
def test_that_a_plan_is_judged_in_words(plan: Plan, quality: str, binding: str) -> None:
    if plan.runs:
        assert quality_words(plan) == quality
    assert limiting_factor_text(plan) == binding


def test_that_a_proof_is_told_as_such() -> None:
    plan = plan_of([10, 2, 2], [6, 6])
    plan = replace(plan, proof=Proof(14, (10, 6, 6, 2, 2), 2))
    assert is_optimal(plan)
    assert limiting_factor_text(plan).endswith("a search has proved it.")
    worse = replace(plan, stacks=plan_of([10, 2, 2, 6], [6]).stacks)
    worse = replace(worse, proof=plan.proof)
    assert limiting_factor_text(worse) == "A search has proved that no plan gets below 14 bytes."


def test_that_a_better_plan_is_offered_with_what_it_saves_and_proves() -> None:
    before, after = plan_of([8, 1], [3]), plan_of([8], [3, 1])
    assert better_words(before, after) == (
        "A better plan was found: longest stack 9 bytes -> 8 bytes (11.11 % less), optimal."
    )
    little = plan_of([2_000_003], [2_000_001]), plan_of([2_000_002], [2_000_002])
    assert better_words(*little) == (
        "A better plan was found: longest stack 1 byte shorter (under 0.01 %), optimal."
    )
    gapped = plan_of([9, 2], [2, 2]), plan_of([9], [2, 2, 2])
    assert better_words(*gapped).endswith("optimal.")
    unproved = plan_of([6, 4], [2, 4]), plan_of([5, 4], [3, 4])
    assert better_words(*unproved).endswith("less), at most 12.5 % above the best possible.")


@given(plans())
def test_that_optimal_is_said_only_where_the_makespan_is_the_bound(plan: Plan) -> None:
    if not plan.runs:
        assert not is_optimal(plan)
        return
    said = quality_words(plan).startswith("optimal")
    assert said == is_optimal(plan)
    if said:
        assert plan.makespan == plan.lower_bound
    assert "\n" not in quality_words(plan) + limiting_factor_text(plan)


def test_that_a_saving_is_exact() -> None:
    assert saving(plan_of([6], [6]), plan_of([8], [4])) == Fraction(1, 4)
    assert saving(plan_of([8], [4]), plan_of([6], [6])) == Fraction(-1, 3)
    assert saving(plan_of([]), plan_of([])) == 0


def test_that_the_gain_over_the_snake_is_told_in_per_cent() -> None:
    assert gain_words(plan_of([6], [6]), plan_of([8], [4])) == "25.0 % shorter than Spyral's snake"
    assert gain_words(plan_of([8], [4]), plan_of([6], [6])) == "33.3 % longer than Spyral's snake"
    assert gain_words(plan_of([6], [6]), plan_of([6], [6])) == "as long as Spyral's snake"
    little = gain_words(plan_of([99_999]), plan_of([100_000]))
    assert little == "0.001 % shorter than Spyral's snake"
    hardly = gain_words(plan_of([10**9]), plan_of([10**9 + 1]))
    assert hardly == "under 0.001 % shorter than Spyral's snake"


def test_that_a_verdict_is_whole_sentences() -> None:
    assert list(verdict_lines(plan_of([6], [6]), plan_of([8], [4]))) == [
        "The longest is stack 1, 6 bytes; optimal: no plan is shorter.",
        "25.0 % shorter than Spyral's snake.",
        "Perfectly even.",
    ]
    speedy = plan_of([30], [20], speeds=(100, 50))
    first, _ = verdict_lines(speedy, speedy)
    assert (
        first == "The longest is stack 2, 20 bytes at 50 %; at most 20.0 % above the best possible."
    )
    _, second, _ = verdict_lines(plan_of([6], [6]), plan_of([6], [5, 1]))
    assert second == "As long as Spyral's snake."
    assert not list(verdict_lines(plan_of([]), plan_of([])))
    (only,) = verdict_lines(plan_of([5], [0]), plan_of([5], [0]))
    assert only == "The longest is stack 1, 5 bytes; not every size is known."
