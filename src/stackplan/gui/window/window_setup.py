"""From the arguments to a window: its parts put together, theme, icon, the first folder."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon

from stackplan.files.paths import absolute
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.appearance import apply_theme, resource_path
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.wiring import connect

# A window that starts minimised gets no paint event: its features are made after this time anyway.
_AT_LATEST_MS = 100
_PAUSE_MS = 5
_LEISURE_MS = 15
# Imported one in a turn of the event loop: all features in one would hold it up for 0.1 s.
_LARGE = ("stackplan.gui.export.clipboard", "stackplan.gui.timing.plan_times")


def make_window(arguments: Sequence[str]) -> MainWindow:
    """Make the window for `app.create_window`."""
    preferences = Preferences()
    path = arguments[0] if arguments else preferences.folder
    # The desktop is asked after the first paint; most are as they were.
    apply_theme(preferences.theme, preferences.desktop or "light")
    window = MainWindow(preferences)
    connect(window)
    window.restore(absolute(path) if path else "")

    def open_first() -> None:
        if path:
            window.open_path(path)

    def make_features() -> None:
        # All that the first paint does without is imported here, once, and so delays no paint.
        from stackplan.gui.window.features import Features
        from stackplan.gui.window.menus import Menus
        from stackplan.gui.window.presenter import Presenter

        features = Features(window)
        steps.extend(
            (
                lambda: Presenter(features, Menus(features)),
                features.keep_work,  # before there is any: it hears of each plan that comes
                open_first,
                lambda: window.setWindowIcon(QIcon(str(resource_path("icons/stackplan.svg")))),
                features.times.load,
                window.appearance.follow_desktop,
            )
        )

    steps: deque[Callable[[], object]] = deque(partial(import_module, name) for name in _LARGE)
    steps.append(make_features)
    _after_first_paint(window, steps)
    return window


def _after_first_paint(window: MainWindow, steps: deque[Callable[[], object]]) -> None:
    """Call functions in turn: nothing that reads a disk, or is large to import, delays the paint.

    Each has a turn of the event loop to itself, so that the window hears what is done to it in
    between. While the first chart is drawn there are pauses, in which its worker gets the GIL. A
    window that is not shown does not wait for a paint.
    """
    timer = QTimer(window, interval=_AT_LATEST_MS)
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
