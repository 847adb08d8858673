"""CP-SAT as referee: is anything called optimal that it betters, or any bound above its optimum?"""

import logging
import random

import pytest

from balance_cases import cases
from benchmarks.balance import cpsat
from stackplan.core.balance import improve, make_plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run

pytestmark = pytest.mark.skipif(
    not cpsat.is_there(), reason="needs the extra 'oracle' (ortools), a referee of balanced plans"
)

SECONDS = 1.0
IMPROVE_WORK = 200_000_000


def drawn(number: int) -> tuple[list[int], int]:
    """Weights, largest first, and a number of stacks: from trifles to what CP-SAT may not solve."""
    draw = random.Random(f"oracle {number}")
    n_runs = draw.choice((8, 12, 16, 24, 40))
    n_stacks = draw.randint(2, max(2, n_runs // 2))
    top = draw.choice((20, 100, 1000, 10**6, 10**11))
    least = draw.choice((1, max(1, top // 5), top // 2))
    return sorted((draw.randint(least, top) for _ in range(n_runs)), reverse=True), n_stacks


@pytest.mark.parametrize("number", range(cases(15)))
def test_that_the_referee_refutes_nothing(number: int) -> None:
    weights, n_stacks = drawn(number)
    found = [Run(at, weight) for at, weight in enumerate(weights)]
    plan = make_plan(found, PlanRequest(n_stacks=n_stacks, method="balanced"))
    better = improve(plan, IMPROVE_WORK)
    referee = cpsat.solve(weights, n_stacks, SECONDS)
    assert referee is not None
    # For the figures of a campaign: shown by `-o log_cli=true -o log_cli_level=INFO`.
    proved = [ours.makespan == ours.lower_bound for ours in (plan, better)]
    logging.info("%s, referee %s", proved, referee.bound == referee.makespan)
    for ours in (plan, better):
        assert ours.lower_bound <= referee.makespan
        assert referee.bound <= ours.makespan
