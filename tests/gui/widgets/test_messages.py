"""Messages, one a key, dismissed until their words differ; the strip shows one at a time."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desk import find
from stackplan.gui.widgets.appearance import make_palette
from stackplan.gui.widgets.messages import Message, Messages, QuestionStrip

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def messages(qtbot: QtBot) -> Messages:
    return Messages()


@pytest.fixture
def strip(messages: Messages, qtbot: QtBot) -> QuestionStrip:
    made = QuestionStrip(messages)
    qtbot.addWidget(made)
    made.resize(900, made.height())
    made.show()
    return made


def question(text: str, level: str = "info") -> Message:
    return Message(text, level, "Go", lambda: None)


def shown(strip: QuestionStrip) -> str:
    label = find(strip, QLabel, "messageText")
    return label.text() if label.isVisible() else ""


def press(strip: QuestionStrip, object_name: str) -> None:
    kind = QPushButton if object_name in {"messageAction", "messageOther"} else QToolButton
    QTest.mouseClick(find(strip, kind, object_name), LEFT)


def place(strip: QuestionStrip) -> str:
    label = find(strip, QLabel, "messagePlace")
    return label.text() if label.isVisible() else ""


def test_that_a_message_takes_the_place_of_the_one_of_its_key(messages: Messages) -> None:
    messages.post("scan", Message("One."))
    messages.post("scan", Message("Two."))
    assert [message.text for message in messages.open.values()] == ["Two."]
    messages.withdraw("scan")
    messages.withdraw("scan")
    assert messages.open == {}


def test_that_a_confirmation_is_told_for_a_moment_and_never_stands_in_the_strip(
    messages: Messages, strip: QuestionStrip, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(messages.told) as told:
        messages.post("save", Message("Saved night3.txt."))
    assert told.args == ["Saved night3.txt."]
    assert shown(strip) == ""
    assert [said.message.text for said in messages.said] == ["Saved night3.txt."]


def test_that_what_was_said_is_remembered_with_how_often(messages: Messages) -> None:
    for _ in range(3):
        messages.post("scan", Message("Gone.", "warning"))
        messages.withdraw("scan")
    messages.post("edit", Message("Moved."))
    assert [(said.key, said.message.text, said.times) for said in messages.said] == [
        ("scan", "Gone.", 3),
        ("edit", "Moved.", 1),
    ]


def test_that_an_action_holds_only_while_its_message_does(messages: Messages) -> None:
    done: list[str] = []
    message = Message("Moved.", "info", "Undo", lambda: done.append("undo"))
    messages.post("edit", message)
    assert messages.is_open("edit", message)
    messages.withdraw("edit")
    assert not messages.is_open("edit", message)
    messages.act("edit", message, lambda: done.append("undo"))
    assert done == []


def test_that_dismissed_is_dismissed_until_the_words_differ(
    messages: Messages, strip: QuestionStrip
) -> None:
    messages.post("suspicious", question("Run 5 looks wrong.", "warning"))
    press(strip, "messageClose")
    messages.post("suspicious", question("Run 5 looks wrong.", "warning"))
    assert shown(strip) == ""
    messages.post("suspicious", question("Runs 5-6 look wrong.", "warning"))
    assert shown(strip) == "Runs 5-6 look wrong."
    messages.dismiss("suspicious")
    messages.withdraw("suspicious")  # it is not so any more, and then it is so again
    messages.post("suspicious", question("Runs 5-6 look wrong.", "warning"))
    assert shown(strip) == "Runs 5-6 look wrong."


def test_that_an_error_that_comes_again_is_said_again(
    messages: Messages, strip: QuestionStrip
) -> None:
    failed = Message("The disk is full.", "error", "Save elsewhere...", lambda: None)
    messages.post("save", failed)
    messages.dismiss("save")
    messages.post("save", failed)
    assert shown(strip) == "The disk is full."


def test_that_the_most_urgent_comes_first_and_what_is_shown_is_not_replaced(
    messages: Messages, strip: QuestionStrip
) -> None:
    messages.post("new", question("3 new runs."))
    messages.post("save", question("Cannot be written.", "error"))
    messages.post("odd", question("Run 5 looks wrong.", "warning"))
    assert (shown(strip), place(strip)) == ("3 new runs.", "3 of 3")
    messages.withdraw("new")
    assert (shown(strip), place(strip)) == ("Cannot be written.", "1 of 2")
    press(strip, "messageAfter")
    assert (shown(strip), place(strip)) == ("Run 5 looks wrong.", "2 of 2")
    press(strip, "messageBefore")
    assert shown(strip) == "Cannot be written."
    messages.withdraw("save")
    assert (shown(strip), place(strip)) == ("Run 5 looks wrong.", "")


def test_that_a_question_with_other_words_is_shown_anew(
    messages: Messages, strip: QuestionStrip
) -> None:
    messages.post("new", question("3 new runs."))
    messages.post("new", question("4 new runs."))
    assert shown(strip) == "4 new runs."


def test_that_the_room_is_the_same_with_and_without_a_question(
    messages: Messages, strip: QuestionStrip, qtbot: QtBot
) -> None:
    empty = strip.size()
    for text in ("Short.", "A long one. " * 40):
        messages.post("one", Message(text, "warning", "Go", lambda: None, "Stay", lambda: None))
        messages.post("two", question(text, "error"))
        QApplication.processEvents()
        assert strip.size() == empty
        assert strip.sizeHint().height() <= empty.height()


def test_that_a_long_sentence_is_whole_in_the_tip_and_for_a_screen_reader(
    messages: Messages, strip: QuestionStrip
) -> None:
    text = "Run 5 looks wrong. " * 40
    messages.post("odd", Message(text, "warning"))
    label = find(strip, QLabel, "messageText")
    assert label.text() == text
    assert text.strip() in label.toolTip()
    assert text in label.accessibleName()


def test_that_a_message_may_have_two_actions_and_either_ends_it(
    messages: Messages, strip: QuestionStrip, qtbot: QtBot
) -> None:
    done: list[str] = []
    offer = Message(
        "Work was left.", "warning", "Recover", lambda: done.append("recover"),
        "Discard", lambda: done.append("discard"),
    )  # fmt: skip
    for object_name in ("messageAction", "messageOther"):
        messages.post("journal", offer)
        press(strip, object_name)
        assert messages.open == {}
        qtbot.wait(500)
    assert done == ["recover", "discard"]


def test_that_a_second_click_does_not_fall_on_the_next_question(
    messages: Messages, strip: QuestionStrip, qtbot: QtBot
) -> None:
    done: list[str] = []
    for key in ("a", "b"):
        messages.post(key, Message(key, "warning", "Go", partial(done.append, key)))
    press(strip, "messageAction")
    press(strip, "messageAction")
    press(strip, "messageClose")
    assert len(done) == 1
    assert len(messages.open) == 1
    qtbot.wait(500)
    press(strip, "messageAction")
    assert sorted(done) == ["a", "b"]


def test_that_an_action_may_say_something_new_under_the_same_key(
    messages: Messages, strip: QuestionStrip
) -> None:
    again = question("Two.")
    messages.post("edit", Message("One.", "info", "Go", lambda: messages.post("edit", again)))
    press(strip, "messageAction")
    assert shown(strip) == "Two."


def test_that_how_serious_it_is_stands_in_words_and_markup_is_no_markup(
    messages: Messages, strip: QuestionStrip
) -> None:
    for level, word in (("info", "Note"), ("warning", "Warning"), ("error", "Error")):
        messages.post("one", question("<b>run</b> is gone.", level))
        assert strip.accessibleName() == f"{word}: <b>run</b> is gone."
        assert word in [label.text() for label in strip.findChildren(QLabel)]
        label = find(strip, QLabel, "messageText")
        assert label.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("themes", [("light", "dark"), ("dark", "light")])
def test_that_a_new_palette_recolours_what_is_shown(
    messages: Messages, strip: QuestionStrip, themes: tuple[str, str]
) -> None:
    tones = []
    messages.post("scan", Message("One.", "warning"))
    for theme in themes:
        strip.setPalette(make_palette(theme))
        QApplication.processEvents()
        tones.append(strip.word.palette().windowText().color().name())
    assert tones[0] != tones[1]


def test_that_the_strip_grows_with_the_text(strip: QuestionStrip, qapp: QApplication) -> None:
    plain, font, height = qapp.font(), qapp.font(), strip.height()
    font.setPointSizeF(2 * plain.pointSizeF())
    try:
        qapp.setFont(font)
        QApplication.processEvents()
        assert strip.height() > height
    finally:
        qapp.setFont(plain)
