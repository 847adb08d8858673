"""Two processes save one plan 200 times each, as windows do; a minute."""

from dataclasses import asdict
from pathlib import Path

import pytest

from faults.campaign import amount, seed, tell
from faults.contests import contest

SAVES = 200


@pytest.mark.timeout(0)
def test_that_two_windows_never_mix_a_plan_and_the_loser_is_told(tmp_path: Path) -> None:
    found = contest(tmp_path / "plans", amount(SAVES), seed())
    tell("two windows", **asdict(found))
    assert (found.mixed, found.untold) == (0, 0)
    assert found.saved + found.told == 2 * amount(SAVES)
    assert found.told > 0
