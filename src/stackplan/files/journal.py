"""Journals of unsaved work: what a window would have lost had it been killed just now."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass

from stackplan.core.edits import moved_runs
from stackplan.core.errors import DiskError, PlanTextError, StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_record import MAX_CHARACTERS, read_path, write_path
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.text import shown
from stackplan.files import atomic
from stackplan.files.disk_words import disk_error
from stackplan.files.owner import Owner
from stackplan.files.trace_guard import lies_in_by_name

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
            f"The journal of unsaved work {shown(name)} was written by a newer Stackplan; open it"
            " with that one."
        )
    try:
        return _parse(body.decode())
    except (ValueError, PlanTextError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> StackplanError:
    return StackplanError(
        f"The journal of unsaved work {shown(name)} is damaged; what is left of the plan can be"
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
            f"The state folder {shown(os.path.dirname(stem))} lies in the trace folder, where"
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
