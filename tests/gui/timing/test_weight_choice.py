"""What runs count: chosen in the Plan menu, planned anew as one step, estimated runs marked."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desk import (
    OpenWindow,
    act_on,
    choose,
    current,
    features,
    find,
    messages,
    open_dialog,
    wait_idle,
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
def window(open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot) -> MainWindow:
    made = open_window(make_folder(SIZES))
    made.panes.settings.stacks.setValue(2)
    times = made.findChild(MeasuredTimes)
    assert isinstance(times, MeasuredTimes)
    qtbot.waitUntil(lambda: not times.worker.running, timeout=20_000)
    return made


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """Run 2 took 1000 s, run 3 took 3000 s; runs 1 and 4 were the first of their processes."""
    made = tmp_path / "workspace"
    write_log(made, BEGIN_S, "Parent", (0, "Run stacks: [[1, 2], [4, 3]]"),
              (0, "Stack 0 load: 50.00%"))  # fmt: skip
    for process, second, took in (("0", 2, 1000), ("1", 3, 3000)):
        first = 1 if process == "0" else 4
        lines = ((900, first), (900 + took, second))
        write_log(made, BEGIN_S, process,
                  *((at, f"Phase Cluster complete for run {r}") for at, r in lines))  # fmt: skip
    return made


def count_by(window: MainWindow, weight: str) -> None:
    find(window, QAction, f"{weight}WeightAction").trigger()


def read_times(window: MainWindow, qtbot: QtBot, workspace: Path) -> None:
    choose(open_dialog(window), workspace)
    qtbot.waitUntil(lambda: "times" in messages(window), timeout=20_000)


def facts_of(monkeypatch: pytest.MonkeyPatch, facts: dict[int, TraceFacts]) -> None:
    def read(*_: object) -> dict[int, TraceFacts]:
        return facts

    monkeypatch.setattr(hdf5_info, "read_facts", read)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    facts = window.findChild(Hdf5Info)
    assert isinstance(facts, Hdf5Info)
    qtbot.waitUntil(lambda: not facts.worker.running, timeout=20_000)
    wait_idle(qtbot, window)


def test_that_without_times_one_is_told_how_to_get_them_and_the_plan_stays(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    before = current(window)
    count_by(window, "ms")
    assert "No time of a run of this folder" in messages(window)["weight"].text
    assert current(window) is before
    assert find(window, QAction, "bytesWeightAction").isChecked()
    act_on(window, "weight")
    read_times(window, qtbot, workspace)


def test_that_times_count_as_one_step_and_what_is_estimated_is_marked(
    window: MainWindow, qtbot: QtBot, workspace: Path
) -> None:
    find(window, QAction, "timesAction").trigger()
    read_times(window, qtbot, workspace)
    steps = window.document.history.count()
    count_by(window, "ms")
    plan = current(window)
    assert plan.request.weight == "ms"
    # The median of 1000 s and 3000 s is what ten GB are taken to take.
    weights = {run.number: (run.weight, run.estimated) for run in plan.runs}
    assert weights[2] == (1_000_000, False)
    assert weights[3] == (3_000_000, False)
    assert weights[1] == (2_000_000, True)
    assert weights[7] == (4_000_000, True)
    said = messages(window)["weight"].text
    assert said == "2 of 7 runs have a measured time; estimated from their sizes: 1, 4-7."
    row = window.panes.table.stack_model.index_of_run(1)
    assert row.siblingAtColumn(Column.REMARKS).data().endswith(", estimated from its size")
    assert row.siblingAtColumn(Column.LOAD).data() == "33 min 20 s"
    history = window.document.history
    assert (history.count(), history.undoText()) == (steps + 1, "Count measured times")
    history.undo()
    assert current(window).request.weight == "bytes"
    assert all(run.weight is None for run in current(window).runs)
    assert find(window, QAction, "bytesWeightAction").isChecked()
    history.redo()
    assert current(window).runs == plan.runs


def test_that_a_rescan_keeps_what_was_measured_and_estimates_what_is_new(
    window: MainWindow, qtbot: QtBot, workspace: Path, make_folder: MakeFolder
) -> None:
    find(window, QAction, "timesAction").trigger()
    read_times(window, qtbot, workspace)
    count_by(window, "ms")
    make_folder({8: 10 * GB})
    window.session.rescan()
    wait_idle(qtbot, window)
    assert {run.number: run.weight for run in current(window).runs}[2] == 1_000_000
    act_on(window, "scan")
    new = {run.number: run for run in current(window).runs}[8]
    assert (new.weight, new.estimated) == (2_000_000, True)


def test_that_events_count_once_the_library_has_told_them(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {number: TraceFacts("legacy", 1000 * number, None, True) for number in (1, 2, 3)}
    facts_of(monkeypatch, known | {7: TraceFacts(problem="the disk did not answer")})
    count_by(window, "events")
    settle(window, qtbot)
    plan = current(window)
    assert plan.request.weight == "events"
    assert {run.number: run.weight for run in plan.runs}[3] == 3000
    assert {run.number: run.estimated for run in plan.runs}[7]
    said = messages(window)["weight"].text
    assert said.startswith("3 of 7 runs have a known number of events; estimated")
    assert said.endswith("Run 7: the disk did not answer.")
    assert find(window, QAction, "eventsWeightAction").isChecked()


def test_that_events_have_a_rate_where_times_are_known(
    window: MainWindow, qtbot: QtBot, workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts_of(monkeypatch, {n: TraceFacts("legacy", 2000, None, True) for n in SIZES})
    find(window, QAction, "timesAction").trigger()
    read_times(window, qtbot, workspace)
    count_by(window, "events")
    settle(window, qtbot)
    times = window.findChild(MeasuredTimes)
    assert isinstance(times, MeasuredTimes)
    rate = times.rate("events")
    assert rate is not None
    # 2000 events in 1000 s by one process and in 3000 s by the other.
    assert (rate.runs, float(rate.slow) < float(rate.typical) < 2) == (2, True)
    assert times.rate("events") is rate
    assert "Done in about" in find(window, QPushButton, "longestFigure").toolTip()


@pytest.mark.parametrize("facts", [{}, {1: TraceFacts(problem="no such group")}])
def test_that_without_events_the_plan_goes_on_by_size(
    window: MainWindow,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    facts: dict[int, TraceFacts],
) -> None:
    facts_of(monkeypatch, facts or {1: TraceFacts()})
    before = current(window)
    count_by(window, "events")
    settle(window, qtbot)
    assert "No file of this folder tells" in messages(window)["weight"].text
    assert current(window) == before
    assert find(window, QAction, "bytesWeightAction").isChecked()


def test_that_a_missing_library_is_named_with_the_remedy(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hdf5_reader, "has_library", lambda: False)
    count_by(window, "events")
    settle(window, qtbot)
    assert "pip install 'stackplan[hdf5]'" in messages(window)["weight"].text
    assert find(window, QAction, "bytesWeightAction").isChecked()
    assert current(window).request.weight == "bytes"


@pytest.fixture
def clouds(tmp_path: Path) -> Path:
    """The folder of a phase with files of runs 1, 2, 3, 7 and 9; run 9 has no trace."""
    folder = tmp_path / "workspace" / "Pointcloud"
    folder.mkdir(parents=True)
    for number, size in {1: 100, 2: 100, 3: 500, 7: 100, 9: 400}.items():
        (folder / f"run_{number:04d}.h5").write_bytes(b"x" * size)
    return folder


def count_phase(window: MainWindow, qtbot: QtBot, folder: Path) -> None:
    find(window, QAction, "phaseWeightAction").trigger()
    choose(open_dialog(window), folder)
    weighing = features(window).weight_choice
    qtbot.waitUntil(lambda: not weighing.worker.running, timeout=20_000)
    wait_idle(qtbot, window)


def test_that_the_files_of_a_phase_count_as_one_step(
    window: MainWindow, qtbot: QtBot, clouds: Path
) -> None:
    history = window.document.history
    steps = history.count()
    count_phase(window, qtbot, clouds)
    plan = current(window)
    assert plan.request.weight == "phase:Pointcloud"
    # The middle of 100, 100 and 500 bytes for ten GB, and 100 for twenty.
    weights = {run.number: (run.weight, run.estimated) for run in plan.runs}
    assert weights == {
        1: (100, False), 2: (100, False), 3: (500, False), 7: (100, False),
        4: (100, True), 5: (100, True), 6: (100, True),
    }  # fmt: skip
    said = messages(window)["weight"].text
    assert said == "4 of 7 runs have a file of Pointcloud; estimated from their sizes: 4-6."
    assert find(window, QAction, "phaseWeightAction").isChecked()
    row = window.panes.table.stack_model.index_of_run(3)
    assert row.siblingAtColumn(Column.LOAD).data() == "500 bytes"
    assert (history.count(), history.undoText()) == (steps + 1, "Count Pointcloud files")
    assert features(window).workspace.path == str(clouds.parent)
    history.undo()
    assert find(window, QAction, "bytesWeightAction").isChecked()
    history.redo()
    assert current(window).runs == plan.runs
    count_by(window, "bytes")
    assert current(window).request.weight == "bytes"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "nothing here",
            "'nothing here' is no name of a phase; choose a folder such as Pointcloud.",
        ),
        ("log", " has no files of the phase log; there are files of Pointcloud."),
        ("Other", "No run of this plan has a file of Other there; the plan stays as it is."),
    ],
)
def test_that_a_folder_without_files_of_these_runs_leaves_the_plan(
    window: MainWindow, qtbot: QtBot, clouds: Path, name: str, words: str
) -> None:
    folder = clouds.with_name(name)
    folder.mkdir()
    if name == "Other":
        (folder / "run_0099.h5").write_bytes(b"x")
    before = current(window)
    count_phase(window, qtbot, folder)
    assert messages(window)["weight"].text.endswith(words)
    assert current(window) is before
    assert find(window, QAction, "bytesWeightAction").isChecked()


def test_that_a_folder_that_is_not_mounted_is_planned_by_the_files_of_a_phase(
    open_window: OpenWindow, qtbot: QtBot, tmp_path: Path, clouds: Path
) -> None:
    window = open_window(tmp_path / "gone")
    assert window.document.plan is None
    count_phase(window, qtbot, clouds)
    plan = current(window)
    assert sorted(plan.places) == [1, 2, 3, 7, 9]
    assert {run.size for run in plan.runs} == {0}
    assert plan.total == 1_200
    assert window.document.traces == str(tmp_path / "gone")
    assert messages(window)["weight"].text == (
        "The runs are those of the files of Pointcloud; their traces are not there."
    )
    window.panes.settings.stacks.setValue(3)
    wait_idle(qtbot, window)
    assert sorted(current(window).places) == [1, 2, 3, 7, 9]
    count_by(window, "bytes")
    assert "The sizes of the trace files are not known" in messages(window)["weight"].text
    assert current(window).request.weight == "phase:Pointcloud"
    # Once they are mounted again, their sizes are taken over, and the weights stay.
    (tmp_path / "gone").mkdir()
    for number in (1, 2, 3, 7, 9):
        (tmp_path / "gone" / f"run_{number:04d}.h5").write_bytes(b"x" * 10)
    window.session.rescan()
    wait_idle(qtbot, window)
    assert {run.size for run in current(window).runs} == {10}
    assert current(window).total == 1_200
