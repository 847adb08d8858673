"""What runs count: chosen in the Plan menu, planned anew as one step, estimated runs marked."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton

from desk import (
    OpenWindow,
    act_on,
    choose,
    current,
    features,
    find,
    messages,
    open_dialog,
    planned,
    set_stacks,
    settle,
    trigger,
    undo_text,
    wait_until,
)
from folders import MakeFolder
from spyral_jobs import write_log
from stackplan.core.trace_checks import TraceFacts
from stackplan.files import hdf5_reader
from stackplan.gui.planning import hdf5_info
from stackplan.gui.planning.hdf5_info import Hdf5Info
from stackplan.gui.table.columns import Column
from stackplan.gui.timing.measured_times import MeasuredTimes
from stackplan.gui.window.main_window import MainWindow

GB = 10**9
SIZES = dict.fromkeys(range(1, 7), 10 * GB) | {7: 20 * GB}
BEGIN_S = 1_795_349_672


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    set_stacks(made, 2)
    wait_until(lambda: not times_of(made).worker.running)
    return made


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Run 2 took 1000 s, run 3 took 3000 s; runs 1 and 4 were the first of their processes."""
    made = tmp_path / "workspace"
    write_log(made, BEGIN_S, "Parent", (0, "Run stacks: [[1, 2], [4, 3]]"),
              (0, "Stack 0 load: 50.00%"))  # fmt: skip
    for process, first, second, took in (("0", 1, 2, 1000), ("1", 4, 3, 3000)):
        write_log(made, BEGIN_S, process, (900, f"Phase Cluster complete for run {first}"),
                  (900 + took, f"Phase Cluster complete for run {second}"))  # fmt: skip
    return made


@pytest.fixture
def timed(window: MainWindow, workspace: Path) -> MainWindow:
    """The window, which knows the times of the workspace."""
    trigger(window, "timesAction")
    read_times(window, workspace)
    return window


@pytest.fixture
def facts(monkeypatch: pytest.MonkeyPatch) -> dict[int, TraceFacts]:
    """What the library will tell."""
    made: dict[int, TraceFacts] = {}
    monkeypatch.setattr(hdf5_info, "read_facts", lambda *_: made)
    return made


def times_of(window: MainWindow) -> MeasuredTimes:
    found = window.findChild(MeasuredTimes)
    assert isinstance(found, MeasuredTimes)
    return found


def read_times(window: MainWindow, workspace: Path) -> None:
    choose(open_dialog(window), workspace)
    wait_until(lambda: "times" in messages(window))


def count_by(window: MainWindow, weight: str) -> None:
    """Choose what runs count, and wait until the files have been looked into."""
    trigger(window, f"{weight}WeightAction")
    files = window.findChild(Hdf5Info)
    assert isinstance(files, Hdf5Info)
    wait_until(lambda: not files.worker.running)
    settle(window)


def is_by(window: MainWindow, weight: str) -> bool:
    return find(window, QAction, f"{weight}WeightAction").isChecked()


def said(window: MainWindow) -> str:
    return messages(window)["weight"].text


def weights(window: MainWindow) -> dict[int, tuple[int | None, bool]]:
    return {run.number: (run.weight, run.estimated) for run in current(window).runs}


def test_that_without_times_one_is_told_how_to_get_them_and_the_plan_stays(
    window: MainWindow, workspace: Path
) -> None:
    before = current(window)
    count_by(window, "ms")
    assert "No time of a run of this folder" in said(window)
    assert current(window) is before
    assert is_by(window, "bytes")
    act_on(window, "weight")
    read_times(window, workspace)


def test_that_times_count_as_one_step_and_what_is_estimated_is_marked(timed: MainWindow) -> None:
    history = timed.document.history
    steps = history.count()
    count_by(timed, "ms")
    plan, found = current(timed), weights(timed)
    assert plan.request.weight == "ms"
    # The median of 1000 s and 3000 s is what ten GB are taken to take.
    assert [found[2], found[3]] == [(1_000_000, False), (3_000_000, False)]
    assert [found[1], found[7]] == [(2_000_000, True), (4_000_000, True)]
    words = "2 of 7 runs have a measured time; estimated from their sizes: 1, 4-7."
    assert said(timed) == words
    row = timed.panes.table.stack_model.index_of_run(1)
    assert row.siblingAtColumn(Column.REMARKS).data().endswith(", estimated from its size")
    assert row.siblingAtColumn(Column.LOAD).data() == "33 min 20 s"
    assert (history.count(), undo_text(timed)) == (steps + 1, "Count measured times")
    history.undo()
    assert current(timed).request.weight == "bytes"
    assert all(run.weight is None for run in current(timed).runs)
    assert is_by(timed, "bytes")
    history.redo()
    assert current(timed).runs == plan.runs


def test_that_a_rescan_keeps_what_was_measured_and_estimates_what_is_new(
    timed: MainWindow, make_folder: MakeFolder
) -> None:
    count_by(timed, "ms")
    make_folder({8: 10 * GB})
    timed.session.rescan()
    settle(timed)
    assert planned(timed, 2).weight == 1_000_000
    act_on(timed, "scan")
    assert weights(timed)[8] == (2_000_000, True)


def test_that_events_count_once_the_library_has_told_them(
    window: MainWindow, facts: dict[int, TraceFacts]
) -> None:
    for number in (1, 2, 3):
        facts[number] = TraceFacts("legacy", 1000 * number, None, True)
    facts[7] = TraceFacts(problem="the disk did not answer")
    count_by(window, "events")
    assert current(window).request.weight == "events"
    assert planned(window, 3).weight == 3000
    assert planned(window, 7).estimated
    assert said(window).startswith("3 of 7 runs have a known number of events; estimated")
    assert said(window).endswith("Run 7: the disk did not answer.")
    assert is_by(window, "events")


def test_that_events_have_a_rate_where_times_are_known(
    timed: MainWindow, facts: dict[int, TraceFacts]
) -> None:
    facts |= {number: TraceFacts("legacy", 2000, None, True) for number in SIZES}
    count_by(timed, "events")
    rate = times_of(timed).rate("events")
    assert rate is not None
    # 2000 events in 1000 s by one process and in 3000 s by the other.
    assert (rate.runs, float(rate.slow) < float(rate.typical) < 2) == (2, True)
    assert times_of(timed).rate("events") is rate
    assert "Done in about" in find(timed, QPushButton, "longestFigure").toolTip()


@pytest.mark.parametrize("fact", [TraceFacts(), TraceFacts(problem="no such group")])
def test_that_without_events_the_plan_goes_on_by_size(
    window: MainWindow, facts: dict[int, TraceFacts], fact: TraceFacts
) -> None:
    facts[1] = fact
    before = current(window)
    count_by(window, "events")
    assert "No file of this folder tells" in said(window)
    assert current(window) == before
    assert is_by(window, "bytes")


def test_that_a_missing_library_is_named_with_the_remedy(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hdf5_reader, "has_library", lambda: False)
    count_by(window, "events")
    assert "pip install 'stackplan[hdf5]'" in said(window)
    assert is_by(window, "bytes")
    assert current(window).request.weight == "bytes"


@pytest.fixture
def clouds(tmp_path: Path) -> Path:
    """The folder of a phase with files of runs 1, 2, 3, 7 and 9; run 9 has no trace."""
    folder = tmp_path / "workspace" / "Pointcloud"
    folder.mkdir(parents=True)
    for number, size in {1: 100, 2: 100, 3: 500, 7: 100, 9: 400}.items():
        (folder / f"run_{number:04d}.h5").write_bytes(b"x" * size)
    return folder


def count_phase(window: MainWindow, folder: Path) -> None:
    trigger(window, "phaseWeightAction")
    choose(open_dialog(window), folder)
    wait_until(lambda: not features(window).weight_choice.worker.running)
    settle(window)


def test_that_the_files_of_a_phase_count_as_one_step(window: MainWindow, clouds: Path) -> None:
    history = window.document.history
    steps = history.count()
    count_phase(window, clouds)
    plan = current(window)
    assert plan.request.weight == "phase:Pointcloud"
    # The middle of 100, 100 and 500 bytes for ten GB, and 100 for twenty.
    assert weights(window) == {
        1: (100, False), 2: (100, False), 3: (500, False), 7: (100, False),
        4: (100, True), 5: (100, True), 6: (100, True),
    }  # fmt: skip
    words = "4 of 7 runs have a file of Pointcloud; estimated from their sizes: 4-6."
    assert said(window) == words
    assert is_by(window, "phase")
    row = window.panes.table.stack_model.index_of_run(3)
    assert row.siblingAtColumn(Column.LOAD).data() == "500 bytes"
    assert (history.count(), undo_text(window)) == (steps + 1, "Count Pointcloud files")
    assert features(window).workspace.path == str(clouds.parent)
    history.undo()
    assert is_by(window, "bytes")
    history.redo()
    assert current(window).runs == plan.runs
    count_by(window, "bytes")
    assert current(window).request.weight == "bytes"


def test_that_a_folder_without_files_of_these_runs_leaves_the_plan(
    window: MainWindow, clouds: Path
) -> None:
    before = current(window)
    for name, words in {
        "nothing here": "'nothing here' is no name of a phase; choose a folder such as Pointcloud.",
        "log": " has no files of the phase log; there are files of Pointcloud.",
        "Other": "No run of this plan has a file of Other there; the plan stays as it is.",
    }.items():
        folder = clouds.with_name(name)
        folder.mkdir()
        if name == "Other":
            (folder / "run_0099.h5").write_bytes(b"x")
        count_phase(window, folder)
        assert said(window).endswith(words)
        assert current(window) is before
        assert is_by(window, "bytes")


def test_that_a_folder_that_is_not_mounted_is_planned_by_the_files_of_a_phase(
    open_window: OpenWindow, tmp_path: Path, clouds: Path
) -> None:
    gone = tmp_path / "gone"
    window = open_window(gone)
    assert window.document.plan is None
    count_phase(window, clouds)
    assert sorted(current(window).places) == [1, 2, 3, 7, 9]
    assert {run.size for run in current(window).runs} == {0}
    assert current(window).total == 1_200
    assert window.document.traces == str(gone)
    words = "The runs are those of the files of Pointcloud; their traces are not there."
    assert said(window) == words
    set_stacks(window, 3)
    assert sorted(current(settle(window)).places) == [1, 2, 3, 7, 9]
    count_by(window, "bytes")
    assert "The sizes of the trace files are not known" in said(window)
    assert current(window).request.weight == "phase:Pointcloud"
    # Once they are mounted again, their sizes are taken over, and the weights stay.
    gone.mkdir()
    for number in (1, 2, 3, 7, 9):
        (gone / f"run_{number:04d}.h5").write_bytes(b"x" * 10)
    window.session.rescan()
    settle(window)
    assert {run.size for run in current(window).runs} == {10}
    assert current(window).total == 1_200
