"""Where everything stands in the board, in its pixels, and which run stands at a place.

Rows and columns are one geometry: *along* is the way a stack grows (to the right, or up), *across*
the way from one stack to the next (down, or to the right).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

from stackplan.core.runs import Run
from stackplan.core.text import format_load
from stackplan.gui.chart.scene import NO_RUNS, Cursor, Drag, Scene, Spot, template

# Lowest and largest distance of two rows, in heights of a line of text: 14 and 34 pixels as a rule.
_ROW = (1.0, 2.4)
# Narrowest distance of two columns in pixels, and the widest bar of one.
_NARROWEST, _WIDEST = 3.0, 90.0
# Part of a strip that the bar fills, and least room between two rows.
_FILLED, _BETWEEN = 0.85, 2.0
# Segments of less than so many gaps have none: it would be all that one sees of them.
ROOM_FOR_GAP = 5
_LEAST_AXIS = 40.0
_USUAL_LINE = 15.0
AIR = 4.0  # between words and what is beside them, in thin lines
RING = 3.0  # width of a ring and its margins, in thin lines
# Boards of fewer lines of text across have no room for all that stands at the ends of rows.
_NARROW, _NARROWER = 36, 28


class Box(NamedTuple):
    """A rectangle in pixels of the widget."""

    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Place of its middle."""
        return self.left + self.width / 2, self.top + self.height / 2

    def grown(self, by: float) -> Box:
        """Give the rectangle with a margin all round."""
        return Box(self.left - by, self.top - by, self.width + 2 * by, self.height + 2 * by)


class Piece(NamedTuple):
    """What is seen as one segment: a run, or neighbours that share a pixel.

    `first` and `last` count the runs of the stack, `low` and `high` the screen's own pixels from
    the foot of the bar.
    """

    first: int
    last: int
    low: int
    high: int


class Room(NamedTuple):
    """Pixels that words need: a line of text, and what stands at the four sides of the bars."""

    line: float
    names: float
    ends: float
    above: float
    below: float


def unit_for(line: float) -> int:
    """Give the width of a thin line beside text of some height."""
    return max(1, round(line / _USUAL_LINE))


def pieces_of(runs: Sequence[Run], pixels: float) -> list[Piece]:
    """Cut a bar into segments; `pixels` is the length of a unit of load on the screen.

    Each is at least one pixel long, so no run is lost; the ends stand where the loads are, rounded.
    """
    found: list[Piece] = []
    low, first = 0, 0
    totals = accumulate(run.load for run in runs)
    for last, high in enumerate([int(total * pixels + 0.5) for total in totals], start=1):
        if high > low:
            found.append(Piece(first, last, low, high))
            low, first = high, last
    if first < len(runs):
        if found:
            found[-1] = found[-1]._replace(last=len(runs))
        else:
            found.append(Piece(0, len(runs), 0, 1))
    return found


@dataclass(frozen=True)
class Layout:
    """Where the axis and the stacks stand in a board of some size."""

    upright: bool  # columns; else rows
    # Size of the board.
    width: float
    height: float
    # Place of no load, and pixels up to `high`.
    start: float
    length: float
    high: float  # length of a bar at the end of the axis, in loads
    # Where the first stack begins and the last one ends, or where the view ends.
    near: float
    far: float
    pitch: float  # from one stack to the next
    n_places: int  # number of stacks that have a place
    scroll: float  # pixels before `near` that are out of sight
    ratio: float  # the screen's own pixels in one of these
    line: float  # height of a line of text: marks and margins grow with it

    @cached_property
    def unit(self) -> int:
        """Width of a thin line: 1 pixel with letters of the usual size."""
        return unit_for(self.line)

    @property
    def reach(self) -> float:
        """How far the stacks can be scrolled."""
        return max(0.0, round(self.n_places * self.pitch - (self.far - self.near), 3))

    @cached_property
    def pixels(self) -> float:
        """The screen's own pixels for a unit of load."""
        return self.length * self.ratio / self.high

    @cached_property
    def thickness(self) -> float:
        """Width of a bar across."""
        thick = min(self.pitch * _FILLED, self.pitch - min(_BETWEEN, self.pitch / 4))
        if self.upright:
            thick = min(thick, _WIDEST)
        return max(1.0, round(thick * self.ratio)) / self.ratio

    @property
    def end(self) -> float:
        """Place of the end of the axis."""
        return self.start - self.length if self.upright else self.start + self.length

    @property
    def axes(self) -> Box:
        """The rectangle of the bars that are in sight."""
        low, across = min(self.start, self.end), self.far - self.near
        if self.upright:
            return Box(self.near, low, across, self.length)
        return Box(low, self.near, self.length, across)

    def along(self, load: float) -> float:
        """Find the place of a load."""
        pixels = load / self.high * self.length
        return self.start - pixels if self.upright else self.start + pixels

    def across(self, place: int) -> float:
        """Find where a stack's strip begins."""
        return self.near + place * self.pitch - self.scroll

    def strip(self, place: int) -> Box:
        """Give the whole strip of a stack: its name, its bar, its load."""
        if self.upright:
            return Box(self.across(place), 0, self.pitch, self.height)
        return Box(0, self.across(place), self.width, self.pitch)

    def name_box(self, place: int) -> Box:
        """Give the room of a stack's name."""
        if self.upright:
            return Box(self.across(place), self.start, self.pitch, self.height - self.start)
        return Box(0, self.across(place), self.start, self.pitch)

    @property
    def gap(self) -> int:
        """Width of the gap between two segments, in the screen's own pixels."""
        return max(1, round(self.ratio))

    def edge(self, place: int) -> float:
        """Find where a bar begins across, on a whole pixel."""
        edge = self.across(place) + (self.pitch - self.thickness) / 2
        return round(edge * self.ratio) / self.ratio

    def box(self, place: int, low: float, high: float) -> Box:
        """Give a part of a bar; both ends in the screen's own pixels from its foot."""
        edge, low, high = self.edge(place), low / self.ratio, high / self.ratio
        if self.upright:
            return Box(edge, self.start - high, self.thickness, high - low)
        return Box(self.start + low, edge, high - low, self.thickness)

    def seen(self) -> range:
        """Places of the stacks that are in sight, at least in part."""
        first = int(self.scroll // self.pitch)
        last = int((self.scroll + self.far - self.near - 0.01) // self.pitch)
        return range(max(first, 0), min(last + 1, self.n_places))

    def places_in(self, box: Box) -> range:
        """Places of the stacks whose strips touch a rectangle."""
        low, size = (box.left, box.width) if self.upright else (box.top, box.height)
        seen = self.seen()
        low += self.scroll - self.near + 0.01  # strips end where the next begins, but for rounding
        first, last = int(low // self.pitch), int((low + size - 0.02) // self.pitch)
        return range(max(first, seen.start), min(last + 1, seen.stop))

    def place_at(self, x: float, y: float) -> int | None:
        """Find the stack whose strip is at a place."""
        across = x if self.upright else y
        if not self.near <= across < self.far:
            return None
        place = int((across - self.near + self.scroll) / self.pitch)
        return place if place < self.n_places else None

    def height_at(self, x: float, y: float) -> float:
        """Measure from the foot of the bars to a place, in the screen's own pixels."""
        return (self.start - y if self.upright else x - self.start) * self.ratio

    def spot_at(self, pieces: Sequence[Sequence[Piece]], x: float, y: float) -> Spot | None:
        """Find what is at a place; `pieces` has the segments of each stack."""
        place = self.place_at(x, y)
        if place is None:
            return None
        height, cut = self.height_at(x, y), pieces[place]
        at = bisect_right([piece.high for piece in cut], height)
        if height < 0 or at == len(cut):
            return Spot(place)
        return Spot(place, cut[at].first, cut[at].last)

    def gap_at(self, cut: Sequence[Piece], x: float, y: float) -> int:
        """Find the gap between runs that is nearest to a place: so many runs stand before it."""
        height = self.height_at(x, y)
        for piece in cut:
            if height < (piece.low + piece.high) / 2:
                return piece.first
        return cut[-1].last if cut else 0

    def scrolled_to(self, place: int) -> float:
        """Say how far to scroll so that a stack is wholly in sight; as it is, if it is."""
        low, high = place * self.pitch, (place + 1) * self.pitch
        scroll = min(self.scroll, low)
        return min(self.reach, max(scroll, high - (self.far - self.near)))


def layout_of(
    size: tuple[float, float],
    room: Room,
    n_places: int,
    high: float,
    *,
    upright: bool,
    scroll: float = 0.0,
    ratio: float = 1.0,
) -> Layout:
    """Lay a board out: so many stacks, and an axis up to a load.

    `room.names` is left of rows and left of the axis of columns, `room.ends` right of both.
    """
    width, height = size
    across = width - room.names - room.ends if upright else height - room.above - room.below
    along = height - room.above - room.below if upright else width - room.names - room.ends
    length = round(max(_LEAST_AXIS, along) * ratio) / ratio
    across = max(across, _LEAST_AXIS)
    if upright:
        pitch = max(_NARROWEST, min(across / n_places, _WIDEST / _FILLED))
        start, near = room.above + length, room.names
    else:
        pitch = max(_ROW[0] * room.line, min(across / n_places, _ROW[1] * room.line))
        start, near = room.names, room.above
    pitch = max(1, int(pitch * ratio)) / ratio
    # Where they are scrolled only whole rows are in sight: half a word says nothing.
    fitting = max(1, int(across / pitch)) if not upright else across / pitch
    far = near + min(fitting, n_places) * pitch
    start, near, far = (round(edge * ratio) / ratio for edge in (start, near, far))
    laid = Layout(
        upright, width, height, start, length, high, near, far, pitch, n_places, 0.0, ratio,
        room.line,
    )  # fmt: skip
    scroll = round(max(0.0, min(scroll, laid.reach)) * ratio) / ratio
    return replace(laid, scroll=scroll)


def room_for(
    scene: Scene, width: float, line: float, wide: Callable[[str], float], *, upright: bool
) -> Room:
    """Measure the words round the bars: `line` is the height of one, `wide` measures a width."""
    air = AIR * unit_for(line)
    load = wide(template(max((row.load for row in scene.rows), key=len)))
    lines = 2 if scene.times is not None else 1
    if upright:
        names = max(wide("0000-00-00"), load) + 4 * air
        bound = format_load(round(scene.bound), scene.plan.request.weight)
        best = max(wide("best possible"), wide(bound))
        return Room(line, names, best + 2 * air, 2 * (line + air), line + air)
    names = wide(max((row.name for row in scene.rows), key=len)) + 4 * air
    ends = load + 4 * air
    if width >= _NARROWER * line:
        difference = max((row.difference for row in scene.rows), key=len)
        ends += wide(template(difference)) + 2 * air
    if width >= _NARROW * line and scene.plan.request.n_stacks > 1:
        ends += wide("longest") + line + 2 * air
    return Room(line, names, ends, line + 2 * air, lines * line * 1.1 + 3 * air)


@dataclass(frozen=True)
class View:
    """All that the board shows: a scene as it is laid out, and what mouse and keys do in it."""

    scene: Scene  # the plan
    layout: Layout  # where everything stands
    pieces: tuple[tuple[Piece, ...], ...]  # the segments of each row
    words: str = ""  # what the line above the bars says
    selected: frozenset[int] = NO_RUNS  # numbers of the runs that have a ring
    cursor: Cursor | None = None  # where the keys are, while the board has them
    drag: Drag | None = None  # what is dragged

    def piece_of(self, place: int, number: int) -> Piece | None:
        """Find the segment that a run of a stack is in."""
        numbers = self.scene.rows[place].stack.run_numbers
        if number not in numbers:
            return None
        at = numbers.index(number)
        cut = self.pieces[place]
        return cut[bisect_right([piece.last for piece in cut], at)]

    def box_of(self, number: int) -> Box | None:
        """Give the rectangle of a run's segment."""
        place = self.scene.plan.places.get(number)
        piece = self.piece_of(place, number) if place is not None else None
        if place is None or piece is None:
            return None
        return self.layout.box(place, piece.low, piece.high)

    def bar(self, place: int) -> Box:
        """Give the rectangle of a whole bar."""
        cut = self.pieces[place]
        return self.layout.box(place, 0, cut[-1].high if cut else 0)

    def cursor_box(self) -> Box | None:
        """Give the rectangle where the keys are."""
        if self.cursor is None or self.cursor.stack >= len(self.scene.rows):
            return None
        if self.cursor.run is not None:
            return self.box_of(self.cursor.run)
        return self.layout.name_box(self.cursor.stack)

    def gap_box(self) -> Box | None:
        """Give the rectangle, without width, where dragged runs would stand."""
        drag = self.drag
        if drag is None or drag.target is None:
            return None
        cut = self.pieces[drag.target]
        at = next((piece.low for piece in cut if piece.last > drag.gap), cut[-1].high if cut else 0)
        return self.layout.box(drag.target, at, at)

    def bound_strip(self) -> Box:
        """Give the rectangle of the line of the best possible; in columns with its words."""
        layout = self.layout
        at, by = layout.along(self.scene.bound), 2 * layout.unit
        if layout.upright:
            return Box(layout.near, at - layout.line, layout.width - layout.near, 2 * layout.line)
        return Box(at - by, 0, 2 * by, layout.far)

    def is_another_picture(self, before: View) -> bool:
        """Tell whether more than rows and marks differ: then everything is drawn."""
        old, new = before.scene, self.scene
        return (
            before.layout != self.layout
            or len(old.rows) != len(new.rows)
            or (old.largest, old.times) != (new.largest, new.times)
            or old.plan.request.weight != new.plan.request.weight
            or any(a.unit != b.unit for a, b in zip(old.rows, new.rows, strict=True))
        )

    def changed_boxes(self, before: View) -> Iterator[Box | None]:
        """Give the rectangles that look different from before, in a picture that is the same."""
        layout, old, new = self.layout, before.scene, self.scene
        ring = (RING + 1) * layout.unit
        for place, (was, row) in enumerate(zip(old.rows, new.rows, strict=True)):
            if was != row:
                yield layout.strip(place)
        for shown in (before, self):
            for number in before.selected ^ self.selected:
                yield _grown(shown.box_of(number), ring)
            if before.cursor != self.cursor:
                yield _grown(shown.cursor_box(), ring)
            if before.drag != self.drag and shown.drag is not None:
                yield _grown(shown.gap_box(), 7 * layout.unit)
                yield from (_grown(shown.box_of(number), 1) for number in shown.drag.runs)
            if old.bound != new.bound:
                yield shown.bound_strip()
        if (before.words, old.legend, old.bound) != (self.words, new.legend, new.bound):
            yield Box(0, 0, layout.width, layout.line + AIR * layout.unit)


def _grown(box: Box | None, by: float) -> Box | None:
    return box.grown(by) if box is not None else None
