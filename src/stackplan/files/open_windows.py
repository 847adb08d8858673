"""The register of open windows: which are alive, and which plan each has open."""

import os
from contextlib import suppress
from typing import NamedTuple

from stackplan.core.plan_parser import read_path
from stackplan.core.plan_text import write_path
from stackplan.files.disk_errors import disk_error
from stackplan.files.safe_write import lock


class ProcessId(NamedTuple):
    """A process: its machine, its number there, and the boot of the machine it was started in.

    After a reboot the number may be that of another process; the boot is empty if unknown.
    """

    host: str
    pid: int
    boot: str = ""

    @property
    def lives(self) -> bool:
        """Tell whether it still runs; one on another machine counts as running."""
        if self.host != _host() or os.name == "nt":  # `os.kill` ends the process on Windows
            return True
        if self.boot not in {"", _boot()}:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except OSError:
            pass  # it runs under another account
        return True


def this_process() -> ProcessId:
    """Name the process that asks."""
    return ProcessId(_host(), os.getpid(), _boot())


def _host() -> str:
    return os.uname().nodename if hasattr(os, "uname") else "this machine"


def _boot() -> str:
    with suppress(OSError), open("/proc/sys/kernel/random/boot_id", encoding="ascii") as stream:
        return stream.read().strip()
    return ""


ENDING = ".window"
# Version 1, of 0.1.0, had the start of the process where version 2 has the boot.
_HEADS = ("stackplan-window 1", "stackplan-window 2")
_END = "end"
_MAX_BYTES = 65_536
_TRIES = 20


class WindowInfo(NamedTuple):
    """What a window's file says: its process, its plan file (links resolved), and since when (UTC).

    Both words are empty while no plan file is open.
    """

    process: ProcessId
    plan: str = ""
    since: str = ""


class WindowFile:
    """The file of this window, held locked (flock) as long as the window lives.

    Making it raises `DiskError` if the state folder refuses it.
    """

    def __init__(self, folder: str) -> None:
        self.info = WindowInfo(this_process())
        try:
            self._descriptor, self.path = _make(folder)
        except OSError as error:
            raise disk_error(error, folder) from error
        # What the names of the window's other files begin with.
        self.stem = self.path.removesuffix(ENDING)
        try:
            self._write()
        except OSError as error:
            # On a full disk each later try would leave one more file behind.
            self.close()
            raise disk_error(error, folder) from error

    def register(self, plan: str, since: str) -> None:
        """Write which plan file is open since when (empty for none); `DiskError` if refused."""
        self.info = self.info._replace(plan=os.path.realpath(plan) if plan else "", since=since)
        try:
            self._write()
        except OSError as error:
            raise disk_error(error, self.path) from error

    def close(self) -> None:
        """Remove the file: the window is closed."""
        with suppress(OSError):  # the file of a window that has ended is swept by the next one
            os.unlink(self.path)
        _close(self._descriptor)

    def _write(self) -> None:
        # In place, since the lock is on this very file; a reader needs its last line to trust it.
        data = _text(self.info).encode()
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        left = memoryview(data)
        while left:  # a disk that is nearly full may take a part only
            left = left[os.write(self._descriptor, left) :]
        os.ftruncate(self._descriptor, len(data))


def other_windows(folder: str, own: str = "") -> list[WindowInfo]:
    """List the living windows of this account, but for the one whose file is `own`."""
    found = []
    with suppress(OSError):  # a folder that cannot be listed warns of no window
        names = [name for name in os.listdir(folder) if name.endswith(ENDING)]
        for path in (os.path.join(folder, name) for name in names):
            info = look_at(path)[1] if path != own else None
            if info is not None:
                found.append(info)
    return found


def look_at(path: str) -> tuple[bool, WindowInfo | None]:
    """Tell whether the window of a file lives, and what the file says; remove a dead one's file.

    The file need not exist. A living window's file says nothing while it is being written.
    """
    try:
        descriptor = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
    except OSError:
        return False, None
    try:
        info = _read(descriptor)
        # Shared: two windows that look at once do not take one another for the owner.
        locked = lock(descriptor, shared=True)
        # Some network disks know no locks (flock): there a running process is a living window.
        lives = not locked if locked is not None else info is not None and info.process.lives
        if not lives:
            with suppress(OSError):  # removed while locked: see `_make`
                os.unlink(path)
        return lives, info if lives else None
    finally:
        _close(descriptor)


def _make(folder: str) -> tuple[int, str]:
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    for _ in range(_TRIES):
        path = os.path.join(folder, os.urandom(6).hex() + ENDING)
        descriptor = os.open(path, flags, 0o600)
        # A window that looks at it before it is locked takes it for a dead one's.
        if lock(descriptor) is not False and os.path.exists(path):
            return descriptor, path
        with suppress(OSError):
            os.unlink(path)
        _close(descriptor)
    raise BlockingIOError(f"each new file in {folder} is locked at once")


def _close(descriptor: int) -> None:
    with suppress(OSError):  # it is closed all the same, and its content is not needed
        os.close(descriptor)


def _text(info: WindowInfo) -> str:
    process = info.process
    fields = (process.host, str(process.pid), process.boot, write_path(info.plan), info.since)
    return "\n".join((_HEADS[-1], *fields, _END, ""))


def _read(descriptor: int) -> WindowInfo | None:
    with suppress(OSError, ValueError):
        lines = os.read(descriptor, _MAX_BYTES).decode().split("\n")
        if len(lines) > 6 and lines[0] in _HEADS and lines[6] == _END:
            host, pid, boot, plan, since = lines[1:6]
            process = ProcessId(host, int(pid), boot if lines[0] == _HEADS[-1] else "")
            return WindowInfo(process, read_path(plan), since)
    return None
