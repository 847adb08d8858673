"""Operations that write a file: it is the old one or the new one, and no litter stays."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from faults.operation import NEW, OLD, Operation, Outcome, make_traces, plan_file_for
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.files import safe_write as atomic
from stackplan.files.exports import EXPORTS
from stackplan.files.safe_write import digest_of
from stackplan.gui.saving.file_actions import write_file


def writing() -> list[Operation]:
    """List what writes a file."""
    return [
        _new_file(lambda folder: atomic.save(str(folder / "new"), NEW, "/data/h5")),
        *(_through_window(f"plan.{'txt' if kind == 'text' else kind}") for kind in EXPORTS),
    ]


def _nothing(folder: Path) -> None:
    """Prepare nothing."""


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
