import random

import pytest
from hypothesis import given

from balance_cases import IN_FULL, best_of, cases, optimum, plain, problems
from stackplan.core.balance.column_generation import search as module
from stackplan.core.balance.column_generation.pricing import Answer, PricingProblem
from stackplan.core.balance.column_generation.search import ColumnGenerationSearch
from stackplan.core.balance.heuristics import earliest_ends
from stackplan.core.balance.problem import Incumbent, Problem, Work

WORK = 300_000_000


def begin(problem: Problem) -> ColumnGenerationSearch:
    """From LPT and the bounds that every plan has."""
    weights = problem.weights
    places = earliest_ends(weights, problem.bases, problem.costs)
    bound = max(weights[0], -(-sum(weights) // problem.n_stacks))
    return ColumnGenerationSearch(Incumbent(problem, places, bound), [[0] * len(weights)])


def check(search: ColumnGenerationSearch, problem: Problem, before: int) -> None:
    assert problem.makespan(search._best.places) == search._best.makespan <= before
    assert search._best.bound <= search._best.makespan


@given(problems(alike=True).filter(lambda problem: 0 < sum(problem.weights) < 2**60))
def test_that_the_gap_is_closed_where_runs_are_few(problem: Problem) -> None:
    search = begin(problem)
    search.run(Work(WORK))
    assert search._best.bound == search._best.makespan == problem.makespan(search._best.places)
    assert search._best.makespan == best_of(problem)


def test_that_what_it_proves_is_true_a_hundred_times() -> None:
    draw = random.Random("closing")
    for _ in range(cases(120)):
        top = draw.choice((30, 100, 10**11))
        weights = [draw.randint(top // 5, top) for _ in range(draw.randint(5, 11))]
        problem = plain(weights, draw.randint(2, 4))
        search = begin(problem)
        search.run(Work(draw.choice((WORK // 100, WORK // 10, WORK))))
        assert search._best.bound <= best_of(problem) <= search._best.makespan, problem


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize(("n_items", "n_stacks"), [(30, 12), (48, 16), (70, 16), (66, 30)])
def test_that_plan_and_bound_hold_in_the_hard_region(
    seed: int, n_items: int, n_stacks: int
) -> None:
    draw = random.Random(seed)
    problem = plain([draw.randint(10**9, 10**11) for _ in range(n_items)], n_stacks)
    search = begin(problem)
    before, bound = search._best.makespan, search._best.bound
    search.run(Work(WORK))
    check(search, problem, before)
    assert search._best.bound >= bound


def test_that_a_proved_plan_is_left_alone() -> None:
    problem = plain([5, 4, 3, 2, 1], 3)
    work = Work(WORK)
    search = begin(problem)
    places = list(search._best.places)
    search.run(work)
    assert (search._best.makespan, search._best.places, work.used) == (5, places, 0)


def test_that_without_work_nothing_changes() -> None:
    problem = plain([7, 7, 6, 6, 5, 5, 4, 4, 4], 4)
    search = begin(problem)
    before = search._best.makespan, search._best.bound
    search.run(Work(0))
    assert (search._best.makespan, search._best.bound) == before


def test_that_lpt_s_worst_case_is_closed() -> None:
    problem = plain([7, 7, 6, 6, 5, 5, 4, 4, 4], 4)
    search = begin(problem)
    assert (search._best.makespan, search._best.bound) == (15, 12)
    search.run(Work(WORK))
    assert (search._best.makespan, search._best.bound) == (12, 12)


def test_that_it_is_settled_for_good_that_no_plan_reaches_the_fractions() -> None:
    # Fractions of stacks reach one less than any plan does: rare, and found by chance.
    problem = plain([43, 42, 38, 37, 37, 34, 33, 32, 28, 27, 27, 25, 20], 4)
    pricing = PricingProblem.of(problem.weights, 4)
    assert pricing.decide(106, Work(WORK)) is Answer.COVERED
    assert optimum(problem, 106) is None
    search = begin(problem)
    search.run(Work(10 * WORK))
    assert (search._best.makespan, search._best.bound) == (107, 107)


def test_that_a_plan_is_first_settled_as_proved_and_then_as_the_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Between proved and best lie ten thousand makespans that nobody could tell apart.
    monkeypatch.setattr(module, "dive", lambda *_: None)
    weights = [43, 42, 38, 37, 37, 34, 33, 32, 28, 27, 27, 25, 20]
    search = begin(plain([10**6 * weight for weight in weights], 4))
    targets = []
    settle = search._close_by_cover

    def noted(target: int, work: Work) -> bool:
        targets.append(target)
        return settle(target, work)

    monkeypatch.setattr(search, "_close_by_cover", noted)
    search.run(Work(10 * WORK))
    assert search._best.makespan == search._best.bound == 107 * 10**6
    assert targets[-2:] == [int(107 * 10**6 / (1 + 1e-4)), 107 * 10**6 - 1]


def test_that_what_cannot_be_settled_is_not_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "NODES", 0)
    search = begin(plain([43, 42, 38, 37, 37, 34, 33, 32, 28, 27, 27, 25, 20], 4))
    search.run(Work(WORK))
    assert (search._best.makespan, search._best.bound) == (107, 106)


def test_that_many_runs_cannot_be_settled_and_end_after_enough_failures(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "dive", lambda *_: None)
    problem = plain([item + 100 for item in range(64)], 20)
    search = begin(problem)
    work = Work(10**12)
    search.run(work)
    assert search._best.bound < search._best.makespan
    assert not work.is_spent


def test_that_a_plan_can_be_found_by_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "dive", lambda *_: None)
    problem = plain([7, 7, 6, 6, 5, 5, 4, 4, 4], 4)
    search = begin(problem)
    search.run(Work(WORK))
    assert (search._best.makespan, search._best.bound) == (12, 12)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> dict[int, Answer]:
    """Answers of tests by makespan, filled in by a test; others stay open. No dive finds a plan."""
    known: dict[int, Answer] = {}

    def decide(pricing: PricingProblem, makespan: int, work: Work, *, prove: bool = True) -> Answer:
        work.spend(10**6)
        return known.get(makespan, Answer.OPEN)

    monkeypatch.setattr(PricingProblem, "decide", decide)
    monkeypatch.setattr(module, "dive", lambda *_: None)
    return known


def begun_at_fifteen() -> ColumnGenerationSearch:
    """A makespan of 15, said to be 11 at least."""
    problem = plain([7, 7, 6, 6, 5, 5, 4, 4, 4], 4)
    return ColumnGenerationSearch(Incumbent(problem, [0, 1, 2, 3, 3, 2, 0, 1, 0], 11))


def test_that_what_stays_undecided_is_not_asked_for_ever(answers: dict[int, Answer]) -> None:
    answers |= {13: Answer.COVERED, 14: Answer.COVERED}
    search, work = begun_at_fifteen(), Work(WORK)
    search._raise_bound(work)
    assert work.used < 10**7


def test_that_it_ends_where_nothing_can_be_decided(answers: dict[int, Answer]) -> None:
    search, work = begun_at_fifteen(), Work(WORK)
    search.run(work)
    assert (search._best.makespan, search._best.bound) == (15, 11)
    assert work.used < 10**7


def test_that_after_an_exclusion_the_plan_itself_is_asked_for(answers: dict[int, Answer]) -> None:
    answers |= dict.fromkeys(range(11, 15), Answer.EXCLUDED)
    search, work = begun_at_fifteen(), Work(WORK)
    search.run(work)
    assert (search._best.makespan, search._best.bound, work.used) == (15, 15, 2 * 10**6)


def test_that_dives_end_where_no_aim_above_the_fractions_is_decided(
    answers: dict[int, Answer],
) -> None:
    answers |= {12: Answer.COVERED}
    search, work = begun_at_fifteen(), Work(WORK)
    search.run(work)
    assert search._best.bound == 11
    assert not work.is_spent


def test_that_it_ends_where_a_plan_is_below_the_fractions_and_nothing_is_decided(
    answers: dict[int, Answer],
) -> None:
    search, work = begun_at_fifteen(), Work(WORK)
    search._covered = 15
    search.run(work)
    assert work.used < WORK


def test_that_the_search_repeats_itself() -> None:
    draw = random.Random(8)
    problem = plain([draw.randint(10**9, 10**11) for _ in range(40)], 14)
    found = []
    for _ in range(2):
        search = begin(problem)
        search.run(Work(WORK))
        found.append((search._best.places, search._best.bound))
    assert found[0] == found[1]


def many(seed: int, n_items: int, n_stacks: int) -> Problem:
    """So many different loads that coarse views of them go first."""
    draw = random.Random(seed)
    return plain([draw.randint(10**10, 10**11) for _ in range(n_items)], n_stacks)


@pytest.mark.parametrize(
    ("n_items", "n_stacks", "work"),
    [
        (170, 68, 10**8),
        *[(160, 64, 10**8), (200, 80, 10**8), (170, 68, 10**9), (200, 80, 2 * 10**9)] * IN_FULL,
    ],
)
def test_that_many_different_runs_are_narrowed_from_both_sides(
    n_items: int, n_stacks: int, work: int
) -> None:
    problem = many(n_items, n_items, n_stacks)
    search = begin(problem)
    before, bound = search._best.makespan, search._best.bound
    search.run(Work(work))
    check(search, problem, before)
    assert search._best.bound >= bound
    assert work < 10**9 or search._best.makespan / search._best.bound < 1.01


@pytest.mark.skipif(not IN_FULL, reason="takes minutes: a part of the campaign `proofs`")
def test_that_many_dives_that_fail_end_the_narrowing(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = many(1, 160, 64)
    monkeypatch.setattr(module, "dive", lambda *_: None)
    search, work = begin(problem), Work(10**11)
    search.run(work)
    check(search, problem, search._best.makespan)
    assert not work.is_spent


def test_that_coarse_views_raise_a_bound_that_is_far_below() -> None:
    draw = random.Random(1)
    problem = plain([draw.randint(10**9, 10**11) for _ in range(48)], 23)
    search = begin(problem)
    search._best.bound, mean = search._best.bound // 2, search._best.bound
    search._raise_bound_coarsely(Work(WORK))
    assert mean * 9 // 10 < search._best.bound <= search._best.makespan


def test_that_the_first_dive_is_made_where_most_find_a_plan(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # Else all work may go into the bound, and a plan far above it stays the best.
    aims: list[tuple[int, int]] = []
    search = begin(many(170, 170, 68))
    before = search._best.makespan

    def note(_: object, makespan: int, *__: object) -> None:
        aims.append((search._best.bound, makespan))

    monkeypatch.setattr(module, "dive", note)
    search.run(Work(5 * 10**8))
    bound, aim = aims[0]
    assert bound * (1 + 3e-4) < aim < before


def test_that_no_dive_is_made_for_plans_that_would_not_be_shorter() -> None:
    search, work = begun_at_fifteen(), Work(WORK)
    search._bisection.exclude(14, 0.5)
    search._dive_easily(work)
    assert work.used == 0
