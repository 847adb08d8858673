"""A window whose connection to the X server goes through a counting proxy; started by `wire`.

python -m benchmarks.wire_child FOLDER      prints one line of JSON: KiB sent, by what was done
"""

import json
import os
import sys
from collections.abc import Callable

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from benchmarks.window_child import settle
from stackplan.gui.app import create_window
from stackplan.gui.window.main_window import MainWindow

STEPS = 20
WINDOW = (1280, 720)
MOVE, PRESS = QEvent.Type.MouseMove, QEvent.Type.MouseButtonPress


def sent() -> int:
    """Ask the parent, whose proxy it is, how many bytes the window has sent so far."""
    print("?", flush=True)
    return int(sys.stdin.readline())


def come_to_rest(window: MainWindow, seconds: float = 0.4) -> None:
    """Run the event loop until nothing has been left to do, or to send, for so long."""
    settle(window, 0)
    settle(window, seconds)


class Acts:
    """What a crew does in the window; each is counted once the window has come to rest."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window
        self.found: dict[str, float] = {}

    def count(self, act: str, do: Callable[[], object], times: int = 1) -> None:
        """Note what is sent by an act that is done so many times."""
        before = sent()
        do()
        come_to_rest(self._window)
        self.found[act] = (sent() - before) / 1024 / times

    def mouse(self, kind: QEvent.Type, place: QPoint, held: Qt.MouseButton) -> None:
        """Send a mouse event to the chart, and let it be painted."""
        chart, none = self._window.panes.chart, Qt.MouseButton.NoButton
        button = none if kind == MOVE else held
        there, keys = QPointF(chart.mapToGlobal(place)), Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, QPointF(place), there, button, held, keys)
        QApplication.sendEvent(chart, event)
        QApplication.processEvents()

    def box(self, stack: int, at: int) -> QPoint:
        """Give the middle of a segment."""
        chart, plan = self._window.panes.chart, self._window.document.plan
        assert plan is not None
        box = chart.run_box(plan.stacks[stack].run_numbers[at])
        assert box is not None
        return box.center()

    def hover(self) -> None:
        """Move the mouse over the segments."""
        start = self.box(2, 0)
        for step in range(STEPS):
            self.mouse(MOVE, start + QPoint(step * 25, 0), Qt.MouseButton.NoButton)

    def drag(self, across: int) -> None:
        """Drag a held segment on, so many pixels down with each step."""
        start = self.box(2, 1)
        for step in range(STEPS):
            place = start + QPoint(30 + step * 10, step % 8 * across)
            self.mouse(MOVE, place, Qt.MouseButton.LeftButton)


def main(folder: str) -> None:
    """Count everything."""
    application = QApplication(["stackplan"])
    window = create_window([folder])
    window.resize(*WINDOW)
    acts = Acts(window)
    acts.count("start to the first chart", window.show)
    stacks = window.panes.settings.stacks
    acts.count("another number of stacks", lambda: stacks.setValue(16))
    stacks.setValue(17)
    come_to_rest(window)
    plan = window.document.plan
    assert plan is not None
    small = plan.stacks[0].run_numbers[-1]
    window.panes.table.select_runs([small])
    for stack in (15, 16):  # the first ones open stacks in the table, and change title and messages
        window.hand_edits.move((small,), stack)
        come_to_rest(window, 6.0)  # the mark of what has moved goes after 5 s
    acts.count("an edit of two stacks", lambda: window.hand_edits.move((small,), 15))
    come_to_rest(window, 6.0)
    acts.count("a move of the mouse", acts.hover, STEPS)
    acts.mouse(PRESS, acts.box(2, 1), Qt.MouseButton.LeftButton)
    acts.mouse(MOVE, acts.box(2, 1) + QPoint(20, 0), Qt.MouseButton.LeftButton)
    come_to_rest(window)
    acts.count("a step of a drag within a row", lambda: acts.drag(0), STEPS)
    acts.count("a step of a drag across rows", lambda: acts.drag(20), STEPS)
    QTest.keyClick(window.panes.chart, Qt.Key.Key_Escape)
    come_to_rest(window, 6.0)
    acts.count("5 s of nothing", lambda: come_to_rest(window, 5.0))
    print(json.dumps(acts.found), flush=True)
    del application
    os._exit(0)  # tearing down is nothing that anybody waits for


if __name__ == "__main__":
    main(*sys.argv[1:])
