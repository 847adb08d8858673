"""Operations that only read: what is there, or a sentence; nothing is left out silently."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from faults.operation import SIZES, Operation, Outcome, make_traces, plan_file_for
from faults.readers import LOG, SHEET
from stackplan.core.errors import StackplanError
from stackplan.files.plan_file import load_plan, save_plan
from stackplan.files.run_sheet_file import load_sheet
from stackplan.files.scan import ScanResult, scan
from stackplan.files.spyral_workspace import read_workspace
from stackplan.files.trace_state import read_states
from superblocks import superblock


def reading() -> list[Operation]:
    """List what only reads."""
    return [
        _loads(),
        _scans(),
        _reads("read good runs", _sheet, lambda folder: load_sheet(str(folder / "runs.csv"))),
        _reads("read a workspace", _workspace, lambda folder: read_workspace(str(folder))),
    ]


def _only_traces(folder: Path) -> None:
    make_traces(folder)


def _loads() -> Operation:
    def prepare(folder: Path) -> None:
        save_plan(str(folder / "plan.txt"), plan_file_for(folder))

    def check(folder: Path, outcome: Outcome) -> None:
        if not isinstance(outcome, StackplanError):
            assert outcome == plan_file_for(folder)

    return Operation("load a plan", prepare, lambda f: load_plan(str(f / "plan.txt")), check)


def _scans() -> Operation:
    def act(folder: Path) -> object:
        found = scan(str(folder / "traces"))
        return replace(found, states=read_states(found.paths(found.with_data)))

    def check(folder: Path, outcome: Outcome) -> None:
        if isinstance(outcome, ScanResult):
            assert {*outcome.with_data, *outcome.unreadable} == set(SIZES), "left out silently"
            assert {run.number: run.size for run in outcome.runs}.items() <= SIZES.items()
            assert set(outcome.states) == set(outcome.with_data)
            assert set(outcome.states.values()) <= {"closed", "unknown"}

    return Operation("scan", _only_traces, act, check)


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
