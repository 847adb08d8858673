"""The line that asks for a number."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeView
from pytestqt.qtbot import QtBot

from stackplan.gui.table.number_bar import NumberBar


@pytest.fixture
def table(qtbot: QtBot) -> QTreeView:
    made = QTreeView()
    qtbot.addWidget(made)
    made.resize(500, 300)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def taken() -> list[int]:
    return []


@pytest.fixture
def bar(table: QTreeView, taken: list[int]) -> NumberBar:
    """A bar that asks for the number of a run."""

    def take(number: int) -> str:
        taken.append(number)
        return f"Run {number} is here."

    made = NumberBar(table)
    made.ask("Find run", "Number of the run", take)
    return made


def test_that_the_answer_stands_beside_what_is_typed(bar: NumberBar) -> None:
    QTest.keyClicks(bar.field, "57")
    assert bar.words.text() == bar.words.accessibleName() == "Run 57 is here."
    QTest.keyClicks(bar.field, "x")
    assert bar.words.text() == "'57x' is no whole number."
    bar.field.selectAll()
    QTest.keyClick(bar.field, Qt.Key.Key_Backspace)
    assert bar.words.text() == ""


def test_that_return_takes_the_number_again_and_selects_it(
    bar: NumberBar, taken: list[int]
) -> None:
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    QTest.keyClicks(bar.field, "5")
    QTest.keyClick(bar.field, Qt.Key.Key_Return)
    assert taken == [5, 5]
    assert bar.field.selectedText() == "5"


def test_that_it_stays_at_the_lower_edge_until_escape(bar: NumberBar, table: QTreeView) -> None:
    for height in (300, 200):
        table.resize(400, height)
        assert bar.geometry().bottom() == table.viewport().geometry().bottom()
        assert bar.width() == table.viewport().width()
    assert bar.field.hasFocus()
    QTest.keyClick(bar.field, Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert table.hasFocus()
