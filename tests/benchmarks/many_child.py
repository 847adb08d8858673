"""Opens the window on a folder, reads it again, follows it, edits; tells rows, states and gaps.

A program of its own: ``python many_child.py FOLDER``. It prints one line of JSON: seconds from the
wish to open the folder until its first rows and until all states are shown, and for each step the
largest gap in the event loop in ms, with the most that the window's own thread computed in one.
"""

import json
import sys
import time

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from stackplan.gui.app import create_window, make_application, spare_collector
from stackplan.gui.window.main_window import MainWindow

_BEAT_MS = 5
# As the program's own loop: it sleeps until something happens, and beats do.
_WAIT = QEventLoop.ProcessEventsFlag.WaitForMoreEvents
_LOOK_S = 12  # in which a followed folder is looked at twice


class Beats:
    """Notes how long the event loop was deaf, by what was going on."""

    def __init__(self) -> None:
        self.doing = ""
        self.gaps: dict[str, tuple[float, float]] = {}
        self._last = time.perf_counter(), time.thread_time()
        self._timer = QTimer(interval=_BEAT_MS)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        gap = 1000 * (now[0] - self._last[0]) - _BEAT_MS
        own = 1000 * (now[1] - self._last[1])
        most = self.gaps.get(self.doing, (0.0, 0.0))
        if self.doing:
            self.gaps[self.doing] = max(most[0], round(gap, 1)), max(most[1], round(own, 1))
        self._last = now


def settle(window: MainWindow, seconds: float = 0.3) -> None:
    """Let the loop run until the window has nothing left to do."""
    end = time.monotonic() + seconds
    while (
        time.monotonic() < end
        or window.session.worker.running
        or window.session.search.busy
        or not window.panes.chart.is_current
    ):
        QApplication.processEvents(_WAIT)


def until_shown(window: MainWindow, *, states: bool) -> float:
    """Run the loop until the folder's runs, or their states, are in the window."""
    while True:
        found = window.document.found
        if found is not None and (found.states or not states):
            return time.perf_counter()
        QApplication.processEvents(_WAIT)


def main(folder: str) -> None:
    """Do what a crew does with a huge folder."""
    application = make_application()
    window = create_window([])
    spare_collector(window)
    window.resize(1366, 768)
    window.show()
    beats = Beats()
    settle(window, 2)
    window.panes.settings.stacks.setValue(64)
    beats.doing, begin = "open", time.perf_counter()
    window.open_path(folder)
    rows = until_shown(window, states=False) - begin
    whole = until_shown(window, states=True) - begin
    settle(window)
    plan = window.document.plan
    assert plan is not None
    beats.doing = "rescan"
    window.session.rescan()
    settle(window)
    beats.doing = "follow"
    window.follower.follow(True)
    settle(window, _LOOK_S)
    window.follower.stop()
    number = plan.runs[0].number
    beats.doing = "move"
    window.hand_edits.move((number,), (plan.places[number] + 1) % 64)
    settle(window)
    beats.doing = "undo"
    window.document.history.undo()
    settle(window)
    beats.doing = "63 stacks"
    window.panes.settings.stacks.setValue(63)
    settle(window)
    beats.doing = ""
    window._leaving = True
    window.close()
    print(json.dumps({"rows": rows, "whole": whole, "gaps": beats.gaps}))
    sys.stdout.flush()
    application.quit()


if __name__ == "__main__":
    main(sys.argv[1])
