"""The table as a place to drag runs from and to drop them on; what is selected in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractItemView, QTreeView

from stackplan.gui.table.kept_rows import Selected, selected_rows
from stackplan.gui.table.stack_model import StackModel
from stackplan.gui.widgets.overriding import override

if TYPE_CHECKING:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import (
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QPaintEvent,
    )
    from PySide6.QtWidgets import QWidget

    from stackplan.gui.table.choice import Choice
    from stackplan.gui.table.drop_target import DropTarget
    from stackplan.gui.table.run_transfer import Copied

_HOVER_MS = 600


class DropView(QTreeView):
    """A tree of stacks and runs; runs are dragged onto a stack, or between two of its runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.stack_model = StackModel(self)
        self.setModel(self.stack_model)
        self.copied: Copied | None = None
        self._target: DropTarget | None = None

    @property
    def selected(self) -> Selected:
        """What is selected: runs, and stacks."""
        return selected_rows(self.stack_model, self.selectionModel().selection())

    def selected_runs(self) -> tuple[int, ...]:
        """Numbers of the selected runs; a selected stack stands for itself, not for its runs."""
        return self.selected.runs

    def choice(self) -> Choice:
        """Give what is selected, with all that an edit of it depends on."""
        # Imported with the first edit.
        from stackplan.gui.table.choice import Choice

        model, selected = self.stack_model, self.selected
        current = model.stack_at(self.currentIndex())
        return Choice(model.plan, *selected, current, model.sorting is not None)

    def let_drop(self) -> None:
        """Let runs be dragged and dropped."""
        # Imported after the first paint: see `qt_values`.
        from PySide6.QtCore import Qt

        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)  # ours also tells a stack from a place in it
        self.setAutoExpandDelay(_HOVER_MS)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # Entered from Python once for the whole of it: else each of a thousand cells waits for its
        # turn beside a thread that draws or searches, and a paint takes up to half a second.
        super().paintEvent(event)
        if self._target is not None:
            from stackplan.gui.table.drop_mark import paint_mark

            paint_mark(self, self._target)

    @override
    def doItemsLayout(self) -> None:
        # For the same reason.
        super().doItemsLayout()

    @override
    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        from stackplan.gui.table.drop_mark import drag_runs

        choice = self.choice()
        if choice.runs:
            drag_runs(self, choice)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        super().dragEnterEvent(event)
        self._aim(event)

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)  # scrolls at the edges, opens the stack under the mouse
        self._aim(event)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark(None)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        target, model = self._aim(event), self.stack_model
        self._mark(None)
        if target is not None:
            model.dropMimeData(event.mimeData(), event.dropAction(), target.row, 0, target.top)
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)

    def _aim(self, event: QDropEvent) -> DropTarget | None:
        """Accept what can be dropped here, and only there; show where it would go."""
        from stackplan.gui.table.drop_target import drop_target
        from stackplan.gui.table.run_transfer import MIME_TYPE

        place = event.position().toPoint()
        is_ours = event.mimeData().hasFormat(MIME_TYPE)
        target = drop_target(self, self.stack_model, place) if is_ours else None
        self._mark(target)
        if target is None:
            event.ignore()
        else:
            event.setDropAction(self.defaultDropAction())
            event.accept()
        return target

    def _mark(self, target: DropTarget | None) -> None:
        if target != self._target:
            self._target = target
            self.viewport().update()
