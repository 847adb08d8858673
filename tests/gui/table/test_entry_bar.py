"""The line that asks for a number."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from stackplan.gui.table.number_bar import NumberBar


@pytest.fixture
def bar(qtbot: QtBot) -> NumberBar:
    table = QTreeView()
    qtbot.addWidget(table)
    table.resize(500, 300)
    table.show()
    table.activateWindow()
    made = NumberBar(table)
    qtbot.waitUntil(table.isActiveWindow)
    return made


def test_that_the_answer_stands_beside_what_is_typed(bar: NumberBar) -> None:
    bar.ask("Find run", "Number of the run", lambda number: f"Run {number} is here.")
    QTest.keyClicks(bar.field, "57")
    assert bar.words.text() == "Run 57 is here."
    assert bar.words.accessibleName() == "Run 57 is here."
    QTest.keyClicks(bar.field, "x")
    assert bar.words.text() == "'57x' is no whole number."
    bar.field.selectAll()
    QTest.keyClick(bar.field, Qt.Key.Key_Backspace)
    assert bar.words.text() == ""


def test_that_return_takes_the_number_again_and_selects_it_for_the_next(bar: NumberBar) -> None:
    taken: list[int] = []

    def take(number: int) -> str:
        taken.append(number)
        return "Taken."

    bar.ask("Find run", "Number of the run", take)
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    QTest.keyClicks(bar.field, "5")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert taken == [5, 5]
    assert bar.field.selectedText() == "5"


def test_that_escape_closes_it_and_the_table_has_the_keyboard_again(bar: NumberBar) -> None:
    bar.ask("Find run", "Number of the run", lambda _: "")
    assert bar.field.hasFocus()
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    table = bar.parentWidget()
    assert table is not None
    assert table.hasFocus()


def test_that_it_stays_at_the_lower_edge(bar: NumberBar) -> None:
    bar.ask("Find run", "Number of the run", lambda _: "")
    table = bar.parentWidget()
    assert isinstance(table, QTreeView)
    for height in (300, 200):
        table.resize(400, height)
        assert bar.geometry().bottom() == table.viewport().geometry().bottom()
        assert bar.width() == table.viewport().width()
