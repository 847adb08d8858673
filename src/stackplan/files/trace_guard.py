"""Whether a place lies in the trace folder, into which nothing is ever written."""

import os
from collections.abc import Iterator
from contextlib import suppress

from stackplan.files.patience import ask

# A trace disk that does not answer for so long must not keep a plan from being saved elsewhere.
_PATIENCE_S = 2.0


def lies_in(folder: str, traces: str) -> bool:
    """Tell whether a folder is the trace folder or below it, by links and bind mounts too.

    Parameters
    ----------
    folder : str
        The folder, links resolved.
    traces : str
        Absolute path of the trace folder.

    Returns
    -------
    bool
        Where the disk of the trace folder is not mounted, or does not answer, names must do.
    """
    answer = ask(lambda: _lies_in(folder, traces), _PATIENCE_S)
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
