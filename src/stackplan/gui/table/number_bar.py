"""A line over the table that asks for one number: of a run to find, of a stack to move to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QToolButton,
    QWidget,
)

from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.overriding import override

_MOST_DIGITS = 9
_FIELD_WIDTH = 110


class NumberBar(QFrame):
    """Lies over the lower edge of table or chart while a number is asked for; Escape closes it."""

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host
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
        set_names(self.words, "entryWords", "")
        close = QToolButton()
        close.setAutoRaise(True)
        close.setText("\N{MULTIPLICATION SIGN}")
        set_names(close, "entryClose", "Close (Esc)", "Close (Esc)")
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 3, 4, 3)
        for widget in (self._prompt, self.field, self.words):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(close)
        close.clicked.connect(self.leave)
        self.field.textEdited.connect(self._on_text)
        self.field.returnPressed.connect(self._on_return)
        escape = QShortcut(QKeySequence("Esc"), self, self.leave)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        _area(host).installEventFilter(self)
        self.hide()

    def lie_over(self, host: QWidget) -> None:
        """Go to what the number is asked for: it gets the keyboard back."""
        if host is not self._host:
            _area(self._host).removeEventFilter(self)
            _area(host).installEventFilter(self)
            self._host = host
            self.setParent(host)

    def ask(
        self, prompt: str, what: str, answer: Callable[[int], str], *, once: bool = False
    ) -> None:
        """Ask for a number; `answer` takes it and gives words about it.

        `once` takes it at Return, and closes if there are no words; else it is taken while typed.
        """
        self._answer, self._once = answer, once
        self._prompt.setText(prompt)
        self._say("")
        set_names(self.field, "entryField", what, f"{what}; Escape closes")
        self.field.clear()
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus()

    def leave(self) -> None:
        """Close, and give the keyboard back."""
        self.hide()
        self._host.setFocus()

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
        area = _area(self._host)
        box = area.geometry() if area is not self._host else area.rect()
        height = self.sizeHint().height()
        self.setGeometry(box.left(), box.bottom() + 1 - height, box.width(), height)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return super().eventFilter(watched, event)


def _area(host: QWidget) -> QWidget:
    """Give the part of a widget that the line lies over: it leaves scroll bars free."""
    return host.viewport() if isinstance(host, QAbstractScrollArea) else host
