"""The widgets of the window and where they stand; what they do is wired in `main_window`."""

from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGroupBox, QLineEdit, QPushButton, QSplitter, QVBoxLayout, QWidget

from stackplan.gui.chart.board import Board
from stackplan.gui.settings.settings_panel import SettingsPanel
from stackplan.gui.settings.summary_bar import SummaryBar
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.widgets.fields import leave_history_keys, name
from stackplan.gui.widgets.keyboard import leave_keyboard
from stackplan.gui.widgets.labels import Column
from stackplan.gui.widgets.messages import Messages, QuestionStrip
from stackplan.gui.window.status_bar import ScanStatus

# The menus of the menu bar, from the left; what stands in them is in `commands.py`.
MENUS = ("&File", "&Edit", "Ru&ns", "&Plan", "Sp&yral", "&View", "&Help")
FILE, EDIT, RUNS, PLAN, SPYRAL, VIEW, HELP = MENUS
_FIRST_WORDS = "Drop a folder of runs here, or press Ctrl+O to open one."
_TABLE_TIP = "Open a stack to see its runs; drag runs, or type where they shall go"
_LEFT_WIDTH = 330
FOLLOW_TIP = "Offer each new run as soon as it is finished; no planned run moves"
EXPORT_TIP = "Write the plan file, a table, JSON or a picture (Ctrl+S)"


class Panes(NamedTuple):
    """Every widget that shows a plan or asks for a change."""

    summary: SummaryBar
    strip: QuestionStrip
    settings: SettingsPanel
    chart: Board
    table: StackTable
    status: ScanStatus
    note: QLineEdit
    balance: QPushButton
    rescan: QPushButton
    follow: QPushButton
    export: QPushButton
    export_for: QPushButton
    columns: QSplitter
    rows: QSplitter


def make_panes(default_stacks: int, messages: Messages) -> Panes:
    """Make the widgets, each with its name for scripts and for screen readers."""
    chart = Board()
    chart.set_words(_FIRST_WORDS)
    balance = QPushButton("&Balance")
    name(balance, "balanceButton", "Balance the plan")
    leave_keyboard(balance)
    note = QLineEdit(placeholderText="Note: before the target change")
    leave_history_keys(note, note.isModified)
    note.setAcceptDrops(False)  # a folder dropped here is meant for the window
    name(
        note,
        "noteEdit",
        "Note on the plan",
        "A note for the next shift; it is kept in the plan file",
    )
    table = StackTable()
    table.setToolTip(_TABLE_TIP)
    columns, rows = QSplitter(), QSplitter()
    rows.setOrientation(Qt.Orientation.Vertical)
    columns.setObjectName("columnsSplitter")
    rows.setObjectName("rowsSplitter")
    return Panes(
        summary=SummaryBar(),
        strip=QuestionStrip(messages),
        settings=SettingsPanel(default_stacks),
        chart=chart,
        table=table,
        status=ScanStatus(),
        note=note,
        balance=balance,
        rescan=_rescan(),
        follow=_follow(),
        export=_export(),
        export_for=_export_for(),
        columns=columns,
        rows=rows,
    )


def _export() -> QPushButton:
    button = QPushButton("Save or e&xport...  (Ctrl+S)")
    name(button, "exportButton", "Save or export the plan", EXPORT_TIP)
    leave_keyboard(button)
    return button


def _export_for() -> QPushButton:
    button = QPushButton("Expor&t for...  (Ctrl+E)")
    tip = "Scripts that run the plan, an e-log block, tables; see them first (Ctrl+E)"
    name(button, "exportForButton", "Export the plan for Spyral, Slurm and others", tip)
    leave_keyboard(button)
    return button


def _rescan() -> QPushButton:
    button = QPushButton("&Rescan  (F5)")
    name(button, "rescanButton", "Rescan the folder", "Read the sizes again; no run moves (F5)")
    leave_keyboard(button)
    return button


def _follow() -> QPushButton:
    button = QPushButton("Follo&w the folder")
    button.setCheckable(True)
    name(button, "followButton", "Follow the folder", FOLLOW_TIP)
    leave_keyboard(button)
    return button


def arrange(panes: Panes) -> QWidget:
    """Put the widgets where the design has them; returns the central widget."""
    left = QWidget()
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 4, 0)
    column.addWidget(panes.settings)
    column.addWidget(_box("2  Plan", panes.balance, panes.rescan, panes.follow))
    column.addWidget(_box("3  Export", panes.note, panes.export, panes.export_for))
    column.addStretch(1)
    panes.rows.addWidget(panes.chart)
    panes.rows.addWidget(panes.table)
    panes.columns.addWidget(Column(left, "leftPane"))
    right = QWidget()
    work = QVBoxLayout(right)
    work.setContentsMargins(4, 0, 0, 0)
    work.addWidget(panes.strip)
    work.addWidget(panes.rows, 1)
    panes.columns.addWidget(right)
    for splitter in (panes.rows, panes.columns):
        splitter.setChildrenCollapsible(False)
    panes.columns.setStretchFactor(1, 1)
    panes.columns.setSizes([_LEFT_WIDTH, 1000])
    panes.rows.setSizes([400, 300])
    central = QWidget()
    page = QVBoxLayout(central)
    page.setContentsMargins(8, 8, 8, 0)
    page.addWidget(panes.summary)
    page.addWidget(panes.columns, 1)
    _order_focus(panes)
    return central


def show_panes(panes: Panes, shown: str) -> None:
    """Show `board`, `table`, or `both`; what had the keyboard hands it to what is left."""
    had_keyboard = panes.chart.hasFocus() or panes.table.hasFocus()
    panes.chart.setVisible(shown != "table")
    panes.table.setVisible(shown != "board")
    if had_keyboard:
        (panes.chart if shown == "board" else panes.table).setFocus()


def _order_focus(panes: Panes) -> None:
    """From the settings over the plan and its export to what shows it; messages come last."""
    settings = panes.settings
    plan = (panes.balance, panes.rescan, panes.follow)
    below = (*plan, panes.note, panes.export, panes.export_for)
    for first, second in pairwise((*settings.fields, *below, panes.chart, panes.table)):
        QWidget.setTabOrder(first, second)


def _box(title: str, *widgets: QWidget) -> QGroupBox:
    box = QGroupBox(title)
    column = QVBoxLayout(box)
    for widget in widgets:
        column.addWidget(widget)
    return box
