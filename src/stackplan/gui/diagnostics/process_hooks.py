"""Hooks into the process: what Python, its threads and Qt say when something goes wrong."""

from __future__ import annotations

import os
import sys
import threading
from contextlib import contextmanager
from traceback import TracebackException
from typing import TYPE_CHECKING

from PySide6.QtCore import QtMsgType, qFormatLogMessage, qInstallMessageHandler

from stackplan.files.streams import say
from stackplan.gui.display import cannot_open, why_qt_fails

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import TracebackType

    from PySide6.QtCore import QMessageLogContext

    # A level of `logging`, and the words.
    OnQt = Callable[[int, str], None]
    OnMessage = Callable[[QtMsgType, QMessageLogContext, str], object]
    OnFault = Callable[[TracebackException], None]

# Levels of `logging`; a fatal one ends the process as soon as it has been told.
FATAL, ERROR, WARNING, INFO, DEBUG = 50, 40, 30, 20, 10
_LEVELS = {
    QtMsgType.QtDebugMsg: DEBUG,
    QtMsgType.QtInfoMsg: INFO,
    QtMsgType.QtWarningMsg: WARNING,
    QtMsgType.QtCriticalMsg: ERROR,
    QtMsgType.QtFatalMsg: FATAL,
}


class ProcessHooks:
    """Hands on faults and Qt's messages; the standard error says them as it would without.

    Both functions may be called in any thread, and must not raise.
    """

    def __init__(self, on_fault: OnFault, on_qt: OnQt) -> None:
        self._on_fault, self._on_qt = on_fault, on_qt
        self._before = sys.excepthook, threading.excepthook
        self._qt_before: OnMessage | None = None

    def install(self) -> None:
        """Take the hooks of Python, its threads and Qt."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._qt_before = qInstallMessageHandler(self._on_message)

    def remove(self) -> None:
        """Leave the process as it was; Qt must not call into a Python that ends."""
        qInstallMessageHandler(self._qt_before)
        sys.excepthook, threading.excepthook = self._before

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        self._take(kind, error, trace)
        self._before[0](kind, error, trace)

    def _on_thread_exception(self, arguments: threading.ExceptHookArgs) -> None:
        if arguments.exc_value is not None:
            self._take(arguments.exc_type, arguments.exc_value, arguments.exc_traceback)
        self._before[1](arguments)

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, Exception):  # no fault: Ctrl+C, and the end of a program
            # Its lines are read from the source by whoever writes it down, not here.
            self._on_fault(TracebackException(kind, error, trace, lookup_lines=False))

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        self._on_qt(_LEVELS[kind], words)
        if sys.stderr is not None:
            say(qFormatLogMessage(kind, context, words))


@contextmanager
def told_if_qt_fails() -> Iterator[None]:
    """End with one sentence where Qt would abort the process, since it can open no window.

    Qt aborts while the application is made. What it says before is kept until then: it is part of
    the reason, and said as it is where Qt goes on all the same.
    """
    said: list[str] = []
    lines: list[str] = []

    def take(kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        if kind == QtMsgType.QtFatalMsg:
            say(cannot_open(why_qt_fails([*said, words])))
            os._exit(1)  # as soon as this returns, Qt aborts
        said.append(words)
        lines.append(qFormatLogMessage(kind, context, words))

    before = qInstallMessageHandler(take)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
    for line in lines:
        say(line)
