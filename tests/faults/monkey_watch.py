"""What goes wrong without a word to whoever did it: exceptions in slots and threads, Qt's warnings.

Only while the watch is on; then everything is as it was.
"""

import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler

from faults.raised_whole import RaisedWhole

# The offscreen platform says so of every window, menu and dialog; the last comes from the monkey's
# own hands, where the window has shrunk under a drag.
_ITS_OWN = ("propagateSizeHints", "This plugin does not support", "occurs outside target window")
_QUIET = (QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg)


class Watch:
    """Notes exceptions that nobody caught and every warning of Qt; `check` raises the first."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._whole = RaisedWhole()

    def __enter__(self) -> None:
        self._whole.look()
        self._before = sys.excepthook, threading.excepthook, sys.unraisablehook
        sys.excepthook = self._note
        threading.excepthook = lambda given: self._note(
            given.exc_type, given.exc_value, given.exc_traceback
        )
        sys.unraisablehook = lambda given: self._note(
            given.exc_type, given.exc_value, given.exc_traceback
        )
        self._handler = qInstallMessageHandler(self._hear)

    def __exit__(self, *_: object) -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = self._before
        qInstallMessageHandler(self._handler)
        self._whole.undo()

    def check(self) -> None:
        """Raise what was noted."""
        self._whole.look()
        if self.seen:
            raise AssertionError("\n".join(self.seen))

    def _note(
        self,
        kind: type[BaseException],
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.seen.append("".join(traceback.format_exception(kind, error, trace)))

    def _hear(self, kind: QtMsgType, context: QMessageLogContext, words: str | None) -> None:
        if kind not in _QUIET and not any(each in (words or "") for each in _ITS_OWN):
            self.seen.append(f"{kind.name}: {words}")
