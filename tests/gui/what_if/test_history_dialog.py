"""The history as a list: jumping in it, and where nothing is unsaved."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, find, save_to, set_stacks, stacks, trigger
from folders import MakeFolder
from stackplan.core.edits import move_runs
from stackplan.gui.what_if.history_dialog import HistoryDialog
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    set_stacks(made, 2)
    return made


@pytest.fixture
def dialog(window: MainWindow) -> HistoryDialog:
    trigger(window, "historyAction")
    return find(window, HistoryDialog, "historyDialog")


def move(window: MainWindow, number: int) -> None:
    plan = current(window)
    to_stack = 1 - plan.places[number]
    label = f"Move run {number} to stack {to_stack + 1}"
    window.document.apply(move_runs(plan, [number], to_stack), label)


def rows(dialog: HistoryDialog) -> list[str]:
    model = dialog.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def marked(dialog: HistoryDialog) -> list[int]:
    model, role = dialog.view.model(), Qt.ItemDataRole.DecorationRole
    return [r for r in range(model.rowCount()) if model.index(r, 0).data(role)]


def test_that_each_step_has_its_name_and_any_of_them_can_be_gone_to(
    window: MainWindow, dialog: HistoryDialog
) -> None:
    seen = [stacks(window)]
    for number in (1, 2, 3):
        move(window, number)
        seen.append(stacks(window))
    listed = rows(dialog)
    assert listed[:2] == ["Plan as opened", "2 stacks"]
    assert all(row.startswith(f"Move run {n} to stack ") for n, row in enumerate(listed[2:], 1))
    for row in (3, 1, 4, 2):
        dialog.view.setCurrentIndex(dialog.view.model().index(row, 0))
        assert stacks(window) == seen[row - 1]


def test_that_arrow_keys_walk_and_escape_closes(window: MainWindow, dialog: HistoryDialog) -> None:
    before = stacks(window)
    move(window, 1)
    after = stacks(window)
    assert dialog.isVisible()
    QTest.keyClick(dialog.view, Qt.Key.Key_Up)
    assert stacks(window) == before
    QTest.keyClick(dialog.view, Qt.Key.Key_Down)
    assert stacks(window) == after
    QTest.keyClick(dialog.view, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert stacks(window) == after
    trigger(window, "historyAction")
    assert dialog.isVisible()
    assert len(window.findChildren(HistoryDialog)) == 1


def test_that_the_saved_step_is_marked_and_named(
    window: MainWindow, dialog: HistoryDialog, qtbot: QtBot, tmp_path: Path
) -> None:
    assert dialog.clean.text().endswith("Nothing is unsaved at: Plan as opened")
    assert marked(dialog) == [0]
    move(window, 1)
    save_to(window, tmp_path / "plan.txt")
    move(window, 2)
    assert marked(dialog) == [2]
    assert "Nothing is unsaved at: Move run 1 to stack " in dialog.clean.text()
    window.document.history.setIndex(1)
    move(window, 3)
    assert marked(dialog) == []
    assert dialog.clean.text() == "Every step of this list has unsaved changes."


def test_that_another_plan_has_a_list_of_its_own(window: MainWindow, dialog: HistoryDialog) -> None:
    move(window, 1)
    window.document.load(current(window), window.document.traces)
    assert rows(dialog) == ["Plan as opened"]
