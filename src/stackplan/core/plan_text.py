"""A plan file's text: `write` makes it, `read` takes it back with nothing lost."""

from collections.abc import Iterator
from fractions import Fraction

from stackplan.core.plan import Plan
from stackplan.core.plan_record import (
    FORMAT,
    VERSION,
    PlanFile,
    write_left_out,
    write_path,
    write_skip_reason,
)
from stackplan.core.quality import quality_words
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers, format_range
from stackplan.core.runs import Run
from stackplan.core.text import count, format_load, format_percent

__all__ = ["PlanFile", "read", "write"]


def read(text: str) -> PlanFile:
    """Read a plan file's text; see `plan_reader.read`.

    Parameters
    ----------
    text : str
        The whole file; a byte order mark and CRLF are forgiven.

    Returns
    -------
    PlanFile
        What the file says; ``read(write(x)) == x`` for every `x`.

    Raises
    ------
    PlanTextError
        With the number of the first line that is at fault.
    """
    # Imported when a file is opened: making a new plan reads none.
    from stackplan.core import plan_parser as plan_reader

    return plan_reader.read(text)


def write(plan_file: PlanFile) -> str:
    """Write a plan file's text.

    Parameters
    ----------
    plan_file : PlanFile
        What to write.

    Returns
    -------
    str
        Lines ended by LF; the same for the same value everywhere, so that only ``made`` may differ
        between two saves of one plan.
    """
    plan = plan_file.plan
    lines = [f"# {FORMAT} {VERSION}", *_headers(plan_file), *plan_file.unknown, "#"]
    for index, stack in enumerate(plan.stacks):
        if stack.runs:
            lines.append(f"# stack {index + 1}: {_stack_words(plan, index)}")
            lines.append(" ".join(map(str, stack.run_numbers)))
    lines += [_run_header(run, run.number in plan.pinned) for run in plan.runs]
    return "\n".join(lines) + "\n"


def _headers(plan_file: PlanFile) -> Iterator[str]:
    plan, request = plan_file.plan, plan_file.plan.request
    yield f"# traces: {write_path(plan_file.traces)}"
    yield from _request_headers(request)
    empty = RunNumbers.of(i + 1 for i, stack in enumerate(plan.stacks) if not stack.runs)
    if empty:
        yield f"# empty: {empty}"
    yield f"# method: {request.method}"
    if plan_file.made:
        yield f"# made: {plan_file.made}"
    if plan_file.note:
        yield from (f"# note: {line}".rstrip() for line in plan_file.note.split("\n"))
    for numbers, reason in plan_file.skip_reasons:
        yield f"# skip reason: {write_skip_reason(numbers, reason)}"
    if plan_file.left_out:
        yield f"# left out: {write_left_out(plan_file.left_out)}"
    if plan.runs:
        yield f"# lower bound: {plan.lower_bound}"
        if plan.proof is not None:
            yield f"# proof: {plan.proof.fingerprint}"
        yield f"# longest stack: {longest_words(plan)}"


def _request_headers(request: PlanRequest) -> Iterator[str]:
    yield f"# runs: {format_range(request.run_min, request.run_max)}"
    if request.skipped:
        yield f"# skip: {request.skipped}"
    yield f"# stacks: {request.n_stacks}"
    if request.speeds is not None:
        yield f"# speeds: {','.join(map(str, request.speeds))}"
    if request.weight != "bytes":
        yield f"# weight: {request.weight}"


def longest_words(plan: Plan) -> str:
    """Say in words which stack is the longest and how good that is; the plan has runs."""
    index = plan.longest or 0
    share = Fraction(plan.loads[index], plan.total) if plan.total else Fraction(0)
    return (
        f"{index + 1}, {format_load(plan.loads[index], plan.request.weight)}, "
        f"{format_percent(share, 2)} of {format_load(plan.total, plan.request.weight)}, "
        f"{quality_words(plan)}"
    )


def _stack_words(plan: Plan, index: int) -> str:
    stack, load = plan.stacks[index], plan.loads[index]
    share = Fraction(load, plan.total) if plan.total else Fraction(0)
    words = f"{count(len(stack.runs), 'run')}, {format_load(load, plan.request.weight)}"
    return f"{words}, {format_percent(share, 2)}"


def _run_header(run: Run, pinned: bool) -> str:
    weight = "" if run.weight is None else f", weight {run.weight}{' estimated' * run.estimated}"
    return f"# run {run.number}: {run.size} bytes{weight}{', pinned' * pinned}"
