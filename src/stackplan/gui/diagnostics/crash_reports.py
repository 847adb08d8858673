"""Reports of faults: the hooks that notice them, the log, the offer to look at one."""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
from collections import Counter
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from traceback import TracebackException
from types import TracebackType

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QtMsgType,
    qFormatLogMessage,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import DiskError
from stackplan.core.text import printable
from stackplan.files.crash_log import CrashReport, ProcessLog
from stackplan.files.process import say
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import Emit as Emit
from stackplan.gui.widgets.worker import Worker

# A level of `logging`, and the words.
OnQt = Callable[[int, str], None]
OnMessage = Callable[[QtMsgType, QMessageLogContext, str], object]
OnFault = Callable[[TracebackException], None]

# Levels of `logging`; a fatal one ends the process as soon as it has been told.
FATAL, ERROR, WARNING, INFO, DEBUG = 50, 40, 30, 20, 10
_QT_LEVELS = {
    QtMsgType.QtDebugMsg: DEBUG,
    QtMsgType.QtInfoMsg: INFO,
    QtMsgType.QtWarningMsg: WARNING,
    QtMsgType.QtCriticalMsg: ERROR,
    QtMsgType.QtFatalMsg: FATAL,
}


class ProcessHooks:
    """Hands on exceptions that nothing caught and Qt's messages; stderr shows them as without.

    Both functions may be called in any thread, and must not raise.
    """

    def __init__(self, on_fault: OnFault, on_qt: OnQt) -> None:
        self._on_fault, self._on_qt = on_fault, on_qt
        self._before = sys.excepthook, threading.excepthook
        self._qt_before: OnMessage | None = None

    def install(self) -> None:
        """Set the hooks of Python, its threads and Qt."""
        self._before = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        self._qt_before = qInstallMessageHandler(self._on_message)

    def remove(self) -> None:
        """Set the hooks from before; Qt must not call into a Python that has ended."""
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
        if issubclass(kind, Exception):  # Ctrl+C and the end of a program are no faults
            # The worker that writes the report reads the lines of source, not this thread.
            self._on_fault(TracebackException(kind, error, trace, lookup_lines=False))

    def _on_message(self, kind: QtMsgType, context: QMessageLogContext, words: str) -> None:
        self._on_qt(_QT_LEVELS[kind], words)
        if sys.stderr is not None:
            say(qFormatLogMessage(kind, context, words))


LOGGER = logging.getLogger("stackplan")
FAULT, CRASH, LOG = "fault", "crash", "log"
_CLOSING_S = 0.5
# A message of Qt that comes with every paint would fill the log and push out all else.
_SAME_WORDS = 5
_LONGEST_TITLE = 160


class CrashReports(QObject):
    """Writes the log and the reports in a worker; made by `run()` only, not by `create_window`.

    Only that thread touches the disk: if it hangs, nothing waits for it.
    """

    def __init__(self, window: QWidget, messages: Messages) -> None:
        super().__init__(window)
        self._window, self._messages = window, messages
        self.worker = Worker(self)
        self.worker.reported.connect(self._on_news)
        self.log: ProcessLog | None = None
        self._queue: SimpleQueue[logging.LogRecord | TracebackException | None] = SimpleQueue()
        self._handler = _ToQueue(self._queue)
        self._hooks = ProcessHooks(self._take_fault, self._take_words)
        self._faults: Counter[tuple[str, str, int | None]] = Counter()
        self._words: Counter[str] = Counter()
        self._crashes = 0
        self._has_failed = False

    @property
    def lines(self) -> list[str]:
        """The last lines of the log."""
        return list(self.log.lines) if self.log is not None else []

    def install(self) -> None:
        """Listen to the process; nothing is written before `begin`."""
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False
        LOGGER.addHandler(self._handler)
        self._hooks.install()

    def begin(self) -> None:
        """Begin to write, with the lines logged so far; once."""
        if self.log is not None or self.worker.running:
            return
        self.worker.start(self._work)

    def close(self) -> None:
        """Remove the hooks and close the log; a disk that hangs is waited for half a second."""
        self._hooks.remove()
        LOGGER.removeHandler(self._handler)
        self._queue.put(None)
        self.worker.wait(_CLOSING_S)

    def _work(self, tell: Emit) -> None:
        # Imported by the worker: `importlib.metadata` takes a tenth of the way to the first paint.
        from stackplan.gui.diagnostics.about_dialog import in_lines, program_facts

        log = self.log = ProcessLog(in_lines(program_facts()))
        try:
            for crash in log.open():
                tell(crash)
        except DiskError as error:
            tell(error)
        if log.descriptor is not None and not faulthandler.is_enabled():
            faulthandler.enable(log.descriptor)
        while (item := self._queue.get()) is not None:
            if not isinstance(item, logging.LogRecord):
                tell(log.report(_title(item), "".join(item.format())))
                continue
            try:
                log.write(item)
            except DiskError as error:
                tell(error)
        faulthandler.disable()  # before its file is closed, whose number another file may get
        log.close()

    def _take_fault(self, fault: TracebackException) -> None:
        """Report a fault, in whatever thread it happened; one of the same place only once."""
        frame = fault.stack[-1] if fault.stack else None
        place = (frame.filename, frame.lineno) if frame is not None else ("", None)
        key = (_title(fault).split(":")[0], *place)
        self._faults[key] += 1
        if self._faults[key] == 1:
            LOGGER.error("fault: %s", _title(fault))
            self._queue.put(fault)

    def _take_words(self, level: int, words: str) -> None:
        """Log what Qt says, in whatever thread."""
        self._words[words] += 1
        if self._words[words] <= _SAME_WORDS:
            LOGGER.log(level, "Qt: %s", words)
        if level == FATAL and self.log is not None:
            self.log.note_end(f"Qt: {words}")

    def _on_news(self, news: object) -> None:
        if isinstance(news, CrashReport):
            self._say_report(news)
        elif not self._has_failed:
            self._has_failed = True  # each line of the log fails alike
            words = f"{news} Stackplan works all the same, without a log of what it does."
            self._messages.post(LOG, Message(words, "info"))

    def _say_report(self, report: CrashReport) -> None:
        show = partial(self._show, report)
        if report.is_crash:
            self._crashes += 1
            who = "An earlier Stackplan crashed"
            if self._crashes > 1:
                who = f"Earlier windows of Stackplan crashed {self._crashes} times; the last one"
            words = (
                f"{who}: {report.title}. Give the report to the person who looks after Stackplan."
            )
            self._messages.post(CRASH, Message(words, "warning", "Show report", show))
            return
        words = (
            f"Something went wrong in Stackplan itself: {report.title}. The plan is as you see it;"
            " save it, and start again if anything looks odd."
        )
        self._messages.post(FAULT, Message(words, "error", "Show report", show))

    def _show(self, report: CrashReport) -> None:
        from stackplan.gui.diagnostics.report_dialog import show_report

        show_report(self._window, report)


class _ToQueue(logging.Handler):
    """Hands lines to the thread that writes them."""

    def __init__(self, queue: SimpleQueue[logging.LogRecord | TracebackException | None]) -> None:
        super().__init__()
        self._queue = queue

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self._queue.put(record)


def _title(fault: TracebackException) -> str:
    return printable(" ".join("".join(fault.format_exception_only()).split()))[:_LONGEST_TITLE]
