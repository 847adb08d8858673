"""A drawn chart as it is on screen, and the worker's way to one."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QImage

from stackplan.gui.chart.bars import to_repaint
from stackplan.gui.chart.cursor import Cursor
from stackplan.gui.chart.figure import LoadFigure
from stackplan.gui.chart.parts import (
    Box,
    ChartContent,
    ChartSize,
    Column,
    Frame,
    Spot,
    columns_of,
    frame_of,
)
from stackplan.gui.chart.places import Places
from stackplan.gui.widgets.appearance import Colours


class Wanted(NamedTuple):
    """What shall be on screen, and how many of the picture's pixels are one of the widget's."""

    content: ChartContent
    colours: Colours
    size: ChartSize
    ratio: float

    def frame(self, high: float) -> Frame:
        """Lay it out, to the scale of the last picture if that still fits."""
        return frame_of(self.content, self.colours, self.size, high)


class Picture(NamedTuple):
    """A drawn chart: its figure is the window's own as long as it is shown."""

    figure: LoadFigure
    image: QImage
    frame: Frame
    columns: tuple[Column, ...]
    places: Places
    content: ChartContent

    def patched(self, content: ChartContent) -> Picture:
        """Repaint the columns that show something new; the image looks at the same pixels."""
        columns = columns_of(content)
        places = to_repaint(self.columns, columns, self.places.grid)
        if places:
            self.figure.patch(self.frame, columns, places)
        return self._replace(columns=columns, content=content)

    def spot_at(self, x: float, y: float) -> Spot | None:
        """Find what stands at a place of the widget."""
        return self.places.spot_at(self.columns, x, y)

    def runs_of(self, spot: Spot) -> tuple[int, ...]:
        """Give the numbers of a spot's runs; above a bar those of the whole stack."""
        runs = self.columns[spot.stack].runs
        some = runs[spot.first : spot.last] if spot.first < spot.last else runs
        return tuple(run.number for run in some)

    def spot_of(self, cursor: Cursor) -> Spot | None:
        """Find the piece that a cursor is on; above its bar where it is on the whole stack."""
        if cursor.stack >= len(self.columns):
            return None
        return self.places.spot_of(self.columns[cursor.stack], cursor.stack, cursor.run)

    def box_of(self, spot: Spot) -> Box:
        """Give the rectangle of a spot."""
        return self.places.box_of(self.columns, spot)


def drawn(figure: LoadFigure, wanted: Wanted, frame: Frame) -> Picture:
    """Draw; in a worker."""
    columns = columns_of(wanted.content)
    figure.draw(frame, columns)
    # The image looks at the figure's own pixels: a patch shows without a copy.
    pixels = figure.pixels
    height, width = pixels.shape[:2]
    image = QImage(pixels.data, width, height, width * 4, QImage.Format.Format_RGBX8888)
    left, right, top, bottom = (edge / wanted.ratio for edge in figure.edges)
    places = Places(left, right, top, bottom, figure.grid(frame))
    return Picture(figure, image, frame, columns, places, wanted.content)
