"""Menus and their keys: everything that the window can be asked for."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from stackplan.gui.widgets.appearance import THEMES
from stackplan.gui.window.menu_tips import TIPS

Slot = Callable[[], object]


class Actions:
    """The actions of a window; `main_window` says what each one does."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self.file = self._menu("&File")
        self.edit = self._menu("&Edit")
        self.plan = self._menu("&Plan")
        self.view = self._menu("&View")
        self.help = self._menu("&Help")

    def _menu(self, title: str) -> QMenu:
        menu = self._window.menuBar().addMenu(title)
        menu.setObjectName(f"{title[1:].lower()}Menu")
        return menu

    def add(self, menu: QMenu, name: str, text: str, slot: Slot, *keys: str) -> QAction:
        """Add an entry with its keys; the name is for scripts, and `menu_tips` has its tip."""
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _=False: slot())
        action.setToolTip(TIPS.get(name, ""))
        menu.addAction(action)
        return action

    def add_history(self, undo: QAction, redo: QAction) -> None:
        """Add undo and redo; both usual keys of redo hold on every desktop."""
        for action, name, keys in (
            (undo, "undoAction", ["Ctrl+Z"]),
            (redo, "redoAction", ["Ctrl+Shift+Z", "Ctrl+Y"]),
        ):
            action.setObjectName(name)
            action.setShortcuts([QKeySequence(key) for key in keys])
            self.edit.addAction(action)
        self.edit.addSeparator()

    def add_themes(self, current: str, slot: Callable[[str], None]) -> None:
        """Add the choice of a theme."""
        words = {theme: f"&{theme.capitalize()}" for theme in THEMES}
        self.add_choice("&Theme", "ThemeAction", words, current, slot)

    def add_choice(
        self,
        title: str,
        name: str,
        words: Mapping[str, str],
        current: str,
        slot: Callable[[str], None],
    ) -> QMenu:
        """Add a choice of one thing to the View menu: an entry `key + name` for each key."""
        menu, group = self.view.addMenu(title), QActionGroup(self._window)
        for key, text in words.items():
            action = self.add(menu, f"{key}{name}", text, partial(slot, key))
            action.setCheckable(True)
            action.setChecked(key == current)
            group.addAction(action)
        return menu
