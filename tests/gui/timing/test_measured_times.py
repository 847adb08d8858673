"""Times out of a Spyral workspace: read beside the window, kept, and told of the plan."""

import time
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk import OpenWindow, choose, features, find, messages, open_dialog
from folders import MakeFolder
from stackplan.files.measured_times import load_times
from stackplan.files.paths import data_folder
from stackplan.gui.table.columns import Column
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.window.main_window import MainWindow

GB = 10**9
SIZES = dict.fromkeys(range(1, 9), 10 * GB)
BEGIN_S = 1_795_349_672


def log(workspace: Path, name: str, *lines: tuple[int, str]) -> None:
    folder = workspace / "log"
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(
        f"{time.strftime('%Y-%m-%d %H:%M:%S,000', time.localtime(BEGIN_S + after))}"
        f" - spyral.core.pipeline - INFO - {words}\n"
        for after, words in lines
    )
    (folder / f"log_proc{name}.txt").write_text(text, encoding="utf-8")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two processes, 1000 s a run of 10 GB: 10 MB/s."""
    made = tmp_path / "workspace"
    log(made, "Parent", (0, "Run stacks: [[1, 2, 3], [4, 5, 6]]"), (0, "Stack 0 load: 50.00%"))
    for process, runs in (("0", (1, 2, 3)), ("1", (4, 5, 6))):
        lines = [(1000 * n, f"Phase Cluster complete for run {r}") for n, r in enumerate(runs, 1)]
        log(made, process, *lines)
    return made


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot) -> MainWindow:
    made = open_window(make_folder(SIZES))
    made.panes.settings.stacks.setValue(2)
    settle(made, qtbot)
    return made


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not _times(window).worker.running, timeout=20_000)


def _times(window: MainWindow) -> MeasuredTimes:
    found = window.findChild(MeasuredTimes)
    assert isinstance(found, MeasuredTimes)
    return found


def read(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    find(window, QAction, "timesAction").trigger()
    choose(open_dialog(window), folder)
    settle(window, qtbot)


def test_that_without_a_rate_there_is_no_time_but_the_way_to_one(window: MainWindow) -> None:
    figure = find(window, QPushButton, "longestFigure")
    assert "done about" not in figure.text()
    assert "Done in" not in figure.toolTip()
    assert "read the times of a Spyral workspace" in features(window).plan_times.words


def test_that_a_workspace_tells_when_the_plan_and_each_stack_are_done(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    read(window, qtbot, workspace)
    said = messages(window)["times"].text
    assert said.startswith("6 times read from ")
    assert "10.0 MB/s a process" in said
    # Four runs a stack, 1000 s each.
    assert "Done in about 1 h 7 min" in find(window, QPushButton, "longestFigure").toolTip()
    assert ", done about " in find(window, QPushButton, "longestFigure").text()
    model = window.panes.table.stack_model
    tip = model.index_of_stack(0).siblingAtColumn(Column.LOAD).data(3)
    assert tip.endswith("done in about 1 h 7 min")
    window.panes.settings.stacks.setValue(8)
    assert "Done in about 17 min" in find(window, QPushButton, "longestFigure").toolTip()


def test_that_times_are_kept_for_the_next_window(
    window: MainWindow, qtbot: QtBot, workspace: Path, open_window: OpenWindow
) -> None:
    read(window, qtbot, workspace)
    assert len(load_times(data_folder())) == 6
    other = open_window(window.document.traces)
    settle(other, qtbot)
    assert ", done about " in find(other, QPushButton, "longestFigure").text()


def test_that_the_measured_rate_is_used_where_none_was_typed(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    read(window, qtbot, workspace)
    find(window, QAction, "stackCountAction").trigger()
    from stackplan.gui.what_if.stack_count_dialog import StackCountDialog

    dialog = find(window, StackCountDialog, "stackCountDialog")
    assert dialog.rate.text() == "10"
    dialog.rate.editingFinished.emit()
    assert window.preferences.rate == ""
    dialog.rate.setText("25")
    dialog.rate.editingFinished.emit()
    find(window, QAction, "stackCountAction").trigger()
    assert dialog.rate.text() == "25"
    dialog.close()


def test_that_a_folder_that_is_no_workspace_is_named(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    (tmp_path / "empty").mkdir()
    read(window, qtbot, tmp_path / "empty")
    assert "no Spyral workspace" in messages(window)["times"].text
    assert load_times(data_folder()) == ()


def test_that_times_of_other_runs_only_are_refused_in_words(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    log(tmp_path / "begun", "Parent", (0, "Run stacks: [[1]]"), (0, "Stack 0 load: 100.00%"))
    log(tmp_path / "begun", "0")
    read(window, qtbot, tmp_path / "begun")
    assert "holds no time of a run" in messages(window)["times"].text
