"""Spyral's own four functions by their own names, bit-equal to Spyral 1.1.2.

They are re-implemented in our own words on top of `core` and `files`, for scripts that import
Spyral's module today. Two differences are allowed: each file is asked for its size once, so that a
file that vanishes half-way counts as absent; and the folder is listed once instead of being asked
for every number of the range.
"""

import errno
import os
import re
from collections.abc import Container
from pathlib import Path

from stackplan.core.balance.heuristics import snake_order

_RUN_FILE = re.compile(r"run_(-?[0-9]{1,18})\.h5")
# What "there is no such file" looks like to `Path.exists`.
_ABSENT = frozenset({errno.ENOENT, errno.ENOTDIR, errno.EBADF, errno.ELOOP})


def form_run_string(run_number: int) -> str:
    """Name a run as its files are named, without the ending.

    Parameters
    ----------
    run_number : int
        The run; numbers over 9999 are simply longer.

    Returns
    -------
    str
        For example ``run_0042``.
    """
    return f"run_{run_number:04d}"


def get_size_path(path: Path) -> int:
    """Ask for the size of a file or folder.

    Parameters
    ----------
    path : Path
        What to ask for; a symbolic link is followed.

    Returns
    -------
    int
        Bytes; 0 if there is nothing.

    Raises
    ------
    OSError
        Whatever else the system says, for example that permission is denied.
    """
    try:
        return os.stat(path).st_size
    except OSError as error:
        if error.errno in _ABSENT:
            return 0
        raise


def collect_runs(
    trace_path: Path, run_min: int, run_max: int, runs_to_skip: Container[int]
) -> dict[int, int]:
    """Find the runs of a range that have data.

    Parameters
    ----------
    trace_path : Path
        The trace folder; one that is not there holds no runs.
    run_min, run_max : int
        First and last run, both inclusive.
    runs_to_skip : container of int
        Runs to leave out; a text ``"2"`` is not the number 2.

    Returns
    -------
    dict of int to int
        Size in bytes by run number, largest first, ties by ascending number. A folder named like a
        run counts with its own size, as in Spyral.

    Raises
    ------
    OSError
        If the folder may not be entered, or the disk does not answer.
    """
    wanted = range(run_min, run_max + 1)
    sizes = {
        run: size
        for run in _present(trace_path, wanted)
        if (size := get_size_path(Path(trace_path) / _file_name(run))) != 0
        and run not in runs_to_skip
    }
    return dict(sorted(sizes.items(), key=lambda item: item[1], reverse=True))


def _file_name(run: int) -> str:
    # Not core's: Spyral names negative runs too.
    return f"{form_run_string(run)}.h5"


def _present(trace_path: Path, wanted: range) -> list[int]:
    """List the runs of a range that are worth asking for, ascending."""
    if not wanted:
        return []
    try:
        names = os.listdir(trace_path)
    except PermissionError:
        # A folder may be entered but not listed: then each file must be asked for, as Spyral does.
        return list(wanted)
    except OSError as error:
        if error.errno in _ABSENT:
            return []
        raise
    found = ((name, int(match[1])) for name in names if (match := _RUN_FILE.fullmatch(name)))
    runs = sorted(run for name, run in found if run in wanted and name == _file_name(run))
    # A folder may be listed but not entered: Spyral hears that from any number, so one is asked.
    return runs or [wanted[0]]


def create_run_stacks(
    trace_path: Path, run_min: int, run_max: int, n_stacks: int, runs_to_skip: Container[int]
) -> tuple[list[list[int]], list[float]]:
    """Deal the runs of a range over stacks, largest first, there and back (the snake).

    Parameters
    ----------
    trace_path : Path
        The trace folder.
    run_min, run_max : int
        First and last run, both inclusive.
    n_stacks : int
        Number of stacks.
    runs_to_skip : container of int
        Runs to leave out.

    Returns
    -------
    stacks : list of list of int
        Run numbers in processing order; stacks without a run are dropped, unless there is no run at
        all: then there are `n_stacks` empty ones.
    percent_load : list of float
        Share of each of the `n_stacks` stacks in per cent, of the runs dealt.

    Raises
    ------
    IndexError
        If there are runs but no stack to take them.
    OSError
        As `collect_runs`.
    """
    stacks: list[list[int]] = [[] for _ in range(n_stacks)]
    runs = collect_runs(trace_path, run_min, run_max, runs_to_skip)
    if not runs:
        return stacks, [0.0] * len(stacks)
    if not stacks:
        raise IndexError(f"{n_stacks} stacks cannot take {len(runs)} runs")
    percent_load = _deal(runs, stacks)
    return [stack for stack in stacks if stack], percent_load


def _deal(runs: dict[int, int], stacks: list[list[int]]) -> list[float]:
    """Fill the stacks and return their shares, computed in Spyral's order for equal bits."""
    loads = [0] * len(stacks)
    order = snake_order(len(runs), len(stacks))
    for (run, size), index in zip(runs.items(), order, strict=True):
        stacks[index].append(run)
        loads[index] += size
    total = sum(runs.values())
    return [float(load / total) * 100.0 for load in loads]
