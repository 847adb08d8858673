"""State of a trace file from its first 96 bytes: no HDF5 library, no lock, nothing written.

The superblock's layout is that of the HDF5 File Format Specification, section II.A. The writer's
"consistency flags" were 1 in every file that was open, and 0 in every closed one (HDF5 1.12.2 and
2.0.0): strong evidence, not proof, so a suspicious file is shown and never left out by itself.
"""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass

from stackplan.core.trace_checks import Unread
from stackplan.files.parallel_stat import OnProgress, ask_about_each

SIGNATURE = b"\x89HDF\r\n\x1a\n"
HEAD = 96
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
# States that only a comparison with the size of the file gives.
_BY_SIZE = frozenset({"truncated", "trailing"})
# A 64-bit offset of this value means "not set".
_UNDEFINED = 2**64 - 1


@dataclass(frozen=True, slots=True)
class _Superblock:
    """Where a superblock keeps what we need."""

    flags: int
    offset_size: int
    base_address: int
    end_of_file: int


_LAYOUTS = {
    0: _Superblock(flags=20, offset_size=13, base_address=24, end_of_file=40),
    1: _Superblock(flags=20, offset_size=13, base_address=28, end_of_file=44),
    2: _Superblock(flags=11, offset_size=9, base_address=12, end_of_file=28),
    3: _Superblock(flags=11, offset_size=9, base_address=12, end_of_file=28),
}


def state_of(head: bytes, size: int) -> str:
    """Judge a file by its first 96 bytes, or the whole of a shorter file, and its size in bytes.

    ``closed``; ``open`` (being written, or its writer crashed); ``truncated``; ``trailing`` (bytes
    after the end); ``not_hdf5``; ``unknown`` (offsets that are not 8 bytes wide, a user block, a
    version after 3).
    """
    if not head.startswith(SIGNATURE):
        return "not_hdf5"
    layout = _LAYOUTS.get(head[8]) if len(head) > len(SIGNATURE) else None
    if layout is None:
        return "unknown" if len(head) > len(SIGNATURE) else "truncated"
    if len(head) < layout.end_of_file + 8:
        return "truncated"
    base, end = (
        int.from_bytes(head[at : at + 8], "little")
        for at in (layout.base_address, layout.end_of_file)
    )
    if head[layout.offset_size] != 8 or base != 0:
        return "unknown"
    if head[layout.flags] & 1:
        return "open"
    if end == _UNDEFINED:
        return "unknown"
    return "closed" if end == size else "truncated" if end > size else "trailing"


def read_state(path: str) -> str:
    """Read the state of one file as `state_of`; ``unknown`` also where it cannot be read."""
    try:
        return _state_of_file(path)
    except OSError:
        return "unknown"


def _state_of_file(path: str) -> str:
    descriptor = os.open(path, _OPEN_FLAGS)
    try:
        return _state_of_open(descriptor)
    finally:
        os.close(descriptor)


def _state_of_open(descriptor: int) -> str:
    state, size = _judge(descriptor)
    if state not in _BY_SIZE:
        return state
    # The writer may have closed the file between `fstat` and `pread`: then the size is too old.
    again, size_now = _judge(descriptor)
    return again if size_now == size else "open"


def _judge(descriptor: int) -> tuple[str, int]:
    size = os.fstat(descriptor).st_size
    head = os.pread(descriptor, HEAD, 0)
    if not head.startswith(SIGNATURE) and _has_user_block(descriptor, size):
        return "unknown", size
    return state_of(head, size), size


def _has_user_block(descriptor: int, size: int) -> bool:
    """Look for a superblock behind a user block: at 512 bytes, and at each doubling of that."""
    offset = 512
    while offset < size:
        if os.pread(descriptor, len(SIGNATURE), offset) == SIGNATURE:
            return True
        offset *= 2
    return False


def read_states(
    paths: Mapping[int, str],
    on_progress: OnProgress | None = None,
) -> Mapping[int, str]:
    """Read the states of files, by run number in ascending order; on a slow disk several at once.

    `paths` are those of `ScanResult.paths`. The state is `Unread` where the disk does not let us
    open or read the file. `on_progress` may raise to stop the work.
    """
    return ask_about_each(
        lambda number: _state_or_why_not(paths[number]), sorted(paths), on_progress
    )


# Reasons of `UNREAD_REASONS` by the error number of the system.
_UNREAD = {
    errno.ESTALE: "stale file handle",
    errno.EIO: "the disk fails to read",
    errno.EACCES: "permission denied",
    errno.EPERM: "permission denied",
    errno.ENOENT: "it vanished a moment ago",
}


def _state_or_why_not(path: str) -> str:
    try:
        return _state_of_file(path)
    except OSError as error:
        return Unread(_UNREAD.get(error.errno or 0, "the disk answers with an error"))
