"""Application: makes the window, and runs it as a program."""

import gc
import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from importlib import import_module

from PySide6.QtCore import (
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from stackplan.core.text import printable
from stackplan.files.paths import absolute
from stackplan.files.process import say as _say
from stackplan.gui.display import (
    cannot_open,
    missing_display,
    nobody_sees,
    why_qt_fails,
)
from stackplan.gui.preferences import Preferences
from stackplan.gui.runtime import (
    GarbageCollector,
    close_on_interrupt,
    collector_paused,
    share_processor,
    spare_memory,
)
from stackplan.gui.widgets.appearance import apply_theme, resource_path
from stackplan.gui.window.main_window import MainWindow

# A window that starts minimised gets no paint event: its features are made after this time anyway.
_FEATURES_AT_LATEST_MS = 100
_PAUSE_MS = 5
_LEISURE_MS = 15
# Imported one in a turn of the event loop: all features in one would hold it up for 0.1 s.
_LARGE = ("stackplan.gui.export.export_dialog", "stackplan.gui.timing.plan_times")
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
        preferences = Preferences()
        path = arguments[0] if arguments else preferences.folder
        # The desktop is asked after the first paint; most are as they were.
        apply_theme(preferences.theme, preferences.desktop or "light")
        window = MainWindow(preferences)
        window.restore(absolute(path) if path else "")
        steps: deque[Callable[[], object]] = deque(partial(import_module, name) for name in _LARGE)
        steps.append(lambda: steps.extend(_make_features(window, path)))
        _take_steps(window, steps)
        return window


def _make_features(window: MainWindow, path: str) -> tuple[Callable[[], object], ...]:
    """Make what the first paint does without; gives the steps that follow, one a turn."""
    # Imported here, once, and so no paint waits for it.
    from stackplan.gui.window.features import Features
    from stackplan.gui.window.menus import Menus
    from stackplan.gui.window.presenter import Presenter

    features = Features(window)
    icon = str(resource_path("icons/stackplan.svg"))
    return (
        lambda: Presenter(features, Menus(features)),
        features.keep_work,  # before there is any: autosave hears of each plan that comes
        lambda: window.open_path(path) if path else None,
        lambda: window.setWindowIcon(QIcon(icon)),
        features.times.load,
        window.appearance.follow_desktop,
    )


def _take_steps(window: MainWindow, steps: deque[Callable[[], object]]) -> None:
    """Take steps after the first paint: no disk and no large import delays it.

    Each has a turn of the event loop to itself, so that the window hears what is done to it in
    between. While the first chart is drawn there are pauses, in which its worker gets the GIL. A
    window that is not shown does not wait for a paint.
    """
    timer = QTimer(window, interval=_FEATURES_AT_LATEST_MS)
    timer.setObjectName("firstPaintTimer")

    def go_on() -> None:
        timer.setInterval(_LEISURE_MS if window.panes.chart.worker.running else _PAUSE_MS)
        try:
            steps.popleft()()  # it may add more steps
        finally:
            if not steps:  # also after one that failed: else it would find none, again and again
                timer.stop()

    def begin() -> None:
        timer.setInterval(0)

    timer.timeout.connect(go_on)
    timer.start()
    window.panes.chart.painted.connect(begin)
    QTimer.singleShot(0, window, lambda: None if window.isVisible() else begin())


@contextmanager
def told_if_qt_fails() -> Iterator[None]:
    """End with one sentence where Qt would abort the process, since it can open no window.

    Qt aborts while the application is made. Its messages until then are part of the reason; if it
    does not abort, they are said unchanged.
    """
    said: list[str] = []
    lines: list[str] = []

    def take(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            _say(cannot_open(why_qt_fails([*said, words])))
            os._exit(1)  # as soon as this returns, Qt aborts
        said.append(words)
        lines.append(qFormatLogMessage(kind, context, words))

    before = qInstallMessageHandler(take)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for line in lines:
        _say(line)


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
    reason = missing_display()
    if reason or len(arguments) > 1:
        return _tell_why_not(arguments, reason)
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


def _tell_why_not(arguments: Sequence[str], reason: str) -> int:
    """Say why no window opens: a misspelt command, too many names, no display. Give the code."""
    if arguments and not os.path.lexists(arguments[0]):
        word = printable(arguments[0])
        _say(f"stackplan: '{word}' is no command, folder or plan file; see --help")
        return 2
    if len(arguments) > 1:
        _say("stackplan: name one folder or one plan file; see --help")
        return 2
    _say(cannot_open(reason))
    return 1


def _unseen(application: QApplication) -> str:
    """Say why a window would not be seen; empty if it would be."""
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
    # Imported here, once, and so no paint waits for it.
    from stackplan.gui.diagnostics.crash_reports import CrashReports
    from stackplan.gui.window.logbook import Logbook

    reports = CrashReports(window, window.messages)
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
