"""A bash script that runs the stacks of a plan under GNU parallel."""

from collections.abc import Iterator

from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import count
from stackplan.files.exports.export_options import ExportOptions
from stackplan.files.exports.job_script import fingerprint, joined, stack_function


def render(plan_file: PlanFile, options: ExportOptions) -> bytes:
    """Render a plan as a script for ``bash``, which starts GNU parallel.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    options : ExportOptions
        `command` and `readers` are used.

    Returns
    -------
    bytes
        A bash script, LF. Its log of jobs bears a fingerprint of what the stacks run, so that
        another plan never goes on with it.

    Raises
    ------
    StackplanError
        If the plan has no runs, or the command cannot be meant.
    """
    function = stack_function(plan_file, options)
    numbers = (str(n) for n, stack in enumerate(plan_file.plan.stacks, start=1) if stack.runs)
    return joined(
        "parallel_template.sh",
        f"AT_ONCE={options.readers or '100%'}\n"
        f"JOBLOG=stackplan-{fingerprint(function)}.joblog\n"
        f"NUMBERS='{' '.join(numbers)}'\n{function}",
    )


def warnings(plan: Plan, processors: int, _folder: str) -> Iterator[str]:
    """Say what would go wrong on a machine with so many processors."""
    stacks = sum(1 for stack in plan.stacks if stack.runs)
    if stacks > processors:
        yield (
            f"{count(stacks, 'stack')}, and this machine has {count(processors, 'processor')}:"
            " the others wait for their turn."
        )
