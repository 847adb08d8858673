"""Stacks and their runs as a tree: a row for each stack, opening to its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, Signal

from stackplan.gui.table.changed_stacks import changed_stacks
from stackplan.gui.table.display_order import Sorting, shown_stacks
from stackplan.gui.table.run_transfer import MIME_TYPE, run_content, runs_in
from stackplan.gui.table.stack_cells import UNKNOWN_PACE, TableWords, special_cell
from stackplan.gui.table.stack_columns import ALIGNMENTS, Column, make_headers
from stackplan.gui.table.stack_rows import StackRows, numbers_of
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.qt_values import (
    ACCESSIBLE_TEXT_ROLE,
    ALIGNMENT_ROLE,
    DISPLAY_ROLE,
    EDIT_ROLE,
    FONT_ROLE,
    TOOL_TIP_ROLE,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtCore import QMimeData, QObject, QPersistentModelIndex, Qt
    from PySide6.QtGui import QFont

    from stackplan.core.compare import Comparison
    from stackplan.core.plan import Plan
    from stackplan.core.runs import Run

    Index = QModelIndex | QPersistentModelIndex

_ROLES = frozenset(
    {DISPLAY_ROLE, TOOL_TIP_ROLE, EDIT_ROLE, ALIGNMENT_ROLE, FONT_ROLE, ACCESSIBLE_TEXT_ROLE}
)


class StackModel(StackRows):
    """Shows a plan; a person's moves leave as signals.

    What a cell says is found out when it is painted.
    """

    move_requested = Signal(object, int)
    insert_requested = Signal(object, int, object)
    list_typed = Signal(str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(len(Column), parent)
        self.plan: Plan | None = None
        self.sorting: Sorting | None = None
        self.pace = UNKNOWN_PACE
        self.headers = make_headers(self)
        self._words: TableWords | None = None
        self._cells: dict[tuple[int, int], Sequence[str]] = {}
        # Made with the first rows: the window starts without.
        self._bold: QFont | None = None

    def set_plan(
        self,
        plan: Plan | None,
        marks: Mapping[int, str],
        comparison: Comparison | None = None,
        sorting: Sorting | None = None,
    ) -> dict[int, int] | None:
        """Show a plan, and words about some of its runs.

        Only the rows that differ come and go. Returned is which stack of the plan before is which
        one now, by index; `None` where all rows were made anew.
        """
        if self._bold is None:
            self._make_looks()
        words = TableWords(plan, marks, comparison, self.pace) if plan is not None else None
        after = shown_stacks(plan, sorting) if plan is not None else []
        same_order = sorting == self.sorting is None
        was = self.rows_before(after, may_shift=same_order)
        if was is not None and words is not None and self._words is not None:
            indexes = {after[row].stack: self.shown_at(old).stack for row, old in was.items()}
            if self.change_rows(after, was):
                changed = changed_stacks(self._words, words, indexes)
                self._take(words, sorting)
                self._tell_changed(changed)
                return {old: stack for stack, old in indexes.items()}
        self._take(words, sorting)
        self.show_anew(after)
        return None

    def _take(self, words: TableWords | None, sorting: Sorting | None) -> None:
        self.plan = words.plan if words is not None else None
        self._words, self.sorting, self._cells = words, sorting, {}

    def _tell_changed(self, stacks: Iterable[int]) -> None:
        last = len(Column) - 1
        for stack in sorted(stacks):
            top = self.index_of_stack(stack)
            self.dataChanged.emit(top, top.siblingAtColumn(last))
            if runs := self.rowCount(top):
                self.dataChanged.emit(self.index(0, 0, top), self.index(runs - 1, last, top))

    def _make_looks(self) -> None:
        from PySide6.QtGui import QFont

        self._bold = QFont()
        self._bold.setBold(True)

    def index_of_run(self, number: int) -> QModelIndex:
        """Find the row of a run; invalid if it is not in the plan."""
        if self.plan is None or number not in self.plan.places:
            return QModelIndex()
        top = self.index_of_stack(self.plan.places[number])
        runs = self.shown_at(top.row()).runs
        row = next(i for i, run in enumerate(runs) if run.number == number)
        return self.index(row, Column.NAME, top)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = DISPLAY_ROLE
    ) -> object:
        # For screen readers; the table's header asks `headers` itself.
        return self.headers.headerData(section, orientation, role)

    @override
    def data(self, index: Index, role: int = DISPLAY_ROLE) -> object:
        # Asked some thousand times for each paint: what has no answer is told at once.
        if role not in _ROLES or not index.isValid():
            return None
        column = index.column()
        if role == ALIGNMENT_ROLE:
            return ALIGNMENTS[column]
        parent = index.parent()
        top, row = (parent.row(), index.row()) if parent.isValid() else (index.row(), -1)
        if role == FONT_ROLE:
            return self._bold if row < 0 and column == Column.NAME else None
        stack, runs = self.shown_at(top)
        if stack < 0 or self._words is None:
            return None
        run = runs[row] if row >= 0 else None
        if role == DISPLAY_ROLE:
            return self.cells(stack, run)[column]
        return special_cell(self._words, stack, run, column, role)

    def cells(self, stack: int, run: Run | None = None) -> Sequence[str]:
        """Give the words of the row of a stack, or of a run on it."""
        key = (stack, -1 if run is None else run.number)
        if key not in self._cells and self._words is not None:
            words = self._words
            cells = words.stack_cells(stack) if run is None else words.run_cells(run, stack)
            self._cells[key] = cells
        return self._cells[key]

    @override
    def setData(self, index: Index, value: object, role: int = EDIT_ROLE) -> bool:
        run, stack = self.run_at(index), self.stack_at(index)
        if run is not None and index.column() == Column.STACK and isinstance(value, int):
            self.move_requested.emit((run.number,), value - 1)
            return True
        if run is None and stack is not None and isinstance(value, str) and value.strip():
            self.list_typed.emit(value, stack)
            return True
        return False

    @override
    def setItemData(self, index: Index, roles: dict[int, object]) -> bool:
        return False  # a view that clears what was dragged away must find nothing to clear

    @override
    def supportedDropActions(self) -> Qt.DropAction:
        from PySide6.QtCore import Qt

        return Qt.DropAction.MoveAction

    @override
    def mimeTypes(self) -> list[str]:
        return [MIME_TYPE]

    @override
    def mimeData(self, indexes: Iterable[Index]) -> QMimeData:
        runs: dict[int, None] = {}
        for index in indexes:
            run = self.run_at(index)
            whole = () if run is not None else self.shown_at(index.row()).runs
            runs.update(dict.fromkeys(numbers_of(whole) if run is None else [run.number]))
        return run_content(runs)

    @override
    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index
    ) -> bool:
        target, runs = self.stack_at(parent), runs_in(data)
        if target is None or not runs:
            return False
        if row < 0 or parent.parent().isValid() or self.sorting is not None:
            self.move_requested.emit(runs, target)
        else:
            behind = self.shown_at(parent.row()).runs[row : row + 1]
            self.insert_requested.emit(runs, target, behind[0].number if behind else None)
        return True
