"""Operations on unsaved work: recovery files, and all that a window has in the state folder."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.operation import Operation, Outcome
from journals import WORK, leave, leave_as_0_1_0, work_at
from stackplan.core.errors import StackplanError
from stackplan.files.autosave import Leftover, WindowState, discard, load_work, save_work


def keeping() -> list[Operation]:
    """List what keeps work."""
    return [_saves_work(), _loads_work(), _discards_work(), _keeps_work()]


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
        leave(folder / "stackplan" / "windows", "dead", work_at(2))

    def act(folder: Path) -> object:
        own, refused = WindowState(), None
        with state_home(folder):
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
        with state_home(folder):
            own = WindowState()
            found = own.find_leftovers()
            assert [leftover.work for leftover in found.works] == [work_at(2)]
            own.close(found.works)
        assert list((folder / "stackplan" / "windows").iterdir()) == []

    return Operation("keep work", prepare, act, check)
