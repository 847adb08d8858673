"""The command `rest`, and the options of `plan` and `export` that read a workspace."""

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from stackplan.cli.parser import RunRange
from stackplan.core.balance import BEST_METHOD
from stackplan.core.edits import with_sizes
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest, phase_of
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.spyral.progress import board_words, progress_of
from stackplan.core.spyral.remainder import Remainder, remainder_of
from stackplan.core.spyral.run_times import timed_runs
from stackplan.core.text import printable
from stackplan.core.timing.estimate import finish_time, stack_times, time_gained
from stackplan.core.timing.rates import (
    Rate,
    TimedRun,
    after_phase,
    fit_rate,
    known_ms,
    rate_of_times,
    weighed,
    with_phases,
)
from stackplan.core.timing.sentences import finish_words, known_words, rate_words
from stackplan.core.trace_checks import TraceFacts, fact_remarks, known_events
from stackplan.files.exports import export
from stackplan.files.foreign_libraries import check_libraries
from stackplan.files.hdf5_reader import read_facts
from stackplan.files.plan_file import load_plan
from stackplan.files.process import say, utc_time, write_result
from stackplan.files.scan import ScanResult, scan
from stackplan.files.spyral_workspace import phase_sizes, read_workspace


class WeighedRuns(NamedTuple):
    """Runs as they count, the unit, and a rate in that unit if one is known."""

    runs: tuple[Run, ...]  # with weights, unless bytes count
    weight: str  # `PlanRequest.weight`
    rate: Rate | None = None  # from the workspace
    remarks: tuple[str, ...] = ()  # what the files say that a crew should know


def weigh(
    arguments: argparse.Namespace,
    found: ScanResult,
    skip: RunNumbers,
    facts: Mapping[int, TraceFacts],
) -> WeighedRuns:
    """Weigh the runs that are not skipped; `facts` is what is known of some of their files.

    Raises `StackplanError` if a workspace holds no time, or no files of the phase, or events cannot
    be read.
    """
    runs = tuple(run for run in found.runs if run.number not in skip)
    weight = arguments.weight
    if weight == "bytes" and arguments.history is None:
        return WeighedRuns(runs, weight)
    timed: tuple[TimedRun, ...] = ()
    if arguments.history is not None:
        timed = timed_runs(read_workspace(arguments.history, found.folder), found.sizes)
    last = with_phases(timed)
    if phase := phase_of(weight):
        sizes = phase_sizes(arguments.history, phase)
        rate = fit_rate(with_phases(after_phase(timed, weight)), lambda run: sizes.get(run.number))
        runs = weighed(runs, sizes)
        return WeighedRuns(runs, weight, rate, (known_words(runs, f"a file of {phase}"),))
    if weight == "ms":
        return _by_time(runs, last, arguments.history)
    if weight == "events":
        return _by_events(found, runs, last, facts)
    return WeighedRuns(runs, weight, fit_rate(last))


def runs_of_phase(workspace: str, phase: str, folder: str, runs: RunRange) -> ScanResult:
    """Take the runs of a phase's files, where the folder of the traces is not there any more."""
    asked = PlanRequest(runs.first, runs.last)
    numbers = sorted(phase_sizes(workspace, phase))
    return ScanResult(folder, tuple(Run(n, 0) for n in numbers if asked.in_range(n)))


def _by_time(runs: tuple[Run, ...], timed: tuple[TimedRun, ...], workspace: str) -> WeighedRuns:
    rate = fit_rate(timed)
    if rate is None:
        message = "holds no time of a run whose trace file is here; plan by bytes"
        raise StackplanError(f"{printable(workspace)} {message}.")
    a_byte = 1000 / rate.typical
    return WeighedRuns(weighed(runs, known_ms(timed), a_byte), "ms", rate_of_times(rate))


def _by_events(
    found: ScanResult,
    runs: tuple[Run, ...],
    timed: tuple[TimedRun, ...],
    known: Mapping[int, TraceFacts],
) -> WeighedRuns:
    numbers = [run.number for run in runs]
    facts = {n: known[n] for n in numbers if n in known}
    facts |= read_facts(found.paths(n for n in numbers if n not in facts))
    events = known_events(facts)
    rate = fit_rate(timed, lambda run: events.get(run.number))
    return WeighedRuns(weighed(runs, events), "events", rate, tuple(fact_remarks(facts)))


def time_words(plan: Plan, snake: Plan, weighing: WeighedRuns) -> Iterator[str]:
    """Say when a plan is done, if a rate is known, and what that is known from."""
    if weighing.rate is None:
        return
    rate = weighing.rate
    yield f"Measured: {rate_words(rate, weighing.weight)}."
    yield from finish_words(finish_time(plan, rate), time_gained(plan, snake, rate))


_MS = 1_000_000  # ns


def carry_out_rest(arguments: argparse.Namespace, _: object) -> int:
    """Write a plan of what is left of a plan, and say on the standard error what is done."""
    plan_file = load_plan(arguments.plan)
    try:
        found = scan(plan_file.traces)
    except DiskError as error:
        say(f"stackplan: {error} Whether traces have changed since is not known.")
        found = ScanResult(plan_file.traces)
    plan = with_sizes(plan_file.plan, _known(plan_file.plan, found))
    workspace = read_workspace(arguments.workspace, plan_file.traces)
    keep, now = arguments.keep_older_results, time.time_ns() // _MS
    progress = progress_of(plan, workspace, found.modified_ms, now, keep_older=keep)
    sizes = {run.number: run.size for run in plan.runs}
    rate = _rate(plan, timed_runs(workspace, sizes))
    board = () if rate is None else board_words(progress, stack_times(plan, rate))
    for sentence in (*progress.sentences(), *board):
        say(f"stackplan: {printable(sentence)}")
    if plan.request.method == BEST_METHOD:
        check_libraries(("numpy",), ("numpy",))
    rest = remainder_of(plan, progress)
    if not rest.plan.runs:
        raise StackplanError(
            f"Nothing to plan: runs {rest.at_work} stay with stacks that are at work."
            if rest.at_work
            else "Nothing is left: each run of the plan is done."
        )
    data = export(_file_of(plan_file, rest), "text", {})
    write_result(arguments.output, data, plan_file.traces)
    return 0


def _known(plan: Plan, found: ScanResult) -> Mapping[int, Run]:
    """Today's sizes, with the weights that the plan has."""
    planned = {run.number: run for run in plan.runs}
    return {
        run.number: replace(planned[run.number], size=run.size)
        for run in found.runs
        if run.number in planned
    }


def _rate(plan: Plan, timed: tuple[TimedRun, ...]) -> Rate | None:
    loads = {run.number: run.load for run in plan.runs}
    timed = with_phases(after_phase(timed, plan.request.weight))
    return fit_rate(timed, lambda run: loads.get(run.number))


def rate_of_plan(workspace: str, plan_file: PlanFile) -> Rate:
    """How fast one process goes, in the weight's unit, by the times of a workspace.

    Raises `StackplanError` if it holds none of a run of the plan.
    """
    plan = plan_file.plan
    sizes = {run.number: run.size for run in plan.runs}
    timed = timed_runs(read_workspace(workspace, plan_file.traces), sizes)
    rate = _rate(plan, timed)
    if rate is None:
        message = "holds no time of a run of this plan; leave --history out"
        raise StackplanError(f"{printable(workspace)} {message}.")
    return rate


def _file_of(plan_file: PlanFile, rest: Remainder) -> PlanFile:
    request = rest.plan.request
    numbers = [run.number for run in rest.whole.runs]
    skipped = request.skipped.within(min(numbers), max(numbers))
    others = [entry for entry in plan_file.left_out if entry.reason != "skipped"]
    return replace(
        plan_file,
        plan=rest.plan,
        made=utc_time(),
        left_out=(*others, *([LeftOut("skipped", skipped)] if skipped else [])),
        skip_reasons=(*plan_file.skip_reasons, *rest.skip_reasons),
        unknown=(*plan_file.unknown, *rest.done_lines()),
    )
