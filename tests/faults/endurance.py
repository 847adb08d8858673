"""Long session of one window: edits, rescans, exports, and the memory that it takes."""

import gc
import os
import random
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QSpinBox
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, find, wait_idle
from folders import fill
from stackplan.gui.window.main_window import MainWindow

N_RUNS, N_STACKS = 60, 6
FORMS = ("txt", "csv", "json")
# So many edits come before each rescan and each export.
_SELDOM = 5


class Taken(NamedTuple):
    """What the process takes."""

    resident: int  # bytes of memory
    handles: int  # open files
    threads: int


def taken() -> Taken:
    """Measure, after whatever is garbage has gone."""
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    handles, threads = (len(list(Path(f"/proc/self/{what}").iterdir())) for what in ("fd", "task"))
    return Taken(pages * os.sysconf("SC_PAGE_SIZE"), handles, threads)


def work_on(
    qtbot: QtBot, open_window: OpenWindow, folder: Path, marks: tuple[int, ...], seed: int
) -> list[Taken]:
    """Edit, rescan and export as often as the last mark says; measure at each mark."""
    draw, found = random.Random(seed), list[Taken]()
    traces = fill(folder / "traces", {n: draw.randrange(10**9, 10**10) for n in range(N_RUNS)})
    window = open_window(traces)
    find(window, QSpinBox, "stacksSpin").setValue(N_STACKS)
    for number in range(1, marks[-1] + 1):
        _edit(window, draw)
        QApplication.processEvents()
        if number % _SELDOM == 0:
            _rescan(qtbot, window, draw, traces)
            form = FORMS[number // _SELDOM % len(FORMS)]
            window.files.write(str(folder / f"plan.{form}"), overwriting=True)
            wait_idle(qtbot, window)
        if number in marks:
            qtbot.waitUntil(lambda: window.recovery.idle)
            found.append(taken())
    return found


def _edit(window: MainWindow, draw: random.Random) -> None:
    plan, kind = current(window), draw.random()
    if kind < 0.15:
        find(window, QAction, "undoAction").trigger()
    elif kind < 0.25:
        find(window, QAction, "redoAction").trigger()
    elif kind < 0.35:
        number = draw.randrange(N_RUNS)
        window.hand_edits.pin((number,), number not in plan.pinned)
    else:
        window.hand_edits.move((draw.randrange(N_RUNS),), draw.randrange(len(plan.stacks)))


def _rescan(qtbot: QtBot, window: MainWindow, draw: random.Random, traces: Path) -> None:
    if draw.random() < 0.2:
        fill(traces, {draw.randrange(N_RUNS): draw.randrange(10**9, 10**10)})
    find(window, QAction, "rescanAction").trigger()
    wait_idle(qtbot, window)
