"""All cases of the tests of balancing, and their long searches; about five minutes.

``sh packaging/test.sh`` takes a tenth of them. STACKPLAN_BALANCES takes more: 6 is six times all.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from faults.campaign import Clock, tell

TESTS = Path(__file__).resolve().parents[1] / "core" / "balance"


@pytest.mark.timeout(0)
def test_that_what_is_proved_is_true_in_all_cases() -> None:
    clock, share = Clock(), os.environ.get("STACKPLAN_BALANCES", "1")
    words = [sys.executable, "-m", "pytest", "-q", "-o", "timeout=0", str(TESTS)]
    done = subprocess.run(
        words, env={**os.environ, "STACKPLAN_BALANCES": share}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    last = done.stdout.strip().splitlines()[-1]
    tell("proofs", share=share, tests=last, seconds=clock.seconds)
    assert done.returncode == 0, done.stdout
