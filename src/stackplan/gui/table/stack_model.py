"""The rows of the stack table: a stack and below it its runs, changed row by row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSignalBlocker,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QStandardItemModel

from stackplan.core.compare import Comparison
from stackplan.core.plan import Plan
from stackplan.core.runs import Run
from stackplan.gui.table.columns import (
    ALIGNMENTS,
    COLUMNS,
    UNKNOWN_PACE,
    Column,
    Role,
    ShownStack,
    Sorting,
    TableWords,
    make_headers,
    shown_stacks,
    special_cell,
)
from stackplan.gui.widgets.overriding import override

MIME_TYPE = "application/x-stackplan-runs"


class Copied(NamedTuple):
    """A text that was copied, and the runs that it stands for."""

    text: str
    runs: tuple[int, ...]


def run_content(run_numbers: Iterable[int]) -> QMimeData:
    """Pack runs for a drag."""
    content = QMimeData()
    content.setData(MIME_TYPE, " ".join(map(str, run_numbers)).encode())
    return content


def runs_in(content: QMimeData) -> tuple[int, ...]:
    """Unpack runs; none out of what is not ours."""
    words = bytes(content.data(MIME_TYPE).data()).split() if content.hasFormat(MIME_TYPE) else []
    return tuple(map(int, words)) if all(word.isdigit() for word in words) else ()


def changed_stacks(before: TableWords, after: TableWords, was: Mapping[int, int]) -> set[int]:
    """Compare what is shown; `was` gives the index before of each stack that there was before."""
    plan, old = after.plan, before.plan
    if _has_new_look(before, after):
        return set(range(len(plan.stacks)))
    # The states of files often change no word, and a pin only one.
    touched = plan.pinned ^ old.pinned | {n for n, _ in before.marks.items() ^ after.marks.items()}
    stacks = {plan.places[number] for number in touched if number in plan.places}
    longest = {stack for stack, index in was.items() if index == before.longest}
    if longest != {after.longest}:
        stacks |= longest | ({after.longest} if after.longest is not None else set())
    for stack, content in enumerate(plan.stacks):
        index = was.get(stack)
        if index != stack or content != old.stacks[index]:
            stacks.add(stack)
    return stacks


def _has_new_look(before: TableWords, after: TableWords) -> bool:
    """Tell whether something has changed that every stack shows."""
    first, second = before.plan.request, after.plan.request
    if (first.weight, first.speeds) != (second.weight, second.speeds):
        return True
    one, other = before.comparison, after.comparison
    if (one is None) != (other is None):
        return True
    if one is not None and other is not None and one.before != other.before:
        return True
    if before.pace != after.pace or (after.pace.link is not None and before.times != after.times):
        return True
    return before.level != after.level


Numbers = Sequence[int]


class Block(NamedTuple):
    """Rows next to one another."""

    first: int
    size: int


class RowDiff(NamedTuple):
    """What leads from one list to another: first rows go, from the last block on, then some come.

    The rows of `removed` are those of the list before, the rows of `added` those of the list after.
    """

    removed: list[Block]
    added: list[Block]


def row_changes(before: Numbers, after: Numbers) -> RowDiff:
    """Find the rows that differ; each list has a number once at most."""
    staying = set(before) & set(after)
    if [n for n in before if n in staying] != [n for n in after if n in staying]:
        # Another order: everything goes and comes but the two ends.
        head, tail = _common_ends(before, after)
        staying = {*before[:head], *before[len(before) - tail :]}
    removed = list(_blocks(before, staying))
    return RowDiff(removed[::-1], list(_blocks(after, staying)))


def gone_or_new(before: Sequence[Numbers], after: Sequence[Numbers]) -> int:
    """Find the stack that one of two plans has and the other has not.

    One of them has one stack more than the other; the answer is the index of that one, by what most
    of the stacks before and behind it say.
    """
    more, fewer = (before, after) if len(before) > len(after) else (after, before)
    early = [_likeness(a, b) for a, b in zip(more, fewer, strict=False)]
    late = [_likeness(a, b) for a, b in zip(more[1:], fewer, strict=True)]
    ahead = [0, *accumulate(early)]
    behind = [0, *accumulate(reversed(late))][::-1]
    alike = [ahead[k] + behind[k] for k in range(len(more))]
    # The last of equal ones: a stack is added, and mostly removed, at the end.
    return len(alike) - 1 - alike[::-1].index(max(alike))


def _likeness(one: Numbers, other: Numbers) -> int:
    """Weigh how much speaks for one stack: runs come to its end, and go from anywhere."""
    if one == other:
        return 3 if one else 1
    short, long = sorted((tuple(one), tuple(other)), key=len)
    if short and long[: len(short)] == short:
        return 2
    return int(set(short) <= set(long))


def _common_ends(before: Numbers, after: Numbers) -> tuple[int, int]:
    """Count the rows that agree at the start, and of the rest those that agree at the end."""
    most = min(len(before), len(after))
    head = next((i for i in range(most) if before[i] != after[i]), most)
    most -= head
    return head, next((i for i in range(most) if before[-1 - i] != after[-1 - i]), most)


def _blocks(rows: Numbers, staying: set[int]) -> Iterator[Block]:
    first = None
    for row, number in enumerate(rows):
        if number in staying:
            if first is not None:
                yield Block(first, row - first)
            first = None
        elif first is None:
            first = row
    if first is not None:
        yield Block(first, len(rows) - first)


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
    ) -> dict[int, RowDiff] | None:
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


_ROLES = frozenset(
    {
        Role.DisplayRole,
        Role.ToolTipRole,
        Role.EditRole,
        Role.TextAlignmentRole,
        Role.FontRole,
        Role.AccessibleTextRole,
    }
)


class StackModel(StackRows):
    """Shows a plan; a person's moves leave as signals.

    What a cell says is found out when it is painted.
    """

    move_requested = Signal(object, int)
    insert_requested = Signal(object, int, object)
    list_typed = Signal(str, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(len(COLUMNS), parent)
        self.plan: Plan | None = None
        self.sorting: Sorting | None = None
        self.pace = UNKNOWN_PACE
        self.headers = make_headers(self)
        self.words: TableWords | None = None
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
        if was is not None and words is not None and self.words is not None:
            indexes = {after[row].stack: self.shown_at(old).stack for row, old in was.items()}
            if self.change_rows(after, was):
                changed = changed_stacks(self.words, words, indexes)
                self._take(words, sorting)
                self._tell_changed(changed)
                return {old: stack for stack, old in indexes.items()}
        self._take(words, sorting)
        self.show_anew(after)
        return None

    def _take(self, words: TableWords | None, sorting: Sorting | None) -> None:
        self.plan = words.plan if words is not None else None
        self.words, self.sorting, self._cells = words, sorting, {}

    def _tell_changed(self, stacks: Iterable[int]) -> None:
        last = len(COLUMNS) - 1
        for stack in sorted(stacks):
            top = self.index_of_stack(stack)
            self.dataChanged.emit(top, top.siblingAtColumn(last))
            if runs := self.rowCount(top):
                self.dataChanged.emit(self.index(0, 0, top), self.index(runs - 1, last, top))

    def _make_looks(self) -> None:
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
        self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole
    ) -> object:
        # For screen readers; the table's header asks `headers` itself.
        return self.headers.headerData(section, orientation, role)

    @override
    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        # Asked some thousand times for each paint: what has no answer is told at once.
        if role not in _ROLES or not index.isValid():
            return None
        column = index.column()
        if role == Role.TextAlignmentRole:
            return ALIGNMENTS[column]
        parent = index.parent()
        top, row = (parent.row(), index.row()) if parent.isValid() else (index.row(), -1)
        if role == Role.FontRole:
            return self._bold if row < 0 and column == Column.NAME else None
        stack, runs = self.shown_at(top)
        if stack < 0 or self.words is None:
            return None
        run = runs[row] if row >= 0 else None
        if role == Role.DisplayRole:
            return self.cells(stack, run)[column]
        return special_cell(self.words, stack, run, column, role)

    def cells(self, stack: int, run: Run | None = None) -> Sequence[str]:
        """Give the words of the row of a stack, or of a run on it."""
        key = (stack, -1 if run is None else run.number)
        words = self.words
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
