"""Dragging runs within the table: what is carried, where it may drop, the mark that shows it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QPoint, QRect, Qt
from PySide6.QtGui import QDrag, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QTreeView

from stackplan.gui.table.selection import Selection
from stackplan.gui.table.stack_model import StackModel, run_content

_MARGIN = 4


def drag_runs(table: QTreeView, selection: Selection) -> None:
    """Drag runs until they are let go; the widget that takes them asks for the move."""
    drag = QDrag(table)
    drag.setMimeData(run_content(selection.runs))
    picture = _label(table, selection.words.capitalize())
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
    label = QLabel(words, margin=_MARGIN)
    label.setFont(table.font())
    label.setPalette(table.palette())
    label.setAutoFillBackground(True)
    label.setBackgroundRole(QPalette.ColorRole.Highlight)
    label.setForegroundRole(QPalette.ColorRole.HighlightedText)
    return label.grab()


_LINE = 2


class DropTarget(NamedTuple):
    """A stack, or a place between its runs."""

    top: QModelIndex  # the row of the stack
    row: int  # row of the run that would be behind; -1 for the stack as a whole
    mark: QRect  # where in the view it is shown: a frame round the stack, a line between runs


def drop_target(table: QTreeView, model: StackModel, place: QPoint) -> DropTarget | None:
    """Find what is under the mouse: a stack, or the gap between runs that is nearest."""
    index = table.indexAt(place)
    if not index.isValid():
        return None
    index = index.siblingAtColumn(0)
    width = table.viewport().width()
    box = table.visualRect(index)
    line = QRect(0, box.top(), width, box.height())
    top = index.parent()
    if not top.isValid():
        return DropTarget(index, -1, line)
    if model.sorting is not None:
        # Between sorted rows there is no place in the processing order.
        stack = table.visualRect(top)
        return DropTarget(top, -1, QRect(0, stack.top(), width, stack.height()))
    below = place.y() > box.center().y()
    edge = box.bottom() + 1 if below else box.top()
    return DropTarget(top, index.row() + below, QRect(box.left(), edge - 1, width, _LINE))
