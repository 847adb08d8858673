"""One at a time on a file: what it was found to be, it still is when it is replaced."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from stackplan.files.locks import has_locks, lock

_PAUSE_S = 0.005
# Others hold a file for a moment only; one that was stopped half-way must not stop everybody.
_PATIENCE_S = 2.0


@contextmanager
def claimed(path: str) -> Iterator[None]:
    """Keep other Stackplans from replacing a file while the block runs.

    The file itself is locked, so nothing lies beside it. Where the disk knows no locks, or somebody
    holds the file for seconds, the block runs without.

    Parameters
    ----------
    path : str
        The file, links resolved; one that is not there cannot be claimed.
    """
    descriptor = _claim(path)
    try:
        yield
    finally:
        if descriptor is not None:
            with suppress(OSError):  # it is closed all the same
                os.close(descriptor)


def _claim(path: str) -> int | None:
    if not has_locks():
        return None  # and Windows replaces no file that is open
    end = time.monotonic() + _PATIENCE_S
    while True:
        try:
            descriptor = os.open(path, os.O_RDWR | getattr(os, "O_CLOEXEC", 0))
        except OSError:
            return None  # nothing that could be replaced
        # Some network disks number a file anew at each look: it would never seem to be the same.
        if _has_lock(descriptor, path, end) or time.monotonic() > end:
            return descriptor
        # Whoever held it has put another file in its place.
        with suppress(OSError):
            os.close(descriptor)


def _has_lock(descriptor: int, path: str, end: float) -> bool:
    """Lock a file; `False` if it is not the one of that name any more."""
    while (locked := lock(descriptor)) is False:
        if time.monotonic() > end:
            return True
        time.sleep(_PAUSE_S)
    try:
        return locked is None or os.path.samestat(os.fstat(descriptor), os.stat(path))
    except OSError:
        return True
