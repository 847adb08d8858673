"""A plan as a short text for the electronic logbook."""

from collections.abc import Iterator, Mapping

from stackplan.core.left_out import left_out_words
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile, longest_words
from stackplan.core.run_numbers import format_range
from stackplan.core.text import count, format_load, format_percent, shown
from stackplan.core.trace_checks import state_remarks
from stackplan.files.exports.python_lists import runs_to_skip, skipped_runs

_HEAD = ("stack", "runs", "load", "share", "run numbers")


def render(plan_file: PlanFile, states: Mapping[int, str]) -> bytes:
    """Render a plan as a block of text, to paste.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    states : mapping of int to str
        State of each run's file, by number; those that are not simply closed become sentences.

    Returns
    -------
    bytes
        UTF-8, LF: what was planned, a table of the loads, what was left out, the note.
    """
    return "".join(f"{shown(line)}\n" for line in _lines(plan_file, states)).encode()


def _lines(plan_file: PlanFile, states: Mapping[int, str]) -> Iterator[str]:
    plan, request = plan_file.plan, plan_file.plan.request
    made = f", {plan_file.made.replace('T', ' ').replace('Z', ' UTC')}" if plan_file.made else ""
    what = f"{count(len(plan.runs), 'run')} on {count(len(plan.stacks), 'stack')}"
    yield f"Stackplan: {what}, method {request.method}{made}"
    runs = format_range(request.run_min, request.run_max)
    yield f"Traces: {plan_file.traces}, runs {runs}"
    yield from plan_file.note.splitlines()
    if not plan.runs:
        return
    yield f"Longest: stack {longest_words(plan)}"
    yield ""
    yield from _table(plan)
    yield ""
    yield from left_out_words(plan_file.left_out)
    for numbers, reason in plan_file.skip_reasons:
        yield f"Reason to skip {numbers}: {reason}"
    yield from state_remarks({n: state for n, state in states.items() if n in plan.places})
    if skipped_runs(plan_file):
        yield f"For Spyral: {runs_to_skip(plan_file)}"


def _table(plan: Plan) -> Iterator[str]:
    rows = [_HEAD, *_rows(plan)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    for row in rows:
        figures = (cell.rjust(width) for cell, width in zip(row, widths, strict=False))
        yield f"{'  '.join(figures)}  {row[-1]}".rstrip()


def _rows(plan: Plan) -> Iterator[tuple[str, ...]]:
    for number, (stack, load) in enumerate(zip(plan.stacks, plan.loads, strict=True), start=1):
        share = format_percent(load / plan.total if plan.total else 0, 2)
        words = format_load(load, plan.request.weight)
        runs = " ".join(map(str, stack.run_numbers))
        yield str(number), str(len(stack.runs)), words, share, runs
