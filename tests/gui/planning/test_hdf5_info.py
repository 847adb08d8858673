"""Files are looked into by themselves after each scan; what is wrong in them is told like the rest.

With h5py real files are read in the child process; where it is missing, the head of a file tells.
"""

import importlib.util
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPushButton

from desk import (
    OpenWindow,
    current,
    find,
    messages,
    press,
    settle,
    stacks,
    trigger,
    wait_until,
)
from folders import MakeFolder
from stackplan.core.trace_checks import HUNG, TraceFacts, Unread
from stackplan.files import hdf5_reader
from stackplan.gui.beam.suspicious_runs import SuspiciousRunsDialog
from stackplan.gui.planning import hdf5_info, scan_jobs
from stackplan.gui.table.columns import Column
from stackplan.gui.window.main_window import MainWindow
from superblocks import superblock

needs_h5py = pytest.mark.skipif(
    importlib.util.find_spec("h5py") is None, reason="the extra 'hdf5' is not installed"
)
SIZES = dict.fromkeys(range(1, 5), 10_000)
MERGER_2_WORDS = "written by merger 2.x; without h5py it is not known whether Spyral"


def write_run(path: Path, last_event: int, names: Iterable[str] = ("get_traces",)) -> None:
    """Write a file as libattpc_merger does, with names in each event that Spyral reads or not."""
    import h5py

    with h5py.File(path, "w") as file:
        events = file.create_group("events")
        events.attrs["version"] = "libattpc_merger:1.0"
        events.attrs["min_event"] = 0
        events.attrs["max_event"] = last_event
        for number in range(3):
            for name in names:
                events.create_group(f"event_{number}")[name] = [number]


@pytest.fixture
def real_folder(tmp_path: Path) -> Path:
    """Runs 1 and 2 are good, run 3 has other names than Spyral reads, run 4 no last event."""
    folder = tmp_path / "traces"
    folder.mkdir()
    for number in (1, 2):
        write_run(folder / f"run_{number:04d}.h5", 2)
    write_run(folder / "run_0003.h5", 2, ("pads",))
    write_run(folder / "run_0004.h5", 0)
    return folder


@pytest.fixture
def closed_folder(make_folder: MakeFolder) -> Path:
    """Give a folder of files that are closed, as their first bytes tell; merger 2 wrote run 2."""
    made = make_folder(SIZES)
    for number, size in SIZES.items():
        words = b"libattpc_merger:2.0" if number == 2 else b"libattpc_merger:1.0"
        with (made / f"run_{number:04d}.h5").open("r+b") as stream:
            stream.write(superblock(3, size) + b"\0" * 900 + words)
    return made


class Library:
    """Answers in the place of h5py, and notes the runs of each question."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.facts: dict[int, TraceFacts] = {}
        self.asked: list[tuple[int, ...]] = []
        monkeypatch.setattr(hdf5_info, "look_into", self.look)

    def look(self, paths: Mapping[int, str], *_: object) -> tuple[dict[int, TraceFacts], bool]:
        self.asked.append(tuple(paths))
        return {n: self.facts.get(n, TraceFacts(is_readable=True)) for n in paths}, True


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    return Library(monkeypatch)


def rescan(window: MainWindow) -> None:
    window.session.rescan()
    settle(window)


def open_risks(window: MainWindow) -> SuspiciousRunsDialog:
    trigger(window, "risksAction")
    return find(window, SuspiciousRunsDialog, "riskDialog")


def remark(window: MainWindow, number: int) -> str:
    row = window.panes.table.stack_model.index_of_run(number)
    return str(row.siblingAtColumn(Column.REMARKS).data())


@needs_h5py
def test_that_useless_files_are_told_until_they_are_merged_again(
    open_window: OpenWindow, real_folder: Path
) -> None:
    window = settle(open_window(real_folder))
    assert messages(window)["suspicious"].text == (
        "2 planned files look wrong: run 3: Spyral 1.1.2 cannot read it;"
        " run 4: holds no complete event; its merge broke off."
    )
    assert find(window, QPushButton, "problemsFigure").text().endswith(" 2 suspicious")
    assert remark(window, 4).startswith("holds no complete event")
    dialog = open_risks(window)
    items = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    assert [item.text(0) for item in items if item is not None] == ["3", "4"]
    assert "its first event has no get_traces" in dialog.why.text()
    assert "Spyral 1.1.2 cannot read 1 of them. Without a complete event: 1." in dialog.facts.text()
    dialog.list.clearSelection()
    dialog.list.topLevelItem(1).setSelected(True)  # type: ignore[union-attr]
    assert "Spyral reads no event of it and calls the run complete" in dialog.why.text()
    before = stacks(window)
    press(dialog, "skipAllRisky")
    assert sorted(current(window).places) == [1, 2]
    assert "suspicious" not in messages(window)
    window.document.history.undo()
    assert stacks(window) == before
    for number in (3, 4):
        (real_folder / f"run_{number:04d}.h5").unlink()
        write_run(real_folder / f"run_{number:04d}.h5", 2)
    rescan(window)
    assert "suspicious" not in messages(window)


def test_that_a_rescan_asks_about_changed_files_only(
    open_window: OpenWindow, closed_folder: Path, library: Library
) -> None:
    library.facts = {3: TraceFacts(is_empty=True), 4: TraceFacts(problem=HUNG)}
    window = settle(open_window(closed_folder))
    assert library.asked[-1] == (1, 2, 3, 4)
    assert messages(window)["suspicious"].text.startswith("1 planned file looks wrong: run 3")
    assert messages(window)["unchecked"].text == f"Run 4: {HUNG}."
    library.asked.clear()
    rescan(window)
    assert library.asked == [(4,)]  # about which the library gave no answer
    assert "run 3" in messages(window)["suspicious"].text
    library.facts = {}
    with (closed_folder / "run_0003.h5").open("r+b") as stream:
        stream.truncate(12_000)
        stream.write(superblock(3, 12_000))
    rescan(window)
    assert library.asked[1:] == [(3, 4)]
    assert not {"suspicious", "unchecked"} & messages(window).keys()


def test_that_another_folder_is_asked_about_anew(
    open_window: OpenWindow, closed_folder: Path, library: Library, tmp_path: Path
) -> None:
    library.facts = {3: TraceFacts(is_empty=True)}
    window = settle(open_window(closed_folder))
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "run_0003.h5").write_bytes(superblock(0, 96))
    library.facts = {}
    window.open_path(str(tmp_path / "other"))
    settle(window)
    assert library.asked[-2:] == [(1, 2, 3, 4), (3,)]
    assert "suspicious" not in messages(window)
    assert not window.document.has_unsaved_work


def test_that_without_the_library_files_of_merger_2_are_noted_once_and_not_suspicious(
    open_window: OpenWindow, closed_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hdf5_reader, "has_library", lambda: False)
    window = settle(open_window(closed_folder))
    note = messages(window)["unchecked"].text
    assert note.startswith(f"Run 2 was {MERGER_2_WORDS}")
    assert "was not checked" in note
    assert "suspicious" not in messages(window)
    assert find(window, QPushButton, "problemsFigure").text() == "no problems"
    window.messages.withdraw("unchecked")  # as its close button does
    rescan(window)
    assert "unchecked" not in messages(window)
    dialog = open_risks(window)
    assert dialog.list.topLevelItemCount() == 0
    assert "was not checked" in dialog.facts.text()
    (closed_folder / "run_0002.h5").unlink()
    assert "unchecked" not in messages(settle(open_window(closed_folder)))


def test_that_files_whose_state_tells_enough_are_not_opened(
    open_window: OpenWindow, make_folder: MakeFolder, library: Library
) -> None:
    settle(open_window(make_folder(SIZES)))  # no HDF5 files
    assert library.asked == []


@needs_h5py
def test_that_a_closed_window_ends_a_process_that_hangs(
    open_window: OpenWindow, real_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = open_window(real_folder)
    sleeper = (sys.executable, "-c", "import time; time.sleep(600)")
    monkeypatch.setattr(hdf5_reader, "_command", lambda: sleeper)
    # Of the same size: the plan stays what the folder gives, and is closed without a question.
    os.utime(real_folder / "run_0001.h5", (1, 1))
    window.session.rescan()
    facts = window.findChild(hdf5_info.Hdf5Info)
    assert isinstance(facts, hdf5_info.Hdf5Info)
    wait_until(lambda: facts.worker.running and "Looking into" in window.panes.status.words.text())
    assert not window.panes.status.bar.isHidden()
    window.close()
    assert not facts.worker.running
    assert facts.worker.wait(60)


def test_that_a_file_that_the_disk_does_not_give_is_named_with_the_remedy(
    open_window: OpenWindow, closed_folder: Path, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    states = {1: "closed", 2: Unread("stale file handle"), 3: "closed", 4: "closed"}
    monkeypatch.setattr(scan_jobs, "read_states", lambda *_: states)
    window = open_window(closed_folder)
    message = messages(window)["unread"]
    said = "Cannot be read now (stale file handle): run 2. Mount the disk again, then look again."
    assert (message.text, message.is_question) == (said, False)
    assert not {"suspicious", "fresh"} & messages(window).keys()
    assert find(window, QPushButton, "problemsFigure").text().endswith(" 1 cannot be read")
    assert said in open_risks(window).why.text()
    assert remark(window, 2) == "cannot be read now (stale file handle)"
    monkeypatch.setattr(scan_jobs, "read_states", lambda *_: dict.fromkeys(states, "closed"))
    rescan(window)
    assert "unread" not in messages(window)


def test_that_files_that_the_library_cannot_read_are_noted_and_not_suspicious(
    open_window: OpenWindow, closed_folder: Path, library: Library
) -> None:
    library.facts = {3: TraceFacts(problem="HDF5 cannot read it: bad object header")}
    window = open_window(closed_folder)
    wait_until(lambda: "unchecked" in messages(window))
    message = messages(window)["unchecked"]
    words = "Run 3: HDF5 cannot read it: bad object header; Spyral reads with HDF5, too,"
    assert (message.level, message.text) == ("info", f"{words} and may fail on it.")
    assert "suspicious" not in messages(window)
    assert open_risks(window).facts.text().count("bad object header") == 1
