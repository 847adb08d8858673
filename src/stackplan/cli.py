"""The command line: the same functions as the window, without Qt and without matplotlib."""

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from stackplan import __version__
from stackplan.core.balance import METHODS, make_plan
from stackplan.core.errors import DiskError, RunNumbersError, StackplanError
from stackplan.core.left_out import left_out_words
from stackplan.core.plan_text import PlanFile
from stackplan.core.remarks import no_runs_reason, plan_remarks, state_remarks, suspicious_reasons
from stackplan.core.request import MAX_STACKS, PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse, parse_range
from stackplan.core.words import count, shown
from stackplan.files.exports import EXPORTS, PICTURES, SHOW_STATES, export
from stackplan.files.machine import default_stacks
from stackplan.files.output import say, write_out, write_result
from stackplan.files.paths import absolute
from stackplan.files.plan_file import load_plan
from stackplan.files.scan import scan
from stackplan.files.trace_state import read_states

COMMANDS = ("plan", "check", "export", "demo")
_OUTPUT_HELP = "a file; - is the terminal"
# Of a fixed width: argparse asks the terminal for each option, which costs a tenth of a command.
_HELP = partial(argparse.HelpFormatter, width=80)
OK, NO_PLAN, USAGE, DISK, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class Front:
    """What only the window's floor can do; `__main__` hands it in.

    Parameters
    ----------
    missing_display : callable
        Say why no window can open; an empty text if one can.
    open_window : callable
        Open the window on a folder or a plan file; returns an exit code.
    draw : callable
        Draw a plan as ``png``, ``svg`` or ``pdf``.
    """

    missing_display: Callable[[], str]
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
        return _carry_out(argv, front)
    except KeyboardInterrupt:
        return INTERRUPTED
    except StackplanError as error:
        _say(str(error))
        return DISK if isinstance(error, DiskError) else NO_PLAN


def _carry_out(argv: Sequence[str], front: Front) -> int:
    try:
        arguments = _parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said what it had to say
        if stop.code:
            return USAGE
        write_out(b"")
        return OK
    code: int = arguments.carry_out(arguments, front)
    return code


def _say(words: str) -> None:
    say(f"stackplan: {words}")


def _say_all(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        _say(shown(sentence))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="stackplan",
        description="Spread the runs of an experiment over processors.",
        usage="stackplan [FOLDER | PLAN]\n       stackplan {plan,check,export,demo} ...",
        epilog="Without a command the window opens, on a folder of runs or on a plan file.",
        formatter_class=_HELP,
    )
    parser.add_argument("--version", action="version", version=f"stackplan {__version__}")
    commands = parser.add_subparsers(prog="stackplan", required=True, metavar="COMMAND")
    add = partial(commands.add_parser, formatter_class=_HELP)
    _add_plan(add("plan", help="plan the runs of a folder"))
    check = add("check", help="say what has changed on disk since a plan was made")
    check.add_argument("plan", type=_name, metavar="PLAN", help="a plan file")
    check.set_defaults(carry_out=_check)
    to = add("export", help="write a plan in another format, or as a picture")
    to.add_argument("plan", type=_name, metavar="PLAN", help="a plan file")
    to.add_argument("--to", required=True, choices=[*EXPORTS, *PICTURES], help="the format")
    to.add_argument("--output", type=_name, default="-", metavar="FILE", help=_OUTPUT_HELP)
    to.set_defaults(carry_out=_export)
    demo = add("demo", help="make a folder of trace files and open it")
    demo.add_argument("folder", type=_name, nargs="?", default="stackplan-demo", metavar="FOLDER")
    demo.set_defaults(carry_out=_demo)
    return parser


def _add_plan(plan: argparse.ArgumentParser) -> None:
    plan.add_argument("folder", type=_name, metavar="FOLDER", help="with run_NNNN.h5 files")
    plan.add_argument("--runs", type=_range, default=(None, None), metavar="54-169|54-|all")
    plan.add_argument("--skip", type=_numbers, default=RunNumbers(), metavar="60-62,70")
    plan.add_argument("--stacks", type=_stacks, metavar="N", help="default: this machine's")
    plan.add_argument("--method", choices=list(METHODS), default="snake", help="default: snake")
    plan.add_argument(
        "--skip-suspicious", action="store_true", help="skip open, cut off and strange files too"
    )
    plan.add_argument("--format", choices=list(EXPORTS), default="text")
    plan.add_argument("--output", type=_name, default="-", metavar="FILE", help=_OUTPUT_HELP)
    plan.set_defaults(carry_out=_plan)


def _name(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("an empty name; is a variable of the script not set?")
    return text


def _range(text: str) -> tuple[int | None, int | None]:
    with _as_usage():
        low, high = parse_range(text)
    if low is not None and high is not None and low > high:
        raise argparse.ArgumentTypeError(f"run {low} comes after run {high}; write {high}-{low}")
    return low, high


def _numbers(text: str) -> RunNumbers:
    with _as_usage():
        return parse(text)


@contextmanager
def _as_usage() -> Iterator[None]:
    try:
        yield
    except RunNumbersError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def _stacks(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 9 and 1 <= int(text) <= MAX_STACKS):
        message = f"'{text}' is no number of stacks; write one from 1 to {MAX_STACKS}"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _plan(arguments: argparse.Namespace, _: Front) -> int:
    folder = absolute(arguments.folder)
    found = scan(folder, *arguments.runs)
    asked = arguments.skip
    states = read_states(folder, found.with_data.minus(asked))
    reasons = suspicious_reasons(states) if arguments.skip_suspicious else ()
    skip = RunNumbers(asked.intervals + sum((runs.intervals for runs, _ in reasons), ()))
    n_stacks = arguments.stacks or default_stacks()
    first, last = arguments.runs
    request = PlanRequest(first, last, skip, n_stacks, arguments.method)
    plan = make_plan(found.runs, request)
    left_out = found.left_out(request)
    _say_all(left_out_words(left_out))
    _say_all(f"Suspicious, so skipped: {runs}: {why}." for runs, why in reasons)
    if not plan.runs:
        raise StackplanError(no_runs_reason(request, shown(folder), scan(folder).with_data))
    _say_all(state_remarks({number: states[number] for number in plan.places}))
    _say_all(plan_remarks(plan))
    made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
    plan_file = PlanFile(plan, folder, made, left_out, skip_reasons=reasons)
    write_result(arguments.output, export(plan_file, arguments.format, states), folder)
    return OK


def _check(arguments: argparse.Namespace, _: Front) -> int:
    from stackplan.core.changes import compare

    plan_file = load_plan(arguments.plan)
    plan, traces = plan_file.plan, plan_file.traces
    found = scan(traces).runs
    changes = compare(plan, found)
    planned = [run.number for run in found if run.number in plan.places]
    _say_all(state_remarks(read_states(traces, planned)))
    unchanged = f"Nothing has changed: {count(len(planned), 'run')} in {shown(traces)}."
    sentences = list(changes.sentences()) or [unchanged]
    write_out("".join(f"{sentence}\n" for sentence in sentences).encode())
    return NO_PLAN if changes else OK


def _export(arguments: argparse.Namespace, front: Front) -> int:
    plan_file = load_plan(arguments.plan)
    if arguments.to in PICTURES:
        data = front.draw(plan_file, arguments.to)
    else:
        traces, planned = plan_file.traces, plan_file.plan.places
        states = read_states(traces, planned) if arguments.to in SHOW_STATES else {}
        data = export(plan_file, arguments.to, states)
    write_result(arguments.output, data, plan_file.traces)
    return OK


def _demo(arguments: argparse.Namespace, front: Front) -> int:
    # Imported here since no other command draws random sizes.
    from stackplan.files.demo import make_demo

    folder = absolute(arguments.folder)
    make_demo(folder)
    _say(f"the demo folder is {shown(folder)}")
    if reason := front.missing_display():
        _say(f"no window opens, {reason}; plan the folder with: stackplan plan {shown(folder)}")
        return OK
    return front.open_window([folder])
