"""Unsaved work on the disk: written, found after a crash, taken over, discarded."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock

from stackplan.core.edits import moved_runs
from stackplan.core.errors import DiskError, PlanTextError, StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_parser import MAX_CHARACTERS, read_path
from stackplan.core.plan_text import PlanFile, read, write, write_path
from stackplan.core.text import printable
from stackplan.files import safe_write as atomic
from stackplan.files.disk_errors import disk_error
from stackplan.files.open_windows import (
    ENDING,
    Owner,
    WindowFile,
    WindowInfo,
    looked_at,
    other_windows,
)
from stackplan.files.paths import lies_in_by_name, make_state_folder

JOURNAL = ".journal"
PREVIOUS = ".previous"
_FORMAT = "stackplan-journal"
_VERSION = "1"
# Between the plan and the plan as its method made it; no line of a plan file is like it.
_BASE = "\nas the method made it:\n"
_MAX_BYTES = 2 * MAX_CHARACTERS


@dataclass(frozen=True, slots=True)
class JournalEntry:
    """Unsaved work of one window.

    Parameters
    ----------
    owner : Owner
        The process that wrote it.
    plan_file : PlanFile
        The plan on screen with all that a save would hold; `made` is the time of writing.
    base : Plan
        The plan as the method made it: what differs was moved by hand.
    path : str or None
        The plan file that the window would have saved to.
    digest : str
        What `content_digest.digest_of` gave for that file when it was opened or saved last.
    """

    owner: Owner
    plan_file: PlanFile
    base: Plan
    path: str | None = None
    digest: str = ""

    @property
    def hand_moves(self) -> int:
        """Number of runs that stand elsewhere than the method put them."""
        return len(moved_runs(self.base, self.plan_file.plan))


def write_entry(entry: JournalEntry) -> bytes:
    """Write a journal: a checksum over what follows, the owner, the path, the plan as text.

    Parameters
    ----------
    entry : JournalEntry
        What to write.

    Returns
    -------
    bytes
        The whole file.
    """
    plan_file, owner = entry.plan_file, entry.owner
    lines = [f"host: {owner.host}", f"pid: {owner.pid}", f"began: {owner.began}"]
    lines += [f"plan file: {write_path(entry.path or '')}", f"digest: {entry.digest}", ""]
    text = "\n".join(lines) + "\n" + write(plan_file)
    if entry.base != plan_file.plan:
        text += _BASE + write(PlanFile(entry.base, plan_file.traces))
    body = text.encode()
    return f"{_FORMAT} {_VERSION} {_checksum(_VERSION, body)}\n".encode() + body


def read_entry(data: bytes, name: str) -> JournalEntry:
    """Read a journal; ``read_entry(write_entry(x), ...) == x`` for every `x`.

    Parameters
    ----------
    data : bytes
        The whole file.
    name : str
        Its path, for the sentence.

    Returns
    -------
    JournalEntry
        What was written.

    Raises
    ------
    StackplanError
        If it is not what was written, or a newer version wrote it; the sentence names the file and
        the remedy.
    """
    head, _, body = data.partition(b"\n")
    words = head.decode("ascii", "replace").split(" ")
    if len(words) != 3 or words[0] != _FORMAT or words[2] != _checksum(words[1], body):
        raise _damaged(name)
    if words[1] != _VERSION:
        raise NewerJournalError(
            f"The journal of unsaved work {printable(name)} was written by a newer Stackplan; open"
            " it with that one."
        )
    try:
        return _parse(body.decode())
    except (ValueError, PlanTextError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> StackplanError:
    return StackplanError(
        f"The journal of unsaved work {printable(name)} is damaged; what is left of the plan can be"
        " read in it with a text editor."
    )


def _parse(text: str) -> JournalEntry:
    """Take apart what the checksum vouches for."""
    head, _, plans = text.partition("\n\n")
    values = [line.partition(":")[2].lstrip(" ") for line in head.split("\n")]
    host, pid, began, path, digest = values
    plan_text, _, base_text = plans.partition(_BASE)
    plan_file = read(plan_text)
    base = read(base_text).plan if base_text else plan_file.plan
    owner = Owner(host, int(pid), began)
    return JournalEntry(owner, plan_file, base, read_path(path) or None, digest)


class NewerJournalError(StackplanError):
    """A journal that only a newer version can read."""


def save_journal(stem: str, entry: JournalEntry) -> None:
    """Write a window's journal in one step, and keep the one before.

    Parameters
    ----------
    stem : str
        What the window's files begin with.
    entry : JournalEntry
        Its unsaved work.

    Raises
    ------
    DiskError
        If the disk fails, or the place is in the trace folder; the journal before is then still
        there.
    """
    data = write_entry(entry)
    _check_place(stem, entry.plan_file.traces)
    try:
        # Gone with the first one, or where an earlier save got no further.
        with suppress(FileNotFoundError):
            os.replace(stem + JOURNAL, stem + PREVIOUS)
    except OSError as error:
        raise disk_error(error, stem + JOURNAL) from error
    atomic.save(stem + JOURNAL, data)


def _check_place(stem: str, traces: str) -> None:
    """Refuse a state folder in the trace folder; by name, for that disk may not answer."""
    if lies_in_by_name(stem, traces):
        raise DiskError(
            f"The state folder {printable(os.path.dirname(stem))} lies in the trace folder, where"
            " Stackplan never writes; set XDG_STATE_HOME to another folder."
        )


def load_journal(path: str) -> JournalEntry:
    """Read one journal file.

    Parameters
    ----------
    path : str
        The file.

    Returns
    -------
    JournalEntry
        What it says.

    Raises
    ------
    DiskError
        If it cannot be read.
    StackplanError
        If it is damaged or newer; the sentence names it and the remedy.
    """
    try:
        with open(path, "rb") as stream:
            return read_entry(stream.read(_MAX_BYTES), path)
    except OSError as error:
        raise disk_error(error, path) from error


def remove_journal(stem: str) -> None:
    """Remove a window's journals: the work is saved, or not wanted.

    Parameters
    ----------
    stem : str
        What the window's files begin with.

    Raises
    ------
    DiskError
        If the disk refuses it.
    """
    # The older one first: after a kill in between the newest must be what is offered.
    for path in (stem + PREVIOUS, stem + JOURNAL):
        try:
            with suppress(FileNotFoundError):
                os.unlink(path)
        except OSError as error:
            raise disk_error(error, path) from error


def _checksum(version: str, body: bytes) -> str:
    return hashlib.sha256(f"{_FORMAT} {version}\n".encode() + body).hexdigest()


DAMAGED = ".damaged"
_MAX_DAMAGED = 4


@dataclass(frozen=True, slots=True)
class LeftWork:
    """Work of one dead window.

    Parameters
    ----------
    stem : str
        What the files of that window begin with.
    path : str
        The journal that could be read: the newest, or the one before.
    entry : JournalEntry
        What it says.
    """

    stem: str
    path: str
    entry: JournalEntry


@dataclass(slots=True)
class Found:
    """What a look into the state folder brought.

    Parameters
    ----------
    works : list of LeftWork
        The newest first.
    problems : list of StackplanError
        One for each journal that could not be read.
    """

    works: list[LeftWork] = field(default_factory=list)
    problems: list[StackplanError] = field(default_factory=list)


def find_left_work(folder: str) -> Found:
    """Look for work of dead windows, and tidy up after them.

    A damaged journal is moved aside, under the same name with ``.damaged``, so that it is told
    once; the newest few are kept.

    Parameters
    ----------
    folder : str
        The state folder; it need not exist.

    Returns
    -------
    Found
        The work, and what could not be read.

    Raises
    ------
    DiskError
        If the folder cannot be listed.
    """
    found = Found()
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return found
    except OSError as error:
        raise disk_error(error, folder) from error
    for stem in sorted(_stems(folder, names)):
        with looked_at(stem + ENDING) as (_, lives):
            if not lives:
                _look(stem, found)
    atomic.sweep(folder)
    _keep_few(folder)
    found.works.sort(key=_age, reverse=True)
    return found


def take_over(work: LeftWork, stem: str) -> None:
    """Make the work of a dead window that of a living one, in one step.

    Parameters
    ----------
    work : LeftWork
        What was found.
    stem : str
        What the files of the living window begin with.

    Raises
    ------
    StackplanError
        If another window was quicker, or the disk refuses it.
    """
    try:
        os.replace(work.path, stem + JOURNAL)
    except FileNotFoundError as error:
        raise StackplanError(
            "This work has been recovered or discarded in another window; look there."
        ) from error
    except OSError as error:
        raise disk_error(error, work.path) from error
    # What this window threw away before must not come back in the place of it.
    _remove(stem + PREVIOUS)
    discard(work)


def discard(work: LeftWork) -> None:
    """Remove all that a dead window has left.

    Parameters
    ----------
    work : LeftWork
        What was found.

    Raises
    ------
    DiskError
        If the disk refuses it.
    """
    remove_journal(work.stem)
    _remove(work.stem + ENDING)


def _stems(folder: str, names: Iterable[str]) -> set[str]:
    endings = (ENDING, JOURNAL, PREVIOUS)
    parts = (os.path.splitext(name) for name in names)
    return {os.path.join(folder, stem) for stem, ending in parts if ending in endings}


def _look(stem: str, found: Found) -> None:
    """Read the newest journal of a dead window, or the one before where that is damaged."""
    keep = False
    for path in (stem + JOURNAL, stem + PREVIOUS):
        if not os.path.exists(path):
            continue
        try:
            found.works.append(LeftWork(stem, path, load_journal(path)))
            return
        except (NewerJournalError, DiskError) as error:
            # Another window may have been quicker; else it may be read some other day.
            if os.path.exists(path):
                found.problems.append(error)
                keep = True
        except StackplanError as error:
            found.problems.append(_moved_aside(path, error))
    if not keep:
        _remove(stem + ENDING)


def _moved_aside(path: str, error: StackplanError) -> StackplanError:
    """Rename a damaged journal, so that it is not told at each start; say its name of now."""
    try:
        os.replace(path, path + DAMAGED)
    except OSError:
        return error  # where nothing can be renamed it is told again
    return StackplanError(str(error).replace(printable(path), printable(path + DAMAGED)))


def _keep_few(folder: str) -> None:
    """Remove the oldest of the damaged journals that were moved aside."""
    with suppress(OSError):  # what cannot be tidied up does no harm
        paths = [os.path.join(folder, n) for n in os.listdir(folder) if n.endswith(DAMAGED)]
        for path in sorted(paths, key=os.path.getmtime)[:-_MAX_DAMAGED]:
            os.unlink(path)


def _age(work: LeftWork) -> tuple[str, int]:
    """Time of the work; the clock of the disk decides within a second."""
    with suppress(OSError):
        return work.entry.plan_file.made, os.stat(work.path).st_mtime_ns
    return work.entry.plan_file.made, 0


def _remove(path: str) -> None:
    with suppress(OSError):  # a leftover does no harm: the next look comes by here again
        os.unlink(path)


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
