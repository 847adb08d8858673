"""From the arguments to a window: its parts put together, theme, icon, the first folder."""

from collections.abc import Callable, Sequence
from importlib import import_module

from PySide6.QtCore import QTimer

from stackplan.files.paths import absolute
from stackplan.gui.actions import Actions
from stackplan.gui.main_window import MainWindow
from stackplan.gui.preferences import Preferences
from stackplan.gui.resources import resource_path
from stackplan.gui.theme import apply_theme
from stackplan.gui.wiring import connect, connect_later, keep_work

# A window that starts as a mere button of the task bar is not painted.
_AT_LATEST_MS = 100


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

    def begin() -> None:
        _fill_menus(actions, window)
        _import_the_rest(actions, window)
        _explain(window)
        if path:
            window.open_path(path)
        # In a turn of its own: what it imports shall not add to the pause after the first paint.
        QTimer.singleShot(0, window, lambda: keep_work(window))
        _set_icon(window)

    _after_first_paint(window, begin)
    return window


def _after_first_paint(window: MainWindow, begin: Callable[[], None]) -> None:
    """Call a function once: nothing that reads a disk, or is large to import, may delay the paint.

    A window that is not shown does not wait for one.
    """
    timer = QTimer(window, singleShot=True, interval=_AT_LATEST_MS)
    timer.setObjectName("firstPaintTimer")

    def begin_now() -> None:
        if timer.isActive():
            timer.stop()
            begin()

    timer.timeout.connect(begin)
    timer.start()
    window.panes.chart.painted.connect(begin_now)
    QTimer.singleShot(0, window, lambda: None if window.isVisible() else begin_now())


def _fill_menus(actions: Actions, window: MainWindow) -> None:
    """Fill the menus, of which the first paint shows but the titles."""
    from stackplan.gui.menu_entries import add_entries

    add_entries(actions, window)
    connect_later(window)


def _import_the_rest(actions: Actions, window: MainWindow) -> None:
    """Import what the first paint did without, while no thread takes turns with it."""
    for module in ("chart.parts", "scan_task"):
        import_module(f"stackplan.gui.{module}")
    window.panes.table.let_move()
    from stackplan.gui.table_entries import add_table_entries

    add_table_entries(actions, window)
    from stackplan.gui.beam_entries import add_beam_entries

    add_beam_entries(actions, window)


def _explain(window: MainWindow) -> None:
    from stackplan.gui.availability import Availability

    Availability(window)
    window.look.follow_desktop()


def _set_icon(window: MainWindow) -> None:
    from PySide6.QtGui import QIcon

    window.setWindowIcon(QIcon(str(resource_path("icons/stackplan.svg"))))
