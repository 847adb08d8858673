"""Menus and their keys: everything that the window can be asked for."""

from collections.abc import Callable
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from stackplan.gui.theme import THEMES

Slot = Callable[[], object]


class Actions:
    """The actions of a window; `main_window` says what each one does."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        bar = window.menuBar()
        self.file = bar.addMenu("&File")
        self.edit = bar.addMenu("&Edit")
        self.plan = bar.addMenu("&Plan")
        self.view = bar.addMenu("&View")
        self.help = bar.addMenu("&Help")
        self.themes = QActionGroup(window)

    def add(self, menu: QMenu, name: str, text: str, slot: Slot, *keys: str) -> QAction:
        """Add an entry with its keys; the name is for scripts."""
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _=False: slot())
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
