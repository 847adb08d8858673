"""A Python script that runs a plan with HyperQueue, on allocations of PBS, Slurm or LSF."""

from collections.abc import Iterator

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import printable
from stackplan.files.exports.scripts import ExportOptions, python_text, template, with_plan
from stackplan.files.exports.shell import bash_word, minutes_of, stack_commands, time_source
from stackplan.files.exports.spyral import SCRIPT, beside_warnings


def hyperqueue_script(plan_file: PlanFile, options: ExportOptions) -> bytes:
    """Render a Python file that submits one task a stack, waits, and says which have failed.

    Raises `StackplanError` as `stack_commands` does, and if the command is no UTF-8.
    """
    commands = stack_commands(plan_file, options)
    try:
        (options.command + options.python).encode()
    except UnicodeEncodeError as error:
        raise StackplanError(
            "HyperQueue takes a command only in UTF-8; write it without the strange character."
        ) from error
    stacks = "".join(
        f"    ({number}, {minutes_of(plan_file.plan, options, number)}, {python_text(command)}),\n"
        for number, command in commands.items()
    )
    source = time_source(plan_file.plan, options)
    minutes = f"half as much again as it should take{source}" if source else "not known, so 0"
    return with_plan(
        template("hyperqueue_template.py"),
        f"TRACES = {python_text(bash_word(plan_file.traces))}\n"
        f"SPYRAL_SCRIPT = {python_text('' if options.command else SCRIPT)}\n"
        f"OWN_PYTHON = {python_text(options.python)}\n"
        "# Each stack: its number, the minutes that a worker must have left, and what bash runs.\n"
        f"# Minutes: {minutes}.\n"
        f"STACKS: list[tuple[int, int, str]] = [\n{stacks}]\n",
    ).encode("ascii")


def hyperqueue_warnings(
    _plan: Plan, options: ExportOptions, _processors: int, folder: str
) -> Iterator[str]:
    """Say what would go wrong with the script in a folder."""
    if "%{" in folder:
        yield (
            f"HyperQueue would change the %{{ in the name of {printable(folder)}; start the file in"
            " another folder."
        )
    yield from beside_warnings(options, folder)
