"""The message bar: the newest first, one a key, and one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QToolButton

from desk import find
from stackplan.gui.message_bar import Message, MessageBar

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made


def frames(bar: MessageBar) -> list[QFrame]:
    QApplication.processEvents()
    return [frame for frame in bar.findChildren(QFrame, "message") if not frame.isHidden()]


def shown(bar: MessageBar) -> list[str]:
    return [find(frame, QLabel, "messageText").text() for frame in frames(bar)]


def test_that_the_bar_is_there_only_with_something_to_say(bar: MessageBar) -> None:
    assert bar.isHidden()
    bar.say("scan", Message("Gone."))
    assert not bar.isHidden()
    bar.unsay("scan")
    assert bar.isHidden()
    bar.unsay("scan")


def test_that_a_message_takes_the_place_of_the_one_of_its_key(bar: MessageBar) -> None:
    bar.say("scan", Message("One."))
    bar.say("scan", Message("Two."))
    assert shown(bar) == ["Two."]


def test_that_the_three_newest_are_shown_and_the_others_wait(bar: MessageBar) -> None:
    for number in range(5):
        bar.say(str(number), Message(f"{number}."))
    assert sorted(shown(bar)) == ["2.", "3.", "4."]
    bar.unsay("4")
    assert sorted(shown(bar)) == ["1.", "2.", "3."]


def test_that_how_serious_it_is_stands_in_words(bar: MessageBar) -> None:
    for level, word in (("info", "Note"), ("warning", "Warning"), ("error", "Error")):
        bar.say("one", Message("Text.", level))
        (frame,) = frames(bar)
        assert frame.accessibleName() == f"{word}: Text."
        assert word in [label.text() for label in frame.findChildren(QLabel)]


def test_that_markup_in_a_file_name_is_shown_as_it_is(bar: MessageBar) -> None:
    bar.say("scan", Message("<b>run</b> is gone."))
    label = bar.findChildren(QLabel, "messageText")[-1]
    assert label.textFormat() == Qt.TextFormat.PlainText


def test_that_the_action_is_done_once_and_the_message_goes(bar: MessageBar) -> None:
    done: list[bool] = []
    bar.say("edit", Message("Moved.", "info", "Undo", lambda: done.append(True)))
    QTest.mouseClick(find(bar, QPushButton, "messageAction"), LEFT)
    assert done == [True]
    assert bar.messages == {}


def test_that_a_message_is_closed_by_its_button(bar: MessageBar) -> None:
    bar.say("edit", Message("Moved."))
    QTest.mouseClick(find(bar, QToolButton, "messageClose"), LEFT)
    assert bar.messages == {}


def test_that_an_action_may_say_something_new_under_the_same_key(bar: MessageBar) -> None:
    bar.say("edit", Message("One.", "info", "Go", lambda: bar.say("edit", Message("Two."))))
    QTest.mouseClick(find(bar, QPushButton, "messageAction"), LEFT)
    assert shown(bar) == ["Two."]
