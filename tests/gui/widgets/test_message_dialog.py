"""The history of the messages: everything that was said, and what can still be done."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import find
from stackplan.gui.widgets.messages import Message, MessageDialog, Messages, show_messages


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def bar(window: QWidget) -> Messages:
    return Messages(window)


def opened(window: QWidget, bar: Messages) -> MessageDialog:
    show_messages(window, bar)
    return find(window, MessageDialog, "messageDialog")


def rows(dialog: MessageDialog) -> list[list[str]]:
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in range(1, 4)] for item in items if item]


def select(dialog: MessageDialog, row: int) -> None:
    item = dialog.list.topLevelItem(row)
    assert item is not None
    item.setSelected(True)


def test_that_what_was_said_is_listed_newest_first_with_what_is_open(
    window: QWidget, bar: Messages
) -> None:
    bar.post("scan", Message("Gone.", "error"))
    bar.withdraw("scan")
    bar.post("scan", Message("Gone.", "error"))
    bar.withdraw("scan")
    bar.post("edit", Message("Moved.", "warning"))
    dialog = opened(window, bar)
    assert rows(dialog) == [["Warning", "Moved.", "yes"], ["Error", "Gone.  (2 times)", ""]]
    assert dialog.counts.text() == "2 messages, 1 still open"
    bar.post("new", Message("Later.", "warning"))
    assert rows(dialog)[0] == ["Warning", "Later.", "yes"]
    assert opened(window, bar) is dialog
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_nothing_said_is_told(window: QWidget, bar: Messages) -> None:
    dialog = opened(window, bar)
    assert dialog.counts.text() == "No messages."
    assert not dialog.copy.isEnabled()


def test_that_actions_are_offered_while_they_hold(window: QWidget, bar: Messages) -> None:
    done: list[str] = []
    bar.post("old", Message("Old.", "info", "Undo", lambda: done.append("undo")))
    bar.withdraw("old")
    both = Message(
        "Work.", "warning", "Recover", lambda: done.append("recover"),
        "Discard", lambda: done.append("discard"),
    )  # fmt: skip
    bar.post("journal", both)
    dialog = opened(window, bar)

    def offered() -> list[str]:
        return [button.text() for button in dialog.choices if button.isVisible()]

    assert offered() == []
    select(dialog, 1)
    assert offered() == []
    dialog.list.clearSelection()
    select(dialog, 0)
    assert offered() == ["Recover", "Discard"]
    find(dialog, QPushButton, "messageChoice2").click()
    assert done == ["discard"]
    assert bar.open == {}
    assert offered() == []
    assert rows(dialog)[0][2] == ""


def test_that_messages_are_copied_oldest_first(
    window: QWidget, bar: Messages, qapp: QApplication
) -> None:
    bar.post("a", Message("One."))
    bar.post("b", Message("Two.", "error"))
    dialog = opened(window, bar)
    dialog.copy.click()
    lines = [line.split("\t")[1:] for line in qapp.clipboard().text().splitlines()]
    assert lines == [["Note", "One."], ["Error", "Two."]]
    select(dialog, 0)
    dialog.copy.click()
    assert qapp.clipboard().text().split("\t")[1:] == ["Error", "Two."]
