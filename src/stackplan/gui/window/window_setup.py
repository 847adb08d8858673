"""From the arguments to a window: its parts put together, theme, icon, the first folder."""

from collections import deque
from collections.abc import Callable, Sequence
from importlib import import_module

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon

from stackplan.files.paths import absolute
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.appearance import apply_theme, resource_path
from stackplan.gui.window.actions import Actions
from stackplan.gui.window.availability import Availability
from stackplan.gui.window.beam_entries import add_beam_entries
from stackplan.gui.window.main_window import MainWindow
from stackplan.gui.window.menu_entries import add_entries
from stackplan.gui.window.table_entries import add_table_entries
from stackplan.gui.window.wiring import connect, connect_later, keep_work

# A window that starts as a mere button of the task bar is not painted.
_AT_LATEST_MS = 100
_PAUSE_MS = 5
_LEISURE_MS = 15


def make_window(arguments: Sequence[str]) -> MainWindow:
    """Make the window for `app.create_window`."""
    preferences = Preferences()
    path = arguments[0] if arguments else preferences.folder
    # The desktop is asked after the first paint; most are as they were.
    apply_theme(preferences.theme, preferences.desktop or "light")
    same_folder = bool(path) and absolute(path) == preferences.folder
    window = MainWindow(preferences)
    actions = Actions(window)
    connect(window)
    window.restore(same_folder=same_folder)

    def open_first() -> None:
        if path:
            window.open_path(path)

    _after_first_paint(
        window,
        lambda: _fill_menus(actions, window),
        _import_the_rest,
        lambda: keep_work(window),  # before there is any: it hears of each plan that comes
        lambda: connect_later(window),
        open_first,
        at_leisure=(
            window.panes.table.let_move,
            lambda: _set_icon(window),
            lambda: _add_table_entries(actions, window),
            lambda: _add_beam_entries(actions, window),
            lambda: _explain(window),
        ),
    )
    return window


def _after_first_paint(
    window: MainWindow, *steps: Callable[[], None], at_leisure: Sequence[Callable[[], None]]
) -> None:
    """Call functions in turn: nothing that reads a disk, or is large to import, delays the paint.

    Each has a turn of the event loop to itself, so that the window hears what is done to it in
    between. Those at leisure leave Python to the worker that draws the first chart. A window that
    is not shown does not wait for a paint.
    """
    timer = QTimer(window, interval=_AT_LATEST_MS)
    timer.setObjectName("firstPaintTimer")
    to_do = deque((*steps, *at_leisure))

    def go_on() -> None:
        drawing = window.panes.chart.task.running
        timer.setInterval(_LEISURE_MS if drawing else _PAUSE_MS)
        if drawing and len(to_do) <= len(at_leisure):
            return
        to_do.popleft()()
        if not to_do:
            timer.stop()

    def begin() -> None:
        timer.setInterval(0)

    timer.timeout.connect(go_on)
    timer.start()
    window.panes.chart.painted.connect(begin)
    QTimer.singleShot(0, window, lambda: None if window.isVisible() else begin())


def _fill_menus(actions: Actions, window: MainWindow) -> None:
    """Fill the menus, of which the first paint shows but the titles."""
    add_entries(actions, window)


def _import_the_rest() -> None:
    """Import what the first folder needs and the first paint did without."""
    for module in ("chart.parts", "scan_task"):
        import_module(f"stackplan.gui.{module}")


def _add_table_entries(actions: Actions, window: MainWindow) -> None:

    add_table_entries(actions, window)


def _add_beam_entries(actions: Actions, window: MainWindow) -> None:

    add_beam_entries(actions, window)


def _explain(window: MainWindow) -> None:

    Availability(window)
    window.look.follow_desktop()


def _set_icon(window: MainWindow) -> None:

    window.setWindowIcon(QIcon(str(resource_path("icons/stackplan.svg"))))
