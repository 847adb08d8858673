"""`rest`: what of a plan is done, and a plan of what is left."""

import argparse
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace

from stackplan.core.balance import BEST_METHOD
from stackplan.core.edits import with_sizes
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.left_out import LeftOut
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.runs import Run
from stackplan.core.spyral.progress import Progress, board_words, progress_of
from stackplan.core.spyral.remainder import Rest, rest_of
from stackplan.core.spyral.run_times import timed_runs
from stackplan.core.text import shown
from stackplan.core.timing.estimate import stack_times
from stackplan.core.timing.rates import Rate, TimedRun, fit_rate, with_phases
from stackplan.files.exports import export
from stackplan.files.foreign_libraries import check_libraries
from stackplan.files.machine import utc_time
from stackplan.files.plan_file import load_plan
from stackplan.files.scan import ScanResult, scan
from stackplan.files.spyral_workspace import read_workspace
from stackplan.files.streams import say, write_result

_MS = 1_000_000  # ns


def carry_out_rest(arguments: argparse.Namespace, _: object) -> int:
    """Write a plan of what is left of a plan, and say on the standard error what is done."""
    plan_file = load_plan(arguments.plan)
    found = _traces_of(plan_file)
    plan = with_sizes(plan_file.plan, _known(plan_file.plan, found))
    workspace = read_workspace(arguments.workspace, plan_file.traces)
    modified = {number: at // _MS for number, at in found.modified.items()}
    progress = progress_of(plan, workspace, modified, time.time_ns() // _MS)
    sizes = {run.number: run.size for run in plan.runs}
    words = (*progress.sentences(), *_board(plan, progress, timed_runs(workspace, sizes)))
    for sentence in words:
        say(f"stackplan: {shown(sentence)}")
    if plan.request.method == BEST_METHOD:
        check_libraries(("numpy",), ("numpy",))
    rest = rest_of(plan, progress)
    if not rest.plan.runs:
        raise StackplanError(_nothing_left(rest))
    data = export(_file_of(plan_file, rest), "text", {})
    write_result(arguments.output, data, plan_file.traces)
    return 0


def _traces_of(plan_file: PlanFile) -> ScanResult:
    """Scan the trace folder; what is not mounted here holds nothing."""
    try:
        return scan(plan_file.traces)
    except DiskError as error:
        say(f"stackplan: {error} Whether traces have changed since is not known.")
        return ScanResult(plan_file.traces)


def _known(plan: Plan, found: ScanResult) -> Mapping[int, Run]:
    """Today's sizes, with the weights that the plan has."""
    planned = {run.number: run for run in plan.runs}
    return {
        run.number: replace(planned[run.number], size=run.size)
        for run in found.runs
        if run.number in planned
    }


def _board(plan: Plan, progress: Progress, timed: tuple[TimedRun, ...]) -> Iterator[str]:
    rate = _rate(plan, with_phases(timed))
    if rate is not None:
        yield from board_words(progress, stack_times(plan, rate))


def _rate(plan: Plan, timed: tuple[TimedRun, ...]) -> Rate | None:
    loads = {run.number: run.load for run in plan.runs}
    return fit_rate(timed, lambda run: loads.get(run.number))


def _nothing_left(rest: Rest) -> str:
    if rest.at_work:
        return f"Nothing to plan anew: runs {rest.at_work} stay with stacks that are at work."
    return "Nothing is left: each run of the plan is done."


def _file_of(plan_file: PlanFile, rest: Rest) -> PlanFile:
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
