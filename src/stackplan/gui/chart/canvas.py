"""The canvas of the board: matplotlib draws axis and bars, QPainter words, numbers and marks.

An edit draws the bars of the stacks that it changes, and paints their strips. QPainter takes a
tenth of the time that matplotlib's own labels would.
"""

from __future__ import annotations

from collections.abc import Iterable

from stackplan.gui.chart.figure import Bars, ink_on, shades_of

# isort: split
import numpy as np
from matplotlib.backends.backend_qtagg import FigureCanvasQTAgg
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontInfo,
    QFontMetricsF,
    QImage,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QRegion,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.text import format_load
from stackplan.gui.chart.geometry import AIR, RING, Box, Piece, View
from stackplan.gui.chart.scene import SIGNS, STEPS, Row, bare_words, signs_of, template
from stackplan.gui.widgets.appearance import Colours
from stackplan.gui.widgets.overriding import override

_DPI, _POINTS = 100, 72
Point = tuple[float, float]
_SMALLEST_TEXT, _LEAST_SIGN = 7, 6
# Numbers that have no room are written smaller.
_SMALLER = 0.8
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter


class BoardCanvas(FigureCanvasQTAgg):
    """Shows a view; it hears neither mouse nor keys, which are the board's."""

    drawn = Signal()
    failed = Signal(object)  # a StackplanError

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Figure(dpi=_DPI))
        # All of it is drawn in a turn of the event loop of its own: what has changed it took its
        # time, and with 10,000 runs the window would be deaf for the sum of both.
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.update)
        self.setParent(parent)  # whose letters may be larger, which has all drawn
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
        if before is None or other_colours or view.is_another_picture(before):
            self._redraw()
        else:
            rows = zip(before.scene.rows, view.scene.rows, strict=True)
            changed = {place for place, (old, new) in enumerate(rows) if old.stack != new.stack}
            self._stale_rows |= changed
            for box in view.changed_boxes(before):
                self._update(box)
            if before.drag != view.drag:
                self._update(self._label_box(before))
                self._update(self._label_box(view))

    def _redraw(self) -> None:
        self._is_stale = True
        self._soon.start()

    def _update(self, box: Box | None) -> None:
        if box is not None:
            self.update(QRectF(*box).toAlignedRect())

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
        if QRegion(self.rect()).subtracted(event.region()).isEmpty():
            self._soon.stop()  # after another size Qt has painted it all

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
        left, top, width, height = (side * view.layout.ratio for side in view.layout.axes)
        return Bbox.from_bounds(left, self.figure.bbox.height - top - height, width, height)

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


def _rects(event: QPaintEvent) -> list[Box]:
    return [Box(r.x(), r.y(), r.width(), r.height()) for r in event.region()]  # type: ignore[attr-defined]


class Labels:
    """Paints the words, numbers, signs and marks of one view."""

    def __init__(self, painter: QPainter, view: View, colours: Colours, paper: QColor) -> None:
        self._painter, self._view, self._colours, self._paper = painter, view, colours, paper
        self._layout, self._scene = view.layout, view.scene
        self._unit = view.layout.unit
        self._air = AIR * self._unit
        self._text, self._faint = QColor(colours.text), QColor(colours.faint)
        self._base = QColor(colours.background)
        self._font = QFont(painter.font())
        self._metrics = QFontMetricsF(self._font)
        self._shades = shades_of(colours)
        self._inks = [QColor(ink_on(shade)) for shade in self._shades]
        self._ends = self._end_widths()
        room = self._layout.thickness - (0 if self._layout.upright else 2)
        whole = QFontInfo(self._font).pixelSize()
        self._size = min(whole, int(room))
        self._upward_air = 1.0 if self._size == whole else 2.0
        sizes = (self._size, max(_SMALLEST_TEXT, round(self._size * _SMALLER)))
        self._letters = [self._letters_of(max(size, 1)) for size in sizes]
        self._digit, self._ascent = self._letters[0][1:]

    def _letters_of(self, size: int) -> tuple[QFont, float, float]:
        """Give a font of some pixels, with the width of a digit and half of its height."""
        font = QFont(self._font)
        font.setPixelSize(size)
        metrics = QFontMetricsF(font)
        return font, metrics.horizontalAdvance("0"), metrics.capHeight() / 2

    def paint(self, places: list[int], label: Box | None) -> None:
        """Paint the strips of some stacks, and what belongs to none."""
        layout, painter = self._layout, self._painter
        self._paint_bound()
        self._paint_head()
        painter.save()
        shown = layout.far - layout.near
        if not layout.upright:
            strips = QRectF(0, layout.near, layout.width, shown)
            painter.setClipRect(strips, Qt.ClipOperation.IntersectClip)
        elif layout.reach:
            strips = QRectF(layout.near, 0, shown, layout.height)
            painter.setClipRect(strips, Qt.ClipOperation.IntersectClip)
        for place in places:
            self._paint_words(place)
        for place in places:
            self._paint_runs(place)
        painter.setFont(self._font)
        painter.restore()
        self._paint_cursor()
        self._paint_drag(label)

    def _pen(self, colour: QColor, width: float = 1.0) -> None:
        pen = QPen(colour, width * self._unit)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)

    # What stands beside the bars.

    def _paint_bound(self) -> None:
        layout, scene = self._layout, self._scene
        if not scene.bound:
            return
        good, at, unit = QColor(self._colours.good), layout.along(scene.bound), self._unit
        line = self._metrics.height()
        words = format_load(round(scene.bound), scene.plan.request.weight)
        if layout.upright:
            self._painter.fillRect(
                QRectF(layout.near, at - unit, layout.far - layout.near, 2 * unit), good
            )
            self._painter.setPen(good)
            box = QRectF(
                layout.far + self._air, at - line, layout.width - layout.far - self._air, 2 * line
            )
            self._painter.drawText(box, _LEFT, f"best possible\n{words}")
        else:
            self._painter.fillRect(
                QRectF(at - unit, layout.near - 3, 2 * unit, layout.far - layout.near + 3), good
            )
            self._painter.setPen(good)
            self._painter.drawText(self._bound_box(), _CENTRE, f"best possible {words}")

    def _bound_box(self) -> QRectF:
        """Give the room of the words over the line of the best possible, in rows."""
        layout, scene = self._layout, self._scene
        words = f"best possible {format_load(round(scene.bound), scene.plan.request.weight)}"
        width = self._metrics.horizontalAdvance(words) + 2 * self._air
        left = min(max(0.0, layout.along(scene.bound) - width / 2), layout.width - width)
        return QRectF(left, 0, width, self._metrics.height() + self._air)

    def _paint_head(self) -> None:
        """Paint the line of words, and what the signs mean."""
        layout, line = self._layout, self._metrics.height() + self._air
        right = layout.width - self._air
        if self._scene.bound and not layout.upright:
            right = self._bound_box().left() - 3 * self._air
        words, left = self._view.words, 2 * self._air
        # Words that have less room are cut off before a sign is left unexplained.
        needed = min(self._metrics.horizontalAdvance(words) + 4 * self._air, 0.4 * (right - left))
        for sign, meaning in reversed(self._scene.legend):
            width = self._metrics.horizontalAdvance(meaning) + line + 3 * self._air
            if right - width < left + needed:
                break
            right -= width
            self._paint_meaning(sign, meaning, right, line)
        room = right - left - 2 * self._air
        if self._metrics.horizontalAdvance(words) > room:
            words = words.partition(";")[0]
        shown = self._metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
        self._painter.setPen(self._faint)
        self._painter.drawText(QRectF(left, 0, room, line), _LEFT, shown)

    def _paint_meaning(self, sign: str, meaning: str, left: float, line: float) -> None:
        side = line * 0.6
        box = Box(left, (line - side) / 2, side, side)
        if sign == "behind":
            self._painter.fillRect(QRectF(left + side / 2 - 1, box.top, 2, side), self._text)
        elif sign == "moved":
            self._pen(self._text, 2)
            self._painter.drawRect(QRectF(*box.grown(-self._unit)))
        else:
            self._paint_sign(sign, box, self._text)
        self._painter.setPen(self._faint)
        room = QRectF(left + side + self._air, 0, 10_000, line)
        self._painter.drawText(room, _LEFT, meaning)

    def _paint_words(self, place: int) -> None:
        row, layout = self._scene.rows[place], self._layout
        if layout.upright:
            self._paint_column_words(place, row)
            return
        strip, painter = layout.strip(place), self._painter
        painter.setPen(self._text)
        name = QRectF(0, strip.top, layout.start - 2 * self._air, strip.height)
        painter.drawText(name, _RIGHT, row.name)
        if row.behind is not None:
            at = layout.along(row.behind)
            unit = self._unit
            self._paint_tick(QRectF(at - unit, strip.top + 1, 2 * unit, strip.height - 2))
        self._paint_end(row, QRectF(layout.end, strip.top, layout.width - layout.end, strip.height))

    def _paint_tick(self, tick: QRectF) -> None:
        """Paint the mark of another plan, on any ground."""
        self._painter.fillRect(tick.adjusted(-1, -1, 1, 1), self._base)
        self._painter.fillRect(tick, self._text)

    def _paint_end(self, row: Row, room: QRectF) -> None:
        """Paint load, difference and, for the longest, that it is, right of the axis."""
        painter, metrics = self._painter, self._metrics
        load, difference = self._ends
        painter.setPen(self._text if row.stack.runs else self._faint)
        if row.is_alarming:
            font = QFont(self._font)
            font.setBold(True)
            painter.setFont(font)
            painter.setPen(QColor(self._colours.longest[0]))
        left = room.left() + 2 * self._air
        painter.drawText(QRectF(left, room.top(), load, room.height()), _RIGHT, row.load)
        left += load + 2 * self._air
        if left + difference <= room.right():
            box = QRectF(left, room.top(), difference, room.height())
            painter.drawText(box, _RIGHT, row.difference)
            left += difference + 2 * self._air
        if row.is_longest and left + metrics.height() / 2 <= room.right():
            middle, side = room.top() + room.height() / 2, metrics.height() * 0.22
            right = left + 1.6 * side
            arrow = ((left, middle), (right, middle - side), (right, middle + side))
            self._fill([arrow], painter.pen().color())
            left += 1.6 * side + self._air
            if left + metrics.horizontalAdvance("longest") <= room.right():
                box = QRectF(left, room.top(), room.right() - left, room.height())
                painter.drawText(box, _LEFT, "longest")
        painter.setFont(self._font)

    def _end_widths(self) -> tuple[float, float]:
        rows = self._scene.rows
        load = template(max((row.load for row in rows), key=len))
        difference = template(max((row.difference for row in rows), key=len))
        bold = QFont(self._font)
        bold.setBold(True)
        metrics = QFontMetricsF(bold)
        return metrics.horizontalAdvance(load), metrics.horizontalAdvance(difference)

    def _paint_column_words(self, place: int, row: Row) -> None:
        layout, painter, metrics = self._layout, self._painter, self._metrics
        strip, line = layout.strip(place), metrics.height()
        painter.setPen(self._text)
        widest = metrics.horizontalAdvance(f"{len(self._scene.rows)} ")
        step = next(s for s in STEPS if s * strip.width >= widest or s == STEPS[-1])
        middle = strip.left + strip.width / 2
        if step == 1 or (place + 1) % step == 0:
            box = QRectF(middle - widest, layout.start + 2, 2 * widest, line)
            painter.drawText(box, _CENTRE, f"{place + 1}")
        if row.behind is not None:
            at = layout.along(row.behind)
            unit = self._unit
            self._paint_tick(QRectF(strip.left + 1, at - unit, strip.width - 2, 2 * unit))
        load, top = bare_words(self._scene, row.stack.load * row.unit), self._view.bar(place).top
        if metrics.horizontalAdvance(template(load)) + 4 <= strip.width and row.stack.runs:
            if row.is_alarming:
                painter.setPen(QColor(self._colours.longest[0]))
            width = metrics.horizontalAdvance(load) + 2
            box = QRectF(middle - width / 2, top - line - 1, width, line)
            painter.fillRect(box, self._base)  # else the line of the best possible runs through
            painter.drawText(box, _CENTRE, load)
        elif row.is_alarming:
            side = line * 0.3
            base = top - 2 * side
            arrow = ((middle, top - 1), (middle - side, base), (middle + side, base))
            self._fill([arrow], QColor(self._colours.longest[0]))

    # What stands in the bars.

    def _paint_runs(self, place: int) -> None:
        row, layout, scene = self._scene.rows[place], self._layout, self._scene
        runs, has_signs = row.stack.runs, bool(row.pinned) or any(row.marks)
        is_readable = self._size >= _SMALLEST_TEXT
        least = self._least_length()
        lines = [layout.along(end) for end in (scene.bound, row.behind) if end]
        for piece in self._view.pieces[place]:
            if not has_signs and piece.high - piece.low < least:
                continue
            box = layout.box(place, piece.low, piece.high)
            if has_signs and self._paint_marked(row, piece, box):
                continue
            if is_readable and piece.last - piece.first == 1:
                run = runs[piece.first]
                self._write_number(run.number, box, scene.shade(run.load), lines)
        self._paint_rings(place, row)

    def _least_length(self) -> float:
        """Give the length of the shortest segment that has room for a number."""
        _, digit, ascent = self._letters[-1]
        return min(digit + 1, 2 * ascent + 2) * self._layout.ratio

    def _write_number(self, number: int, box: Box, shade: int, lines: list[float]) -> None:
        """Write a run's number into its segment if it fits: smaller where it must, or upward.

        Small letters upward need more room: close together they cannot be read. `lines` are where
        that of the best possible, or of another plan, would run through the digits.
        """
        words, air = str(number), self._upward_air
        ways = [(letters, False) for letters in self._letters]
        for (font, digit, ascent), upward in (*ways, (self._letters[0], True)):
            along, across = (box.height, box.width) if upward else (box.width, box.height)
            width = len(words) * digit
            if width * (air if upward else 1) + 1 <= along and 2 * ascent + 2 <= across:
                painter, (x, y) = self._painter, box.middle
                room = QRectF(-width / 2, -ascent, width, 2 * ascent)
                painter.translate(x, y)
                painter.rotate(-90 * upward)
                near = max(width, 2 * ascent) / 2 + 2 * self._unit
                if any(abs((y if self._layout.upright else x) - at) < near for at in lines):
                    painter.fillRect(room.adjusted(-1, -1, 1, 1), QColor(self._shades[shade]))
                painter.setFont(font)
                painter.setPen(self._inks[shade])
                painter.drawText(room.bottomLeft(), words)
                painter.rotate(90 * upward)
                painter.translate(-x, -y)
                return

    def _paint_marked(self, row: Row, piece: Piece, box: Box) -> bool:
        """Paint the marks of a segment; tells whether there was no room left for its number."""
        runs = row.stack.runs[piece.first : piece.last]
        numbers = {run.number for run in runs}
        if numbers & row.marks.suspicious:
            self._paint_suspicious(box)
        if numbers & row.marks.moved:
            self._pen(self._text, 2)
            self._painter.drawRect(QRectF(*box.grown(-self._unit)))
        signs = list(dict.fromkeys(sign for run in runs for sign in signs_of(row, run.number)))
        if not signs:
            return False
        ink = self._inks[self._scene.shade(max(run.load for run in runs))]
        side = min(self._size * 0.85, box.width - 2, box.height - 2)
        words = str(runs[0].number) if len(runs) == 1 and self._size >= _SMALLEST_TEXT else ""
        width = len(words) * self._digit
        whole = len(signs) * (side + 2) + width
        x, y = box.middle
        if side < _LEAST_SIGN:
            if signs != ["suspicious"]:  # whose outline is seen
                self._painter.fillRect(QRectF(x - 1.5, y - 1.5, 3, 3), ink)
            return True
        if whole + 2 > box.width:
            words, whole = "", len(signs) * (side + 2)
        if whole > box.width:
            signs, whole = signs[:1], side + 2
        left = x - whole / 2
        for sign in signs:
            self._paint_sign(sign, Box(left, y - side / 2, side, side), ink)
            left += side + 2
        if words:
            self._painter.setFont(self._letters[0][0])
            self._painter.setPen(ink)
            self._painter.drawText(QPointF(left, y + self._ascent), words)
        return True

    def _paint_suspicious(self, box: Box) -> None:
        colour = QColor(self._colours.longest[1])
        if min(box.width, box.height) > _LEAST_SIGN:
            self._pen(colour, 2)
            self._painter.drawRect(QRectF(*box.grown(-self._unit)))
        else:  # an outline would be all that is seen of it
            least = 2 * self._unit
            width, height = max(box.width, least), max(box.height, least)
            self._painter.fillRect(QRectF(box.left, box.top, width, height), colour)

    def _paint_sign(self, sign: str, box: Box, colour: QColor) -> None:
        left, top, width, height = box
        parts = [[(left + x * width, top + y * height) for x, y in part] for part in SIGNS[sign]]
        self._fill(parts, colour, has_holes=sign != "pinned")

    def _fill(
        self, parts: Iterable[Iterable[Point]], colour: QColor, *, has_holes: bool = False
    ) -> None:
        """Fill a shape with smooth edges."""
        path = QPainterPath()
        for part in parts:
            path.addPolygon(QPolygonF([QPointF(*point) for point in part]))
            path.closeSubpath()
        if not has_holes:
            path.setFillRule(Qt.FillRule.WindingFill)
        self._painter.save()
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._painter.fillPath(path, colour)
        self._painter.restore()

    def _paint_rings(self, place: int, row: Row) -> None:
        selected = self._view.selected
        if not selected or selected.isdisjoint(row.stack.run_numbers):
            return
        numbers = row.stack.run_numbers
        for piece in self._view.pieces[place]:
            if selected.isdisjoint(numbers[piece.first : piece.last]):
                continue
            box = self._layout.box(place, piece.low, piece.high)
            self._pen(self._base, 1)
            self._painter.drawRect(QRectF(*box.grown(-1.5 * self._unit)))
            self._pen(self._text, 2)
            self._painter.drawRect(QRectF(*box.grown(0)))

    def _paint_cursor(self) -> None:
        box = self._view.cursor_box()
        if box is not None:
            pen = QPen(self._text, 1, Qt.PenStyle.DotLine)
            self._painter.setPen(pen)
            self._painter.setBrush(Qt.BrushStyle.NoBrush)
            self._painter.drawRect(QRectF(*box.grown((RING - 0.5) * self._unit)))

    def _paint_drag(self, label: Box | None) -> None:
        drag, painter = self._view.drag, self._painter
        if drag is None:
            return
        veil = QColor(self._base)
        veil.setAlpha(150)
        for number in drag.runs:
            box = self._view.box_of(number)
            if box is not None:
                painter.fillRect(QRectF(*box), veil)
        self._paint_gap()
        if label is not None:
            painter.setPen(QPen(self._faint, 1))
            painter.setBrush(self._paper)
            painter.drawRect(QRectF(*label).adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(self._text)
            painter.drawText(QRectF(*label.grown(-self._air)), _LEFT, drag.words)

    def _paint_gap(self) -> None:
        """Paint where dragged runs would stand: a line with a bar at both ends, on any ground."""
        gap = self._view.gap_box()
        if gap is None:
            return
        for colour, by in ((self._base, 2.5 * self._unit), (self._text, 1.0 * self._unit)):
            line = gap.grown(by)
            if self._layout.upright:
                bar = line._replace(top=line.top - 3, width=2 * by, height=line.height + 6)
                ends = bar, bar._replace(left=line.left + line.width - 2 * by)
            else:
                bar = line._replace(left=line.left - 3, width=line.width + 6, height=2 * by)
                ends = bar, bar._replace(top=line.top + line.height - 2 * by)
            for part in (line, *ends):
                self._painter.fillRect(QRectF(*part), colour)
