"""Messages that do not block: what happened, and the one or two things to do about it."""

from __future__ import annotations

import time
from collections import deque
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from stackplan.core.text import count
from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.theme import colours_for

if TYPE_CHECKING:
    from collections.abc import Callable

_VISIBLE = 3
_REMEMBERED = 500
_ACTION_NAMES = ("messageAction", "messageOther")
_MORE_TIP = "Show everything that was said"
WORDS = {"info": "Note", "warning": "Warning", "error": "Error"}
_TONES = {"info": "text", "warning": "warning", "error": "bad"}


class Message(NamedTuple):
    """One sentence, how serious it is (`info`, `warning`, `error`), and at most two actions."""

    text: str
    level: str = "info"
    action: str = ""
    on_action: Callable[[], None] | None = None
    other_action: str = ""
    on_other: Callable[[], None] | None = None

    @property
    def choices(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Words and slot of each action that there is."""
        both = ((self.action, self.on_action), (self.other_action, self.on_other))
        return tuple((words, slot) for words, slot in both if slot is not None)


class Said(NamedTuple):
    """A message of the history: when it was said last (seconds since 1970), and how often."""

    time: float
    key: str
    message: Message
    times: int = 1


class MessageBar(QWidget):
    """Shows the newest messages, one row each; one of the same key takes the old one's place.

    What was said stays in `said`, the oldest first, when it is no longer shown.
    """

    changed = Signal()
    history_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName("Messages")
        self.messages: dict[str, Message] = {}
        self.said: deque[Said] = deque(maxlen=_REMEMBERED)
        self._shown: dict[str, tuple[Message, QFrame]] = {}
        self._more: QPushButton | None = None
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self.hide()

    def say(self, key: str, message: Message) -> None:
        """Show a message; what was said under the same key before is gone."""
        if self.messages.get(key) != message:
            self.messages.pop(key, None)
            self.messages[key] = message
            self._remember(key, message)
            self._show()

    def unsay(self, key: str) -> None:
        """Take a message away that is no longer true."""
        if self.messages.pop(key, None) is not None:
            self._show()

    def is_open(self, key: str, message: Message) -> bool:
        """Tell whether a message is still true, so that its actions may be taken."""
        return self.messages.get(key) == message

    def act(self, key: str, message: Message, slot: Callable[[], None]) -> None:
        """Take one of a message's actions; with that it is done."""
        if self.is_open(key, message):
            self.unsay(key)
            slot()

    def _remember(self, key: str, message: Message) -> None:
        """Keep a message for the history; one that is merely said again is counted."""
        times = 1
        if self.said and self.said[-1].key == key and self.said[-1].message[:3] == message[:3]:
            times = self.said.pop().times + 1
        self.said.append(Said(time.time(), key, message, times))

    def _show(self) -> None:
        visible = dict(list(self.messages.items())[: -_VISIBLE - 1 : -1])
        # A row that stays is the same widget: the focus may be in it.
        for key, (message, frame) in list(self._shown.items()):
            if visible.get(key) != message:
                del self._shown[key]
                self._drop(frame)
        for place, (key, message) in enumerate(visible.items()):
            if key not in self._shown:
                frame = self._row(key, message)
                self._shown[key] = (message, frame)
                self._rows.insertWidget(place, frame)
        self._show_more(len(self.messages) - len(visible))
        self.setVisible(bool(self.messages))
        self.changed.emit()

    def _drop(self, widget: QWidget) -> None:
        self._rows.removeWidget(widget)
        widget.hide()
        widget.deleteLater()

    def _show_more(self, hidden: int) -> None:
        if self._more is not None:
            self._drop(self._more)
            self._more = None
        if hidden:
            self._more = QPushButton(f"{count(hidden, 'more message')}...")
            self._more.setFlat(True)
            name(self._more, "moreMessages", f"Show {count(hidden, 'more message')}", _MORE_TIP)
            leave_keyboard(self._more)
            self._more.clicked.connect(self.history_requested)
            self._rows.addWidget(self._more)

    def _row(self, key: str, message: Message) -> QFrame:
        # Imported with the first message: the window starts without.
        from stackplan.gui.widgets.message_row import MessageRow

        tone = getattr(colours_for(self.palette()), _TONES[message.level])
        row = MessageRow(WORDS[message.level], message.text, tone)
        for index, (words, slot) in enumerate(message.choices):
            button = QPushButton(words)
            name(button, _ACTION_NAMES[index], words, f"{words}: {message.text}")
            leave_keyboard(button)
            button.clicked.connect(partial(self.act, key, message, slot))
            row.add_button(button)
        leave_keyboard(row.close_button)
        row.close_button.clicked.connect(lambda: self.unsay(key))
        return row

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "_shown"):
            for _, frame in self._shown.values():
                self._drop(frame)
            self._shown.clear()
            if self.messages:
                self._show()
