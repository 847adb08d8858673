import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from balance_cases import cases, optimum, plain, problems
from stackplan.core.balance.arrays import Floats, Ints
from stackplan.core.balance.column_generation.rounding import WORD_BITS, Cover, cover
from stackplan.core.balance.problem import Problem, Work

PROBLEMS = problems(alike=True).filter(lambda problem: 0 < sum(problem.weights) < 2**60)
ANY_PRICES = st.lists(st.floats(0, 1.5), min_size=8, max_size=8)


def array(problem: Problem) -> Ints:
    return np.array(problem.weights, np.int64)


def covered(problem: Problem, prices: Floats, makespan: int, most_nodes: int = 300) -> Cover:
    weights = array(problem)
    return cover(weights, prices, problem.n_stacks, makespan, Work(10**9), most_nodes)


def check(problem: Problem, found: Cover, makespan: int) -> None:
    """Every item in one stack, no stack too long; and what is called final is so."""
    reachable = optimum(problem, makespan) is not None
    if found.stacks is not None:
        assert reachable
        items = [item for stack in found.stacks for item in stack]
        assert sorted(items) == list(range(len(problem.weights)))
        assert len(found.stacks) <= problem.n_stacks
        assert all(sum(problem.weights[i] for i in stack) <= makespan for stack in found.stacks)
    elif found.is_final:
        assert not reachable


@given(PROBLEMS, ANY_PRICES, st.floats(0.9, 1.3))
def test_that_what_is_final_is_true_for_any_prices(
    problem: Problem, some: list[float], part: float
) -> None:
    makespan = int(sum(problem.weights) / problem.n_stacks * part) + 1
    found = covered(problem, np.array(some[: len(problem.weights)]), makespan)
    check(problem, found, makespan)


def test_that_it_is_so_thousands_of_times_with_sensible_prices() -> None:
    draw = random.Random("cover")
    finals = 0
    for _ in range(cases(600)):
        top = draw.choice((12, 60, 10**11))
        weights = [draw.randint(top // 4, top) for _ in range(draw.randint(4, 9))]
        problem = plain(weights, draw.randint(2, 4))
        makespan = -(-sum(weights) // problem.n_stacks) + draw.randint(0, max(2, top // 20))
        prices = array(problem) / makespan * draw.choice((1.0, 0.95, 1.1))
        found = covered(problem, prices, makespan)
        check(problem, found, makespan)
        finals += found.stacks is None and found.is_final
    assert finals > cases(100)


def test_that_what_cannot_fit_is_final_at_once() -> None:
    problem = plain([9, 5, 4], 2)
    prices = np.full(3, 0.5)
    assert covered(problem, prices, 8) == Cover(None, is_final=True)
    assert covered(problem, prices, 9).stacks == [[1, 2], [0]] or covered(problem, prices, 9).stacks
    assert covered(plain([4, 4, 4], 2), prices, 5) == Cover(None, is_final=True)


def test_that_too_many_items_are_given_up() -> None:
    problem = plain([1] * (WORD_BITS + 1), 30)
    assert covered(problem, np.full(WORD_BITS + 1, 0.3), 3) == Cover(None, is_final=False)


def test_that_too_many_sets_are_given_up() -> None:
    problem = plain(range(1000, 1040), 8)
    found = covered(problem, np.full(40, 0.2), 5200)
    assert found == Cover(None, is_final=False)


def test_that_prices_beyond_the_table_are_given_up() -> None:
    problem = plain([5, 5, 5, 5], 2)
    assert covered(problem, np.full(4, 0.9), 10) == Cover(None, is_final=False)


def test_that_a_search_that_runs_out_of_nodes_is_not_final() -> None:
    draw = random.Random(5)
    problem = plain([draw.randint(300, 1000) for _ in range(18)], 6)
    makespan = -(-sum(problem.weights) // 6) + 3
    prices = array(problem) / makespan
    assert covered(problem, prices, makespan, most_nodes=1) == Cover(None, is_final=False)


def test_that_empty_stacks_need_no_set() -> None:
    found = covered(plain([5], 3), np.array([0.5]), 7)
    assert found == Cover([[0]], is_final=True)
