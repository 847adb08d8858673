from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from balance_cases import IN_FULL, best_of, problems
from stackplan.core.balance.column_generation.pricing import Answer, Patterns
from stackplan.core.balance.problem import Problem, Work

WORK = 10**9
PROBLEMS = problems(alike=True).filter(lambda problem: 0 < sum(problem.weights) < 2**60)


def hard(seed: int, n_items: int, n_stacks: int) -> tuple[Patterns, int]:
    """Items like those of the hard region, and the mean of a stack."""
    draw = random.Random(seed)
    weights = [draw.randint(10**9, 10**11) for _ in range(n_items)]
    return Patterns.of(weights, n_stacks), -(-sum(weights) // n_stacks)


@settings(max_examples=200)
@given(PROBLEMS, st.lists(st.floats(0, 1), min_size=1, max_size=4), st.booleans())
def test_that_no_makespan_is_excluded_that_a_plan_reaches(
    problem: Problem, parts: list[float], prove: bool
) -> None:
    patterns = Patterns.of(problem.weights, problem.n_stacks)
    best, heaviest = best_of(problem), problem.weights[0]
    for part in parts:
        makespan = heaviest + int((best * 1.2 - heaviest) * part)
        answer = patterns.test(makespan, Work(WORK), prove=prove)
        assert patterns.bound <= best
        assert answer is not Answer.EXCLUDED or makespan < best
        assert answer is not Answer.COVERED or makespan >= patterns.bound


@settings(max_examples=100)
@given(PROBLEMS)
def test_that_sets_fit_and_cover_what_is_covered(problem: Problem) -> None:
    patterns = Patterns.of(problem.weights, problem.n_stacks)
    best = best_of(problem)
    assert patterns.test(best, Work(WORK)) is Answer.COVERED
    used = patterns.sets[patterns.used]
    assert (used.astype(np.int64) @ patterns.weights <= best).all()
    assert (used <= patterns.counts).all()
    assert (patterns.amounts @ used >= patterns.counts - 1e-6).all()
    assert patterns.amounts.sum() <= problem.n_stacks * (1 + 1e-5)


def test_that_items_are_counted_by_weight_largest_first() -> None:
    patterns = Patterns.of([3, 9, 3, 5], 2)
    assert patterns.weights.tolist() == [9, 5, 3]
    assert patterns.counts.tolist() == [1, 1, 2]
    assert patterns.types.tolist() == [0, 1, 2, 2]


def test_that_a_set_is_taken_in_once() -> None:
    patterns = Patterns.of([3, 9, 3, 5], 2)
    assert patterns.add(np.array([[1.0, 0, 0], [0, 1, 2], [1, 0, 0]])) == 2
    assert patterns.add(np.array([[0.0, 1, 2]])) == 0
    assert patterns.sets.tolist() == [[1, 0, 0], [0, 1, 2]]


def test_that_a_rest_keeps_the_sets_that_still_fit() -> None:
    patterns = Patterns.of([3, 9, 3, 5], 2)
    patterns.add(np.array([[1.0, 0, 0], [0, 1, 1], [0, 1, 2]]))
    rest = patterns.rest(np.array([0, 1, 1]), 1)
    assert rest.weights.tolist() == [5, 3]
    assert rest.counts.tolist() == [1, 1]
    assert rest.n_stacks == 1
    assert rest.sets.tolist() == [[0, 0], [1, 1]] or rest.sets.tolist() == [[1, 1]]


def test_that_the_bound_is_above_the_counted_ones_where_stacks_have_few_runs() -> None:
    # Three sixes do not fit in 17, so each stack holds two at most: 12 of them need 6 stacks.
    weights = [6] * 11
    patterns = Patterns.of(weights, 5)
    assert patterns.test(17, Work(WORK)) is Answer.EXCLUDED
    assert patterns.bound == 18


def test_that_known_sets_are_used_before_new_ones_are_sought() -> None:
    patterns, mean = hard(4, 24, 8)
    makespan = mean * 1001 // 1000
    draw = np.random.default_rng(4)
    known = (draw.random((9000, 24)) < 0.15).astype(np.float64)
    patterns.add(known[known.astype(np.int64) @ patterns.weights <= makespan])
    n_known = len(patterns.sets)
    assert n_known > 1000
    patterns.test(makespan, Work(WORK))
    # It began with a part of them, and took in what the prices overrated.
    assert len(patterns.used) < n_known / 4
    assert len(patterns.overrated(makespan, patterns.used)) <= 24


@pytest.mark.parametrize("n_items", [105, 106, 108] * IN_FULL)
def test_that_what_is_excluded_lies_just_below_what_is_covered(n_items: int) -> None:
    # So many weights that coarser views of them go first.
    patterns, mean = hard(n_items, n_items, 46)
    excluded, covered = max(mean, int(patterns.weights[0])) - 1, mean * 13 // 10
    for _ in range(9):
        middle = (excluded + covered) // 2
        answer = patterns.test(middle, Work(WORK))
        assert answer is not Answer.OPEN
        if answer is Answer.COVERED:
            covered = middle
        else:
            excluded = middle
    assert excluded < patterns.bound <= covered < excluded * 1.001


def test_that_what_no_rounding_can_prove_stays_open() -> None:
    # Below the mean by less than whole profits can tell, and more than counts as covered.
    patterns, mean = hard(40, 40, 8)
    assert patterns.test(int(mean * (1 - 8e-6)), Work(10 * WORK)) is not Answer.COVERED


@pytest.mark.parametrize(
    ("n_items", "n_stacks"), [(24, 8), (50, 16), *[(130, 40), (230, 64)] * IN_FULL]
)
def test_that_makespans_are_decided_far_from_the_optimum(n_items: int, n_stacks: int) -> None:
    patterns, mean = hard(n_items, n_items, n_stacks)
    heaviest = int(patterns.weights[0])
    assert patterns.test(max(heaviest, mean * 3 // 2), Work(WORK)) is Answer.COVERED
    below = mean * 98 // 100
    assert heaviest < below
    assert patterns.test(below, Work(WORK)) is Answer.EXCLUDED
    assert patterns.bound > below


def test_that_without_work_nothing_is_decided() -> None:
    patterns, mean = hard(1, 30, 10)
    assert patterns.test(mean * 2, Work(0)) is Answer.OPEN


def test_that_tests_that_need_not_prove_end_sooner() -> None:
    spent = []
    for prove in (True, False):
        work = Work(10**10)
        for seed in range(8):
            patterns, mean = hard(seed, 60, 20)
            # Once it has been looked at in full detail, no coarser view goes first.
            assert patterns.test(mean * 5 // 4, work) is Answer.COVERED
            answer = patterns.test(int(mean * 0.9995), work, prove=prove)
            assert answer is not Answer.COVERED
        spent.append(work.used)
    assert spent[1] < spent[0]


def test_that_tests_repeat_themselves() -> None:
    found = []
    for _ in range(2):
        patterns, mean = hard(5, 60, 20)
        answers = [patterns.test(int(mean * part), Work(WORK)) for part in (1.05, 1.002, 1.01)]
        found.append((answers, patterns.bound, patterns.sets.tolist()))
    assert found[0] == found[1]


def test_that_what_is_excluded_coarsely_is_excluded() -> None:
    patterns, mean = hard(9, 180, 64)
    assert patterns.exclude_coarsely(mean * 99 // 100, Work(WORK))
    assert patterns.bound > mean * 99 // 100
    assert not patterns.exclude_coarsely(mean * 5 // 4, Work(WORK))
    assert patterns.bound <= mean * 5 // 4


def test_that_many_weights_are_decided_near_the_bound() -> None:
    patterns, mean = hard(3, 190, 76)
    covered, low = mean * 5 // 4, mean - 1
    assert patterns.test(low, Work(WORK)) is Answer.EXCLUDED
    assert patterns.test(covered, Work(WORK)) is Answer.COVERED
    for _ in range(4):
        middle = (patterns.bound + covered) // 2
        if patterns.test(middle, Work(4 * WORK)) is Answer.COVERED:
            covered = middle
    assert mean <= patterns.bound <= covered
