"""The chart of "How many stacks?": makespan against the number of stacks, painted by hand.

It is small and follows the mouse: a picture of matplotlib would take thirty times as long.
"""

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from stackplan.core.stack_count import CurvePoint
from stackplan.gui.what_if.curve_painter import Curve, CurvePainter
from stackplan.gui.widgets.appearance import colours_for
from stackplan.gui.widgets.overriding import override

_HINT = QSize(660, 360)
_LEAST = QSize(360, 220)


class StackCountChart(QWidget):
    """Shows a curve; the mouse and the arrow keys point at a number, a click or Enter takes it."""

    pointed = Signal(object)  # a CurvePoint, or None
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(_LEAST)
        self._curve = Curve()
        self._at = -1
        self._words = ""

    @override
    def sizeHint(self) -> QSize:
        return _HINT

    @property
    def point(self) -> CurvePoint | None:
        """The point that is pointed at."""
        return self._curve.points[self._at] if self._at >= 0 else None

    def set_curve(self, curve: Curve, words: str = "") -> None:
        """Show a curve, or words where there is none; the same number is pointed at as before."""
        before = self.point
        self._curve, self._words = curve, words
        self._at = self._index_of(before.n_stacks) if before else -1
        self.update()

    def point_at(self, n_stacks: int) -> None:
        """Point at a number of stacks, or the nearest there is."""
        self._point(self._index_of(n_stacks))

    def x_of(self, n_stacks: float) -> float:
        """Where a number of stacks stands, in pixels from the left."""
        area = self._area()
        return area.left() + area.width() * (n_stacks - 0.5) / self._curve.points[-1].n_stacks

    def _index_of(self, n_stacks: float) -> int:
        distances = [abs(point.n_stacks - n_stacks) for point in self._curve.points]
        return distances.index(min(distances)) if distances else -1

    def _point(self, index: int) -> None:
        if index != self._at:
            self._at = index
            self.pointed.emit(self.point)
            self.update()

    def _index_under(self, x: float) -> int:
        area = self._area()
        if not self._curve.points or not area.left() <= x <= area.right():
            return -1
        last = self._curve.points[-1].n_stacks
        return self._index_of((x - area.left()) * last / area.width() + 0.5)

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

    def _take(self) -> None:
        if self.point is not None:
            self.chosen.emit(self.point.n_stacks)

    def _area(self) -> QRectF:
        """Where the curve stands: room for a row of words for each mark is left above it."""
        metrics = self.fontMetrics()
        row, gap = metrics.height(), metrics.horizontalAdvance("0")
        left = metrics.horizontalAdvance("000.0 GB") + 2 * gap
        above = row * (len(self._curve.shown_marks) + 0.6)
        below = 2.3 * row
        return QRectF(left, above, self.width() - left - gap, self.height() - above - below)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.fillRect(self.rect(), self.palette().base())
            colours = colours_for(self.palette())
            if self._curve.points:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                picture = CurvePainter(painter, colours, self._curve, self._area())
                picture.paint(self.point, focused=self.hasFocus())
            else:
                painter.setPen(QColor(colours.faint))
                painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._words)
