import random
import tracemalloc
from math import prod

import numpy as np
import pytest
from hypothesis import given

from balance_cases import best_of, plain, problems
from stackplan.core.balance.problem import Problem, Work
from stackplan.core.balance.tabu_search import Exchanges, TabuSearch

WORK = 1_000_000


def begin(problem: Problem, seed: int = 1) -> TabuSearch:
    """Begin with everything on the first stack."""
    return TabuSearch(problem, [0] * len(problem.weights), seed)


@given(problems())
def test_that_the_plan_is_whole_and_its_makespan_exact(problem: Problem) -> None:
    search = begin(problem)
    before = search.makespan
    search.run(0, Work(WORK))
    assert search.makespan == problem.makespan(search.places) <= before


@given(problems(min_stacks=2, max_stacks=2))
def test_that_one_step_splits_two_stacks_exactly(problem: Problem) -> None:
    search = begin(problem)
    search.run(0, Work(1))
    best = best_of(problem)
    # Floats compare loads past 2**53: they may take one for another that is as near.
    assert best <= search.makespan <= best * (1 + 1e-15)


@given(problems(min_stacks=3))
def test_that_small_problems_come_within_a_hair_of_the_best(problem: Problem) -> None:
    best = best_of(problem)
    search = begin(problem)
    search.run(int(best * (1 + 1e-12)), Work(200 * WORK))
    assert best <= search.makespan <= best * (1 + 1e-12)


def test_that_the_largest_run_leaves_a_slow_stack() -> None:
    # Where stacks differ, an exchange and its complement are two things.
    problem = Problem((1,), (0, 0, 0), (2, 1, 1))
    search = begin(problem)
    search.run(1, Work(WORK))
    assert search.makespan == 1


def test_that_it_stops_where_it_is_told_to() -> None:
    problem = plain([7, 6, 5, 4, 3, 2, 1], 3)
    work = Work(WORK)
    search = begin(problem)
    search.run(28, work)
    assert (work.used, search.makespan) == (0, 28)
    search.run(10, work)
    assert search.makespan == 10
    assert 0 < work.used < WORK


def test_that_what_it_cannot_improve_is_left_as_it_was() -> None:
    for problem in (plain([5, 5, 5], 1), Problem((), (9, 0), (1, 1)), plain([], 3)):
        work = Work(WORK)
        search = begin(problem)
        search.run(0, work)
        assert search.places == [0] * len(problem.weights)
        assert work.used < WORK


def test_that_a_stack_of_many_runs_is_levelled_by_small_subsets() -> None:
    draw = random.Random(4)
    problem = plain([draw.randint(10**9, 10**11) for _ in range(200)], 4)
    search = begin(problem)
    search.run(0, Work(50 * WORK))
    assert search.makespan * 4 <= sum(problem.weights) * (1 + 1e-6)


def test_that_more_partners_than_are_looked_at_take_the_load_all_the_same() -> None:
    problem = plain([5] * 300, 300)
    search = TabuSearch(problem, [max(0, item - 20) for item in range(300)])
    search.run(5, Work(20 * WORK))
    assert search.makespan == 5


def test_that_many_stacks_take_no_more_memory_than_their_sums() -> None:
    # A table of every pair of stacks would take 3 GB.
    n_stacks = 20_000
    costs = (3, 5, 5) + (300,) * (n_stacks - 3)
    problem = Problem((10, 9, 9), (0,) * n_stacks, costs)
    tracemalloc.start()
    search = TabuSearch(problem, [0, 0, 0])
    search.run(0, Work(10 * WORK))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert search.makespan <= 57
    assert peak < 50_000_000


def test_that_times_too_large_for_a_float_are_compared_all_the_same() -> None:
    # 40 speeds of nine digits without a common factor: their common multiple has 360 digits.
    speeds = [10**9 - 1 - 2 * n for n in range(40)]
    common = prod(speeds)
    with pytest.raises(OverflowError):
        float(common // speeds[0])
    problem = Problem((8, 7, 6, 5) * 20, (0,) * 40, tuple(common // s for s in speeds))
    search = begin(problem)
    search.run(0, Work(50 * WORK))
    assert search.makespan == problem.makespan(search.places)
    assert search.makespan * 39 < problem.makespan([0] * 80)


def test_that_nothing_is_chosen_where_no_exchange_changes_anything() -> None:
    nothing = Exchanges(
        np.full((1, 1, 2), np.inf), np.zeros((1, 1, 2), np.int64), np.arange(2), np.arange(1)
    )
    assert nothing.choose(random.Random(1)) is None
    assert nothing.choose(random.Random(1), 5) is None


def test_that_ties_are_drawn_and_the_best_are_drawn_from() -> None:
    longer = np.array([[[4.0, 2.0, 3.0], [2.0, 9.0, 3.5]]])
    found = Exchanges(longer, np.arange(6).reshape(1, 2, 3), np.array([0, 5, 7]), np.array([8, 6]))
    draw = random.Random(1)
    assert {found.choose(draw) for _ in range(30)} == {(5, 8, 1), (0, 6, 3)}
    assert {found.choose(draw, 3) for _ in range(40)} == {(5, 8, 1), (0, 6, 3), (7, 8, 2)}
