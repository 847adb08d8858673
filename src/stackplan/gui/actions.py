"""Menus and their keys: everything that the window can be asked for."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from stackplan.gui.menu_tips import TIPS
from stackplan.gui.theme import THEMES

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
        self.themes = QActionGroup(window)

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
        menu = self.view.addMenu("&Theme")
        for theme in THEMES:
            words = f"&{theme.capitalize()}"
            action = self.add(menu, f"{theme}ThemeAction", words, partial(slot, theme))
            action.setCheckable(True)
            action.setChecked(theme == current)
            self.themes.addAction(action)
