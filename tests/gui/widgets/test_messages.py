"""Messages: one a key, dismissed until their words differ; strip and list of them."""

import threading
from functools import partial

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import find
from stackplan.gui.widgets.appearance import make_palette
from stackplan.gui.widgets.messages import (
    Message,
    MessageDialog,
    Messages,
    QuestionStrip,
    SlowDiskWatch,
    show_messages,
)
from stackplan.gui.widgets.worker import Worker

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
    QTest.mouseClick(find(strip, QAbstractButton, object_name), LEFT)


def place(strip: QuestionStrip) -> str:
    label = find(strip, QLabel, "messagePlace")
    return label.text() if label.isVisible() else ""


def test_that_a_message_takes_the_place_of_the_one_of_its_key_and_holds_until_withdrawn(
    messages: Messages,
) -> None:
    done: list[str] = []
    messages.post("edit", Message("One."))
    message = Message("Moved.", "info", "Undo", lambda: done.append("undo"))
    messages.post("edit", message)
    assert messages.open == {"edit": message}
    assert messages.is_open("edit", message)
    for _ in range(2):
        messages.withdraw("edit")
    assert not messages.is_open("edit", message)
    messages.act("edit", message, lambda: done.append("undo"))
    assert (messages.open, done) == ({}, [])


def test_that_a_confirmation_is_told_for_a_moment_and_never_stands_in_the_strip(
    messages: Messages, strip: QuestionStrip, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(messages.told) as told:
        messages.post("save", Message("Saved night3.txt."))
    assert told.args == ["Saved night3.txt."]
    assert shown(strip) == ""
    assert [said.message.text for said in messages.said] == ["Saved night3.txt."]


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
    messages.withdraw("suspicious")
    failed = question("The disk is full.", "error")
    for _ in range(2):  # an error that comes again is said again
        messages.post("save", failed)
        assert shown(strip) == "The disk is full."
        messages.dismiss("save")


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
    messages.post("odd", question("Runs 5-6 look wrong."))
    assert shown(strip) == "Runs 5-6 look wrong."


def test_that_the_room_is_the_same_with_and_without_a_question(
    messages: Messages, strip: QuestionStrip
) -> None:
    empty = strip.size()
    for text in ("Short.", "A long one. " * 40):
        messages.post("one", Message(text, "warning", "Go", lambda: None, "Stay", lambda: None))
        messages.post("two", question(text, "error"))
        QApplication.processEvents()
        assert strip.size() == empty
        assert strip.sizeHint().height() <= empty.height()
    label = find(strip, QLabel, "messageText")
    assert label.text() == text  # whole also in the tip and for a screen reader
    assert text.strip() in label.toolTip()
    assert text in label.accessibleName()


def test_that_a_message_may_have_two_actions_and_either_ends_it(
    messages: Messages, strip: QuestionStrip
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
        find(strip, QTimer, "").stop()  # else the next press does nothing for a moment
    assert done == ["recover", "discard"]


def test_that_a_second_click_does_not_fall_on_the_next_question(
    messages: Messages, strip: QuestionStrip
) -> None:
    moment = find(strip, QTimer, "")  # in which no button does anything
    moment.setInterval(600_000)
    done: list[str] = []
    for key in ("a", "b"):
        messages.post(key, Message(key, "warning", "Go", partial(done.append, key)))
    press(strip, "messageAction")
    press(strip, "messageAction")
    press(strip, "messageClose")
    assert len(done) == 1
    assert len(messages.open) == 1
    moment.stop()
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


def test_that_a_new_palette_recolours_what_is_shown(
    messages: Messages, strip: QuestionStrip
) -> None:
    messages.post("scan", Message("One.", "warning"))
    tones = []
    for theme in ("light", "dark", "light"):
        strip.setPalette(make_palette(theme))
        QApplication.processEvents()
        tones.append(strip.word.palette().windowText().color().name())
    assert tones[0] == tones[2] != tones[1]


def test_that_the_strip_grows_with_the_text(strip: QuestionStrip, qapp: QApplication) -> None:
    plain, font, height = qapp.font(), qapp.font(), strip.height()
    font.setPointSizeF(2 * plain.pointSizeF())
    try:
        qapp.setFont(font)
        QApplication.processEvents()
        assert strip.height() > height
    finally:
        qapp.setFont(plain)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def opened(window: QWidget, messages: Messages) -> MessageDialog:
    show_messages(window, messages)
    return find(window, MessageDialog, "messageDialog")


def rows(dialog: MessageDialog) -> list[list[str]]:
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    return [[item.text(column) for column in range(1, 4)] for item in items if item]


def select(dialog: MessageDialog, row: int) -> None:
    item = dialog.list.topLevelItem(row)
    assert item is not None
    item.setSelected(True)


def test_that_what_was_said_is_listed_newest_first_with_what_is_open(
    window: QWidget, messages: Messages
) -> None:
    dialog = opened(window, messages)
    assert (dialog.counts.text(), dialog.copy.isEnabled()) == ("No messages.", False)
    for _ in range(2):
        messages.post("scan", Message("Gone.", "error"))
        messages.withdraw("scan")
    messages.post("edit", Message("Moved.", "warning"))
    assert rows(dialog) == [["Warning", "Moved.", "yes"], ["Error", "Gone.  (2 times)", ""]]
    assert dialog.counts.text() == "2 messages, 1 still open"
    messages.post("new", Message("Later.", "warning"))
    assert rows(dialog)[0] == ["Warning", "Later.", "yes"]
    assert opened(window, messages) is dialog
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_that_actions_are_offered_while_they_hold(window: QWidget, messages: Messages) -> None:
    done: list[str] = []
    messages.post("old", Message("Old.", "info", "Undo", lambda: done.append("undo")))
    messages.withdraw("old")
    both = Message(
        "Work.", "warning", "Recover", lambda: done.append("recover"),
        "Discard", lambda: done.append("discard"),
    )  # fmt: skip
    messages.post("journal", both)
    dialog = opened(window, messages)

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
    assert messages.open == {}
    assert offered() == []
    assert rows(dialog)[0][2] == ""


def test_that_messages_are_copied_oldest_first(
    window: QWidget, messages: Messages, qapp: QApplication
) -> None:
    messages.post("a", Message("One."))
    messages.post("b", Message("Two.", "error"))
    dialog = opened(window, messages)
    dialog.copy.click()
    lines = [line.split("\t")[1:] for line in qapp.clipboard().text().splitlines()]
    assert lines == [["Note", "One."], ["Error", "Two."]]
    select(dialog, 0)
    dialog.copy.click()
    assert qapp.clipboard().text().split("\t")[1:] == ["Error", "Two."]


@pytest.mark.parametrize("silence_s", [0, 100])
def test_that_a_task_that_waits_for_the_disk_is_told_until_it_ends(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, silence_s: float
) -> None:
    monkeypatch.setattr("stackplan.gui.widgets.messages.SILENCE_S", silence_s)
    worker, end, said = Worker(), threading.Event(), list[str]()
    messages = Messages(worker)
    messages.told.connect(said.append)
    timer = find(SlowDiskWatch(worker, "Saving", messages, worker), QTimer, "")
    timer.setInterval(5)
    looks = list[bool]()
    timer.timeout.connect(lambda: looks.append(True))
    worker.start(lambda _: end.wait(60))
    qtbot.waitUntil(lambda: len(looks) > 1)
    if silence_s == 0:
        qtbot.waitUntil(lambda: len(said) > 1)
        assert said[0].startswith("Saving: the disk has not answered for ")
    end.set()
    qtbot.waitUntil(lambda: not timer.isActive())
    assert said[-1:] == ([""] if silence_s == 0 else [])
