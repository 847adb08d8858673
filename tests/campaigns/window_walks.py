"""A hundred walks of 30 gestures through the real window, with undo and redo of all of them."""

import pytest
from pytestqt.qtbot import QtBot

from faults.campaign import tell
from window_walks import walk

WALKS, STEPS = 100, 30


@pytest.mark.timeout(0)
def test_that_a_hundred_walks_through_the_window_keep_to_the_laws(qtbot: QtBot) -> None:
    depths = walk(qtbot, WALKS, STEPS)
    deep = sum(depth >= 50 for depth in depths)
    tell("walks through the window", walks=len(depths), deepest=max(depths), of_50_or_more=deep)
    assert len(depths) >= WALKS
    assert deep >= 1
