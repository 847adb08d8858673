"""Times out of a Spyral workspace: read beside the window, kept, and told of the plan."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from desk import (
    OpenWindow,
    choose,
    features,
    find,
    messages,
    open_dialog,
    set_stacks,
    trigger,
    wait_until,
)
from folders import MakeFolder
from spyral_jobs import write_log
from stackplan.files.measured_times import load_times
from stackplan.files.paths import data_folder
from stackplan.gui.table.columns import Column
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.what_if.stack_count_dialog import StackCountDialog
from stackplan.gui.window.main_window import MainWindow

GB = 10**9
SIZES = dict.fromkeys(range(1, 9), 10 * GB)
BEGIN_S = 1_795_349_672


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two processes, 1000 s a run of 10 GB: 10 MB/s."""
    made = tmp_path / "workspace"
    write_log(made, BEGIN_S, "Parent", (0, "Run stacks: [[1, 2, 3], [4, 5, 6]]"),
              (0, "Stack 0 load: 50.00%"))  # fmt: skip
    for process, runs in (("0", (1, 2, 3)), ("1", (4, 5, 6))):
        lines = [(1000 * n, f"Phase Cluster complete for run {r}") for n, r in enumerate(runs, 1)]
        write_log(made, BEGIN_S, process, *lines)
    return made


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    set_stacks(made, 2)
    return settled(made)


def settled(window: MainWindow) -> MainWindow:
    times = window.findChild(MeasuredTimes)
    assert isinstance(times, MeasuredTimes)
    wait_until(lambda: not times.worker.running)
    return window


def read(window: MainWindow, folder: Path) -> str:
    """Read the times of a workspace; what is said about that."""
    trigger(window, "timesAction")
    choose(open_dialog(window), folder)
    return messages(settled(window))["times"].text


def longest(window: MainWindow) -> QPushButton:
    return find(window, QPushButton, "longestFigure")


def test_that_without_a_rate_there_is_no_time_but_the_way_to_one(window: MainWindow) -> None:
    assert "done about" not in longest(window).text()
    assert "Done in" not in longest(window).toolTip()
    assert "read the times of a Spyral workspace" in features(window).plan_times.words


def test_that_a_workspace_tells_when_the_plan_is_done_in_the_next_window_too(
    window: MainWindow, workspace: Path, open_window: OpenWindow
) -> None:
    said = read(window, workspace)
    assert said.startswith("6 times read from ")
    assert "10.0 MB/s a process" in said
    # Four runs a stack, 1000 s each.
    assert "Done in about 1 h 7 min" in longest(window).toolTip()
    assert ", done about " in longest(window).text()
    row = window.panes.table.stack_model.index_of_stack(0)
    assert row.siblingAtColumn(Column.LOAD).data(3).endswith("done in about 1 h 7 min")
    set_stacks(window, 8)
    assert "Done in about 17 min" in longest(window).toolTip()
    assert len(load_times(data_folder())) == 6
    other = settled(open_window(window.document.traces))
    assert ", done about " in longest(other).text()


def test_that_the_measured_rate_is_used_where_none_was_typed(
    window: MainWindow, workspace: Path
) -> None:
    read(window, workspace)
    trigger(window, "stackCountAction")
    dialog = find(window, StackCountDialog, "stackCountDialog")
    assert dialog.rate.text() == "10"
    dialog.rate.editingFinished.emit()
    assert window.preferences.rate == ""
    dialog.rate.setText("25")
    dialog.rate.editingFinished.emit()
    trigger(window, "stackCountAction")
    assert dialog.rate.text() == "25"
    dialog.close()


def test_that_a_folder_without_times_is_named(window: MainWindow, tmp_path: Path) -> None:
    begun = tmp_path / "begun"
    begun.mkdir()
    assert "no Spyral workspace" in read(window, begun)
    write_log(begun, BEGIN_S, "Parent", (0, "Run stacks: [[1]]"), (0, "Stack 0 load: 100.00%"))
    write_log(begun, BEGIN_S, "0")
    trigger(window, "timesAction")  # the workspace is known by now
    assert "holds no time of a run" in messages(settled(window))["times"].text
    assert load_times(data_folder()) == ()
