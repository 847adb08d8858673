"""The short form of the campaign `monkey`."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from faults.monkey import Monkey
from faults.monkey_acts import ACTS

EVENTS, SEED = 250, 20020


def test_that_a_monkey_at_the_window_breaks_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    monkey = Monkey(qtbot, tmp_path, SEED)
    monkey.run(EVENTS, ACTS)
    assert monkey.counts.total() == EVENTS
    assert monkey.deepest >= 3  # how far it gets before a rescan depends on the disk
