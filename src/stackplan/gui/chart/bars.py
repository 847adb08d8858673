"""From runs to rectangles: what falls under a pixel is merged. Imported late, as numpy is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from stackplan.core.runs import Run
from stackplan.gui.chart.parts import Column

Floats: TypeAlias = NDArray[np.float64]
Places: TypeAlias = NDArray[np.intp]

# Widths of a bar and of a place, which leaves a gap where there is room for one.
_BAR, _WHOLE = 0.8, 1.0
_ROOM_FOR_GAPS = 5.0
# Loads of long bars by the identity of their runs, which are held with them.
_MANY, _MOST_KEPT = 1000, 256
_LONG: dict[int, tuple[tuple[Run, ...], Floats]] = {}
PAINTS = ("bar 0", "bar 1", "longest 0", "longest 1", "pinned", "suspicious")


class Pieces(NamedTuple):
    """Parts of a bar from bottom to top, each at least a pixel high.

    Piece ``i`` shows the runs ``first[i]`` to ``last[i] - 1`` from ``low[i]`` to ``high[i]``.
    """

    first: Places
    last: Places
    low: Floats
    high: Floats


@dataclass(frozen=True)
class Grid:
    """How many pixels of the picture the axes have, for so many places and so high a scale."""

    n_places: int
    high: float
    width: float
    height: float

    @property
    def pitch(self) -> float:
        """Pixels from one place to the next."""
        return self.width / self.n_places

    @property
    def half(self) -> float:
        """Half the width of a bar, in places: thin bars leave no gaps."""
        return (_BAR if self.pitch >= _ROOM_FOR_GAPS else _WHOLE) / 2


def pieces(column: Column, grid: Grid) -> Pieces:
    """Cut a bar into runs; neighbours that end in the same row of pixels become one piece."""
    loads = _loads(column.runs)
    tops = np.cumsum(loads * column.pace)
    rows = np.rint(tops * (grid.height / grid.high))
    last = np.flatnonzero((np.diff(rows, append=np.inf) > 0) & (rows > 0)) + 1
    first = np.concatenate(([0], last[:-1])).astype(np.intp)[: len(last)]
    high = tops[last - 1]
    low = np.concatenate(([0.0], high[:-1]))[: len(last)]
    return Pieces(first, last, low, high)


def _loads(runs: tuple[Run, ...]) -> Floats:
    """Collect the loads of a bar; of a long one they are kept, since it is cut again and again."""
    known = _LONG.get(id(runs))
    if known is not None and known[0] is runs:
        return known[1]
    loads = np.fromiter((run.load for run in runs), float, len(runs))
    if len(runs) > _MANY:
        if len(_LONG) >= _MOST_KEPT:
            _LONG.clear()
        _LONG[id(runs)] = runs, loads
    return loads


def rectangles(
    columns: Sequence[Column], places: Iterable[int], grid: Grid
) -> Mapping[str, Floats]:
    """Give the rectangles of each of `PAINTS`: rows of left, right, low and high."""
    found: dict[str, list[Floats]] = {paint: [] for paint in PAINTS}
    for place, left, right in _spans(columns, places, grid):
        column = columns[place]
        cut = pieces(column, grid)
        boxes = np.empty((len(cut.low), 4))
        boxes[:, 0], boxes[:, 1], boxes[:, 2], boxes[:, 3] = left, right, cut.low, cut.high
        kind = "longest" if column.is_longest else "bar"
        found[f"{kind} 0"].append(boxes[::2])
        found[f"{kind} 1"].append(boxes[1::2])
        for paint, marked in (("pinned", column.pinned), ("suspicious", column.suspicious)):
            if marked:
                found[paint].append(boxes[_holding(column, cut, marked)])
    empty = np.empty((0, 4))
    return {paint: np.concatenate([empty, *boxes]) for paint, boxes in found.items()}


def _holding(column: Column, cut: Pieces, marked: frozenset[int]) -> NDArray[np.bool_]:
    """Tell which pieces hold a marked run."""
    flags = [run.number in marked for run in column.runs]
    sums = np.concatenate(([0], np.cumsum(flags)))
    return np.asarray(sums[cut.last] > sums[cut.first])


def _spans(
    columns: Sequence[Column], places: Iterable[int], grid: Grid
) -> Iterable[tuple[int, float, float]]:
    """Give left and right of each bar; of bars that share a pixel only the highest is seen."""
    if grid.pitch >= 1:
        return [(place, place - grid.half, place + grid.half) for place in places]
    tops = [sum(run.load for run in column.runs) * column.pace for column in columns]
    pixels = np.floor((np.arange(len(columns)) + 0.5) * grid.pitch)
    order = np.lexsort((tops, pixels))
    highest = order[np.flatnonzero(np.diff(pixels[order], append=np.inf))]
    return [
        (int(place), pixel / grid.pitch - 0.5, (pixel + 1) / grid.pitch - 0.5)
        for place, pixel in zip(highest, pixels[highest], strict=True)
    ]


def to_repaint(before: Sequence[Column], after: Sequence[Column], grid: Grid) -> list[int]:
    """Find the places where something else is to be seen."""
    changed = {place for place, column in enumerate(after) if column != before[place]}
    if changed and grid.pitch < _ROOM_FOR_GAPS:
        return list(range(len(after)))  # they share pixels
    # The line round a ghost is so thick that it reaches over its place.
    for place in [place for place in changed if after[place].ghost != before[place].ghost]:
        changed |= {place - 1, place + 1} & set(range(len(after)))
    return sorted(changed)
