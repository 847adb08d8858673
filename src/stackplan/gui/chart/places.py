"""Where things stand in a drawn chart, in pixels of the widget; and what stands at a place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from stackplan.gui.chart.bars import Grid, Pieces, pieces
from stackplan.gui.chart.parts import Box, Column, Spot


@dataclass(frozen=True)
class Places:
    """The axes of a drawn chart, in pixels from the top left of the widget.

    `grid` counts the picture's own pixels, of which a dense screen has more.
    """

    left: float
    right: float
    top: float
    bottom: float
    grid: Grid

    @property
    def pitch(self) -> float:
        """Width of a place."""
        return (self.right - self.left) / self.grid.n_places

    def stack_at(self, x: float) -> int | None:
        """Find the place of the axis that is at an x, whether a bar stands there or not."""
        return int((x - self.left) / self.pitch) if self.left <= x < self.right else None

    def spot_at(self, columns: tuple[Column, ...], x: float, y: float) -> Spot | None:
        """Find the piece of a bar at a place; above a bar a spot without runs."""
        stack = self.stack_at(x)
        if stack is None or not self.top - 1 <= y <= self.bottom:
            return None
        column = columns[stack]
        cut = pieces(column, self.grid)
        height = (self.bottom - y) / (self.bottom - self.top) * self.grid.high
        at = int(np.searchsorted(cut.high, height, side="right"))
        if at == len(cut.high):
            return Spot(stack, len(column.runs), len(column.runs))
        return Spot(stack, int(cut.first[at]), int(cut.last[at]))

    def spot_of(self, column: Column, stack: int, number: int | None) -> Spot:
        """Find the piece that a run of a stack is in; without a number the room above the bar."""
        at = next((i for i, run in enumerate(column.runs) if run.number == number), None)
        cut = pieces(column, self.grid)
        piece = len(cut.last) if at is None else int(np.searchsorted(cut.last, at, side="right"))
        if piece == len(cut.last):
            return Spot(stack, len(column.runs), len(column.runs))
        return Spot(stack, int(cut.first[piece]), int(cut.last[piece]))

    def column_box(self, stack: int) -> Box:
        """Give the whole place of a stack, from the axis to the top."""
        return Box(self.left + stack * self.pitch, self.top, self.pitch, self.bottom - self.top)

    def box_of(self, columns: tuple[Column, ...], spot: Spot) -> Box:
        """Give the rectangle of a piece, or of the room above a bar."""
        cut = pieces(columns[spot.stack], self.grid)
        if spot.first == spot.last:
            top = self.grid.high
            return self._box(spot.stack, float(cut.high[-1]) if len(cut.high) else 0.0, top)
        return self._box_of_piece(spot.stack, cut, int(np.searchsorted(cut.last, spot.last)))

    def boxes(self, columns: tuple[Column, ...], runs: Iterable[int]) -> Iterator[Box]:
        """Give the rectangles of runs; those that share a piece have one together."""
        wanted = frozenset(runs)
        if not wanted:
            return
        for stack, column in enumerate(columns):
            if column.numbers and wanted.isdisjoint(column.numbers):
                continue  # quick, for a plan of 100,000 runs is drawn at each move of the mouse
            marked = [i for i, run in enumerate(column.runs) if run.number in wanted]
            if marked:
                cut = pieces(column, self.grid)
                found = np.unique(np.searchsorted(cut.last, marked, side="right"))
                found = found[found < len(cut.last)]
                # Made of plain numbers: after a rebalancing there are hundreds at each paint.
                yield from self._boxes(stack, cut.low[found].tolist(), cut.high[found].tolist())

    def _box_of_piece(self, stack: int, cut: Pieces, at: int) -> Box:
        if at >= len(cut.high):
            return self._box(stack, 0.0, 0.0)
        return self._box(stack, float(cut.low[at]), float(cut.high[at]))

    def _box(self, stack: int, low: float, high: float) -> Box:
        return next(self._boxes(stack, (low,), (high,)))

    def _boxes(self, stack: int, lows: Iterable[float], highs: Iterable[float]) -> Iterator[Box]:
        scale, half = (self.bottom - self.top) / self.grid.high, self.grid.half
        left, width = self.left + (stack + 0.5 - half) * self.pitch, 2 * half * self.pitch
        for low, high in zip(lows, highs, strict=True):
            yield Box(left, self.bottom - high * scale, width, (high - low) * scale)
