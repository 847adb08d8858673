"""The command line: the same functions as the window, without Qt and without matplotlib."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from stackplan import __version__
from stackplan.core.balance import METHODS, make_plan
from stackplan.core.errors import DiskError, RunNumbersError, StackplanError
from stackplan.core.left_out import left_out_words
from stackplan.core.plan_text import PlanFile
from stackplan.core.remarks import no_runs_reason, plan_remarks, state_remarks, suspicious_runs
from stackplan.core.request import MAX_STACKS, PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse, parse_range
from stackplan.core.words import count, shown
from stackplan.files import atomic
from stackplan.files.disk_words import disk_error
from stackplan.files.exports import EXPORTS, PICTURES, export
from stackplan.files.machine import default_stacks
from stackplan.files.plan_file import absolute, load_plan
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states

COMMANDS = ("plan", "check", "export", "demo")
OK, NO_PLAN, USAGE, DISK, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Front:
    """What only the window's floor can do; `__main__` hands it in.

    Parameters
    ----------
    open_window : callable
        Open the window on a folder or a plan file; returns an exit code.
    draw : callable
        Draw a plan as ``png``, ``svg`` or ``pdf``.
    """

    open_window: Callable[[list[str]], int]
    draw: Callable[[PlanFile, str], bytes]


def run(argv: Sequence[str], front: Front) -> int:
    """Carry out a command; the one place where the command line turns errors into words.

    Parameters
    ----------
    argv : sequence of str
        Words after the program's name.
    front : Front
        The window's part.

    Returns
    -------
    int
        Exit code: 0 done, 1 no plan or a difference found, 2 usage, 3 the disk, 130 interrupted.
    """
    try:
        arguments = _parser().parse_args(argv)
        code: int = arguments.carry_out(arguments, front)
        sys.stdout.flush()
    except SystemExit as stop:  # argparse has said what it had to say
        return USAGE if stop.code else OK
    except BrokenPipeError:
        # The reader (head, less) has seen enough; what is still buffered goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return INTERRUPTED
    except StackplanError as error:
        _say(str(error))
        return DISK if isinstance(error, DiskError) else NO_PLAN
    return code


def _say(words: str) -> None:
    print(f"stackplan: {words}", file=sys.stderr)


def _say_all(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        _say(shown(sentence))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stackplan",
        description="Spread the runs of an experiment over processors.",
        usage="stackplan [FOLDER | PLAN]\n       stackplan {plan,check,export,demo} ...",
        epilog="Without a command the window opens, on a folder of runs or on a plan file.",
    )
    parser.add_argument("--version", action="version", version=f"stackplan {__version__}")
    # With `prog` given argparse does not look at the terminal, which costs a tenth of a command.
    commands = parser.add_subparsers(prog="stackplan", required=True, metavar="COMMAND")
    _add_plan(commands.add_parser("plan", help="plan the runs of a folder"))
    check = commands.add_parser("check", help="say what has changed on disk since a plan was made")
    check.add_argument("plan", metavar="PLAN", help="a plan file")
    check.set_defaults(carry_out=_check)
    to = commands.add_parser("export", help="write a plan in another format, or as a picture")
    to.add_argument("plan", metavar="PLAN", help="a plan file")
    to.add_argument("--to", required=True, choices=[*EXPORTS, *PICTURES], help="the format")
    to.add_argument("--output", default="-", metavar="FILE", help="a file; - is the terminal")
    to.set_defaults(carry_out=_export)
    demo = commands.add_parser("demo", help="make a folder of trace files and open it")
    demo.add_argument("folder", nargs="?", default="stackplan-demo", metavar="FOLDER")
    demo.set_defaults(carry_out=_demo)
    return parser


def _add_plan(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("folder", metavar="FOLDER", help="the folder with run_NNNN.h5 files")
    plan.add_argument("--runs", type=_range, default=(None, None), metavar="54-169|54-|all")
    plan.add_argument("--skip", type=_numbers, default=RunNumbers(), metavar="60-62,70")
    plan.add_argument("--stacks", type=_stacks, metavar="N", help="default: this machine's")
    plan.add_argument("--method", choices=list(METHODS), default="snake", help="default: snake")
    plan.add_argument(
        "--skip-suspicious", action="store_true", help="skip open, cut off and strange files too"
    )
    plan.add_argument("--format", choices=list(EXPORTS), default="text")
    plan.add_argument("--output", default="-", metavar="FILE", help="a file; - is the terminal")
    plan.set_defaults(carry_out=_plan)


def _range(text: str) -> tuple[int | None, int | None]:
    try:
        low, high = parse_range(text)
    except RunNumbersError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
    if low is not None and high is not None and low > high:
        raise argparse.ArgumentTypeError(f"run {low} comes after run {high}; write {high}-{low}")
    return low, high


def _numbers(text: str) -> RunNumbers:
    try:
        return parse(text)
    except RunNumbersError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _stacks(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= MAX_STACKS):
        message = f"'{text}' is no number of stacks; write a whole number, at least 1"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _plan(arguments: argparse.Namespace, front: Front) -> int:
    del front
    folder = absolute(arguments.folder)
    found = scan(folder, *arguments.runs)
    asked = arguments.skip
    states = read_states(folder, found.with_data.minus(asked))
    skip = asked
    if arguments.skip_suspicious:
        skip = RunNumbers(asked.intervals + suspicious_runs(states).intervals)
    first, last = arguments.runs
    n_stacks = arguments.stacks or default_stacks()
    request = PlanRequest(first, last, skip, n_stacks, arguments.method)
    plan = make_plan(found.runs, request)
    _say_all(left_out_words(found.left_out(request)))
    if not plan.runs:
        raise StackplanError(no_runs_reason(request, shown(folder), scan(folder).with_data))
    _say_all(state_remarks({number: states[number] for number in plan.places}))
    _say_all(plan_remarks(plan))
    plan_file = PlanFile(plan, folder, _now(), found.left_out(request))
    _write(arguments.output, export(plan_file, arguments.format, states), folder)
    return OK


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())


def _check(arguments: argparse.Namespace, front: Front) -> int:
    from stackplan.core.changes import compare

    del front
    plan_file = load_plan(arguments.plan)
    found: ScanResult = scan(plan_file.traces)
    changes = compare(plan_file.plan, found.runs)
    for sentence in changes.sentences():
        print(sentence)
    planned = found.with_data.minus(found.with_data.minus(RunNumbers.of(plan_file.plan.places)))
    _say_all(state_remarks(read_states(plan_file.traces, planned)))
    if changes:
        return NO_PLAN
    print(f"Nothing has changed: {count(len(planned), 'run')} in {shown(plan_file.traces)}.")
    return OK


def _export(arguments: argparse.Namespace, front: Front) -> int:
    plan_file = load_plan(arguments.plan)
    if arguments.to in PICTURES:
        data = front.draw(plan_file, arguments.to)
    else:
        data = export(plan_file, arguments.to, {})
    _write(arguments.output, data, plan_file.traces)
    return OK


def _demo(arguments: argparse.Namespace, front: Front) -> int:
    # Imported here since no other command draws random sizes.
    from stackplan.files.demo import make_demo

    folder = absolute(arguments.folder)
    make_demo(folder)
    _say(f"the demo folder is {shown(folder)}")
    return front.open_window([folder])


def _write(output: str, data: bytes, traces: str) -> None:
    if output != "-":
        atomic.save(output, data, traces)
        return
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        raise disk_error(error, "the output") from error
