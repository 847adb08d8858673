"""The options of each command, and what is wrong with a bad one."""

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import NoReturn

from stackplan import __version__
from stackplan.core.balance import BEST_METHOD, METHODS
from stackplan.core.errors import MisspeltError, RunNumbersError, StackplanError
from stackplan.core.plan import Plan
from stackplan.core.request import MAX_STACKS, PlanRequest, parse_speeds, read_speeds
from stackplan.core.run_lists import RunList, read_run_list
from stackplan.core.run_numbers import RunNumbers, parse_range
from stackplan.core.runs import FILES_LIKE
from stackplan.core.text import plural
from stackplan.core.weights import is_weight, phase_of
from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS, keys_with, target_of
from stackplan.files.exports.pipeline import checked_pipeline
from stackplan.files.exports.shell import check_command
from stackplan.files.process import default_stacks


def add_knowledge(plan: argparse.ArgumentParser, name: Callable[[str], str]) -> None:
    """Add what `plan` may know of runs; `name` reads the name of a file."""
    plan.add_argument(
        "--weight",
        type=_weight,
        default="bytes",
        metavar="bytes|events|seconds|phase:NAME",
        help="what a load counts; phase:Pointcloud is the size of that phase's files in --history",
    )
    plan.add_argument(
        "--history",
        type=name,
        metavar="WORKSPACE",
        help="a workspace of Spyral that tells what runs took",
    )
    plan.add_argument(
        "--good-runs",
        type=name,
        metavar="FILE",
        help="a list of good runs, or a run sheet (CSV, xlsx); runs that are not good are skipped",
    )
    plan.add_argument(
        "--sheet", metavar="NAME", help="the sheet of --good-runs, if that is a workbook"
    )
    plan.add_argument(
        "--good-column",
        metavar="NAME",
        help="the column of --good-runs that says which runs are good",
    )


def add_rest(rest: argparse.ArgumentParser, name: Callable[[str], str], output_help: str) -> None:
    """Add the arguments of `rest`."""
    rest.add_argument("plan", type=name, metavar="PLAN", help="a plan file")
    rest.add_argument("workspace", type=name, metavar="WORKSPACE", help="Spyral's workspace")
    rest.add_argument(
        "--keep-older-results",
        action="store_true",
        help="results count although the trace files are newer, as after a copy without times",
    )
    rest.add_argument("--output", type=name, default="-", metavar="FILE", help=output_help)


_MOST_PINNED = 100_000  # more than a plan may hold
_OUTPUT_HELP = "a file; - is the terminal"
# Of a fixed width: argparse asks the terminal for each option, which costs a tenth of a command.
_HELP = partial(argparse.HelpFormatter, width=80)


class UsageError(StackplanError):
    """Options that are right each by itself, and cannot be meant together."""


class Parser(argparse.ArgumentParser):
    """Reads the words of a command, and answers a mistake with one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong; all the options beside it would hide that."""
        self.exit(2, f"{self.prog}: {message}; {self.prog} --help lists the options.\n")


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of all commands; what it reads has the name of the command in ``command``."""
    parser = Parser(
        prog="stackplan",
        description="Spread the runs of an experiment over processors.",
        usage="stackplan [FOLDER | PLAN]\n       stackplan {plan,show,check,export,rest,demo} ...",
        epilog="Without a command the window opens, on a folder of runs or on a plan file.",
        formatter_class=_HELP,
    )
    parser.add_argument("--version", action="version", version=f"stackplan {__version__}")
    commands = parser.add_subparsers(
        prog="stackplan", required=True, dest="command", metavar="COMMAND"
    )
    add = partial(commands.add_parser, formatter_class=_HELP)
    _add_plan(add("plan", help="plan the runs of a folder"))
    show = add("show", help="draw a plan in the terminal, a line for each stack")
    show.add_argument("plan", type=_name, metavar="PLAN", help="a plan file")
    show.add_argument("--output", type=_name, default="-", metavar="FILE", help=_OUTPUT_HELP)
    check = add("check", help="say what has changed on disk since a plan was made")
    check.add_argument("plan", type=_name, metavar="PLAN", help="a plan file")
    _add_export(add("export", help="write a plan in another format, or as a script that runs it"))
    add_rest(add("rest", help="plan what Spyral has not done of a plan yet"), _name, _OUTPUT_HELP)
    demo = add("demo", help="make a folder of trace files and open it")
    demo.add_argument("folder", type=_name, nargs="?", default="stackplan-demo", metavar="FOLDER")
    return parser


def _add_plan(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("folder", type=_name, metavar="FOLDER", help=f"with {FILES_LIKE} files")
    _add_runs(plan)
    plan.add_argument(
        "--stacks",
        type=_stacks,
        metavar="N",
        help="default: one less than the processors of this computer",
    )
    plan.add_argument("--method", choices=list(METHODS), default="snake", help="default: snake")
    plan.add_argument(
        "--speeds",
        type=_speeds,
        metavar="100,100,55",
        help="speed of each stack in per cent; 55x16 stands for sixteen of them",
    )
    plan.add_argument(
        "--pin",
        type=_pin,
        action="append",
        default=[],
        metavar="88:3",
        help="run 88 stays on stack 3; several runs as for --skip; may be repeated",
    )
    _add_search(plan)
    add_knowledge(plan, _name)
    plan.add_argument(
        "--skip-suspicious",
        action="store_true",
        help="skip suspicious files, too: still open, cut off, not HDF5",
    )
    plan.add_argument(
        "--format",
        choices=[*EXPORTS, "board"],
        default="text",
        help="default: text; board draws the stacks, as show does",
    )
    plan.add_argument("--output", type=_name, default="-", metavar="FILE", help=_OUTPUT_HELP)


def _add_runs(plan: argparse.ArgumentParser) -> None:
    plan.add_argument(
        "--runs",
        type=_range,
        default=RunRange(),
        metavar="54-169|54-|all",
        help="a range, or a list of runs as it stands in a script",
    )
    plan.add_argument(
        "--skip",
        type=_numbers,
        default=RunList(),
        metavar="60-62,70",
        help="runs to leave out; also a list from a script, or names of files",
    )


def _add_search(plan: argparse.ArgumentParser) -> None:
    plan.add_argument(
        "--search",
        type=_work,
        default=0,
        metavar="N",
        help="with --method balanced: search longer, N work units, about a billion a second; "
        "Ctrl+C keeps the best",
    )


def _add_export(export: argparse.ArgumentParser) -> None:
    kinds = [*EXPORTS, *ENGINES, *REPORTS, *PICTURES]
    export.add_argument("plan", type=_name, metavar="PLAN", help="a plan file")
    export.add_argument("--to", required=True, choices=kinds, help="the format")
    export.add_argument(
        "--pipeline",
        type=_pipeline,
        metavar="MODULE:NAME",
        help=f"for {_joined('pipeline')}: your Pipeline or a function that returns it; or "
        "your script, FILE.py or FILE.py:NAME",
    )
    export.add_argument(
        "--command",
        type=_command,
        dest="command_text",
        metavar="TEXT",
        help=f"for {_joined('command')}: what bash runs for a stack, "
        "with the fields {stack}, {runs} "
        "and {traces}, and {{ for {; default: the spyral export, as run_plan.py",
    )
    export.add_argument(
        "--readers",
        type=_stacks,
        metavar="N",
        help=f"for {_joined('readers')}: at most N stacks at once, where all read one disk",
    )
    _add_slurm(export)
    export.add_argument("--output", type=_name, default="-", metavar="FILE", help=_OUTPUT_HELP)


def _add_slurm(export: argparse.ArgumentParser) -> None:
    slurm = f"for {_joined('from')}: "
    export.add_argument(
        "--from",
        type=_stacks,
        dest="first_stack",
        metavar="K",
        help=f"{slurm}begin with stack K, where those before are done",
    )
    export.add_argument(
        "--stacks-a-task",
        type=_stacks,
        metavar="N",
        help=f"{slurm}N stacks in a task, one after the other",
    )
    export.add_argument(
        "--jobs-at-most",
        type=_stacks,
        metavar="N",
        help=f"{slurm}at most N tasks, with several stacks in each",
    )
    jobs = f"for {_joined('python')}: "
    export.add_argument(
        "--python", type=_name, metavar="PATH", help=f"{jobs}the Python of the jobs"
    )
    export.add_argument(
        "--history",
        type=_name,
        metavar="WORKSPACE",
        help=f"{jobs}a workspace of Spyral that tells what runs took, for the time to ask for",
    )


def _joined(name: str, before: str = "") -> str:
    """Name the formats that have a field, each with a word before it."""
    *others, last = (f"{before}{key}" for key in keys_with(name))
    return f"{', '.join(others)} and {last}" if others else last


def _name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("an empty name; is a variable of the script not set?")
    return text


@dataclass(frozen=True, slots=True)
class RunRange:
    """What ``--runs`` asks for: a range, and where a list was given what it leaves out of it."""

    first: int | None = None
    last: int | None = None
    between: RunNumbers = field(default_factory=RunNumbers)
    listed: RunList = field(default_factory=RunList)


def _range(text: str) -> RunRange:
    with _as_usage():
        try:
            low, high = parse_range(text)
        except RunNumbersError as no_range:
            return _listed(text, no_range)
    if low is not None and high is not None and low > high:
        raise argparse.ArgumentTypeError(f"run {low} comes after run {high}; write {high}-{low}")
    return RunRange(low, high)


def _listed(text: str, no_range: RunNumbersError) -> RunRange:
    """Take a pasted list as the range from its first to its last run, without those between.

    Plain numbers that are no range stay refused: ``54 59`` may be two runs, or a dash is missing.
    """
    try:
        listed = read_run_list(text)
    except RunNumbersError as error:
        raise error if _is_pasted(text) else no_range from None
    if not (listed.form and listed.numbers):
        raise no_range
    runs = listed.numbers.intervals
    first, last = runs[0][0], runs[-1][1]
    return RunRange(first, last, RunNumbers([(first, last)]).minus(listed.numbers), listed)


def _is_pasted(text: str) -> bool:
    """Tell whether a list was meant, and not a range or a pin: then its own fault is said."""
    return re.search(r"[\[({=\n]", text) is not None


def _numbers(text: str) -> RunList:
    with _as_usage():
        return read_run_list(text)


@contextmanager
def _as_usage() -> Iterator[None]:
    try:
        yield
    except StackplanError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _stacks(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= MAX_STACKS):
        message = f"'{text}' is no number of stacks; write one from 1 to {MAX_STACKS}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _work(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 19 and int(text)):
        message = f"'{text}' is no number of work units; write for example 10000000000"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _weight(text: str) -> str:
    weight = "ms" if text == "seconds" else text
    if text == "ms" or not is_weight(weight):
        message = "is nothing that a load counts; write bytes, events, seconds or phase:Pointcloud"
        raise argparse.ArgumentTypeError(f"'{text}' {message}")
    return weight


def _speeds(text: str) -> str:
    with _as_usage():
        if not read_speeds(text, MAX_STACKS):
            raise argparse.ArgumentTypeError("no speed at all; write for example 100,100,55")
    return text


def _pipeline(text: str) -> str:
    with _as_usage():
        return checked_pipeline(text)


def _command(text: str) -> str:
    with _as_usage():
        check_command(text)
    return text


def _pin(text: str) -> tuple[RunList, int]:
    runs, _, stack = text.rpartition(":")
    if not (runs.strip() and stack.isascii() and stack.isdigit() and len(stack) < 10):
        message = f"'{text}' is no pin; write run:stack, for example 88:3"
        raise argparse.ArgumentTypeError(message)
    if int(stack) < 1:
        raise argparse.ArgumentTypeError(f"'{text}': stacks are counted from 1")
    try:
        listed = read_run_list(runs)
    except RunNumbersError as error:
        no_pin = f"'{text}' is no pin; write run:stack, for example 88:3"
        raise argparse.ArgumentTypeError(str(error) if _is_pasted(runs) else no_pin) from error
    if not listed.numbers or len(listed.numbers) > _MOST_PINNED:
        message = f"'{text}' pins {len(listed.numbers):,} runs; name 1 to {_MOST_PINNED:,} of them"
        raise argparse.ArgumentTypeError(message)
    return listed, int(stack) - 1


def lists_read(arguments: argparse.Namespace) -> Iterator[str]:
    """Say what was read from lists that were not written as run numbers and ranges."""
    lists = [("--runs", arguments.runs.listed), ("--skip", arguments.skip)]
    for option, runs in [*lists, *(("--pin", runs) for runs, _ in arguments.pin)]:
        if runs.form:
            yield f"{option}: read {runs.words}."


def request_of(arguments: argparse.Namespace, skip: RunNumbers) -> PlanRequest:
    """Make the request of ``plan``, with a list of runs to skip.

    Without a number of stacks there is one a speed, and without speeds the machine decides.

    Raises
    ------
    UsageError
        If there are not as many speeds as stacks, or a search is asked for another method.
    """
    if arguments.search and arguments.method != BEST_METHOD:
        raise UsageError(f"--search needs --method {BEST_METHOD}.")
    text: str = arguments.speeds or ""
    n_stacks = arguments.stacks or len(read_speeds(text, MAX_STACKS)) or default_stacks()
    try:
        speeds = parse_speeds(text, n_stacks)
    except MisspeltError as error:
        raise UsageError(f"--speeds: {error}.") from error
    first, last = arguments.runs.first, arguments.runs.last
    return PlanRequest(first, last, skip, n_stacks, arguments.method, speeds)


def check_good_runs(arguments: argparse.Namespace) -> None:
    """Refuse options of ``plan`` about a list of good runs that is not there."""
    for name, value in (("sheet", arguments.sheet), ("good-column", arguments.good_column)):
        if value is not None and arguments.good_runs is None:
            raise UsageError(f"--{name} needs --good-runs, the list of good runs.")


def check_weight(arguments: argparse.Namespace) -> None:
    """Refuse a weight of ``plan`` that only a workspace tells, where none is named."""
    if arguments.history is None and arguments.weight == "ms":
        raise UsageError("--weight seconds needs the times of earlier runs: --history WORKSPACE.")
    if arguments.history is None and phase_of(arguments.weight):
        raise UsageError(
            f"--weight {arguments.weight} needs the workspace with its files: --history WORKSPACE."
        )


def pins_of(arguments: argparse.Namespace, request: PlanRequest) -> dict[int, int]:
    """Collect the pins of ``plan``: index of the stack by run number.

    Raises
    ------
    UsageError
        If a stack is not there, or a run is pinned to two.
    """
    pins: dict[int, int] = {}
    pinned = [(run, stack) for runs, stack in arguments.pin for run in runs.numbers]
    for run, stack in pinned:
        if stack >= request.n_stacks:
            last = plural(request.n_stacks, "stack")
            raise UsageError(
                f"Run {run} cannot be pinned to stack {stack + 1}: the plan has {last}."
            )
        if pins.setdefault(run, stack) != stack:
            both = f"stack {pins[run] + 1} and to stack {stack + 1}"
            raise UsageError(f"Run {run} is pinned to {both}; keep one.")
    return pins


def check_pins(pins: Mapping[int, int], plan: Plan) -> None:
    """Refuse a pin of a run that is not planned, with a `UsageError`."""
    strangers = RunNumbers.of(pins.keys() - plan.places.keys())
    if strangers:
        runs = f"Run{'s' * (len(strangers) > 1)} {strangers}"
        raise UsageError(f"{runs} cannot be pinned: not in the plan; see --runs and --skip.")


def check_export(arguments: argparse.Namespace) -> None:
    """Refuse options of ``export`` that do not go with its format, with a `UsageError`."""
    kind, fields = arguments.to, target_of(arguments.to).fields
    if "pipeline" in fields and "command" not in fields and not arguments.pipeline:
        raise UsageError(
            f"--to {kind} needs --pipeline, which names your Pipeline; write for example"
            " --pipeline run_spyral.py or --pipeline my_pipeline:make_pipeline."
        )
    if arguments.pipeline and "pipeline" not in fields:
        takers = _joined("pipeline", "--to ")
        raise UsageError(f"--pipeline goes with {takers}, not with --to {kind}.")
    for name, value in (
        ("command", arguments.command_text),
        ("readers", arguments.readers),
        ("from", arguments.first_stack),
        ("stacks-a-task", arguments.stacks_a_task),
        ("jobs-at-most", arguments.jobs_at_most),
        ("python", arguments.python),
        ("history", arguments.history),
    ):
        if value and kind not in keys_with(name):
            raise UsageError(f"--{name} goes with {_joined(name, '--to ')}, not with {kind}.")
    if arguments.pipeline and arguments.command_text:
        raise UsageError("--command runs without a pipeline; leave --pipeline out.")
    if arguments.pipeline and "command" in fields and arguments.output == "-":
        raise UsageError(
            "--pipeline also writes run_plan.py beside the script: name a file with --output."
        )
