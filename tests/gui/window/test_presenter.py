"""Who hears what of a change of the document."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QTreeView
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, features, find, messages, wait_idle
from folders import MakeFolder, fill
from stackplan.core.edits import move_runs
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan_text import PlanFile, write
from stackplan.core.run_numbers import parse
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    window = open_window(make_folder(SIZES))
    window.panes.settings.stacks.setValue(3)
    return window


def move(window: MainWindow) -> None:
    plan = current(window)
    window.document.apply(move_runs(plan, plan.stacks[0].run_numbers[:1], 1), "Move a run")


@pytest.mark.parametrize("name", ["skipEdit", "noteEdit", "tracesEdit"])
def test_that_an_edit_wipes_nothing_that_is_being_typed(window: MainWindow, name: str) -> None:
    field = find(window, QLineEdit, name)
    field.clear()
    QTest.keyClicks(field, "5, 6")
    move(window)
    assert field.text() == "5, 6"


def test_that_the_title_says_what_a_note_that_comes_and_goes_leaves_unsaved(
    window: MainWindow,
) -> None:
    assert not window.isWindowModified()
    window.document.set_note("before the target change")
    for undone in (False, True, False):
        if undone:
            window.document.history.undo()
        elif window.document.history.canRedo():
            window.document.history.redo()
        assert window.isWindowModified() is not undone
        assert window.document.has_unsaved_work is not undone


def test_that_another_folder_ends_a_comparison_and_following(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    find(window, QAction, "compareSnakeAction").trigger()
    follow = find(window, QAbstractButton, "followButton")
    follow.click()
    assert "compare" in messages(window)
    assert follow.isChecked()
    window.open_path(str(fill(tmp_path / "other", {7: 100, 8: 200})))
    wait_idle(qtbot, window)
    assert "compare" not in messages(window)
    assert not follow.isChecked()


def test_that_another_file_with_the_same_runs_says_what_it_leaves_out(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    figure = find(window, QAbstractButton, "problemsFigure")
    plan, gone = current(window), str(tmp_path / "not mounted")
    for left_out, words in (((), "no problems"), ((LeftOut("empty", parse("9")),), "1 left out")):
        path = tmp_path / f"{words}.txt"
        path.write_text(write(PlanFile(plan, gone, left_out=left_out)), encoding="utf-8")
        window.open_path(str(path))
        wait_idle(qtbot, window)
        assert (window.document.path, figure.text()) == (str(path), words)


def test_that_what_is_compared_follows_each_edit(window: MainWindow) -> None:
    find(window, QAction, "compareSnakeAction").trigger()
    move(window)
    compared = features(window).comparing.compared
    assert compared is not None
    assert len(compared.comparison.moves) == 1
    assert "1 of 5 runs is on another stack" in messages(window)["compare"].text
    assert find(window, QTreeView, "stackTable").model().rowCount() == len(current(window).stacks)


def test_that_a_look_at_the_same_files_counts_as_a_look(window: MainWindow, qtbot: QtBot) -> None:
    window.panes.status.words.clear()
    find(window, QAbstractButton, "rescanButton").click()
    wait_idle(qtbot, window)
    assert window.panes.status.words.text().startswith("Sizes read just now")
