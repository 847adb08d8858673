"""The table in the real window: keys and menus reach the plan, and say why a run is not in it."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QSpinBox

from desk import OpenWindow, current, features, find, said, settle, stacks, wait_until
from folders import MakeFolder, fill
from stackplan.gui.table.columns import Column
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 9000, 2: 8000, 3: 7000, 4: 6000, 5: 5000, 7: 4000}


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    find(made, QSpinBox, "stacksSpin").setValue(3)
    return made


def test_that_keys_and_menus_edit_the_plan(window: MainWindow) -> None:
    table = window.panes.table
    table.setFocus()
    table.select_runs([1])
    assert stacks(window) == [(1, 7), (2, 5), (3, 4)]
    QTest.keySequence(table, QKeySequence("Alt+Down"))
    assert stacks(window)[0] == (7, 1)
    QTest.keySequence(table, QKeySequence("Alt+Right"))
    assert stacks(window) == [(7,), (2, 5, 1), (3, 4)]
    assert table.selected_runs() == (1,)
    table.select_runs([1, 3])
    find(window, QAction, "swapAction").trigger()
    assert stacks(window) == [(7,), (2, 5, 3), (1, 4)]
    find(window, QAction, "addStackAction").trigger()
    assert len(stacks(window)) == 4
    table.select_stack(0)
    find(window, QAction, "removeStackAction").trigger()
    assert stacks(window)[2] == (7,)
    table.select_runs([2])
    find(window, QAction, "skipRunsAction").trigger()
    assert 2 not in current(window).places
    while window.document.history.index():
        window.document.history.undo()
    assert sorted(current(window).places) == sorted(SIZES)


def test_that_a_typed_or_pasted_list_moves_its_runs(window: MainWindow) -> None:
    model = window.panes.table.stack_model
    model.setData(model.index(2, Column.REMARKS), "1-2")
    wait_until(lambda: stacks(window) == [(7,), (5,), (3, 4, 1, 2)])
    model.setData(model.index(0, Column.NAME), "6")
    wait_until(lambda: "Run 6 is not in the plan" in said(window))
    QApplication.clipboard().setText("[1, 2]")
    window.panes.table.select_stack(1)
    find(window, QAction, "pasteAction").trigger()
    assert stacks(window) == [(7,), (5, 1, 2), (3, 4)]


def test_that_a_run_is_found_or_it_is_said_why_it_is_not_planned(window: MainWindow) -> None:
    window.hand_edits.skip((2,))
    find(window, QAction, "findRunAction").trigger()
    field, words = find(window, QLineEdit, "entryField"), find(window, QLabel, "entryWords")
    for number, answer in (
        ("3", "Run 3 is on stack 2."),
        ("2", "Skipped: run 2."),
        ("6", "Missing, no file: run 6."),
        ("99", "There is no run 99 in the folder."),
    ):
        field.clear()
        QTest.keyClicks(field, number)
        assert words.text() == answer
    assert window.panes.table.selected_runs() == (3,)


def test_that_before_the_first_folder_a_search_says_so(open_window: OpenWindow) -> None:
    window = open_window()
    find(window, QAction, "findRunAction").trigger()
    QTest.keyClicks(find(window, QLineEdit, "entryField"), "3")
    assert find(window, QLabel, "entryWords").text() == "There is no plan yet."


def test_that_a_comparison_is_shown_in_the_table(window: MainWindow) -> None:
    window.hand_edits.move((1,), 1)
    features(window).comparing.with_snake()
    assert not window.panes.table.isColumnHidden(Column.WAS)
    index = window.panes.table.stack_model.index_of_run(1)
    assert index.siblingAtColumn(Column.WAS).data() == "stack 1"
    features(window).comparing.stop()
    assert window.panes.table.isColumnHidden(Column.WAS)
    assert current(window).places[1] == 1


def test_that_open_stacks_belong_to_the_folder_and_nothing_stays_selected(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    first = str(fill(tmp_path / "e20009", dict.fromkeys(range(1, 9), 10**6)))
    second = str(fill(tmp_path / "e20020", dict.fromkeys(range(1, 9), 10**6)))
    window = open_window(first)
    table = window.panes.table
    window.panes.settings.stacks.setValue(4)
    table.select_runs([1, 2])
    opened = table.open_stacks
    assert len(opened) == 2
    for folder, expected in ((second, ()), (first, opened)):
        window.open_path(folder)
        settle(window)
        assert table.open_stacks == expected
        assert table.selected_runs() == ()
        assert window.panes.chart.selected == set()
    window.close()
    again = open_window(first)
    assert again.panes.table.open_stacks == opened
