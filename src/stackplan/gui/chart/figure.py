"""The bar chart itself: the only file that uses matplotlib. It knows no Qt widget.

A worker draws whole pictures. Columns that an edit changes are repainted in the window's thread, on
a figure that no worker has at that time: two figures take turns.
"""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import stackplan.gui.chart.plain_matplotlib  # noqa: F401 (before anything else of matplotlib)

# isort: split
import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import MaxNLocator

from stackplan.core.plan import Plan
from stackplan.core.quality import longest_load_words, quality_words
from stackplan.core.text import shown
from stackplan.gui.chart.bars import PAINTS, Floats, Grid, rectangles
from stackplan.gui.chart.ghosts import snake_ghost
from stackplan.gui.chart.parts import (
    ChartContent,
    ChartSize,
    Column,
    Frame,
    columns_of,
    frame_of,
    unit_of,
)
from stackplan.gui.widgets.appearance import LIGHT_COLOURS, Colours

_PICTURE = ChartSize(1600, 900, 144.0)
_LABEL_WIDTH = 34
_ROUND = (1, 2, 2.5, 5, 10)
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# Margins in points: left, right, top, bottom, and what a line of speeds adds below.
_MARGINS = (52.0, 46.0, 24.0, 34.0)
_SPEED_LINE = 11.0
# A ghost is told by its upper corners: whole outlines would hide the bars between them.
_GHOST_HALF, _GHOST_LEG, _ROOM_FOR_LEGS = 0.46, 0.04, 20.0
# Seen without colours, and on a run of any height.
_HATCHES = {"pinned": "////", "suspicious": "xxxx"}
_CODES = (Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY)

# Somebody else in this process may have imported matplotlib before, with settings. Once, and for
# the whole process: `rc_context` is no help where two threads draw, since the first to leave it
# brings the other settings back for both. To set a backend would import pyplot. Without a salt an
# SVG has random names.
mpl.rcParams.update({k: mpl.rcParamsDefault[k] for k in mpl.rcParamsDefault if k != "backend"})
mpl.rcParams["svg.hashsalt"] = "stackplan"


class LoadFigure:
    """A figure that is made once and told what to show: artists are kept, not made anew.

    Whatever stands in the columns is drawn without smoothing, so that to paint it twice changes
    no pixel.
    """

    def __init__(self) -> None:
        self.figure = Figure()
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_subplot()
        self.bars = {paint: self._add_bars(paint) for paint in PAINTS}
        self.ghost = LineCollection([], linewidths=1.2, linestyles="dotted", antialiased=False)
        self.axes.add_collection(self.ghost, autolim=False)
        self.mean = self.axes.axhline(0, linewidth=1.2, linestyle="--", antialiased=False)
        self.bound = self.axes.axhline(0, linewidth=1.2, linestyle="-.", antialiased=False)
        self.in_columns = (*self.bars.values(), self.ghost, self.mean, self.bound)
        for artist in self.in_columns:
            artist.set_animated(True)  # drawn by us, after the rest
        to_the_right: dict[str, Any] = {
            "transform": self.axes.get_yaxis_transform(),
            "clip_on": False,
        }
        self.mean_label = self.axes.text(1.006, 0, "mean", va="top", **to_the_right)
        self.bound_label = self.axes.text(1.006, 0, "bound", va="bottom", **to_the_right)
        self.axes.spines[["top", "right"]].set_visible(False)
        self._backdrop = np.empty((0, 0, 4), np.uint8)

    def _add_bars(self, paint: str) -> PathPatch:
        hatch = _HATCHES.get(paint)
        patch = PathPatch(
            _path(np.empty((0, 4))), linewidth=0, antialiased=False, snap=False, hatch=hatch,
            fill=hatch is None, zorder=1 if hatch is None else 1.5,
        )  # fmt: skip
        self.axes.add_artist(patch)
        return patch

    def draw(self, frame: Frame, columns: Sequence[Column]) -> None:
        """Draw everything anew; `pixels` shows it."""
        self.arrange(frame)
        self.canvas.draw()
        self._backdrop = self.pixels.copy()
        self._paint(columns, range(len(columns)), frame)

    def patch(self, frame: Frame, columns: Sequence[Column], places: Sequence[int]) -> None:
        """Paint some columns anew; the frame is still the one that was drawn."""
        pixels, (left, right, top, bottom) = self.pixels, self.edges
        pitch, rows = (right - left) / len(columns), slice(round(top) - 1, round(bottom) + 1)
        for place in places:
            area = rows, slice(round(left + place * pitch), round(left + (place + 1) * pitch))
            pixels[area] = self._backdrop[area]
        self._paint(columns, places, frame)

    @property
    def pixels(self) -> Any:
        """What was drawn, RGBA by rows; patching changes it in place."""
        return np.asarray(self.canvas.buffer_rgba())

    @property
    def edges(self) -> tuple[float, float, float, float]:
        """Left, right, top and bottom of the axes, in pixels from the top left."""
        box, high = self.axes.get_window_extent(), self.pixels.shape[0]
        return box.x0, box.x1, high - box.y1, high - box.y0

    def grid(self, frame: Frame) -> Grid:
        """Tell how many pixels the axes have."""
        box = self.axes.get_window_extent()
        return Grid(frame.n_places, frame.high, box.width, box.height)

    def _paint(self, columns: Sequence[Column], places: Iterable[int], frame: Frame) -> None:
        self.set_columns(columns, places, frame)
        renderer = self.canvas.get_renderer()
        for artist in self.in_columns:
            # Even an empty path would have its hatch drawn.
            if not isinstance(artist, PathPatch) or len(artist.get_path()):
                artist.draw(renderer)

    def set_columns(self, columns: Sequence[Column], places: Iterable[int], frame: Frame) -> None:
        """Bring the artists of some columns up to date."""
        places = list(places)
        found = rectangles(columns, places, self.grid(frame))
        for paint, boxes in found.items():
            self.bars[paint].set_path(_path(boxes))
        # A neighbour's line reaches into a place.
        near = sorted({i + step for i in places for step in (-1, 0, 1)} & set(range(len(columns))))
        ghosts = [(i, high) for i in near if (high := columns[i].ghost) is not None]
        leg = frame.high * _GHOST_LEG if self.grid(frame).pitch >= _ROOM_FOR_LEGS else 0.0
        self.ghost.set_segments([_ghost(i, high, leg) for i, high in ghosts])

    def arrange(self, frame: Frame) -> None:
        """Bring every artist beside the columns up to date."""
        size = frame.size
        self.figure.set_dpi(size.dpi)
        self.figure.set_size_inches(size.width / size.dpi, size.height / size.dpi, forward=False)
        self._set_margins(size, _SPEED_LINE if frame.speeds else 0.0)
        self._set_colours(frame.colours)
        for line, label, height in (
            (self.mean, self.mean_label, frame.mean),
            (self.bound, self.bound_label, frame.bound),
        ):
            line.set_ydata([height, height])
            label.set_y(height)
        self._set_axes(frame)

    def _set_margins(self, size: ChartSize, more: float) -> None:
        left, right, top, bottom = (round(margin * size.dpi / 72) for margin in _MARGINS)
        bottom += round(more * size.dpi / 72)
        wide, high = max(size.width, left + right + 20), max(size.height, top + bottom + 20)
        # Whole pixels: columns are restored and painted by them.
        self.figure.subplots_adjust(
            left=left / wide, right=1 - right / wide, top=1 - top / high, bottom=bottom / high
        )

    def _set_colours(self, colours: Colours) -> None:
        self.figure.set_facecolor(colours.background)
        self.axes.set_facecolor(colours.background)
        self.axes.tick_params(colors=colours.text, labelsize=9)
        for spine in self.axes.spines.values():
            spine.set_color(colours.faint)
        labels = (self.axes.xaxis.label, self.axes.yaxis.label, self.mean_label, self.bound_label)
        for label in labels:
            label.set_color(colours.text)
            label.set_fontsize(9)
        self.mean.set_color(colours.text)
        self.bound.set_color(colours.good)
        self.bound_label.set_color(colours.good)
        self.ghost.set_color(colours.text)
        shades = (*colours.bar, *colours.longest)
        for paint, shade in zip(PAINTS, shades, strict=False):
            self.bars[paint].set_facecolor(shade)
        for paint in _HATCHES:
            self.bars[paint].set_edgecolor(colours.background)

    def _set_axes(self, frame: Frame) -> None:
        n_places, speeds = frame.n_places, frame.speeds
        self.axes.set_xlim(-0.5, n_places - 0.5)
        self.axes.set_ylim(0, frame.high)
        room = max(1, int(frame.size.width * 96 / frame.size.dpi / _LABEL_WIDTH))
        step = next((step for step in _STEPS if n_places <= step * room), n_places)
        named = [i for i in range(n_places) if step == 1 or (i + 1) % step == 0]
        under = [f"\n{speeds[i]} %" if speeds else "" for i in named]
        self.axes.set_xticks(
            named, [f"{i + 1}{words}" for i, words in zip(named, under, strict=True)]
        )
        unit, words = unit_of(frame.high, frame.weight)
        # Round in the unit that is shown: a round number of milliseconds is no round hour.
        most = int(np.clip(self.axes.yaxis.get_tick_space(), 1, 9))
        ticks = np.array(MaxNLocator(most, steps=_ROUND).tick_values(0, frame.high / unit))
        ticks = ticks[(ticks >= 0) & (ticks * unit <= frame.high)]
        self.axes.set_yticks(ticks * unit, [f"{tick:g}" for tick in ticks])
        self.axes.set_ylabel(f"time / {words} at 100 %" if speeds else f"load / {words}")
        self.axes.set_xlabel("stack and its speed" if speeds else "stack")
        self.axes.set_title(frame.title, loc="left", fontsize=10, color=frame.colours.text)


def _ghost(place: int, high: float, leg: float) -> list[tuple[float, float]]:
    left, right = place - _GHOST_HALF, place + _GHOST_HALF
    top = [(left, high), (right, high)]
    return [(left, high - leg), *top, (right, high - leg)] if leg else top


def _path(boxes: Floats) -> Path:
    """Make one path of many rectangles: drawn in a tenth of the time of as many paths."""
    corners = boxes[:, [0, 2, 0, 3, 1, 3, 1, 2, 0, 2]].reshape(-1, 2)
    return Path(corners, np.tile(np.array(_CODES, np.uint8), len(boxes)))


def picture(plan: Plan, traces: str, kind: str) -> bytes:
    """Draw a plan for a file or an e-log, in light colours.

    Parameters
    ----------
    plan : Plan
        The plan.
    traces : str
        Its trace folder, for the heading.
    kind : str
        `png`, `svg` or `pdf`.

    Returns
    -------
    bytes
        The whole file; the same for the same plan.
    """
    figure, content = LoadFigure(), ChartContent(plan, snake_ghost(plan))
    frame, columns = frame_of(content, LIGHT_COLOURS, _PICTURE), columns_of(content)
    figure.arrange(frame)
    figure.figure.subplots_adjust(top=0.86)
    figure.set_columns(columns, range(len(columns)), frame)
    heading = f"{shown(traces)}: {len(plan.runs)} runs on {len(plan.stacks)} stacks"
    heading += f", {plan.request.method}"
    if plan.longest is not None:
        heading += f"\nlongest: {longest_load_words(plan)}, {quality_words(plan)}"
    # A dollar sign in a folder's name is no mathematics.
    figure.figure.suptitle(heading, fontsize=10, x=0.01, ha="left", parse_math=False)
    stream = io.BytesIO()
    undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    figure.figure.savefig(stream, format=kind, dpi=_PICTURE.dpi, metadata=undated[kind])
    return stream.getvalue()
