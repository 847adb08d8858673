"""The part that both bash scripts share: what each stack runs, and quoting for bash."""

import shlex
from zlib import crc32

from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import shown
from stackplan.files.exports.export_options import ExportOptions
from stackplan.files.exports.job_command import SPYRAL_COMMAND, check_command, fill
from stackplan.files.exports.templates import template, with_plan


def stack_function(plan_file: PlanFile, options: ExportOptions) -> str:
    """Write the bash function that tells what each stack runs.

    Parameters
    ----------
    plan_file : PlanFile
        The plan.
    options : ExportOptions
        `command` is used.

    Returns
    -------
    str
        The variables ``TRACES`` and ``SPYRAL_SCRIPT``, and the function ``run_stack NUMBER``.

    Raises
    ------
    StackplanError
        If the plan has no runs, or the command cannot be meant.
    """
    if not plan_file.plan.runs:
        raise StackplanError("The plan has no runs, so there is nothing to run.")
    command = options.command or SPYRAL_COMMAND
    check_command(command)
    # On lines of their own, for a command may end with a comment.
    branches = [
        f"    {number})\n        {fill(command, number, stack.run_numbers)}\n        ;;\n"
        for number, stack in enumerate(plan_file.plan.stacks, start=1)
        if stack.runs
    ]
    return (
        f"TRACES={bash_word(plan_file.traces)}\n"
        f"SPYRAL_SCRIPT={'' if options.command else 'run_plan.py'}\n"
        f"run_stack() {{\n    case $1 in\n{''.join(branches)}"
        '    *) echo "Stack $1 has no runs." ;;\n    esac\n}\n'
    )


def joined(name: str, plan: str) -> bytes:
    """Put a plan into a template of this folder; LF whatever the system."""
    return with_plan(template(name), plan).encode("utf-8", "surrogateescape")


def last_stack(plan_file: PlanFile) -> int:
    """Find the last stack that has runs, counted from 1; the plan has runs."""
    return max(number for number, stack in enumerate(plan_file.plan.stacks, 1) if stack.runs)


def fingerprint(text: str) -> str:
    """Eight digits that differ where two plans or commands differ."""
    return f"{crc32(text.encode('utf-8', 'surrogateescape')):08x}"


def bash_word(text: str) -> str:
    """Quote a text for bash so that it stays one word, on one line, with nothing executed."""
    if shown(text) == text:
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{''.join(_escaped(c) if shown(c) != c else c for c in escaped)}'"


def _escaped(character: str) -> str:
    # Always three digits: whatever follows, it is not taken for a part of the number.
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))
