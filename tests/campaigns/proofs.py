"""All cases of the tests of balancing, and 1,000 walks through the edits; five minutes.

``sh packaging/test.sh`` takes a tenth of the cases. STACKPLAN_BALANCES takes
more: 6 is six times all. STACKPLAN_PUBLISHED names a file of published instances, in the form that
`tests/benchmarks/balance/published.py` reads; without it only random ones are searched to the end.
"""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from balance_cases import noted_budgets, small_whole_numbers
from benchmarks.balance.published import Published, read, solve
from faults.campaign import amount, tell
from stackplan.core.balance.problem import Work

# Where a search does not end, this does, after far more than all of them need.
pytestmark = pytest.mark.timeout(4 * 3600)

CORE = Path(__file__).resolve().parents[1] / "core"
RANDOM = 400
PUBLISHED = os.environ.get("STACKPLAN_PUBLISHED")


@pytest.mark.parametrize("tests", ["balance", "test_edit_walks.py"])
def test_that_what_is_proved_is_true_in_all_cases(tests: str) -> None:
    share = os.environ.get("STACKPLAN_BALANCES", "1")
    more = {"STACKPLAN_BALANCES": share, "STACKPLAN_EDIT_WALKS": str(amount(1000))}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-o", "timeout=0", str(CORE / tests)],
        env={**os.environ, **more}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1]
    tell(f"proofs, {tests}", share=share, tests=last)
    assert done.returncode == 0, done.stdout


@pytest.fixture
def budgets(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """Every budget that is made, in order; a test empties it."""
    return noted_budgets(monkeypatch)


def try_all(name: str, instances: list[Published], budgets: list[Work]) -> None:
    counts, most = Counter[str](), 0.0
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
