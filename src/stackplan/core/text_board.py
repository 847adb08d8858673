"""A plan as a board of text, for a terminal: a line for each stack, its runs as blocks."""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from stackplan.core.metrics import Exact, times
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile, longest_words
from stackplan.core.text import format_load, plural, printable

# Two fills in turn show where a run ends. Then the mark of the best possible, within and below the
# bars, and what stands at the longest stack.
_BLOCKS = ("\u2588\u2593", "\u250a", "\u25b2", "\u25c0 longest")
_ASCII = ("#=", ":", "^", "< longest")
_LEAST_BAR = 10
_PLAIN, _LONGEST, _BEST, _OFF = "\033[36m", "\033[33m", "\033[32m", "\033[0m"


@dataclass(frozen=True, slots=True)
class TerminalStyle:
    """What a terminal can show."""

    width: int = 80  # characters in a line, at least 80
    has_blocks: bool = True  # whether it shows block characters; otherwise all is ASCII
    has_colour: bool = False  # whether it shows colours


def board_text(plan_file: PlanFile, style: TerminalStyle) -> str:
    """Write what a plan is, and a line for each of its stacks: number, runs, load, difference.

    A run has the share of the line that it has of the longest stack, and its number in it where
    that fits; the difference is against the average of all stacks. No line is longer than the
    terminal is wide.
    """
    lines = [*_wrapped(_head(plan_file), style), "", *_rows(plan_file.plan, style)]
    if plan_file.plan.runs:
        lines += ["", *_wrapped([f"Longest: stack {longest_words(plan_file.plan)}"], style)]
    return "".join(f"{line}\n" for line in lines)


def _head(plan_file: PlanFile) -> Iterator[str]:
    plan = plan_file.plan
    what = f"{plural(len(plan.runs), 'run')} on {plural(len(plan.stacks), 'stack')}"
    yield f"{what}, method {plan.request.method}: {plan_file.traces}"
    yield from plan_file.note.splitlines()


def _wrapped(lines: Iterable[str], style: TerminalStyle) -> Iterator[str]:
    for line in map(printable, lines):
        shown = line if style.has_blocks else line.encode("ascii", "backslashreplace").decode()
        yield from textwrap.wrap(shown, style.width, break_on_hyphens=False)


def _rows(plan: Plan, style: TerminalStyle) -> Iterator[str]:
    lengths = times(plan.loads, plan.request.speeds)
    if not plan.is_known or not plan.makespan:
        for index, stack in enumerate(plan.stacks, start=1):
            numbers = " ".join(map(str, stack.run_numbers))
            yield textwrap.shorten(f"{index}: {numbers}", style.width, placeholder=" ...")
        return
    loads = [format_load(load, plan.request.weight) for load in plan.loads]
    differences = list(_differences(plan, lengths))
    number, load, over = (max(map(len, words)) for words in ([str(len(loads))], loads, differences))
    fills, mark, arrow, longest = _BLOCKS if style.has_blocks else _ASCII
    # A blank between the columns, and one column more for the mark behind a bar of full length.
    width = max(_LEAST_BAR, style.width - number - load - over - len(longest) - 6)
    best = _place(plan.lower_bound, plan.makespan, width)
    for index, stack in enumerate(plan.stacks):
        bar = _bar(stack, lengths[index], plan.makespan, width, fills)
        free = [mark if at == best else " " for at in range(len(bar), width + 1)]
        is_longest = lengths[index] == plan.makespan
        if style.has_colour:
            bar = f"{_LONGEST if is_longest else _PLAIN}{bar}{_OFF}"
            free = [f"{_BEST}{cell}{_OFF}" if cell == mark else cell for cell in free]
        end = longest if is_longest else ""
        figures = f"{loads[index]:>{load}} {differences[index]:>{over}}"
        yield f"{index + 1:>{number}} {bar}{''.join(free)} {figures}  {end}".rstrip()
    words = f"best possible: {format_load(ceil(plan.lower_bound), plan.request.weight)}"
    if plan.request.speeds:
        words = "best possible"
    is_right = number + 1 + best + len(words) + 2 <= style.width
    line = f"{arrow} {words}" if is_right else f"{words} {arrow}"
    at = number + 1 + best - (0 if is_right else len(words) + 1)
    yield " " * at + (f"{_BEST}{line}{_OFF}" if style.has_colour else line)


def _differences(plan: Plan, lengths: Sequence[Exact]) -> Iterator[str]:
    """Say how far each stack is from the average of all asked for; nothing of an empty one."""
    speeds = plan.request.speeds
    average = (
        Fraction(plan.total * 100, sum(speeds))
        if speeds
        else Fraction(plan.total, plan.request.n_stacks)
    )
    for stack, length in zip(plan.stacks, lengths, strict=False):
        words = f"{float(length / average - 1) * 100:+.1f} %"
        yield ("0.0 %" if words[1:] == "0.0 %" else words) if stack.runs else ""


def _place(part: Exact, whole: Exact, width: int) -> int:
    """Where a length ends in a bar, rounded half up."""
    return floor(Fraction(part) * width / whole + Fraction(1, 2))


def _bar(stack: Stack, length: Exact, longest: Exact, width: int, fills: str) -> str:
    """Draw the runs of a stack, each with its number where a filled cell is left beside it."""
    bar = ""
    done = 0
    for index, run in enumerate(stack.runs):
        done += run.load
        end = _place(Fraction(length) * done / max(stack.load, 1), longest, width)
        room, name = end - len(bar), str(run.number)
        fill = fills[index % 2]
        if room > len(name):
            left = (room - len(name)) // 2
            bar += f"{fill * left}{name}{fill * (room - len(name) - left)}"
        else:
            bar += fill * room
    return bar
