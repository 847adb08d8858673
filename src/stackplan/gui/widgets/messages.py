"""What the window says: the messages, the strip for questions, and the dialog that lists all."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QDialog,
    QFrame,
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

from stackplan.core.errors import StackplanError
from stackplan.core.text import plural
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen, show_dialog
from stackplan.gui.widgets.fields import escaped_tooltip, set_names
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.labels import ElidedLabel, TonedLabel
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import SILENCE_S, Worker

NO_PLAN = "There is no plan yet; open a folder of runs (Ctrl+O)."
_REMEMBERED = 500
WORDS = {"info": "Note", "warning": "Warning", "error": "Error"}
_TONES = {"info": "text", "warning": "warning", "error": "bad"}
_URGENCY = ("error", "warning", "info")


class Message(NamedTuple):
    """One sentence, how serious it is (`info`, `warning`, `error`), and at most two actions.

    `is_fact` tells that it needs no answer, however serious: what it says is counted in the
    header, too.
    """

    text: str
    level: str = "info"
    action: str = ""
    on_action: Callable[[], None] | None = None
    other_action: str = ""
    on_other: Callable[[], None] | None = None
    is_fact: bool = False

    @property
    def choices(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Words and slot of each action that there is."""
        both = ((self.action, self.on_action), (self.other_action, self.on_other))
        return tuple((words, slot) for words, slot in both if slot is not None)

    @property
    def is_question(self) -> bool:
        """Tell whether it needs an answer; a fact or a confirmation passes by itself."""
        return not self.is_fact and (bool(self.choices) or self.level != "info")


class Said(NamedTuple):
    """A message of the history: when it was said last (seconds since 1970), and how often."""

    time: float
    key: str
    message: Message
    times: int = 1


class Messages(QObject):
    """What the window has to say; one message of the same key takes the old one's place.

    Questions wait in the strip until they are answered, dismissed or withdrawn; facts and
    confirmations are shown in the status bar for a moment. All of it stays in `said`, the oldest
    first.
    """

    changed = Signal()
    told = Signal(str)  # for a moment, in the status bar

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.open: dict[str, Message] = {}
        self.said: deque[Said] = deque(maxlen=_REMEMBERED)
        self._dismissed: dict[str, str] = {}

    def post(self, key: str, message: Message) -> None:
        """Say something; what was said under the same key before is gone.

        What was dismissed is said again only when its words differ, or after it was withdrawn; an
        error always.
        """
        if self._dismissed.get(key) == message.text and message.level != "error":
            return
        self._dismissed.pop(key, None)
        if self.open.get(key) == message:
            return
        self.open.pop(key, None)
        self.open[key] = message
        self._remember(key, message)
        if not message.is_question:
            self.told.emit(message.text)
        self.changed.emit()

    def say_error(self, key: str, error: StackplanError) -> None:
        """Say what went wrong: an error's words are its remedy, too."""
        self.post(key, Message(str(error), "error"))

    def withdraw(self, key: str) -> None:
        """Take a message away that is no longer true."""
        self._dismissed.pop(key, None)
        if self.open.pop(key, None) is not None:
            self.changed.emit()

    def dismiss(self, key: str) -> None:
        """Take a message away that was read."""
        message = self.open.get(key)
        if message is not None:
            self.withdraw(key)
            self._dismissed[key] = message.text

    def tell(self, words: str) -> None:
        """Show words for a moment; they are not remembered."""
        self.told.emit(words)

    @property
    def questions(self) -> dict[str, Message]:
        """What needs an answer, the most urgent first; of the same level the newest first."""
        waiting = [(key, m) for key, m in reversed(self.open.items()) if m.is_question]
        return dict(sorted(waiting, key=lambda item: _URGENCY.index(item[1].level)))

    def is_open(self, key: str, message: Message) -> bool:
        """Tell whether a message is still true, so that its actions may be taken."""
        return self.open.get(key) == message

    def act(self, key: str, message: Message, slot: Callable[[], None]) -> None:
        """Take one of a message's actions; with that it is done."""
        if self.is_open(key, message):
            self.withdraw(key)
            slot()

    def _remember(self, key: str, message: Message) -> None:
        """Keep a message for the history; one that is merely said again is counted."""
        times = 1
        if self.said and self.said[-1].key == key and self.said[-1].message[:3] == message[:3]:
            times = self.said.pop().times + 1
        self.said.append(Said(time.time(), key, message, times))


_CHOICE_NAMES = ("messageAction", "messageOther")
_LINES = 2
_MARGIN = 4
_DEAD_MS = 400
# The longest word of a sentence is to be read whole, in any size.
_LETTERS = 14


class QuestionStrip(QFrame):
    """Shows one question at a time; its room is always kept, so that nothing moves.

    The question on show is never replaced by another one, however urgent; the count says how many
    wait, and the arrows lead to them. For a moment after an answer no button does anything: a
    second click was meant for the question before.
    """

    answered = Signal()  # the keyboard, if it is here, shall go back to where it was

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self._messages = messages
        self._key = ""
        self._message: Message | None = None
        self._dead = QTimer(self, singleShot=True, interval=_DEAD_MS)
        self._build()
        self._fit()
        messages.changed.connect(self._show)
        self._show()

    def _build(self) -> None:
        self.word = TonedLabel("messageLevel", "How serious it is", is_bold=True)
        self.word.setWordWrap(False)
        self.sentence = ElidedLabel("messageText", "Question", lines=_LINES)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._choices = (QPushButton(), QPushButton())
        for index, button in enumerate(self._choices):
            set_names(button, _CHOICE_NAMES[index], "Answer")
            button.clicked.connect(partial(self._answer, index))
        self._before, self._after, self._close = QToolButton(), QToolButton(), QToolButton()
        self._place = QLabel()
        set_names(self._place, "messagePlace", "Which of the questions that wait")
        for tool, sign, object_name, words in (
            (self._before, "\N{BLACK LEFT-POINTING SMALL TRIANGLE}", "messageBefore", "before"),
            (self._after, "\N{BLACK RIGHT-POINTING SMALL TRIANGLE}", "messageAfter", "after"),
        ):
            tool.setText(sign)
            set_names(tool, object_name, f"The question {words} this one", f"The question {words}")
        self._before.clicked.connect(partial(self._step, -1))
        self._after.clicked.connect(partial(self._step, 1))
        self._close.setText("\N{MULTIPLICATION SIGN}")
        tip = "Dismiss; it comes back only when something changes, and stays in Messages"
        set_names(self._close, "messageClose", "Dismiss this message", tip)
        self._close.clicked.connect(self._dismiss)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 4, 0)
        row.addWidget(self.word)
        row.addWidget(self.sentence, 1)
        for widget in (*self._choices, self._before, self._place, self._after, self._close):
            row.addWidget(widget)
        for tool in (self._before, self._after, self._close):
            tool.setAutoRaise(True)
        buttons: tuple[QAbstractButton, ...] = (*self._choices, self._before, self._after)
        for each in (*buttons, self._close):
            leave_keyboard(each)

    def _fit(self) -> None:
        """Keep room for two lines and for the buttons, in the size that letters have now."""
        lines = _LINES * self.fontMetrics().lineSpacing()
        buttons = self._choices[0].sizeHint().height()
        self.sentence.setMinimumWidth(_LETTERS * self.fontMetrics().averageCharWidth())
        self.setFixedHeight(max(lines, buttons) + 2 * _MARGIN)

    def _show(self) -> None:
        waiting = self._messages.questions
        if waiting.get(self._key) != self._message or self._message is None:
            self._key, self._message = next(iter(waiting.items()), ("", None))
        message, keys = self._message, list(waiting)
        self.setFrameShape(QFrame.Shape.NoFrame if message is None else QFrame.Shape.StyledPanel)
        self.sentence.setVisible(message is not None)
        self._close.setVisible(message is not None)
        for widget in (self._before, self._place, self._after):
            widget.setVisible(len(keys) > 1)
        choices = message.choices if message is not None else ()
        for index, button in enumerate(self._choices):
            button.setVisible(index < len(choices))
        if message is None:
            self.setAccessibleName("No question waits")
            self.word.show_text("", "text")
            return
        level = WORDS[message.level]
        self.setAccessibleName(f"{level}: {message.text}")
        self.word.show_text(level, _TONES[message.level])
        self.sentence.show_text(message.text)
        self._place.setText(f"{keys.index(self._key) + 1} of {len(keys)}")
        for index, (words, _) in enumerate(choices):
            tip = f"{words}: {message.text}"
            set_names(self._choices[index], _CHOICE_NAMES[index], words, tip)
            self._choices[index].setText(words)

    def _step(self, step: int) -> None:
        waiting = self._messages.questions
        keys = list(waiting)
        if self._key in keys:
            self._key = keys[(keys.index(self._key) + step) % len(keys)]
            self._message = waiting[self._key]
            self._show()

    def _answer(self, index: int) -> None:
        if self._message is not None and not self._dead.isActive():
            self._dead.start()
            self.answered.emit()
            self._messages.act(self._key, self._message, self._message.choices[index][1])

    def _dismiss(self) -> None:
        if not self._dead.isActive():
            self._dead.start()
            self.answered.emit()
            self._messages.dismiss(self._key)

    @override
    def sizeHint(self) -> QSize:
        # The sentence takes the room that there is, and asks for none.
        return QSize(super().sizeHint().width(), self.minimumHeight())

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if not hasattr(self, "_close"):
            return  # a change while it is built
        if event.type() == QEvent.Type.FontChange:
            self._fit()


_COLUMNS = ("Time", "Kind", "Message", "Still open")
_MESSAGE = 2
_CHOICES = 2


class MessageDialog(QDialog):
    """Lists what the window has said, the newest first; it stays open beside the work."""

    def __init__(self, messages: Messages, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageDialog")
        self._messages = messages
        self._listed: list[Said] = []
        self._build()
        self._arrange()
        messages.changed.connect(lambda: self.show_messages() if self.isVisible() else None)

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
        set_names(
            self.list, "messageList", "Messages, the newest first", "The newest stands on top"
        )
        self.list.itemSelectionChanged.connect(self._show_choices)
        self.counts = QLabel()
        set_names(self.counts, "messageCounts", "Number of messages")
        self.copy = QPushButton("&Copy")
        tip = "Copy the selected messages, or all of them, to the clipboard"
        set_names(self.copy, "copyMessagesButton", "Copy messages", tip)
        self.copy.clicked.connect(self._copy)
        self.choices = [QPushButton() for _ in range(_CHOICES)]
        for index, button in enumerate(self.choices):
            set_names(button, f"messageChoice{index + 1}", "Action of the selected message")
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
        self._listed = list(reversed(self._messages.said))
        self.list.clear()
        for said in self._listed:
            item = QTreeWidgetItem(self._cells(said))
            item.setToolTip(_MESSAGE, escaped_tooltip(said.message.text))
            for index in range(len(_COLUMNS)):
                item.setTextAlignment(index, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
            self.list.addTopLevelItem(item)
            item.setSelected(said in chosen)
        waiting = len(self._messages.questions)
        words = f"{plural(len(self._listed), 'message')}, {waiting} still open"
        self.setWindowTitle(f"Messages ({len(self._listed)})")
        self.counts.setText(words if self._listed else "No messages.")
        self.copy.setEnabled(bool(self._listed))
        self._show_choices()

    def _cells(self, said: Said) -> list[str]:
        clock = time.strftime("%H:%M:%S", time.localtime(said.time))
        times = f"  ({said.times} times)" if said.times > 1 else ""
        message = said.message
        is_open = message.is_question and self._messages.is_open(said.key, message)
        return [clock, WORDS[message.level], f"{message.text}{times}", "yes" if is_open else ""]

    def _chosen(self) -> list[Said]:
        return [self._listed[index.row()] for index in self.list.selectionModel().selectedRows()]

    def _open_choices(self) -> tuple[tuple[str, Callable[[], None]], ...]:
        """Give the actions of the one selected message, while it is true."""
        chosen = self._chosen()
        if len(chosen) == 1 and self._messages.is_open(chosen[0].key, chosen[0].message):
            return chosen[0].message.choices
        return ()

    def _show_choices(self) -> None:
        choices = self._open_choices()
        for index, button in enumerate(self.choices):
            button.setVisible(index < len(choices))
            if index < len(choices):
                button.setText(choices[index][0])
                button.setAccessibleName(choices[index][0])
                button.setToolTip(escaped_tooltip(self._chosen()[0].message.text))

    def _act(self, index: int) -> None:
        (said,), choices = self._chosen(), self._open_choices()
        self._messages.act(said.key, said.message, choices[index][1])

    def _copy(self) -> None:
        rows = self._chosen() or self._listed
        lines = ("\t".join(self._cells(said)[:-1]) for said in reversed(rows))
        QGuiApplication.clipboard().setText("\n".join(lines))


def show_messages(window: QWidget, messages: Messages) -> None:
    """Show the history of a window's messages; one that is open already comes to the front."""
    dialog = window.findChild(MessageDialog) or MessageDialog(messages, window)
    dialog.show_messages()
    show_dialog(dialog)


_LOOK_MS = 1000


class SlowDiskWatch(QObject):
    """Says it when a worker that writes waits for the disk; a scan tells of its progress itself."""

    def __init__(self, worker: Worker, what: str, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._worker, self._what, self._messages = worker, what, messages
        self._has_told = False
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self._look)
        worker.started.connect(self._timer.start)

    def _look(self) -> None:
        silent = int(self._worker.silent_s)
        if not self._worker.running:
            self._timer.stop()
            if self._has_told:
                self._has_told = False
                self._messages.tell("")
        elif silent >= SILENCE_S:
            self._has_told = True
            self._messages.tell(f"{self._what}: the disk has not answered for {silent} s")
