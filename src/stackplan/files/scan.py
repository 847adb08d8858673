"""Scan of a folder: its trace files as runs, and everything in it that is not one."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from stackplan.core.errors import DiskError
from stackplan.core.file_problems import LeftOut
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import MAX_RUN_NUMBER, Run, assign_names, file_name, meant_number
from stackplan.core.text import printable
from stackplan.files.disk_errors import disk_error
from stackplan.files.parallel_stat import OnProgress, StatResult, read_sizes


@dataclass(frozen=True)
class ScanResult:
    """What a folder holds."""

    folder: str  # as it was asked for
    runs: tuple[Run, ...] = ()  # regular files with data, by ascending number
    # Files of 0 bytes; folders named like a run; links that lead nowhere; files whose size the
    # system does not tell.
    empty: RunNumbers = field(default_factory=RunNumbers)
    folders: RunNumbers = field(default_factory=RunNumbers)
    dangling: RunNumbers = field(default_factory=RunNumbers)
    unreadable: RunNumbers = field(default_factory=RunNumbers)
    misnamed: tuple[str, ...] = ()  # names that look like a run but are the file of none, sorted
    # Names of the files whose run has another name by rule (`file_name`), by number.
    names: Mapping[int, str] = field(default_factory=dict)
    # State of each run's file, by number; empty until `trace_state.read_states` has been asked.
    states: Mapping[int, str] = field(default_factory=dict)
    # When each run's file was last changed, in ns since 1970, by number; two results that differ in
    # nothing else are equal.
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

    @cached_property
    def modified_ms(self) -> dict[int, int]:
        """When each run's file was last changed, in ms since 1970, by number."""
        return {number: at // 1_000_000 for number, at in self.modified.items()}

    def path_of(self, number: int) -> str:
        """Path of a run's file; of a run that is not there, the path that it would have."""
        return os.path.join(self.folder, self.names.get(number) or file_name(number))

    def paths(self, numbers: Iterable[int]) -> dict[int, str]:
        """Paths of the files of some runs, by number."""
        return {number: self.path_of(number) for number in numbers}

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
        near = [name for name in self.misnamed if request.in_range(meant_number(name) or 0)]
        return tuple(entries + [LeftOut("misnamed", name=name) for name in near])

    def _skipped(self, request: PlanRequest) -> RunNumbers:
        """Skipped numbers between the ends; where an end is open, up to what has data."""
        found = self.with_data
        if not found:
            return RunNumbers()
        first = found.intervals[0][0] if request.run_min is None else request.run_min
        last = found.intervals[-1][1] if request.run_max is None else request.run_max
        return request.skipped.within(first, last)


def scan(
    folder: str,
    run_min: int | None = None,
    run_max: int | None = None,
    on_progress: OnProgress | None = None,
) -> ScanResult:
    """List a folder once and ask for the size of each file of the range, once.

    Nothing is opened, written or locked, and a range of a million costs no more than a narrow one.
    `states` stay empty: `trace_state.read_states` finds them out. `on_progress` may raise to stop
    the scan. Raises `DiskError` if the folder cannot be listed.
    """
    try:
        with os.scandir(folder) as listed:
            entries = {entry.name: entry for entry in listed}
    except OSError as error:
        raise disk_error(error, folder) from error
    except ValueError as error:  # a zero byte: Python does not ask the disk
        raise DiskError(
            f"{printable(folder)} holds a zero byte, as no path does; type it again."
        ) from error
    names, misnamed = assign_names(entries)
    request = PlanRequest(run_min, run_max)
    names = {number: names[number] for number in sorted(names) if request.in_range(number)}
    answers = read_sizes([entries[name] for name in names.values()], on_progress)
    return _sorted_out(folder, names, misnamed, answers)


def _sorted_out(
    folder: str, names: Mapping[int, str], misnamed: Iterable[str], answers: Iterable[StatResult]
) -> ScanResult:
    """Sort the answers of the disk, one for each name."""
    runs: list[Run] = []
    modified: dict[int, int] = {}
    # What has vanished since the listing counts as if it had never been there.
    kinds: dict[str, list[int]] = {
        kind: [] for kind in ("empty", "folders", "dangling", "unreadable", "vanished")
    }
    for number, answer in zip(names, answers, strict=True):
        if isinstance(answer, str):
            kinds[answer].append(number)
        else:
            runs.append(Run(number, answer[0]))
            modified[number] = answer[1]
    return ScanResult(
        folder,
        tuple(runs),
        empty=RunNumbers.of(kinds["empty"]),
        folders=RunNumbers.of(kinds["folders"]),
        dangling=RunNumbers.of(kinds["dangling"]),
        unreadable=RunNumbers.of(kinds["unreadable"]),
        misnamed=tuple(misnamed),
        names={number: name for number, name in names.items() if name != file_name(number)},
        modified=modified,
    )
