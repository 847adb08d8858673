import random
import subprocess
import sys
from fractions import Fraction
from math import lcm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balance_cases import IN_FULL, cases, optimum, plan_of
from stackplan.core.balance import balanced as module
from stackplan.core.balance import improve, make_plan
from stackplan.core.balance.problem import problem_of
from stackplan.core.edits import pins_of
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from strategies import runs

# Enough for a handful of runs; the usual amount would make thousands of cases take hours.
FEW = 4_000_000


@pytest.fixture
def _little_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "QUICK_WORK", FEW)


def best_of(plan: Plan, *, pinned: bool) -> Exact:
    """The least makespan of the runs of a plan, by every plan, with its pins or without."""
    ordered = sorted(plan.runs, key=lambda run: (-run.load, run.number))
    problem, _ = problem_of(ordered, plan.request, pins_of(plan) if pinned else {})
    # In the unit of the problem, in which all times are whole.
    unit = Fraction(lcm(*plan.request.speeds), 100) if plan.request.speeds else 1
    best = optimum(problem, int(plan.makespan * unit))
    assert best is not None
    return best / Fraction(unit)


def check(plan: Plan) -> bool:
    """Bounds below the optimum, the makespan above it, and proofs about plans without pins.

    Tells whether the plan is the best.
    """
    best = best_of(plan, pinned=True)
    assert plan.lower_bound <= best <= plan.makespan
    if plan.proof is not None:
        assert plan.proof.bound <= best_of(plan, pinned=False)
    return plan.makespan == best


def drawn(draw: random.Random) -> Plan:
    """Plan up to nine runs, with pins and speeds, past 2**53 and past 2**63."""
    n_runs, n_stacks = draw.randint(1, 9), draw.randint(1, 4)
    top = draw.choice((3, 12, 100, 10**11, 2**53 + 5, 2**63))
    weights = [draw.randint(draw.choice((0, 1, top // 3)), top) for _ in range(n_runs)]
    weights = weights[:1] * n_runs if draw.random() < 0.1 else weights
    part = draw.choice((0, 0, 0.3, 1.0))
    pins = {n: draw.randrange(n_stacks) for n in range(n_runs) if draw.random() < part}
    some = draw.choice(((), (), (100, 55, 140), (1, 100, 400), (97, 89, 83, 101)))
    speeds = tuple(draw.choice(some) for _ in range(n_stacks)) if some else None
    return plan_of(weights, n_stacks, speeds, pins)


@pytest.mark.usefixtures("_little_work")
@pytest.mark.parametrize("part", range(4))
def test_that_what_is_proved_is_true_in_a_thousand_cases(part: int) -> None:
    draw = random.Random(f"balanced {part}")
    n_best, n_cases = 0, cases(300)
    for _ in range(n_cases):
        plan = drawn(draw)
        n_best += check(plan)
        better = improve(plan, work=draw.choice((0, FEW)))
        check(better)
        assert better.makespan <= plan.makespan
    assert n_best > 0.99 * n_cases


def test_that_it_is_so_with_the_usual_work() -> None:
    draw = random.Random("usual")
    best = [check(drawn(draw)) for _ in range(cases(150))]
    assert sum(best) > 0.99 * len(best)


@pytest.mark.usefixtures("_little_work")
@given(runs(), st.integers(1, 6), st.randoms(use_true_random=False), st.booleans())
def test_that_order_and_repetition_change_nothing(
    found: list[Run], n_stacks: int, draw: random.Random, fast_and_slow: bool
) -> None:
    speeds = tuple(55 + 45 * (stack % 2) for stack in range(n_stacks)) if fast_and_slow else None
    request = PlanRequest(n_stacks=n_stacks, method="balanced", speeds=speeds)
    pins = {run.number: run.number % n_stacks for run in found if run.number % 7 == 0}
    other = draw.sample(found, len(found))
    plan = make_plan(found, request, pins)
    assert plan == make_plan(other, request, pins)
    assert improve(plan, FEW) == improve(make_plan(other, request, pins), FEW)


def test_the_example_of_the_readme() -> None:
    weights = [24, *[8] * 6]
    found = [Run(number, weight * 10**9) for number, weight in enumerate(weights)]
    snake = make_plan(found, PlanRequest(n_stacks=3))
    best = make_plan(found, PlanRequest(n_stacks=3, method="balanced"))
    assert snake.makespan == 40 * 10**9
    assert best.makespan == best.lower_bound == 24 * 10**9


@pytest.mark.parametrize(
    ("weights", "n_stacks", "makespan"),
    [
        ([5], 1, 5),
        ([5], 9, 5),
        ([5, 4, 3], 1, 12),
        ([5, 4, 3], 100_000, 5),
        ([0, 0, 0], 2, 0),
        ([6] * 9, 4, 18),
        ([2**63] * 6, 4, 2**64),
        ([2**53 + 1, 2**53, 1, 0], 2, 2**53 + 1),
    ],
)
def test_that_corners_are_planned_at_their_optimum(
    weights: list[int], n_stacks: int, makespan: int
) -> None:
    plan = plan_of(weights, n_stacks)
    assert plan.makespan == plan.lower_bound == makespan
    assert len(plan.runs) == len(weights)


def test_that_runs_that_weigh_nothing_end_on_the_stack_that_ends_first() -> None:
    assert [s.run_numbers for s in plan_of([9, 4, 0, 4, 0], 2).stacks] == [(0,), (1, 3, 2, 4)]
    plan = plan_of([9, 5, 0], 3, (100, 100, 50))
    assert [stack.run_numbers for stack in plan.stacks] == [(0,), (1,), (2,)]


def test_that_pins_that_leave_nothing_to_do_are_kept() -> None:
    plan = plan_of([9, 5, 4], 3, (100, 55, 140), {0: 1, 1: 1, 2: 0})
    assert [stack.run_numbers for stack in plan.stacks] == [(2,), (0, 1), ()]
    assert plan.lower_bound == plan.makespan == Fraction(1400, 55)
    assert improve(plan, FEW) == plan


def test_that_speeds_without_a_common_factor_are_planned_exactly() -> None:
    speeds = (97, 89, 83, 79, 73, 71, 67, 61, 59, 53, 47, 43)
    draw = random.Random(12)
    plan = plan_of([draw.randint(10**9, 10**11) for _ in range(90)], 12, speeds)
    assert 0 <= plan.gap < Fraction(1, 1000)
    coprime = tuple(10**9 - 1 - 2 * n for n in range(40))
    plan = plan_of([draw.randint(10**9, 10**11) for _ in range(90)], 40, coprime)
    assert plan.lower_bound <= plan.makespan


def test_that_many_stacks_of_different_speeds_take_few_runs() -> None:
    n_stacks = 100_000 if IN_FULL else 10_000
    plan = plan_of([10, 9, 9], n_stacks, (100, 60, 60, *[1] * (n_stacks - 3)))
    assert plan.makespan == plan.lower_bound == 15


def test_that_a_proof_is_of_plans_without_pins() -> None:
    # Three sixes do not fit below 18: 11 sixes on 5 stacks; pinned together they take longer.
    free = plan_of([6] * 11 + [1], 5)
    assert free.makespan == free.lower_bound == 18
    pinned = plan_of([6] * 11 + [1], 5, None, dict.fromkeys(range(4), 0))
    assert pinned.makespan == pinned.lower_bound == 24
    assert pinned.proof is None
    assert improve(pinned, FEW) == pinned


def test_that_the_snake_is_planned_without_numpy() -> None:
    code = (
        "import sys\n"
        "from stackplan.core.balance import make_plan, snake_of\n"
        "from stackplan.core.request import PlanRequest\n"
        "from stackplan.core.runs import Run\n"
        "runs = [Run(number, 9 + number) for number in range(20)]\n"
        "snake_of(make_plan(runs, PlanRequest(n_stacks=3)))\n"
        "make_plan(runs, PlanRequest(n_stacks=3, method='lpt'))\n"
        "print('numpy' in sys.modules)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=300
    )
    assert done.stdout.strip() == "False"
