"""The main window: its widgets, their arrangement, opening, closing, dropping files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath
from typing import NamedTuple

from PySide6.QtCore import QChildEvent, QEvent, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QSessionManager,
    QWheelEvent,
)
from PySide6.QtWidgets import QMainWindow

from stackplan.core.request import PlanRequest
from stackplan.core.runs import FILE_ENDING
from stackplan.core.text import plural, printable
from stackplan.files.paths import absolute
from stackplan.files.process import default_stacks, processors
from stackplan.gui.beam.follower import Follower
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.hand_edits import HandEdits
from stackplan.gui.planning.session import Session
from stackplan.gui.preferences import Preferences, SettingsWriter
from stackplan.gui.saving.file_actions import FileActions
from stackplan.gui.saving.recovery import Recovery
from stackplan.gui.widgets.keyboard import Keyboard, finish_typing
from stackplan.gui.widgets.labels import ScrollPane
from stackplan.gui.widgets.messages import Message, Messages, show_messages
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import Worker
from stackplan.gui.window.appearance_control import AppearanceControl
from stackplan.gui.window.geometry import layout_of, restore_layout
from stackplan.gui.window.panes import MENUS, arrange, make_panes, show_empty, show_panes
from stackplan.gui.window.status_bar import SearchStatus

_TAKEN = "Drop one folder of runs, or one plan file."


class Drop(NamedTuple):
    """The path to open, empty for none, and what is to be said about the rest."""

    path: str
    words: str = ""


def read_drop(urls: Sequence[QUrl]) -> Drop:
    """Choose what to open; only names are read, since the disk may not answer."""
    paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
    if not paths:
        place = urls[0].toDisplayString() if urls else "This"
        return Drop("", f"{printable(place)} is not on a disk of this computer. {_TAKEN}")
    folders = {str(PurePath(path).parent) for path in paths}
    if len(folders) == 1 and all(PurePath(path).suffix == FILE_ENDING for path in paths):
        # Whoever drops run files means the folder that they are in.
        folder = folders.pop()
        words = f"Opened the folder {printable(folder)}, which holds what was dropped"
        return Drop(folder, f"{words}; runs are left out with Skip, First run and Last run.")
    others = len(urls) - 1
    if not others:
        return Drop(paths[0])
    left = f"{plural(others, 'other')} {'was' if others == 1 else 'were'} left"
    return Drop(paths[0], f"Opened {printable(paths[0])} only; {left}. {_TAKEN}")


# A file that is being written gets so long to be whole before the window is gone.
_SAVING_S = 2.0


class MainWindow(QMainWindow):
    """One plan, from the folder to the exported file."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self.keyboard = Keyboard(self)
        self.preferences = preferences
        # Without a parent: it must outlive whatever of the window speaks while it is deleted.
        self.messages = Messages()
        self.settings_writer = SettingsWriter(preferences, self.messages, self)
        self._leaving = False
        self._searching: SearchStatus | None = None
        self.default_stacks = default_stacks()
        self._restored = PlanRequest()
        self.document = PlanDocument(self)
        self.session = Session(self.document, self.messages, self)
        self.files = FileActions(self, self.document, preferences)
        self.hand_edits = HandEdits(self.session, self)
        self.follower = Follower(self.session, self.hand_edits.place_new, self.messages, self)
        self.recovery = Recovery(self.document, self.files, self)
        self.appearance = AppearanceControl(preferences, self)
        self.appearance.begin()
        self.setObjectName("mainWindow")
        self.setWindowTitle("Stackplan")
        self.setAcceptDrops(True)
        for title in MENUS:
            self.menuBar().addMenu(title).setObjectName(f"{title.replace('&', '').lower()}Menu")
        self.panes = make_panes(self.default_stacks, processors(), self.messages)
        self.setCentralWidget(ScrollPane(arrange(self.panes), "page"))
        self.setStatusBar(self.panes.status)
        # Keys act on the plan at once; a letter typed by chance must not change the folder.
        self.keyboard.begin(self.panes.table)
        self.panes.strip.answered.connect(lambda: self.keyboard.leave(self.panes.strip))

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
        where somebody typed before any is.
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
            request = self.panes.settings.request
            self.preferences.remember(self.document.traces, request, self.default_stacks)

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
        show_empty(self.panes, is_empty=not path)

    def show_messages(self) -> None:
        """Show everything that was said."""
        show_messages(self, self.messages)

    def show_left_column(self, *, on: bool) -> None:
        """Show the left column, or fold it away; what had the keyboard there gives it back."""
        if self.preferences.is_column_folded == on:
            self.preferences.is_column_folded = not on
        self.panes.left.setVisible(on)

    def search_status(self) -> SearchStatus:
        """Give what the status bar says of a search."""
        if self._searching is None:
            self._searching = SearchStatus()
            self._searching.stop_requested.connect(self.session.search.stop)
            self.panes.status.addPermanentWidget(self._searching, 1)
        return self._searching

    def restore(self, folder: str) -> None:
        """Bring back the settings of a folder, the places and the sizes of the last time."""
        self._restored = self.preferences.request(self.default_stacks, folder)
        self.panes.settings.set_request(self._restored)
        restore_layout(self, self.panes, self.preferences.layout, self.appearance.per_cent)
        show_panes(self.panes, self.preferences.shown)
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
        layout = layout_of(self, self.panes)
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
