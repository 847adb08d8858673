"""Every search ends within twice its work, and no known optimum is contradicted.

`STACKPLAN_PUBLISHED` names a file of published instances, in the form that
`tests/benchmarks/balance/published.py` reads; without it only random ones are tried.
"""

import os
from collections import Counter
from pathlib import Path

import pytest

from balance_cases import small_whole_numbers
from benchmarks.balance.published import Published, read, solve
from faults.campaign import Clock, amount, tell
from stackplan.core.balance.problem import Work

# Where a search does not end, this does, after far more than all of them need.
pytestmark = pytest.mark.timeout(4 * 3600)

RANDOM = 400
PUBLISHED = os.environ.get("STACKPLAN_PUBLISHED")


@pytest.fixture
def budgets(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """Every budget that is made, in order; a test empties it."""
    made: list[Work] = []
    begin = Work.__init__

    def noted(work: Work, *given: object, **more: object) -> None:
        begin(work, *given, **more)  # type: ignore[arg-type]
        made.append(work)

    monkeypatch.setattr(Work, "__init__", noted)
    return made


def try_all(name: str, instances: list[Published], budgets: list[Work]) -> None:
    clock, counts, most = Clock(), Counter[str](), 0.0
    for instance in instances:
        budgets.clear()
        outcome = solve(instance)
        # Small parts may be overspent by one round; what holds them may not.
        large = [work for work in budgets if work.limit >= 10**7]
        most = max([most, *(work.used / work.limit for work in large)])
        counts["over twice"] += any(work.used > 2 * work.limit for work in large)
        counts["proved"] += outcome.is_proved
        counts["contradicted"] += outcome.is_contradicted
    tell(
        f"searches end, {name}",
        instances=len(instances),
        proved=counts["proved"],
        contradicted=counts["contradicted"],
        over_twice_their_work=counts["over twice"],
        most=f"{most:.3f} of the work",
        seconds=clock.seconds,
    )
    assert (counts["over twice"], counts["contradicted"]) == (0, 0)


def test_that_searches_in_small_whole_numbers_end(budgets: list[Work]) -> None:
    instances = []
    for number in range(amount(RANDOM)):
        sizes, n_stacks = small_whole_numbers(number)
        instances.append(Published(str(number), tuple(sizes), n_stacks, "random", None, ()))
    try_all("random", instances, budgets)


@pytest.mark.skipif(PUBLISHED is None, reason="STACKPLAN_PUBLISHED names no file")
def test_that_searches_in_published_instances_end(budgets: list[Work]) -> None:
    try_all("published", read(Path(PUBLISHED or "")), budgets)
