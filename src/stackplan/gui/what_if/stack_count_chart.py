"""The chart of "How many stacks?": the longest stack against the number of stacks."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QWidget

from stackplan.core.metrics import CurvePoint
from stackplan.gui.chart import import_late
from stackplan.gui.chart.scene import Curve
from stackplan.gui.widgets.appearance import Colours, colours_for
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import Emit, Worker

_HINT = QSize(660, 360)
_LEAST = QSize(360, 220)


class Canvas(Protocol):
    """What the chart needs of its canvas, whose file imports matplotlib and so comes later."""

    def show_curve(self, curve: Curve, area: QRectF, colours: Colours) -> None: ...  # noqa: D102
    def place_of(self, n_stacks: int, makespan: float) -> QPointF: ...  # noqa: D102
    def show_ring(self, place: QPointF | None, colour: str, width: float) -> None: ...  # noqa: D102
    def setGeometry(self, x: int, y: int, width: int, height: int, /) -> None: ...  # noqa: D102, N802
    def setVisible(self, visible: bool, /) -> None: ...  # noqa: D102, N802


class StackCountChart(QWidget):
    """Shows a curve; the mouse and the arrow keys point at a number, a click or Enter takes it."""

    pointed = Signal(object)  # a CurvePoint, or None
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curve = Curve()
        self._at = -1
        self._words = ""
        self._canvas: Canvas | None = None
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_imported)
        self.worker.failed.connect(lambda error: self.set_curve(Curve(), str(error)))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(_LEAST)
        self.setAutoFillBackground(True)
        self.setBackgroundRole(QPalette.ColorRole.Base)

    @override
    def sizeHint(self) -> QSize:
        return _HINT

    @property
    def point(self) -> CurvePoint | None:
        """The point that is pointed at."""
        return self._curve.points[self._at] if self._at >= 0 else None

    @property
    def is_drawn(self) -> bool:
        """Tell whether the curve is on its canvas."""
        return self._canvas is not None and bool(self._curve.points)

    def set_curve(self, curve: Curve, words: str = "") -> None:
        """Show a curve, or words where there is none; the same number is pointed at as before."""
        before = self.point
        self._curve, self._words = curve, words
        self._at = self._index_of(before.n_stacks) if before else -1
        self._draw()

    def point_at(self, n_stacks: int) -> None:
        """Point at a number of stacks, or the nearest there is."""
        self._point(self._index_of(n_stacks))

    def x_of(self, n_stacks: float) -> float:
        """Where a number of stacks stands, in pixels from the left."""
        area = self._area()
        return area.left() + area.width() * (n_stacks - 0.5) / self._curve.points[-1].n_stacks

    def _draw(self) -> None:
        self.update()
        canvas = self._canvas
        if canvas is None:
            return
        canvas.setVisible(bool(self._curve.points))
        if self._curve.points:
            canvas.setGeometry(0, 0, self.width(), self.height())
            canvas.show_curve(self._curve, self._area(), colours_for(self.palette()))
            self._show_ring()

    def _show_ring(self) -> None:
        if self._canvas is not None and self._curve.points:
            point, width = self.point, 2.5 if self.hasFocus() else 1.2
            place = None
            if point is not None:
                place = self._canvas.place_of(point.n_stacks, float(point.makespan))
            self._canvas.show_ring(place, colours_for(self.palette()).text, width)

    def _on_imported(self, canvas: type) -> None:
        self._canvas = canvas(self)
        self._draw()

    def _index_of(self, n_stacks: float) -> int:
        distances = [abs(point.n_stacks - n_stacks) for point in self._curve.points]
        return distances.index(min(distances)) if distances else -1

    def _point(self, index: int) -> None:
        if index != self._at:
            self._at = index
            self.pointed.emit(self.point)
            self._show_ring()

    def _index_under(self, x: float) -> int:
        area = self._area()
        if not self._curve.points or not area.left() <= x <= area.right():
            return -1
        last = self._curve.points[-1].n_stacks
        return self._index_of((x - area.left()) * last / area.width() + 0.5)

    def _take(self) -> None:
        if self.point is not None:
            self.chosen.emit(self.point.n_stacks)

    def _area(self) -> QRectF:
        """Where the curve stands: room for a row of words for each mark is left above it."""
        metrics = self.fontMetrics()
        row, gap = metrics.height(), metrics.horizontalAdvance("0")
        left = metrics.horizontalAdvance("000.0 GB") + 4 * gap + row
        above = row * (len(self._curve.shown_marks) + 0.8)
        below = 3 * row
        # Larger letters come before the dialog has grown with them: then no room may be left.
        wide, high = self.width() - left - gap, self.height() - above - below
        return QRectF(left, above, max(wide, gap), max(high, row))

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        index = self._index_under(event.position().x())
        if index >= 0:
            self._point(index)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self._index_under(event.position().x())
        if event.button() == Qt.MouseButton.LeftButton and index >= 0:
            self._point(index)
            self._take()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = len(self._curve.points) - 1
        targets = {
            Qt.Key.Key_Left: self._at - 1,
            Qt.Key.Key_Right: self._at + 1,
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        if last >= 0 and event.key() in targets:
            self._point(min(max(targets[Qt.Key(event.key())], 0), last))
        elif self.point is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        else:
            super().keyPressEvent(event)

    @override
    def showEvent(self, event: QEvent) -> None:
        if self._canvas is None and not self.worker.running:
            self.worker.start(_import_canvas)

    @override
    def resizeEvent(self, event: QEvent) -> None:
        self._draw()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.PaletteChange, QEvent.Type.FontChange}:
            self._draw()

    @override
    def focusInEvent(self, event: QEvent) -> None:
        self._show_ring()

    @override
    def focusOutEvent(self, event: QEvent) -> None:
        self._show_ring()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._curve.points and self._canvas is not None:
            return  # the canvas stands over all of it
        with QPainter(self) as painter:
            painter.setPen(QColor(colours_for(self.palette()).faint))
            words = self._words or "Drawing..."
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, words)


def _import_canvas(emit: Emit) -> object:
    return import_late(emit, "stackplan.gui.chart.figure", "CurveCanvas")
