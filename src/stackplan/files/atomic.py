"""Saving a file whole: after a crash, a full disk or a kill it is the old one or the new one."""

import errno
import os
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.text import shown
from stackplan.files.claim import claimed
from stackplan.files.content_digest import digest_of
from stackplan.files.disk_words import disk_error
from stackplan.files.locks import lock
from stackplan.files.trace_guard import lies_in

_PREFIX = ".stackplan-"
_SUFFIX = ".tmp"
# A file that another save sweeps in the moment before it is locked is made anew, so often.
_TRIES = 100


class ChangedError(StackplanError):
    """Somebody else has replaced the file meanwhile."""


def save(path: str, data: bytes, traces: str | None = None, known: str = "") -> None:
    """Replace a file in one step.

    The new content is written beside the file, forced to the disk, and renamed over it. A symbolic
    link is followed and the mode kept. What a killed save has left beside it is swept.

    Parameters
    ----------
    path : str
        The file; it need not exist. A device or a pipe is written to directly.
    data : bytes
        The whole content.
    traces : str, optional
        Trace folder, in which nothing may be written.
    known : str, optional
        What `content_digest.digest_of` must give for the file if it is there; empty for any.

    Raises
    ------
    DiskError
        If the place is refused or the disk fails; the old file is then still whole.
    ChangedError
        If the file is not the known one; nothing is written then.
    """
    target = os.path.realpath(path)
    _refuse_traces(path, target, traces)
    try:
        # Not the target's: /dev/stdout leads to a pipe that has no name of its own.
        mode = _mode_of(path)
        if mode is not None and not stat.S_ISREG(mode):
            _write_through(path, data)
        elif mode is not None and not (mode & 0o222 and os.access(target, os.W_OK)):
            raise DiskError(f"{shown(path)} is read-only; choose another name or place.")
        else:
            with claimed(target):
                if known and digest_of(target) not in {"", known}:
                    raise ChangedError(f"{shown(path)} has been changed; choose another name.")
                _replace(target, data, mode)
    except OSError as error:
        raise disk_error(error, path) from error


def _refuse_traces(path: str, target: str, traces: str | None) -> None:
    if traces is not None and lies_in(os.path.dirname(target), traces):
        other = os.path.join(os.path.expanduser("~"), os.path.basename(target))
        raise DiskError(
            f"{shown(path)} lies in the trace folder, where Stackplan never writes; "
            f"save it for example as {shown(other)}."
        )


def _mode_of(path: str) -> int | None:
    """Type and permissions of what is there; `None` if nothing is."""
    try:
        return os.stat(path).st_mode
    except FileNotFoundError:
        return None


def _write_through(path: str, data: bytes) -> None:
    with open(path, "wb") as stream:
        stream.write(data)


def _replace(target: str, data: bytes, mode: int | None) -> None:
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
        os.replace(temporary, target)
    _sync_folder(folder)


@contextmanager
def _temporary(folder: str, stem: str) -> Iterator[tuple[int, str]]:
    """Make a file that is locked while it is in use, and gone afterwards whatever happens."""
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
    """Remove what killed saves have left: temporary files that nobody holds locked.

    Parameters
    ----------
    folder : str
        Where to look.
    stem : str
        What the names begin with: those of one file, or all of ours.
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
