"""Whether Spyral can read a trace file, from its first bytes: no HDF5 library, no lock."""

import os
from collections.abc import Iterable

from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import file_name

# attpc_merger has written these names since April 2025; Spyral up to 1.1.2 looks for others, and
# fails at the first event. HDF5 keeps names as plain text, those of the first event near the start.
_VERSION = b"libattpc_merger:2.0"
_WRITTEN = b"si_upstream_front"
_WANTED = b"silicon_upstream_front"
_HEAD = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)


def unreadable_runs(folder: str, run_numbers: Iterable[int]) -> RunNumbers:
    """Find runs that Spyral 1.1.2 cannot read, though their files are whole.

    Parameters
    ----------
    folder : str
        The trace folder.
    run_numbers : iterable of int
        Runs to look at.

    Returns
    -------
    RunNumbers
        Those of a newer attpc_merger. A file that cannot be opened is not among them.
    """
    numbers = sorted(run_numbers)
    return RunNumbers.of(n for n in numbers if _is_newer(os.path.join(folder, file_name(n))))


def _is_newer(path: str) -> bool:
    try:
        descriptor = os.open(path, _FLAGS)
        try:
            head = os.pread(descriptor, _HEAD, 0)
        finally:
            os.close(descriptor)
    except OSError:
        return False
    return _VERSION in head and _WRITTEN in head and _WANTED not in head
