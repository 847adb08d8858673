"""Stacks and their runs as a tree: a row for each stack, opening to its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractItemModel, QModelIndex, Signal

from stackplan.gui.overriding import override
from stackplan.gui.qt_values import (
    ALIGNMENT_ROLE,
    DISPLAY_ROLE,
    EDIT_ROLE,
    FONT_ROLE,
    TOOL_TIP_ROLE,
)
from stackplan.gui.table.stack_cells import run_cells, stack_cells
from stackplan.gui.table.stack_columns import ALIGNMENTS, HEADERS, Column, cell_flags, make_headers

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtCore import QMimeData, QObject, QPersistentModelIndex, Qt
    from PySide6.QtGui import QFont

    from stackplan.core.plan import Plan
    from stackplan.core.runs import Run

    Index = QModelIndex | QPersistentModelIndex

MIME_TYPE = "application/x-stackplan-runs"
_ROOT = QModelIndex()
_ROLES = frozenset({DISPLAY_ROLE, TOOL_TIP_ROLE, EDIT_ROLE, ALIGNMENT_ROLE, FONT_ROLE})


class StackModel(QAbstractItemModel):
    """Shows a plan; a person's moves leave as `move_requested`.

    A top row is a stack; its children are runs. Ids are whole numbers: 0 for a stack, else the
    stack's index plus 1, so nothing can be collected under Qt's feet.
    """

    move_requested = Signal(object, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.plan: Plan | None = None
        self.headers = make_headers(self)
        self._marks: Mapping[int, str] = {}
        self._cells: dict[tuple[int, int], Sequence[str]] = {}
        # Made with the first rows: the window starts without any.
        self._bold: QFont | None = None
        self._flags: tuple[Qt.ItemFlag, ...] = ()

    def set_plan(self, plan: Plan | None, marks: Mapping[int, str]) -> None:
        """Show a plan, and words about some of its runs."""
        self._cells = {}
        if self._bold is None:
            self._make_looks()
        if _rows(plan) != _rows(self.plan):
            self.beginResetModel()
            self.plan, self._marks = plan, marks
            self.endResetModel()
            return
        # After a rescan the rows are the same: no view need lay out thousands of them again.
        stacks = self._changed_stacks(plan, marks)
        self.plan, self._marks = plan, marks
        last = len(HEADERS) - 1
        for stack in stacks:
            top = self.index(stack, 0)
            self.dataChanged.emit(top, top.siblingAtColumn(last))
            if runs := self.rowCount(top):
                self.dataChanged.emit(self.index(0, 0, top), self.index(runs - 1, last, top))

    def _changed_stacks(self, plan: Plan | None, marks: Mapping[int, str]) -> list[int]:
        """Find the stacks that show something new; the states of files often change no word."""
        if plan is None or plan != self.plan:
            return list(range(self.rowCount()))
        changed = {n for n, _ in marks.items() ^ self._marks.items()}
        return [i for i, stack in enumerate(plan.stacks) if changed & set(stack.run_numbers)]

    def _make_looks(self) -> None:
        from PySide6.QtGui import QFont

        self._flags = cell_flags()
        self._bold = QFont()
        self._bold.setBold(True)

    def run_at(self, index: Index) -> Run | None:
        """Find the run of a row; `None` for a stack's row."""
        if self.plan is None or not index.isValid() or not index.internalId():
            return None
        return self.plan.stacks[index.internalId() - 1].runs[index.row()]

    def stack_at(self, index: Index) -> int | None:
        """Index of the stack that a row is or belongs to."""
        if self.plan is None or not index.isValid():
            return None
        return index.internalId() - 1 if index.internalId() else index.row()

    def index_of_run(self, number: int) -> QModelIndex:
        """Find the row of a run; invalid if it is not in the plan."""
        if self.plan is None or number not in self.plan.places:
            return QModelIndex()
        stack = self.plan.places[number]
        row = self.plan.stacks[stack].run_numbers.index(number)
        return self.createIndex(row, Column.NAME, stack + 1)

    @override
    def index(self, row: int, column: int, parent: Index = _ROOT) -> QModelIndex:
        # Not by `hasIndex`, which would ask Python twice more for each of thousands of rows.
        if not (0 <= row < self.rowCount(parent) and 0 <= column < len(HEADERS)):
            return QModelIndex()
        return self.createIndex(row, column, parent.row() + 1 if parent.isValid() else 0)

    @override
    def parent(self, index: Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        if not index.isValid() or not index.internalId():
            return QModelIndex()
        return self.createIndex(index.internalId() - 1, 0, 0)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        if self.plan is None or (parent.isValid() and parent.column() > 0):
            return 0
        if not parent.isValid():
            return len(self.plan.stacks)
        return 0 if parent.internalId() else len(self.plan.stacks[parent.row()].runs)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return len(HEADERS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY_ROLE
    ) -> object:
        # For screen readers; the table's header asks `headers` itself.
        return self.headers.headerData(section, orientation, role)

    @override
    def data(self, index: Index, role: int = DISPLAY_ROLE) -> object:
        # Asked some thousand times for each paint: what has no answer is told at once.
        if role not in _ROLES or self.plan is None or not index.isValid():
            return None
        column = index.column()
        if role == ALIGNMENT_ROLE:
            return ALIGNMENTS[column]
        is_run = bool(index.internalId())
        if role == EDIT_ROLE:
            return index.internalId() if is_run and column == Column.STACK else None
        if role == FONT_ROLE:
            return None if is_run or column != Column.NAME else self._bold
        key = index.internalId(), index.row()
        if key not in self._cells:
            run = self.run_at(index)
            self._cells[key] = (
                stack_cells(self.plan, key[1], self._marks)
                if run is None
                else run_cells(self.plan, run, key[0] - 1, self._marks)
            )
        return self._cells[key][column]

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return super().flags(index)
        stack, run, editable = self._flags
        if not index.internalId():
            return stack
        return editable if index.column() == Column.STACK else run

    @override
    def setData(self, index: Index, value: object, role: int = EDIT_ROLE) -> bool:
        run = self.run_at(index)
        if run is None or index.column() != Column.STACK or not isinstance(value, int):
            return False
        self.move_requested.emit((run.number,), value - 1)
        return True

    @override
    def supportedDropActions(self) -> Qt.DropAction:
        from PySide6.QtCore import Qt

        return Qt.DropAction.MoveAction

    @override
    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    @override
    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:
        rows = dict.fromkeys(run.number for run in map(self.run_at, indexes) if run is not None)
        from PySide6.QtCore import QMimeData

        content = QMimeData()
        content.setData(MIME_TYPE, " ".join(map(str, rows)).encode())
        return content

    @override
    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        target = self.stack_at(parent)
        if target is None or not data.hasFormat(MIME_TYPE):
            return False
        words = bytes(data.data(MIME_TYPE).data()).split()
        if not words or not all(word.isdigit() for word in words):
            return False
        self.move_requested.emit(tuple(map(int, words)), target)
        return True


def _rows(plan: Plan | None) -> list[tuple[int, ...]]:
    return [stack.run_numbers for stack in plan.stacks] if plan is not None else []
