"""Operations that ask the disk: what each works on, and what it must leave when it fails."""

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from unittest.mock import patch

from faults.readers import LOG, SHEET
from folders import fill
from journals import WORK, leave, leave_as_0_1_0, work_at
from stackplan.core.balance import make_plan
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files import safe_write as atomic
from stackplan.files.autosave import Leftover, WindowState, discard, load_work, save_work
from stackplan.files.exports import EXPORTS
from stackplan.files.plan_file import load_plan, save_plan
from stackplan.files.run_sheet_file import load_sheet
from stackplan.files.safe_write import digest_of
from stackplan.files.scan import ScanResult, scan
from stackplan.files.spyral_workspace import read_workspace
from stackplan.files.trace_state import read_states
from stackplan.gui.saving.file_actions import write_file
from superblocks import superblock

# What an operation gave, or the sentence with which it was refused.
Outcome = object | StackplanError

SIZES = {number: 1000 * number for number in range(54, 60)}
OLD = b"# the old file\n" * 400
NEW = b"# a new file\n" * 2000


@dataclass(frozen=True)
class Operation:
    """Something that asks the disk."""

    name: str
    prepare: Callable[[Path], None]  # fills an empty folder
    act: Callable[[Path], object]  # does it there
    check: Callable[[Path, Outcome], None]  # asserts what must hold, after a success or a refusal


def plan_file_for(folder: Path) -> PlanFile:
    """Plan the runs that `make_traces` makes."""
    runs = scan(str(make_traces(folder))).runs
    plan = make_plan(runs, PlanRequest(n_stacks=3))
    return PlanFile(plan, str(folder / "traces"), "2026-11-22T18:40:00Z", note="a note")


def make_traces(folder: Path) -> Path:
    """Make trace files with superblocks."""
    traces = fill(folder / "traces", SIZES)
    for number, size in SIZES.items():
        with (traces / f"run_{number:04d}.h5").open("r+b") as stream:
            stream.write(superblock(2, size))
    return traces


def operations() -> list[Operation]:
    """List everything that asks the disk, but for the commands."""
    return [
        _new_file(),
        *(_through_window(f"plan.{'txt' if kind == 'text' else kind}") for kind in EXPORTS),
        _loads(),
        _scans(),
        _reads("read good runs", _sheet, lambda folder: load_sheet(str(folder / "runs.csv"))),
        _reads("read a workspace", _workspace, lambda folder: read_workspace(str(folder))),
        _saves_work(),
        _loads_work(),
        _discards_work(),
        _keeps_work(),
    ]


# What writes a file: it is the old one or the new one, and no litter stays.


def _new_file() -> Operation:
    def act(folder: Path) -> None:
        atomic.save(str(folder / "new"), NEW, "/data/h5")

    def check(folder: Path, outcome: Outcome) -> None:
        content = (folder / "new").read_bytes() if (folder / "new").exists() else None
        assert content == NEW or (content is None and isinstance(outcome, StackplanError))
        act(folder)
        assert {entry.name for entry in folder.iterdir()} == {"new"}

    return Operation("write a new file", lambda _: None, act, check)


def _through_window(name: str) -> Operation:
    """Make the operation that writes as the window does, in the format of the ending."""
    kept: dict[Path, tuple[PlanFile, bytes]] = {}

    def prepare(folder: Path) -> None:
        if folder not in kept:
            plan_file, first = plan_file_for(folder), folder / f"first.{name}"
            write_file(str(first), plan_file, {}, "")
            kept[folder] = plan_file, first.read_bytes()
            first.unlink()
        make_traces(folder)
        (folder / name).write_bytes(OLD)

    def act(folder: Path) -> object:
        path = str(folder / name)
        return write_file(path, kept[folder][0], {}, digest_of(path))

    def check(folder: Path, outcome: Outcome) -> None:
        content, new = (folder / name).read_bytes(), kept[folder][1]
        assert content == new or (content == OLD and isinstance(outcome, StackplanError))
        act(folder)
        assert (folder / name).read_bytes() == new
        names = {entry.name for entry in folder.iterdir()}
        assert names <= {name, "traces"}, f"litter: {names}"

    return Operation(f"write {name}", prepare, act, check)


# What only reads: what is there, or a sentence; nothing is left out silently.


def _loads() -> Operation:
    def prepare(folder: Path) -> None:
        save_plan(str(folder / "plan.txt"), plan_file_for(folder))

    def check(folder: Path, outcome: Outcome) -> None:
        if not isinstance(outcome, StackplanError):
            assert outcome == plan_file_for(folder)

    return Operation("load a plan", prepare, lambda f: load_plan(str(f / "plan.txt")), check)


def _scans() -> Operation:
    def prepare(folder: Path) -> None:
        make_traces(folder)

    def act(folder: Path) -> object:
        found = scan(str(folder / "traces"))
        return replace(found, states=read_states(found.paths(found.with_data)))

    def check(folder: Path, outcome: Outcome) -> None:
        if isinstance(outcome, ScanResult):
            assert {*outcome.with_data, *outcome.unreadable} == set(SIZES), "left out silently"
            assert {run.number: run.size for run in outcome.runs}.items() <= SIZES.items()
            assert set(outcome.states) == set(outcome.with_data)
            assert set(outcome.states.values()) <= {"closed", "unknown"}

    return Operation("scan", prepare, act, check)


def _reads(name: str, prepare: Callable[[Path], None], act: Callable[[Path], object]) -> Operation:
    """Make the operation that only reads: it gives what is there, or a sentence."""
    wanted: dict[str, object] = {}

    def prepare_and_know(folder: Path) -> None:
        prepare(folder)
        wanted["now"] = act(folder)

    def check(folder: Path, outcome: Outcome) -> None:
        assert isinstance(outcome, StackplanError) or type(outcome) is type(wanted["now"])
        assert act(folder) == wanted["now"]

    return Operation(name, prepare_and_know, act, check)


def _sheet(folder: Path) -> None:
    (folder / "runs.csv").write_bytes(SHEET)


def _workspace(folder: Path) -> None:
    (folder / "log").mkdir()
    (folder / "log" / "log_procParent.txt").write_bytes(LOG)
    (folder / "log" / "log_proc0.txt").write_bytes(LOG)
    (folder / "Pointcloud").mkdir()
    (folder / "Pointcloud" / "run_0054.h5").write_bytes(superblock(0, 96))


# Unsaved work: recovery files, and all that a window has in the state folder.


def _saves_work() -> Operation:
    first, second = work_at(1), work_at(2)

    def prepare(folder: Path) -> None:
        save_work(str(folder / "a"), first)

    def act(folder: Path) -> None:
        save_work(str(folder / "a"), second)

    def check(folder: Path, outcome: Outcome) -> None:
        found = load_work(f"{folder}/a.journal")
        assert found == second or (found == first and isinstance(outcome, StackplanError))
        act(folder)
        assert {path.name for path in folder.iterdir()} == {"a.journal"}

    return Operation("save the recovery file", prepare, act, check)


def _loads_work() -> Operation:
    def prepare(folder: Path) -> None:
        save_work(str(folder / "a"), WORK)

    def check(folder: Path, outcome: Outcome) -> None:
        assert isinstance(outcome, StackplanError) or outcome == WORK

    return Operation("load a recovery file", prepare, lambda f: load_work(f"{f}/a.journal"), check)


def _discards_work() -> Operation:
    def prepare(folder: Path) -> None:
        leave_as_0_1_0(folder, "a", WORK, WORK)

    def act(folder: Path) -> None:
        discard(Leftover(f"{folder}/a", f"{folder}/a.journal", WORK))

    def check(folder: Path, outcome: Outcome) -> None:
        left = sorted(path.name for path in folder.iterdir() if path.suffix != ".window")
        refused = isinstance(outcome, StackplanError)
        # The one before must never be all that is left: it would be offered as the newest.
        assert left in ([["a.journal"], ["a.journal", "a.previous"]] if refused else [[]])

    return Operation("discard work", prepare, act, check)


def _keeps_work() -> Operation:
    """Make the life of a window: it finds work, keeps its own, tells of its plan, and closes."""

    def prepare(folder: Path) -> None:
        leave(folder / "stackplan" / "windows", "dead", work_at(2))

    def act(folder: Path) -> object:
        own, refused = WindowState(), None
        with patch.dict(os.environ, XDG_STATE_HOME=str(folder)):
            for step in (
                own.find_leftovers,
                lambda: own.register(str(folder / "plan.txt"), "2026-11-22T18:40:00Z"),
                lambda: own.save(WORK),
                own.forget,
                own.close,
            ):
                try:
                    step()
                except StackplanError as error:
                    refused = error
            own.close()
        return refused

    def check(folder: Path, outcome: Outcome) -> None:
        with patch.dict(os.environ, XDG_STATE_HOME=str(folder)):
            own = WindowState()
            found = own.find_leftovers()
            assert [leftover.work for leftover in found.works] == [work_at(2)]
            own.close(found.works)
        assert list((folder / "stackplan" / "windows").iterdir()) == []

    return Operation("keep work", prepare, act, check)
