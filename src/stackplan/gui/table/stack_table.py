"""The stack table: the tree view of stacks and runs, with its editors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSignalBlocker,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFont,
    QFontMetrics,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QSpinBox,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from stackplan.core.compare import Comparison
from stackplan.core.edits import moved_runs
from stackplan.core.plan import Plan
from stackplan.core.request import MAX_STACKS
from stackplan.gui.table.columns import ALIGNMENTS, COLUMNS, Column, Pace, Sorting
from stackplan.gui.table.drag_drop import DropTarget, drag_runs, drop_target, paint_mark
from stackplan.gui.table.selection import (
    Selected,
    Selection,
    TableState,
    open_stacks,
    selected_rows,
    selection_of,
)
from stackplan.gui.table.stack_model import MIME_TYPE, Index, StackModel
from stackplan.gui.widgets.overriding import override

_AIR = 4
_HAS_WORDS = QStyleOptionViewItem.ViewItemFeature.HasDisplay


class StackDelegate(QStyledItemDelegate):
    """Rows with some air: they are read from a distance, and dropped on; and the cells' editors."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return super().sizeHint(option, index) + QSize(0, _AIR)

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        # Qt's own asks for seven roles of each cell, each of them a call into Python.
        model, column = index.model(), index.column()
        assert isinstance(model, StackModel)
        option.index = index  # type: ignore[assignment]  # a persistent one becomes a plain one
        option.displayAlignment = ALIGNMENTS[column]
        if words := model.words_of(index):
            option.text = self.displayText(words[column], option.locale)
            option.features |= _HAS_WORDS
        if column == Column.NAME and not index.parent().isValid():
            font = QFont(option.font)
            font.setBold(True)
            option.font, option.fontMetrics = font, QFontMetrics(font)

    @override
    def createEditor(  # type: ignore[override]  # Qt's own gives no editor, too
        self, parent: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> QWidget | None:
        content = index.data(Qt.ItemDataRole.EditRole)
        if isinstance(content, int):
            number = QSpinBox(parent)
            number.setRange(1, MAX_STACKS)
            number.setFrame(False)
            number.setObjectName("stackNumberEdit")
            number.setAccessibleName("Number of the stack that the run shall move to")
            return number
        if isinstance(content, str):
            runs = QLineEdit(parent)
            runs.setPlaceholderText("54-58, 71 moves those runs here")
            runs.setObjectName("runListEdit")
            runs.setAccessibleName("Runs that shall move to this stack, for example 54-58, 71")
            runs.setAutoFillBackground(True)
            return runs
        return None

    @override
    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        if isinstance(editor, QLineEdit):
            model.setData(index, editor.text(), Qt.ItemDataRole.EditRole)
        elif isinstance(editor, QSpinBox):
            editor.interpretText()
            if editor.value() != index.data(Qt.ItemDataRole.EditRole):
                model.setData(index, editor.value(), Qt.ItemDataRole.EditRole)


_HOVER_MS = 600  # a closed stack opens after this time while runs are dragged over it
# An edit of more runs than this is not followed: they are all over the table.
_MOST_FOLLOWED = 50


class _Look(NamedTuple):
    """All that decides what the cells of a row look like."""

    words: Sequence[str]  # one for each column
    state: tuple[object, ...]  # selected, open, scrolled, ...: of the whole row


class StackTable(QTreeView):
    """Shows stacks and runs; it never changes a plan, it asks for changes."""

    move_requested = Signal(object, int)
    insert_requested = Signal(object, int, object)
    list_typed = Signal(str, int)
    list_pasted = Signal(str, int)
    refused = Signal(str)
    told = Signal(str)
    runs_selected = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("stackTable")
        self.setAccessibleName("Stacks and their runs")
        self.stack_model = StackModel(self)
        self._marks: Mapping[int, str] = {}
        self._comparison: Comparison | None = None
        self._target: DropTarget | None = None
        self._is_changing = False
        self.setModel(self.stack_model)
        self.setItemDelegate(StackDelegate(self))
        self.setUniformRowHeights(True)
        self.setAlternatingRowColors(True)
        # Its room is always kept: the columns do not move when it comes, and are not painted again.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.SelectedClicked
        )
        self._dress_header()
        self._let_drop()
        # Queued: the plan changes once the view has ended its own editing or dropping.
        queued, model = Qt.ConnectionType.QueuedConnection, self.stack_model
        model.move_requested.connect(self.move_requested, queued)
        model.insert_requested.connect(self.insert_requested, queued)
        model.list_typed.connect(self.list_typed, queued)
        self.selectionModel().selectionChanged.connect(self._on_selection)

    def _dress_header(self) -> None:
        header = self.header()
        header.setObjectName("stackTableHeader")
        header.setTextElideMode(Qt.TextElideMode.ElideRight)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSectionsClickable(True)
        header.setSortIndicatorShown(True)
        header.setSortIndicatorClearable(True)
        header.sortIndicatorChanged.connect(self._on_sort_indicator)
        for column in COLUMNS:
            if column.record.width is not None:
                self.setColumnWidth(column, column.record.width)
        self._show_columns()

    def _let_drop(self) -> None:
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDropIndicatorShown(False)  # ours also tells a stack from a place in it
        self.setAutoExpandDelay(_HOVER_MS)

    @property
    def selected(self) -> Selected:
        """What is selected: runs, and stacks."""
        return selected_rows(self.stack_model, self.selectionModel().selection())

    def selected_runs(self) -> tuple[int, ...]:
        """Numbers of the selected runs; a selected stack stands for itself, not for its runs."""
        return self.selected.runs

    def selection(self) -> Selection:
        """Give what is selected, with all that an edit of it depends on."""
        model, selected = self.stack_model, self.selected
        current = model.stack_at(self.currentIndex())
        return Selection(model.plan, *selected, current, model.sorting is not None)

    def set_plan(self, plan: Plan | None, marks: Mapping[int, str]) -> None:
        """Show a plan; what is selected, open and scrolled to stays so."""
        self._marks = marks
        self._show(plan, self.stack_model.sorting)

    def set_pace(self, pace: Pace) -> None:
        """Tell how fast a process goes, for the time that each stack takes."""
        if pace != self.stack_model.pace:
            self.stack_model.pace = pace
            self._show(self.stack_model.plan, self.stack_model.sorting)

    def set_comparison(self, comparison: Comparison | None) -> None:
        """Show beside the plan what another one has; `None` compares no more."""
        self._comparison = comparison
        self._show(self.stack_model.plan, self.stack_model.sorting)

    def sort_rows(self, sorting: Sorting | None) -> None:
        """Show the rows in another order, `None` for the planned one; the plan stays as it is."""
        order, header = Qt.SortOrder, self.header()
        blocker = QSignalBlocker(header)
        back = sorting is not None and sorting.descending
        header.setSortIndicator(
            -1 if sorting is None else sorting.column,
            order.DescendingOrder if back else order.AscendingOrder,
        )
        del blocker
        header.viewport().update()
        if sorting != self.stack_model.sorting:
            self._show(self.stack_model.plan, sorting)

    def _on_sort_indicator(self, column: int, order: Qt.SortOrder) -> None:
        if column >= 0 and COLUMNS[column].record.stack_key is None:
            self.sort_rows(self.stack_model.sorting)  # the arrow goes back to where it was
        else:
            back = bool(order.value)
            self.sort_rows(Sorting(COLUMNS[column], back) if column >= 0 else None)

    def _show(self, plan: Plan | None, sorting: Sorting | None) -> None:
        before, kept = self.stack_model.plan, TableState(self, self.stack_model)
        comparison = self._comparison if plan is not None else None
        self._is_changing = True  # the selection is restored below, and told of once
        self.setAutoScroll(False)  # Qt would scroll to each row that is the current one meanwhile
        with self._only_changes_painted():
            self.stack_model.set_plan(plan, self._marks, comparison, sorting)
            kept.restore()
        self.setAutoScroll(True)
        self._show_columns()
        self._is_changing = False
        if before is not None and plan is not None:
            self._follow(before, plan, kept.selected.runs)
        if set(kept.selected.runs) != set(self.selected_runs()):
            self._on_selection()

    @contextmanager
    def _only_changes_painted(self) -> Iterator[None]:
        """Paint cells that look different after a change; Qt would paint all where a row comes.

        Over `ssh -X` every painted pixel travels.
        """
        before, held = self._looks(), Qt.WidgetAttribute.WA_UpdatesDisabled
        viewports = self.viewport(), self.header().viewport()
        for viewport in viewports:  # `setUpdatesEnabled` would paint everything in the end
            viewport.setAttribute(held)
        try:
            yield
            after = self._looks()
        finally:
            for viewport in viewports:
                viewport.setAttribute(held, False)
        for row in before.keys() | after.keys():
            old, new, (top, height) = before.get(row), after.get(row), row
            if old is None or new is None or old.state != new.state:
                self.viewport().update(0, top, self.viewport().width(), height)
                continue
            for column, (was, words) in enumerate(zip(old.words, new.words, strict=True)):
                if was != words:
                    left, width = self.columnViewportPosition(column), self.columnWidth(column)
                    self.viewport().update(left, top, width, height)

    def _looks(self) -> dict[tuple[int, int], _Look]:
        """Give what each row in sight looks like, by its top and height in pixels."""
        looks: dict[tuple[int, int], _Look] = {}
        index, bottom = self.indexAt(QPoint(0, 0)), self.viewport().height()
        scrolled = self.verticalScrollBar().value(), self.header().offset()
        here = self.currentIndex()
        while index.isValid() and (place := self.visualRect(index)).top() < bottom:
            chosen = self.selectionModel().isSelected(index)
            focused = here.column() if index.siblingAtColumn(here.column()) == here else -1
            state = index.parent().isValid(), self.isExpanded(index), chosen, focused, *scrolled
            looks[place.top(), place.height()] = _Look(self.stack_model.words_of(index), state)
            index = self.indexBelow(index)
        return looks

    def _follow(self, before: Plan, plan: Plan, selected: tuple[int, ...]) -> None:
        """Keep in sight what an edit, undo or redo has moved: a selected run, else the first."""
        if before.places.keys() != plan.places.keys() or before.request != plan.request:
            return
        moved = moved_runs(before, plan)
        if len(moved) > _MOST_FOLLOWED or before.stacks == plan.stacks:
            return
        number = next((n for n in selected if n in moved or not moved), min(moved, default=None))
        if number is None:
            return
        index = self.stack_model.index_of_run(number)
        self._bring_in_sight(index if self.isExpanded(index.parent()) else index.parent())

    def _bring_in_sight(self, index: QModelIndex) -> None:
        """Show a row, and the row of its stack as long as both have room."""
        if self.viewport().rect().contains(self.visualRect(index)):
            return
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _show_columns(self) -> None:
        words = self.stack_model.words
        for column in COLUMNS:
            if column.record.is_shown is not None:
                is_hidden = words is None or not column.record.is_shown(words)
                if self.isColumnHidden(column) != is_hidden:
                    self.setColumnHidden(column, is_hidden)

    @property
    def open_stacks(self) -> tuple[int, ...]:
        """Indices of the stacks whose runs are shown."""
        return open_stacks(self, self.stack_model)

    def show_another(self, opened: Iterable[int]) -> None:
        """Begin with the rows of another plan: nothing selected, and only these stacks open."""
        self.select_runs(())
        self.collapseAll()
        for stack in opened:
            self.expand(self.stack_model.index_of_stack(stack))
        self.scrollToTop()

    def select_runs(self, run_numbers: Iterable[int]) -> None:
        """Select runs and show them, opening their stacks."""
        numbers = tuple(run_numbers)
        index = self.stack_model.index_of_run(numbers[0]) if numbers else QModelIndex()
        self._select(Selected(numbers), index)

    def select_stack(self, stack: int) -> None:
        """Select a stack and show it."""
        self._select(Selected(stacks=(stack,)), self.stack_model.index_of_stack(stack))

    def _select(self, wanted: Selected, first: QModelIndex) -> None:
        plan = self.stack_model.plan
        places = plan.places if plan is not None else {}
        for stack in {places[number] for number in wanted.runs if number in places}:
            self.expand(self.stack_model.index_of_stack(stack))
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection_of(self.stack_model, wanted), flag.ClearAndSelect)
        if first.isValid():
            self.selectionModel().setCurrentIndex(first, flag.NoUpdate)
            self._bring_in_sight(first)

    def _on_selection(self) -> None:
        if not self._is_changing:
            self.runs_selected.emit(self.selected_runs())

    @override
    def keyboardSearch(self, search: str) -> None:
        """Search nothing: Qt would ask for the words of every row; runs are found by Ctrl+F."""

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        # Overridden also so that the GIL is taken once a paint, not once for each `data()` call:
        # beside a worker that computes, a paint would take up to half a second.
        super().paintEvent(event)
        if self._target is not None:
            paint_mark(self, self._target)

    @override
    def doItemsLayout(self) -> None:
        # For the same reason.
        super().doItemsLayout()

    @override
    def startDrag(self, supportedActions: Qt.DropAction) -> None:
        selection = self.selection()
        if selection.runs:
            drag_runs(self, selection)

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
