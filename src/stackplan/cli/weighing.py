"""What runs cost, as `plan` is asked to count it, and the times that follow from a workspace."""

import argparse
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from stackplan.cli.options import UsageError
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.text import shown
from stackplan.core.trace_checks import TraceFacts
from stackplan.files.scan import ScanResult

if TYPE_CHECKING:
    # Most plans are made by size: what knows rates is imported where one is asked for.
    from stackplan.core.timing.rates import Rate, TimedRun

_UNITS = {"bytes": "bytes", "events": "events", "seconds": "ms"}


class Weighing:
    """Runs as they count, the unit, and a rate in that unit if one is known.

    Attributes
    ----------
    runs : tuple of Run
        With weights, unless bytes count.
    weight : str
        `PlanRequest.weight`.
    rate : Rate or None
        From the workspace.
    remarks : tuple of str
        What the files say that a crew should know.
    """

    __slots__ = ("rate", "remarks", "runs", "weight")

    def __init__(
        self,
        runs: tuple[Run, ...],
        weight: str,
        rate: "Rate | None" = None,
        remarks: tuple[str, ...] = (),
    ) -> None:
        self.runs, self.weight, self.rate, self.remarks = runs, weight, rate, remarks


def weigh(
    arguments: argparse.Namespace,
    found: ScanResult,
    skip: RunNumbers,
    facts: Mapping[int, TraceFacts],
) -> Weighing:
    """Weigh the runs that are not skipped; `facts` is what is known of some of their files.

    Raises
    ------
    UsageError
        If seconds are to count and nothing tells them.
    StackplanError
        If a workspace holds no time, or events cannot be read.
    """
    runs = tuple(run for run in found.runs if run.number not in skip)
    weight = _UNITS[arguments.weight]
    if weight == "ms" and arguments.history is None:
        raise UsageError("--weight seconds needs the times of earlier runs: --history WORKSPACE.")
    if weight == "bytes" and arguments.history is None:
        return Weighing(runs, weight)
    timed = () if arguments.history is None else read_times(arguments.history, found)
    if weight == "ms":
        return _by_time(runs, timed, arguments.history)
    if weight == "events":
        return _by_events(found.folder, runs, timed, facts)
    from stackplan.core.timing.rates import fit_rate

    return Weighing(runs, weight, fit_rate(timed))


def read_times(workspace: str, found: ScanResult) -> "tuple[TimedRun, ...]":
    """Read what runs took from a workspace, for the phases that ran last."""
    from stackplan.core.spyral.run_times import timed_runs
    from stackplan.core.timing.rates import with_phases
    from stackplan.files.spyral_workspace import read_workspace

    sizes = {run.number: run.size for run in found.runs}
    return with_phases(timed_runs(read_workspace(workspace, found.folder), sizes))


def _by_time(runs: tuple[Run, ...], timed: "tuple[TimedRun, ...]", workspace: str) -> Weighing:
    from stackplan.core.timing.rates import fit_rate, known_ms, rate_of_times, weighed

    rate = fit_rate(timed)
    if rate is None:
        message = "holds no time of a run whose trace file is here; plan by bytes"
        raise StackplanError(f"{shown(workspace)} {message}.")
    a_byte = 1000 / rate.typical
    return Weighing(weighed(runs, known_ms(timed), a_byte), "ms", rate_of_times(rate))


def _by_events(
    folder: str,
    runs: tuple[Run, ...],
    timed: "tuple[TimedRun, ...]",
    known: Mapping[int, TraceFacts],
) -> Weighing:
    # The HDF5 library itself is asked in a process of its own.
    from stackplan.core.timing.rates import fit_rate, weighed
    from stackplan.core.trace_checks import fact_remarks, known_events
    from stackplan.files.hdf5_reader import read_facts

    numbers = [run.number for run in runs]
    facts = {n: known[n] for n in numbers if n in known}
    facts |= read_facts(folder, (n for n in numbers if n not in facts))
    events = known_events(facts)
    rate = fit_rate(timed, lambda run: events.get(run.number))
    return Weighing(weighed(runs, events), "events", rate, tuple(fact_remarks(facts)))


def time_words(plan: Plan, snake: Plan, weighing: Weighing) -> Iterator[str]:
    """Say when a plan is done, if a rate is known, and what that is known from."""
    if weighing.rate is None:
        return
    from stackplan.core.timing.estimate import finish_time, time_gained
    from stackplan.core.timing.sentences import finish_words, rate_words

    rate = weighing.rate
    yield f"Measured: {rate_words(rate, weighing.weight)}."
    yield from finish_words(finish_time(plan, rate), time_gained(plan, snake, rate))
