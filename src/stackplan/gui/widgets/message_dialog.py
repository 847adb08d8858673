"""The history of the messages: what was said, when, how often, and what can still be done."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLabel,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.text import count
from stackplan.gui.widgets.close_box import close_box, resize_within_screen
from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.message_bar import WORDS
from stackplan.gui.widgets.plain_tips import plain_tip

if TYPE_CHECKING:
    from collections.abc import Callable

    from stackplan.gui.widgets.message_bar import MessageBar, Said

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
        words = f"{count(len(self._listed), 'message')}, {waiting} still open"
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
