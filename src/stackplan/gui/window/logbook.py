"""What of a window is written into the log: what was opened and done, and all that it said."""

from __future__ import annotations

import logging
import sys

from PySide6.QtCore import QObject
from shiboken6 import isValid

from stackplan import __version__
from stackplan.core.text import plural
from stackplan.gui.diagnostics.crash_reports import LOGGER
from stackplan.gui.window.main_window import MainWindow

_LEVELS = {"info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class Logbook(QObject):
    """Listens to a window."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._messages, self._document = window.messages, window.document
        self._said: object = None
        LOGGER.info("start: Stackplan %s, Python %s", __version__, sys.version.split()[0])
        window.session.folder_opened.connect(self._on_opened)
        window.session.scanned.connect(self._on_scanned)
        window.document.history.indexChanged.connect(self._on_step)
        self._messages.changed.connect(self._on_said)

    def _on_opened(self, folder: str) -> None:
        LOGGER.info("opened %s", folder)

    def _on_scanned(self) -> None:
        plan, found = self._document.plan, self._document.found
        if plan is not None and found is not None:
            planned, stacks = plural(len(plan.runs), "run"), plural(len(plan.stacks), "stack")
            LOGGER.info("%s read, %s planned on %s", found.folder, planned, stacks)

    def _on_step(self, index: int) -> None:
        if not isValid(self._document.history):
            return  # it tells of its own end, too
        words = self._document.history.undoText()
        LOGGER.info("step %d: %s", index, words or "the plan as it was opened")

    def _on_said(self) -> None:
        newest = self._messages.said[-1] if self._messages.said else None
        if newest is not None and newest is not self._said:
            LOGGER.log(_LEVELS[newest.message.level], "said: %s", newest.message.text)
        self._said = newest
