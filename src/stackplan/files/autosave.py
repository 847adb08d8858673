"""Recovery files: unsaved work on the disk, found again after a crash, taken over or discarded."""

import hashlib
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Lock

from stackplan.core.edits import moved_runs
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_parser import MAX_CHARACTERS, PlanTextError, read_path
from stackplan.core.plan_text import PlanFile, read, write, write_path
from stackplan.core.text import printable
from stackplan.files import open_windows, safe_write
from stackplan.files.disk_errors import disk_error
from stackplan.files.open_windows import WindowFile, WindowInfo, look_at, other_windows
from stackplan.files.paths import lies_in_by_name, make_state_folder

ENDING = ".journal"
# The generation before, which 0.1.0 kept too.
PREVIOUS = ".previous"
_FORMAT = "stackplan-journal"
_VERSION = "1"
# Between the plan and the plan as its method made it; no line of a plan file is like it.
_BASE = "\nas the method made it:\n"
_MAX_BYTES = 2 * MAX_CHARACTERS


@dataclass(frozen=True, slots=True)
class UnsavedWork:
    """Unsaved work of one window."""

    # The plan on screen with all that a save would hold; `made` is the time of writing.
    plan_file: PlanFile
    base: Plan  # the plan as the method made it: what differs was moved by hand
    path: str | None = None  # the plan file that the window would have saved to
    # What `safe_write.digest_of` gave for that file when it was opened or saved last.
    digest: str = ""

    @property
    def hand_moves(self) -> int:
        """Number of runs that stand elsewhere than the method put them."""
        return len(moved_runs(self.base, self.plan_file.plan))


def write_work(work: UnsavedWork) -> bytes:
    """Write a recovery file: a checksum over what follows, the path, the plan as text."""
    plan_file = work.plan_file
    text = f"plan file: {write_path(work.path or '')}\ndigest: {work.digest}\n\n"
    text += write(plan_file)
    if work.base != plan_file.plan:
        text += _BASE + write(PlanFile(work.base, plan_file.traces))
    body = text.encode()
    return f"{_FORMAT} {_VERSION} {_checksum(_VERSION, body)}\n".encode() + body


def read_work(data: bytes, name: str) -> UnsavedWork:
    """Read a recovery file; ``read_work(write_work(x), ...) == x`` for every `x`.

    Raises `StackplanError` if it is damaged or of a newer version; the sentence has the `name`.
    """
    head, _, body = data.partition(b"\n")
    words = head.decode("ascii", "replace").split(" ")
    if len(words) != 3 or words[0] != _FORMAT or words[2] != _checksum(words[1], body):
        raise _damaged(name)
    if words[1] != _VERSION:
        raise StackplanError(
            f"The recovery file {printable(name)} was written by a newer Stackplan; start that one"
            " to recover the work."
        )
    try:
        return _parse(body.decode())
    except (LookupError, ValueError, PlanTextError) as error:
        raise _damaged(name) from error


def _damaged(name: str) -> StackplanError:
    return StackplanError(
        f"The recovery file {printable(name)} is damaged; take what is left of the plan out of it"
        " with a text editor, and delete it."
    )


def _parse(text: str) -> UnsavedWork:
    head, _, plans = text.partition("\n\n")
    # 0.1.0 wrote the process as well.
    lines = (line.partition(":") for line in head.split("\n"))
    fields = {key: value.lstrip(" ") for key, _, value in lines}
    path, digest = fields["plan file"], fields["digest"]
    plan_text, _, base_text = plans.partition(_BASE)
    plan_file = read(plan_text)
    base = read(base_text).plan if base_text else plan_file.plan
    return UnsavedWork(plan_file, base, read_path(path) or None, digest)


def _checksum(version: str, body: bytes) -> str:
    return hashlib.sha256(f"{_FORMAT} {version}\n".encode() + body).hexdigest()


def save_work(stem: str, work: UnsavedWork) -> None:
    """Write a window's recovery file in one step; `stem` is what its files begin with.

    Raises `DiskError` if the disk fails, or the place is in the trace folder; the old file is then
    still there.
    """
    # By name: the disk of the trace folder may hang.
    if lies_in_by_name(stem, work.plan_file.traces):
        raise DiskError(
            f"The state folder {printable(os.path.dirname(stem))} lies in the trace folder, where"
            " Stackplan never writes; set XDG_STATE_HOME to another folder."
        )
    safe_write.save(stem + ENDING, write_work(work))


def load_work(path: str) -> UnsavedWork:
    """Read a recovery file; raises `DiskError`, or `StackplanError` if it is damaged or newer."""
    try:
        with open(path, "rb") as stream:
            return read_work(stream.read(_MAX_BYTES), path)
    except OSError as error:
        raise disk_error(error, path) from error


def _remove(path: str) -> None:
    try:
        with suppress(FileNotFoundError):
            os.unlink(path)
    except OSError as error:
        raise disk_error(error, path) from error


@dataclass(frozen=True, slots=True)
class Leftover:
    """A recovery file of a window that ended without closing, and the work in it.

    `stem` is what the files of that window begin with.
    """

    stem: str
    path: str
    work: UnsavedWork


@dataclass(slots=True)
class Leftovers:
    """What dead windows have left, the newest first, and why a file of theirs cannot be read."""

    works: list[Leftover] = field(default_factory=list)
    problems: list[StackplanError] = field(default_factory=list)


def find_leftovers(folder: str) -> Leftovers:
    """Find the recovery files of dead windows, and sweep what else they have left.

    A file that cannot be read stays where it is. The folder need not exist; a `DiskError` says why
    it cannot be listed.
    """
    found = Leftovers()
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return found
    except OSError as error:
        raise disk_error(error, folder) from error
    living = {stem for stem in _stems(names, open_windows.ENDING) if _lives(folder, stem)}
    for stem in sorted(_stems(names, ENDING, PREVIOUS) - living):
        _look(os.path.join(folder, stem), found)
    safe_write.sweep(folder)
    found.works.sort(key=_age, reverse=True)
    return found


def _stems(names: Iterable[str], *endings: str) -> set[str]:
    parts = (os.path.splitext(name) for name in names)
    return {stem for stem, ending in parts if ending in endings}


def _lives(folder: str, stem: str) -> bool:
    return look_at(os.path.join(folder, stem + open_windows.ENDING))[0]


def _look(stem: str, found: Leftovers) -> None:
    """Read the recovery file of a dead window, or the one before if that cannot be read."""
    for path in (stem + ENDING, stem + PREVIOUS):
        try:
            if os.path.exists(path):
                found.works.append(Leftover(stem, path, load_work(path)))
                return
        except StackplanError as error:
            if os.path.exists(path):  # else another window has taken it meanwhile
                found.problems.append(error)


def _age(leftover: Leftover) -> tuple[str, int]:
    """Time of the work; the clock of the disk decides within a second."""
    made = leftover.work.plan_file.made
    with suppress(OSError):
        return made, os.stat(leftover.path).st_mtime_ns
    return made, 0


def take_over(leftover: Leftover, stem: str) -> None:
    """Make the work of a dead window that of a living one, whose files begin with `stem`.

    Raises `StackplanError` if another window was quicker, or the disk refuses it.
    """
    try:
        # First: after a kill in between only the newest may be left to be offered.
        if leftover.path != leftover.stem + PREVIOUS:
            _remove(leftover.stem + PREVIOUS)
        os.replace(leftover.path, stem + ENDING)
    except FileNotFoundError as error:
        raise StackplanError(
            "This work has been recovered or discarded in another window; look there."
        ) from error
    except OSError as error:
        raise disk_error(error, leftover.path) from error


def discard(leftover: Leftover) -> None:
    """Remove work of a dead window; raises `DiskError` if the disk refuses it."""
    _remove(leftover.stem + PREVIOUS)
    _remove(leftover.path)


class WindowState:
    """What one window keeps in the state folder: its entry among the open windows, and its work.

    Each method raises a `DiskError` where the state folder refuses; the next call tries again.
    """

    def __init__(self) -> None:
        self._made: WindowFile | None = None
        self._making = Lock()  # one thread may register a plan while another one saves work

    def find_leftovers(self) -> Leftovers:
        """Find the work that dead windows have left."""
        return find_leftovers(os.path.dirname(self._file.path))

    def save(self, work: UnsavedWork) -> None:
        """Write the recovery file."""
        save_work(self._file.stem, work)

    def forget(self) -> None:
        """Remove the recovery file: nothing is unsaved any more."""
        if self._made is not None:
            _remove(self._made.stem + ENDING)

    def take_over(self, leftover: Leftover) -> UnsavedWork:
        """Take over the work of a dead window; a `StackplanError` if another window was quicker."""
        take_over(leftover, self._file.stem)
        return leftover.work

    def register(self, plan: str, since: str) -> list[WindowInfo]:
        """Register which plan file is open here; give the other windows that have it open, too.

        `plan` is empty for none, `since` is UTC.
        """
        self._file.register(plan, since)
        own = self._file.info.plan
        others = other_windows(os.path.dirname(self._file.path), self._file.path)
        return [window for window in others if own and window.plan == own]

    def close(self, unwanted: Iterable[Leftover] = ()) -> None:
        """Remove the window's files, and discarded work of dead windows."""
        self.forget()
        if self._made is not None:
            self._made.close()
            self._made = None
        for leftover in unwanted:
            discard(leftover)

    @property
    def _file(self) -> WindowFile:
        with self._making:
            if self._made is None:
                self._made = WindowFile(make_state_folder())
            return self._made
