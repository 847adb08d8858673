"""Measures the largest gap in the window's event loop while a folder is opened and worked on.

A program of its own: ``python gap_meter.py FOLDER WIDTH HEIGHT``. It prints one line of JSON: for
each step the largest gap in ms, and the most that the window's own thread computed in one of them,
which does not depend on who else uses the machine.
"""

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from stackplan.gui.app import create_window, spare_collector
from stackplan.gui.widgets.worker import Worker
from stackplan.gui.window.main_window import MainWindow

STEP_MS = 5


class Meter(QObject):
    """Notes how long the event loop was deaf, by what was going on."""

    def __init__(self) -> None:
        super().__init__()
        self.doing = "start"
        self.gaps: dict[str, tuple[float, float]] = {}
        self.last: float | None = None
        self.worked = 0.0
        self.timer = QTimer(self, interval=STEP_MS)
        self.timer.timeout.connect(self.tick)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if self.last is None and event.type() == QEvent.Type.Paint:
            # The first paint is not over yet; the clock starts with the event loop's next turn.
            QTimer.singleShot(0, self.begin)
            self.last = 0.0
        return False

    def begin(self) -> None:
        self.last, self.worked = time.perf_counter(), time.thread_time()
        self.timer.start()

    def tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        assert self.last is not None
        gap, own = (now - self.last) * 1000 - STEP_MS, (worked - self.worked) * 1000
        most = self.gaps.get(self.doing, (0.0, 0.0))
        self.gaps[self.doing] = (max(most[0], round(gap, 1)), max(most[1], round(own, 1)))
        self.last, self.worked = now, worked


def settle(window: MainWindow, seconds: float = 0.15) -> None:
    """Let the loop run until the window has nothing left to do."""
    end = time.monotonic() + seconds
    while (
        time.monotonic() < end
        or window.session.worker.running
        or window.session.search.busy
        or any(worker.running for worker in window.findChildren(Worker))
        or not window.panes.chart.is_current
    ):
        QApplication.processEvents()
        time.sleep(0.0005)


def find(window: MainWindow, name: str) -> QAction:
    """Find an entry of the menus."""
    found = window.findChild(QAction, name)
    assert found is not None
    return found


def work(window: MainWindow, meter: Meter) -> None:
    """Do what a crew does, one step after the other."""
    settings, table = window.panes.settings, window.panes.table

    def step(doing: str, *calls: Callable[[], object]) -> None:
        meter.doing = doing
        for call in calls:
            call()
            settle(window)

    step("open the folder", lambda: None)
    step("64 stacks", lambda: settings.stacks.setValue(64))
    step("method", lambda: settings.method.setCurrentIndex(1))
    plan = window.document.plan
    assert plan is not None
    numbers = [run.number for run in plan.runs]
    step("select a run", lambda: table.select_runs([numbers[0]]))
    step("move a run", *[lambda n=n: window.hand_edits.move((n,), 1) for n in numbers[:4]])
    step("open all stacks", table.expandAll)
    step("move with all open", lambda: window.hand_edits.move((numbers[5],), 2))
    step("undo and redo", window.document.history.undo, window.document.history.redo)
    step("rescan", window.session.rescan)
    step("fewer stacks", lambda: settings.stacks.setValue(17))
    step("pin", lambda: window.hand_edits.pin(tuple(numbers[:3]), True))
    step("balance", window.session.balance)
    step("improve", window.session.search.improve)
    step("speeds", lambda: settings.speeds.setText("100 x9, 55 x8"), settings.speeds.entered.emit)
    step("how many stacks", find(window, "stackCountAction").trigger)
    step("another number", lambda: settings.stacks.setValue(23))
    step("rebalance gently", find(window, "gentleAction").trigger)
    step("resize", lambda: window.resize(window.width() - 60, window.height() - 40))


def main() -> None:
    folder, width, height = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    QApplication(["gap_meter"])
    window = create_window([folder])
    spare_collector(window)
    window.resize(width, height)
    meter = Meter()
    window.installEventFilter(meter)
    window.show()
    settle(window, 0.5)
    work(window, meter)
    window._leaving = True
    window.close()
    print(json.dumps(meter.gaps))


main()
