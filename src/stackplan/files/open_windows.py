"""The register of open windows: which processes are alive, and which plan each has open."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple

from stackplan.core.plan_parser import read_path
from stackplan.core.plan_text import write_path
from stackplan.files.disk_errors import disk_error
from stackplan.files.safe_write import lock


class Owner(NamedTuple):
    """A process.

    Parameters
    ----------
    host : str
        Name of its machine.
    pid : int
        Its number there.
    began : str
        When it began, in the words of the system; empty where the system does not tell.
    """

    host: str
    pid: int
    began: str

    @property
    def lives(self) -> bool:
        """Tell whether it still runs; one on another machine counts as running."""
        if self.host != _host() or os.name == "nt":
            return True  # Windows would end the process that is asked after
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass  # it is there, and not ours
        # A number is given out again: the one who has it now may have begun later.
        return self.began in {"", _began(self.pid)}


def this_process() -> Owner:
    """Name the process that asks.

    Returns
    -------
    Owner
        The process itself.
    """
    pid = os.getpid()
    return Owner(_host(), pid, _began(pid))


def _host() -> str:
    # `socket.gethostname` says the same, after an import that a start would feel.
    return os.uname().nodename if hasattr(os, "uname") else "this machine"


def _began(pid: int) -> str:
    """Ticks from the start of the machine to that of a process; empty where nobody knows."""
    with suppress(OSError):
        with open(f"/proc/{pid}/stat", "rb") as stream:
            # The second field is the program's name in brackets, which may hold blanks.
            fields = stream.read().rpartition(b")")[2].split()
        if len(fields) > 19:
            return fields[19].decode("ascii")
    return ""


ENDING = ".window"
_HEAD = "stackplan-window 1"
_END = "end"
_MAX_BYTES = 65_536
_TRIES = 20


class WindowInfo(NamedTuple):
    """What a window says of itself.

    Parameters
    ----------
    owner : Owner
        Its process.
    plan : str
        The plan file it has open, links resolved; empty if none.
    since : str
        Since when it has, UTC, as ``2026-11-22T18:40:00Z``; empty if none.
    """

    owner: Owner
    plan: str = ""
    since: str = ""


class WindowFile:
    """The file of this window.

    Parameters
    ----------
    folder : str
        The state folder.

    Raises
    ------
    DiskError
        If the disk refuses it.
    """

    def __init__(self, folder: str) -> None:
        self.info = WindowInfo(this_process())
        try:
            self._descriptor, self.path = _make(folder)
        except OSError as error:
            raise disk_error(error, folder) from error
        try:
            self._write()
        except OSError as error:
            # On a full disk each later try would leave one more behind, locked as if in use.
            self.close()
            raise disk_error(error, folder) from error

    @property
    def stem(self) -> str:
        """The path without its ending: what the window's other files begin with."""
        return self.path.removesuffix(ENDING)

    def tell(self, plan: str, since: str) -> None:
        """Say which plan file the window has open.

        Parameters
        ----------
        plan : str
            The plan file; empty for none.
        since : str
            Since when, UTC.

        Raises
        ------
        DiskError
            If the disk refuses it.
        """
        self.info = self.info._replace(plan=os.path.realpath(plan) if plan else "", since=since)
        try:
            self._write()
        except OSError as error:
            raise disk_error(error, self.path) from error

    def close(self) -> None:
        """Take the file away: the window is gone."""
        with suppress(OSError):  # a disk that is gone holds nobody's window
            os.unlink(self.path)
        _let_go(self._descriptor)

    def _write(self) -> None:
        # In place, for the lock is on this very file; a reader takes what has its last line.
        data = _text(self.info).encode()
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        left = memoryview(data)
        while left:  # a disk that is nearly full may take a part only
            left = left[os.write(self._descriptor, left) :]
        os.ftruncate(self._descriptor, len(data))


def other_windows(folder: str, own: str = "") -> list[WindowInfo]:
    """List the windows of this account that live.

    Parameters
    ----------
    folder : str
        The state folder; it need not exist.
    own : str
        Path of the file of the window that asks; it is not listed.

    Returns
    -------
    list of WindowInfo
        What each of them says, in no order.
    """
    found = []
    with suppress(OSError):  # what cannot be listed warns of nobody
        names = [name for name in os.listdir(folder) if name.endswith(ENDING)]
        for path in (os.path.join(folder, name) for name in names):
            if path != own:
                with looked_at(path) as (info, lives):
                    if info is not None and lives:
                        found.append(info)
    return found


@contextmanager
def looked_at(path: str) -> Iterator[tuple[WindowInfo | None, bool]]:
    """Look at the file of a window: what it says, and whether the window lives.

    Parameters
    ----------
    path : str
        The file; it need not exist.

    Yields
    ------
    tuple of (WindowInfo or None, bool)
        `None` where the file is not there or says nothing that can be read.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        yield None, False
        return
    try:
        info = _read(descriptor)
        # Shared: two that look at once do not take one another for the owner.
        locked = lock(descriptor, shared=True)
        # Where the disk knows no locks, the process must tell.
        yield info, (info is not None and info.owner.lives) if locked is None else not locked
    finally:
        _let_go(descriptor)


def _make(folder: str) -> tuple[int, str]:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    for _ in range(_TRIES):
        path = os.path.join(folder, os.urandom(6).hex() + ENDING)
        descriptor = os.open(path, flags, 0o600)
        # Another window may have taken it for a dead one's before it was locked.
        if lock(descriptor) is not False and os.path.exists(path):
            return descriptor, path
        try:
            with suppress(FileNotFoundError):
                os.unlink(path)
        finally:
            os.close(descriptor)
    raise BlockingIOError(f"each new file in {folder} is locked at once")


def _let_go(descriptor: int) -> None:
    with suppress(OSError):  # it is closed all the same, and nothing of it shall last
        os.close(descriptor)


def _text(info: WindowInfo) -> str:
    owner = info.owner
    fields = (owner.host, str(owner.pid), owner.began, write_path(info.plan), info.since)
    return "\n".join((_HEAD, *fields, _END, ""))


def _read(descriptor: int) -> WindowInfo | None:
    with suppress(OSError, ValueError):
        lines = os.read(descriptor, _MAX_BYTES).decode().split("\n")
        if len(lines) > 6 and (lines[0], lines[6]) == (_HEAD, _END):
            host, pid, began, plan, since = lines[1:6]
            return WindowInfo(Owner(host, int(pid), began), read_path(plan), since)
    return None
