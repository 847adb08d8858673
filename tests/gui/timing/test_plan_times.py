"""When is it done, and how far is it: the dialogs of the Spyral menu against a real workspace."""

import os
import re
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desk import OpenWindow, choose, current, find, messages, open_dialog, wait_idle
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
def window(open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot) -> MainWindow:
    folder = make_folder(SIZES)
    for path in folder.iterdir():
        os.utime(path, (0, time.time() - 86_400))
    made = open_window(folder)
    made.panes.settings.stacks.setValue(2)
    settle(made, qtbot)
    return made


def times_of(window: MainWindow) -> MeasuredTimes:
    found = window.findChild(MeasuredTimes)
    assert isinstance(found, MeasuredTimes)
    return found


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not times_of(window).worker.running, timeout=20_000)


def know_times(window: MainWindow, qtbot: QtBot, workspace: Path) -> None:
    times_of(window).read_workspace(str(workspace))
    settle(window, qtbot)


def done_in(window: MainWindow, stack: int = 0) -> str:
    index = window.panes.table.stack_model.index_of_stack(stack)
    return str(index.siblingAtColumn(Column.DONE_IN).data())


def open_times(window: MainWindow, qtbot: QtBot) -> TimesDialog:
    find(window, QAction, "whenDoneAction").trigger()
    dialog = find(window, TimesDialog, "timesDialog")
    qtbot.waitUntil(lambda: not dialog.worker.running, timeout=20_000)
    return dialog


def type_in(dialog: TimesDialog, qtbot: QtBot, field: str, text: str) -> str:
    find(dialog, QLineEdit, field).setText(text)
    qtbot.waitUntil(lambda: not dialog.worker.running, timeout=20_000)
    return dialog.words.text()


def test_that_the_column_comes_with_the_rate(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    table = window.panes.table
    assert table.isColumnHidden(Column.DONE_IN)
    know_times(window, qtbot, workspace)
    assert not table.isColumnHidden(Column.DONE_IN)
    assert done_in(window) == "1 h 7 min"
    tip = table.stack_model.index_of_stack(0).siblingAtColumn(Column.DONE_IN).data(3)
    assert tip == "Stack 1, done in about 1 h 7 min"
    figure = find(window, QPushButton, "longestFigure")
    assert figure.text().startswith("Longest: stack 1, 40.0 GB, done about ")
    assert "Done in about 1 h 7 min if it begins now" in figure.toolTip()


def test_that_the_link_slows_every_time_that_is_shown_and_is_remembered(
    window: MainWindow, qtbot: QtBot, workspace: Path, open_window: OpenWindow
) -> None:
    know_times(window, qtbot, workspace)
    dialog = open_times(window, qtbot)
    assert "Together the stacks would read 20.0 MB/s." in dialog.words.text()
    words = type_in(dialog, qtbot, "linkEdit", "10")
    assert "2 readers want 20.0 MB/s; the link carries 10.0 MB/s: they wait for it." in words
    assert "Done in about 2 h 14 min" in words
    assert done_in(window) == "2 h 14 min"
    assert "Done in about 2 h 14 min" in find(window, QPushButton, "longestFigure").toolTip()
    assert type_in(dialog, qtbot, "linkEdit", "fast").count("Done in about 1 h 7 min") == 1
    assert "'fast' is no number" in dialog.mistake.text()
    assert done_in(window) == "2 h 14 min"  # what was typed last and could be read
    window.close()
    second = open_window(window.document.traces)
    settle(second, qtbot)
    assert times_of(second).link == 10_000_000
    second.preferences.link = "damaged"
    wait_idle(qtbot, second)
    third = open_window(window.document.traces)
    assert times_of(third).link is None


def test_that_one_learns_whether_each_stack_fits_and_how_many_would(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    know_times(window, qtbot, workspace)
    dialog = open_times(window, qtbot)
    assert "Each stack is done within 4 h." in dialog.words.text()
    assert "4 stacks would be enough." in type_in(dialog, qtbot, "withinEdit", "0.6")
    window.panes.settings.stacks.setValue(4)
    qtbot.waitUntil(lambda: "Each stack is done within 36 min" in dialog.words.text())
    assert "within" not in type_in(dialog, qtbot, "withinEdit", "")


def test_that_the_hours_that_were_typed_are_there_the_next_time(
    window: MainWindow, qtbot: QtBot, open_window: OpenWindow
) -> None:
    window.preferences.rate, window.preferences.hours = "25", "4"
    type_in(open_times(window, qtbot), qtbot, "withinEdit", "0.6")
    assert (window.preferences.rate, window.preferences.hours) == ("25", "0.6")
    window.close()
    second = open_window(window.document.traces)
    settle(second, qtbot)
    assert open_times(second, qtbot).hours.text() == "0.6"


def test_that_without_a_rate_the_dialog_says_how_to_get_one_and_does_it(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    dialog = open_times(window, qtbot)
    assert "No time is known" in dialog.words.text()
    find(dialog, QPushButton, "readTimesButton").click()
    choose(open_dialog(window), workspace)
    qtbot.waitUntil(lambda: "Done in about" in dialog.words.text(), timeout=20_000)


def open_board(window: MainWindow, qtbot: QtBot, workspace: Path) -> ProgressDialog:
    find(window, QAction, "boardAction").trigger()
    choose(open_dialog(window), workspace)
    dialog = find(window, ProgressDialog, "boardDialog")
    wait_board(dialog, qtbot)
    return dialog


def wait_board(dialog: ProgressDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not dialog.reader.worker.running, timeout=20_000)


def row(dialog: ProgressDialog, stack: int) -> list[str]:
    item = dialog.rows.topLevelItem(stack)
    assert item is not None
    return [item.text(column) for column in range(dialog.rows.columnCount())]


def test_that_the_board_shows_each_stack_and_its_runs(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    know_times(window, qtbot, workspace)
    before = current(window)
    dialog = open_board(window, qtbot, workspace)
    assert [row(dialog, stack)[2] for stack in (0, 1)] == ["3 of 4", "3 of 4"]
    assert row(dialog, 0)[-2:] == ["1 h 7 min", "17 min"]
    assert dialog.words.text().startswith("6 of 8 runs done.")
    assert "only read" in dialog.age.text()
    item = dialog.rows.topLevelItem(0)
    assert item is not None
    item.setExpanded(True)
    told = [child.text(1) for at in range(item.childCount()) if (child := item.child(at))]
    assert sorted(told) == ["done", "done", "done", "never started"]
    assert current(window) is before


def test_that_the_board_follows_the_work_and_the_plan(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    dialog = open_board(window, qtbot, workspace)
    item = dialog.rows.topLevelItem(0)
    assert item is not None
    item.setExpanded(True)
    assert row(dialog, 0)[-2:] == ["not known", ""]
    (workspace / "Cluster").mkdir()
    for number in SIZES:
        (workspace / "Cluster" / f"run_{number:04d}.h5").write_bytes(superblock(0, 96))
    dialog.reader.look()
    wait_board(dialog, qtbot)
    assert dialog.words.text() == "8 of 8 runs done."
    assert row(dialog, 0)[1] == "done"
    window.panes.settings.stacks.setValue(1)
    qtbot.waitUntil(lambda: dialog.rows.topLevelItemCount() == 1, timeout=20_000)
    assert item.childCount() == 8


def test_that_the_rest_is_planned_from_the_board(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    dialog = open_board(window, qtbot, workspace)
    find(dialog, QPushButton, "boardRest").click()
    qtbot.waitUntil(lambda: "rest" in messages(window), timeout=20_000)
    assert "6 runs done: 1-6." in messages(window)["rest"].text


def test_that_a_board_that_nobody_sees_leaves_the_disk_alone(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    dialog = open_board(window, qtbot, workspace)
    assert dialog.reader.timer.isActive()
    dialog.reject()
    assert not dialog.reader.timer.isActive()
    assert dialog.reader.workspace == ""
    window.panes.settings.stacks.setValue(3)
    assert not dialog.reader.timer.isActive()


def test_that_a_workspace_that_goes_is_named_and_asked_again(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    dialog = open_board(window, qtbot, workspace)
    shown = dialog.words.text()
    workspace.rename(workspace.with_name("gone"))
    dialog.reader.look()
    wait_board(dialog, qtbot)
    assert "workspace is not there; check the path" in dialog.age.text()
    assert dialog.words.text() == shown
    workspace.with_name("gone").rename(workspace)
    dialog.reader.look()
    wait_board(dialog, qtbot)
    assert dialog.reader.failure == ""


def test_that_a_disk_that_hangs_is_told_and_blocks_nothing(
    window: MainWindow, qtbot: QtBot, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_board(window, qtbot, workspace)
    monkeypatch.setattr(ProgressReader, "silent_s", 7.2)
    dialog.show_board()
    QApplication.processEvents()
    assert dialog.age.text().endswith("The disk has not answered for 7 s.")


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
    window: MainWindow, qtbot: QtBot, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_board(window, qtbot, workspace)
    disk = Disk(monkeypatch)
    dialog.reader.look()
    for stacks in (3, 4, 1):
        window.panes.settings.stacks.setValue(stacks)
        qtbot.wait(50)
    assert disk.asked == [str(workspace)]
    disk.ready.set()
    qtbot.waitUntil(lambda: dialog.rows.topLevelItemCount() == 1, timeout=20_000)
    assert disk.asked == [str(workspace)] * 2


def test_that_another_workspace_is_shown_under_its_own_name_only(
    window: MainWindow, qtbot: QtBot, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_board(window, qtbot, workspace)
    disk = Disk(monkeypatch)
    dialog.reader.look()
    other = workspace.with_name("other")
    write_log(other, time.time(), "Parent", (0, "Run stacks: [[1, 3, 5, 7], [2, 4, 6, 8]]"))
    dialog.reader.begin(str(other))
    disk.ready.set()
    qtbot.waitUntil(lambda: dialog.reader.reading is not None, timeout=20_000)
    assert disk.asked == [str(workspace), str(other)]
    assert dialog.words.text().startswith("0 of 8 runs done.")


def test_that_a_slow_disk_is_said_to_be_read_as_seldom_as_it_is(
    window: MainWindow, qtbot: QtBot, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now_s = [0.0]
    clock = SimpleNamespace(**vars(time) | {"monotonic": lambda: now_s[0]})
    monkeypatch.setattr("stackplan.gui.timing.progress_window.time", clock)
    dialog = open_board(window, qtbot, workspace)
    assert dialog.age.text().endswith("again every 10 s.")
    disk = Disk(monkeypatch)
    dialog.reader.look()
    now_s[0] += 2
    disk.ready.set()
    wait_board(dialog, qtbot)
    told = re.search(r"again every (\d+) s", dialog.age.text())
    assert told is not None
    assert int(told[1]) >= 15
    assert dialog.reader.timer.interval() == pytest.approx(1000 * int(told[1]), abs=500)


def test_that_a_rate_is_typed_counts_everywhere_and_is_remembered(
    window: MainWindow, qtbot: QtBot, open_window: OpenWindow
) -> None:
    dialog = open_times(window, qtbot)
    words = type_in(dialog, qtbot, "timesRateEdit", "20")
    assert words.startswith("As typed: 20.0 MB/s a process.")
    assert done_in(window) == "34 min"
    type_in(dialog, qtbot, "timesRateEdit", "fast")
    assert "'fast' is no number" in dialog.mistake.text()
    assert done_in(window) == "34 min"
    find(window, QAction, "stackCountAction").trigger()
    assert find(window, QLineEdit, "rateEdit").text() == "20"
    window.close()
    second = open_window(window.document.traces)
    settle(second, qtbot)
    assert done_in(second) == "34 min"
    type_in(open_times(second, qtbot), qtbot, "timesRateEdit", "")
    assert second.panes.table.isColumnHidden(Column.DONE_IN)


def test_that_the_workspace_is_asked_for_once_and_remembered_with_the_folder(
    window: MainWindow, qtbot: QtBot, workspace: Path, open_window: OpenWindow
) -> None:
    open_board(window, qtbot, workspace).reject()
    find(window, QAction, "leftAction").trigger()
    qtbot.waitUntil(lambda: "rest" in messages(window), timeout=20_000)
    find(window, QAction, "timesAction").trigger()
    settle(window, qtbot)
    assert done_in(window) == "1 h 7 min"
    assert [box for box in window.findChildren(QFileDialog) if box.isVisible()] == []
    window.close()
    second = open_window(window.document.traces)
    find(second, QAction, "boardAction").trigger()
    assert find(second, ProgressDialog, "boardDialog").reader.workspace == str(workspace)
    find(second, QAction, "workspaceAction").trigger()
    choose(open_dialog(second), workspace.parent)
    assert find(second, ProgressDialog, "boardDialog").reader.workspace == str(workspace.parent)
