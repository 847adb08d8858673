from hypothesis import given
from hypothesis import strategies as st

from balance_cases import WEIGHTS, best_of, plain, problems
from stackplan.core.balance.heuristics import subset_sum_filling
from stackplan.core.balance.problem import Problem

LISTS = st.lists(st.one_of(st.integers(1, 30), WEIGHTS), min_size=1, max_size=30).map(
    lambda weights: tuple(sorted(weights, reverse=True))
)


@given(LISTS, st.integers(1, 9))
def test_that_filled_stacks_stay_below_what_need_not_be_tried(
    weights: tuple[int, ...], n_stacks: int
) -> None:
    problem = plain(weights, n_stacks)
    high = problem.makespan([item % n_stacks for item in range(len(weights))])
    low = max(weights[0], -(-sum(weights) // n_stacks))
    places = subset_sum_filling(weights, n_stacks, low, high)
    if places is not None:
        assert len(places) == len(weights)
        assert problem.makespan(places) < high


@given(problems(alike=True, min_stacks=2).filter(lambda problem: bool(problem.weights)))
def test_that_a_stack_is_filled_with_what_leaves_the_least_room(problem: Problem) -> None:
    weights, n_stacks = problem.weights, problem.n_stacks
    low, high = best_of(problem), sum(weights) + 1
    places = subset_sum_filling(weights, n_stacks, low, high)
    assert places is not None
    assert low <= problem.makespan(places) <= low * 3 / 2 + 1


def test_that_pairs_are_found_that_placing_one_by_one_misses() -> None:
    weights = (10, 9, 8, 7, 5, 4, 3, 2)
    places = subset_sum_filling(weights, 3, 16, 18)
    assert places is not None
    assert plain(weights, 3).loads(places) == [16, 16, 16]


def test_that_a_full_stack_takes_more_than_three() -> None:
    places = subset_sum_filling((9, 3, 2, 2, 1, 1), 2, 9, 12)
    assert places == [0, 1, 1, 1, 1, 1]


def test_that_nothing_is_found_where_nothing_is_to_be_found() -> None:
    assert subset_sum_filling((5, 5, 5), 2, 10, 10) is None
    assert subset_sum_filling((5, 5, 5), 2, 8, 10) is None
