"""Measures the largest gap in the window's event loop while a folder is opened and worked on.

    python -m benchmarks.gap_child crew FOLDER WIDTH HEIGHT     what a crew does, step by step
    python -m benchmarks.gap_child many FOLDER      what it does with a huge folder, with seconds
                                                    to the first rows and to the states

Prints one line of JSON: for each step the largest gap in ms, and the most that the window's own
thread computed in one of them, which does not depend on who else uses the machine.
"""

import json
import sys
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from benchmarks.window_child import settle
from stackplan.gui.app import create_window, make_application, spare_collector
from stackplan.gui.window.main_window import MainWindow

_BEAT_MS = 5
_LOOK_S = 12  # in which a followed folder is looked at twice
# As the program's own loop: it sleeps until something happens, and beats do.
_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents


class Meter(QObject):
    """Notes how long the event loop was deaf, by what was going on; from the first paint on."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__()
        self.doing = "start"
        self.gaps: dict[str, tuple[float, float]] = {}
        self._last: tuple[float, float] | None = None
        self._timer = QTimer(self, interval=_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        window.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            # The first paint is not over yet; the clock starts with the event loop's next turn.
            QTimer.singleShot(0, self._timer.start)
        return False

    def _beat(self) -> None:
        now, last = (time.perf_counter(), time.thread_time()), self._last
        self._last = now
        if last is not None:
            gap, own = 1000 * (now[0] - last[0]) - _BEAT_MS, 1000 * (now[1] - last[1])
            most = self.gaps.get(self.doing, (0.0, 0.0))
            self.gaps[self.doing] = max(most[0], round(gap, 1)), max(most[1], round(own, 1))


def work_as_a_crew(window: MainWindow, meter: Meter, _: str) -> dict[str, float]:
    """Do what a crew does, one step after the other."""
    settings, table = window.panes.settings, window.panes.table

    def step(doing: str, *calls: Callable[[], object]) -> None:
        meter.doing = doing
        for call in calls:
            call()
            settle(window, 0.15, also_workers=True)

    def take(name: str) -> None:
        action = window.findChild(QAction, name)
        assert action is not None
        action.trigger()

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
    step("how many stacks", lambda: take("stackCountAction"))
    step("another number", lambda: settings.stacks.setValue(23))
    step("rebalance gently", lambda: take("gentleAction"))
    step("resize", lambda: window.resize(window.width() - 60, window.height() - 40))
    return {}


def work_on_many(window: MainWindow, meter: Meter, folder: str) -> dict[str, float]:
    """Do what a crew does with a huge folder; seconds from the wish to open it on."""

    def until_shown(*, states: bool) -> float:
        while (found := window.document.found) is None or not (found.states or not states):
            QApplication.processEvents(_WAIT)
        return time.perf_counter() - begin

    settle(window, 2)
    window.panes.settings.stacks.setValue(64)
    meter.gaps.clear()
    meter.doing, begin = "open", time.perf_counter()
    window.open_path(folder)
    seconds = {"rows": until_shown(states=False), "whole": until_shown(states=True)}
    settle(window, 0.3)
    plan = window.document.plan
    assert plan is not None
    number = plan.runs[0].number
    for doing, act, wait in (
        ("rescan", window.session.rescan, 0.3),
        ("follow", lambda: window.follower.follow(True), _LOOK_S),
        ("move", lambda: window.hand_edits.move((number,), (plan.places[number] + 1) % 64), 0.3),
        ("undo", window.document.history.undo, 0.3),
        ("63 stacks", lambda: window.panes.settings.stacks.setValue(63), 0.3),
    ):
        meter.doing = doing
        act()
        settle(window, wait)
        if doing == "follow":
            window.follower.stop()
    return seconds


def main(kind: str, folder: str, width: str = "1366", height: str = "768") -> None:
    """Work through the window once, and print what was measured."""
    make_application()
    window = create_window([folder] if kind == "crew" else [])
    spare_collector(window)
    window.resize(int(width), int(height))
    meter = Meter(window)
    window.show()
    settle(window, 0.5, also_workers=True)
    work = work_as_a_crew if kind == "crew" else work_on_many
    seconds = work(window, meter, folder)
    window._leaving = True
    window.close()
    sys.stdout.write(json.dumps({"seconds": seconds, "gaps": meter.gaps}))


if __name__ == "__main__":
    main(*sys.argv[1:])
