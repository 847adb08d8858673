"""The commands `plan`, `show`, `check`, `export` and `demo`."""

import argparse
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from os.path import dirname

from stackplan.cli.long_search import search_on
from stackplan.cli.parser import (
    RunRange,
    check_export,
    check_good_runs,
    check_pins,
    check_weight,
    lists_read,
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
from stackplan.core.balance import BEST_METHOD, make_plan
from stackplan.core.compare import compare
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.file_problems import left_out_words
from stackplan.core.good_runs import choose
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.quality import verdict_lines
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import plural, printable
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
from stackplan.core.weights import phase_of
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
from stackplan.files.run_sheet import load_sheet
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states

LEAST_WIDTH = 80


def render_board(plan_file: PlanFile, output: str) -> bytes:
    """Draw the board as this terminal shows it, or for a file without colours."""
    is_terminal = output == "-" and sys.stdout is not None and sys.stdout.isatty()
    style = terminal_style(os.environ, shutil.get_terminal_size().columns, is_terminal=is_terminal)
    return board_text(plan_file, style).encode("utf-8" if style.has_blocks else "ascii")


def terminal_style(
    environment: Mapping[str, str], columns: int, *, is_terminal: bool
) -> TerminalStyle:
    """Tell from the locale, and https://no-color.org, what can be shown."""
    has_colour = is_terminal and not environment.get("NO_COLOR")
    return TerminalStyle(
        max(columns, LEAST_WIDTH),
        _has_utf8(environment),
        has_colour and environment.get("TERM") not in {None, "", "dumb"},
    )


def _has_utf8(environment: Mapping[str, str]) -> bool:
    every, ctype, lang = (environment.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
    if not every and ctype == "C.UTF-8" and lang in {"", "C", "POSIX"}:
        return False  # Python itself sets LC_CTYPE so where the locale is C (PEP 538)
    return "utf8" in (every or ctype or lang).lower().replace("-", "")


Reasons = tuple[tuple[RunNumbers, str], ...]


def listed_reasons(
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


OK, NO_PLAN, USAGE, DISK, INTERRUPTED = 0, 1, 2, 3, 130


@dataclass(frozen=True)
class GuiHooks:
    """What only the window's floor can do; `__main__` hands it in."""

    missing_display: Callable[[], str]  # say why no window can open; an empty text if one can
    # Open the window on a folder or a plan file; returns an exit code.
    open_window: Callable[[list[str]], int]
    draw: Callable[[PlanFile, str], bytes]  # draw a plan as ``png``, ``svg`` or ``pdf``


def complain(words: str) -> None:
    """Say something on the standard error."""
    say(f"stackplan: {words}")


def _say_all(sentences: Iterable[str]) -> None:
    for sentence in sentences:
        complain(printable(sentence))


def carry_out_plan(arguments: argparse.Namespace, _: GuiHooks) -> int:
    """Plan the runs of a folder."""
    folder = absolute(arguments.folder)
    check_good_runs(arguments)
    check_weight(arguments)
    _say_all(lists_read(arguments))
    runs = arguments.runs
    found, gone = _found(arguments, folder, RunRange(runs.first, runs.last))
    _say_all(gone)
    asked = RunNumbers(arguments.skip.intervals + runs.between.intervals)
    unlisted, words = listed_reasons(arguments, found.with_data.minus(asked))
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
        plan = search_on(plan, arguments.search, complain)
    _say_all(_file_words(plan, states, facts, has_library=has_library))
    _say_all(_judge(plan, weighing))
    plan_file = PlanFile(plan, folder, utc_time(), left_out, skip_reasons=reasons)
    write_result(arguments.output, _rendered(arguments, plan_file, states), folder)
    return OK


def _rendered(
    arguments: argparse.Namespace, plan_file: PlanFile, states: Mapping[int, str]
) -> bytes:
    if arguments.format == "board":
        return render_board(plan_file, arguments.output)
    return export(plan_file, arguments.format, states)


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
        *_fault_counts(file_faults(facts)),
    ]
    write_out("".join(f"{sentence}\n" for sentence in sentences).encode())
    return NO_PLAN if changes else DISK if out_of_reach else OK


def _fault_counts(faults: Mapping[int, str]) -> Iterator[str]:
    for numbers, words in suspicious_reasons({}, faults):
        yield f"Run {numbers}: {words}."


def carry_out_export(arguments: argparse.Namespace, hooks: GuiHooks) -> int:
    """Write a plan in another format, as something that runs it, or as a picture."""
    check_export(arguments)
    plan_file = load_plan(arguments.plan)
    if arguments.to in ENGINES:
        return _export_to_engine(arguments, plan_file)
    target = target_of(arguments.to)
    if target.is_picture:
        data = hooks.draw(plan_file, arguments.to)
    else:
        data = export(plan_file, arguments.to, _states(plan_file) if target.needs_states else {})
    write_result(arguments.output, data, plan_file.traces)
    return OK


def _states(plan_file: PlanFile) -> Mapping[int, str]:
    """States of the files of a plan; unknown where the folder is not there."""
    try:
        found = scan(plan_file.traces)
    except DiskError:
        found = ScanResult(plan_file.traces)
    return read_states(found.paths(plan_file.plan.places))


def _export_to_engine(arguments: argparse.Namespace, plan_file: PlanFile) -> int:
    kind, output = arguments.to, arguments.output
    rate, source = _known_rate(arguments.history, plan_file)
    options = ExportOptions(
        arguments.pipeline or "",
        arguments.command_text or "",
        arguments.readers,
        rate,
        source,
        arguments.first_stack or 1,
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


def _known_rate(workspace: str | None, plan_file: PlanFile) -> tuple[Fraction | None, str]:
    """How fast one process goes by a workspace, and what that is known from."""
    if workspace is None:
        return None, ""
    rate = rate_of_plan(workspace, plan_file)
    words = rate_words(rate, plan_file.plan.request.weight)
    return rate.typical, f"{words} in {absolute(workspace)}"


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
    write_result(arguments.output, render_board(plan_file, arguments.output), plan_file.traces)
    return OK


COMMANDS: dict[str, Callable[[argparse.Namespace, GuiHooks], int]] = {
    "plan": carry_out_plan,
    "show": carry_out_show,
    "check": carry_out_check,
    "export": carry_out_export,
    "rest": carry_out_rest,
    "demo": carry_out_demo,
}
