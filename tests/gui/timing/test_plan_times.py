"""When is it done, and how far is it: the dialogs of the Spyral menu against a real workspace."""

import os
import re
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QTreeWidgetItem,
)

from desk import (
    OpenWindow,
    choose,
    current,
    find,
    messages,
    open_dialog,
    press,
    set_stacks,
    settle,
    trigger,
    wait_until,
)
from folders import MakeFolder
from spyral_jobs import write_log
from stackplan.files.spyral_workspace import read_workspace
from stackplan.gui.table.columns import Column
from stackplan.gui.timing import progress_window
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.timing.plan_times import TimesDialog
from stackplan.gui.timing.progress_window import ProgressDialog, ProgressReader
from stackplan.gui.window.main_window import MainWindow
from superblocks import superblock

GB = 10**9
SIZES = dict.fromkeys(range(1, 9), 10 * GB)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Two processes at work, 1000 s a run of 10 GB; run 8 is the next of the second one."""
    made, begin = tmp_path / "workspace", time.time() - 4000
    write_log(made, begin, "Parent", (0, "Run stacks: [[1, 3, 5, 7], [2, 4, 6, 8]]"),
              (0, "Stack 0 load: 50.00%"))  # fmt: skip
    for process, runs in (("0", (1, 3, 5)), ("1", (2, 4, 6))):
        lines = [(1000 * n, f"Phase Cluster complete for run {r}") for n, r in enumerate(runs, 1)]
        write_log(made, begin, process, *lines)
    return made


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    folder = make_folder(SIZES)
    for path in folder.iterdir():
        os.utime(path, (0, time.time() - 86_400))
    made = open_window(folder)
    set_stacks(made, 2)
    wait_times(made)
    return made


@pytest.fixture
def timed(window: MainWindow, workspace: Path) -> MainWindow:
    """The window, which knows the times of the workspace."""
    times_of(window).read_workspace(str(workspace))
    wait_times(window)
    return window


def times_of(window: MainWindow) -> MeasuredTimes:
    found = window.findChild(MeasuredTimes)
    assert isinstance(found, MeasuredTimes)
    return found


def wait_times(window: MainWindow) -> None:
    wait_until(lambda: not times_of(window).worker.running)


def reopened(window: MainWindow, open_window: OpenWindow) -> MainWindow:
    """The same folder in a window after this one."""
    window.close()
    second = open_window(window.document.traces)
    wait_times(second)
    return second


def done_in(window: MainWindow) -> str:
    index = window.panes.table.stack_model.index_of_stack(0)
    return str(index.siblingAtColumn(Column.DONE_IN).data())


def open_times(window: MainWindow) -> TimesDialog:
    trigger(window, "whenDoneAction")
    dialog = find(window, TimesDialog, "timesDialog")
    wait_until(lambda: not dialog.worker.running)
    return dialog


def type_in(dialog: TimesDialog, field: str, text: str) -> str:
    find(dialog, QLineEdit, field).setText(text)
    wait_until(lambda: not dialog.worker.running)
    return dialog.words.text()


def test_that_the_column_comes_with_the_rate(window: MainWindow, workspace: Path) -> None:
    table = window.panes.table
    assert table.isColumnHidden(Column.DONE_IN)
    times_of(window).read_workspace(str(workspace))
    wait_times(window)
    assert not table.isColumnHidden(Column.DONE_IN)
    assert done_in(window) == "1 h 7 min"
    tip = table.stack_model.index_of_stack(0).siblingAtColumn(Column.DONE_IN).data(3)
    assert tip == "Stack 1, done in about 1 h 7 min"
    figure = find(window, QPushButton, "longestFigure")
    assert figure.text().startswith("Longest: stack 1, 40.0 GB, done about ")
    assert "Done in about 1 h 7 min if it begins now" in figure.toolTip()


def test_that_the_link_slows_every_time_and_is_remembered(
    timed: MainWindow, open_window: OpenWindow
) -> None:
    dialog = open_times(timed)
    assert "Together the stacks would read 20.0 MB/s." in dialog.words.text()
    words = type_in(dialog, "linkEdit", "10")
    assert "2 readers want 20.0 MB/s; the link carries 10.0 MB/s: they wait for it." in words
    assert "Done in about 2 h 14 min" in words
    assert done_in(timed) == "2 h 14 min"
    assert "Done in about 2 h 14 min" in find(timed, QPushButton, "longestFigure").toolTip()
    assert type_in(dialog, "linkEdit", "fast").count("Done in about 1 h 7 min") == 1
    assert "'fast' is no number" in dialog.mistake.text()
    assert done_in(timed) == "2 h 14 min"  # what was typed last and could be read
    second = reopened(timed, open_window)
    assert times_of(second).link == 10_000_000
    second.preferences.link = "damaged"
    settle(second)
    assert times_of(open_window(timed.document.traces)).link is None


def test_that_one_learns_whether_each_stack_fits_and_how_many_would(timed: MainWindow) -> None:
    dialog = open_times(timed)
    assert "Each stack is done within 4 h." in dialog.words.text()
    assert "4 stacks would be enough." in type_in(dialog, "withinEdit", "0.6")
    set_stacks(timed, 4)
    wait_until(lambda: "Each stack is done within 36 min" in dialog.words.text())
    assert "within" not in type_in(dialog, "withinEdit", "")


def test_that_the_hours_that_were_typed_are_remembered(
    window: MainWindow, open_window: OpenWindow
) -> None:
    window.preferences.rate, window.preferences.hours = "25", "4"
    type_in(open_times(window), "withinEdit", "0.6")
    assert (window.preferences.rate, window.preferences.hours) == ("25", "0.6")
    assert open_times(reopened(window, open_window)).hours.text() == "0.6"


def test_that_without_a_rate_the_dialog_says_how_to_get_one_and_does_it(
    window: MainWindow, workspace: Path
) -> None:
    dialog = open_times(window)
    assert "No time is known" in dialog.words.text()
    press(dialog, "readTimesButton")
    choose(open_dialog(window), workspace)
    wait_until(lambda: "Done in about" in dialog.words.text())


def test_that_a_rate_is_typed_counts_everywhere_and_is_remembered(
    window: MainWindow, open_window: OpenWindow
) -> None:
    dialog = open_times(window)
    words = type_in(dialog, "timesRateEdit", "20")
    assert words.startswith("As typed: 20.0 MB/s a process.")
    assert done_in(window) == "34 min"
    type_in(dialog, "timesRateEdit", "fast")
    assert "'fast' is no number" in dialog.mistake.text()
    assert done_in(window) == "34 min"
    trigger(window, "stackCountAction")
    assert find(window, QLineEdit, "rateEdit").text() == "20"
    second = reopened(window, open_window)
    assert done_in(second) == "34 min"
    type_in(open_times(second), "timesRateEdit", "")
    assert second.panes.table.isColumnHidden(Column.DONE_IN)


@pytest.fixture
def board(window: MainWindow, workspace: Path) -> ProgressDialog:
    return open_board(window, workspace)


def open_board(window: MainWindow, workspace: Path) -> ProgressDialog:
    trigger(window, "boardAction")
    choose(open_dialog(window), workspace)
    dialog = find(window, ProgressDialog, "boardDialog")
    wait_read(dialog)
    return dialog


def wait_read(dialog: ProgressDialog) -> None:
    wait_until(lambda: not dialog.reader.worker.running)


def look(dialog: ProgressDialog) -> None:
    dialog.reader.look()
    wait_read(dialog)


def item(dialog: ProgressDialog, stack: int) -> QTreeWidgetItem:
    found = dialog.rows.topLevelItem(stack)
    assert found is not None
    return found


def row(dialog: ProgressDialog, stack: int) -> list[str]:
    return [item(dialog, stack).text(column) for column in range(dialog.rows.columnCount())]


def test_that_the_board_shows_each_stack_and_its_runs(timed: MainWindow, workspace: Path) -> None:
    before = current(timed)
    dialog = open_board(timed, workspace)
    assert [row(dialog, stack)[2] for stack in (0, 1)] == ["3 of 4", "3 of 4"]
    assert row(dialog, 0)[-2:] == ["1 h 7 min", "17 min"]
    assert dialog.words.text().startswith("6 of 8 runs done.")
    assert "only read" in dialog.age.text()
    top = item(dialog, 0)
    top.setExpanded(True)
    told = [child.text(1) for at in range(top.childCount()) if (child := top.child(at))]
    assert sorted(told) == ["done", "done", "done", "never started"]
    assert current(timed) is before


def test_that_the_board_follows_the_work_and_the_plan(
    window: MainWindow, board: ProgressDialog, workspace: Path
) -> None:
    top = item(board, 0)
    top.setExpanded(True)
    assert row(board, 0)[-2:] == ["not known", ""]
    (workspace / "Cluster").mkdir()
    for number in SIZES:
        (workspace / "Cluster" / f"run_{number:04d}.h5").write_bytes(superblock(0, 96))
    look(board)
    assert board.words.text() == "8 of 8 runs done."
    assert row(board, 0)[1] == "done"
    set_stacks(window, 1)
    wait_until(lambda: board.rows.topLevelItemCount() == 1)
    assert top.childCount() == 8


def test_that_the_rest_is_planned_from_the_board(window: MainWindow, board: ProgressDialog) -> None:
    press(board, "boardRest")
    wait_until(lambda: "rest" in messages(window))
    assert "6 runs done: 1-6." in messages(window)["rest"].text


def test_that_a_board_out_of_sight_leaves_the_disk_alone(
    window: MainWindow, board: ProgressDialog
) -> None:
    assert board.reader.timer.isActive()
    board.reject()
    assert not board.reader.timer.isActive()
    assert board.reader.workspace == ""
    set_stacks(window, 3)
    assert not board.reader.timer.isActive()


def test_that_a_workspace_that_goes_and_a_disk_that_hangs_are_told(
    board: ProgressDialog, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = board.words.text()
    workspace.rename(workspace.with_name("gone"))
    look(board)
    assert "workspace is not there; check the path" in board.age.text()
    assert board.words.text() == shown
    workspace.with_name("gone").rename(workspace)
    look(board)
    assert board.reader.failure == ""
    monkeypatch.setattr(ProgressReader, "silent_s", 7.2)
    board.show_board()
    QApplication.processEvents()
    assert board.age.text().endswith("The disk has not answered for 7 s.")


class Disk:
    """A disk that answers once it is `ready`, and counts who asks which workspace."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ready = threading.Event()
        self.asked: list[str] = []
        self._read = read_workspace
        monkeypatch.setattr(progress_window, "read_workspace", self._answer)

    def _answer(self, workspace: str, traces: str) -> object:
        self.asked.append(workspace)
        assert self.ready.wait(60)
        return self._read(workspace, traces)


def test_that_edits_send_no_more_readers_to_a_disk_that_hangs(
    window: MainWindow, board: ProgressDialog, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    board.reader.look()
    for stacks in (3, 4, 1):
        set_stacks(window, stacks)
        QTest.qWait(50)
    assert disk.asked == [str(workspace)]
    disk.ready.set()
    wait_until(lambda: board.rows.topLevelItemCount() == 1)
    assert disk.asked == [str(workspace)] * 2


def test_that_another_workspace_is_shown_under_its_own_name_only(
    board: ProgressDialog, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk, other = Disk(monkeypatch), workspace.with_name("other")
    board.reader.look()
    write_log(other, time.time(), "Parent", (0, "Run stacks: [[1, 3, 5, 7], [2, 4, 6, 8]]"))
    board.reader.begin(str(other))
    disk.ready.set()
    wait_until(lambda: board.reader.reading is not None)
    assert disk.asked == [str(workspace), str(other)]
    assert board.words.text().startswith("0 of 8 runs done.")


def test_that_a_slow_disk_is_said_to_be_read_as_seldom_as_it_is(
    window: MainWindow, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [0.0]
    clock = SimpleNamespace(**vars(time) | {"monotonic": lambda: now_s[0]})
    monkeypatch.setattr("stackplan.gui.timing.progress_window.time", clock)
    dialog = open_board(window, workspace)
    assert dialog.age.text().endswith("again every 10 s.")
    disk = Disk(monkeypatch)
    dialog.reader.look()
    now_s[0] += 2
    disk.ready.set()
    wait_read(dialog)
    told = re.search(r"again every (\d+) s", dialog.age.text())
    assert told is not None
    assert int(told[1]) >= 15
    assert dialog.reader.timer.interval() == pytest.approx(1000 * int(told[1]), abs=500)


def test_that_the_workspace_is_asked_for_once_and_remembered_with_the_folder(
    window: MainWindow, board: ProgressDialog, workspace: Path, open_window: OpenWindow
) -> None:
    board.reject()
    trigger(window, "leftAction")
    wait_until(lambda: "rest" in messages(window))
    trigger(window, "timesAction")
    wait_times(window)
    assert done_in(window) == "1 h 7 min"
    assert [box for box in window.findChildren(QFileDialog) if box.isVisible()] == []
    window.close()
    second = open_window(window.document.traces)
    trigger(second, "boardAction")
    reader = find(second, ProgressDialog, "boardDialog").reader
    assert reader.workspace == str(workspace)
    trigger(second, "workspaceAction")
    choose(open_dialog(second), workspace.parent)
    assert reader.workspace == str(workspace.parent)
