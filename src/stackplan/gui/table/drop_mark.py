"""What is seen of a drag: the runs under the mouse, and the mark where they would go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QPainter, QPalette, QPen, QPixmap

from stackplan.gui.table.run_transfer import run_content

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTreeView

    from stackplan.gui.table.choice import Choice
    from stackplan.gui.table.drop_target import DropTarget

_PAD = 6


def drag_runs(table: QTreeView, choice: Choice) -> None:
    """Drag runs until they are let go; who takes them asks for the move."""
    drag = QDrag(table)
    drag.setMimeData(run_content(choice.runs))
    picture = _label(table, choice.words[:1].upper() + choice.words[1:])
    drag.setPixmap(picture)
    drag.setHotSpot(QPoint(-12, 0))
    drag.exec(Qt.DropAction.MoveAction)


def paint_mark(table: QTreeView, target: DropTarget) -> None:
    """Mark where runs would go: a frame round a stack, a line between runs."""
    painter, palette = QPainter(table.viewport()), table.palette()
    # In two colours: it may lie over selected rows as well as over others.
    if target.row < 0:
        for colour, shrunk in ((palette.base(), 1), (palette.text(), 3)):
            painter.setPen(QPen(colour, 2))
            painter.drawRect(target.mark.adjusted(shrunk, shrunk, -shrunk - 1, -shrunk))
    else:
        line, knob = target.mark, QRect(target.mark.left() - 4, target.mark.top() - 3, 6, 8)
        for colour, grown in ((palette.base(), 2), (palette.text(), 0)):
            for part in (line, knob):
                painter.fillRect(part.adjusted(-grown, -grown, grown, grown), colour)


def _label(table: QTreeView, words: str) -> QPixmap:
    """Draw what is dragged in words."""
    metrics, ratio = table.fontMetrics(), table.devicePixelRatioF()
    width = metrics.horizontalAdvance(words) + 2 * _PAD
    height = metrics.height() + _PAD
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(table.palette().color(QPalette.ColorRole.Highlight))
    painter = QPainter(picture)
    painter.setFont(table.font())
    painter.setPen(table.palette().color(QPalette.ColorRole.HighlightedText))
    painter.drawText(_PAD, _PAD // 2 + metrics.ascent(), words)
    painter.end()
    return picture
