"""A folder of trace files as runs, and as everything that is not one."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from operator import itemgetter

from stackplan.core.left_out import LeftOut
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import MAX_RUN_NUMBER, Run
from stackplan.files.disk_errors import disk_error
from stackplan.files.parallel_stat import Progress, read_sizes

_RUN_FILE = re.compile(r"run_([0-9]{4,9})\.h5")
_DIGITS = 4
_NEAR_MISS = re.compile(r"run\D{0,3}([0-9]+)\D.*(?:h5|hdf5?)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class ScanResult:
    """What a folder holds.

    Parameters
    ----------
    folder : str
        The folder as it was asked for.
    runs : tuple of Run
        Regular files with data, by ascending number.
    empty, folders, dangling, unreadable : RunNumbers
        Files of 0 bytes; folders named like a run; links that lead nowhere; files whose size the
        system does not tell.
    misnamed : tuple of str
        Names that look like a run but that Spyral would never open, sorted.
    states : mapping of int to str
        State of each run's file, by number; empty until `trace_state.read_states` has been asked.
    modified : mapping of int to int
        When each run's file was last changed, in ns since 1970, by number; two results that differ
        in nothing else are equal.
    """

    folder: str
    runs: tuple[Run, ...] = ()
    empty: RunNumbers = field(default_factory=RunNumbers)
    folders: RunNumbers = field(default_factory=RunNumbers)
    dangling: RunNumbers = field(default_factory=RunNumbers)
    unreadable: RunNumbers = field(default_factory=RunNumbers)
    misnamed: tuple[str, ...] = ()
    states: Mapping[int, str] = field(default_factory=dict)
    modified: Mapping[int, int] = field(default_factory=dict, compare=False)

    @cached_property
    def with_data(self) -> RunNumbers:
        """Numbers of the runs that have data."""
        return RunNumbers.of([run.number for run in self.runs])

    @cached_property
    def by_number(self) -> dict[int, Run]:
        """Runs by their numbers."""
        return {run.number: run for run in self.runs}

    @cached_property
    def sizes(self) -> dict[int, int]:
        """Size in bytes of each run's file, by number."""
        return {run.number: run.size for run in self.runs}

    @cached_property
    def odd(self) -> dict[int, str]:
        """States of the files that are not simply closed: few of many, as a rule."""
        return {number: state for number, state in self.states.items() if state != "closed"}

    def with_states(self, states: Mapping[int, str]) -> "ScanResult":
        """Give the same with states of the files."""
        return replace(self, states=states)

    def missing(self, request: PlanRequest) -> RunNumbers:
        """Numbers of the range without a file; an open end follows what is there."""
        kinds = (self.with_data, self.empty, self.folders, self.dangling, self.unreadable)
        present = RunNumbers(interval for kind in kinds for interval in kind.intervals)
        inside = present.within(request.run_min, request.run_max)
        ends = inside.intervals or ((0, -1),)
        first = ends[0][0] if request.run_min is None else request.run_min
        last = ends[-1][1] if request.run_max is None else min(request.run_max, MAX_RUN_NUMBER)
        if not inside and None in (request.run_min, request.run_max):
            return RunNumbers()
        return RunNumbers([(max(first, 0), last)]).minus(inside).minus(request.skipped)

    def left_out(self, request: PlanRequest) -> tuple[LeftOut, ...]:
        """Everything in the range that a plan of this request does not use, with the reason."""
        kinds = {
            "skipped": self._skipped(request),
            "missing": self.missing(request),
            "empty": self.empty,
            "folder": self.folders,
            "dangling": self.dangling,
            "unreadable": self.unreadable,
        }
        entries = []
        for reason, numbers in kinds.items():
            inside = numbers.within(request.run_min, request.run_max)
            kept = inside if reason == "skipped" else inside.minus(request.skipped)
            if kept:
                entries.append(LeftOut(reason, kept))
        near = [name for name in self.misnamed if request.in_range(near_miss(name) or 0)]
        return tuple(entries + [LeftOut("misnamed", name=name) for name in near])

    def _skipped(self, request: PlanRequest) -> RunNumbers:
        """Skipped numbers between the ends; where an end is open, up to what has data."""
        found = self.with_data
        if not found:
            return RunNumbers()
        first = found.intervals[0][0] if request.run_min is None else request.run_min
        last = found.intervals[-1][1] if request.run_max is None else request.run_max
        return request.skipped.within(first, last)


def near_miss(name: str) -> int | None:
    """Run number that a misnamed file seems to mean; `None` for a name that means no run."""
    match = _NEAR_MISS.fullmatch(name)
    return None if match is None or run_number(name) is not None else int(match[1])


def run_number(name: str) -> int | None:
    """Run number of a file that Spyral would open, else `None`."""
    match = _RUN_FILE.fullmatch(name)
    if match is None or (match[1][0] == "0" and len(match[1]) > _DIGITS):
        return None  # Spyral fills up to four digits, and no further
    return int(match[1])


def scan(
    folder: str,
    run_min: int | None = None,
    run_max: int | None = None,
    on_progress: Progress | None = None,
) -> ScanResult:
    """List a folder once and ask for the size of each file of the range, once.

    Nothing is opened, written or locked, and a range of a million costs no more than a narrow one.

    Parameters
    ----------
    folder : str
        The trace folder.
    run_min, run_max : int, optional
        Inclusive range; files outside it are not asked for.
    on_progress : callable, optional
        Called now and then with files done and files in all; it may raise to stop the scan.

    Returns
    -------
    ScanResult
        Without `states`.

    Raises
    ------
    DiskError
        If the folder cannot be listed.
    """
    try:
        wanted, misnamed = _list(folder, PlanRequest(run_min, run_max))
    except OSError as error:
        raise disk_error(error, folder) from error
    wanted.sort(key=itemgetter(0), reverse=True)
    return _sorted_out(folder, wanted, sorted(misnamed), on_progress)


def _list(
    folder: str, request: PlanRequest
) -> tuple[list[tuple[int, os.DirEntry[str]]], list[str]]:
    wanted: list[tuple[int, os.DirEntry[str]]] = []
    misnamed: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            number = run_number(entry.name)
            if number is None:
                if near_miss(entry.name) is not None:
                    misnamed.append(entry.name)
            elif request.in_range(number):
                wanted.append((number, entry))
    return wanted, misnamed


def _sorted_out(
    folder: str,
    wanted: list[tuple[int, os.DirEntry[str]]],
    misnamed: list[str],
    on_progress: Progress | None,
) -> ScanResult:
    """Sort out what was listed, by descending number; the list is used up."""
    runs: list[Run] = []
    modified: dict[int, int] = {}
    kinds: dict[str, list[int]] = {
        kind: [] for kind in ("empty", "folders", "dangling", "unreadable", "vanished")
    }
    answers = read_sizes([entry for _, entry in reversed(wanted)], on_progress or (lambda *_: None))
    for found in answers:
        # One by one: to drop 100,000 entries at once takes Python away from every other thread.
        number, _ = wanted.pop()
        if isinstance(found, str):
            kinds[found].append(number)
        else:
            runs.append(Run(number, found[0]))
            modified[number] = found[1]
    # What has vanished since the listing counts as if it had never been there.
    return ScanResult(
        folder,
        tuple(runs),
        empty=RunNumbers.of(kinds["empty"]),
        folders=RunNumbers.of(kinds["folders"]),
        dangling=RunNumbers.of(kinds["dangling"]),
        unreadable=RunNumbers.of(kinds["unreadable"]),
        misnamed=tuple(misnamed),
        modified=modified,
    )
