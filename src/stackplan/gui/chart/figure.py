"""What matplotlib draws: axis and bars of the board, pictures of a plan, the stack-count curve."""

import io
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

import stackplan.gui.widgets.plain_matplotlib  # noqa: F401 (before anything else of matplotlib)

# isort: split
import matplotlib as mpl
import numpy as np
import numpy.typing as npt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.ticker import LogLocator, MaxNLocator
from matplotlib.transforms import Affine2D
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stackplan.core.plan import Plan
from stackplan.core.quality import longest_load_words, quality_words
from stackplan.core.runs import Run
from stackplan.core.text import format_duration, format_load, printable
from stackplan.gui.chart.geometry import (
    ROOM_FOR_GAP,
    Box,
    Layout,
    Piece,
    Room,
    layout_of,
    pieces_of,
)
from stackplan.gui.chart.scene import (
    MOST_ROWS,
    PRESENT,
    SHADES,
    SIGNS,
    STEPS,
    Curve,
    Mark,
    Row,
    Scene,
    caption,
    make_scene,
    signs_of,
    unit_of,
)
from stackplan.gui.widgets.appearance import LIGHT_COLOURS, Colours
from stackplan.gui.widgets.clock import clock_words
from stackplan.gui.widgets.overriding import override

# Other code in this process may have imported matplotlib before, with settings. Once, and for
# the whole process: `rc_context` is no help where two threads draw, since the first to leave it
# brings the other settings back for both. To set a backend would import pyplot. Without a salt an
# SVG has random names.
mpl.rcParams.update({k: mpl.rcParamsDefault[k] for k in mpl.rcParamsDefault if k != "backend"})
mpl.rcParams["svg.hashsalt"] = "stackplan"

Floats = npt.NDArray[np.float64]
_ROUND = [1, 2, 2.5, 5, 10]
_POINTS = 72
_HOUR_MS = 3_600_000  # an axis that is shorter says how long, not when by the clock
# Pixels of the picture file, which has more where there are many rows.
_WIDE, _HIGH, _DPI, _TEXT = 1600, 900, 144.0, 18.0
# Of the curve: room above and below it, as a factor; up to so many times the lowest load its scale
# has round steps, beyond it powers of ten; and the ring round the number that is pointed at.
_SCREEN_DPI, _AIR, _FEW, _RING = 100, 1.15, 20, 7.0


@cache
def shades_of(colours: Colours) -> tuple[str, ...]:
    """Give the shades of runs, the palest first."""
    deep, pale = (np.array(mpl.colors.to_rgb(colour)) for colour in colours.bar)
    return tuple(mpl.colors.to_hex(pale + (deep - pale) * i / (SHADES - 1)) for i in range(SHADES))


@cache
def ink_on(shade: str) -> str:
    """Choose black or white for what is written on a shade: at least 4.5 to 1 on any."""
    parts = np.array(mpl.colors.to_rgb(shade))
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return "#000000" if linear @ (0.2126, 0.7152, 0.0722) > 0.1791 else "#ffffff"


class Bars:
    """Axis and bars on a figure; made once, told what to show.

    The bars are drawn without smoothing, on whole pixels, so that to draw one again changes no
    other pixel.
    """

    def __init__(self, figure: Figure) -> None:
        self.figure = figure
        self.axes = figure.add_axes((0.1, 0.1, 0.8, 0.8))
        self._transform = Affine2D()
        # A path for each shade: as many as runs would take ten times as long.
        self.bars = PathCollection(
            [], linewidths=0, antialiaseds=False, transform=self._transform + figure.transFigure
        )
        self.bars.set_snap(False)
        self.bars.set_animated(True)
        self.axes.add_collection(self.bars, autolim=False)
        self.bars.set_clip_on(False)
        for axis in (self.axes.xaxis, self.axes.yaxis):
            # They have no label; to find a place for it, all words of the ticks would be measured.
            axis.set_label_coords(0, 0)

    def arrange(self, layout: Layout, scene: Scene, colours: Colours, text: float) -> None:
        """Lay out the axis; `text` is the size of its letters in points."""
        wide, high = layout.width, layout.height
        left, top, width, height = layout.axes
        self.axes.set_position(
            (left / wide, 1 - (top + height) / high, width / wide, height / high)
        )
        self._transform.clear().scale(1 / wide, -1 / high).translate(0, 1)
        self.figure.set_facecolor(colours.background)
        self.axes.set_facecolor(colours.background)
        self.bars.set_facecolor(shades_of(colours))
        places, labels = ticks_of(scene, layout, text * self.figure.dpi / _POINTS)
        axes = self.axes
        axis, other = (axes.yaxis, axes.xaxis) if layout.upright else (axes.xaxis, axes.yaxis)
        (axes.set_ylim if layout.upright else axes.set_xlim)(0, layout.high)
        other.set_ticks([])
        axis.set_ticks(places, labels)
        self.axes.tick_params(
            labelsize=text, labelcolor=colours.text, color=colours.faint, length=text / 3,
            pad=text / 4,
        )  # fmt: skip
        axis.grid(visible=True, color=colours.faint, alpha=0.25, linewidth=0.8)
        self.axes.set_axisbelow(True)
        kept = "left" if layout.upright else "bottom"
        for side, spine in self.axes.spines.items():
            spine.set_visible(side == kept)
            spine.set_color(colours.faint)

    def set_rows(
        self, layout: Layout, scene: Scene, pieces: Sequence[Sequence[Piece]], places: Iterable[int]
    ) -> None:
        """Put the bars of some stacks into the paths that are drawn next."""
        edges: list[float] = []
        cut: list[Piece] = []
        loads: list[int] = []
        for place in places:
            edges += [layout.edge(place)] * len(pieces[place])
            cut += pieces[place]
            loads += _largest(scene.rows[place].stack.runs, pieces[place])
        ends = np.fromiter(chain.from_iterable(cut), float).reshape(-1, len(Piece._fields))
        boxes = _boxes(layout, np.array(edges), ends[:, -2:])
        chosen = np.array(scene.shades(loads), int)
        self.bars.set_paths([_path(boxes[chosen == shade]) for shade in range(SHADES)])


def _largest(runs: Sequence[Run], cut: Iterable[Piece]) -> list[int]:
    """Give the load of the largest run of each segment."""
    loads = [run.load for run in runs]
    return [max(loads[first:last]) for first, last, _, _ in cut]


def _boxes(layout: Layout, edges: Floats, ends: Floats) -> Floats:
    """Place many segments at once, as `Layout.box` does one, with the gaps between them."""
    low, high = ends[:, 0], ends[:, 1]
    has_gap = high - low >= ROOM_FOR_GAP * layout.gap
    low, high = low / layout.ratio, (high - layout.gap * has_gap) / layout.ratio
    thick = np.full(len(edges), layout.thickness)
    if layout.upright:
        return np.stack([edges, layout.start - high, thick, high - low], axis=1)
    return np.stack([layout.start + low, edges, high - low, thick], axis=1)


_NO_PATH = Path(np.empty((0, 2)))


def _path(boxes: Floats) -> Path:
    """Make one path of many rectangles."""
    if not len(boxes):
        return _NO_PATH
    left, top = boxes[:, 0], boxes[:, 1]
    right, bottom = left + boxes[:, 2], top + boxes[:, 3]
    corners = np.stack([left, top, right, top, right, bottom, left, bottom, left, top], axis=1)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    return Path(corners.reshape(-1, 2), np.tile(np.array(codes, np.uint8), len(boxes)))


def ticks_of(scene: Scene, layout: Layout, text: float) -> tuple[list[float], list[str]]:
    """Choose round loads for the axis, and their words, with the time where a rate is known.

    `text` is the height of the letters in pixels.
    """
    weight = scene.plan.request.weight
    unit, _ = unit_of(layout.high, weight)
    lines = 2 if scene.times is not None else 1
    room = 2.5 * lines * text if layout.upright else 7.5 * text
    length = layout.length * layout.ratio
    most = int(np.clip(length / room, 1, 10))
    # Round in the unit that is shown: a round number of milliseconds is no round hour.
    ticks = np.array(MaxNLocator(most, steps=_ROUND).tick_values(0, layout.high / unit)) * unit
    places = [float(tick) for tick in ticks if 0 <= tick <= layout.high * (1 + 1e-9)]
    if length * places[-1] / layout.high < 5 * text and not layout.upright:
        places = places[-1:]  # the words at both ends would touch
    return places, [_tick_words(scene, tick) for tick in places]


def _tick_words(scene: Scene, load: float) -> str:
    words = _load_words(load, scene.plan.request.weight) if load else "0"
    if scene.times is None:
        return words
    ms = round(load * scene.times.ms_per_load)
    if scene.high * scene.times.ms_per_load < _HOUR_MS:
        return f"{words}\n{format_duration(ms) if load else '0 min'}"
    return f"{words}\n{clock_words(ms, scene.times.begin_s) if load else 'now'}"


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
    figure = Figure(dpi=_DPI)
    FigureCanvasAgg(figure)
    _draw_picture(figure, make_scene(plan), traces)
    stream = io.BytesIO()
    undated = {"png": {"Software": None}, "svg": {"Date": None}, "pdf": {"CreationDate": None}}
    figure.savefig(stream, format=kind, dpi=_DPI, metadata=undated[kind])
    return stream.getvalue()


def _draw_picture(figure: Figure, scene: Scene, traces: str) -> None:
    """Draw a scene as the board does, with all its words."""
    upright = len(scene.rows) > MOST_ROWS
    layout = _picture_layout(scene, upright=upright)
    figure.set_size_inches(layout.width / _DPI, layout.height / _DPI)
    pieces = [pieces_of(row.stack.runs, row.unit * layout.pixels) for row in scene.rows]
    bars = Bars(figure)
    bars.arrange(layout, scene, LIGHT_COLOURS, _TEXT * _POINTS / _DPI)
    bars.set_rows(layout, scene, pieces, layout.seen())
    bars.bars.set_animated(False)
    words = _Words(figure, layout, scene)
    words.write_head(traces)
    words.write_bound()
    for place, row in enumerate(scene.rows):
        (words.write_column if upright else words.write_row)(place, row)
        words.write_runs(place, pieces[place])


def _picture_layout(scene: Scene, *, upright: bool) -> Layout:
    """Lay the picture out: higher than usual where rows need it."""
    line, letter = _TEXT * 1.25, _TEXT * 0.64
    names = letter * (max(len(row.name) for row in scene.rows) + 1.5)
    ends = letter * (max(len(f"{row.load} {row.difference}") for row in scene.rows) + 3)
    above, below = 5 * line, 2 * line
    if upright:
        room = Room(line, 10 * letter, 15 * letter, above, below)
        size = float(_WIDE), float(_HIGH)
    else:
        room = Room(line, names, ends + 9 * letter, above, below)
        size = float(_WIDE), max(_HIGH, above + below + 1.6 * line * len(scene.rows))
    return layout_of(size, room, len(scene.rows), scene.high, upright=upright)


class _Words:
    """Writes names, loads and run numbers into a picture."""

    def __init__(self, figure: Figure, layout: Layout, scene: Scene) -> None:
        self._figure, self._layout, self._scene = figure, layout, scene
        self._shades = shades_of(LIGHT_COLOURS)
        self._weight = scene.plan.request.weight

    def _write(self, x: float, y: float, words: str, **looks: Any) -> None:
        looks = {"fontsize": _TEXT * _POINTS / _DPI, "color": LIGHT_COLOURS.text, **looks}
        # A dollar sign in a folder's name is no mathematics.
        wide, high = self._layout.width, self._layout.height
        self._figure.text(x / wide, 1 - y / high, words, parse_math=False, **looks)

    def write_head(self, traces: str) -> None:
        """Write what the picture is of, and how to read it."""
        plan = self._scene.plan
        heading = f"{printable(traces)}: {len(plan.runs)} runs on {len(plan.stacks)} stacks"
        heading += f", {plan.request.method}"
        if plan.longest is not None:
            heading += f"\nlongest: {longest_load_words(plan)}, {quality_words(plan)}"
        self._write(16, 12, heading, va="top", fontsize=10)
        words = caption(plan, upright=self._layout.upright)
        self._write(16, 3.8 * _TEXT, words, va="top", color=LIGHT_COLOURS.faint)

    def write_bound(self) -> None:
        """Draw the line of the best possible, with its words."""
        layout, at = self._layout, self._layout.along(self._scene.bound)
        if not self._scene.bound:
            return
        words = format_load(round(self._scene.bound), self._weight)
        looks = {"color": LIGHT_COLOURS.good}
        if layout.upright:
            box = Box(layout.near, at - 1, layout.far - layout.near, 2)
            self._write(layout.far + 6, at, f"best possible\n{words}", va="center", **looks)
        else:
            box = Box(at - 1, layout.near - 4, 2, layout.far - layout.near + 4)
            where = {"va": "bottom", "ha": "center"}
            self._write(at, layout.near - 8, f"best possible {words}", **where, **looks)
        self._fill([box], LIGHT_COLOURS.good)

    def _fill(self, boxes: Sequence[Box], colour: str) -> None:
        path = _path(np.array(boxes, float))
        wide, high = self._layout.width, self._layout.height
        to_figure = Affine2D().scale(1 / wide, -1 / high).translate(0, 1)
        patch = PathPatch(
            path, facecolor=colour, linewidth=0, transform=to_figure + self._figure.transFigure
        )
        self._figure.add_artist(patch)

    def write_row(self, place: int, row: Row) -> None:
        """Write the name and the load of a row."""
        layout, strip = self._layout, self._layout.strip(place)
        y = strip.top + strip.height / 2
        self._write(layout.start - 12, y, row.name, ha="right", va="center_baseline")
        words = f"{row.load}  {row.difference}" + ("  longest" if row.is_longest else "")
        looks = {"color": LIGHT_COLOURS.longest[0], "weight": "bold"} if row.is_alarming else {}
        self._write(layout.end + 12, y, words, va="center_baseline", **looks)

    def write_column(self, place: int, row: Row) -> None:
        """Write the number of a column."""
        layout, strip = self._layout, self._layout.strip(place)
        step = next(s for s in STEPS if s * strip.width >= 3 * _TEXT or s == STEPS[-1])
        if step == 1 or (place + 1) % step == 0:
            x = strip.left + strip.width / 2
            looks = {"color": LIGHT_COLOURS.longest[0], "weight": "bold"} if row.is_alarming else {}
            self._write(x, layout.start + 6, f"{place + 1}", ha="center", va="top", **looks)

    def write_runs(self, place: int, cut: Sequence[Piece]) -> None:
        """Write run numbers where they fit, and mark pinned runs."""
        row, layout, scene = self._scene.rows[place], self._layout, self._scene
        largest = min(_TEXT, layout.thickness - 4)
        for piece in cut:
            box, run = layout.box(place, piece.low, piece.high), row.stack.runs[piece.first]
            signs = signs_of(row, run.number)
            letters = 0.64 * (len(str(run.number)) + 1.5 * bool(signs))
            size = min(largest, max(0.8 * largest, (box.width - 4) / letters))
            width = letters * size
            is_one = piece.last - piece.first == 1
            if not is_one or size < 8 or width + 4 > box.width or box.height < size:
                continue
            x, y = box.middle
            ink = ink_on(self._shades[scene.shade(run.load)])
            if signs:
                side = size * 0.9
                self._draw_sign(signs[0], Box(x - width / 2, y - side / 2, side, side), ink)
                x += 0.5 * size
            looks = {"ha": "center", "va": "center_baseline", "color": ink}
            self._write(x, y, f"{run.number}", fontsize=size * _POINTS / _DPI, **looks)

    def _draw_sign(self, sign: str, box: Box, colour: str) -> None:
        wide, high = self._layout.width, self._layout.height
        to_figure = Affine2D().scale(box.width, box.height).translate(box.left, box.top)
        to_figure = to_figure.scale(1 / wide, -1 / high).translate(0, 1)
        parts = [Path([*part, part[0]], closed=True) for part in SIGNS[sign]]
        patch = PathPatch(
            Path.make_compound_path(*parts), facecolor=colour, linewidth=0,
            transform=to_figure + self._figure.transFigure,
        )  # fmt: skip
        self._figure.add_artist(patch)


class CurveCanvas(FigureCanvasQTAgg):
    """Shows a curve that has points; mouse and keys are the chart's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Figure(dpi=_SCREEN_DPI))
        self.setParent(parent)
        self.setObjectName("curveCanvas")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._axes = self.figure.add_axes((0.1, 0.1, 0.8, 0.8))
        self._ring: tuple[QPointF, str, float] | None = None

    def show_curve(self, curve: Curve, area: QRectF, colours: Colours) -> None:
        """Draw a curve anew, its axes in a rectangle of the widget."""
        wide, high = self.width(), self.height()
        self.figure.clear()
        self.figure.set_facecolor(colours.background)
        place = (area.left() / wide, 1 - area.bottom() / high, area.width() / wide)
        self._axes = self.figure.add_axes((*place, area.height() / high))
        text = QFontInfo(self.font()).pixelSize()
        _Drawing(self._axes, curve, colours, text).draw(area)
        self.draw_idle()

    def place_of(self, n_stacks: int, makespan: float) -> QPointF:
        """Find where a point of the curve stands, in pixels of the widget."""
        x, y = self._axes.transData.transform((n_stacks, makespan)) / self.device_pixel_ratio
        return QPointF(x, self.height() - y)

    def show_ring(self, place: QPointF | None, colour: str, width: float) -> None:
        """Put a ring round a point; only the old and the new one are painted."""
        before, self._ring = self._ring, None if place is None else (place, colour, width)
        for ring in (before, self._ring):
            if ring is not None:
                side = 2 * _RING + 6
                box = QRectF(0, 0, side, side)
                box.moveCenter(ring[0])
                self.update(box.toAlignedRect())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._ring is not None:
            place, colour, width = self._ring
            with QPainter(self) as painter:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(QColor(colour), width))
                painter.drawEllipse(place, _RING, _RING)


class _Drawing:
    """Draws a curve into axes: scales, bound, points, and marks with words."""

    def __init__(self, axes, curve: Curve, colours: Colours, text: int) -> None:  # type: ignore[no-untyped-def]
        self._axes, self._curve, self._colours, self._text = axes, curve, colours, text
        self._size = text * _POINTS / _SCREEN_DPI
        self._counts = [point.n_stacks for point in curve.points]
        self._loads = [float(point.makespan) for point in curve.points]
        self._bounds = [float(point.lower_bound) for point in curve.points]

    def draw(self, area: QRectF) -> None:
        """Draw everything."""
        self._draw_scales(area)
        self._draw_limit()
        self._draw_lines()
        for row, mark in enumerate(self._curve.shown_marks):
            self._draw_mark(mark, row, area)

    def _tone(self, name: str) -> str:
        colour = getattr(self._colours, name)
        return colour if isinstance(colour, str) else str(colour[0])

    def _draw_scales(self, area: QRectF) -> None:
        axes, colours, last = self._axes, self._colours, self._counts[-1]
        low, high = self._ends()
        axes.set_facecolor(colours.background)
        axes.set_yscale("log")
        axes.set_ylim(low, high)
        axes.set_xlim(0.5, last + 0.5)
        places = _round_loads(low, high)
        axes.set_yticks(places, [_load_words(load, self._curve.weight) for load in places])
        axes.set_yticks([], minor=True)
        most = max(1, int(area.width() / (self._text * (2 + 0.7 * len(str(last))))))
        counts = MaxNLocator(most, integer=True, steps=[1, 2, 5, 10]).tick_values(1, last)
        found = [1, *[int(n) for n in counts if 1 < n <= last and n - 1 >= last / most / 2]]
        axes.set_xticks(found, [f"{number:,}" for number in found])
        axes.tick_params(labelsize=self._size, labelcolor=colours.text, color=colours.faint)
        words = {"fontsize": self._size, "color": colours.text}
        axes.set_xlabel("number of stacks", **words)
        axes.set_ylabel("longest stack, on a logarithmic scale", **words)
        axes.grid(visible=True, axis="y", color=colours.faint, alpha=0.25, linewidth=0.8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(colours.faint)
        if self._curve.alone is not None:
            axes.axvspan(
                self._curve.alone - 0.5, last + 0.5, color=colours.warning, alpha=0.1, linewidth=0
            )

    def _ends(self) -> tuple[float, float]:
        """Give the ends of the scale; a wall time that is far off does not widen it."""
        loads = [load for load in (*self._loads, *self._bounds) if load > 0]
        limit, now = self._curve.limit, self._curve.now
        if limit is not None and min(loads) / 3 <= limit <= max(loads) * 3:
            loads.append(limit)
        if now is not None:
            loads.append(now)
        return min(loads) / _AIR, max(loads) * _AIR

    def _draw_limit(self) -> None:
        limit, axes = self._curve.limit, self._axes
        low, high = axes.get_ylim()
        if limit is not None and low <= limit <= high:
            colour = self._colours.good
            axes.axhline(limit, color=colour, linewidth=1.2)
            axes.annotate(
                self._curve.limit_words, (1, limit), (-4, 2), xycoords=("axes fraction", "data"),
                textcoords="offset points", ha="right", va="bottom", color=colour,
                fontsize=self._size,
            )  # fmt: skip

    def _draw_lines(self) -> None:
        axes, colours = self._axes, self._colours
        axes.plot(
            self._counts, self._bounds, color=colours.good, linestyle="--", linewidth=1.3,
            label="no plan is below",
        )  # fmt: skip
        side = 5.0 if len(self._counts) < 40 else 2.5
        axes.plot(
            self._counts, self._loads, color=colours.bar[0], linewidth=1.3, marker="o",
            markersize=side, label="longest stack",
        )  # fmt: skip
        present = next((m.n_stacks for m in self._curve.marks if m.tone == PRESENT), None)
        if present in self._counts:
            load = self._loads[self._counts.index(present)]
            height = load if self._curve.now is None else self._curve.now
            axes.plot(
                [present], [height], color=colours.longest[0], marker="D", markersize=side + 2
            )
        legend = axes.legend(
            loc="upper right", fontsize=self._size, facecolor=colours.background,
            edgecolor="none", labelcolor=colours.text,
        )  # fmt: skip
        legend.set_zorder(5)

    def _draw_mark(self, mark: Mark, row: int, area: QRectF) -> None:
        """Draw a line down from a mark's words, which have a row of their own over the axes."""
        axes, tone = self._axes, self._tone(mark.tone)
        line = self._text * 1.3
        up = (area.top() - line * (row + 0.9)) * _POINTS / _SCREEN_DPI
        axes.axvline(mark.n_stacks, color=tone, linestyle=":", linewidth=1.3)
        goes_left = mark.n_stacks > self._counts[-1] * 0.6
        axes.annotate(
            f"{mark.words} \u25c0" if goes_left else f"\u25b6 {mark.words}",
            (mark.n_stacks, 1), (0, up), xycoords=("data", "axes fraction"),
            textcoords="offset points", color=tone, fontsize=self._size, va="center",
            ha="right" if goes_left else "left", annotation_clip=False,
            # Else the lines of other marks would run through the words.
            bbox={"facecolor": self._colours.background, "edgecolor": "none", "pad": 1},
            arrowprops={"arrowstyle": "-", "linestyle": ":", "color": tone, "shrinkA": 0,
                        "shrinkB": 0, "relpos": (1 if goes_left else 0, 0)},
        )  # fmt: skip


def _round_loads(low: float, high: float) -> list[float]:
    if high / low < _FEW:
        found: Sequence[float] = MaxNLocator(7, steps=[1, 2, 2.5, 5, 10]).tick_values(low, high)
    else:
        found = LogLocator(subs=(1.0, 3.0), numticks=12).tick_values(low, high)
    return [float(load) for load in found if low <= load <= high]


def _load_words(load: float, weight: str) -> str:
    """Write a round load, without zeros behind its last digit."""
    number, _, unit = format_load(round(load), weight).partition(" ")
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"
