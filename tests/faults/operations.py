"""What Stackplan does with the disk, one operation at a time, and what must hold when it fails."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from io import StringIO
from typing import TYPE_CHECKING

from folders import fill
from journals import ENTRY, entry_at, leave
from stackplan.cli import Front, run
from stackplan.core.balance import make_plan
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files import atomic
from stackplan.files.content_digest import digest_of
from stackplan.files.exports import EXPORTS
from stackplan.files.journal import load_journal, remove_journal, save_journal
from stackplan.files.own_window import OwnWindow
from stackplan.files.plan_file import load_plan, save_plan
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states
from stackplan.gui.saving import write_file
from superblocks import superblock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    # What an operation gave, or the sentence with which it was refused.
    Outcome = object | StackplanError

SIZES = {number: 1000 * number for number in range(54, 60)}
# Formats that run a plan, with the options that they need.
JOBS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("spyral", ("--pipeline", "my_pipeline:make_pipeline")),
    ("slurm", ("--command", "my_analysis {runs}")),
    ("parallel", ("--command", "my_analysis {runs}")),
    ("elog", ()),
)
OLD = b"# the old file\n" * 400
NEW = b"# a new file\n" * 2000


@dataclass(frozen=True)
class Operation:
    """Something that asks the disk.

    Parameters
    ----------
    name : str
        For the figures.
    prepare : callable
        Fills an empty folder.
    act : callable
        Does it there.
    check : callable
        Asserts what must hold of the folder, after a success or a refusal.
    """

    name: str
    prepare: Callable[[Path], None]
    act: Callable[[Path], object]
    check: Callable[[Path, Outcome], None]


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


def _nothing(folder: Path) -> None:
    """Prepare nothing."""


def _only_traces(folder: Path) -> None:
    make_traces(folder)


def _old_file(name: str) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        make_traces(folder)
        (folder / name).write_bytes(OLD)

    return prepare


def _writes(name: str, act: Callable[[Path], object], new: Callable[[Path], bytes]) -> Operation:
    """Make the operation that writes a file: the old one or the new one, and no litter."""

    def check(folder: Path, outcome: Outcome) -> None:
        content = (folder / name).read_bytes()
        wanted = new(folder)
        assert content == wanted or (content == OLD and isinstance(outcome, StackplanError))
        act(folder)
        assert (folder / name).read_bytes() == wanted
        names = {entry.name for entry in folder.iterdir()}
        assert names <= {name, "traces"}, f"litter: {names}"

    return Operation(f"write {name}", _old_file(name), act, check)


def _new_file(act: Callable[[Path], object]) -> Operation:
    def check(folder: Path, outcome: Outcome) -> None:
        content = (folder / "new").read_bytes() if (folder / "new").exists() else None
        refused = isinstance(outcome, StackplanError)
        assert content == NEW or (content is None and refused)
        act(folder)
        assert {entry.name for entry in folder.iterdir()} == {"new"}

    return Operation("write a new file", _nothing, act, check)


def _through_window(name: str) -> Operation:
    """Make the operation that writes as the window does, in the format of the ending."""
    kept: dict[Path, tuple[PlanFile, bytes]] = {}

    def known(folder: Path) -> tuple[PlanFile, bytes]:
        if folder not in kept:
            plan_file = plan_file_for(folder)
            write_file(str(folder / f"first.{name}"), plan_file, {}, "")
            kept[folder] = plan_file, (folder / f"first.{name}").read_bytes()
            (folder / f"first.{name}").unlink()
        return kept[folder]

    def prepare(folder: Path) -> None:
        _old_file(name)(folder)
        known(folder)

    def act(folder: Path) -> object:
        path = str(folder / name)
        return write_file(path, known(folder)[0], {}, digest_of(path))

    operation = _writes(name, act, lambda folder: known(folder)[1])
    return replace(operation, prepare=prepare)


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
        return replace(found, states=read_states(found.folder, found.with_data))

    def check(folder: Path, outcome: Outcome) -> None:
        if isinstance(outcome, ScanResult):
            assert {*outcome.with_data, *outcome.unreadable} == set(SIZES), "left out silently"
            assert {run.number: run.size for run in outcome.runs}.items() <= SIZES.items()
            assert set(outcome.states) == set(outcome.with_data)
            assert set(outcome.states.values()) <= {"closed", "unknown"}

    return Operation("scan", _only_traces, act, check)


def _saves_journal() -> Operation:
    first, second = entry_at(1), entry_at(2)

    def prepare(folder: Path) -> None:
        save_journal(str(folder / "a"), first)

    def act(folder: Path) -> None:
        save_journal(str(folder / "a"), second)

    def check(folder: Path, outcome: Outcome) -> None:
        entries = [load_journal(str(path)) for path in folder.glob("a.*")]
        assert entries
        assert all(entry in (first, second) for entry in entries)
        assert isinstance(outcome, StackplanError) or load_journal(f"{folder}/a.journal") == second
        act(folder)
        assert {path.name for path in folder.iterdir()} <= {"a.journal", "a.previous"}

    return Operation("save the journal", prepare, act, check)


def _loads_journal() -> Operation:
    def prepare(folder: Path) -> None:
        save_journal(str(folder / "a"), ENTRY)

    def check(folder: Path, outcome: Outcome) -> None:
        assert isinstance(outcome, StackplanError) or outcome == ENTRY

    return Operation("load a journal", prepare, lambda f: load_journal(f"{f}/a.journal"), check)


def _removes_journal() -> Operation:
    def prepare(folder: Path) -> None:
        save_journal(str(folder / "a"), ENTRY)
        save_journal(str(folder / "a"), ENTRY)

    def check(folder: Path, outcome: Outcome) -> None:
        left = sorted(path.name for path in folder.iterdir())
        refused = isinstance(outcome, StackplanError)
        # The one before must never be all that is left: it would be offered as the newest.
        assert left in ([["a.journal"], ["a.journal", "a.previous"]] if refused else [[]])

    return Operation("remove a journal", prepare, lambda f: remove_journal(f"{f}/a"), check)


@contextmanager
def state_home(folder: Path) -> Iterator[None]:
    """Keep what windows keep in a folder of the operation's own."""
    before = os.environ.get("XDG_STATE_HOME")
    os.environ["XDG_STATE_HOME"] = str(folder)
    try:
        yield
    finally:
        os.environ.pop("XDG_STATE_HOME")
        if before is not None:
            os.environ["XDG_STATE_HOME"] = before


def _keeps_work() -> Operation:
    """Make the life of a window: it finds work, keeps its own, tells of its plan, and closes."""

    def prepare(folder: Path) -> None:
        leave(folder / "stackplan" / "windows", "dead", entry_at(1), entry_at(2))

    def act(folder: Path) -> object:
        own, refused = OwnWindow(), None
        plan_file = ENTRY.plan_file
        with state_home(folder):
            for step in (
                own.look,
                lambda: own.tell(str(folder / "plan.txt"), "2026-11-22T18:40:00Z"),
                lambda: own.save(plan_file, ENTRY.base, None, ""),
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
        with state_home(folder):
            own = OwnWindow()
            found = own.look()
            assert [work.entry for work in found.works] == [entry_at(2)]
            own.close(found.works)
        assert list((folder / "stackplan" / "windows").iterdir()) == []

    return Operation("keep work", prepare, act, check)


def _command(name: str, *words: str) -> Operation:
    """Make a command of the command line that writes a file, or only says something."""
    wanted: dict[str, bytes] = {}

    def prepare(folder: Path) -> None:
        save_plan(str(folder / "made.txt"), plan_file_for(folder))
        act(folder)
        wanted["now"] = _without_time(folder / name)
        (folder / name).write_bytes(OLD)

    def act(folder: Path) -> object:
        spelled = [word.replace("@", f"{folder}/") for word in words]
        code, said = run_quietly([*spelled, "--output", str(folder / name)])
        if code == 0:
            return None
        assert code in (1, 3), said
        line = said.splitlines()[-1]
        assert line.startswith("stackplan: "), said
        return StackplanError(line)

    def check(folder: Path, outcome: Outcome) -> None:
        content = _without_time(folder / name)
        assert content == OLD or outcome is None or content == wanted["now"]
        assert act(folder) is None
        assert _without_time(folder / name) == wanted["now"]
        names = {entry.name for entry in folder.iterdir()}
        assert names == {name, "made.txt", "traces"}, f"litter: {names}"

    return Operation(f"command {words[0]} {name}", prepare, act, check)


def run_quietly(words: list[str]) -> tuple[int, str]:
    """Carry out a command in this process; give its exit code and what it said."""
    with redirect_stderr(StringIO()) as said:
        code = run(words, Front(lambda: "", lambda _: 0, lambda *_: b""))
    return code, said.getvalue()


def _without_time(path: Path) -> bytes:
    return re.sub(rb"\d\d\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"", path.read_bytes())


def operations() -> list[Operation]:
    """List everything that asks the disk."""
    return [
        _new_file(lambda folder: atomic.save(str(folder / "new"), NEW, "/data/h5")),
        *(_through_window(f"plan.{'txt' if kind == 'text' else kind}") for kind in EXPORTS),
        _loads(),
        _scans(),
        _saves_journal(),
        _loads_journal(),
        _removes_journal(),
        _keeps_work(),
        _command("planned.txt", "plan", "@traces", "--stacks", "3"),
        *(_command(f"e.{kind}", "export", "@made.txt", "--to", kind) for kind in EXPORTS),
        *(_command(f"e.{kind}", "export", "@made.txt", "--to", kind, *more) for kind, more in JOBS),
    ]
