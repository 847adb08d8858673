"""The widgets of the window and where they stand; what they do is wired in `main_window`."""

from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QGroupBox,
    QLineEdit,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stackplan.gui.chart.board import Board
from stackplan.gui.settings.settings_panel import SettingsPanel
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.widgets.fields import leave_history_keys, set_names
from stackplan.gui.widgets.labels import VerticalScrollPane
from stackplan.gui.widgets.messages import Messages, QuestionStrip
from stackplan.gui.window.empty_state import EmptyState
from stackplan.gui.window.header import Header
from stackplan.gui.window.status_bar import ScanStatus

# The menus of the menu bar, from the left; what stands in them is in `commands.py`.
MENUS = ("&File", "&Edit", "Ru&ns", "&Plan", "Sp&yral", "&View", "&Help")
FILE, EDIT, RUNS, PLAN, SPYRAL, VIEW, HELP = MENUS
_TABLE_TIP = "Open a stack to see its runs; drag runs, or type where they shall go"
_LEFT_WIDTH = 330


class Panes(NamedTuple):
    """Every widget that shows a plan or asks for a change."""

    header: Header
    strip: QuestionStrip
    settings: SettingsPanel
    chart: Board
    table: StackTable
    status: ScanStatus
    note: QLineEdit
    left: VerticalScrollPane
    columns: QSplitter
    rows: QSplitter
    empty: EmptyState
    work: QStackedWidget  # board and table, or the empty state


def make_panes(default_stacks: int, processors: int, messages: Messages) -> Panes:
    """Make the widgets, each with its name for scripts and for screen readers."""
    chart = Board()
    note = QLineEdit(placeholderText="for example: before the target change")
    leave_history_keys(note, note.isModified)
    note.setEnabled(False)
    note.setAcceptDrops(False)  # a folder dropped here is meant for the window
    set_names(
        note,
        "noteEdit",
        "Note on the plan",
        "A note for the next shift; it is kept in the plan file",
    )
    settings = SettingsPanel(default_stacks, processors)
    left = VerticalScrollPane(_left_column(settings, note), "leftPane")
    table = StackTable()
    table.setToolTip(_TABLE_TIP)
    columns, rows = QSplitter(), QSplitter()
    rows.setOrientation(Qt.Orientation.Vertical)
    columns.setObjectName("columnsSplitter")
    rows.setObjectName("rowsSplitter")
    return Panes(
        header=Header(),
        strip=QuestionStrip(messages),
        settings=settings,
        chart=chart,
        table=table,
        status=ScanStatus(),
        note=note,
        left=left,
        columns=columns,
        rows=rows,
        empty=EmptyState(),
        work=QStackedWidget(),
    )


def _left_column(settings: SettingsPanel, note: QLineEdit) -> QWidget:
    left = QWidget()
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 4, 0)
    column.addWidget(settings)
    box = QGroupBox("Note")
    QVBoxLayout(box).addWidget(note)
    column.addWidget(box)
    column.addStretch(1)
    return left


def arrange(panes: Panes) -> QWidget:
    """Put the widgets where the design has them; returns the central widget."""
    panes.rows.addWidget(panes.chart)
    panes.rows.addWidget(panes.table)
    panes.columns.addWidget(panes.left)
    right = QWidget()
    work = QVBoxLayout(right)
    work.setContentsMargins(4, 0, 0, 0)
    work.addWidget(panes.strip)
    panes.work.addWidget(panes.rows)
    panes.work.addWidget(panes.empty)
    work.addWidget(panes.work, 1)
    panes.columns.addWidget(right)
    for splitter in (panes.rows, panes.columns):
        splitter.setChildrenCollapsible(False)
    panes.columns.setStretchFactor(1, 1)
    panes.columns.setSizes([_LEFT_WIDTH, 1000])
    panes.rows.setSizes([400, 300])
    central = QWidget()
    page = QVBoxLayout(central)
    page.setContentsMargins(8, 8, 8, 0)
    page.addWidget(panes.header)
    page.addWidget(panes.columns, 1)
    _order_focus(panes)
    return central


def show_empty(panes: Panes, *, is_empty: bool) -> None:
    """Show the ways to begin, or board and table; with them goes the keyboard."""
    page, other = (panes.empty, panes.rows) if is_empty else (panes.rows, panes.empty)
    if panes.work.currentWidget() is page:
        return
    had: QWidget | None = panes.work.window().focusWidget()  # PySide leaves out the None
    had_keyboard = had is None or other.isAncestorOf(had)
    panes.work.setCurrentWidget(page)
    if had_keyboard:
        (panes.empty.folder if is_empty else panes.table).setFocus()


def show_panes(panes: Panes, shown: str) -> None:
    """Show `board`, `table`, or `both`; what had the keyboard hands it to what is left."""
    had_keyboard = panes.chart.hasFocus() or panes.table.hasFocus()
    panes.chart.setVisible(shown != "table")
    panes.table.setVisible(shown != "board")
    if had_keyboard:
        (panes.chart if shown == "board" else panes.table).setFocus()


def _order_focus(panes: Panes) -> None:
    """From the header over the left column to the board and the table; messages come last."""
    left = (*panes.settings.fields, panes.note)
    for first, second in pairwise((*panes.header.controls, *left, panes.chart, panes.table)):
        QWidget.setTabOrder(first, second)
