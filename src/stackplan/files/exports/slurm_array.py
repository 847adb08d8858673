"""A Slurm array: one task a stack, in a bash script that also submits itself."""

from collections.abc import Iterator
from fractions import Fraction

from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.stack_count import duration_ms
from stackplan.core.text import count, format_duration, shown
from stackplan.files.exports.export_options import ExportOptions
from stackplan.files.exports.job_script import joined, last_stack, stack_function

# A task that runs into its limit is lost; half as long again is what such forecasts miss.
_RESERVE = Fraction(3, 2)
_MINUTE_MS = 60_000
# What fits one array of Slurm as it comes (MaxArraySize 1001).
_ONE_ARRAY = 1000


def render(plan_file: PlanFile, options: ExportOptions) -> bytes:
    """Render a plan as a script for ``sbatch`` and for ``bash``.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    options : ExportOptions
        `command`, `readers` and `rate` are used.

    Returns
    -------
    bytes
        A bash script, LF. Task ``i`` is stack ``i``, counted from 1; a stack without runs has a
        task that ends at once.

    Raises
    ------
    StackplanError
        If the plan has no runs, or the command cannot be meant.
    """
    function = stack_function(plan_file, options)
    at_once = f"%{options.readers}" if options.readers else ""
    last = last_stack(plan_file)
    return joined(
        "array_template.sh",
        f"#SBATCH --array=1-{last}{at_once}\n{_time_limit(plan_file.plan, options.rate)}"
        f"AT_ONCE='{at_once}'\nLAST={last}\n{function}",
    )


def warnings(plan: Plan, _processors: int, folder: str) -> Iterator[str]:
    """Say what would go wrong with the array in a folder."""
    stacks = len(plan.stacks)
    if stacks > _ONE_ARRAY:
        yield (
            f"{count(stacks, 'stack')}: one array of Slurm takes {_ONE_ARRAY:,} unless a cluster"
            " allows more, so start the file with bash and not with sbatch."
        )
    if "%" in folder or "\\" in folder:
        yield (
            f"Slurm cannot write into {shown(folder)}, for its name has a % or a backslash; start"
            " the file in another folder."
        )


def _time_limit(plan: Plan, rate: Fraction | None) -> str:
    """Ask for a time where one is known: the weights are times, or a rate turns them into some."""
    if plan.request.weight == "ms":
        rate = Fraction(1000)
    if rate is None or not plan.makespan:
        return ""
    expected = duration_ms(plan.makespan, rate)
    minutes = -(-int(expected * _RESERVE) // _MINUTE_MS)
    words = f"the longest stack is expected to take {format_duration(expected)}"
    return f"# In minutes: half as much again, for {words}.\n#SBATCH --time={minutes}\n"
