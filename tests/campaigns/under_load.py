"""The whole suite three times beside two programs that are busy; half an hour.

``sh packaging/test.sh --campaigns under_load``; STACKPLAN_AMOUNT says how many times. What
``packaging/test.sh`` says is in files, whose folder the figures name.
"""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from faults.campaign import amount, summary, tell

SCRIPT = Path(__file__).resolve().parents[2] / "packaging" / "test.sh"
BUSY = [sys.executable, "-c", "while True: pass"]


@pytest.fixture(scope="module")
def _busy_machine() -> Iterator[None]:
    with ExitStack() as stack:
        for _ in range(2):
            program = stack.enter_context(subprocess.Popen(BUSY))
            stack.callback(program.kill)
        yield


@pytest.mark.timeout(0)
@pytest.mark.usefixtures("_busy_machine")
@pytest.mark.parametrize("number", range(1, amount(3) + 1))
def test_that_the_suite_passes_beside_two_busy_programs(number: int, tmp_path: Path) -> None:
    log = tmp_path / "test.log"
    with log.open("wb") as output:
        done = subprocess.run(
            ["sh", SCRIPT], stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            check=False,
        )  # fmt: skip
    tests = summary(log.read_text("utf-8", "replace"))
    tell(f"under load {number}", tests=tests, log=log)
    assert done.returncode == 0, log.read_text("utf-8", "replace")[-10_000:]
