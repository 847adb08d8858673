"""The canvas of the board: matplotlib draws axis and bars, `labels` what stands on them.

An edit draws the bars of the stacks that it changes, and paints their strips.
"""

from __future__ import annotations

from collections.abc import Iterable

import stackplan.gui.chart.figure  # noqa: F401 (it imports matplotlib without anybody's settings)

# isort: split
import numpy as np
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFontInfo, QFontMetricsF, QImage, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import StackplanError
from stackplan.gui.chart.figure import Bars
from stackplan.gui.chart.geometry import AIR, Box
from stackplan.gui.chart.labels import RING, Labels
from stackplan.gui.chart.scene import View
from stackplan.gui.widgets.appearance import Colours
from stackplan.gui.widgets.overriding import override

_DPI, _POINTS = 100, 72


class BoardCanvas(FigureCanvasQTAgg):
    """Shows a view; it hears neither mouse nor keys, which are the board's."""

    drawn = Signal()
    failed = Signal(object)  # a StackplanError

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Figure(dpi=_DPI))
        self.setParent(parent)
        self.setObjectName("boardCanvas")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._bars = Bars(self.figure)
        self._view: View | None = None
        self._colours: Colours | None = None
        self._ground = np.empty((0, 0, 4), np.uint8)  # all but the bars
        self._is_stale = True
        self._stale_rows: set[int] = set()

    @property
    def is_drawn(self) -> bool:
        """Tell whether all that is in sight shows the view that was given last."""
        if self._is_stale or self._view is None:
            return False
        seen, layout = self.visibleRegion(), self._view.layout
        strips = (QRectF(*layout.strip(place)).toAlignedRect() for place in self._stale_rows)
        return not any(seen.intersects(strip) for strip in strips)

    def show_view(self, view: View, colours: Colours) -> None:
        """Show a view: only what differs from the last one is drawn and painted."""
        before, self._view = self._view, view
        other_colours, self._colours = colours != self._colours, colours
        if before is None or other_colours or _is_another_picture(before, view):
            self._redraw()
        else:
            self._update_rows(before, view)
            self._update_marks(before, view)

    def _redraw(self) -> None:
        self._is_stale = True
        self.update()

    def _update_rows(self, before: View, view: View) -> None:
        rows = zip(before.scene.rows, view.scene.rows, strict=True)
        for place, (old, new) in enumerate(rows):
            if old == new:
                continue
            if old.stack is not new.stack:
                self._stale_rows.add(place)
            self._update(view.layout.strip(place))

    def _update_marks(self, before: View, view: View) -> None:
        for number in before.selected ^ view.selected:
            for shown in (before, view):
                self._update(shown.box_of(number), (RING + 1) * view.layout.unit)
        if before.cursor != view.cursor:
            for shown in (before, view):
                self._update(shown.cursor_box(), (RING + 1) * view.layout.unit)
        if before.drag != view.drag:
            for shown in (before, view):
                self._update_drag(shown)
        old, new = before.scene, view.scene
        if old.bound != new.bound:
            for shown in (before, view):
                self._update(shown.bound_strip())
        if (before.words, old.legend, old.bound) != (view.words, new.legend, new.bound):
            self._update(Box(0, 0, view.layout.width, self._head(view)))

    def _update_drag(self, view: View) -> None:
        drag = view.drag
        if drag is not None:
            self._update(self._label_box(view), 1)
            self._update(view.gap_box(), 7 * view.layout.unit)
            for number in drag.runs:
                self._update(view.box_of(number), 1)

    def _update(self, box: Box | None, margin: float = 0) -> None:
        if box is not None:
            rect = QRectF(*box.grown(margin))
            self.update(rect.toAlignedRect())

    @override
    def draw_idle(self) -> None:
        self._redraw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._redraw()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._redraw()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        view = self._view
        if view is None or self._colours is None:
            return
        if not self._try_to_draw(view, self._colours):
            return
        with QPainter(self) as painter:
            self._paint_pixels(painter, event)
            places = {p for rect in _rects(event) for p in view.layout.places_in(rect)}
            paper = self.parentWidget().palette().toolTipBase().color()
            Labels(painter, view, self._colours, paper).paint(sorted(places), self._label_box(view))

    def _paint_pixels(self, painter: QPainter, event: QPaintEvent) -> None:
        """Paint what matplotlib has drawn; its own way copies all between two rows, too."""
        pixels = self.buffer_rgba()
        high, wide, _ = pixels.shape
        # Without the alpha channel, all of which is opaque, it is not blended: half the time.
        image = QImage(pixels, wide, high, QImage.Format.Format_RGBX8888)
        ratio = self.devicePixelRatioF()
        for box in _rects(event):
            part = QRectF(box.left * ratio, box.top * ratio, box.width * ratio, box.height * ratio)
            painter.drawImage(QRectF(*box), image, part)

    def _try_to_draw(self, view: View, colours: Colours) -> bool:
        """Draw what is stale; tells whether that was possible."""
        if not (self._is_stale or self._stale_rows):
            return True
        try:
            self._draw(view, colours)
        except (OSError, RuntimeError) as error:
            # matplotlib reads its fonts while it draws, from a disk that may fail.
            message = f"The chart cannot be drawn now ({error}); the next change tries again."
            self.failed.emit(StackplanError(message))
            return False
        self.drawn.emit()
        return True

    def _draw(self, view: View, colours: Colours) -> None:
        """Draw what is stale into matplotlib's own pixels."""
        layout, seen = view.layout, view.layout.seen()
        places: Iterable[int] = seen
        if self._is_stale:
            text = QFontInfo(self.font()).pixelSize() * _POINTS / _DPI
            self._bars.arrange(layout, view.scene, colours, text)
            # Not by `FigureCanvasAgg.draw`: that asks Qt to paint the canvas once more.
            self.get_renderer().clear()
            self.figure.draw(self.get_renderer())
            self._ground = np.asarray(self.buffer_rgba()).copy()
            self._bars.bars.set_clip_box(self._clip(view))
            self._bars.bars.set_clip_on(True)
        else:
            places = self._stale_rows.intersection(seen)
            pixels = np.asarray(self.buffer_rgba())
            for place in places:
                left, top, width, height = layout.strip(place)
                rows = slice(*(max(0, round(y * layout.ratio)) for y in (top, top + height)))
                columns = slice(*(max(0, round(x * layout.ratio)) for x in (left, left + width)))
                pixels[rows, columns] = self._ground[rows, columns]
        self._bars.set_rows(layout, view.scene, view.pieces, places)
        self._bars.bars.draw(self.get_renderer())
        self._is_stale = False
        self._stale_rows.clear()

    def _clip(self, view: View) -> Bbox:
        """Give the axes in pixels from the bottom left: stacks may be scrolled out of them."""
        layout, high = view.layout, self.figure.bbox.height
        low, end = sorted((layout.start, layout.end))
        near, far = layout.near, layout.far
        left, right, top, bottom = (
            (near, far, low, end) if layout.upright else (low, end, near, far)
        )
        ratio = layout.ratio
        return Bbox.from_extents(
            left * ratio, high - bottom * ratio, right * ratio, high - top * ratio
        )

    def _head(self, view: View) -> float:
        """Height of the line of words above the bars."""
        return QFontMetricsF(self.font()).height() + AIR * view.layout.unit

    def _label_box(self, view: View) -> Box | None:
        """Give the rectangle of the words beside the pointer, wholly inside the board."""
        drag = view.drag
        if drag is None or not drag.words:
            return None
        metrics, lines = QFontMetricsF(self.font()), drag.words.split("\n")
        air = AIR * view.layout.unit
        width = max(metrics.horizontalAdvance(line) for line in lines) + 4 * air
        height = metrics.lineSpacing() * len(lines) + 2 * air
        left = drag.x + 16 if drag.x + 16 + width <= view.layout.width else drag.x - 12 - width
        top = drag.y + 20 if drag.y + 20 + height <= view.layout.height else drag.y - 12 - height
        return Box(max(0.0, left), max(0.0, top), width, height)


def _is_another_picture(before: View, view: View) -> bool:
    """Tell whether more than rows differ: then everything is drawn."""
    old, new = before.scene, view.scene
    return (
        before.layout != view.layout
        or len(old.rows) != len(new.rows)
        or (old.largest, old.times) != (new.largest, new.times)
        or old.plan.request.weight != new.plan.request.weight
        or any(a.unit != b.unit for a, b in zip(old.rows, new.rows, strict=True))
    )


def _rects(event: QPaintEvent) -> list[Box]:
    return [Box(r.x(), r.y(), r.width(), r.height()) for r in event.region()]  # type: ignore[attr-defined]
