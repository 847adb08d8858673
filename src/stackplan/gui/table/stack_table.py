"""The stack table: selection, keys, menu and drag and drop; wishes leave as signals."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QSignalBlocker,
    QSize,
    Signal,
)
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyledItemDelegate,
    QTreeView,
)

from stackplan.gui.overriding import override
from stackplan.gui.table.stack_columns import SPEED_COLUMNS, Column
from stackplan.gui.table.stack_model import StackModel

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QStyleOptionViewItem, QWidget

    from stackplan.core.plan import Plan
    from stackplan.gui.table.stack_model import Index

_MAX_KEYS = 9
_AIR = 4
_WIDTHS = {
    Column.NAME: 160,
    Column.STACK: 76,
    Column.RUNS: 56,
    Column.LOAD: 90,
    Column.SPEED: 64,
    Column.TIME: 90,
    Column.OVER_MEAN: 90,
}


class _RoomyDelegate(QStyledItemDelegate):
    """Rows with some air: they are read from a distance, and dropped on."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, _AIR)


class StackTable(QTreeView):
    """Shows stacks and runs; it never changes a plan, it asks for changes."""

    move_requested = Signal(object, int)
    pin_requested = Signal(object, bool)
    runs_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stackTable")
        self.setAccessibleName("Stacks and their runs")
        self._can_move = False
        self.stack_model = StackModel(self)
        self.setModel(self.stack_model)
        self.header().setModel(self.stack_model.headers)
        self.setItemDelegate(_RoomyDelegate(self))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        for column, width in _WIDTHS.items():
            self.setColumnWidth(column, width)
        self._show_speeds(None)
        self.selectionModel().selectionChanged.connect(self._on_selection)

    def let_move(self) -> None:
        """Let runs be moved, by typing, dragging, menu and keys: from the first plan on."""
        if self._can_move:
            return
        self._can_move = True
        # Imported after the first paint: see `qt_values`.
        from PySide6.QtCore import Qt

        # Queued: the plan changes once the view has ended its own editing or dropping.
        queued = Qt.ConnectionType.QueuedConnection
        self.stack_model.move_requested.connect(self.move_requested, queued)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._show_menu)
        self._add_keys(Qt.ShortcutContext.WidgetShortcut)

    def set_plan(self, plan: Plan | None, marks: Mapping[int, str]) -> None:
        """Show a plan; what is selected, open and scrolled to stays so."""
        if plan is None and self.stack_model.plan is None:
            return
        self.let_move()
        opened = self._opened()
        chosen, position = self.selected_runs(), self.verticalScrollBar().value()
        chosen_stacks = self._selected_stacks()
        current = self.stack_model.run_at(self.currentIndex())
        current_stack = self.stack_model.stack_at(self.currentIndex())
        blocker = QSignalBlocker(self.selectionModel())
        self.stack_model.set_plan(plan, marks)
        self._show_speeds(plan)
        n_stacks = self.stack_model.rowCount()
        for stack in (stack for stack in opened if stack < n_stacks):
            self.expand(self.stack_model.index(stack, 0))
        self._select(chosen, chosen_stacks)
        if current is not None:
            self._set_current(self.stack_model.index_of_run(current.number))
        elif current_stack is not None:
            self._set_current(self.stack_model.index(current_stack, 0))
        del blocker
        # At once, not in the event loop's next turn, when the chart is being drawn beside it.
        self.executeDelayedItemsLayout()
        self.verticalScrollBar().setValue(position)
        if self.selected_runs() != chosen:
            self._on_selection()

    def _show_speeds(self, plan: Plan | None) -> None:
        for column in SPEED_COLUMNS:
            self.setColumnHidden(column, plan is None or plan.request.speeds is None)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # Only to enter Python once for the whole of it: else each of a thousand cells waits for its
        # turn beside the thread that draws the chart, and a paint takes up to half a second.
        super().paintEvent(event)

    @override
    def doItemsLayout(self) -> None:
        # For the same reason.
        super().doItemsLayout()

    def selected_runs(self) -> tuple[int, ...]:
        """Numbers of the selected runs; a selected stack stands for itself, not for its runs."""
        rows = self.selectionModel().selectedRows(Column.NAME)
        runs = (self.stack_model.run_at(index) for index in rows)
        return tuple(run.number for run in runs if run is not None)

    def select_runs(self, run_numbers: Iterable[int]) -> None:
        """Select runs and show them, opening their stacks."""
        numbers = tuple(run_numbers)
        self._select(numbers)
        index = self.stack_model.index_of_run(numbers[0]) if numbers else QModelIndex()
        if index.isValid():
            self._set_current(index)
            self.scrollTo(index)

    def _set_current(self, index: QModelIndex) -> None:
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _selected_stacks(self) -> list[int]:
        rows = self.selectionModel().selectedRows(Column.NAME)
        return [index.row() for index in rows if not index.parent().isValid()]

    def _select(self, run_numbers: Iterable[int], stacks: Iterable[int] = ()) -> None:
        selection = QItemSelection()
        for stack in stacks:
            index = self.stack_model.index(stack, 0)
            if index.isValid():
                selection.select(index, index.siblingAtColumn(len(Column) - 1))
        for number in run_numbers:
            index = self.stack_model.index_of_run(number)
            if index.isValid():
                self.expand(index.parent())
                selection.select(index, index.siblingAtColumn(len(Column) - 1))
        self.selectionModel().select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _opened(self) -> list[int]:
        rows = range(self.stack_model.rowCount())
        return [row for row in rows if self.isExpanded(self.stack_model.index(row, 0))]

    def _on_selection(self) -> None:
        self.runs_selected.emit(self.selected_runs())

    def _add_keys(self, here: Qt.ShortcutContext) -> None:
        """Each drag has a key twin: Ctrl+1 to Ctrl+9, Alt+Left and Alt+Right; P pins and unpins."""
        for number in range(1, _MAX_KEYS + 1):
            move = partial(self._move, number - 1, 0)
            self._add_key(f"Ctrl+{number}", f"Move to stack {number}", move)
        self._add_key("Alt+Left", "Move to the stack before", lambda: self._move(None, -1))
        self._add_key("Alt+Right", "Move to the stack after", lambda: self._move(None, +1))
        self._add_key("P", "Pin, or unpin", self._turn_pins)
        for action in self.actions():
            action.setShortcutContext(here)

    def _add_key(self, keys: str, text: str, slot: Callable[[], None]) -> None:
        action = QAction(text, self)
        action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda _=False: slot())
        self.addAction(action)

    def ask_pins(self, *, pinned: bool) -> None:
        """Ask that the selected runs are pinned, or let go."""
        runs = self._with_pin(not pinned)
        if runs:
            self.pin_requested.emit(runs, pinned)

    def _turn_pins(self) -> None:
        """Pin what is selected; let it go where all of it is pinned."""
        self.ask_pins(pinned=bool(self._with_pin(False)))

    def _with_pin(self, pinned: bool) -> tuple[int, ...]:
        """Give the selected runs that are pinned, or those that are not."""
        plan = self.stack_model.plan
        held = plan.pinned if plan is not None else frozenset()
        return tuple(run for run in self.selected_runs() if (run in held) == pinned)

    def _move(self, stack: int | None, step: int) -> None:
        runs = self.selected_runs()
        if not runs:
            return
        here = self.stack_model.stack_at(self.stack_model.index_of_run(runs[0])) or 0
        plan = self.stack_model.plan
        if stack is not None:
            self.move_requested.emit(runs, stack)
        elif plan is not None and 0 <= here + step < plan.request.n_stacks:
            self.move_requested.emit(runs, here + step)

    def _show_menu(self, position: QPoint) -> None:
        from stackplan.gui.table.stack_menu import Choice, show_menu

        runs, plan = self.selected_runs(), self.stack_model.plan
        choice = Choice(
            runs,
            plan.request.n_stacks if plan else 0,
            bool(self._with_pin(False)),
            bool(self._with_pin(True)),
            lambda stack: self.move_requested.emit(runs, stack),
            lambda pinned: self.ask_pins(pinned=pinned),
        )
        show_menu(self, choice, self.viewport().mapToGlobal(position))
