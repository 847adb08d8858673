"""The keys and the menu of the table: each asks for one thing, or says why not."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

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


def test_that_each_digit_has_its_stack(qtbot: QtBot) -> None:
    desk = TableDesk(qtbot, plan_of([1] * 20, 10))
    desk.table.select_runs([desk.table.stack_model.shown_at(9).runs[0].number])
    for number in range(1, 10):
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


@pytest.fixture
def menu(desk: TableDesk) -> Iterator[QMenu]:
    desk.table.select_runs([1])
    made = desk.menu.show(QPoint(5, 5))
    yield made
    if isValid(made):  # Qt deletes it when it is closed
        made.close()


def entries(menu: QMenu) -> list[QAction]:
    """Every entry, also of the menus in it."""
    menus = [menu, *menu.findChildren(QMenu)]  # held: PySide6 6.9 deletes them with their names
    return [action for each in menus for action in each.actions() if not action.isSeparator()]


def test_that_the_entries_of_the_menu_name_the_run_and_its_stack(menu: QMenu) -> None:
    words = {action.text().split("\t")[0].replace("&", "") for action in menu.actions()}
    assert words >= {
        "Move run 1 to", "Move run 1 to the lightest stack", "Pin run 1", "Skip run 1",
        "Remove stack 1", "Paste runs into stack 1",
    }  # fmt: skip


def test_that_two_runs_are_named_to_be_swapped_and_a_pinned_one_to_be_let_go(
    desk: TableDesk,
) -> None:
    desk.table.set_plan(replace(PLAN, pinned=frozenset({1, 2})), {})
    desk.table.select_runs([1, 2])
    menu = desk.menu.show(QPoint(5, 5))
    assert find(menu, QAction, "swapEntry").text() == "Swap runs 1 and 2\tX"
    assert find(menu, QAction, "turnPinsEntry").text() == "Unpin 2 runs\tP"
    menu.close()


def test_that_every_entry_that_is_disabled_says_why(desk: TableDesk) -> None:
    chosen: tuple[list[int], ...] = ([], [1])
    for runs in chosen:
        desk.table.select_runs(runs)
        menu = desk.menu.show(QPoint(5, 5))
        disabled = [action for action in entries(menu) if not action.isEnabled()]
        assert disabled
        assert [action.text() for action in disabled if not action.toolTip()] == []
        assert all(part.toolTipsVisible() for part in (menu, *menu.findChildren(QMenu)))
        menu.close()


def test_that_the_menu_moves_to_every_stack_but_its_own(desk: TableDesk, menu: QMenu) -> None:
    targets = find(menu, QMenu, "targetMenu")
    texts = [action.text() for action in targets.actions() if action.isEnabled()]
    assert texts == ["Stack 2", "Stack 3", "", "Another stack...\tM"]
    assert targets.actions()[0].toolTip() == "Run 1 is on stack 1 already."
    targets.actions()[2].trigger()
    find(menu, QAction, "skipRunsEntry").trigger()
    assert desk.asked == [("move", (1,), 2), ("skip", (1,))]


def test_that_the_menu_of_a_plan_of_many_stacks_is_not_endless(qtbot: QtBot) -> None:
    desk = TableDesk(qtbot, plan_of([1] * 50, 50))
    desk.table.select_runs([1])
    menu = desk.menu.show(QPoint(5, 5))
    assert len(find(menu, QMenu, "targetMenu").actions()) == 30 + 2
    menu.close()


def test_that_escape_closes_the_menu_and_its_keys_are_no_second_shortcut(menu: QMenu) -> None:
    assert menu.isVisible()
    assert [action.text() for action in entries(menu) if action.shortcuts()] == []
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_that_without_a_plan_the_menu_opens_all_the_same(qtbot: QtBot) -> None:
    menu = TableDesk(qtbot, None).menu.show(QPoint(5, 5))
    assert not find(menu, QAction, "addStackEntry").isEnabled()
    menu.close()
