"""Paths and folders: absolute names, our own folders, whether something is there, trace folders."""

import errno
import os
import stat
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TypeVar

from stackplan.core.errors import DiskError
from stackplan.files.disk_errors import disk_error


def is_plan_file(path: str) -> bool:
    """Tell a plan file from a folder, by what is there; what is not there counts as a folder."""
    return os.path.isfile(path)


def absolute(path: str) -> str:
    """Spell a path so that it means the same from any folder."""
    try:
        return os.path.abspath(os.path.expanduser(path))
    except OSError as error:
        raise DiskError("The current folder has been deleted; go to another one.") from error


def kept_folder(kind: str, *usual: str) -> str:
    """Name Stackplan's own folder of a kind (``CONFIG``, ``DATA``, ``STATE``); it need not exist.

    As the XDG Base Directory Specification lays down; `usual` are the parts of the path below the
    home folder where the account has set no other.
    """
    home = os.environ.get(f"XDG_{kind}_HOME", "")
    if not os.path.isabs(home):  # the standard says that a relative path counts as not set
        home = os.path.join(os.path.expanduser("~"), *usual)
    return os.path.join(home, "stackplan")


WINDOWS = "windows"
LOG = "log"


def state_folder(name: str = WINDOWS) -> str:
    """Name the folder ``stackplan/NAME`` below `XDG_STATE_HOME`; it need not exist.

    `WINDOWS` is for unsaved work, `LOG` for the log and the reports of faults.
    """
    return os.path.join(kept_folder("STATE", ".local", "state"), name)


def make_state_folder(name: str = WINDOWS) -> str:
    """Make the folder of `state_folder`, for this account alone; a `DiskError` if it cannot be."""
    folder = state_folder(name)
    try:
        # `makedirs` gives the mode to the last one only.
        os.makedirs(os.path.dirname(os.path.dirname(folder)), exist_ok=True)
        for path in (os.path.dirname(folder), folder):
            os.makedirs(path, mode=0o700, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    return folder


def data_folder() -> str:
    """Name the folder ``stackplan`` below `XDG_DATA_HOME`; it need not exist."""
    return kept_folder("DATA", ".local", "share")


Answer = TypeVar("Answer")


def call_with_timeout(question: Callable[[], Answer], seconds: float) -> Answer | None:
    """Call a function, which must not raise, in a thread; `None` without a result in time.

    A thread that hangs on a dead disk is a daemon and is left behind: the program can still end.
    """
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(question()), daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else None


def access_problem(path: str, *, is_folder: bool) -> str:
    """Say in one sentence why a folder or a file cannot be opened; empty if it can."""
    try:
        mode = os.stat(path).st_mode
    except OSError as error:
        return str(disk_error(error, path))
    except ValueError:  # a null character out of a damaged settings file
        return "No disk can have such a path."
    if stat.S_ISDIR(mode) != is_folder:
        return f"There is a {'file' if is_folder else 'folder'} in its place."
    needed = os.R_OK | os.X_OK if is_folder else os.R_OK
    if not os.access(path, needed):
        return str(disk_error(PermissionError(errno.EACCES, ""), path))
    return ""


# Seconds; a trace disk that hangs must not keep a plan from being saved on another disk.
_PATIENCE_S = 2.0


def lies_in(folder: str, traces: str) -> bool:
    """Tell whether a folder (links resolved) is the trace folder or below it, by bind mounts too.

    Where the disk of the trace folder is not mounted, or does not answer, names must do.
    """
    answer = call_with_timeout(lambda: _lies_in(folder, traces), _PATIENCE_S)
    return lies_in_by_name(folder, traces) if answer is None else answer


def lies_in_by_name(folder: str, traces: str) -> bool:
    """Tell the same by the names alone: no disk is asked."""
    return os.path.abspath(traces) in _with_parents(os.path.abspath(folder))


def _lies_in(folder: str, traces: str) -> bool:
    try:
        forbidden = os.stat(traces)
    except OSError:
        return lies_in_by_name(folder, os.path.realpath(traces))
    for parent in _with_parents(folder):
        with suppress(OSError):
            if os.path.samestat(os.stat(parent), forbidden):
                return True
    return False


def _with_parents(folder: str) -> Iterator[str]:
    yield folder
    while (parent := os.path.dirname(folder)) != folder:
        folder = parent
        yield folder
