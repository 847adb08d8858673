"""What stands between the arguments and a window: settings, theme, icon, the first folder."""

from collections.abc import Sequence

from PySide6.QtCore import QTimer

from stackplan.files.plan_file import absolute
from stackplan.gui.main_window import MainWindow
from stackplan.gui.preferences import Preferences
from stackplan.gui.resources import resource_path
from stackplan.gui.theme import apply_theme

_ICON_MS = 50


def make_window(arguments: Sequence[str]) -> MainWindow:
    """Make the window for `app.create_window`."""
    preferences = Preferences()
    path = arguments[0] if arguments else preferences.folder
    apply_theme(preferences.theme)
    same_folder = bool(path) and absolute(path) == preferences.folder
    window = MainWindow(preferences, same_folder=same_folder)
    # After the first paint: nothing that reads a disk may delay it.
    QTimer.singleShot(_ICON_MS, window, lambda: _set_icon(window))
    if path:
        QTimer.singleShot(0, window, lambda: window.open_path(path))
    return window


def _set_icon(window: MainWindow) -> None:
    from PySide6.QtGui import QIcon

    window.setWindowIcon(QIcon(str(resource_path("icons/stackplan.svg"))))
