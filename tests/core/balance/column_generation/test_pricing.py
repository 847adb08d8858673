import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_cases import IN_FULL, best_of, problems
from stackplan.core.balance.column_generation.pricing import Answer, PricingProblem
from stackplan.core.balance.problem import Problem, Work

WORK = 10**9
PROBLEMS = problems(alike=True).filter(lambda problem: 0 < sum(problem.weights) < 2**60)


def hard(seed: int, n_items: int, n_stacks: int) -> tuple[PricingProblem, int]:
    """Items like those of the hard region, and the mean of a stack."""
    draw = random.Random(seed)
    weights = [draw.randint(10**9, 10**11) for _ in range(n_items)]
    return PricingProblem.of(weights, n_stacks), -(-sum(weights) // n_stacks)


@given(PROBLEMS, st.lists(st.floats(0, 1), min_size=1, max_size=4), st.booleans())
def test_that_no_makespan_is_excluded_that_a_plan_reaches(
    problem: Problem, parts: list[float], prove: bool
) -> None:
    pricing = PricingProblem.of(problem.weights, problem.n_stacks)
    best, heaviest = best_of(problem), problem.weights[0]
    for part in parts:
        makespan = heaviest + int((best * 1.2 - heaviest) * part)
        answer = pricing.decide(makespan, Work(WORK), prove=prove)
        assert pricing.bound <= best
        assert answer is not Answer.EXCLUDED or makespan < best
        assert answer is not Answer.COVERED or makespan >= pricing.bound


@given(PROBLEMS)
def test_that_sets_fit_and_cover_what_is_covered(problem: Problem) -> None:
    pricing = PricingProblem.of(problem.weights, problem.n_stacks)
    best = best_of(problem)
    assert pricing.decide(best, Work(WORK)) is Answer.COVERED
    used = pricing.pool.sets[pricing.master.used]
    assert (used.astype(np.int64) @ pricing.pool.weights <= best).all()
    assert (used <= pricing.pool.counts).all()
    assert (pricing.master.amounts @ used >= pricing.pool.counts - 1e-6).all()
    assert pricing.master.amounts.sum() <= problem.n_stacks * (1 + 1e-5)


def test_that_items_are_counted_by_weight_largest_first() -> None:
    pricing = PricingProblem.of([3, 9, 3, 5], 2)
    assert pricing.pool.weights.tolist() == [9, 5, 3]
    assert pricing.pool.counts.tolist() == [1, 1, 2]
    assert pricing.pool.types.tolist() == [0, 1, 2, 2]


def test_that_a_rest_keeps_the_sets_that_still_fit() -> None:
    pricing = PricingProblem.of([3, 9, 3, 5], 2)
    pricing.pool.add(np.array([[1.0, 0, 0], [0, 1, 1], [0, 1, 2]]))
    rest = pricing.rest(np.array([0, 1, 1]), 1, 8)
    assert rest.pool.weights.tolist() == [5, 3]
    assert rest.pool.counts.tolist() == [1, 1]
    assert rest.n_stacks == 1
    assert [1, 1] in rest.pool.sets.tolist()


def test_that_sets_in_use_go_to_a_rest_without_what_is_gone_and_filled_up_again() -> None:
    pricing = PricingProblem.of([6, 5, 4, 3, 2], 2)
    pricing.pool.add(np.array([[1.0, 0, 1, 0, 0]]))
    pricing.master.used = np.array([0])
    rest = pricing.rest(np.array([0, 1, 1, 1, 1]), 1, 10)
    (filled,) = rest.pool.sets
    assert filled[1] == 1
    assert 8 < filled @ [5, 4, 3, 2] <= 10


def test_that_the_bound_is_above_the_counted_ones_where_stacks_have_few_runs() -> None:
    # Three sixes do not fit in 17, so each stack holds two at most: 12 of them need 6 stacks.
    weights = [6] * 11
    pricing = PricingProblem.of(weights, 5)
    assert pricing.decide(17, Work(WORK)) is Answer.EXCLUDED
    assert pricing.bound == 18


def test_that_known_sets_are_used_before_new_ones_are_sought() -> None:
    pricing, mean = hard(4, 24, 8)
    makespan = mean * 1001 // 1000
    draw = np.random.default_rng(4)
    known = (draw.random((9000, 24)) < 0.15).astype(np.float64)
    pricing.pool.add(known[known.astype(np.int64) @ pricing.pool.weights <= makespan])
    n_known = len(pricing.pool.sets)
    assert n_known > 1000
    pricing.decide(makespan, Work(WORK))
    # It began with a part of them, and took in what the prices overrated.
    assert len(pricing.master.used) < n_known / 4
    assert len(pricing.pool.violated(makespan, pricing.master.used, pricing.master.prices)) <= 24


@pytest.mark.parametrize("n_items", [105, 106, 108] * IN_FULL)
def test_that_what_is_excluded_lies_just_below_what_is_covered(n_items: int) -> None:
    # So many weights that coarser views of them go first.
    pricing, mean = hard(n_items, n_items, 46)
    excluded, covered = max(mean, int(pricing.pool.weights[0])) - 1, mean * 13 // 10
    for _ in range(9):
        middle = (excluded + covered) // 2
        answer = pricing.decide(middle, Work(WORK))
        assert answer is not Answer.OPEN
        if answer is Answer.COVERED:
            covered = middle
        else:
            excluded = middle
    assert excluded < pricing.bound <= covered < excluded * 1.001


def test_that_what_no_rounding_can_prove_stays_open() -> None:
    # Below the mean by less than whole profits can tell, and more than counts as covered.
    pricing, mean = hard(40, 40, 8)
    assert pricing.decide(int(mean * (1 - 8e-6)), Work(10 * WORK)) is not Answer.COVERED


@pytest.mark.parametrize(
    ("n_items", "n_stacks"), [(24, 8), (50, 16), *[(130, 40), (230, 64)] * IN_FULL]
)
def test_that_makespans_are_decided_far_from_the_optimum(n_items: int, n_stacks: int) -> None:
    pricing, mean = hard(n_items, n_items, n_stacks)
    heaviest = int(pricing.pool.weights[0])
    assert pricing.decide(max(heaviest, mean * 3 // 2), Work(WORK)) is Answer.COVERED
    below = mean * 98 // 100
    assert heaviest < below
    assert pricing.decide(below, Work(WORK)) is Answer.EXCLUDED
    assert pricing.bound > below


def test_that_without_work_nothing_is_decided() -> None:
    pricing, mean = hard(1, 30, 10)
    assert pricing.decide(mean * 2, Work(0)) is Answer.OPEN


def test_that_tests_that_need_not_prove_end_sooner() -> None:
    spent = []
    for prove in (True, False):
        work = Work(10**10)
        for seed in range(3):
            pricing, mean = hard(seed, 60, 20)
            # Once it has been looked at in full detail, no coarser view goes first.
            assert pricing.decide(mean * 5 // 4, work) is Answer.COVERED
            answer = pricing.decide(int(mean * 0.9995), work, prove=prove)
            assert answer is not Answer.COVERED
        spent.append(work.used)
    assert spent[1] < spent[0]


def test_that_what_is_excluded_coarsely_is_excluded() -> None:
    pricing, mean = hard(9, 180, 64)
    assert pricing.exclude_coarsely(mean * 99 // 100, Work(WORK))
    assert pricing.bound > mean * 99 // 100
    assert not pricing.exclude_coarsely(mean * 5 // 4, Work(WORK))
    assert pricing.bound <= mean * 5 // 4


def test_that_many_weights_are_decided_near_the_bound() -> None:
    pricing, mean = hard(3, 190, 76)
    covered, low = mean * 5 // 4, mean - 1
    assert pricing.decide(low, Work(WORK)) is Answer.EXCLUDED
    assert pricing.decide(covered, Work(WORK)) is Answer.COVERED
    for _ in range(4):
        middle = (pricing.bound + covered) // 2
        if pricing.decide(middle, Work(4 * WORK)) is Answer.COVERED:
            covered = middle
    assert mean <= pricing.bound <= covered
