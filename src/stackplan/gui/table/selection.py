"""The selection of the table, kept over changes, and what an edit is about."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QItemSelectionRange, QModelIndex
from PySide6.QtWidgets import QTreeView

from stackplan.core.edits import lightest_stack
from stackplan.core.plan import Plan
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.text import plural
from stackplan.gui.table.columns import COLUMNS
from stackplan.gui.table.stack_model import StackModel
from stackplan.gui.widgets.messages import NO_PLAN

_LAST = len(COLUMNS) - 1


class Selected(NamedTuple):
    """What is selected: runs in the order of the rows, and stacks that are selected themselves."""

    runs: tuple[int, ...] = ()
    stacks: tuple[int, ...] = ()


def selected_rows(model: StackModel, selection: QItemSelection) -> Selected:
    """Read a selection, range by range."""
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


def _spans(rows: list[int]) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    for row in rows:
        if spans and spans[-1][1] == row - 1:
            spans[-1] = (spans[-1][0], row)
        else:
            spans.append((row, row))
    return spans


def open_stacks(table: QTreeView, model: StackModel) -> tuple[int, ...]:
    """Give the stacks whose runs are shown, by index."""
    tops = ((row, model.index(row, 0)) for row in range(model.rowCount()))
    return tuple(model.shown_at(row).stack for row, top in tops if table.isExpanded(top))


class TableState:
    """Remembers selection, current row, open stacks and place of a table, and brings them back.

    Rows are remembered by what they show, since a row that moves is another one to Qt.
    """

    def __init__(self, table: QTreeView, model: StackModel) -> None:
        self._table, self._model = table, model
        self.selected = selected_rows(model, table.selectionModel().selection())
        current = table.currentIndex()
        run = model.run_at(current)
        self._stack, self._run = model.stack_at(current), run.number if run is not None else None
        self._column = max(current.column(), 0)
        self._place = table.verticalScrollBar().value()
        self._stacks = model.plan.stacks if model.plan is not None else ()
        self._open = open_stacks(table, model)

    def restore(self) -> None:
        """Bring everything back, as far as the plan on show has it."""
        table, model = self._table, self._model
        places = model.plan.places if model.plan is not None else {}
        opened = {self._now(stack) for stack in self._open}
        for stack in opened | {places.get(number) for number in self.selected.runs}:
            table.expand(model.index_of_stack(stack))
        runs = tuple(number for number in self.selected.runs if number in places)
        stacks = (self._now(stack) for stack in self.selected.stacks)
        wanted = Selected(runs, tuple(stack for stack in stacks if stack is not None))
        if selected_rows(model, table.selectionModel().selection()) != wanted:
            flag = QItemSelectionModel.SelectionFlag.ClearAndSelect
            table.selectionModel().select(selection_of(model, wanted), flag)
        index = self._current_now()
        if index != table.currentIndex():
            no_update = QItemSelectionModel.SelectionFlag.NoUpdate
            index = index.siblingAtColumn(self._column)
            table.selectionModel().setCurrentIndex(index, no_update)
        # At once, not in the event loop's next turn, when the chart is being drawn beside it.
        table.executeDelayedItemsLayout()
        table.verticalScrollBar().setValue(self._place)

    def _current_now(self) -> QModelIndex:
        if self._run is not None:
            return self._model.index_of_run(self._run)
        return self._model.index_of_stack(self._now(self._stack))

    def _now(self, stack: int | None) -> int | None:
        """Give the index that a stack has now; `None` if it is gone.

        With a stack more or less the others may be counted anew: each is known by its first run.
        """
        stacks = self._model.plan.stacks if self._model.plan is not None else ()
        if stack is None or len(stacks) == len(self._stacks):
            return stack
        first = self._stacks[stack].run_numbers[:1]
        return next((n for n, now in enumerate(stacks) if now.run_numbers[:1] == first), None)


_NO_RUNS = "No run is selected; select runs, or a stack for all of its runs."
_SORTED = "The rows are sorted; show them as planned (Alt+1) to reorder runs."
_SCATTERED = "The selected runs are on several stacks; only runs of one stack can be reordered."


class Selection(NamedTuple):
    """The plan on screen, and what is selected in it."""

    plan: Plan | None = None
    selected: tuple[int, ...] = ()  # runs that are selected themselves, in the order of their rows
    stacks: tuple[int, ...] = ()  # stacks that are selected themselves (0-based)
    current: int | None = None  # the stack that the current row is or belongs to
    is_sorted: bool = False  # whether the rows stand in another order than the planned one

    @property
    def runs(self) -> tuple[int, ...]:
        """The runs that an edit is about: the selected ones, and all of selected stacks."""
        if not self.stacks or self.plan is None:
            return self.selected
        whole = (n for stack in self.stacks for n in self.plan.stacks[stack].run_numbers)
        return tuple(dict.fromkeys((*self.selected, *whole)))

    @property
    def words(self) -> str:
        """Name the runs: ``run 88``, ``all 7 runs of stack 3``, ``5 runs``."""
        runs = self.runs
        if len(runs) == 1:
            return f"run {runs[0]}"
        if len(self.stacks) == 1 and not self.selected:
            return f"all {plural(len(runs), 'run')} of stack {self.stacks[0] + 1}"
        return plural(len(runs), "run")

    def held(self, *, pinned: bool) -> tuple[int, ...]:
        """Give the runs that are pinned, or those that are not."""
        pins = self.plan.pinned if self.plan is not None else frozenset()
        return tuple(run for run in self.runs if (run in pins) == pinned)

    def why_no_plan(self) -> str:
        """Say that there is nothing to work on."""
        return NO_PLAN if self.plan is None else ""

    def why_no_runs(self) -> str:
        """Say that no run is selected."""
        return self.why_no_plan() or ("" if self.runs else _NO_RUNS)

    def why_no_move(self, stack: int) -> str:
        """Say why the runs cannot be moved to a stack."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        n_stacks = self.plan.request.n_stacks
        if stack >= n_stacks:
            return f"There is no stack {stack + 1}; the plan has {plural(n_stacks, 'stack')}."
        if all(self.plan.places[run] == stack for run in self.runs):
            are = "is" if len(self.runs) == 1 else "are"
            return f"{self.words.capitalize()} {are} on stack {stack + 1} already."
        return ""

    def neighbour(self, step: int) -> int:
        """Index of the stack beside that of the first run; maybe beyond the ends."""
        return self.plan.places[self.runs[0]] + step if self.plan is not None and self.runs else 0

    def why_no_neighbour(self, step: int) -> str:
        """Say why the runs cannot be moved to the stack before, or after."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        target = self.neighbour(step)
        if target < 0:
            return "Stack 1 is the first one; there is none before it."
        if target >= self.plan.request.n_stacks:
            return f"Stack {target} is the last one; add a stack with Ctrl+Shift+A."
        return self.why_no_move(target)

    def why_no_lightest(self) -> str:
        """Say why the runs cannot be sent to the lightest stack."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        return self.why_no_move(lightest_stack(self.plan))

    def why_no_swap(self) -> str:
        """Say why there are no two runs to swap."""
        if self.why_no_runs() or len(self.runs) == 2:
            return self.why_no_runs()
        return f"Two runs can be swapped; {plural(len(self.runs), 'run')} selected."

    def why_no_shift(self, step: int) -> str:
        """Say why the runs cannot go up or down inside their stack."""
        if self.plan is None or not self.runs:
            return self.why_no_runs()
        if self.is_sorted:
            return _SORTED
        if len({self.plan.places[run] for run in self.runs}) > 1:
            return _SCATTERED
        end = "first" if step < 0 else "last"
        is_at_end = self.shifted(step) is None
        return f"{self.words.capitalize()} is {end} already." if is_at_end else ""

    def shifted(self, step: int) -> tuple[tuple[int, ...], int, int | None] | None:
        """Find where the runs stand one row up or down: runs, stack, the run behind them.

        `None` if they are at the end already. Runs that are apart come together.
        """
        if self.plan is None or not self.runs:
            return None
        stack = self.plan.places[self.runs[0]]
        order = self.plan.stacks[stack].run_numbers
        rows = sorted(order.index(run) for run in self.runs)
        runs = tuple(order[row] for row in rows)
        together = rows[-1] - rows[0] == len(rows) - 1
        others = [number for number in order if number not in set(runs)]
        place = rows[0] + step if step < 0 else rows[-1] - len(rows) + 1 + step
        if together and not 0 <= place <= len(others):
            return None
        place = min(max(place, 0), len(others))
        return runs, stack, others[place] if place < len(others) else None

    def why_no_removal(self) -> str:
        """Say why the current stack cannot be removed."""
        if self.plan is None or self.current is None:
            return self.why_no_plan() or "No stack is selected."
        if self.plan.request.n_stacks == 1:
            return "Stack 1 is the only one and cannot be removed; add another first."
        held = [n for n in self.plan.stacks[self.current].run_numbers if n in self.plan.pinned]
        if not held:
            return ""
        which = f"run {RunNumbers.of(held)}" if len(held) == 1 else plural(len(held), "pinned run")
        return f"Stack {self.current + 1} holds pinned runs ({which}); unpin them first."
