"""The options of each command, and what is wrong with a bad one."""

import argparse
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NoReturn

from stackplan import __version__
from stackplan.core.balance import BEST_METHOD, METHODS
from stackplan.core.errors import MisspeltError, StackplanError
from stackplan.core.pasted_runs import RunList, read_run_list
from stackplan.core.plan import Plan
from stackplan.core.request import (
    MAX_STACKS,
    PlanRequest,
    is_weight,
    parse_speeds,
    phase_of,
    read_speeds,
)
from stackplan.core.run_numbers import RunNumbers, parse_range
from stackplan.core.runs import FILES_LIKE
from stackplan.core.text import plural
from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS, keys_with, target_of
from stackplan.files.exports.pipeline import checked_pipeline
from stackplan.files.exports.shell import checked_command
from stackplan.files.process import default_stacks

_MOST_PINNED = 100_000  # more than a plan may hold
_MOST_WORK = 10**18
# Of a fixed width: argparse asks the terminal for each option, which costs a tenth of a command.
_HELP = partial(argparse.HelpFormatter, width=80)


class UsageError(StackplanError):
    """Options that are right each by itself, and cannot be meant together."""


class Parser(argparse.ArgumentParser):
    """Reads the words of a command, and answers a mistake with one sentence."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong; all the options beside it would hide that."""
        self.exit(2, f"{self.prog}: {message}; {self.prog} --help lists the options.\n")


# --- reading one argument; a `StackplanError` says what is wrong with it ---


def _name(text: str) -> str:
    if not text:
        raise StackplanError("an empty name; is a variable of the script not set?")
    return text


@dataclass(frozen=True, slots=True)
class RunRange:
    """What ``--runs`` asks for: a range, and where a list was given what it leaves out of it."""

    first: int | None = None
    last: int | None = None
    between: RunNumbers = field(default_factory=RunNumbers)
    listed: RunList = field(default_factory=RunList)


def _range(text: str) -> RunRange:
    try:
        low, high = parse_range(text)
    except MisspeltError as no_range:
        return _listed(text, no_range)
    if low is not None and high is not None and low > high:
        raise StackplanError(f"run {low} comes after run {high}; write {high}-{low}")
    return RunRange(low, high)


def _listed(text: str, no_range: MisspeltError) -> RunRange:
    """Take a pasted list as the range from its first to its last run, without those between.

    Plain numbers that are no range stay refused: ``54 59`` may be two runs, or a dash is missing.
    """
    try:
        listed = read_run_list(text)
    except MisspeltError as error:
        raise error if _is_pasted(text) else no_range from None
    if not (listed.form and listed.numbers):
        raise no_range
    first, last = listed.numbers.intervals[0][0], listed.numbers.intervals[-1][1]
    return RunRange(first, last, RunNumbers([(first, last)]).minus(listed.numbers), listed)


def _is_pasted(text: str) -> bool:
    """Tell whether a list was meant, and not a range or a pin: then its own fault is said."""
    return re.search(r"[\[({=\n]", text) is not None


def _whole_number(text: str, most: int) -> int:
    """Read a whole number from 1 to `most`; 0 if it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 19 and int(text) <= most):
        return 0
    return int(text)


def _stacks(text: str) -> int:
    number = _whole_number(text, MAX_STACKS)
    if not number:
        raise StackplanError(f"'{text}' is no number of stacks; write one from 1 to {MAX_STACKS}")
    return number


def _work(text: str) -> int:
    number = _whole_number(text, _MOST_WORK)
    if not number:
        message = "is no number of work units; write for example 10000000000"
        raise StackplanError(f"'{text}' {message}")
    return number


def _weight(text: str) -> str:
    weight = "ms" if text == "seconds" else text
    if text == "ms" or not is_weight(weight):
        message = "is nothing that a load counts; write bytes, events, seconds or phase:Pointcloud"
        raise StackplanError(f"'{text}' {message}")
    return weight


def _speeds(text: str) -> str:
    if not read_speeds(text, MAX_STACKS):
        raise StackplanError("no speed at all; write for example 100,100,55")
    return text


def _pin(text: str) -> tuple[RunList, int]:
    runs, _, stack = text.rpartition(":")
    no_pin = f"'{text}' is no pin; write run:stack, for example 88:3"
    if not (runs.strip() and stack.isascii() and stack.isdigit() and len(stack) < 10):
        raise StackplanError(no_pin)
    if int(stack) < 1:
        raise StackplanError(f"'{text}': stacks are counted from 1")
    try:
        listed = read_run_list(runs)
    except MisspeltError as error:
        raise StackplanError(str(error) if _is_pasted(runs) else no_pin) from error
    if not 0 < len(listed.numbers) <= _MOST_PINNED:
        message = f"'{text}' pins {len(listed.numbers):,} runs; name 1 to {_MOST_PINNED:,} of them"
        raise StackplanError(message)
    return listed, int(stack) - 1


# --- the commands and their options ---


def make_parser() -> argparse.ArgumentParser:
    """Make the parser of all commands; what it reads has the name of the command in ``action``."""
    parser = Parser(
        prog="stackplan",
        description="Spread the runs of an experiment over processors.",
        usage="stackplan [FOLDER | PLAN]\n       stackplan {plan,show,check,export,rest,demo} ...",
        epilog="Without a command the window opens, on a folder of runs or on a plan file.",
        formatter_class=_HELP,
    )
    parser.add_argument("--version", action="version", version=f"stackplan {__version__}")
    commands = parser.add_subparsers(
        prog="stackplan", required=True, dest="action", metavar="COMMAND"
    )
    for name, words, add_options in (
        ("plan", "plan the runs of a folder", _add_plan),
        ("show", "draw a plan in the terminal, a line for each stack", _add_plan_file),
        ("check", "say what has changed on disk since a plan was made", _add_plan_file),
        ("export", "write a plan in another format, or as a script that runs it", _add_export),
        ("rest", "plan what Spyral has not done of a plan yet", _add_rest),
        ("demo", "make a folder of trace files and open it", _add_demo),
    ):
        about = f"{words[0].upper()}{words[1:]}."
        command = commands.add_parser(name, help=words, description=about, formatter_class=_HELP)
        add_options(command)
        if name not in {"check", "demo"}:
            _add(command, "--output", "FILE", "a file; - is the terminal", _name, default="-")
    return parser


def _add(
    parser: argparse.ArgumentParser,
    name: str,
    metavar: str,
    words: str,
    read: Callable[[str], object] = str,
    **more: Any,
) -> None:
    """Add an argument; what `read` raises becomes a mistake in the usage."""

    def value(text: str) -> object:
        try:
            return read(text)
        except StackplanError as error:
            raise argparse.ArgumentTypeError(str(error)) from error

    parser.add_argument(name, type=value, metavar=metavar, help=words, **more)


def _add_plan_file(parser: argparse.ArgumentParser) -> None:
    _add(parser, "plan", "PLAN", "the plan file", _name)


def _add_plan(plan: argparse.ArgumentParser) -> None:
    add = partial(_add, plan)
    add("folder", "FOLDER", f"the folder of the {FILES_LIKE} files", _name)
    runs = "a range, or a list of runs as it stands in a script"
    add("--runs", "54-169|54-|all", runs, _range, default=RunRange())
    skip = "runs to leave out; also a list from a script, or names of files"
    add("--skip", "60-62,70", skip, read_run_list, default=RunList())
    add("--stacks", "N", "default: one less than the processors of this computer", _stacks)
    plan.add_argument("--method", choices=list(METHODS), default="snake", help="default: snake")
    speeds = "speed of each stack in per cent; 55x16 stands for sixteen of them"
    add("--speeds", "100,100,55", speeds, _speeds)
    pin = "run 88 stays on stack 3; several runs as for --skip; may be repeated"
    add("--pin", "88:3", pin, _pin, action="append", default=[])
    search = (
        "with --method balanced: search longer, N work units, about a billion a second; "
        "Ctrl+C keeps the best"
    )
    add("--search", "N", search, _work, default=0)
    weight = "what a load counts; phase:Pointcloud is the size of that phase's files in --history"
    units = "bytes|events|seconds|phase:NAME"
    add("--weight", units, weight, _weight, default="bytes")
    add("--history", "WORKSPACE", "a workspace of Spyral that tells what runs took", _name)
    good = "a list of good runs, or a run sheet (CSV, xlsx); runs that are not good are skipped"
    add("--good-runs", "FILE", good, _name)
    add("--sheet", "NAME", "the sheet of --good-runs, if that is a workbook")
    add("--good-column", "NAME", "the column of --good-runs that says which runs are good")
    suspicious = "skip suspicious files, too: still open, cut off, not HDF5"
    plan.add_argument("--skip-suspicious", action="store_true", help=suspicious)
    formats = "default: text; board draws the stacks, as show does"
    plan.add_argument("--format", choices=[*EXPORTS, "board"], default="text", help=formats)


# Options of `export` that go with some formats only: `Target.fields` says which.
_FORMAT_OPTIONS: dict[str, tuple[str, Callable[[str], object], str]] = {
    "pipeline": (
        "MODULE:NAME",
        checked_pipeline,
        "your Pipeline or a function that returns it; or your script, FILE.py or FILE.py:NAME",
    ),
    "command": (
        "TEXT",
        checked_command,
        "what bash runs for a stack, with the fields {stack}, {runs} and {traces}, and {{ for {; "
        "default: the spyral export, as run_plan.py",
    ),
    "readers": ("N", _stacks, "at most N stacks at once, where all read one disk"),
    "from": ("K", _stacks, "begin with stack K, where those before are done"),
    "stacks-a-task": ("N", _stacks, "N stacks in a task, one after the other"),
    "jobs-at-most": ("N", _stacks, "at most N tasks, with several stacks in each"),
    "python": ("PATH", _name, "the Python of the jobs"),
    "history": (
        "WORKSPACE",
        _name,
        "a workspace of Spyral that tells what runs took, for the time to ask for",
    ),
}


def _add_export(export: argparse.ArgumentParser) -> None:
    _add_plan_file(export)
    kinds = [*EXPORTS, *ENGINES, *REPORTS, *PICTURES]
    words = (
        f"{', '.join(ENGINES)}: a script that runs the plan; {', '.join(EXPORTS)}: the plan itself;"
        f" {', '.join(REPORTS)}: a text for the logbook; {', '.join(PICTURES)}: the chart"
    )
    export.add_argument("--to", required=True, choices=kinds, help=words)
    for name, (metavar, read, words) in _FORMAT_OPTIONS.items():
        _add(export, f"--{name}", metavar, f"for {_joined(name)}: {words}", read)


def _add_rest(rest: argparse.ArgumentParser) -> None:
    _add_plan_file(rest)
    _add(rest, "workspace", "WORKSPACE", "the workspace that Spyral has worked in", _name)
    keep = "results count although the trace files are newer, as after a copy without times"
    rest.add_argument("--keep-older-results", action="store_true", help=keep)


def _add_demo(demo: argparse.ArgumentParser) -> None:
    words = "a new or empty folder; default: stackplan-demo"
    _add(demo, "folder", "FOLDER", words, _name, nargs="?", default="stackplan-demo")


def _joined(name: str, before: str = "") -> str:
    """Name the formats that have a field, each with a word before it."""
    *others, last = (f"{before}{key}" for key in keys_with(name))
    return f"{', '.join(others)} and {last}" if others else last


# --- what the arguments of a command mean together ---


def lists_read(arguments: argparse.Namespace) -> Iterator[str]:
    """Say what was read from lists that were not written as run numbers and ranges."""
    lists = [("--runs", arguments.runs.listed), ("--skip", arguments.skip)]
    for option, runs in [*lists, *(("--pin", runs) for runs, _ in arguments.pin)]:
        if runs.form:
            yield f"{option}: read {runs.words}."


def request_of(arguments: argparse.Namespace, skip: RunNumbers) -> PlanRequest:
    """Make the request of ``plan``, with a list of runs to skip; refused with a `UsageError`.

    Without a number of stacks there is one a speed, and without speeds the machine decides.
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


def check_plan(arguments: argparse.Namespace) -> None:
    """Refuse options of ``plan`` that need another one, with a `UsageError`."""
    for name, value in (("sheet", arguments.sheet), ("good-column", arguments.good_column)):
        if value is not None and arguments.good_runs is None:
            raise UsageError(f"--{name} needs --good-runs, the list of good runs.")
    if arguments.history is None and arguments.weight == "ms":
        raise UsageError("--weight seconds needs the times of earlier runs: --history WORKSPACE.")
    if arguments.history is None and phase_of(arguments.weight):
        raise UsageError(
            f"--weight {arguments.weight} needs the workspace with its files: --history WORKSPACE."
        )


def pins_of(arguments: argparse.Namespace, request: PlanRequest) -> dict[int, int]:
    """Collect the pins of ``plan``, index of the stack by run number, or raise a `UsageError`."""
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
    for name in _FORMAT_OPTIONS:
        if vars(arguments)[name.replace("-", "_")] and kind not in keys_with(name):
            raise UsageError(f"--{name} goes with {_joined(name, '--to ')}, not with {kind}.")
    if arguments.pipeline and arguments.command:
        raise UsageError("--command runs without a pipeline; leave --pipeline out.")
    if arguments.pipeline and "command" in fields and arguments.output == "-":
        raise UsageError(
            "--pipeline also writes run_plan.py beside the script: name a file with --output."
        )
