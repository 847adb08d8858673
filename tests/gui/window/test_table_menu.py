"""The context menu of the table: it names what is selected, and says why something cannot be."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desk import find, plan_of
from table_desk import TableDesk

PLAN = plan_of([9000, 8000, 7000, 6000, 5000, 4000], 3)


@pytest.fixture
def desk(qtbot: QtBot) -> TableDesk:
    return TableDesk(qtbot, PLAN)


def opened(desk: TableDesk) -> QMenu:
    return desk.menu.show(QPoint(5, 5))


def entries(menu: QMenu) -> Iterator[QAction]:
    for action in menu.actions():
        if action.menu() is not None and isinstance(action.menu(), QMenu):
            yield from entries(action.menu())  # type: ignore[arg-type]
        if not action.isSeparator():
            yield action


def test_that_the_entries_name_the_run_and_its_stack(desk: TableDesk) -> None:
    desk.table.select_runs([2])
    menu = opened(desk)
    words = [action.text().split("\t")[0].replace("&", "") for action in menu.actions()]
    for expected in (
        "Move run 2 to", "Move run 2 to the lightest stack", "Pin run 2", "Skip run 2",
        "Remove stack 2", "Paste runs into stack 2",
    ):  # fmt: skip
        assert expected in words
    menu.close()


def test_that_two_runs_are_named_to_be_swapped_and_a_pinned_one_to_be_let_go(
    desk: TableDesk,
) -> None:
    desk.table.set_plan(replace(PLAN, pinned=frozenset({1, 2})), {})
    desk.table.select_runs([1, 2])
    menu = opened(desk)
    texts = {action.objectName(): action.text() for action in menu.actions()}
    assert texts["swapEntry"] == "Swap runs 1 and 2\tX"
    assert texts["turnPinsEntry"] == "Unpin 2 runs\tP"
    menu.close()


def test_that_every_entry_that_is_disabled_says_why(desk: TableDesk) -> None:
    chosen: tuple[list[int], ...] = ([], [1])
    for runs in chosen:
        desk.table.select_runs(runs)
        menu = opened(desk)
        disabled = [action for action in entries(menu) if not action.isEnabled()]
        assert disabled
        assert [action.text() for action in disabled if not action.toolTip()] == []
        assert menu.toolTipsVisible()
        assert all(part.toolTipsVisible() for part in menu.findChildren(QMenu))
        menu.close()


def test_that_the_menu_moves_to_every_stack_but_its_own(desk: TableDesk) -> None:
    desk.table.select_runs([1])
    menu = opened(desk)
    targets = find(menu, QMenu, "targetMenu")
    texts = [action.text() for action in targets.actions() if action.isEnabled()]
    assert texts == ["Stack 2", "Stack 3", "", "Another stack...\tM"]
    assert targets.actions()[0].toolTip() == "Run 1 is on stack 1 already."
    targets.actions()[2].trigger()
    assert desk.asked == [("move", (1,), 2)]
    menu.close()


def test_that_an_entry_does_what_its_key_does(desk: TableDesk) -> None:
    desk.table.select_runs([1])
    menu = opened(desk)
    find(menu, QAction, "skipRunsEntry").trigger()
    assert desk.asked == [("skip", (1,))]
    menu.close()


def test_that_the_menu_of_a_plan_of_many_stacks_is_not_endless(qtbot: QtBot) -> None:
    desk = TableDesk(qtbot, plan_of([1] * 50, 50))
    desk.table.select_runs([1])
    menu = opened(desk)
    assert len(find(menu, QMenu, "targetMenu").actions()) == 30 + 2
    menu.close()


def test_that_escape_closes_the_menu_and_its_keys_are_no_second_shortcut(desk: TableDesk) -> None:
    menu = opened(desk)
    assert [action.text() for action in entries(menu) if action.shortcuts()] == []
    QTest.keyClick(menu, Qt.Key.Key_Escape)
    assert not menu.isVisible()


def test_that_without_a_plan_the_menu_opens_all_the_same(qtbot: QtBot) -> None:
    menu = opened(TableDesk(qtbot, None))
    assert not find(menu, QAction, "addStackEntry").isEnabled()
    menu.close()
