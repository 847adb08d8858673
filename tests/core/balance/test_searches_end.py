"""Every search ends, by itself or when it is told to: counted in work units, never by a clock."""

import random
from collections.abc import Sequence

import numpy as np
import pytest

from balance_cases import noted_budgets, plain, small_whole_numbers
from stackplan.core.balance import IMPROVE_WORK, heuristics, improve, make_plan
from stackplan.core.balance import branch_and_bound as tree
from stackplan.core.balance.balanced import QUICK_WORK
from stackplan.core.balance.column_generation.interior_point import SparseMatrix, solve
from stackplan.core.balance.column_generation.rounding import Cover, cover
from stackplan.core.balance.heuristics import earliest_ends
from stackplan.core.balance.pipeline import Pipeline
from stackplan.core.balance.problem import Problem, Work
from stackplan.core.balance.tabu_search import SubsetSums, TabuSearch
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

# A work unit is about a nanosecond.
TENTH_OF_A_SECOND = 100_000_000
# 0.1.0 never came back from these, nor from 165 and 381, which the campaign has.
ENDLESS = (264, 411)


def planned(weights: Sequence[int], n_stacks: int) -> Plan:
    runs = [Run(number, 1, weight) for number, weight in enumerate(weights)]
    return make_plan(runs, PlanRequest(n_stacks=n_stacks, method="balanced"))


@pytest.fixture
def budgets(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """Every budget that is made from here on, in order."""
    return noted_budgets(monkeypatch)


@pytest.mark.parametrize("number", ENDLESS)
def test_that_small_whole_numbers_end_within_twice_their_work(
    number: int, budgets: list[Work]
) -> None:
    plan = planned(*small_whole_numbers(number))
    assert budgets[0].used <= 2 * budgets[0].limit
    budgets.clear()
    better = improve(plan)
    assert plan.lower_bound <= better.lower_bound <= better.makespan <= plan.makespan
    assert all(work.used <= 2 * IMPROVE_WORK for work in budgets)


def hard(kind: str) -> Problem:
    draw = random.Random(kind)
    if kind == "small whole numbers":
        return plain([max(1, round(draw.gauss(800, 200))) for _ in range(220)], 80)
    if kind == "bytes":
        return plain([draw.randint(10**9, 10**11) for _ in range(400)], 130)
    if kind == "few runs":
        return plain([draw.randint(10**9, 10**11) for _ in range(40)], 16)
    weights = tuple(sorted((draw.randint(10**9, 10**11) for _ in range(24)), reverse=True))
    return Problem(weights, (10**10,) + (0,) * 39, tuple(draw.randint(50, 150) for _ in range(40)))


@pytest.mark.parametrize("kind", ["small whole numbers", "bytes", "few runs", "speeds and pins"])
def test_that_a_cancel_is_heard_within_a_tenth_of_a_second_of_work(kind: str) -> None:
    looks: list[int] = []

    def watch(_: float) -> bool:
        looks.append(work.used)
        return len(looks) == 4

    # So much that a fiftieth of it would be far too long between two looks.
    work = Work(100 * IMPROVE_WORK, watch=watch)
    pipeline = Pipeline(hard(kind), 1)
    pipeline.run(work)
    assert len(looks) == 4
    assert max(np.diff([0, *looks, work.used])) < TENTH_OF_A_SECOND
    assert pipeline.problem.makespan(pipeline.best.places) == pipeline.best.makespan


def test_that_who_improves_a_plan_is_asked_that_often_however_much_work_there_is() -> None:
    told: list[float] = []
    plan = planned(hard("bytes").weights, 130)

    def report(done: float, _: Plan) -> bool:
        told.append(done)
        return len(told) == 4

    improve(plan, 100 * IMPROVE_WORK, report)
    parts = np.diff([0.0, *told]) * 100 * IMPROVE_WORK
    assert len(told) == 4
    assert max(parts) < TENTH_OF_A_SECOND


def test_that_a_cover_that_has_no_work_left_proves_nothing() -> None:
    weights = np.array([43, 42, 38, 37, 37, 34, 33, 32, 28, 27, 27, 25, 20], np.int64)
    assert cover(weights, weights / 106, 4, 106, Work(10**9), 3000) == Cover(None, is_final=True)
    assert cover(weights, weights / 106, 4, 106, Work(1), 3000) == Cover(None, is_final=False)


def test_that_an_interior_point_stops_where_its_work_ends() -> None:
    matrix = SparseMatrix(3, 3, np.array([0, 4, 8]), np.ones(3))
    work = Work(150_000)
    found = solve(matrix, np.full(3, 7.0), np.full(3, 0.01), 0.0, 1e-9, work)
    assert work.used < 300_000
    assert found.dual < 21 < found.primal


def test_that_a_node_costs_more_where_all_of_many_stacks_are_looked_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks = []
    has_room = tree._Tree._has_room

    def counted(search: tree._Tree, item: int) -> bool:
        looks.append(item)
        return has_room(search, item)

    monkeypatch.setattr(tree._Tree, "_has_room", counted)
    draw = random.Random(1)
    weights = tuple(sorted((draw.randint(10**9, 10**11) for _ in range(24)), reverse=True))
    problem = Problem(weights, tuple(draw.randint(0, 10**11) for _ in range(500)), (1,) * 500)
    places = [0] * 24
    tree.search_tree(problem, places, 1, Work(QUICK_WORK // 3))
    # Leaves cost the same: tens of thousands of plans would be looked at in between.
    assert len(looks) * 500 < 100_000


def test_that_an_exchange_costs_more_between_stacks_of_thousands(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    steps = []
    set_stack = SubsetSums.set_stack

    def counted(sums: SubsetSums, stack: int, items: Sequence[int]) -> None:
        steps.append(stack)
        set_stack(sums, stack, items)

    # An odd number of equal runs on two stacks: no exchange levels them.
    problem = plain([10] * 5001, 2)
    search = TabuSearch(problem, earliest_ends(problem.weights, (0, 0), (1, 1)))
    monkeypatch.setattr(SubsetSums, "set_stack", counted)
    search.run(25_005, Work(TENTH_OF_A_SECOND))
    assert len(steps) < 50


def test_that_filling_has_a_budget_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = random.Random(2)
    problem = plain([draw.randint(10**9, 10**11) for _ in range(120)], 40)
    high = problem.makespan(earliest_ends(problem.weights, problem.bases, problem.costs))
    low = -(-sum(problem.weights) // 40)
    assert heuristics.subset_sum_filling(problem.weights, 40, low, high) is not None
    monkeypatch.setattr(heuristics, "_MOST_WORK", 1)
    assert heuristics.subset_sum_filling(problem.weights, 40, low, high) is None
