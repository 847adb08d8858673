"""A plan as Python lists, to paste into a script of one's own."""

from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.run_numbers import RunNumbers

# What Spyral would plan, and then fail at.
_UNREADABLE = frozenset({"folder", "unreadable"})
# Skipped runs in a row that are written one by one.
_LONG = 20


def stack_lists(plan: Plan) -> str:
    """Write the stacks as a list of lists of run numbers.

    Parameters
    ----------
    plan : Plan
        The plan.

    Returns
    -------
    str
        One stack a line, empty ones included, so that stack ``n`` is element ``n - 1``.
    """
    lines = [f"    {list(stack.run_numbers)},\n" for stack in plan.stacks]
    return f"[\n{''.join(lines)}]"


def skipped_runs(plan_file: PlanFile) -> RunNumbers:
    """Find the runs that Spyral must be told to skip.

    Parameters
    ----------
    plan_file : PlanFile
        A plan that has runs.

    Returns
    -------
    RunNumbers
        What is skipped, or cannot be read, between the first and the last planned run. Spyral
        itself leaves out what is missing or empty.
    """
    runs, reasons = plan_file.plan.runs, plan_file.left_out
    unread = (entry.runs.intervals for entry in reasons if entry.reason in _UNREADABLE)
    skipped = RunNumbers(sum(unread, plan_file.plan.request.skipped.intervals))
    return skipped.within(runs[0].number, runs[-1].number)


def runs_to_skip(plan_file: PlanFile) -> str:
    """Write `skipped_runs` as ``start_pipeline`` takes them: ``runs_to_skip=[60, 61]``."""
    return f"runs_to_skip=[{', '.join(map(_numbers, skipped_runs(plan_file).intervals))}]"


def plain_start(plan_file: PlanFile) -> str:
    """Write the arguments with which ``start_pipeline`` deals the same runs itself.

    For example ``54, 169, 17, runs_to_skip=[60, 61]``; the plan has runs.
    """
    runs = plan_file.plan.runs
    n_stacks = len(plan_file.plan.stacks)
    return f"{runs[0].number}, {runs[-1].number}, {n_stacks}, {runs_to_skip(plan_file)}"


def _numbers(interval: tuple[int, int]) -> str:
    first, last = interval
    if last - first < _LONG:
        return ", ".join(map(str, range(first, last + 1)))
    return f"*range({first}, {last + 1})"
