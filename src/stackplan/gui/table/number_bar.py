"""A line over the table that asks for one number: of a run to find, of a stack to move to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QTreeView

from stackplan.gui.widgets.fields import name
from stackplan.gui.widgets.overriding import override

_MOST_DIGITS = 9
_FIELD_WIDTH = 110


class EntryBar(QFrame):
    """Lies over the lower edge of a table while a number is asked for; Escape closes it."""

    def __init__(self, table: QTreeView) -> None:
        super().__init__(table)
        self._table = table
        self._answer: Callable[[int], str] = lambda _: ""
        self._once = False
        self.setObjectName("entryBar")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAutoFillBackground(True)
        self._prompt = QLabel()
        self.field = QLineEdit()
        self.field.setFixedWidth(_FIELD_WIDTH)
        self.field.setMaxLength(_MOST_DIGITS)
        self._prompt.setBuddy(self.field)
        self.words = QLabel()
        name(self.words, "entryWords", "")
        close = QToolButton()
        close.setAutoRaise(True)
        close.setText("\N{MULTIPLICATION SIGN}")
        name(close, "entryClose", "Close (Esc)", "Close (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 4, 3)
        for widget in (self._prompt, self.field, self.words):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(close)
        close.clicked.connect(self.leave)
        self.field.textEdited.connect(self._on_text)
        self.field.returnPressed.connect(self._on_return)
        escape = QAction("Close the line", self)
        escape.setObjectName("entryEscapeAction")
        escape.setShortcut(QKeySequence("Esc"))
        escape.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.triggered.connect(self.leave)
        self.addAction(escape)
        table.viewport().installEventFilter(self)
        self.hide()

    def ask(
        self, prompt: str, what: str, answer: Callable[[int], str], *, once: bool = False
    ) -> None:
        """Ask for a number; `answer` takes it and gives words about it.

        `once` takes it at Return, and closes if there are no words; else it is taken while typed.
        """
        self._answer, self._once = answer, once
        self._prompt.setText(prompt)
        self._say("")
        name(self.field, "entryField", what, f"{what}; Escape closes")
        self.field.clear()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def leave(self) -> None:
        """Close, and give the keyboard back to the table."""
        self.hide()
        self._table.setFocus()

    def _on_text(self, text: str) -> None:
        if self._once or not text.strip():
            self._say("")
        else:
            self._take(text)

    def _on_return(self) -> None:
        if not self.field.text().strip():
            return
        if self._take(self.field.text()) and self._once:
            self.leave()
        self.field.selectAll()

    def _take(self, text: str) -> bool:
        """Hand the number on; tell whether nothing is to be said about it."""
        text = text.strip()
        is_number = text.isascii() and text.isdigit()
        words = self._answer(int(text)) if is_number else f"'{text}' is no whole number."
        self._say(words)
        return not words

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.words.setAccessibleName(words)

    def _place(self) -> None:
        box, height = self._table.viewport().geometry(), self.sizeHint().height()
        self.setGeometry(box.left(), box.bottom() + 1 - height, box.width(), height)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)
