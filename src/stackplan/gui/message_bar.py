"""Messages that do not block: what happened, and the one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from stackplan.gui.entry_widgets import name
from stackplan.gui.theme import colours_for

if TYPE_CHECKING:
    from collections.abc import Callable

_VISIBLE = 3
_WORDS = {"info": "Note", "warning": "Warning", "error": "Error"}
_TONES = {"info": "text", "warning": "warning", "error": "bad"}


class Message(NamedTuple):
    """One sentence, how serious it is (`info`, `warning`, `error`), and an action for it."""

    text: str
    level: str = "info"
    action: str = ""
    on_action: Callable[[], None] | None = None


class MessageBar(QWidget):
    """Shows the newest messages, one row each; one of the same key takes the old one's place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName("Messages")
        self.messages: dict[str, Message] = {}
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.hide()

    def say(self, key: str, message: Message) -> None:
        """Show a message; what was said under the same key before is gone."""
        if self.messages.get(key) != message:
            self.messages.pop(key, None)
            self.messages[key] = message
            self._show()

    def unsay(self, key: str) -> None:
        """Take a message away that is no longer true."""
        if self.messages.pop(key, None) is not None:
            self._show()

    def _show(self) -> None:
        while (item := self._rows.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for key in list(self.messages)[: -_VISIBLE - 1 : -1]:
            self._rows.addWidget(self._row(key, self.messages[key]))
        self.setVisible(bool(self.messages))

    def _row(self, key: str, message: Message) -> QFrame:
        # Imported with the first message: see `qt_values`.
        from PySide6.QtCore import Qt

        frame = QFrame()
        frame.setObjectName("message")
        frame.setFrameShape(QFrame.Shape.StyledPanel)
        row = QHBoxLayout(frame)
        row.setContentsMargins(10, 3, 4, 3)
        word = QLabel(_WORDS[message.level])
        tone = getattr(colours_for(self.palette()), _TONES[message.level])
        word.setStyleSheet(f"color: {tone}; font-weight: bold")
        text = QLabel(message.text, wordWrap=True)
        name(text, "messageText", message.text)
        # A file's name may look like markup.
        text.setTextFormat(Qt.TextFormat.PlainText)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(word)
        row.addWidget(text, 1)
        if message.on_action is not None:
            button = QPushButton(message.action)
            name(button, "messageAction", message.action)
            button.clicked.connect(lambda: self._act(key, message))
            row.addWidget(button)
        close = QToolButton()
        close.setAutoRaise(True)
        close.setText("\N{MULTIPLICATION SIGN}")
        name(close, "messageClose", "Close this message", "Close this message")
        close.clicked.connect(lambda: self.unsay(key))
        row.addWidget(close)
        frame.setAccessibleName(f"{_WORDS[message.level]}: {message.text}")
        return frame

    def _act(self, key: str, message: Message) -> None:
        self.unsay(key)
        if message.on_action is not None:
            message.on_action()
