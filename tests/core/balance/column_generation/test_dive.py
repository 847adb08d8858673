import random

import numpy as np
import pytest
from hypothesis import given

from balance_cases import best_of, problems
from stackplan.core.balance.column_generation.pricing import Answer, PricingProblem
from stackplan.core.balance.column_generation.rounding import WORD_BITS, _fix, dive
from stackplan.core.balance.problem import Problem, Work

WORK = 10**9


def dived(pricing: PricingProblem, makespan: int, work: int = WORK, seed: int = 1) -> bool:
    """Dive, and check what comes of it: all items exactly once, no stack too long."""
    assert pricing.decide(makespan, Work(WORK)) is Answer.COVERED
    columns = dive(pricing, makespan, random.Random(seed), Work(work))
    if columns is None:
        return False
    assert len(columns) <= pricing.n_stacks
    assert (np.sum(columns, axis=0) == pricing.pool.counts).all()
    assert all(column @ pricing.pool.weights <= makespan for column in columns)
    return True


@given(problems(alike=True).filter(lambda problem: 0 < sum(problem.weights) < 2**60))
def test_that_a_dive_at_the_optimum_finds_it(problem: Problem) -> None:
    assert dived(PricingProblem.of(problem.weights, problem.n_stacks), best_of(problem))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize(("n_items", "n_stacks"), [(30, 11), (50, 16), (75, 24), (90, 18)])
def test_that_a_plan_of_a_dive_is_whole(seed: int, n_items: int, n_stacks: int) -> None:
    draw = random.Random(seed)
    weights = [draw.randint(10**9, 10**11) for _ in range(n_items)]
    makespan = int(max(*weights, sum(weights) / n_stacks) * 1.1)
    assert dived(PricingProblem.of(weights, n_stacks), makespan)


@pytest.mark.parametrize("excess", [1.0005, 1.002, 1.01])
def test_that_near_the_bound_a_dive_may_fail_but_never_lies(excess: float) -> None:
    found = []
    for seed in range(8):
        draw = random.Random(seed)
        weights = [draw.randint(2 * 10**10, 10**11) for _ in range(60)]
        pricing = PricingProblem.of(weights, 20)
        makespan = int(-(-sum(weights) // 20) * excess)
        if pricing.decide(makespan, Work(WORK)) is Answer.COVERED:
            found.append(dived(pricing, makespan))
    assert found


def test_that_equal_runs_leave_one_kind_in_many_stacks() -> None:
    pricing = PricingProblem.of([5] * 60 + [3] * 20, 20)
    assert dived(pricing, 18)


def test_that_more_stacks_than_runs_stay_empty() -> None:
    pricing = PricingProblem.of([5] * 4, 30)
    assert dived(pricing, 10)
    assert dived(pricing, 5)


def test_that_many_small_runs_on_few_stacks_are_left_to_exchanges() -> None:
    draw = random.Random(2)
    pricing = PricingProblem.of([draw.randint(10, 99) for _ in range(90)], 10)
    mean = -(-int(pricing.pool.weights @ pricing.pool.counts) // 10)
    assert len(pricing.pool.types) > WORD_BITS
    assert dived(pricing, mean + 5)


def test_that_no_set_is_fixed_that_leaves_too_much() -> None:
    pricing = PricingProblem.of([5, 5, 3, 3], 2)
    assert pricing.decide(8, Work(WORK)) is Answer.COVERED
    full, bare = np.array([1, 1], np.int64), np.array([0, 2], np.int64)
    assert _fix(pricing, [bare], 8, Work(WORK)) is None
    fixed = _fix(pricing, [full, bare], 8, Work(WORK))
    assert fixed is not None
    n_fixed, rest = fixed
    assert (n_fixed, rest.n_stacks, rest.pool.counts.tolist()) == (1, 1, [1, 1])


def test_that_a_dive_without_work_finds_nothing() -> None:
    pricing = PricingProblem.of([5, 4, 3, 2, 1] * 8, 16)
    assert not dived(pricing, 9, work=0)


def test_that_a_dive_that_runs_out_of_work_finds_nothing() -> None:
    draw = random.Random(3)
    pricing = PricingProblem.of([draw.randint(10**9, 10**11) for _ in range(75)], 24)
    makespan = int(pricing.pool.weights @ pricing.pool.counts / 24 * 1.05)
    assert not dived(pricing, makespan, work=100)
