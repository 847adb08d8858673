"""The keys of the table: each asks for one thing, or says why not."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from desk import find, plan_of
from table_desk import TableDesk

PLAN = plan_of([9000, 8000, 7000, 6000, 5000, 4000], 3)  # 1 6, 2 5, 3 4


@pytest.fixture
def desk(qtbot: QtBot) -> TableDesk:
    return TableDesk(qtbot, PLAN)


def press(desk: TableDesk, keys: str) -> list[tuple[object, ...]]:
    desk.asked.clear()
    QTest.keySequence(desk.table, QKeySequence(keys))
    return list(desk.asked)


@pytest.mark.parametrize(
    ("runs", "keys", "asked"),
    [
        ([1, 4], "Ctrl+2", ("move", (1, 4), 1)),
        ([2], "Alt+Left", ("move", (2,), 0)),
        ([2], "Alt+Right", ("move", (2,), 2)),
        ([6], "Alt+Up", ("insert_requested", (6,), 0, 1)),
        ([1], "Alt+Down", ("insert_requested", (1,), 0, None)),
        ([1], "L", ("move_to_lightest", (1,))),
        ([1, 2], "X", ("swap", 1, 2)),
        ([1, 2], "P", ("pin", (1, 2), True)),
        ([1, 2], "K", ("skip", (1, 2))),
        ([1], "Ctrl+Shift+A", ("add_stack",)),
        ([2], "Ctrl+Shift+R", ("remove_stack", 1)),
        ([2], "Ctrl+4", ("refused", "There is no stack 4; the plan has 3 stacks.")),
        ([1], "Alt+Left", ("refused", "Stack 1 is the first one; there is none before it.")),
        ([1], "Alt+Up", ("refused", "Run 1 is first already.")),
        ([1], "X", ("refused", "Two runs can be swapped; 1 run selected.")),
    ],
)
def test_that_keys_ask_for_an_edit_or_say_why_not(
    desk: TableDesk, runs: list[int], keys: str, asked: tuple[object, ...]
) -> None:
    desk.table.select_runs(runs)
    if keys == "L":
        desk.table.set_plan(plan_of([9000, 1000], 2), {})
    assert press(desk, keys) == [asked]


@pytest.mark.parametrize("number", range(1, 10))
def test_that_each_digit_has_its_stack(qtbot: QtBot, number: int) -> None:
    desk = TableDesk(qtbot, plan_of([1] * 20, 10))
    desk.table.select_runs([desk.table.stack_model.shown_at(9).runs[0].number])
    ((name, _, stack),) = press(desk, f"Ctrl+{number}")
    assert (name, stack) == ("move", number - 1)


def test_that_a_selected_stack_moves_as_a_whole(desk: TableDesk) -> None:
    desk.table.select_stack(2)
    assert press(desk, "Ctrl+1") == [("move", (3, 4), 0)]


def test_that_pins_are_let_go_where_every_run_has_one(desk: TableDesk) -> None:
    for held, asked in (({1}, ((2,), True)), ({1, 2}, ((1, 2), False))):
        desk.table.set_plan(replace(PLAN, pinned=frozenset(held)), {})
        desk.table.select_runs([1, 2])
        assert press(desk, "P") == [("pin", *asked)]


def test_that_without_a_selection_every_edit_of_runs_says_what_to_do(desk: TableDesk) -> None:
    for name in ("moveTo1Action", "moveUpAction", "swapAction", "turnPinsAction", "moveToAction"):
        ((signal, words),) = desk.do(name)
        assert (signal, "No run is selected" in str(words)) == ("refused", True)


def test_that_without_a_plan_every_action_says_so_or_does_nothing(qtbot: QtBot) -> None:
    desk = TableDesk(qtbot, None)
    for name in desk.menu.actions:
        asked = desk.do(name)
        assert all(signal == "refused" and "no plan" in str(words) for signal, words in asked)


def test_that_one_jumps_to_the_longest_and_to_the_lightest_stack(desk: TableDesk) -> None:
    plan = plan_of([9, 1, 5], 3)
    desk.table.set_plan(plan, {})
    for keys, load in (("G", max(plan.loads)), ("Shift+G", min(plan.loads))):
        press(desk, keys)
        (stack,) = desk.table.selected.stacks
        assert plan.loads[stack] == load
        assert desk.table.stack_model.stack_at(desk.table.currentIndex()) == stack


def test_that_keys_sort_the_rows_and_then_no_run_is_reordered(desk: TableDesk) -> None:
    desk.table.select_runs([6])
    press(desk, "Alt+2")
    assert desk.table.stack_model.sorting is not None
    assert "Alt+1" in str(press(desk, "Alt+Up"))
    press(desk, "Alt+3")
    press(desk, "Alt+1")
    assert desk.table.stack_model.sorting is None
    assert press(desk, "Alt+Up") == [("insert_requested", (6,), 0, 1)]


def test_that_a_run_is_found_while_its_number_is_typed(desk: TableDesk) -> None:
    desk.requests.find_run()
    field, words = find(desk.table, QLineEdit, "entryField"), find(desk.table, QLabel, "entryWords")
    QTest.keyClicks(field, "5")
    assert desk.table.selected_runs() == (5,)
    assert words.text() == "Run 5 is on stack 2."
    QTest.keyClicks(field, "7")
    assert words.text() == "Missing, no file: run 57."
    assert desk.table.selected_runs() == (5,)


def test_that_runs_move_to_the_stack_whose_number_is_typed(desk: TableDesk) -> None:
    desk.table.select_runs([1, 2])
    press(desk, "M")
    field, words = find(desk.table, QLineEdit, "entryField"), find(desk.table, QLabel, "entryWords")
    for text, said in (("0", "Stacks are counted from 1."), ("9", "There is no stack 9")):
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert said in words.text()
        assert field.isVisible()
    assert desk.asked == []
    field.setText("3")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert desk.asked == [("move_requested", (1, 2), 2)]
    assert not field.isVisible()
    assert desk.table.hasFocus()


def test_that_every_action_has_words_and_a_tip_and_no_key_stands_twice(desk: TableDesk) -> None:
    keys = [k.toString() for a in desk.table.actions() for k in a.shortcuts()]
    assert len(keys) == len(set(keys))
    for action in desk.table.actions():
        assert action.text()
        assert action.toolTip() not in {"", action.text().replace("&", "")}
        assert action.statusTip() == action.toolTip()


def test_that_the_menu_opens_where_the_mouse_is(desk: TableDesk) -> None:
    menu = desk.menu.show(QPoint(5, 5))
    QApplication.processEvents()
    assert menu.isVisible()
    menu.close()
