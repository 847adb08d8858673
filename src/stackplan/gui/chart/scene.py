"""What board and curve show, as values, and what they say. No Qt, no numpy, no matplotlib."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import ceil, cos, floor, log10, radians, sin
from typing import NamedTuple

from stackplan.core.metrics import CurvePoint
from stackplan.core.plan import Plan, Stack
from stackplan.core.quality import longest_load_words, quality_words, saving, saving_words
from stackplan.core.request import unit_of_weight
from stackplan.core.text import format_load, plural

# Which other plan stands behind the bars, as the View menu has it.
PLANS_BEHIND = {"none": "&None", "snake": "Spyral's &snake", "before": "The plan &before the edit"}
ORIENTATIONS = {"automatic": "&Automatic", "rows": "&Rows", "columns": "&Columns"}
# Up to so many stacks the board has rows, if it chooses by itself.
MOST_ROWS = 60
SHADES = 12
# Of columns that are narrow only each so many is numbered.
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000)
NO_RUNS: frozenset[int] = frozenset()

# The longest stack stands out only where a shorter plan is worth the trouble.
_WORTH = Fraction(1, 100)
# Ends of the axis, in each power of ten: so close that the bars always fill most of it.
_ENDS = (1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.65, 1.8, 2, 2.2, 2.4, 2.7, 3, 3.3, 3.6, 4, 4.4, 4.8, 5.4,
         6, 6.6, 7.2, 8, 9, 10)  # fmt: skip
_AIR = 1.01
_EVEN = "0.0 %"
# Units of the axis, by what a weight is counted in, the largest first.
_UNITS = {
    "bytes": ((10**18, "EB"), (10**15, "PB"), (10**12, "TB"), (10**9, "GB"), (10**6, "MB"),
              (10**3, "kB"), (1, "bytes")),
    "ms": ((3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")),
}  # fmt: skip


class Marks(NamedTuple):
    """Numbers of the runs that are marked, by what they are."""

    suspicious: frozenset[int] = NO_RUNS
    new: frozenset[int] = NO_RUNS
    moved: frozenset[int] = NO_RUNS


class Behind(NamedTuple):
    """Another plan, by the lengths of its bars, and what it is called."""

    lengths: tuple[float, ...] = ()
    name: str = ""


class AxisTimes(NamedTuple):
    """How many ms a unit of load takes, and when the plan begins, in seconds since 1970."""

    ms_per_load: float
    begin_s: float


NO_MARKS, NOTHING_BEHIND = Marks(), Behind()


class Row(NamedTuple):
    """All that decides what stands in the strip of one stack: equal ones look the same."""

    stack: Stack  # its runs
    # Length of a unit of load: where speeds differ a bar is as long as its stack takes.
    unit: float = 1.0
    # Words: of the stack, its load, and how far that is from the average of all.
    name: str = ""
    load: str = ""
    difference: str = ""
    # It decides when all is done; and a shorter plan is worth the trouble.
    is_longest: bool = False
    is_alarming: bool = False
    behind: float | None = None  # length of the bar that has the same rank in another plan
    pinned: frozenset[int] = NO_RUNS  # those of its runs that are
    marks: Marks = NO_MARKS  # those of its runs that are marked


class Cursor(NamedTuple):
    """Where the keys are: a stack, and one of its runs; none for the whole stack."""

    stack: int
    run: int | None


class Drag(NamedTuple):
    """Runs that are dragged: where the pointer is, and where they would stand.

    `target` is a stack, `gap` the number of its runs before them; none beside the stacks.
    """

    runs: tuple[int, ...]
    x: float
    y: float
    target: int | None = None
    gap: int = 0
    words: str = ""


class Spot(NamedTuple):
    """What is at a place: a stack, and runs of it by their places; none beside its segments."""

    stack: int
    first: int = 0
    last: int = 0


@dataclass(frozen=True)
class Scene:
    """A plan as the board shows it."""

    plan: Plan  # with runs
    rows: tuple[Row, ...]  # one for each stack that has a place
    high: float  # load at the end of the axis
    bound: float  # no plan is shorter; 0 where that is not known
    largest: int  # load of the largest run, which has the deepest shade
    legend: tuple[tuple[str, str], ...] = ()  # marks that occur, and what they mean
    times: AxisTimes | None = None  # what the axis says of time; without one nothing

    def shade(self, load: int) -> int:
        """Choose the shade of a run: 0 is the palest."""
        return self.shades([load])[0]

    def shades(self, loads: Iterable[int]) -> list[int]:
        """Choose the shades of many runs."""
        largest = self.largest or 1
        return [round((SHADES - 1) * load / largest) for load in loads]


def make_scene(
    plan: Plan,
    marks: Marks = NO_MARKS,
    behind: Behind = NOTHING_BEHIND,
    compared: str = "",
    times: AxisTimes | None = None,
) -> Scene:
    """Put together what is shown of a plan that has runs.

    `compared` names the plan that `marks.moved` is against; empty for the plan before the edit.
    """
    lengths = lengths_of(plan)
    bound = float(plan.lower_bound) if plan.is_known else 0.0
    high = _round_end(max((*lengths, *behind.lengths, bound, 1.0)) * _AIR)
    rows = tuple(_rows(plan, lengths, marks, _ticks(lengths, behind)))
    return Scene(
        plan, rows, high, bound, max(run.load for run in plan.runs),
        tuple(_legend(rows, behind, compared)), times,
    )  # fmt: skip


def places_of(plan: Plan) -> int:
    """Count the places: one more than stacks where one has got no run yet, to drop a run on."""
    used = max(1, len(plan.stacks))
    return max(used, min(plan.request.n_stacks, used + 1))


def _rows(
    plan: Plan, lengths: Sequence[float], marks: Marks, ticks: Sequence[float | None]
) -> list[Row]:
    speeds, longest, weight = plan.request.speeds, plan.longest, plan.request.weight
    average = plan.total * 100 / sum(speeds) if speeds else plan.total / plan.request.n_stacks
    is_alarming = plan.is_known and plan.gap > _WORTH
    found = []
    for place in range(places_of(plan)):
        stack = plan.stack_at(place)
        length = lengths[place] if place < len(lengths) else 0.0
        difference = _difference(length, average) if stack.runs and plan.is_known else ""
        is_longest = place == longest and plan.request.n_stacks > 1 and difference != _EVEN
        found.append(
            Row(
                stack,
                _unit(plan, place),
                f"Stack {place + 1}" + (f" ({speeds[place]} %)" if speeds else ""),
                _load_words(stack.load, weight) if stack.runs else "no runs",
                difference,
                is_longest,
                is_longest and is_alarming,
                ticks[place] if place < len(ticks) else None,
                _among(stack, plan.pinned),
                Marks(*(_among(stack, numbers) for numbers in marks)),
            )
        )
    return found


@lru_cache(maxsize=4096)
def _load_words(load: int, weight: str) -> str:
    """Write a load; most stacks outlive an edit, and the exact arithmetic takes its time."""
    return format_load(load, weight)


def _difference(length: float, average: float) -> str:
    per_cent = (length / average - 1) * 100 if average else 0.0
    return f"{per_cent:+.1f} %" if abs(per_cent) >= 0.05 else _EVEN


def _among(stack: Stack, numbers: frozenset[int]) -> frozenset[int]:
    return numbers.intersection(stack.run_numbers) if numbers else NO_RUNS


def _ticks(lengths: Sequence[float], behind: Behind) -> list[float | None]:
    """Give each stack the length that has its rank in the other plan: numbers have no meaning."""
    ticks: list[float | None] = [None] * len(lengths)
    ranks = sorted(range(len(lengths)), key=lambda place: -lengths[place])
    for place, length in zip(ranks, sorted(behind.lengths, reverse=True), strict=False):
        ticks[place] = length
    return ticks


def template(words: str) -> str:
    """Give words that are as wide as any of their form, to measure them by."""
    return "".join("0" if c.isdigit() else "+" if c == "-" else c for c in words)


def _legend(rows: Sequence[Row], behind: Behind, compared: str) -> list[tuple[str, str]]:
    found = []
    if any(row.marks.suspicious for row in rows):
        found.append(("suspicious", "suspicious file"))
    if any(row.pinned for row in rows):
        found.append(("pinned", "pinned"))
    if any(row.marks.new for row in rows):
        found.append(("new", "new"))
    if compared and any(row.marks.moved for row in rows):
        found.append(("moved", "on another stack"))
    if behind.lengths:
        found.append(("behind", f"{behind.name}, by rank"))
    return found


def _unit(plan: Plan, place: int) -> float:
    speeds = plan.request.speeds
    return 100 / speeds[place] if speeds and place < len(speeds) else 1.0


def lengths_of(plan: Plan) -> tuple[float, ...]:
    """Length of the bar of each stack: its load, or with speeds the time at 100 % for it."""
    return tuple(load * _unit(plan, place) for place, load in enumerate(plan.loads))


def behind_of(other: Plan | None, plan: Plan, name: str) -> Behind:
    """Show another plan behind one; nothing where their loads are the same."""
    if other is None or other.loads == plan.loads:
        return NOTHING_BEHIND
    return Behind(lengths_of(other), name)


def _round_end(high: float) -> float:
    power = 10.0 ** floor(log10(high))
    return next(end * power for end in (*_ENDS, 11) if end * power >= high)


def unit_of(high: float, weight: str) -> tuple[int, str]:
    """Choose the unit of an axis: how much of the weight it is, and its name."""
    unit_name = unit_of_weight(weight)
    known = _UNITS.get(unit_name, ())
    return next((unit for unit in known if high >= unit[0]), (1, unit_name))


def caption(plan: Plan, *, upright: bool) -> str:
    """Say what the board shows, in one line."""
    what = "Time of each stack" if plan.request.speeds else "Load of each stack"
    where = "at the left"
    if upright:
        _, unit = unit_of(float(plan.makespan), plan.request.weight)
        what, where = f"{what} in {unit}", "at the bottom"
    return f"{what}; a segment is a run, the first is {where}"


def bare_words(scene: Scene, length: float) -> str:
    """Write a length of a bar in the unit that the caption names, without it."""
    plan = scene.plan
    unit, _ = unit_of(float(plan.makespan), plan.request.weight)
    number = length / unit
    return f"{number:,.0f}" if unit == 1 else f"{number:.{1 if number >= 10 else 2}f}"


def spot_words(plan: Plan, spot: Spot, marks: Marks) -> str:
    """Name the runs at a place in a line, and their stack in another."""
    if spot.stack >= len(plan.stacks):
        return f"Stack {spot.stack + 1}: no runs yet; drag one here"
    stack, weight = plan.stacks[spot.stack], plan.request.weight
    runs = stack.runs[spot.first : spot.last]
    speeds = plan.request.speeds
    at = f" at {speeds[spot.stack]} %" if speeds else ""
    words = f"Stack {spot.stack + 1}: {format_load(stack.load, weight)}{at}"
    words += f", {plural(len(stack.runs), 'run')}"
    if not runs:
        return words
    load = format_load(sum(run.load for run in runs), weight)
    if len(runs) > 1:
        return f"{len(runs)} runs ({runs[0].number} ... {runs[-1].number}), {load}\n{words}"
    number = runs[0].number
    states = {
        "pinned": plan.pinned,
        "suspicious": marks.suspicious,
        "new": marks.new,
        "moved": marks.moved,
    }
    known = "".join(f", {state}" for state, numbers in states.items() if number in numbers)
    return f"Run {number}: {load}{known}\n{words}"


def cursor_words(plan: Plan, cursor: Cursor, marks: Marks) -> str:
    """Name where the keys are, in one line."""
    numbers = plan.stack_at(cursor.stack).run_numbers
    spot = Spot(cursor.stack)
    if cursor.run in numbers:
        at = numbers.index(cursor.run)
        spot = Spot(cursor.stack, at, at + 1)
    return f"{spot_words(plan, spot, marks)}.".replace("\n", ".  ")


def move_words(
    before: Plan, after: Plan, runs: Sequence[int], target: int, behind: int | None
) -> str:
    """Say what a drop would do: where the runs go, two loads, and the longest stack."""
    weight = before.request.weight
    what = f"Run {runs[0]}" if len(runs) == 1 else f"{len(runs)} runs"
    if after is before:
        return f"{what}: no change here"
    where = "at its end" if behind is None else f"before run {behind}"
    lines = [f"{what} to stack {target + 1}, {where}"]
    sources = sorted({before.places[number] for number in runs} - {target})
    if sources:
        for stack in (target, *sources[:1]):
            change = _change(before.stack_at(stack), after.stack_at(stack), weight)
            lines.append(f"Stack {stack + 1}: {change}")
        saved = saving(after, before)
        change = saving_words(saved) if saved else "as before"
        lines.append(f"Longest: {longest_load_words(after)}, {change}")
    return "\n".join(lines)


def _change(then: Stack, now: Stack, weight: str) -> str:
    """Write the loads of a stack before and after, with their unit once where it is the same."""
    old, new = (format_load(s.load, weight) if s.runs else "empty" for s in (then, now))
    number, _, unit = old.partition(" ")
    return f"{number if new.endswith(f' {unit}') else old} -> {new}"


def description(plan: Plan) -> str:
    """Say for a screen reader what the board shows; the plan has runs."""
    weight = plan.request.weight
    shortest = min(range(len(plan.loads)), key=plan.loads.__getitem__)
    average = ceil(Fraction(plan.total, plan.request.n_stacks))
    return (
        f"{plural(len(plan.stacks), 'stack')} of {plural(len(plan.runs), 'run')}."
        f" Longest: {longest_load_words(plan)}."
        f" Shortest: stack {shortest + 1}, {format_load(plan.loads[shortest], weight)}."
        f" Average: {format_load(average, weight)}. {quality_words(plan).capitalize()}."
    )


def _round(middle_x: float, middle_y: float, radius: float) -> tuple[tuple[float, float], ...]:
    corners = (radians(30 * step) for step in range(12))
    return tuple((middle_x + radius * sin(a), middle_y + radius * cos(a)) for a in corners)


# Outlines of the signs that stand in segments and in the legend, in a square of side 1, y downward;
# parts that turn the other way round are holes.
SIGNS = {
    "suspicious": (
        ((0.5, 0.04), (1.0, 0.96), (0.0, 0.96)),
        ((0.43, 0.36), (0.46, 0.68), (0.54, 0.68), (0.57, 0.36)),
        ((0.43, 0.75), (0.43, 0.88), (0.57, 0.88), (0.57, 0.75)),
    ),
    "pinned": (
        _round(0.5, 0.3, 0.27),
        ((0.42, 0.5), (0.5, 1.0), (0.58, 0.5)),
    ),
    "new": (
        ((0.5, 0.02), (0.62, 0.38), (0.98, 0.5), (0.62, 0.62), (0.5, 0.98), (0.38, 0.62),
         (0.02, 0.5), (0.38, 0.38)),
    ),
}  # fmt: skip


def signs_of(row: Row, number: int) -> list[str]:
    """Name the signs of a run."""
    found = {
        "suspicious": row.marks.suspicious,
        "pinned": row.pinned,
        "new": row.marks.new,
    }
    return [sign for sign, numbers in found.items() if number in numbers]


# The tone of the mark at the present number.
PRESENT = "longest"


class Mark(NamedTuple):
    """A number of stacks that means something, the words for it, and a field of `Colours`."""

    n_stacks: int
    words: str
    tone: str


class Curve(NamedTuple):
    """What is drawn."""

    points: tuple[CurvePoint, ...] = ()  # ascending; none while there is nothing to show
    marks: tuple[Mark, ...] = ()  # lines with words; those beyond the curve are left out
    weight: str = "bytes"  # `PlanRequest.weight`, for the scale
    alone: int | None = None  # where the longest run alone begins to decide: shaded from there on
    limit: float | None = None  # makespan that fits a wall time
    limit_words: str = ""  # the wall time
    now: float | None = None  # makespan of the plan on screen, where that is above the curve

    @property
    def shown_marks(self) -> list[Mark]:
        """Marks that lie on the curve, from left to right."""
        last = self.points[-1].n_stacks if self.points else 0
        return sorted(mark for mark in self.marks if mark.n_stacks <= last)
