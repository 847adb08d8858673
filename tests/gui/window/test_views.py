"""From the plan to every view, and who hears of a change."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLineEdit, QPushButton, QSpinBox

from desk import (
    OpenWindow,
    act_on,
    current,
    features,
    find,
    messages,
    said,
    save_to,
    settle,
    stacks,
)
from folders import MakeFolder, fill
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan_text import PlanFile, write
from stackplan.core.run_numbers import parse
from stackplan.files.demo import make_demo
from stackplan.files.plan_file import save_plan
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 5000, 2: 4000, 3: 3000, 5: 2000, 6: 1000}


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    find(made, QSpinBox, "stacksSpin").setValue(2)
    return made


def test_that_the_demo_folder_is_planned_with_all_that_is_odd_about_it_in_words(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    make_demo(str(tmp_path / "demo"))
    window = open_window(tmp_path / "demo")
    plan = current(window)
    assert plan.request.method == "snake"
    assert plan.request.n_stacks == 17
    assert len(plan.runs) == 118
    assert "look wrong" in messages(window)["suspicious"].text
    figure = find(window, QPushButton, "problemsFigure")
    assert figure.text().endswith(" 2 suspicious, 5 left out")
    tip = figure.toolTip()
    for number in ("77", "80", "run_91.h5", "130"):
        assert number in tip
    find(window, QAction, "skipRiskyAction").trigger()
    assert str(current(window).request.skipped) == "112, 175"
    assert "suspicious" not in messages(window)
    assert figure.text() == "7 left out"


def test_that_every_view_shows_an_edit_and_an_undo_alike(window: MainWindow) -> None:
    before = stacks(window)
    window.hand_edits.move((1,), 1 - current(window).places[1])
    for expected in (stacks(window), before):
        model = window.panes.table.stack_model
        assert model.plan == window.panes.chart.plan == current(window)
        shown = [
            model.data(model.index(row, 0, model.index(stack, 0)))
            for stack in range(2)
            for row in range(model.rowCount(model.index(stack, 0)))
        ]
        assert shown == [f"Run {number}" for stack in expected for number in stack]
        assert window.isWindowModified() == (expected != before)
        window.document.history.undo()
    settle(window)


def test_that_chart_and_table_select_together_over_a_move_and_its_undo(window: MainWindow) -> None:
    settle(window)
    chart, table = window.panes.chart, window.panes.table
    first = current(window).stacks[0].runs[0].number
    box = chart.run_box(first)
    assert box is not None
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=box.center())
    assert table.selected_runs() == (first,)
    table.select_runs([3])
    window.hand_edits.move((3,), 1 - current(window).places[3])
    assert table.selected_runs() == (3,)
    window.document.history.undo()
    assert table.selected_runs() == (3,)
    assert chart.selected == frozenset({3})


def test_that_a_reversed_range_is_swapped_by_one_click(window: MainWindow) -> None:
    before = stacks(window)
    find(window, QSpinBox, "runMinSpin").setValue(5)
    find(window, QSpinBox, "runMaxSpin").setValue(2)
    assert not current(window).runs
    assert not window.panes.header.save.isEnabled()
    act_on(window, "plan")
    assert sorted(current(window).places) == [2, 3, 5]
    assert find(window, QSpinBox, "runMinSpin").value() == 2
    for _ in range(3):
        window.document.history.undo()
    assert stacks(window) == before


def test_that_an_empty_folder_and_one_that_is_none_are_told(
    open_window: OpenWindow, tmp_path: Path
) -> None:
    empty = open_window(fill(tmp_path / "empty", {}))
    assert "no run_NNNN.h5 with data" in said(empty)
    assert "no run_NNNN.h5 with data" in empty.panes.chart.words
    other = open_window(tmp_path / "gone")
    assert "is not there" in said(other)


def test_that_a_plan_whose_folder_is_not_mounted_opens_from_the_file_alone(
    window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    window.hand_edits.move((1,), 1 - current(window).places[1])
    save_to(window, tmp_path / "plan.txt")
    (tmp_path / "traces").rename(tmp_path / "unmounted")
    again = open_window(tmp_path / "plan.txt")
    assert current(again) == current(window)
    assert "as its file has it" in messages(again)["scan"].text
    assert not again.document.has_unsaved_work
    (tmp_path / "unmounted").rename(tmp_path / "traces")
    act_on(again, "scan")
    settle(again)
    assert "scan" not in messages(again)
    assert again.document.found is not None


def test_that_a_plan_opens_with_the_folders_sizes_of_today(
    window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    save_to(window, tmp_path / "plan.txt")
    fill(tmp_path / "traces", {1: 9000, 9: 700})
    again = open_window(tmp_path / "plan.txt")
    assert stacks(again) == stacks(window)
    assert {run.number: run.size for run in current(again).runs}[1] == 9000
    assert "Run 1 changed its size" in said(again)
    assert "1 new run, not in the plan: 9" in said(again)


def test_that_a_plan_of_a_method_of_another_version_opens_and_can_be_planned_anew(
    window: MainWindow, open_window: OpenWindow, tmp_path: Path
) -> None:
    plan = current(window)
    strange = replace(plan, request=replace(plan.request, method="quantum"))
    save_plan(str(tmp_path / "plan.txt"), PlanFile(strange, str(tmp_path / "traces")))
    again = open_window(tmp_path / "plan.txt")
    combo = find(again, QComboBox, "methodCombo")
    assert combo.currentData() == "quantum"
    find(again, QSpinBox, "stacksSpin").setValue(3)
    assert "'quantum' is not known here" in said(again)
    assert current(again) == strange
    combo.setCurrentIndex(combo.findData("lpt"))
    assert current(again).request.method == "lpt"


def test_that_a_damaged_plan_is_refused_with_its_line_and_the_plan_on_screen_stays(
    window: MainWindow, tmp_path: Path
) -> None:
    path, before = tmp_path / "plan.txt", current(window)
    save_to(window, path)
    text = path.read_text()
    for damaged, words in (
        (f"{text}1 2 1\n", "line"),
        (f"{text}one two\n", "line"),
        (f"# stackplan 99\n{text}", "version"),
    ):
        path.write_text(damaged)
        window.open_path(str(path))
        settle(window)
        assert words in messages(window)["scan"].text
        assert "plan.txt" in messages(window)["scan"].text
        assert current(window) == before


def test_that_an_edit_wipes_nothing_that_is_being_typed(window: MainWindow) -> None:
    for number, name in enumerate(("skipEdit", "noteEdit", "tracesEdit"), start=1):
        field = find(window, QLineEdit, name)
        field.clear()
        QTest.keyClicks(field, "5, 6")
        window.hand_edits.move((number,), 1 - current(window).places[number])
        assert field.text() == "5, 6"


def test_that_the_title_says_what_a_note_that_comes_and_goes_leaves_unsaved(
    window: MainWindow,
) -> None:
    assert not window.isWindowModified()
    window.document.set_note("before the target change")
    assert window.isWindowModified()
    for turn, unsaved in ((window.document.history.undo, False),
                          (window.document.history.redo, True)):  # fmt: skip
        turn()
        assert (window.isWindowModified(), window.document.has_unsaved_work) == (unsaved, unsaved)


def test_that_what_is_compared_follows_each_edit_and_another_folder_ends_it_and_following(
    window: MainWindow, tmp_path: Path
) -> None:
    find(window, QAction, "compareSnakeAction").trigger()
    window.hand_edits.move((1,), 1 - current(window).places[1])
    compared = features(window).comparing.compared
    assert compared is not None
    assert len(compared.comparison.moves) == 1
    assert "1 of 5 runs is on another stack" in messages(window)["compare"].text
    window.document.history.undo()
    follow = find(window, QAbstractButton, "followButton")
    follow.click()
    assert follow.isChecked()
    window.open_path(str(fill(tmp_path / "other", {7: 100, 8: 200})))
    settle(window)
    assert "compare" not in messages(window)
    assert not follow.isChecked()


def test_that_another_file_with_the_same_runs_says_what_it_leaves_out(
    window: MainWindow, tmp_path: Path
) -> None:
    figure = find(window, QAbstractButton, "problemsFigure")
    plan, gone = current(window), str(tmp_path / "not mounted")
    for left_out, words in (((), "no problems"), ((LeftOut("empty", parse("9")),), "1 left out")):
        path = tmp_path / f"{words}.txt"
        path.write_text(write(PlanFile(plan, gone, left_out=left_out)), encoding="utf-8")
        window.open_path(str(path))
        settle(window)
        assert (window.document.path, figure.text()) == (str(path), words)


def test_that_a_look_at_the_same_files_counts_as_a_look(window: MainWindow) -> None:
    window.panes.status.words.clear()
    find(window, QAbstractButton, "rescanButton").click()
    settle(window)
    assert window.panes.status.words.text().startswith("Sizes read just now")
