"""A row of the message bar: how serious, one sentence, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.overriding import override

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

# The sentence reads well in a line of so many letters; a narrower row has its buttons below.
_LETTERS = 45
_WORD, _TEXT, _BUTTONS, _CLOSE = range(4)


class MessageRow(QFrame):
    """Shows one message; its buttons stand beside the sentence, or below where that is short."""

    def __init__(self, level: str, sentence: str, tone: str) -> None:
        # Imported with the first message: see `qt_values`.
        from stackplan.gui.widgets.readable import readable_label

        super().__init__()
        self.setObjectName("message")
        self.setAccessibleName(f"{level}: {sentence}")
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._word = _word(level, tone)
        self.sentence = readable_label("messageText", sentence, words=sentence)
        self.close_button = QToolButton()
        self.close_button.setAutoRaise(True)
        self.close_button.setText("\N{MULTIPLICATION SIGN}")
        name(self.close_button, "messageClose", "Close this message", "Close this message")
        self._buttons = QWidget()
        self._in_line = QHBoxLayout(self._buttons)
        self._in_line.setContentsMargins(0, 0, 0, 0)
        self._is_below = False
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(10, 3, 4, 3)
        self._grid.setColumnStretch(_TEXT, 1)
        self._grid.addWidget(self._word, 0, _WORD)
        self._grid.addWidget(self.sentence, 0, _TEXT)
        self._grid.addWidget(self._buttons, 0, _BUTTONS)
        self._grid.addWidget(self.close_button, 0, _CLOSE)

    def add_button(self, button: QPushButton) -> None:
        """Offer something to do about it."""
        self._in_line.addWidget(button)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        beside = self._word.sizeHint().width() + self._buttons.sizeHint().width()
        room = self.width() - beside - self.close_button.sizeHint().width()
        is_below = room < _LETTERS * self.fontMetrics().averageCharWidth()
        if is_below != self._is_below and self._in_line.count():
            self._is_below = is_below
            place = (1, _TEXT, 1, 3) if is_below else (0, _BUTTONS, 1, 1)
            self._grid.addWidget(self._buttons, *place)


def _word(level: str, tone: str) -> QLabel:
    """Make the word before the sentence; a style sheet would not let it grow with the text."""
    from PySide6.QtGui import QColor, QFont, QPalette

    word = QLabel(level)
    font, palette = QFont(), word.palette()
    font.setBold(True)
    palette.setColor(QPalette.ColorRole.WindowText, QColor(tone))
    word.setFont(font)
    word.setPalette(palette)
    return word
