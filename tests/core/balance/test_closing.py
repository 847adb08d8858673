from __future__ import annotations

import random

import pytest
from hypothesis import given, settings

from balance_cases import ROUNDS, best_of, plain, problems
from stackplan.core.balance.closing import Closing
from stackplan.core.balance.greedy import earliest_ends
from stackplan.core.balance.patterns import Answer, Patterns
from stackplan.core.balance.problem import Problem, Work

WORK = 300_000_000


def begin(problem: Problem) -> Closing:
    """From LPT and the bounds that every plan has."""
    weights = problem.weights
    places = earliest_ends(weights, problem.bases, problem.costs)
    bound = max(weights[0], -(-sum(weights) // problem.n_stacks))
    return Closing(problem, places, bound, [[0] * len(weights)])


def check(closing: Closing, problem: Problem, before: int) -> None:
    assert problem.makespan(closing.places) == closing.makespan <= before
    assert closing.bound <= closing.makespan


@settings(max_examples=150)
@given(problems(alike=True).filter(lambda problem: 0 < sum(problem.weights) < 2**60))
def test_that_the_gap_is_closed_where_runs_are_few(problem: Problem) -> None:
    closing = begin(problem)
    closing.run(Work(WORK))
    assert closing.bound == closing.makespan == problem.makespan(closing.places)
    assert closing.makespan == best_of(problem)


def test_that_what_it_proves_is_true_a_hundred_times() -> None:
    draw = random.Random("closing")
    for _ in range(120 * ROUNDS):
        top = draw.choice((30, 100, 10**11))
        weights = [draw.randint(top // 5, top) for _ in range(draw.randint(5, 11))]
        problem = plain(weights, draw.randint(2, 4))
        closing = begin(problem)
        closing.run(Work(draw.choice((WORK // 100, WORK // 10, WORK))))
        assert closing.bound <= best_of(problem) <= closing.makespan, problem


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(("n_items", "n_stacks"), [(30, 12), (48, 16), (70, 16), (66, 30)])
def test_that_plan_and_bound_hold_in_the_hard_region(
    seed: int, n_items: int, n_stacks: int
) -> None:
    draw = random.Random(seed)
    problem = plain([draw.randint(10**9, 10**11) for _ in range(n_items)], n_stacks)
    closing = begin(problem)
    before, bound = closing.makespan, closing.bound
    closing.run(Work(WORK))
    check(closing, problem, before)
    assert closing.bound >= bound


def test_that_a_proved_plan_is_left_alone() -> None:
    problem = plain([5, 4, 3, 2, 1], 3)
    work = Work(WORK)
    closing = begin(problem)
    places = list(closing.places)
    closing.run(work)
    assert (closing.makespan, closing.places, work.used) == (5, places, 0)


def test_that_without_work_nothing_changes() -> None:
    problem = plain([7, 7, 6, 6, 5, 5, 4, 4, 4], 4)
    closing = begin(problem)
    before = closing.makespan, closing.bound
    closing.run(Work(0))
    assert (closing.makespan, closing.bound) == before


def test_that_lpt_s_worst_case_is_closed() -> None:
    problem = plain([7, 7, 6, 6, 5, 5, 4, 4, 4], 4)
    closing = begin(problem)
    assert (closing.makespan, closing.bound) == (15, 12)
    closing.run(Work(WORK))
    assert (closing.makespan, closing.bound) == (12, 12)


def test_that_what_stays_undecided_is_not_asked_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def test(patterns: Patterns, makespan: int, work: Work, *, prove: bool = True) -> Answer:
        asked.append(makespan)
        work.spend(10**6)
        patterns.bound = 11
        return Answer.COVERED if makespan >= 13 else Answer.OPEN

    monkeypatch.setattr(Patterns, "test", test)
    closing = Closing(plain([7, 7, 6, 6, 5, 5, 4, 4, 4], 4), [0, 1, 2, 3, 3, 2, 0, 1, 0], 11)
    closing._raise_bound(Work(WORK))
    assert len(asked) < 10


def test_that_closing_repeats_itself() -> None:
    draw = random.Random(8)
    problem = plain([draw.randint(10**9, 10**11) for _ in range(40)], 14)
    found = []
    for _ in range(2):
        closing = begin(problem)
        closing.run(Work(WORK))
        found.append((closing.places, closing.bound))
    assert found[0] == found[1]
