"""All that one window keeps in the state folder, made when it is first needed."""

import os
from collections.abc import Iterable
from threading import Lock

from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.files.journal import JournalEntry, remove_journal, save_journal
from stackplan.files.left_work import Found, LeftWork, discard, find_left_work, take_over
from stackplan.files.state_folder import make_state_folder
from stackplan.files.window_file import WindowFile, WindowInfo, other_windows

__all__ = ["Found", "JournalEntry", "LeftWork", "OwnWindow", "WindowInfo"]


class OwnWindow:
    """A window's file and its journal.

    Each method raises a `DiskError` where the state folder refuses; the next call tries again.
    """

    def __init__(self) -> None:
        self._made: WindowFile | None = None
        self._making = Lock()  # what is open may be told by one thread, what is unsaved by another

    def look(self) -> Found:
        """Look for work that dead windows have left.

        Returns
        -------
        Found
            See `find_left_work`.
        """
        return find_left_work(os.path.dirname(self._file.path))

    def save(self, plan_file: PlanFile, base: Plan, path: str | None, digest: str) -> None:
        """Write the journal.

        Parameters
        ----------
        plan_file, base, path, digest
            See `JournalEntry`.
        """
        entry = JournalEntry(self._file.info.owner, plan_file, base, path, digest)
        save_journal(self._file.stem, entry)

    def forget(self) -> None:
        """Remove the journal: nothing is unsaved any more."""
        if self._made is not None:
            remove_journal(self._made.stem)

    def take(self, work: LeftWork) -> JournalEntry:
        """Take over the work of a dead window.

        Parameters
        ----------
        work : LeftWork
            What was found.

        Returns
        -------
        JournalEntry
            What it says now.

        Raises
        ------
        StackplanError
            If another window was quicker.
        """
        take_over(work, self._file.stem)
        return work.entry

    def tell(self, plan: str, since: str) -> list[WindowInfo]:
        """Say which plan file is open here.

        Parameters
        ----------
        plan : str
            The plan file; empty for none.
        since : str
            Since when, UTC.

        Returns
        -------
        list of WindowInfo
            Other living windows that have the same file open.
        """
        self._file.tell(plan, since)
        own = self._file.info.plan
        others = other_windows(os.path.dirname(self._file.path), self._file.path)
        return [window for window in others if own and window.plan == own]

    def close(self, unwanted: Iterable[LeftWork] = ()) -> None:
        """Leave nothing behind.

        Parameters
        ----------
        unwanted : iterable of LeftWork
            Work of dead windows that shall go too.
        """
        if self._made is not None:
            remove_journal(self._made.stem)
            self._made.close()
            self._made = None
        for work in unwanted:
            discard(work)

    @property
    def _file(self) -> WindowFile:
        with self._making:
            if self._made is None:
                self._made = WindowFile(make_state_folder())
            return self._made
