"""What goes into the chart; without numpy and matplotlib, which are imported late."""

from dataclasses import dataclass, field
from typing import NamedTuple

from stackplan.core.plan import Plan, Stack
from stackplan.core.runs import Run
from stackplan.gui.widgets.appearance import Colours

NOBODY: frozenset[int] = frozenset()
# A bar that leaves the axes, or fills less of them than this, asks for another scale.
_FULLEST, _EMPTIEST = 0.995, 0.7
_AIR = 1.06
# Inches left of the chart's title, and letters of its size in an inch.
_LEFT_OF_TITLE, _LETTERS = 0.75, 12.0

# Units of the upward axis, by what a weight is counted in, the largest first.
_UNITS = {
    "bytes": ((10**18, "EB"), (10**15, "PB"), (10**12, "TB"), (10**9, "GB"), (10**6, "MB"),
              (10**3, "kB"), (1, "bytes")),
    "ms": ((3_600_000, "h"), (60_000, "min"), (1_000, "s"), (1, "ms")),
}  # fmt: skip


class Ghost(NamedTuple):
    """Heights of the bars of another plan, drawn as outlines, and whose they are."""

    heights: tuple[float, ...] = ()
    label: str = ""


NO_GHOST = Ghost()


@dataclass(frozen=True)
class ChartContent:
    """What is drawn.

    Parameters
    ----------
    plan : Plan
        With runs.
    ghost : Ghost
        Another plan's heights; none without.
    suspicious : frozenset of int
        Numbers of runs whose files are suspicious.
    has_moved : bool
        Some runs are marked as just moved, which the title explains.
    n_kept : int
        Number of places of the axis that stays as it is while a segment is dragged; 0 else.
    """

    plan: Plan
    ghost: Ghost = NO_GHOST
    suspicious: frozenset[int] = field(default_factory=frozenset)
    has_moved: bool = False
    n_kept: int = 0

    @property
    def n_places(self) -> int:
        """Number of places along the axis: one more than bars where a stack has got no run yet."""
        if self.n_kept:
            return self.n_kept
        used = max(1, len(self.plan.stacks), len(self.ghost.heights))
        return max(used, min(self.plan.request.n_stacks, used + 1))


class Spot(NamedTuple):
    """A piece of a bar: its stack, and its runs by their places in it; none above the bar."""

    stack: int
    first: int
    last: int


class Box(NamedTuple):
    """A rectangle in pixels of the widget."""

    left: float
    top: float
    width: float
    height: float


class Column(NamedTuple):
    """All that decides what stands at one place of the axis: equal ones look the same.

    `numbers` are those of the runs; without them they are looked up.
    """

    runs: tuple[Run, ...] = ()
    pace: float = 1.0
    is_longest: bool = False
    pinned: frozenset[int] = NOBODY
    suspicious: frozenset[int] = NOBODY
    ghost: float | None = None
    numbers: tuple[int, ...] = ()


@dataclass(frozen=True)
class ChartSize:
    """Pixels and dots per inch of the picture."""

    width: int
    height: int
    dpi: float


@dataclass(frozen=True)
class Frame:
    """All that is drawn beside the columns; where it changes, matplotlib draws anew.

    `high` is the height at the top of the axes; `mean` and `bound` are heights of lines.
    """

    size: ChartSize
    colours: Colours
    n_places: int
    high: float
    mean: float
    bound: float
    title: str
    weight: str
    speeds: tuple[int, ...] | None


def frame_of(content: ChartContent, colours: Colours, size: ChartSize, high: float = 0.0) -> Frame:
    """Lay out everything but the columns; the scale that reached up to `high` stays if it can."""
    plan = content.plan
    highest = max((*heights(plan), *content.ghost.heights, 1))
    if not high * _EMPTIEST <= highest <= high * _FULLEST:
        high = highest * _AIR
    paces = plan.request.speeds or (100,) * plan.request.n_stacks
    return Frame(
        size, colours, content.n_places, high, plan.total * 100 / sum(paces),
        float(plan.lower_bound), _title(content, size), plan.request.weight, plan.request.speeds,
    )  # fmt: skip


def columns_of(content: ChartContent) -> tuple[Column, ...]:
    """Tell what stands at each place."""
    plan, ghost, longest = content.plan, content.ghost.heights, content.plan.longest
    columns = []
    for place in range(content.n_places):
        stack = plan.stack_at(place)
        columns.append(
            Column(
                stack.runs,
                pace(plan, place),
                place == longest,
                _among(stack, plan.pinned),
                _among(stack, content.suspicious),
                ghost[place] if place < len(ghost) else None,
                stack.run_numbers,
            )
        )
    return tuple(columns)


def _among(stack: Stack, numbers: frozenset[int]) -> frozenset[int]:
    return numbers.intersection(stack.run_numbers) if numbers else NOBODY


def _title(content: ChartContent, size: ChartSize) -> str:
    """Say what is drawn, and what the marks mean; where room is short, the plainest goes first."""
    plan, ghost = content.plan, content.ghost
    words = ["Time that each stack takes" if plan.request.speeds else "Load of each stack"]
    words.append("a segment is a run")
    if plan.pinned:
        words.append("hatched: pinned")
    if content.suspicious:
        words.append("crossed: suspicious")
    if content.has_moved:
        words.append("ringed: just moved")
    if ghost.heights:
        words.append(f"dotted: {ghost.label}")
    room = (size.width / size.dpi - _LEFT_OF_TITLE) * _LETTERS
    while len("; ".join(words)) > room and len(words) > 1:
        del words[1]
    return "; ".join(words)


def pace(plan: Plan, stack: int) -> float:
    """Height of a unit of load: where speeds differ a bar is as high as its stack takes long."""
    speeds = plan.request.speeds
    # Another plan's ghost may stand where this one has no stack.
    return 100 / speeds[stack] if speeds and stack < len(speeds) else 1.0


def heights(plan: Plan) -> tuple[float, ...]:
    """Height of the bar of each stack."""
    return tuple(load * pace(plan, stack) for stack, load in enumerate(plan.loads))


def unit_of(highest: float, weight: str) -> tuple[int, str]:
    """Choose the unit of the upward axis: how much of the weight it is, and its name."""
    known = _UNITS.get(weight, ())
    return next((unit for unit in known if highest >= unit[0]), (1, weight))
