"""A monkey at the window, 20,000 events from each of five seeds; 20 minutes.

The same again: `STACKPLAN_SEED` is the first of the five seeds, `STACKPLAN_AMOUNT` the number of
all events.
"""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from faults.campaign import amount, seed, tell
from faults.monkey import Monkey
from faults.monkey_acts import ACTS, edit

pytestmark = [pytest.mark.timeout(0), pytest.mark.qt_log_ignore("This plugin does not support")]

SEEDS, EVENTS = 5, 100_000
# Drawn once for all five.
FIRST = seed()


@pytest.mark.parametrize("place", range(SEEDS))
def test_that_a_monkey_breaks_nothing(qtbot: QtBot, tmp_path: Path, place: int) -> None:
    events = amount(EVENTS) // SEEDS
    monkey = Monkey(qtbot, tmp_path, FIRST + place)
    try:
        monkey.run(events, ACTS, edit)
    finally:
        tell(
            "monkey",
            seed=monkey.seed,
            events=monkey.counts.total(),
            deepest_history=monkey.deepest,
            rests=monkey.rests,
            windows=monkey.reopened + 1,
            longest_event=f"{monkey.longest_s:.2f} s",
        )
    assert monkey.counts.total() == events
    assert monkey.deepest >= min(100, events // 100)
