"""Uses nearly everything that the window can do with a folder, for a tracer to look on.

A program of its own: ``python whole_use_child.py TRACES WORKSPACE LIST ELSEWHERE``. It prints a
line when it follows the folder, and goes on once a new run was placed.
"""

import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QPushButton

from desk import choose, find, is_idle, messages, open_dialog
from stackplan.files.folder_poller import FolderPoller
from stackplan.gui.app import create_window, make_application
from stackplan.gui.window.main_window import MainWindow

_PATIENCE_S = 200
# A moment in which a look begins, ends and is taken.
_QUIET_S = 0.2


def wait_for(is_so: Callable[[], bool]) -> None:
    """Let the event loop run until something is so."""
    end = time.monotonic() + _PATIENCE_S
    while not is_so():
        if time.monotonic() > end:
            raise TimeoutError(str(is_so))
        QTest.qWait(10)


def settle(window: MainWindow) -> None:
    """Wait for everything that works beside the window."""
    QTest.qWait(50)
    window.session.search.stop()  # a better plan changes no file either
    wait_for(lambda: is_idle(window) and window.workers_ended())


def use(window: MainWindow, workspace: str, runs: str, elsewhere: str) -> None:
    """Plan, edit, look into files, follow, read times, save, export."""
    settings, hands = window.panes.settings, window.hand_edits
    for method in range(settings.method.count()):
        settings.method.setCurrentIndex(method)
        settle(window)
    settings.stacks.setValue(3)
    hands.move((1,), 2)
    hands.pin((2,), True)
    window.document.history.undo()
    window.session.rescan()
    settle(window)
    _look_into_files(window)
    _follow(window)
    for name, path in (
        ("timesAction", workspace), ("boardAction", workspace), ("leftAction", workspace),
        ("goodRunsAction", runs),
    ):  # fmt: skip
        find(window, QAction, name).trigger()
        if name in {"timesAction", "goodRunsAction"}:  # the workspace is asked for once
            choose(open_dialog(window), path)
        settle(window)
    for name in ("whenDoneAction", "stackCountAction", "gentleAction", "exportAction"):
        find(window, QAction, name).trigger()
        settle(window)
    for dialog in window.findChildren(QDialog):
        dialog.reject()
    _save(window, elsewhere)


def _look_into_files(window: MainWindow) -> None:
    find(window, QAction, "risksAction").trigger()
    dialog = find(window, QDialog, "riskDialog")
    find(dialog, QPushButton, "askLibrary").click()
    settle(window)
    find(window, QAction, "eventsWeightAction").trigger()
    settle(window)
    find(window, QAction, "riskyLastAction").trigger()


def _follow(window: MainWindow) -> None:
    follower = window.follower
    follower.poller_of = partial(FolderPoller, interval_s=0.05)
    follower.places_at_once = True
    find(window, QAction, "followAction").trigger()
    follower._following = type(follower._following)(quiet_s=_QUIET_S)
    sys.stdout.write("following\n")
    sys.stdout.flush()
    plan = window.document.plan
    assert plan is not None
    known = len(plan.runs)
    wait_for(lambda: len(window.document.plan.runs) > known)  # type: ignore[union-attr]
    find(window, QAction, "followListAction").trigger()
    follower.follow(False)


def _save(window: MainWindow, elsewhere: str) -> None:
    for name in ("plan.txt", "plan.csv", "plan.json", "chart.png"):
        window.files.write(str(Path(elsewhere, name)))
        settle(window)
    # Into the trace folder nothing goes: it is refused, and another place named.
    window.files.write(str(Path(window.document.traces, "plan.txt")))
    settle(window)
    assert messages(window)["save"].level == "error"
    window.open_path(str(Path(elsewhere, "plan.txt")))
    settle(window)


def main(traces: str, workspace: str, runs: str, elsewhere: str) -> None:
    """Open the window on the folder, use it, close it."""
    application = make_application()
    window = create_window([traces])
    window.show()
    settle(window)
    use(window, workspace, runs, elsewhere)
    window._leaving = True
    window.close()
    wait_for(window.workers_ended)
    application.processEvents()
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
