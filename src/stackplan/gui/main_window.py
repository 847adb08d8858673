"""The window: its widgets, and which signal goes where. No arithmetic here."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from stackplan.core.words import shown
from stackplan.files.machine import default_stacks
from stackplan.files.paths import absolute
from stackplan.gui.actions import Actions
from stackplan.gui.document import PlanDocument
from stackplan.gui.file_actions import FileActions
from stackplan.gui.message_bar import Message
from stackplan.gui.overriding import override
from stackplan.gui.panes import arrange, make_panes
from stackplan.gui.plan_dialogs import PlanDialogs
from stackplan.gui.preferences import Layout, Preferences
from stackplan.gui.session import Session
from stackplan.gui.theme import apply_theme
from stackplan.gui.views import Views

if TYPE_CHECKING:
    # PySide makes a class when it is first named, an event's in a millisecond.
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent

    from stackplan.gui.improvement import Searched
    from stackplan.gui.search_status import SearchStatus

# A file that is being written gets so long to be whole before the window is gone.
_SAVING_S = 2.0


class MainWindow(QMainWindow):
    """One plan, from the folder to the exported file."""

    def __init__(self, preferences: Preferences, *, same_folder: bool = True) -> None:
        super().__init__()
        self.preferences = preferences
        self._leaving = False
        self._searching: SearchStatus | None = None
        self._default_stacks = default_stacks()
        self.document = PlanDocument(self)
        self.session = Session(self.document, self)
        self.files = FileActions(self, self.document)
        self.setObjectName("mainWindow")
        self.setAcceptDrops(True)
        self.panes = make_panes(self._default_stacks)
        self.setCentralWidget(arrange(self.panes))
        self.setStatusBar(self.panes.status)
        self._dialogs = PlanDialogs(
            self,
            self.document,
            self.preferences,
            self._default_stacks,
            self.panes.settings.stacks.setValue,
        )
        self._add_actions()
        self._views = Views(self.document, self.session, self.panes, self)
        self._connect()
        self._restore(same_folder=same_folder)

    def open_path(self, path: str) -> None:
        """Open a folder or a plan file, after asking where unsaved work would be lost."""
        path = absolute(path)
        request = self.panes.settings.request
        if self.document.plan is not None and path != self.document.traces:
            # Another folder has other runs: its range and its skip list start open.
            request = replace(request, run_min=None, run_max=None, skip=())
        self.files.when_safe(
            lambda: self.session.open_path(path, request), f"Opening {shown(path)}"
        )
        if self.document.has_unsaved_work:
            # Until the question is answered the folder of the plan is the one on screen.
            self.panes.settings.set_folder(self.document.traces)

    def workers_ended(self) -> bool:
        """Tell whether nothing runs beside the window's thread any more."""
        own = (self.session.task, self.files.task, self.panes.chart.task)
        tasks = (*own, *self.session.search.tasks, *self._dialogs.tasks)
        return all(task.wait(0) for task in tasks)

    def _add_actions(self) -> None:
        actions, files, history = Actions(self), self.files, self.document.history
        actions.add(actions.file, "openFolderAction", "&Open folder...", files.ask_folder, "Ctrl+O")
        actions.add(actions.file, "openPlanAction", "Open &plan...", files.ask_plan, "Ctrl+Shift+O")
        actions.file.addSeparator()
        actions.add(actions.file, "saveAction", "&Save or export...", files.save, "Ctrl+S")
        actions.add(
            actions.file, "saveAsAction", "Save or export &as...", files.ask_export, "Ctrl+Shift+S"
        )
        actions.file.addSeparator()
        actions.add(actions.file, "quitAction", "&Quit", self.close, "Ctrl+Q")
        actions.add_history(history.createUndoAction(self), history.createRedoAction(self))
        self._add_plan_actions(actions)
        actions.add(actions.view, "openAllAction", "&Open all stacks", self.panes.table.expandAll)
        actions.add(
            actions.view, "closeAllAction", "&Close all stacks", self.panes.table.collapseAll
        )
        actions.add_themes(self.preferences.theme, self._set_theme)
        actions.add(actions.help, "helpAction", "&Guide", self._show_help, "F1")
        actions.add(actions.help, "aboutAction", "&About Stackplan", self._show_about)

    def _add_plan_actions(self, actions: Actions) -> None:
        session, table, menu = self.session, self.panes.table, actions.plan
        dialogs = self._dialogs
        actions.add(menu, "balanceAction", "&Balance", session.balance, "Ctrl+B")
        actions.add(menu, "improveAction", "&Improve", session.search.improve, "Ctrl+I")
        actions.add(menu, "gentleAction", "Rebalance &gently...", dialogs.ask_gentle, "Ctrl+G")
        actions.add(menu, "stackCountAction", "&How many stacks...", dialogs.ask_stack_count)
        menu.addSeparator()
        actions.add(menu, "pinAction", "&Pin selected runs", lambda: table.ask_pins(pinned=True))
        actions.add(
            menu, "unpinAction", "&Unpin selected runs", lambda: table.ask_pins(pinned=False)
        )
        actions.add(menu, "unpinAllAction", "Unpin &all", session.unpin_all)
        menu.addSeparator()
        actions.add(menu, "rescanAction", "&Rescan", session.rescan, "F5")

    def _connect(self) -> None:
        self.panes.settings.request_changed.connect(self.session.replan)
        self.panes.settings.folder_entered.connect(self.open_path)
        self.panes.settings.browse_requested.connect(self.files.ask_folder)
        self.panes.settings.how_many.clicked.connect(self._dialogs.ask_stack_count)
        self.session.gentle_requested.connect(self._dialogs.ask_gentle)
        self.files.folder_chosen.connect(self.open_path)
        self.files.plan_chosen.connect(self.open_path)
        self.files.saved.connect(self._on_saved)
        self.files.failed.connect(self._on_save_failed)
        self.panes.table.move_requested.connect(self.session.move)
        self.panes.table.pin_requested.connect(self.session.pin)
        self.panes.table.runs_selected.connect(self.panes.chart.set_selected)
        self.panes.chart.runs_clicked.connect(self.panes.table.select_runs)
        self.panes.balance.clicked.connect(self.session.balance)
        self.panes.rescan.clicked.connect(self.session.rescan)
        self.panes.export.clicked.connect(self.files.save)
        self.panes.note.editingFinished.connect(self._on_note)
        self.session.said.connect(self.panes.messages.say)
        self.session.unsaid.connect(self.panes.messages.unsay)
        self.session.progressed.connect(self.panes.status.show_progress)
        self.session.folder_opened.connect(self._on_folder_opened)
        self.panes.status.cancel_requested.connect(self.session.cancel_scan)
        self.session.search.may_look = lambda: self.panes.chart.is_current
        self.session.search.progressed.connect(self._on_searched)
        self.session.search.outcome.connect(lambda words: self._search_status().show_outcome(words))

    def _on_folder_opened(self, folder: str) -> None:
        self.panes.settings.set_folder(folder)
        self.preferences.add_recent(folder)
        self.panes.settings.set_recent(self.preferences.recent)

    def _on_searched(self, news: Searched | None) -> None:
        self._search_status().show_progress(news)

    def _search_status(self) -> SearchStatus:
        if self._searching is None:
            # Imported and made with the first search: the window's start waits for none.
            from stackplan.gui.search_status import SearchStatus

            self._searching = SearchStatus()
            self._searching.stop_requested.connect(self.session.search.stop)
            self.panes.status.addPermanentWidget(self._searching)
        return self._searching

    def _on_saved(self, words: str) -> None:
        self.panes.messages.unsay("save")
        self.panes.messages.say("save", Message(f"{words}."))

    def _on_save_failed(self, error: Exception) -> None:
        self.panes.messages.say(
            "save", Message(str(error), "error", "Save elsewhere...", self.files.ask_export)
        )

    def _on_note(self) -> None:
        self.panes.note.setModified(False)
        self.document.set_note(self.panes.note.text())

    def _set_theme(self, theme: str) -> None:
        self.preferences.theme = theme
        apply_theme(theme)

    def _show_help(self) -> None:
        # Imported when it is asked for: the window's start waits for no dialog.
        from stackplan.gui.help_dialogs import show_help

        show_help(self)

    def _show_about(self) -> None:
        from stackplan.gui.help_dialogs import show_about

        show_about(self)

    def _restore(self, *, same_folder: bool) -> None:
        self.resize(1280, 720)
        self.panes.settings.set_recent(self.preferences.recent)
        request = self.preferences.request(self._default_stacks, same_folder=same_folder)
        self.panes.settings.set_request(request)
        layout = self.preferences.layout
        if layout is not None:
            self.restoreGeometry(layout.geometry)
            self.panes.columns.restoreState(layout.columns)
            self.panes.rows.restoreState(layout.rows)
            if QApplication.screenAt(self.geometry().center()) is None:
                self.move(40, 40)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if paths:
            event.acceptProposedAction()
            # Later: the other program must not wait for what this one asks.
            QTimer.singleShot(0, lambda: self.open_path(paths[0]))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._leaving:
            self.files.finish_typing()
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
        self.session.task.cancel()
        self.session.search.close()
        self.panes.chart.stop()
        self.session.task.wait(0.3)
        self.files.task.wait(_SAVING_S)
        if self.document.traces:
            request = self.panes.settings.request
            self.preferences.remember(self.document.traces, request, self._default_stacks)
        states = (self.saveGeometry(), self.panes.columns.saveState(), self.panes.rows.saveState())
        self.preferences.layout = Layout(*states)
