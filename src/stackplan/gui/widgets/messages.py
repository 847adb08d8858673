"""The message bar, its rows, and the dialog that lists all messages."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.text import plural
from stackplan.gui.widgets.appearance import colours_for
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen
from stackplan.gui.widgets.fields import name, plain_tip
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.labels import readable_label
from stackplan.gui.widgets.overriding import override

# The sentence reads well in a line of so many letters; a narrower row has its buttons below.
_LETTERS = 45
_WORD, _TEXT, _BUTTONS, _CLOSE = range(4)


class MessageRow(QFrame):
    """Shows one message; its buttons stand beside the sentence, or below where that is short."""

    def __init__(self, level: str, sentence: str, tone: str) -> None:
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
    word = QLabel(level)
    font, palette = QFont(), word.palette()
    font.setBold(True)
    palette.setColor(QPalette.ColorRole.WindowText, QColor(tone))
    word.setFont(font)
    word.setPalette(palette)
    return word


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
            self._more = QPushButton(f"{plural(hidden, 'more message')}...")
            self._more.setFlat(True)
            name(self._more, "moreMessages", f"Show {plural(hidden, 'more message')}", _MORE_TIP)
            leave_keyboard(self._more)
            self._more.clicked.connect(self.history_requested)
            self._rows.addWidget(self._more)

    def _row(self, key: str, message: Message) -> QFrame:
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


_COLUMNS = ("Time", "Kind", "Message", "Still open")
_MESSAGE = 2
_CHOICES = 2


class MessageDialog(QDialog):
    """Lists what the message bar has said, the newest first; it stays open beside the work."""

    def __init__(self, bar: MessageBar, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageDialog")
        self._bar = bar
        self._listed: list[Said] = []
        self._build()
        self._arrange()
        bar.changed.connect(lambda: self.show_messages() if self.isVisible() else None)

    def _build(self) -> None:
        self.list = QTreeWidget()
        self.list.setRootIsDecorated(False)
        self.list.setAllColumnsShowFocus(True)
        self.list.setHeaderLabels(_COLUMNS)
        self.list.setWordWrap(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        header = self.list.header()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_MESSAGE, QHeaderView.ResizeMode.Stretch)
        name(self.list, "messageList", "Messages, the newest first", "The newest stands on top")
        self.list.itemSelectionChanged.connect(self._show_choices)
        self.counts = QLabel()
        name(self.counts, "messageCounts", "Number of messages")
        self.copy = QPushButton("&Copy")
        tip = "Copy the selected messages, or all of them, to the clipboard"
        name(self.copy, "copyMessagesButton", "Copy messages", tip)
        self.copy.clicked.connect(self._copy)
        self.choices = [QPushButton() for _ in range(_CHOICES)]
        for index, button in enumerate(self.choices):
            name(button, f"messageChoice{index + 1}", "Action of the selected message")
            button.clicked.connect(partial(self._act, index))

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(self.list, 1)
        column.addWidget(self.counts)
        column.addWidget(close_box(self, self.copy, *self.choices))
        width = self.fontMetrics().averageCharWidth()
        resize_within_screen(self, 110 * width, 24 * self.fontMetrics().height())

    def show_messages(self) -> None:
        """Show what has been said by now; what is selected stays so."""
        chosen = set(self._chosen())
        self._listed = list(reversed(self._bar.said))
        self.list.clear()
        for said in self._listed:
            item = QTreeWidgetItem(self._cells(said))
            item.setToolTip(_MESSAGE, plain_tip(said.message.text))
            for index in range(len(_COLUMNS)):
                item.setTextAlignment(index, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self.list.addTopLevelItem(item)
            item.setSelected(said in chosen)
        waiting = len(self._bar.messages)
        words = f"{plural(len(self._listed), 'message')}, {waiting} still open"
        self.setWindowTitle(f"Messages ({len(self._listed)})")
        self.counts.setText(words if self._listed else "Nothing has been said yet.")
        self.copy.setEnabled(bool(self._listed))
        self._show_choices()

    def _cells(self, said: Said) -> list[str]:
        clock = time.strftime("%H:%M:%S", time.localtime(said.time))
        times = f"  ({said.times} times)" if said.times > 1 else ""
        is_open = self._bar.is_open(said.key, said.message)
        message = said.message
        return [clock, WORDS[message.level], f"{message.text}{times}", "yes" if is_open else ""]

    def _chosen(self) -> list[Said]:
        return [self._listed[index.row()] for index in self.list.selectionModel().selectedRows()]

    def _open_choices(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Give the actions of the one selected message, while it is true."""
        chosen = self._chosen()
        if len(chosen) == 1 and self._bar.is_open(chosen[0].key, chosen[0].message):
            return chosen[0].message.choices
        return ()

    def _show_choices(self) -> None:
        choices = self._open_choices()
        for index, button in enumerate(self.choices):
            button.setVisible(index < len(choices))
            if index < len(choices):
                button.setText(choices[index][0])
                button.setAccessibleName(choices[index][0])
                button.setToolTip(plain_tip(self._chosen()[0].message.text))

    def _act(self, index: int) -> None:
        (said,), choices = self._chosen(), self._open_choices()
        self._bar.act(said.key, said.message, choices[index][1])

    def _copy(self) -> None:
        rows = self._chosen() or self._listed
        lines = ("\t".join(self._cells(said)[:-1]) for said in reversed(rows))
        QGuiApplication.clipboard().setText("\n".join(lines))


def show_messages(window: QWidget, bar: MessageBar) -> None:
    """Show the history of a window's messages; one that is open already comes to the front."""
    dialog = window.findChild(MessageDialog) or MessageDialog(bar, window)
    dialog.show_messages()
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()
