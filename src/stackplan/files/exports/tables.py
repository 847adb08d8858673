"""A plan as text for people, spreadsheets and programs: nothing in here runs it."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from fractions import Fraction

from stackplan.core.file_problems import LeftOut, left_out_words
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan
from stackplan.core.plan_parser import FORMAT, VERSION
from stackplan.core.plan_text import PlanFile, longest_words, write
from stackplan.core.run_numbers import RunNumbers, format_range
from stackplan.core.text import format_load, format_percent, plural, printable
from stackplan.core.trace_checks import state_remarks

COLUMNS = ("stack", "position", "run", "size", "weight", "estimated", "pinned", "state")
_ELOG_HEAD = ("stack", "runs", "load", "share", "run numbers")
# What Spyral would plan, and then fail at.
_UNREADABLE = frozenset({"folder", "unreadable"})
# Skipped runs in a row that are written one by one.
_LONG = 20


def text(plan_file: PlanFile, _states: Mapping[int, str]) -> bytes:
    """Render the plan file itself; states are no part of it, they go stale."""
    return write(plan_file).encode()


# --- a row or an entry for each run ---


def csv_table(plan_file: PlanFile, states: Mapping[int, str]) -> bytes:
    """Render a row a run, UTF-8, LF, with a header row; stacks and positions count from 1."""
    plan = plan_file.plan
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for index, stack in enumerate(plan.stacks, start=1):
        for position, run in enumerate(stack.runs, start=1):
            writer.writerow((
                index,
                position,
                run.number,
                run.size,
                run.load,
                int(run.estimated),
                int(run.number in plan.pinned),
                states.get(run.number, "unknown"),
            ))  # fmt: skip
    return stream.getvalue().encode()


def json_object(plan_file: PlanFile, states: Mapping[int, str]) -> bytes:
    r"""Render everything about a plan as one ASCII object.

    Whole numbers are exact, bytes of a path that are no UTF-8 stand as ``\udcXX`` escapes.
    """
    plan, request = plan_file.plan, plan_file.plan.request
    content = {
        "format": FORMAT,
        "version": VERSION,
        "traces": plan_file.traces,
        "made": plan_file.made,
        "run_min": request.run_min,
        "run_max": request.run_max,
        "skip": str(request.skipped),
        "method": request.method,
        "weight": request.weight,
        "n_stacks": request.n_stacks,
        "speeds": None if request.speeds is None else list(request.speeds),
        "runs": _json_runs(plan, states),
        "stacks": _json_stacks(plan),
        "makespan": _json_number(plan.makespan),
        "lower_bound": _json_number(plan.lower_bound),
        "gap": float(plan.gap),
        "left_out": [_json_left_out(entry) for entry in plan_file.left_out],
        "note": plan_file.note,
    }
    return (json.dumps(content, indent=2) + "\n").encode("ascii")


def _json_left_out(entry: LeftOut) -> dict[str, object]:
    subject = {"name": entry.name} if entry.name else {"runs": str(entry.runs)}
    return {**subject, "reason": entry.reason}


def _json_runs(plan: Plan, states: Mapping[int, str]) -> list[dict[str, object]]:
    return [
        {
            "run": run.number,
            "size": run.size,
            "weight": run.load,
            "estimated": run.estimated,
            "pinned": run.number in plan.pinned,
            "state": states.get(run.number, "unknown"),
        }
        for run in plan.runs
    ]


def _json_stacks(plan: Plan) -> list[dict[str, object]]:
    return [
        {
            "stack": index,
            "runs": list(stack.run_numbers),
            "load": stack.load,
            "share": stack.load / plan.total if plan.total else 0.0,
        }
        for index, stack in enumerate(plan.stacks, start=1)
    ]


def _json_number(value: Exact) -> int | float:
    """With speeds a makespan may be a fraction, which JSON has not."""
    return int(value) if Fraction(value).denominator == 1 else float(value)


# --- the e-log ---


def elog_block(plan_file: PlanFile, states: Mapping[int, str]) -> bytes:
    """Render a short text for the electronic logbook, UTF-8, LF.

    What was planned, a table of the loads, what was left out, files that are not simply closed.
    """
    return "".join(f"{printable(line)}\n" for line in _elog_lines(plan_file, states)).encode()


def _elog_lines(plan_file: PlanFile, states: Mapping[int, str]) -> Iterator[str]:
    plan, request = plan_file.plan, plan_file.plan.request
    made = f", {plan_file.made.replace('T', ' ').replace('Z', ' UTC')}" if plan_file.made else ""
    what = f"{plural(len(plan.runs), 'run')} on {plural(len(plan.stacks), 'stack')}"
    yield f"Stackplan: {what}, method {request.method}{made}"
    runs = format_range(request.run_min, request.run_max)
    yield f"Traces: {plan_file.traces}, {'all runs' if runs == 'all' else f'runs {runs}'}"
    yield from plan_file.note.splitlines()
    if not plan.runs:
        return
    yield f"Longest: stack {longest_words(plan)}"
    yield ""
    yield from _elog_table(plan)
    yield ""
    yield from left_out_words(plan_file.left_out)
    for numbers, reason in plan_file.skip_reasons:
        yield f"Reason to skip {numbers}: {reason}"
    yield from state_remarks({n: state for n, state in states.items() if n in plan.places})
    if skipped_runs(plan_file):
        yield f"For Spyral: {runs_to_skip(plan_file)}"


def _elog_table(plan: Plan) -> Iterator[str]:
    rows = [_ELOG_HEAD]
    for number, stack in enumerate(plan.stacks, start=1):
        share = format_percent(stack.load / plan.total if plan.total else 0, 2)
        load = format_load(stack.load, plan.request.weight)
        runs = " ".join(map(str, stack.run_numbers))
        rows.append((str(number), str(len(stack.runs)), load, share, runs))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_ELOG_HEAD) - 1)]
    for row in rows:
        figures = (cell.rjust(width) for cell, width in zip(row, widths, strict=False))
        yield f"{'  '.join(figures)}  {row[-1]}".rstrip()


# --- Python lists, to paste into a script of one's own ---


def stack_lists(plan: Plan) -> str:
    """Write the stacks as a list of lists of run numbers, one a line.

    Empty stacks are there, too, so that stack ``n`` is element ``n - 1``.
    """
    lines = [f"    {list(stack.run_numbers)},\n" for stack in plan.stacks]
    return f"[\n{''.join(lines)}]"


def skipped_runs(plan_file: PlanFile) -> RunNumbers:
    """Find the runs that Spyral must be told to skip; the plan has runs.

    What is skipped, or cannot be read, between the first and the last planned run. Spyral itself
    leaves out what is missing or empty.
    """
    runs, reasons = plan_file.plan.runs, plan_file.left_out
    unread = (entry.runs.intervals for entry in reasons if entry.reason in _UNREADABLE)
    skipped = RunNumbers(sum(unread, plan_file.plan.request.skipped.intervals))
    return skipped.within(runs[0].number, runs[-1].number)


def runs_to_skip(plan_file: PlanFile) -> str:
    """Write `skipped_runs` as ``start_pipeline`` takes them: ``runs_to_skip=[60, 61]``."""
    return f"runs_to_skip=[{', '.join(map(_python_numbers, skipped_runs(plan_file).intervals))}]"


def plain_start(plan_file: PlanFile) -> str:
    """Write the arguments with which ``start_pipeline`` deals the same runs itself.

    For example ``54, 169, 17, runs_to_skip=[60, 61]``; the plan has runs.
    """
    runs = plan_file.plan.runs
    n_stacks = len(plan_file.plan.stacks)
    return f"{runs[0].number}, {runs[-1].number}, {n_stacks}, {runs_to_skip(plan_file)}"


def _python_numbers(interval: tuple[int, int]) -> str:
    first, last = interval
    if last - first < _LONG:
        return ", ".join(map(str, range(first, last + 1)))
    return f"*range({first}, {last + 1})"
