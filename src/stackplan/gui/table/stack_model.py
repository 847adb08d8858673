"""The model of the stack table: a row for each stack, and below it one for each of its runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QStandardItemModel

from stackplan.core.compare import Comparison
from stackplan.core.plan import Plan
from stackplan.core.runs import Run
from stackplan.gui.table.columns import (
    COLUMNS,
    UNKNOWN_PACE,
    Column,
    Role,
    ShownStack,
    Sorting,
    TableWords,
    header_item,
    shown_stacks,
    special_cell,
)
from stackplan.gui.widgets.overriding import override

MIME_TYPE = "application/x-stackplan-runs"


def run_content(run_numbers: Iterable[int]) -> QMimeData:
    """Pack runs for a drag."""
    content = QMimeData()
    content.setData(MIME_TYPE, " ".join(map(str, run_numbers)).encode())
    return content


def runs_in(content: QMimeData) -> tuple[int, ...]:
    """Unpack runs; none out of what is not ours."""
    words = bytes(content.data(MIME_TYPE).data()).split() if content.hasFormat(MIME_TYPE) else []
    return tuple(map(int, words)) if all(word.isdigit() for word in words) else ()


Index = QModelIndex | QPersistentModelIndex


def changed_stacks(before: TableWords, after: TableWords) -> set[int]:
    """Find the stacks that say something else, themselves or by one of their runs."""
    plan, old = after.plan, before.plan
    if before.common != after.common:
        return set(range(len(plan.stacks)))
    marked = {number for number, _ in before.marks.items() ^ after.marks.items()}
    touched = marked | (plan.pinned ^ old.pinned)
    stacks = {plan.places[number] for number in touched if number in plan.places}
    if before.longest != after.longest:
        stacks |= {stack for stack in (before.longest, after.longest) if stack is not None}
    pairs = zip(plan.stacks, old.stacks, strict=True)
    return stacks | {index for index, (new, was) in enumerate(pairs) if new != was}


def _common_ends(before: Sequence[int], after: Sequence[int]) -> tuple[int, int]:
    """Count the numbers that agree at the start, and of the rest those that agree at the end."""
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    most -= head
    return head, next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)


def numbers_of(runs: Iterable[Run]) -> tuple[int, ...]:
    """Give the numbers of runs, in their order."""
    return tuple(run.number for run in runs)


_ROLES = frozenset(
    {
        Role.DisplayRole,
        Role.ToolTipRole,
        Role.EditRole,
        Role.AccessibleTextRole,
    }
)


class StackModel(QStandardItemModel):
    """Shows a plan; a person's moves leave as signals.

    Qt's own model counts the rows, since a view asks it for each of them several times at each
    layout. It holds no items: what a cell says is found out when it is painted.
    """

    move_requested = Signal(object, int)
    insert_requested = Signal(object, int, object)
    list_typed = Signal(str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(0, len(COLUMNS), parent)
        self.plan: Plan | None = None
        self.sorting: Sorting | None = None
        self.pace = UNKNOWN_PACE
        self.words: TableWords | None = None
        self._shown: list[ShownStack] = []
        self._cells: dict[tuple[int, int], Sequence[str]] = {}
        for column in COLUMNS:
            self.setHorizontalHeaderItem(column, header_item(column))

    def set_plan(
        self,
        plan: Plan | None,
        marks: Mapping[int, str],
        comparison: Comparison | None = None,
        sorting: Sorting | None = None,
    ) -> None:
        """Show a plan, and words about some of its runs.

        Only runs that differ come and go, and only rows that say something else are told changed.
        Where the stacks are others, or in another order, all rows are made anew.
        """
        after = shown_stacks(plan, sorting) if plan is not None else []
        is_same = [shown.stack for shown in self._shown] == [shown.stack for shown in after]
        if not is_same:
            self.removeRows(0, self.rowCount())
            self._shown = [ShownStack(shown.stack, ()) for shown in after]
        self.plan, self.sorting = plan, sorting
        before, cells, self._cells = self.words, self._cells, {}
        self.words = TableWords(plan, marks, comparison, self.pace) if plan is not None else None
        changed: set[int] = set()
        if not is_same:
            self.insertRows(0, len(after))
        elif before is not None and self.words is not None:
            changed = changed_stacks(before, self.words)
            self._cells = {key: cells[key] for key in cells if key[0] not in changed}
        for row, shown in enumerate(after):
            if self._shown[row].runs is not shown.runs:
                self._show_runs(row, shown)
        for stack in changed:
            self._tell_changed(self.index_of_stack(stack))

    def _show_runs(self, row: int, shown: ShownStack) -> None:
        """Take away the runs that a stack has no more, and put in those that have come."""
        before, after = numbers_of(self._shown[row].runs), numbers_of(shown.runs)
        top = self.index(row, 0)
        head, tail = _common_ends(before, after)
        self.removeRows(head, len(before) - head - tail, top)
        self._shown[row] = shown  # before the rows come: a view may read them at once
        if not self.columnCount(top):
            self.insertColumns(0, len(COLUMNS), top)
        self.insertRows(head, len(after) - head - tail, top)

    def _tell_changed(self, top: QModelIndex) -> None:
        last = len(COLUMNS) - 1
        self.dataChanged.emit(top, top.siblingAtColumn(last))
        if runs := self.rowCount(top):
            self.dataChanged.emit(self.index(0, 0, top), self.index(runs - 1, last, top))

    def run_at(self, index: Index) -> Run | None:
        """Find the run of a row; `None` for a stack's row."""
        parent = index.parent()
        return self._shown[parent.row()].runs[index.row()] if parent.isValid() else None

    def stack_at(self, index: Index) -> int | None:
        """Index of the stack that a row is or belongs to."""
        if not index.isValid():
            return None
        parent = index.parent()
        return self._shown[parent.row() if parent.isValid() else index.row()].stack

    def shown_at(self, row: int) -> ShownStack:
        """Give the stack of a top row, and its runs as they are shown."""
        return self._shown[row]

    def index_of_stack(self, stack: int | None) -> QModelIndex:
        """Find the row of a stack; invalid if there is none."""
        rows = (row for row, shown in enumerate(self._shown) if shown.stack == stack)
        return self.index(next(rows, -1), 0)

    def index_of_run(self, number: int) -> QModelIndex:
        """Find the row of a run; invalid if it is not in the plan."""
        if self.plan is None or number not in self.plan.places:
            return QModelIndex()
        top = self.index_of_stack(self.plan.places[number])
        runs = self.shown_at(top.row()).runs
        row = next(i for i, run in enumerate(runs) if run.number == number)
        return self.index(row, Column.NAME, top)

    @override
    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        found = self._look_up(index) if role in _ROLES else None
        if found is None or self.words is None:
            return None
        if role == Role.DisplayRole:
            return self._read(*found)[index.column()]
        return special_cell(self.words, *found, index.column(), role)

    def words_of(self, index: Index) -> Sequence[str]:
        """Give the words of all cells of a row; none for a row that has come before its words."""
        found = self._look_up(index)
        return self._read(*found) if found is not None else ()

    def _look_up(self, index: Index) -> tuple[int, Run | None] | None:
        """Find the stack of a row, and its run; `None` where there is nothing to say of it."""
        if self.words is None or not index.isValid():
            return None
        parent = index.parent()
        top, row = (parent.row(), index.row()) if parent.isValid() else (index.row(), -1)
        stack, runs = self._shown[top]
        if row >= len(runs):
            return None
        return stack, runs[row] if row >= 0 else None

    def _read(self, stack: int, run: Run | None) -> Sequence[str]:
        """Give the words of the row of a stack, or of a run on it."""
        key, words = (stack, -1 if run is None else run.number), self.words
        if key not in self._cells and words is not None:
            cells = words.stack_cells(stack) if run is None else words.run_cells(run, stack)
            self._cells[key] = cells
        return self._cells[key]

    @override
    def setData(self, index: Index, value: object, role: int = Role.EditRole) -> bool:
        run, stack = self.run_at(index), self.stack_at(index)
        record = COLUMNS[index.column()].record
        if run is not None and record.takes_stack and isinstance(value, int):
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
