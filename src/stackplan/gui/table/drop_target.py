"""Where runs that are dragged over the table would go."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QPoint, QRect

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex
    from PySide6.QtWidgets import QTreeView

    from stackplan.gui.table.stack_model import StackModel

_LINE = 2


class DropTarget(NamedTuple):
    """A stack, or a place between its runs.

    Parameters
    ----------
    top : QModelIndex
        The row of the stack.
    row : int
        Row of the run that would be behind; -1 for the stack as a whole.
    mark : QRect
        Where in the view it is shown: a frame round the stack, a line between runs.
    """

    top: QModelIndex
    row: int
    mark: QRect


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
