"""The message bar: the newest first, one a key, and one thing to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QPushButton, QToolButton

from desk import find
from stackplan.gui.widgets.appearance import make_palette
from stackplan.gui.widgets.messages import Message, MessageBar

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


def test_that_a_message_may_have_two_actions_and_either_ends_it(bar: MessageBar) -> None:
    done: list[str] = []
    offer = Message(
        "Work was left.", "warning", "Recover", lambda: done.append("recover"),
        "Discard", lambda: done.append("discard"),
    )  # fmt: skip
    for name in ("messageAction", "messageOther"):
        bar.say("journal", offer)
        assert [button.text() for button in bar.findChildren(QPushButton)][-2:] == [
            "Recover",
            "Discard",
        ]
        QTest.mouseClick(bar.findChildren(QPushButton, name)[-1], LEFT)
        assert bar.messages == {}
    assert done == ["recover", "discard"]


def test_that_those_that_wait_are_counted_and_lead_to_the_history(
    bar: MessageBar, qtbot: QtBot
) -> None:
    for number in range(5):
        bar.say(str(number), Message(f"{number}."))
    more = bar.findChildren(QPushButton, "moreMessages")[-1]
    assert more.text() == "2 more messages..."
    with qtbot.waitSignal(bar.history_requested):
        QTest.mouseClick(more, LEFT)
    bar.unsay("0")
    assert bar.findChildren(QPushButton, "moreMessages")[-1].text() == "1 more message..."


def test_that_what_was_said_is_remembered_with_how_often(bar: MessageBar) -> None:
    for _ in range(3):
        bar.say("scan", Message("Gone.", "warning"))
        bar.unsay("scan")
    bar.say("edit", Message("Moved."))
    assert [(said.key, said.message.text, said.times) for said in bar.said] == [
        ("scan", "Gone.", 3),
        ("edit", "Moved.", 1),
    ]


def test_that_an_action_holds_only_while_its_message_does(bar: MessageBar) -> None:
    done: list[str] = []
    message = Message("Moved.", "info", "Undo", lambda: done.append("undo"))
    bar.say("edit", message)
    assert bar.is_open("edit", message)
    bar.unsay("edit")
    assert not bar.is_open("edit", message)
    bar.act("edit", message, lambda: done.append("undo"))
    assert done == []


def test_that_a_row_that_stays_is_the_same_widget(bar: MessageBar) -> None:
    bar.say("scan", Message("One.", "info", "Go", lambda: None))
    button = find(bar, QPushButton, "messageAction")
    bar.say("edit", Message("Two."))
    bar.say("edit", Message("Three."))
    assert find(bar, QPushButton, "messageAction") is button
    QApplication.processEvents()
    by_height = sorted(frames(bar), key=bar._rows.indexOf)
    names = [frame.accessibleName() for frame in by_height]
    assert names == ["Note: Three.", "Note: One."]


@pytest.mark.parametrize("themes", [("light", "dark"), ("dark", "light")])
def test_that_a_new_palette_recolours_what_is_shown(
    bar: MessageBar, themes: tuple[str, str], qapp: QApplication
) -> None:
    tones = []
    bar.say("scan", Message("One.", "warning"))
    for theme in themes:
        bar.setPalette(make_palette(theme))
        (frame,) = frames(bar)
        tones.append(frame.findChildren(QLabel)[0].palette().windowText().color().name())
    assert tones[0] != tones[1]
