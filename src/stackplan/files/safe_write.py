"""Saving of a file, whole or not at all, unless another program has changed it."""

import errno
import hashlib
import os
import stat
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.text import printable
from stackplan.files.disk_errors import disk_error
from stackplan.files.paths import lies_in


def digest_of(path: str) -> str:
    """Give the SHA-256 of a file's content; empty where it is not there or cannot be read.

    A time of change would not do: some disks count in whole seconds, and copying keeps it.
    """
    try:
        with open(path, "rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""


def digest_of_bytes(data: bytes) -> str:
    """Give what `digest_of` will give for a file of this content."""
    return hashlib.sha256(data).hexdigest()


try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None  # type: ignore[assignment]  # mypy knows it as a module only


def lock(descriptor: int, *, shared: bool = False) -> bool | None:
    """Lock an open file (flock) until it is closed, without ever waiting.

    `False` if another process has it locked, `None` where system or disk know no locks. Several
    may hold a shared lock at once.
    """
    if fcntl is None:
        return None
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


_PATIENCE_S = 2.0
_PAUSE_S = 0.005


@contextmanager
def locked_folder(folder: str) -> Iterator[None]:
    """Hold a folder locked (flock) between reading a file in it and replacing that file.

    Two windows would otherwise both read the same old file. Where folder, disk or system allow no
    lock, or another process holds it for seconds, the block runs without.
    """
    descriptor = None
    with suppress(OSError):  # it may not be listed, or is no file to Windows
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        end = time.monotonic() + _PATIENCE_S
        while descriptor is not None and lock(descriptor) is False and time.monotonic() < end:
            time.sleep(_PAUSE_S)
        yield
    finally:
        if descriptor is not None:
            with suppress(OSError):  # it is closed all the same
                os.close(descriptor)


_PREFIX = ".stackplan-"
_SUFFIX = ".tmp"
# How often a temporary file is made anew that another save sweeps before it is locked.
_TRIES = 100


class ChangedError(StackplanError):
    """Another window or program has changed the file since it was read."""


def save(path: str, data: bytes, traces: str | None = None, known: str = "") -> None:
    """Replace a file in one step: it is the old one or the new one, whole, at any moment.

    The new content is written beside the file, forced to the disk (fsync) and renamed over it. A
    symbolic link is followed and the mode kept. A device or a pipe is written to directly.

    Parameters
    ----------
    traces : str, optional
        Trace folder, in which nothing may be written.
    known : str, optional
        What `digest_of` must give for the file if it is there; empty for any.

    Raises
    ------
    DiskError
        If the place is refused or the disk fails; the old file is then still whole.
    ChangedError
        If the file is not the known one; it stays as it is.
    """
    target = os.path.realpath(path)
    _refuse_traces(path, target, traces)
    try:
        # Not the target's: /dev/stdout leads to a pipe that has no name of its own.
        mode = _mode_of(path)
        if mode is not None and not stat.S_ISREG(mode):
            with open(path, "wb") as stream:
                stream.write(data)
        elif mode is not None and not (mode & 0o222 and os.access(target, os.W_OK)):
            raise DiskError(f"{printable(path)} is read-only; choose another name or place.")
        elif not _replace(target, data, mode, known):
            raise ChangedError(f"{printable(path)} has been changed; choose another name.")
    except PermissionError as error:
        raise DiskError(
            f"{printable(path)} cannot be written; ask its owner for permission, or choose another"
            " place."
        ) from error
    except OSError as error:
        raise disk_error(error, path) from error


def _refuse_traces(path: str, target: str, traces: str | None) -> None:
    if traces is not None and lies_in(os.path.dirname(target), traces):
        other = os.path.join(os.path.expanduser("~"), os.path.basename(target))
        raise DiskError(
            f"{printable(path)} lies in the trace folder, where Stackplan never writes; "
            f"save it for example as {printable(other)}."
        )


def _mode_of(path: str) -> int | None:
    """Type and permissions of what is there; `None` if nothing is."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _replace(target: str, data: bytes, mode: int | None, known: str) -> bool:
    """Put a new file in the place of the target; `False`, and nothing, if that is not the known."""
    folder, name = os.path.split(target)
    # The name's checksum ties a leftover to its file; its length fits where a long name does not.
    stem = f"{_PREFIX}{zlib.crc32(os.fsencode(name)):08x}-"
    sweep(folder, stem)
    with _temporary(folder, stem) as (descriptor, temporary):
        with open(descriptor, "wb", closefd=False) as stream:
            stream.write(data)
        if mode is not None and hasattr(os, "fchmod"):
            os.fchmod(descriptor, stat.S_IMODE(mode))
        os.fsync(descriptor)
        if not known:
            os.replace(temporary, target)
        else:
            with locked_folder(folder):
                if digest_of(target) not in {"", known}:
                    return False
                os.replace(temporary, target)
    _sync_folder(folder)
    return True


@contextmanager
def _temporary(folder: str, stem: str) -> Iterator[tuple[int, str]]:
    """Make a temporary file, locked while it is in use and removed afterwards in any case."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_CLOEXEC", 0)
    for _ in range(_TRIES):
        temporary = os.path.join(folder, f"{stem}{os.urandom(4).hex()}{_SUFFIX}")
        descriptor = os.open(temporary, flags, 0o666)
        try:
            # Another save may have swept the file in the moment before it was locked.
            if lock(descriptor) is not False and _mode_of(temporary) is not None:
                yield descriptor, temporary
                return
        finally:
            _remove(temporary, descriptor)
    raise FileNotFoundError(errno.ENOENT, "each new file is gone at once", folder)


def _remove(temporary: str, descriptor: int) -> None:
    """Remove a temporary file, if it is still there, and then give up its lock."""
    try:
        with suppress(FileNotFoundError):
            os.unlink(temporary)
    finally:
        os.close(descriptor)


def sweep(folder: str, stem: str = _PREFIX) -> None:
    """Remove temporary files that no process holds locked: what killed saves have left.

    `stem` is what their names begin with: those of one file, or all of ours.
    """
    names: list[str] = []
    with suppress(OSError):  # a folder may be written to and yet not be listed
        names = os.listdir(folder)
    for name in names:
        if name.startswith(stem) and name.endswith(_SUFFIX):
            with suppress(OSError):
                _sweep_one(os.path.join(folder, name))


def _sweep_one(leftover: str) -> None:
    descriptor = os.open(leftover, os.O_WRONLY | getattr(os, "O_CLOEXEC", 0))
    try:
        # Where there are no locks, a leftover cannot be told from a file in use.
        if lock(descriptor):
            os.unlink(leftover)
    finally:
        os.close(descriptor)


def _sync_folder(folder: str) -> None:
    """Force the new name to the disk; the file is whole without, and some disks refuse."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
