"""Two hundred real windows killed at random moments of an edit after the other; 15 minutes."""

from pathlib import Path

import pytest

from faults.campaign import amount, seed, tell
from faults.killed_windows import LIMIT_S, SIZES, kill_one
from folders import fill

KILLS = 200


@pytest.mark.timeout(0)
def test_that_no_killed_window_loses_an_edit_older_than_a_second(tmp_path: Path) -> None:
    start = seed()
    traces = fill(tmp_path / "traces", SIZES)
    losses, states = [], 0
    for number in range(amount(KILLS)):
        killed = kill_one(traces, tmp_path / f"state {number}", start + number)
        losses.append((killed.lost_for, f"seed {start + number}"))
        states += len(killed.states)
    ages = sorted(age for age, _ in losses)
    tell(
        "kill -9 of the window",
        kills=len(ages),
        states=states,
        oldest=f"{ages[-1]:.2f} s",
        middle=f"{ages[len(ages) // 2]:.2f} s",
        nothing_lost=ages.count(0.0),
    )
    assert [loss for loss in losses if loss[0] > LIMIT_S] == []
