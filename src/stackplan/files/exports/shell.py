"""Bash scripts that run a plan: a Slurm array, and GNU parallel.

Each has a function that runs one stack: the command of the crew, with the fields of the stack put
in, or the exported Spyral script.
"""

import shlex
import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from zlib import crc32

from stackplan.core.errors import StackplanError
from stackplan.core.metrics import duration_ms
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import FULL_SPEED
from stackplan.core.text import format_duration, plural, printable
from stackplan.files.exports.pipeline import pipeline_of
from stackplan.files.exports.scripts import ExportOptions, template, with_plan
from stackplan.files.exports.spyral import beside_warnings

FIELDS = ("stack", "runs", "traces")
# Quotes in which {traces}, which brings its own, would fall apart.
_QUOTES = frozenset({"'", '"', "$'"})
# Of the exported Spyral script; PYTHON may be set to name another Python.
SPYRAL_COMMAND = '"${{PYTHON:-python3}" run_plan.py task {stack}'
# A task that runs into its limit is lost; half as long again is what such forecasts miss.
_RESERVE = Fraction(3, 2)
_MINUTE_MS = 60_000
# What fits one array of Slurm as it comes (MaxArraySize 1001).
_ONE_ARRAY = 1000


# --- the command of the crew ---


def fill_command(command: str, stack: int, runs: tuple[int, ...]) -> str:
    """Put a stack into a command for bash; the result is for a script that sets ``TRACES``.

    ``{stack}`` (counted from 1) and ``{runs}`` (separated by blanks) become plain digits, also
    inside quotes; ``{traces}`` a variable in quotes; ``{{`` is ``{``. Raises `StackplanError` with
    the character if the command cannot be meant.
    """
    values = {"stack": str(stack), "runs": " ".join(map(str, runs)), "traces": '"$TRACES"'}
    return "".join(values[name] if name else text for text, name in _parts(command))


def checked_command(command: str) -> str:
    """Give a command back if it can be meant; else raise a `StackplanError`."""
    if not command.strip():
        raise StackplanError("The command is empty; write for example 'my_analysis {runs}'.")
    hidden = next((c for c in command if unicodedata.category(c) == "Cc" and c != "\t"), None)
    if hidden:
        raise StackplanError(f"The command has a '{printable(hidden)}'; write it on one line.")
    try:
        command.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        raise StackplanError("The command holds a damaged character; type it again.") from error
    fill_command(command, 1, (1,))
    return command


def names_fields(command: str) -> frozenset[str]:
    """Fields that a command has; it has passed `checked_command`."""
    return frozenset(name for _, name in _parts(command) if name)


def _parts(command: str) -> Iterator[tuple[str, str]]:
    """Cut a command into texts and names of fields; one of the two is empty."""
    nesting: list[str] = []
    position = 0
    while position < len(command):
        if command[position] == "{":
            text, name, length = _field(command, position, nesting)
        else:
            text, name = _piece(command, position, nesting), ""
            length = len(text)
        yield text, name
        position += length
    if (len(command) - len(command.rstrip("\\"))) % 2:
        raise StackplanError("The command ends with a backslash; leave it out.")
    if nesting:
        raise StackplanError(f"The command opens {nesting[-1]} and does not close it; close it.")


def _field(command: str, position: int, nesting: list[str]) -> tuple[str, str, int]:
    if command.startswith("{{", position):
        return "{", "", 2
    name = command[position + 1 :].partition("}")[0]
    where = f"(character {position + 1})"
    if name not in FIELDS or not command.startswith("}", position + 1 + len(name)):
        fields = "{stack}, {runs} and {traces}"
        what = f"'{{{printable(name[:20])}' {where} is no field"
        raise StackplanError(f"The command: {what}; there are {fields}, and {{{{ stands for {{.")
    if name == "traces" and (_QUOTES.intersection(nesting) or "`" in command):
        raise StackplanError(
            f"The command: {{traces}} {where} stands inside quotes; it brings its own, so leave"
            " them out."
        )
    return "", name, len(name) + 2


def _piece(command: str, position: int, nesting: list[str]) -> str:
    """Take one or two characters, and keep account of the quotes that are open."""
    one, two = command[position], command[position : position + 2]
    inside = nesting[-1] if nesting else ""
    if one == "\\" and inside != "'":
        return one if two == "\\{" else two
    if inside in _QUOTES and one == inside[-1]:
        nesting.pop()
    elif two == "$(" and inside in {'"', "$("}:
        nesting.append(two)
        return two
    elif inside in {"", "$("}:
        if two == "$'":
            nesting.append(two)
            return two
        if one in _QUOTES:
            nesting.append(one)
        elif inside and one == "(":
            nesting.append("$(")
        elif inside and one == ")":
            nesting.pop()
    return one


# --- what the scripts share ---


def stack_commands(plan_file: PlanFile, options: ExportOptions) -> dict[int, str]:
    """Say what bash runs for each stack that has runs, by its number, counted from 1.

    Raises `StackplanError` if the plan has no runs, or the command or the pipeline cannot be meant.
    """
    if not plan_file.plan.runs:
        raise StackplanError("The plan has no runs, so there is nothing to run.")
    if options.pipeline:
        pipeline_of(options.pipeline)  # what is wrong with it is told before anything is written
    command = checked_command(options.command or SPYRAL_COMMAND)
    return {
        number: fill_command(command, number, stack.run_numbers)
        for number, stack in enumerate(plan_file.plan.stacks, start=1)
        if stack.runs
    }


def stack_function(plan_file: PlanFile, options: ExportOptions) -> str:
    """Write the variables ``TRACES``, ``SPYRAL_SCRIPT`` and the function ``run_stack NUMBER``.

    Raises `StackplanError` as `stack_commands` does.
    """
    # On lines of their own, for a command may end with a comment.
    branches = [
        f"    {number})\n        {command}\n        ;;\n"
        for number, command in stack_commands(plan_file, options).items()
    ]
    return (
        f"TRACES={bash_word(plan_file.traces)}\n"
        f"SPYRAL_SCRIPT={'' if options.command else 'run_plan.py'}\n"
        f"run_stack() {{\n    case $1 in\n{''.join(branches)}"
        '    *) echo "Stack $1 has no runs." ;;\n    esac\n}\n'
    )


def _joined(name: str, plan: str) -> bytes:
    """Put a plan into a template of this folder; LF on every system."""
    return with_plan(template(name), plan).encode("utf-8", "surrogateescape")


def last_stack(plan_file: PlanFile) -> int:
    """Find the last stack that has runs, counted from 1; the plan has runs."""
    return max(number for number, stack in enumerate(plan_file.plan.stacks, 1) if stack.runs)


def fingerprint(text: str) -> str:
    """Eight digits that differ where two plans or commands differ."""
    return f"{crc32(text.encode('utf-8', 'surrogateescape')):08x}"


def bash_word(text: str) -> str:
    """Quote a text for bash so that it stays one word, on one line, with nothing executed."""
    if printable(text) == text:
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{''.join(_escaped(c) if printable(c) != c else c for c in escaped)}'"


def _escaped(character: str) -> str:
    # Always three digits: whatever follows, it is not taken for a part of the number.
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))


# --- the time that a stack is given ---


def minutes_of(plan: Plan, options: ExportOptions, stack: int) -> int:
    """Give the minutes to ask for a stack, counted from 1; 0 where no rate is known."""
    return _minutes(_expected_ms(plan, options, slice(stack - 1, stack)))


def time_source(plan: Plan, options: ExportOptions) -> str:
    """Say in brackets where the times are known from; empty where no rate is known."""
    by_time = plan.request.weight == "ms"
    source = "the times of the runs in this plan" if by_time else printable(options.rate_source)
    return f" ({source})" if source else ""


def _expected_ms(plan: Plan, options: ExportOptions, stacks: slice) -> int:
    """How long stacks take one after the other, in ms; 0 where no rate is known."""
    rate = Fraction(1000) if plan.request.weight == "ms" else options.rate
    if rate is None:
        return 0
    speeds = plan.request.speeds or (FULL_SPEED,) * len(plan.loads)
    ends = [Fraction(load * FULL_SPEED, speeds[at]) for at, load in enumerate(plan.loads)]
    return duration_ms(sum(ends[stacks]), rate)


def _minutes(expected_ms: int) -> int:
    return -(-int(expected_ms * _RESERVE) // _MINUTE_MS)


# --- Slurm ---


def slurm_array(plan_file: PlanFile, options: ExportOptions) -> bytes:
    """Render a script for ``sbatch``; started with ``bash`` it submits itself.

    Task ``i`` does stack ``i``, counted from 1, and those behind it if it does several; a stack
    without runs ends at once. Raises `StackplanError` as `stack_function` does, and if the first
    stack is not there.
    """
    function = stack_function(plan_file, options)
    at_once = f"%{options.readers}" if options.readers else ""
    first, last = options.first_stack, last_stack(plan_file)
    if first > last:
        raise StackplanError(
            f"From stack {first} on there are no runs; the last with runs is {last}."
        )
    least = -(-(last - first + 1) // options.jobs_at_most) if options.jobs_at_most else 1
    together = max(options.stacks_a_task, least)
    step = f":{together}" if together > 1 else ""
    return _joined(
        "array_template.sh",
        f"#SBATCH --array={first}-{last}{step}{at_once}\n"
        f"{_time_limit(plan_file.plan, options, together)}"
        "# Tasks at a time; first and last stack; stacks in a task; tasks at most; Python of the\n"
        "# jobs; minutes of one stack. What is empty is any number, or not known.\n"
        f"AT_ONCE='{at_once}'\nFROM={first}\nLAST={last}\nSTACKS_A_TASK={together}\n"
        f"JOBS_AT_MOST={options.jobs_at_most or ''}\n"
        f"OWN_PYTHON={bash_word(options.python) if options.python else ''}\n"
        f"MINUTES={_minutes(_task_ms(plan_file.plan, options, 1)) or ''}\n{function}",
    )


def slurm_warnings(
    plan: Plan, options: ExportOptions, _processors: int, folder: str
) -> Iterator[str]:
    """Say what would go wrong with the array in a folder."""
    stacks = len(plan.stacks)
    if options.first_stack > 1:
        yield f"It goes on from stack {options.first_stack}: those before it are left out."
    if stacks > _ONE_ARRAY:
        yield (
            f"{plural(stacks, 'stack')}: one array of Slurm takes {_ONE_ARRAY:,} unless a cluster"
            " allows more, so start the file with bash and not with sbatch."
        )
    if "%" in folder or "\\" in folder:
        yield (
            f"Slurm cannot write into {printable(folder)}, for its name has a % or a backslash;"
            " start the file in another folder."
        )
    yield from beside_warnings(options, folder)


def _time_limit(plan: Plan, options: ExportOptions, together: int) -> str:
    """Ask for a time where one is known, and say where from."""
    expected = _task_ms(plan, options, together)
    if not expected:
        return ""
    known = f"the {format_duration(expected)} of the longest task{time_source(plan, options)}"
    return f"# Minutes: half as much again as {known}.\n#SBATCH --time={_minutes(expected)}\n"


def _task_ms(plan: Plan, options: ExportOptions, together: int) -> int:
    """How long the longest task is expected to take, in ms; 0 where no rate is known."""
    starts = range(options.first_stack - 1, len(plan.loads), together)
    return max(_expected_ms(plan, options, slice(at, at + together)) for at in starts)


# --- GNU parallel ---


def parallel_script(plan_file: PlanFile, options: ExportOptions) -> bytes:
    """Render a script for ``bash``, which starts GNU parallel.

    Its log of jobs bears a fingerprint of what the stacks run, so that another plan never goes on
    with it. Raises `StackplanError` as `stack_function` does.
    """
    function = stack_function(plan_file, options)
    numbers = (str(n) for n, stack in enumerate(plan_file.plan.stacks, start=1) if stack.runs)
    return _joined(
        "parallel_template.sh",
        f"AT_ONCE={options.readers or '100%'}\n"
        f"JOBLOG=stackplan-{fingerprint(function)}.joblog\n"
        f"NUMBERS='{' '.join(numbers)}'\n{function}",
    )


def parallel_warnings(
    plan: Plan, options: ExportOptions, processors: int, folder: str
) -> Iterator[str]:
    """Say what would go wrong on a machine with this number of processors."""
    stacks = sum(1 for stack in plan.stacks if stack.runs)
    if stacks > processors:
        yield (
            f"{plural(stacks, 'stack')}, and this computer has {plural(processors, 'processor')}:"
            " the others wait for their turn."
        )
    yield from beside_warnings(options, folder)
