"""The bar chart itself: the only file that imports matplotlib. It knows no Qt widget.

Everything here may run beside the window's thread, and does.
"""

import io
from itertools import cycle
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.figure import Figure

from stackplan.core.plan import Plan
from stackplan.core.verdict import longest_load_words, quality_words
from stackplan.core.words import shown
from stackplan.gui.chart.parts import (
    ChartContent,
    ChartPicture,
    ChartSize,
    heights,
    pace,
    snake_heights,
)
from stackplan.gui.theme import LIGHT_COLOURS, Colours

_PREFIXES = (
    (10**18, "EB"),
    (10**15, "PB"),
    (10**12, "TB"),
    (10**9, "GB"),
    (10**6, "MB"),
    (10**3, "kB"),
)
_BAR = 0.8
_PICTURE = ChartSize(1600, 900, 144.0)
_LABEL_WIDTH = 34
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)
# Margins in points: left, right, top, bottom, and what a line of speeds adds below.
_MARGINS = (52.0, 46.0, 24.0, 34.0)
_SPEED_LINE = 11.0


class LoadFigure:
    """A figure that is made once and told what to show: artists are kept, not made anew."""

    def __init__(self) -> None:
        self.figure = Figure()
        self.canvas = FigureCanvasAgg(self.figure)
        self.axes = self.figure.add_subplot()
        self.segments = PolyCollection([], antialiased=False, linewidths=0)
        # Hatched: seen without colours, and on a run of any height.
        self.pinned = PolyCollection([], facecolors="none", linewidths=0, hatch="////")
        self.chosen = PolyCollection([], facecolors="none", linewidths=2.2)
        self.ghost = LineCollection([], linewidths=1.2, linestyles="dotted")
        for artist in (self.segments, self.pinned, self.ghost, self.chosen):
            self.axes.add_collection(artist, autolim=False)
        self.mean = self.axes.axhline(0, linewidth=1.2, linestyle="--")
        self.bound = self.axes.axhline(0, linewidth=1.2, linestyle="-.")
        to_the_right: dict[str, Any] = {
            "transform": self.axes.get_yaxis_transform(),
            "clip_on": False,
        }
        self.mean_label = self.axes.text(1.006, 0, "mean", va="top", **to_the_right)
        self.bound_label = self.axes.text(1.006, 0, "bound", va="bottom", **to_the_right)
        self.axes.spines[["top", "right"]].set_visible(False)
        self.axes.set_xlabel("stack")

    def draw(self, content: ChartContent, colours: Colours, size: ChartSize) -> ChartPicture:
        """Draw a plan as pixels."""
        self.arrange(content, colours, size)
        self.canvas.draw()
        box, top = self.axes.get_window_extent(), size.height
        return ChartPicture(
            self.canvas.buffer_rgba().tobytes(), size, box.x0, box.x1, top - box.y1, top - box.y0,
            self.axes.get_ylim()[1], content.n_stacks,
        )  # fmt: skip

    def arrange(self, content: ChartContent, colours: Colours, size: ChartSize) -> None:
        """Bring every artist up to date."""
        self.figure.set_dpi(size.dpi)
        self.figure.set_size_inches(size.width / size.dpi, size.height / size.dpi, forward=False)
        self._set_margins(size, _SPEED_LINE if content.plan.request.speeds else 0.0)
        self._set_colours(colours)
        self._set_bars(content, colours)
        self._set_lines(content)
        self._set_axes(content, size)

    def _set_margins(self, size: ChartSize, more: float) -> None:
        left, right, top, bottom = (margin * size.dpi / 72 for margin in _MARGINS)
        bottom += more * size.dpi / 72
        wide, high = max(size.width, left + right + 20), max(size.height, top + bottom + 20)
        self.figure.subplots_adjust(
            left=left / wide, right=1 - right / wide, top=1 - top / high, bottom=bottom / high
        )

    def _set_colours(self, colours: Colours) -> None:
        self.figure.set_facecolor(colours.background)
        self.axes.set_facecolor(colours.background)
        self.axes.tick_params(colors=colours.text, labelsize=9)
        for spine in self.axes.spines.values():
            spine.set_color(colours.faint)
        for label in (
            self.axes.xaxis.label,
            self.axes.yaxis.label,
            self.mean_label,
            self.bound_label,
        ):
            label.set_color(colours.text)
            label.set_fontsize(9)
        self.mean.set_color(colours.text)
        self.bound.set_color(colours.good)
        self.bound_label.set_color(colours.good)
        self.ghost.set_color(colours.text)
        self.chosen.set_edgecolor(colours.text)
        self.pinned.set_edgecolor(colours.background)

    def _set_bars(self, content: ChartContent, colours: Colours) -> None:
        corners, shades, chosen, pinned = [], [], [], []
        plan = content.plan
        for index, stack in enumerate(plan.stacks):
            pair = colours.longest if index == plan.longest else colours.bar
            left, right, low = index - _BAR / 2, index + _BAR / 2, 0.0
            scale = pace(plan, index)
            for run, shade in zip(stack.runs, cycle(pair), strict=False):
                high = low + run.load * scale
                corner = ((left, low), (left, high), (right, high), (right, low))
                corners.append(corner)
                shades.append(shade)
                if run.number in content.selected:
                    chosen.append(corner)
                if run.number in plan.pinned:
                    pinned.append(corner)
                low = high
        self.segments.set_verts(list(np.asarray(corners, dtype=float)) if corners else [])
        self.segments.set_facecolor(shades)
        self.chosen.set_verts(chosen)
        self.pinned.set_verts(pinned)

    def _set_lines(self, content: ChartContent) -> None:
        plan = content.plan
        paces = plan.request.speeds or (100,) * plan.request.n_stacks
        mean, bound = plan.total * 100 / sum(paces), float(plan.lower_bound)
        self.mean.set_ydata([mean, mean])
        self.bound.set_ydata([bound, bound])
        self.mean_label.set_y(mean)
        self.bound_label.set_y(bound)
        # Only the upper corners: whole outlines of many stacks would hide the bars between them.
        leg = max((*heights(plan), *content.ghost, 1)) * 0.04
        ghost = [
            ((i - 0.46, high - leg), (i - 0.46, high), (i + 0.46, high), (i + 0.46, high - leg))
            for i, high in enumerate(content.ghost)
        ]
        self.ghost.set_segments(ghost)

    def _set_axes(self, content: ChartContent, size: ChartSize) -> None:
        plan = content.plan
        n_stacks = content.n_stacks
        highest = max((*heights(plan), *content.ghost, 1))
        self.axes.set_xlim(-0.5, n_stacks - 0.5)
        self.axes.set_ylim(0, highest * 1.06)
        room = max(1, int(size.width * 96 / size.dpi / _LABEL_WIDTH))
        step = next((step for step in _STEPS if n_stacks <= step * room), n_stacks)
        ticks = [i for i in range(n_stacks) if step == 1 or (i + 1) % step == 0]
        speeds = plan.request.speeds
        under = [f"\n{speeds[i]} %" if speeds else "" for i in ticks]
        self.axes.set_xticks(
            ticks, [f"{i + 1}{words}" for i, words in zip(ticks, under, strict=True)]
        )
        unit, words = _unit(highest, plan.request.weight)
        self.axes.yaxis.set_major_formatter(lambda value, _: f"{value / unit:g}")
        self.axes.set_ylabel(f"time / {words} at 100 %" if speeds else f"load / {words}")
        self.axes.set_xlabel("stack and its speed" if speeds else "stack")
        self.axes.set_title(_title(content), loc="left", fontsize=10, color=self.mean.get_color())


def _title(content: ChartContent) -> str:
    what = "Time that each stack takes" if content.plan.request.speeds else "Load of each stack"
    pinned = "; hatched: pinned" if content.plan.pinned else ""
    ghost = "; dotted: Spyral's snake" if content.ghost else ""
    return f"{what}; a segment is a run{pinned}{ghost}"


def _unit(highest: float, weight: str) -> tuple[int, str]:
    if weight != "bytes":
        return 1, weight
    return next(((size, word) for size, word in _PREFIXES if highest >= size), (1, "bytes"))


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
    figure = LoadFigure()
    figure.arrange(ChartContent(plan, snake_heights(plan)), LIGHT_COLOURS, _PICTURE)
    figure.figure.subplots_adjust(top=0.86)
    heading = f"{shown(traces)}: {len(plan.runs)} runs on {len(plan.stacks)} stacks"
    heading += f", {plan.request.method}"
    if plan.longest is not None:
        heading += f"\nlongest: {longest_load_words(plan)}, {quality_words(plan)}"
    # A dollar sign in a folder's name is no mathematics.
    figure.figure.suptitle(heading, fontsize=10, x=0.01, ha="left", parse_math=False)
    stream = io.BytesIO()
    undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    with mpl.rc_context({"svg.hashsalt": "stackplan"}):
        figure.figure.savefig(stream, format=kind, dpi=_PICTURE.dpi, metadata=undated[kind])
    return stream.getvalue()
