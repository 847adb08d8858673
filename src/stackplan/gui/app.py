"""Application: makes the window, and runs it as a program."""

import gc
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from stackplan.files.process import say as _say
from stackplan.gui.diagnostics.crash_reports import CrashReports, told_if_qt_fails
from stackplan.gui.display import (
    cannot_open,
    missing_display,
    nobody_sees,
)
from stackplan.gui.runtime import (
    GarbageCollector,
    close_on_interrupt,
    collector_paused,
    share_processor,
    spare_memory,
)
from stackplan.gui.window.logbook import Logbook
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.window_setup import make_window

# A window started minimised gets no paint event: the start goes on after this time anyway.
_AT_LATEST_MS = 1000
_LAST_WRITE_S = 0.7


def create_window(arguments: Sequence[str]) -> MainWindow:
    """Make the window; nothing is shown, waited for, or hooked into the process.

    Parameters
    ----------
    arguments : sequence of str
        Nothing, a folder, or a plan file. With nothing the last folder opens again.

    Returns
    -------
    MainWindow
        It reads the folder as soon as an event loop runs.
    """
    share_processor()
    with collector_paused():
        return make_window(arguments)


def make_application() -> QApplication:
    """Make the application; its style is the same on every desktop."""
    application = QApplication(["stackplan"])
    application.setStyle("Fusion")
    return application


def run(arguments: Sequence[str]) -> int:
    """Run the program until its window is closed.

    Parameters
    ----------
    arguments : sequence of str
        As `create_window`.

    Returns
    -------
    int
        Exit code: 0; 1 where no window can open; 2 for more than one argument.
    """
    if len(arguments) > 1:
        _say("stackplan: name one folder or one plan file; see --help")
        return 2
    if reason := missing_display():
        _say(cannot_open(reason))
        return 1
    QGuiApplication.setDesktopFileName("io.github.stackplan.Stackplan")
    with told_if_qt_fails():
        application = make_application()
    if reason := _unseen(application):
        _say(cannot_open(reason))
        return 1
    application.setApplicationDisplayName("Stackplan")
    window = create_window(arguments)
    keep_reports = partial(_keep_reports, window, application)
    # Memory first: a thread that starts before it gets a heap of its own.
    _once_painted(window, spare_memory, keep_reports)
    spare_collector(window)
    close_on_interrupt(window)
    window.show()
    application.commitDataRequest.connect(window.end_session)
    code = application.exec()
    _end(window, code)
    return code


def _unseen(application: QApplication) -> str:
    """Say why nobody would see a window; empty if somebody does."""
    platform = application.platformName()
    if not application.screens():  # linuxfb without a frame buffer
        return f"Qt's platform '{platform}' has no screen, so unset QT_QPA_PLATFORM"
    # Qt takes the next platform of a list where the first one fails.
    return nobody_sees(platform)


def _once_painted(window: MainWindow, *steps: Callable[[], object]) -> None:
    """Take steps that the first paint does not wait for."""
    to_do = list(steps)

    def begin() -> None:
        while to_do:
            to_do.pop(0)()

    window.panes.chart.painted.connect(begin)
    QTimer.singleShot(_AT_LATEST_MS, window, begin)


def _keep_reports(window: MainWindow, application: QApplication) -> None:
    """Write down faults and a log from now on; what went wrong before had no window to tell it."""
    reports = CrashReports(window)
    reports.said.connect(window.messages.post)
    application.aboutToQuit.connect(reports.close)
    reports.install()
    Logbook(window)
    reports.begin()


def spare_collector(window: MainWindow) -> None:
    """Keep what stays to the end from the garbage collector, which would hold up the window.

    Once for the window, and once more for all of matplotlib, when the first chart is there. From
    the first paint on what is left is collected in the window's thread.
    """
    drawn = window.panes.chart.drawn

    def freeze() -> None:
        drawn.disconnect(freeze)
        gc.freeze()

    gc.freeze()
    drawn.connect(freeze)
    _once_painted(window, partial(GarbageCollector, window))


def _end(window: MainWindow, code: int) -> None:
    """End at once where a worker still hangs on a disk: Python would die waiting for it."""
    window.files.worker.wait(_LAST_WRITE_S)  # an export may have been asked for just now
    if window.workers_ended():
        return
    for output in (sys.stdout, sys.stderr):
        # Without one, or with a full disk behind it, the end must come all the same.
        if output is not None:
            with suppress(OSError):
                output.flush()
    os._exit(code)
