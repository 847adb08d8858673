"""A message's row: its buttons go below the sentence before that is squeezed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from stackplan.gui.widgets.messages import MessageRow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SENTENCE = "2 planned files look wrong: run 175: still open, or its writer crashed; run 112: cut."


def made(qtbot: QtBot, *buttons: str) -> MessageRow:
    row = MessageRow("Warning", SENTENCE, "#905000")
    for words in buttons:
        row.add_button(QPushButton(words))
    qtbot.addWidget(row)
    row.show()
    return row


def is_below(row: MessageRow) -> bool:
    row.resize(row.width(), row.height() + 1)
    QApplication.processEvents()
    button = row.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    return button.y() >= row.sentence.geometry().bottom()


def test_that_buttons_stand_beside_the_sentence_where_there_is_room(qtbot: QtBot) -> None:
    row = made(qtbot, "Skip them", "Show why...")
    row.resize(1200, 40)
    assert not is_below(row)
    row.resize(420, 200)
    assert is_below(row)
    row.resize(1200, 40)
    assert not is_below(row)


def test_that_a_narrow_row_shows_the_whole_sentence(qtbot: QtBot) -> None:
    row = made(qtbot, "Skip them", "Show why...")
    row.resize(420, 100)
    QApplication.processEvents()
    row.resize(420, row.heightForWidth(420))
    QApplication.processEvents()
    assert row.sentence.height() >= row.sentence.heightForWidth(row.sentence.width())


def test_that_a_row_without_buttons_stays_one_line_high(qtbot: QtBot) -> None:
    row = made(qtbot)
    row.resize(420, 100)
    assert row.heightForWidth(1200) < 2 * row.fontMetrics().height() + 20


def test_that_all_its_words_grow_with_the_text(qtbot: QtBot, qapp: QApplication) -> None:
    row = made(qtbot)
    plain, font = qapp.font(), qapp.font()
    font.setPointSizeF(2 * plain.pointSizeF())
    try:
        qapp.setFont(font)
        QApplication.processEvents()
        for label in row.findChildren(QLabel):
            assert label.font().pointSizeF() == font.pointSizeF()
        assert row._word.font().bold()
        assert row._word.palette().windowText().color().name() == "#905000"
    finally:
        qapp.setFont(plain)
