"""The commands: what reads the words of one, carries it out, and gives the exit code."""

import argparse
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil
from os.path import dirname

from stackplan.cli.parser import (
    RunRange,
    UsageError,
    check_export,
    check_pins,
    check_plan,
    lists_read,
    make_parser,
    pins_of,
    request_of,
)
from stackplan.cli.workspace_commands import (
    WeighedRuns,
    carry_out_rest,
    rate_of_plan,
    runs_of_phase,
    time_words,
    weigh,
)
from stackplan.core.balance import BEST_METHOD, improve, make_plan
from stackplan.core.compare import compare
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.file_problems import left_out_words
from stackplan.core.metrics import Exact
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.quality import longest_load_words, quality_words, verdict_lines
from stackplan.core.request import phase_of
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.run_sheet import choose
from stackplan.core.text import format_load, plural, printable
from stackplan.core.text_board import TerminalStyle, board_text
from stackplan.core.timing.sentences import rate_words
from stackplan.core.trace_checks import (
    TraceFacts,
    fault_remarks,
    file_faults,
    freshness_remarks,
    no_runs_reason,
    plan_remarks,
    state_counts,
    state_remarks,
    suspicious_reasons,
    unchecked_remarks,
    unread_runs,
    worth_reading,
    young_runs,
)
from stackplan.files.demo import make_demo
from stackplan.files.exports import ENGINES, export, run_commands, target_of
from stackplan.files.exports.checks import check_files, export_warnings
from stackplan.files.exports.pipeline import spare_crew_file
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.spyral import script_beside
from stackplan.files.foreign_libraries import check_libraries
from stackplan.files.hdf5_reader import look_into
from stackplan.files.paths import absolute
from stackplan.files.plan_file import load_plan
from stackplan.files.process import processors, say, utc_time, write_out, write_result
from stackplan.files.run_sheet_file import load_sheet
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states

LEAST_WIDTH = 80
Reasons = tuple[tuple[RunNumbers, str], ...]
OK, NO_PLAN, USAGE, DISK, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class GuiHooks:
    """What only the window's floor can do; `__main__` hands it in."""

    missing_display: Callable[[], str]  # say why no window can open; an empty text if one can
    # Open the window on a folder or a plan file; returns an exit code.
    open_window: Callable[[list[str]], int]
    draw: Callable[[PlanFile, str], bytes]  # draw a plan as ``png``, ``svg`` or ``pdf``


def run(argv: Sequence[str], hooks: GuiHooks) -> int:
    """Carry out a command, the words after the program's name, and give the exit code.

    The one place where the command line turns errors into words.
    """
    try:
        return _carry_out(argv, hooks)
    except KeyboardInterrupt:
        return INTERRUPTED
    except StackplanError as error:
        complain(str(error))
        if isinstance(error, DiskError):
            return DISK
        return USAGE if isinstance(error, UsageError) else NO_PLAN


def _carry_out(argv: Sequence[str], hooks: GuiHooks) -> int:
    try:
        arguments = make_parser().parse_args(argv)
    except SystemExit as stop:  # argparse has said what it had to say
        if stop.code:
            return USAGE
        write_out(b"")
        return OK
    return _ACTIONS[arguments.action](arguments, hooks)


def complain(words: str) -> None:
    """Say something on the standard error."""
    say(f"stackplan: {words}")


def _say_all(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        complain(printable(sentence))


def carry_out_plan(arguments: argparse.Namespace, _: GuiHooks) -> int:
    """Plan the runs of a folder."""
    folder = absolute(arguments.folder)
    check_plan(arguments)
    _say_all(lists_read(arguments))
    found, gone = _found(arguments, folder, arguments.runs)
    _say_all(gone)
    asked = RunNumbers(arguments.skip.intervals + arguments.runs.between.intervals)
    unlisted, words = _listed_reasons(arguments, found.with_data.minus(asked))
    _say_all(words)
    there = [
        n for n in found.with_data.minus(_with_reasons(asked, unlisted)) if n in found.modified
    ]
    states = read_states(found.paths(there))
    facts, has_library = look_into(found.paths(worth_reading(states)))
    suspicious = suspicious_reasons(states, file_faults(facts)) if arguments.skip_suspicious else ()
    reasons = (*unlisted, *suspicious)
    skip = _with_reasons(asked, reasons)
    weighing = weigh(arguments, found, skip, facts if has_library else {})
    request = replace(request_of(arguments, skip), weight=weighing.weight)
    pins = pins_of(arguments, request)
    if request.method == BEST_METHOD:
        check_libraries(("numpy",), ("numpy",))
    plan = make_plan(weighing.runs, request, pins)
    left_out = found.left_out(request)
    _say_all(left_out_words(left_out))
    _say_all(f"Suspicious, so skipped: {runs}: {why}." for runs, why in suspicious)
    if not plan.runs:
        known = _found(arguments, folder, RunRange())[0].with_data
        raise StackplanError(no_runs_reason(request, printable(folder), known))
    check_pins(pins, plan)
    if arguments.search:
        plan = search_on(plan, arguments.search)
    _say_all(_file_words(plan, states, facts, has_library=has_library))
    _say_all(_judge(plan, weighing))
    plan_file = PlanFile(plan, folder, utc_time(), left_out, skip_reasons=reasons)
    kind, output = arguments.format, arguments.output
    data = _board(plan_file, output) if kind == "board" else export(plan_file, kind, states)
    write_result(output, data, folder)
    return OK


def _listed_reasons(
    arguments: argparse.Namespace, found: RunNumbers
) -> tuple[Reasons, tuple[str, ...]]:
    """Give what a list of good runs skips of the runs found, and why; and what it does, in words.

    `found` are the runs with data that are not skipped otherwise. Without a list nothing is.
    """
    if arguments.good_runs is None:
        return (), ()
    sheet = load_sheet(arguments.good_runs, arguments.sheet or "", arguments.good_column or "")
    choice = choose(sheet, found)
    return choice.reasons, (*sheet.sentences(), *choice.sentences())


def _found(
    arguments: argparse.Namespace, folder: str, runs: RunRange
) -> tuple[ScanResult, tuple[str, ...]]:
    """Scan the folder; where the files of a phase count it need not be there, and that is said."""
    try:
        return scan(folder, runs.first, runs.last), ()
    except DiskError as error:
        phase = phase_of(arguments.weight)
        if not phase:
            raise
        words = (
            f"{error} The runs are those of the files of {phase}; sizes of traces are not known."
        )
        return runs_of_phase(arguments.history, phase, folder, runs), (words,)


def _with_reasons(skip: RunNumbers, reasons: Reasons) -> RunNumbers:
    """Add to a skip list what there is a reason to skip."""
    return RunNumbers(skip.intervals + sum((runs.intervals for runs, _ in reasons), ()))


def _file_words(
    plan: Plan, states: Mapping[int, str], facts: Mapping[int, TraceFacts], *, has_library: bool
) -> Iterator[str]:
    """Say what is the matter with the files of the planned runs."""
    places = plan.places
    yield from state_remarks({n: state for n, state in states.items() if n in places})
    planned = {n: fact for n, fact in facts.items() if n in places}
    yield from fault_remarks(planned)
    yield from unchecked_remarks(planned, has_library=has_library)


def _judge(plan: Plan, weighing: WeighedRuns) -> Iterator[str]:
    """Say what a crew should know of a plan, and what it is worth."""
    yield from weighing.remarks
    yield from plan_remarks(plan)
    snake = make_plan(weighing.runs, replace(plan.request, method="snake"))
    yield from verdict_lines(plan, snake)
    yield from time_words(plan, snake, weighing)


def carry_out_check(arguments: argparse.Namespace, _: GuiHooks) -> int:
    """Say what has changed on disk since a plan was made, and the states of its files."""
    plan_file = load_plan(arguments.plan)
    plan, traces = plan_file.plan, plan_file.traces
    found = scan(traces)
    changes = compare(plan, found.by_number, found.unreadable)
    planned = [n for n in (*found.with_data, *found.unreadable) if n in plan.places]
    states = read_states(found.paths(planned))
    facts, has_library = look_into(found.paths(worth_reading(states)))
    _say_all(_file_words(plan, states, facts, has_library=has_library))
    modified = {number: found.modified[number] for number in planned if number in found.modified}
    _say_all(freshness_remarks(states, young_runs(modified, time.time_ns()), RunNumbers()))
    out_of_reach = unread_runs(states)
    unchanged = f"Nothing has changed: {plural(len(planned), 'run')} in {printable(traces)}."
    if out_of_reach:
        of = f"{len(out_of_reach):,} of {plural(len(planned), 'run')}"
        unchanged = f"Cannot be read now, so not checked: run {out_of_reach} ({of})."
    sentences = [
        *changes.sentences(),
        *([unchanged] if out_of_reach or not changes else ()),
        *state_counts(states),
        *(f"Run {runs}: {why}." for runs, why in suspicious_reasons({}, file_faults(facts))),
    ]
    write_out("".join(f"{sentence}\n" for sentence in sentences).encode())
    return NO_PLAN if changes else DISK if out_of_reach else OK


def carry_out_export(arguments: argparse.Namespace, hooks: GuiHooks) -> int:
    """Write a plan in another format, as something that runs it, or as a picture."""
    check_export(arguments)
    plan_file = load_plan(arguments.plan)
    if arguments.to in ENGINES:
        return _export_to_engine(arguments, plan_file)
    target = target_of(arguments.to)
    states: Mapping[int, str] = {}  # unknown where the folder is not there
    if target.needs_states:
        with suppress(DiskError):
            states = read_states(scan(plan_file.traces).paths(plan_file.plan.places))
    if target.is_picture:
        data = hooks.draw(plan_file, arguments.to)
    else:
        data = export(plan_file, arguments.to, states)
    write_result(arguments.output, data, plan_file.traces)
    return OK


def _export_to_engine(arguments: argparse.Namespace, plan_file: PlanFile) -> int:
    kind, output = arguments.to, arguments.output
    rate: Fraction | None = None
    source = ""
    if arguments.history is not None:
        known = rate_of_plan(arguments.history, plan_file)
        words = rate_words(known, plan_file.plan.request.weight)
        rate, source = known.typical, f"{words} in {absolute(arguments.history)}"
    options = ExportOptions(
        arguments.pipeline or "",
        arguments.command or "",
        arguments.readers,
        rate,
        source,
        vars(arguments)["from"] or 1,
        arguments.stacks_a_task or 1,
        arguments.jobs_at_most,
        arguments.python or "",
    )
    data = export(plan_file, kind, {}, options)
    if output != "-":
        spare_crew_file(options.pipeline, output)
    beside = script_beside(plan_file, options, output) if kind != "spyral" else None
    looked = check_files(plan_file)
    folder = "" if output == "-" else dirname(absolute(output))
    _say_all(export_warnings(plan_file.plan, kind, options, looked, processors(), folder))
    if beside is not None:
        write_result(beside.path, beside.data, plan_file.traces)
        complain(f"{beside.words}.")
    write_result(output, data, plan_file.traces)
    if output != "-":
        complain(f"run it with: {printable(run_commands(kind, output)[0])}")
    return OK


def carry_out_demo(arguments: argparse.Namespace, hooks: GuiHooks) -> int:
    """Make a folder of trace files and open the window on it."""
    folder = absolute(arguments.folder)
    make_demo(folder)
    complain(f"the demo folder is {printable(folder)}")
    if reason := hooks.missing_display():
        complain(
            f"no window opens, {reason}; plan the folder with: stackplan plan {printable(folder)}"
        )
        return OK
    return hooks.open_window([folder])


def carry_out_show(arguments: argparse.Namespace, _: GuiHooks) -> int:
    """Draw the board of a plan with letters."""
    plan_file = load_plan(arguments.plan)
    write_result(arguments.output, _board(plan_file, arguments.output), plan_file.traces)
    return OK


def _board(plan_file: PlanFile, output: str) -> bytes:
    """Draw the board as this terminal shows it, or for a file without colours."""
    is_terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()
    style = terminal_style(os.environ, shutil.get_terminal_size().columns, is_terminal=is_terminal)
    return board_text(plan_file, style).encode("utf-8" if style.has_blocks else "ascii")


def terminal_style(
    environment: Mapping[str, str], columns: int, *, is_terminal: bool
) -> TerminalStyle:
    """Tell from the locale, and https://no-color.org, what can be shown."""
    every, ctype, lang = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    # Python itself sets LC_CTYPE to C.UTF-8 where the locale is C (PEP 538).
    is_c = not every and ctype == "C.UTF-8" and lang in {"", "C", "POSIX"}
    has_utf8 = not is_c and "utf8" in (every or ctype or lang).lower().replace("-", "")
    has_colour = is_terminal and not environment.get("NO_COLOR")
    has_colour = has_colour and environment.get("TERM") not in {None, "", "dumb"}
    return TerminalStyle(max(columns, LEAST_WIDTH), has_utf8, has_colour)


# --- `plan --search` ---


def search_on(plan: Plan, work: int) -> Plan:
    """Improve a plan by `work` units (of about a ns), or until Ctrl+C; give the best one.

    Whenever plan or bound are better than before, it is said.
    """
    known: tuple[Exact, Exact] = plan.makespan, plan.lower_bound

    with _interrupts() as interrupted:

        def report(done: float, best: Plan) -> bool:
            nonlocal known
            if known != (best.makespan, best.lower_bound):
                known = best.makespan, best.lower_bound
                bound = format_load(ceil(best.lower_bound), best.request.weight)
                complain(
                    f"{done:.0%} searched: the longest is {longest_load_words(best)}, proved is"
                    f" {bound}; {quality_words(best)}."
                )
            return interrupted.is_set()

        best = improve(plan, work, report)
    if interrupted.is_set():
        complain("The search was stopped; the best plan so far is kept.")
    return best


@contextmanager
def _interrupts() -> Iterator[threading.Event]:
    """Note a Ctrl+C instead of ending the program; a second one ends it."""
    interrupted = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def note(*_: object) -> None:
        interrupted.set()
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, note)
    try:
        yield interrupted
    finally:
        signal.signal(signal.SIGINT, before)


_ACTIONS: dict[str, Callable[[argparse.Namespace, GuiHooks], int]] = {
    "plan": carry_out_plan,
    "show": carry_out_show,
    "check": carry_out_check,
    "export": carry_out_export,
    "rest": carry_out_rest,
    "demo": carry_out_demo,
}
