"""The main window: its widgets and where they stand, their connections, its start and end."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

from PySide6.QtCore import QChildEvent, QEvent, Qt, QTimer
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QSessionManager,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGroupBox,
    QLineEdit,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.request import PlanRequest
from stackplan.core.text import printable
from stackplan.files.paths import absolute
from stackplan.files.process import default_stacks, processors
from stackplan.gui.beam.follower import Follower
from stackplan.gui.chart.board import Board
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.hand_edits import HandEdits
from stackplan.gui.planning.scan_jobs import JobProgress
from stackplan.gui.planning.session import Session
from stackplan.gui.preferences import Preferences, SettingsWriter
from stackplan.gui.saving.file_actions import FileActions
from stackplan.gui.saving.recovery import Recovery
from stackplan.gui.settings.settings_panel import SettingsPanel
from stackplan.gui.table.stack_table import StackTable
from stackplan.gui.widgets.dialogs import Drop, read_drop
from stackplan.gui.widgets.fields import leave_window_keys, set_names
from stackplan.gui.widgets.keyboard import Keyboard, finish_typing
from stackplan.gui.widgets.labels import ScrollPane, VerticalScrollPane
from stackplan.gui.widgets.messages import Message, Messages, QuestionStrip, show_messages
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import Worker
from stackplan.gui.window.appearance_control import AppearanceControl
from stackplan.gui.window.empty_state import EmptyState
from stackplan.gui.window.geometry import Movable, layout_of, restore_layout, zoom_columns
from stackplan.gui.window.header import Header
from stackplan.gui.window.status_bar import ScanStatus, SearchStatus

# The menus of the menu bar, from the left; what stands in them is in `commands.py`.
MENUS = ("&File", "&Edit", "Ru&ns", "&Plan", "Sp&yral", "&View", "&Help")
FILE, EDIT, RUNS, PLAN, SPYRAL, VIEW, HELP = MENUS
_TABLE_TIP = "Open a stack to see its runs; drag runs to another stack, or type its number"
_LEFT_WIDTH = 330
_BRIEFLY_MS = 4000
# A file that is being written gets so long to be whole before the window is gone.
_SAVING_S = 2.0


class Panes(NamedTuple):
    """Every widget that shows a plan or asks for a change."""

    header: Header
    strip: QuestionStrip
    settings: SettingsPanel
    chart: Board
    table: StackTable
    status: ScanStatus
    search: SearchStatus
    note: QLineEdit
    left: VerticalScrollPane
    columns: QSplitter
    rows: QSplitter
    empty: EmptyState
    work: QStackedWidget  # board and table, or the empty state


class MainWindow(QMainWindow):
    """One plan, from the folder to the exported file."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.keyboard = Keyboard(self)
        self.preferences = preferences
        # Without a parent: it must outlive whatever of the window speaks while it is deleted.
        self.messages = messages = Messages()
        self.settings_writer = SettingsWriter(preferences, messages, self)
        self._leaving = False
        self.default_stacks = default_stacks()
        self._restored = PlanRequest()
        self.document = PlanDocument(self)
        self.session = Session(self.document, messages, self)
        self.files = FileActions(self, self.document, preferences, messages)
        self.hand_edits = HandEdits(self.session, self)
        self.follower = Follower(self.session, self.hand_edits.place_new, messages, self)
        self.recovery = Recovery(self.document, self.files, messages, self)
        self.appearance = AppearanceControl(preferences, messages, self)
        self.appearance.begin()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Stackplan")
        self.setAcceptDrops(True)
        for title in MENUS:
            self.menuBar().addMenu(title).setObjectName(f"{title.replace('&', '').lower()}Menu")
        self.panes = self._make_panes()
        self.setCentralWidget(ScrollPane(self._arrange(), "page"))
        self.setStatusBar(self.panes.status)
        self._connect()

    def _make_panes(self) -> Panes:
        """Make the widgets, each with its name for scripts and for screen readers."""
        chart, table = Board(), StackTable()
        table.setToolTip(_TABLE_TIP)
        settings = SettingsPanel(self.default_stacks, processors())
        note = QLineEdit(placeholderText="for example: before the target change")
        leave_window_keys(note, note.isModified)
        note.setEnabled(False)
        note.setAcceptDrops(False)  # a folder dropped here is meant for the window
        tip = "A note for the next shift; it is kept in the plan file"
        set_names(note, "noteEdit", "Note on the plan", tip)
        columns, rows = QSplitter(), QSplitter(Qt.Orientation.Vertical)
        columns.setObjectName("columnsSplitter")
        rows.setObjectName("rowsSplitter")
        return Panes(
            header=Header(),
            strip=QuestionStrip(self.messages),
            settings=settings,
            chart=chart,
            table=table,
            status=ScanStatus(),
            search=SearchStatus(),
            note=note,
            left=VerticalScrollPane(_left_column(settings, note), "leftPane"),
            columns=columns,
            rows=rows,
            empty=EmptyState(),
            work=QStackedWidget(),
        )

    def _arrange(self) -> QWidget:
        """Put the widgets where the design has them; returns the central widget."""
        panes = self.panes
        panes.rows.addWidget(panes.chart)
        panes.rows.addWidget(panes.table)
        panes.columns.addWidget(panes.left)
        right, central = QWidget(), QWidget()
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
        page = QVBoxLayout(central)
        page.setContentsMargins(8, 8, 8, 0)
        page.addWidget(panes.header)
        page.addWidget(panes.columns, 1)
        panes.status.insertPermanentWidget(1, panes.search, 1)
        # From the header over the left column to the board and the table; messages come last.
        left = (*panes.settings.fields, panes.note)
        order = (*panes.header.controls, *left, panes.chart, panes.table)
        for first, second in pairwise(order):
            QWidget.setTabOrder(first, second)
        return central

    def _connect(self) -> None:
        """Connect the widgets with the session, the files and one another."""
        panes, session, files = self.panes, self.session, self.files
        settings, table, chart, status = panes.settings, panes.table, panes.chart, panes.status
        settings.request_changed.connect(session.take_settings)
        settings.traces.folder_entered.connect(self.open_path)
        settings.browse.clicked.connect(files.ask_folder)
        settings.skip.list_read.connect(self._say_skip_list)
        settings.rescan.clicked.connect(session.rescan)
        panes.header.balance.clicked.connect(session.balance)
        panes.header.save.clicked.connect(files.save)
        panes.note.editingFinished.connect(self._take_note)
        table.told.connect(self.messages.tell)
        table.runs_selected.connect(chart.set_selected)
        chart.runs_clicked.connect(table.select_runs)
        chart.stack_clicked.connect(table.select_stack)
        files.path_chosen.connect(self.open_path)
        session.progressed.connect(status.show_progress)
        session.asked.connect(self._show_asked)
        session.opening.connect(settings.traces.show_path)
        session.opening.connect(self.show_what_is_read)
        session.progressed.connect(lambda now: None if now else self.show_what_is_read(""))
        session.refused.connect(lambda error: settings.traces.show_mistake(str(error)))
        session.folder_opened.connect(self.show_folder)
        session.search.let_pass(chart.worker)
        session.search.progressed.connect(panes.search.show_progress)
        session.search.outcome.connect(panes.search.show_outcome)
        panes.search.stop_requested.connect(session.search.stop)
        panes.empty.folder.clicked.connect(files.ask_folder)
        panes.empty.plan.clicked.connect(files.ask_plan)
        panes.empty.path_chosen.connect(self.open_path)
        status.cancel.clicked.connect(session.cancel_scan)
        status.messages.clicked.connect(self.show_messages)
        self.messages.told.connect(lambda words: status.say(words, _BRIEFLY_MS))
        self.messages.changed.connect(lambda: status.show_waiting(len(self.messages.questions)))
        self.appearance.zoomed.connect(lambda times: zoom_columns(table.header(), times))
        # Keys act on the plan at once; a letter typed by chance must not change the folder.
        self.keyboard.begin(table)
        panes.strip.answered.connect(lambda: self.keyboard.leave(panes.strip))

    def _say_skip_list(self, words: str) -> None:
        """Say what was pasted into the skip list, until something else is entered there."""
        if words:
            self.messages.post("skip", Message(words))
        else:
            self.messages.withdraw("skip")

    def _take_note(self) -> None:
        self.panes.note.setModified(False)
        self.document.set_note(self.panes.note.text())

    def _show_asked(self, request: PlanRequest | None) -> None:
        """Show that a plan is being made, and of what; then again what the plan on screen is."""
        self.panes.settings.set_request(self.session.request)
        progress = JobProgress("Planning", 0, 0) if request is not None else None
        if progress is not None or not self.session.worker.running:
            self.panes.status.show_progress(progress)

    def open_path(self, path: str) -> None:
        """Open a folder or a plan file, after asking where unsaved work would be lost."""
        path = absolute(path)
        request, is_known = self._request_for(path)

        def go_on() -> None:
            self.session.open_path(path, request, is_known=is_known)

        self.files.when_safe(go_on, f"Opening {printable(path)}")
        if self.document.has_unsaved_work:
            # Until the question is answered the folder of the plan is the one on screen.
            self.panes.settings.set_folder(self.document.traces)

    def _request_for(self, path: str) -> tuple[PlanRequest, bool]:
        """Give what a folder is to be planned with, and whether that was meant for it.

        It is as it was last, or as the fields say: they count for the folder that is open, and
        where something was typed before any is.
        """
        shown_now = self.panes.settings.request
        self._remember_folder()
        is_typed = self.document.plan is None and shown_now != self._restored
        if path == self.document.traces or is_typed:
            return shown_now, True
        request = self.preferences.request(self.default_stacks, path)
        return request, self.preferences.knows(path)

    def _remember_folder(self) -> None:
        if self.document.traces:
            request, opened = self.panes.settings.request, self.panes.table.open_stacks
            self.preferences.remember(self.document.traces, request, self.default_stacks, opened)

    def workers_ended(self) -> bool:
        """Tell whether nothing runs beside the window's thread any more."""
        return all(worker.wait(0) for worker in self.findChildren(Worker))

    def end_session(self, manager: QSessionManager) -> None:
        """Keep unsaved work when the desktop session ends, and ask about it where one may."""
        self.recovery.end_session()
        if self.document.has_unsaved_work and manager.allowsInteraction():
            # The question does not block: the session goes on until it is answered.
            manager.cancel()
            self.close()

    def show_folder(self, folder: str) -> None:
        """Show which folder is open, and remember it."""
        self.panes.settings.set_folder(folder)
        self.preferences.add_recent(folder)

    def show_what_is_read(self, path: str) -> None:
        """Say what is being read while there is no plan; where nothing is, offer ways to begin."""
        if self.document.plan is not None:
            return
        self.panes.chart.set_words(f"Reading {printable(path)}..." if path else "")
        self.setWindowTitle(f"{printable(path)} - Stackplan" if path else "Stackplan")
        if not path:
            recent = (*self.preferences.recent, *self.preferences.recent_plans)
            self.panes.empty.set_recent(recent)
        self.show_empty(is_empty=not path)

    def show_messages(self) -> None:
        """Show everything that was said."""
        show_messages(self, self.messages)

    def show_left_column(self, *, on: bool) -> None:
        """Show the left column, or fold it away; what had the keyboard there gives it back."""
        if self.preferences.is_column_folded == on:
            self.preferences.is_column_folded = not on
        self.panes.left.setVisible(on)

    def show_empty(self, *, is_empty: bool) -> None:
        """Show the ways to begin, or board and table; with them goes the keyboard."""
        panes = self.panes
        page, other = (panes.empty, panes.rows) if is_empty else (panes.rows, panes.empty)
        if panes.work.currentWidget() is page:
            return
        had: QWidget | None = self.focusWidget()  # PySide leaves out the None
        had_keyboard = had is None or other.isAncestorOf(had)
        panes.work.setCurrentWidget(page)
        if had_keyboard:
            (panes.empty.folder if is_empty else panes.table).setFocus()

    def show_panes(self, shown: str) -> None:
        """Show `board`, `table`, or `both`; what had the keyboard hands it to what is left."""
        chart, table = self.panes.chart, self.panes.table
        had_keyboard = chart.hasFocus() or table.hasFocus()
        chart.setVisible(shown != "table")
        table.setVisible(shown != "board")
        if had_keyboard:
            (chart if shown == "board" else table).setFocus()

    @property
    def movable(self) -> Movable:
        """What of the window a person can move."""
        panes = self.panes
        return Movable(self, panes.columns, panes.rows, panes.table.header())

    def restore(self, folder: str) -> None:
        """Bring back the settings of a folder, the places and the sizes of the last time."""
        self._restored = self.preferences.request(self.default_stacks, folder)
        self.panes.settings.set_request(self._restored)
        restore_layout(self.movable, self.preferences.layout, self.appearance.per_cent)
        self.show_panes(self.preferences.shown)
        self.show_what_is_read(folder)
        self.show_left_column(on=not self.preferences.is_column_folded)

    @override
    def childEvent(self, event: QChildEvent) -> None:
        if event.polished():
            self.keyboard.watch(event.child())

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.ActivationChange and self.isActiveWindow():
            self.files.look()

    @override
    def focusNextPrevChild(self, next: bool) -> bool:
        # Qt asks for Tab, and where what has the keyboard is hidden or disabled.
        if self.keyboard.go_back():
            return True
        return super().focusNextPrevChild(next)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        drop = read_drop(event.mimeData().urls())
        event.acceptProposedAction()
        # Deferred: the program that drags is released before a dialog opens here.
        QTimer.singleShot(0, self, lambda: self._take(drop))

    def _take(self, drop: Drop) -> None:
        self.messages.withdraw("drop")
        if drop.path:
            self.open_path(drop.path)
        if drop.words:
            self.messages.post("drop", Message(drop.words, "info" if drop.path else "warning"))

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if not self.appearance.turn(event):
            super().wheelEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.session.search.wanted is not None:
            self.session.end_request()
        else:
            super().keyPressEvent(event)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._leaving:
            finish_typing()
        if not self._leaving and self.document.has_unsaved_work:
            event.ignore()
            self.files.when_safe(self._leave, "Closing")
            return
        self._stop_and_remember()
        super().closeEvent(event)

    def _leave(self) -> None:
        self._leaving = True
        self.close()

    def _stop_and_remember(self) -> None:
        layout = layout_of(self.movable, self.appearance.per_cent)
        self.hide()  # first: the waits below may take seconds
        self.follower.stop()
        kept = (self.files.worker, self.settings_writer.worker, *self.recovery.workers)
        for worker in self.findChildren(Worker):
            if worker not in kept:
                worker.cancel()
        self.session.search.close()
        self.panes.chart.stop()
        self.session.worker.wait(0.3)
        self.files.worker.wait(_SAVING_S)
        self.recovery.close()
        self._remember_folder()
        self.preferences.layout = layout
        self.settings_writer.close()


def _left_column(settings: SettingsPanel, note: QLineEdit) -> QWidget:
    left, box = QWidget(), QGroupBox("Note")
    QVBoxLayout(box).addWidget(note)
    column = QVBoxLayout(left)
    column.setContentsMargins(0, 0, 4, 0)
    column.addWidget(settings)
    column.addWidget(box)
    column.addStretch(1)
    return left
