"""What must stay as it was while the rows of the table change under it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel

from stackplan.gui.table.stack_columns import Column

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtCore import QItemSelectionRange, QModelIndex
    from PySide6.QtWidgets import QTreeView

    from stackplan.gui.table.stack_model import StackModel

_LAST = len(Column) - 1


class Row(NamedTuple):
    """A row by what it shows: a stack, or a run on a stack."""

    stack: int
    run: int | None = None


class Selected(NamedTuple):
    """What is selected: runs in the order of the rows, and stacks that are selected themselves."""

    runs: tuple[int, ...] = ()
    stacks: tuple[int, ...] = ()


def selected_rows(model: StackModel, selection: QItemSelection) -> Selected:
    """Read a selection range by range: row by row would take seconds for a hundred thousand."""
    runs: list[tuple[int, int, tuple[int, ...]]] = []
    stacks: list[int] = []
    for part in cast("Iterable[QItemSelectionRange]", selection):
        top, first, last = part.parent(), part.top(), part.bottom()
        if top.isValid():
            shown = model.shown_at(top.row()).runs[first : last + 1]
            runs.append((top.row(), first, tuple(run.number for run in shown)))
        else:
            stacks += [model.shown_at(row).stack for row in range(first, last + 1)]
    runs.sort()
    # A cell may be selected in more than one part of it.
    numbers = dict.fromkeys(number for _, _, part in runs for number in part)
    return Selected(tuple(numbers), tuple(dict.fromkeys(stacks)))


def selection_of(model: StackModel, wanted: Selected) -> QItemSelection:
    """Make the selection of these rows, in as few parts as there can be."""
    selection = QItemSelection()
    by_stack: dict[int, set[int]] = {}
    plan = model.plan
    for number in wanted.runs:
        if plan is not None and number in plan.places:
            by_stack.setdefault(plan.places[number], set()).add(number)
    for stack, numbers in by_stack.items():
        top = model.index_of_stack(stack)
        runs = model.shown_at(top.row()).runs
        rows = [row for row, run in enumerate(runs) if run.number in numbers]
        for first, last in _spans(rows):
            selection.select(model.index(first, 0, top), model.index(last, _LAST, top))
    for stack in wanted.stacks:
        top = model.index_of_stack(stack)
        if top.isValid():
            selection.select(top, top.siblingAtColumn(_LAST))
    return selection


def every_row(model: StackModel, is_open: Callable[[QModelIndex], bool]) -> QItemSelection:
    """Make the selection of all stacks, and of all runs of those that are open."""
    selection = QItemSelection()
    rows = model.rowCount()
    selection.select(model.index(0, 0), model.index(rows - 1, _LAST))
    for top in (model.index(row, 0) for row in range(rows)):
        if is_open(top):
            last = model.rowCount(top) - 1
            selection.select(model.index(0, 0, top), model.index(last, _LAST, top))
    return selection


def _spans(rows: list[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans


class KeptRows:
    """Remembers selection, current row, opened stacks and place of a table, and brings them back.

    Rows are remembered by what they show, since a row that moves is another one to Qt.
    """

    def __init__(self, table: QTreeView, model: StackModel) -> None:
        self._table, self._model = table, model
        self.selected = selected_rows(model, table.selectionModel().selection())
        self._current = self._row(table.currentIndex())
        self._column = max(table.currentIndex().column(), 0)
        self._place = table.verticalScrollBar().value()
        tops = (model.index(row, 0) for row in range(model.rowCount()))
        self._opened = [row for row, top in enumerate(tops) if table.isExpanded(top)]
        self._opened = [model.shown_at(row).stack for row in self._opened]

    def bring_back(self, now: Mapping[int, int] | None) -> None:
        """Bring everything back; `now` tells the index of each stack that there was.

        `None` is for rows that were made anew: stacks are then the same by their index.
        """
        table, model = self._table, self._model
        if now is None:
            for stack in self._opened:
                table.expand(model.index_of_stack(stack))
        stacks = self._renumbered(self.selected.stacks, now)
        wanted = Selected(self.selected.runs, stacks)
        self._open(wanted.runs)
        if now is None or selected_rows(model, table.selectionModel().selection()) != wanted:
            # Emptied first: a new selection is held against each part of the old one.
            table.selectionModel().clearSelection()
            select = QItemSelectionModel.SelectionFlag.Select
            table.selectionModel().select(selection_of(model, wanted), select)
        index = self._index(self._current, now)
        if index != table.currentIndex():
            no_update = QItemSelectionModel.SelectionFlag.NoUpdate
            index = index.siblingAtColumn(self._column)
            table.selectionModel().setCurrentIndex(index, no_update)
        # At once, not in the event loop's next turn, when the chart is being drawn beside it.
        table.executeDelayedItemsLayout()
        table.verticalScrollBar().setValue(self._place)

    def _open(self, run_numbers: Iterable[int]) -> None:
        plan = self._model.plan
        places = plan.places if plan is not None else {}
        for stack in {places[number] for number in run_numbers if number in places}:
            self._table.expand(self._model.index_of_stack(stack))

    def _row(self, index: QModelIndex) -> Row | None:
        run, stack = self._model.run_at(index), self._model.stack_at(index)
        return None if stack is None else Row(stack, run.number if run is not None else None)

    def _renumbered(self, stacks: Iterable[int], now: Mapping[int, int] | None) -> tuple[int, ...]:
        if now is None:
            return tuple(s for s in stacks if self._model.index_of_stack(s).isValid())
        return tuple(now[stack] for stack in stacks if stack in now)

    def _index(self, row: Row | None, now: Mapping[int, int] | None) -> QModelIndex:
        if row is None:
            return self._model.index(-1, 0)
        if row.run is not None:
            return self._model.index_of_run(row.run)
        stack = row.stack if now is None else now.get(row.stack, -1)
        return self._model.index_of_stack(stack)
