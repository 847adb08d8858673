"""Suspicious runs: each with its reason; skipped or put last as one step that moves no other."""

from itertools import chain
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton, QTreeWidget
from pytestqt.qtbot import QtBot

from desk import OpenWindow, current, enter, find, stacks, wait_idle, wait_until
from folders import MakeFolder
from stackplan.core.file_problems import FileProblems
from stackplan.core.trace_checks import TraceFacts
from stackplan.files import hdf5_reader
from stackplan.gui.beam.suspicious_runs import SuspiciousRunsDialog
from stackplan.gui.planning import hdf5_info
from stackplan.gui.planning.hdf5_info import Hdf5Info
from stackplan.gui.table.columns import Column
from stackplan.gui.widgets.messages import MessageDialog
from stackplan.gui.window.main_window import MainWindow
from superblocks import superblock

SIZES = {number: 10_000 - number for number in range(1, 9)}


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    """Run 1 is cut off, run 2 is open, the others are closed."""
    made = make_folder(SIZES)
    for number, size in SIZES.items():
        head = superblock(3, size + 500 * (number == 1), flags=5 * (number == 2))
        with (made / f"run_{number:04d}.h5").open("r+b") as stream:
            stream.write(head)
    return made


@pytest.fixture
def window(open_window: OpenWindow, folder: Path, qtbot: QtBot) -> MainWindow:
    made = open_window(folder)
    made.panes.settings.stacks.setValue(2)
    wait_idle(qtbot, made)
    return made


def open_list(window: MainWindow) -> SuspiciousRunsDialog:
    find(window, QAction, "risksAction").trigger()
    return find(window, SuspiciousRunsDialog, "riskDialog")


def rows(tree: QTreeWidget, *columns: int) -> list[tuple[str, ...]]:
    items = map(tree.topLevelItem, range(tree.topLevelItemCount()))
    return [tuple(map(item.text, columns)) for item in items if item is not None]


def listed(dialog: SuspiciousRunsDialog) -> list[str]:
    """The runs of the list that are planned: they are on a stack."""
    return [run for run, stack in rows(dialog.list, 0, 2) if stack]


def select(dialog: SuspiciousRunsDialog, row: int) -> None:
    dialog.list.clearSelection()
    dialog.list.topLevelItem(row).setSelected(True)  # type: ignore[union-attr]


def settle(window: MainWindow) -> None:
    facts = window.findChild(Hdf5Info)
    assert isinstance(facts, Hdf5Info)
    wait_until(lambda: not facts.worker.running)


def test_that_facts_about_files_are_in_the_header_and_in_messages_and_nothing_is_asked(
    window: MainWindow,
) -> None:
    figure = find(window, QPushButton, "problemsFigure")
    assert figure.text().endswith(" 2 suspicious")
    assert window.messages.questions == {}
    strip = window.panes.strip
    assert not [child for child in strip.findChildren(QPushButton) if child.isVisible()]
    find(window, QPushButton, "messagesButton").click()
    told = rows(find(window, MessageDialog, "messageDialog").list, 1, 2, 3)
    (row,) = [row for row in told if "look wrong" in row[1]]
    assert (row[0], row[2]) == ("Warning", "")


def test_that_they_are_found_understood_skipped_and_taken_back_from_the_header(
    window: MainWindow,
) -> None:
    before = stacks(window)
    figure = find(window, QPushButton, "problemsFigure")
    figure.click()
    dialog = find(window, SuspiciousRunsDialog, "riskDialog")
    assert dialog.isVisible()
    assert listed(dialog) == ["1", "2"]
    assert dialog.why.text().startswith("Run 1: Its header says that it was longer")
    find(dialog, QPushButton, "skipAllRisky").click()
    assert figure.text() == "2 left out"
    assert sorted(n for stack in stacks(window) for n in stack) == list(range(3, 9))
    find(window, QAction, "undoAction").trigger()
    assert figure.text().endswith(" 2 suspicious")
    assert stacks(window) == before


def test_that_a_selected_run_is_explained_and_shown_in_the_table(window: MainWindow) -> None:
    dialog = open_list(window)
    select(dialog, 1)
    assert "a writer has it open" in dialog.why.text()
    assert window.panes.table.selected_runs() == (2,)
    dialog.list.selectAll()
    assert dialog.why.text() == "2 lines selected; select one to see why."


def test_that_skipping_is_one_step(window: MainWindow) -> None:
    before = stacks(window)
    runs = set(chain(*before))
    dialog = open_list(window)
    find(dialog, QPushButton, "skipRisky").click()
    assert set(chain(*stacks(window))) == runs - {1}
    assert listed(dialog) == ["2"]
    find(dialog, QPushButton, "skipAllRisky").click()
    assert listed(dialog) == []
    assert dialog.about.text() == "2 left out."
    assert not find(dialog, QPushButton, "skipAllRisky").isEnabled()
    window.document.history.undo()
    window.document.history.undo()
    assert stacks(window) == before
    assert listed(dialog) == ["1", "2"]
    find(window, QAction, "skipRiskyAction").trigger()
    assert set(chain(*stacks(window))) == runs - {1, 2}
    assert window.document.history.undoText() == "Skip 1-2"


def test_that_selected_runs_that_are_suspicious_no_more_leave_the_list(
    window: MainWindow,
) -> None:
    dialog = open_list(window)
    select(dialog, 1)
    chosen: list[tuple[int, ...]] = []
    dialog.runs_chosen.connect(chosen.append)
    dialog.set_rows((), FileProblems())
    assert dialog.chosen == ()
    assert dialog.why.text() == ""
    assert chosen == [()]


def test_that_risky_runs_go_last_and_nothing_else_moves(window: MainWindow) -> None:
    before = [set(stack) for stack in stacks(window)]
    dialog = open_list(window)
    dialog.list.selectAll()
    find(dialog, QPushButton, "putRiskyLast").click()
    after = stacks(window)
    assert [set(stack) for stack in after] == before
    for stack in after:
        tail = [number in {1, 2} for number in stack]
        assert tail == sorted(tail)


def test_that_the_library_finds_what_spyral_cannot_read(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = {n: TraceFacts("libattpc_merger:2.0", 10, 1000, n != 5, "x" * (n == 5)) for n in SIZES}
    monkeypatch.setattr(hdf5_info, "read_facts", lambda *_: facts)
    dialog = open_list(window)
    find(dialog, QPushButton, "askLibrary").click()
    settle(window)
    assert listed(dialog) == ["1", "2", "5"]
    assert "8 of 8 files tell their events: 80 in all." in dialog.facts.text()
    row = window.panes.table.stack_model.index_of_run(5)
    assert row.siblingAtColumn(Column.REMARKS).data() == "Spyral 1.1.2 cannot read it"
    assert find(window, QPushButton, "problemsFigure").text().endswith(" 3 suspicious")


def test_that_asking_can_be_stopped_and_a_missing_library_is_named(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_list(window)
    dialog.set_facts("Asking...", is_asking=True)
    asking = find(dialog, QPushButton, "askLibrary")
    assert asking.text() == "Stop &testing"
    asking.click()
    assert asking.text() == "Test with &HDF5"
    monkeypatch.setattr(hdf5_reader, "has_library", lambda: False)
    asking.click()
    settle(window)
    assert "pip install" in dialog.facts.text()


def test_that_another_folder_has_other_files(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(hdf5_info, "read_facts", lambda *_: {5: TraceFacts(is_readable=False)})
    dialog = open_list(window)
    find(dialog, QPushButton, "askLibrary").click()
    settle(window)
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "run_0005.h5").write_bytes(superblock(0, 96))
    window.open_path(str(tmp_path / "other"))
    wait_idle(qtbot, window)
    assert sorted(current(window).places) == [5]
    assert listed(dialog) == []
    assert "Spyral 1.1.2 cannot read" not in dialog.facts.text()


def test_that_the_list_and_the_header_hold_the_same_whole_truth(
    open_window: OpenWindow, folder: Path, qtbot: QtBot
) -> None:
    (folder / "run_0003.h5").write_bytes(b"")
    (folder / "run_0006.h5").unlink()
    (folder / "run_0006.h5").mkdir()
    (folder / "run_0004.h5").unlink()
    (folder / "run_9.h5").write_bytes(b"data")
    window = open_window(folder)
    enter(window, "skipEdit", "7")
    wait_idle(qtbot, window)
    figure = find(window, QPushButton, "problemsFigure")
    assert figure.text().endswith(" 2 suspicious, 5 left out")
    figure.click()
    dialog = find(window, SuspiciousRunsDialog, "riskDialog")
    assert dialog.about.text().startswith("2 suspicious, 5 left out.")
    found = rows(dialog.list, 0, 1, 4)
    assert found == [
        ("1", "truncated", "run_0001.h5"),
        ("2", "still open, or its writer crashed", "run_0002.h5"),
        ("7", "skipped", "run_0007.h5"),
        ("4", "missing: no file", ""),
        ("3", "empty: 0 bytes", "run_0003.h5"),
        ("6", "a folder, not a file", "run_0006.h5"),
        ("", "misnamed: Spyral never sees it", "run_9.h5"),
    ]
    for row in range(len(found)):
        select(dialog, row)
        assert found[row][0] in dialog.why.text()
        assert find(dialog, QPushButton, "skipRisky").isEnabled() == (row < 2)


def test_that_a_run_is_shown_in_the_board(window: MainWindow) -> None:
    dialog = open_list(window)
    find(dialog, QPushButton, "showRisky").click()
    assert window.panes.chart.selected == {1}
    wait_until(window.panes.chart.hasFocus)


def test_that_its_buttons_stand_below_one_another_so_that_a_large_text_has_room(
    window: MainWindow,
) -> None:
    dialog = open_list(window)
    buttons = [button for button in dialog.findChildren(QPushButton) if button.isVisible()]
    assert len(buttons) == 6
    assert len({button.x() for button in buttons}) == 1
