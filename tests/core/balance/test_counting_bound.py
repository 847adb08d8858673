import numpy as np
import pytest
from hypothesis import given, settings

from balance_cases import best_of, plain, problems
from stackplan.core import metrics
from stackplan.core.balance.pipeline import counting_bound
from stackplan.core.balance.problem import Problem


def counted(problem: Problem) -> int:
    return counting_bound(np.array(problem.weights, np.int64), problem.n_stacks)


@settings(max_examples=150)
@given(problems(alike=True).filter(lambda p: 0 < sum(p.weights) < 2**60))
def test_that_no_plan_beats_the_bound(problem: Problem) -> None:
    assert counted(problem) <= best_of(problem)


@pytest.mark.parametrize(
    ("weights", "n_stacks", "bound"),
    [
        ((5, 5, 5), 2, 10),
        ((9,), 4, 9),
        ((7, 7, 7, 7, 1), 2, 15),  # the mean: 29 on two
        ((6, 6, 5, 5, 4, 4, 4), 3, 12),  # the longest of three hold three of the seven
        ((10, 10, 10, 10, 10), 3, 20),
    ],
)
def test_that_runs_that_must_share_a_stack_are_counted(
    weights: tuple[int, ...], n_stacks: int, bound: int
) -> None:
    assert counted(plain(weights, n_stacks)) == bound


def test_that_it_is_above_the_simple_bounds_where_several_stacks_share() -> None:
    # Of five runs on three stacks, the two fullest hold four: 5 + 7 + 8 + 11, halved.
    problem = plain((12, 11, 8, 7, 5), 3)
    assert metrics.lower_bound(problem.weights, 3) == 15
    assert counted(problem) == best_of(problem) == 16


def test_that_it_is_left_out_where_it_would_take_long() -> None:
    assert counting_bound(np.ones(401, np.int64), 250) == 0
    assert counting_bound(np.ones(400, np.int64), 250) == 2
