"""List of the steps of the history; a click, or an arrow key, goes to any of them."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QDialog, QLabel, QStyle, QUndoView, QVBoxLayout, QWidget
from shiboken6 import isValid

from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import set_names

_OPENED = "Plan as opened"
_MARK = 14  # pixels: no higher than a line of text


class HistoryDialog(QDialog):
    """Lists the steps of a history in a window that stays open while one works."""

    def __init__(self, history: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self.setObjectName("historyDialog")
        self.setWindowTitle("History")
        self.setAccessibleName("History of the plan")
        self.view = QUndoView(history)
        set_names(self.view, "historyView", "Steps, the newest last", "Choose a step to go there")
        self.view.setEmptyLabel(_OPENED)
        self.view.setSpacing(2)
        self.view.setIconSize(QSize(_MARK, _MARK))
        self.view.setCleanIcon(
            self.style().standardIcon(QStyle.StandardPixmap.SP_DialogApplyButton)
        )
        self.clean = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.clean.setObjectName("historyClean")
        column = QVBoxLayout(self)
        # Return goes to a step, it does not close.
        for widget in (self.view, self.clean, close_box(self, has_fields=True)):
            column.addWidget(widget)
        for changed in (history.cleanChanged, history.indexChanged):
            changed.connect(self._show_clean)
        self._show_clean()
        resize_within_screen(self, 420, 420)
        self.view.setFocus()

    def _show_clean(self) -> None:
        """Say in words what the mark in the list says: not everybody sees it."""
        if not isValid(self._history):
            return  # the window goes, and its history before its dialogs
        index = self._history.cleanIndex()
        if index < 0:
            words = "Every step of this list has unsaved changes."
        else:
            step = self._history.text(index - 1) if index else _OPENED
            words = f"\N{CHECK MARK} Nothing is unsaved at: {step}"
        self.clean.setText(words)
        self.clean.setAccessibleName(words)
