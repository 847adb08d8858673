"""The canvas of the stack-count curve: matplotlib draws it, QPainter the ring of the pointer."""

from __future__ import annotations

from collections.abc import Sequence

import stackplan.gui.chart.plain_matplotlib  # noqa: F401 (before anything else of matplotlib)

# isort: split
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from matplotlib.ticker import LogLocator, MaxNLocator
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontInfo, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from stackplan.core.text import format_load
from stackplan.gui.chart.curve import PRESENT, Curve, Mark
from stackplan.gui.widgets.appearance import Colours
from stackplan.gui.widgets.overriding import override

_DPI, _POINTS = 100, 72
# Room above and below the curve, as a factor.
_AIR = 1.15
# Up to so many times the lowest load the scale has round steps, beyond it powers of ten.
_FEW = 20
_RING = 7.0


class CurveCanvas(FigureCanvasQTAgg):
    """Shows a curve that has points; mouse and keys are the chart's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Figure(dpi=_DPI))
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
        self._size = text * _POINTS / _DPI
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
        up = (area.top() - line * (row + 0.9)) * _POINTS / _DPI
        axes.axvline(mark.n_stacks, color=tone, linestyle=":", linewidth=1.3)
        goes_left = mark.n_stacks > self._counts[-1] * 0.6
        axes.annotate(
            f"{mark.words} \u25c0" if goes_left else f"\u25b6 {mark.words}",
            (mark.n_stacks, 1), (0, up), xycoords=("data", "axes fraction"),
            textcoords="offset points", color=tone, fontsize=self._size, va="center",
            ha="right" if goes_left else "left", annotation_clip=False,
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
    words = format_load(round(load), weight)
    return words.replace(".00 ", " ").replace(".0 ", " ")
