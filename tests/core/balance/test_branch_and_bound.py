import random

from hypothesis import given

from balance_cases import best_of, cases, plain, problems, random_problem
from stackplan.core.balance.branch_and_bound import search_tree
from stackplan.core.balance.problem import Problem, Work

WORK = 10**10


def searched(problem: Problem, work: int = WORK, bound: int = 0) -> tuple[int, int]:
    """Makespan and bound, beginning with everything on the first stack."""
    start = [0] * len(problem.weights)
    places, proved = search_tree(problem, start, bound, Work(work))
    return problem.makespan(places), proved


@given(problems())
def test_that_the_best_plan_is_found_and_proved(problem: Problem) -> None:
    assert searched(problem) == (best_of(problem),) * 2


def test_that_it_does_so_thousands_of_times() -> None:
    draw = random.Random("tree")
    for _ in range(cases(1500)):
        problem = random_problem(draw, most=7)
        assert searched(problem) == (best_of(problem),) * 2, problem


@given(problems())
def test_that_a_search_that_is_cut_off_proves_nothing(problem: Problem) -> None:
    makespan, bound = searched(problem, work=10_000)
    best = best_of(problem)
    assert bound <= best <= makespan <= problem.makespan([0] * len(problem.weights))


def test_that_without_work_nothing_is_tried() -> None:
    assert searched(plain([3, 3], 2), work=0, bound=3) == (6, 3)


def test_that_it_stops_at_a_bound_that_is_met() -> None:
    problem = plain([7, 6, 5, 4, 3, 3, 2, 1, 1], 4)
    work = Work(WORK)
    places, bound = search_tree(problem, [0] * 9, 8, work)
    assert (problem.makespan(places), bound) == (8, 8)
    assert work.used < 40 * 2_500


def test_that_nothing_to_place_is_a_plan() -> None:
    assert search_tree(Problem((), (4, 9), (1, 1)), [], 3, Work(WORK)) == ([], 9)
