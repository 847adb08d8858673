"""Notices that a plan file is open in another window too."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stackplan.core.text import shown
from stackplan.files.machine import utc_time
from stackplan.gui.saving.recovery_words import clock
from stackplan.gui.widgets.job_queue import JobQueue
from stackplan.gui.widgets.message_bar import Message

if TYPE_CHECKING:
    from stackplan.files.autosave import OwnWindow, WindowInfo
    from stackplan.gui.document.document import PlanDocument
    from stackplan.gui.saving.file_actions import FileActions

KEY = "shared"


class SharedPlan(QObject):
    """Tells other windows which plan file this one has open, and warns where they have it too."""

    said = Signal(str, object)
    unsaid = Signal(str)

    def __init__(self, document: PlanDocument, files: FileActions, own: OwnWindow) -> None:
        super().__init__(files)
        self._document, self._files, self._own = document, files, own
        # Its own: the disk of the plan may hang, and the journal must not wait for it.
        self.queue = JobQueue(self)
        self._path: str | None = None
        self._since = ""
        document.saved_changed.connect(self._on_changed)
        files.saved.connect(self._ask)

    def _on_changed(self) -> None:
        if self._document.path != self._path:
            self._path = self._document.path
            self._since = utc_time()
            self.unsaid.emit(KEY)
            self._ask()

    def _ask(self) -> None:
        path, since = self._path or "", self._since
        self.queue.add(lambda: self._own.tell(path, since if path else ""), self._on_told)

    def _on_told(self, others: object) -> None:
        if not isinstance(others, list) or not others or self._path is None:
            self.unsaid.emit(KEY)
            return
        other: WindowInfo = others[0]
        name = shown(PurePath(self._path).name)
        words = (
            f"{name} is open in another window too (process {other.owner.pid} on "
            f"{shown(other.owner.host)}, since {clock(other.since)}): the one that saves last wins."
        )
        self.said.emit(KEY, Message(words, "warning", "Save as...", self._files.ask_export))
