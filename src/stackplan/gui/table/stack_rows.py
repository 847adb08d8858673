"""The rows of the stack table: Qt's own model keeps count of them, so that none is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSignalBlocker
from PySide6.QtGui import QStandardItemModel

from stackplan.gui.table.display_order import ShownStack
from stackplan.gui.table.row_changes import Changes, gone_or_new, row_changes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from PySide6.QtCore import QObject, QPersistentModelIndex

    from stackplan.core.runs import Run

    Index = QModelIndex | QPersistentModelIndex

# A view lays out all rows for each block of them that comes or goes: past so many in all it is
# quicker to show everything anew, once. A single run is moved by two blocks.
_MOST_LAID_OUT = 20_000
_FEW_BLOCKS = 2
_NO_STACK = ShownStack(-1, ())


class StackRows(QStandardItemModel):
    """Rows of stacks with rows of runs beneath them; which of them stands where.

    A view lays out thousands of rows at each edit. It asks for each of them several times, in
    Python for a fiftieth of a second; Qt's own model answers in a tenth of a thousandth.
    """

    def __init__(self, n_columns: int, parent: QObject | None = None) -> None:
        super().__init__(0, n_columns, parent)
        self._shown: list[ShownStack] = []
        self._rows: dict[int, int] = {}
        self._arriving: tuple[Run, ...] = ()
        # Before any view is connected: what stands in a row must change together with the rows.
        self.rowsRemoved.connect(self._on_rows_removed)
        self.rowsInserted.connect(self._on_rows_inserted)

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

    def index_of_stack(self, stack: int) -> QModelIndex:
        """Find the row of a stack; invalid if there is none."""
        return self.index(self._rows[stack], 0) if stack in self._rows else QModelIndex()

    def rows_before(self, after: Sequence[ShownStack], *, may_shift: bool) -> dict[int, int] | None:
        """Find the row before of each row; `None` where too much is different.

        `may_shift` says that the rows stand as their stacks are numbered, so that with a stack more
        or less the others have moved on by one.
        """
        before = self._shown
        if not before or not after:
            return None
        rows = range(len(after))
        if [shown.stack for shown in before] == [shown.stack for shown in after]:
            return {row: row for row in rows}
        if not may_shift or abs(len(before) - len(after)) != 1:
            return None
        other = gone_or_new(
            [numbers_of(s.runs) for s in before], [numbers_of(s.runs) for s in after]
        )
        if len(after) < len(before):
            return {row: row + (row >= other) for row in rows}
        return {row: row - (row > other) for row in rows if row != other}

    def change_rows(self, after: Sequence[ShownStack], was: Mapping[int, int]) -> bool:
        """Take away the rows that go, of stacks and of runs, and put in those that come.

        Nothing is done, and `False` told, where it is quicker to show all of them anew.
        """
        steps = self._steps(after, was)
        if steps is None:
            return False
        staying = set(was.values())
        for row in reversed(range(len(self._shown))):
            if row not in staying:
                self.removeRow(row)
        for row in range(len(after)):
            if row not in was:
                self._insert_stack(row, 0)
        for row, step in steps.items():
            top = self.index(row, 0)
            for block in step.removed:
                self.removeRows(block.first, block.size, top)
            for block in step.added:
                self._arriving = after[row].runs[block.first : block.first + block.size]
                self.insertRows(block.first, block.size, top)
        self._place(after)
        return True

    def show_anew(self, after: Sequence[ShownStack]) -> None:
        """Show other stacks; no row is the same one as before."""
        self.beginResetModel()
        blocker = QSignalBlocker(self)
        self.removeRows(0, self.rowCount())
        for row, shown in enumerate(after):
            self._insert_stack(row, len(shown.runs))
        self._place(after)
        del blocker
        self.endResetModel()

    def _steps(
        self, after: Sequence[ShownStack], was: Mapping[int, int]
    ) -> dict[int, Changes] | None:
        """Find the rows of runs that come and go; `None` if it is quicker to show all anew."""
        steps, n_blocks = {}, 0
        n_rows = len(after) + sum(len(shown.runs) for shown in after)
        for row, shown in enumerate(after):
            runs = self._shown[was[row]].runs if row in was else ()
            if runs is not shown.runs:
                step = row_changes(numbers_of(runs), numbers_of(shown.runs))
                steps[row] = step
                n_blocks += len(step.removed) + len(step.added)
            if n_blocks > _FEW_BLOCKS and n_blocks * n_rows > _MOST_LAID_OUT:
                return None
        return steps

    def _place(self, after: Sequence[ShownStack]) -> None:
        self._shown = list(after)
        self._rows = {shown.stack: row for row, shown in enumerate(after)}

    def _insert_stack(self, row: int, n_runs: int) -> None:
        self.insertRows(row, 1)
        top = self.index(row, 0)
        self.insertColumns(0, self.columnCount(), top)
        if n_runs:
            self.insertRows(0, n_runs, top)

    def _on_rows_removed(self, parent: QModelIndex, first: int, last: int) -> None:
        if parent.isValid():
            stack, runs = self._shown[parent.row()]
            self._shown[parent.row()] = ShownStack(stack, runs[:first] + runs[last + 1 :])
        else:
            del self._shown[first : last + 1]

    def _on_rows_inserted(self, parent: QModelIndex, first: int, last: int) -> None:
        if parent.isValid():
            stack, runs = self._shown[parent.row()]
            arrived = runs[:first] + self._arriving + runs[first:]
            self._shown[parent.row()] = ShownStack(stack, arrived)
        else:
            self._shown[first:first] = [_NO_STACK] * (last - first + 1)


def numbers_of(runs: Iterable[Run]) -> tuple[int, ...]:
    """Give the numbers of runs, in their order."""
    return tuple(run.number for run in runs)
