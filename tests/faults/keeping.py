"""Keeping unsaved work: journals, and all that a window has in the state folder."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from faults.operation import Operation
from journals import ENTRY, entry_at, leave
from stackplan.core.errors import StackplanError
from stackplan.files.autosave import OwnWindow, load_journal, remove_journal, save_journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from faults.operation import Outcome


def keeping() -> list[Operation]:
    """List what keeps work."""
    return [_saves_journal(), _loads_journal(), _removes_journal(), _keeps_work()]


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
