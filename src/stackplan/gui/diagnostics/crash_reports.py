"""What goes wrong in Stackplan itself: kept in a report, told in the window, which stays open."""

from __future__ import annotations

import faulthandler
import logging
from collections import Counter
from functools import partial
from queue import SimpleQueue
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stackplan.core.errors import DiskError
from stackplan.core.text import shown
from stackplan.gui.diagnostics.process_hooks import FATAL, ProcessHooks
from stackplan.gui.widgets.background import Task
from stackplan.gui.widgets.message_bar import Message
from stackplan.gui.widgets.overriding import override

if TYPE_CHECKING:
    from traceback import TracebackException

    from PySide6.QtWidgets import QWidget

    from stackplan.files.crash_log import Recorder, Report
    from stackplan.gui.widgets.background import Report as Tell

LOGGER = logging.getLogger("stackplan")
FAULT, CRASH, LOG = "fault", "crash", "log"
_CLOSING_S = 0.5
# A message of Qt that comes with every paint would fill the log and push out all else.
_SAME_WORDS = 5
_LONGEST_TITLE = 160


class CrashReports(QObject):
    """Writes the log and the reports beside the window's thread; made by the program only.

    Only one thread touches the disk: where that hangs, nothing waits for it.
    """

    said = Signal(str, object)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.task = Task(self)
        self.task.reported.connect(self._on_news)
        self.recorder: Recorder | None = None
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
        return list(self.recorder.lines) if self.recorder is not None else []

    def install(self) -> None:
        """Listen to the process; nothing is written before `begin`."""
        LOGGER.setLevel(logging.INFO)
        LOGGER.propagate = False
        LOGGER.addHandler(self._handler)
        self._hooks.install()

    def begin(self) -> None:
        """Begin to write, with what has been said until now; once."""
        if self.recorder is not None or self.task.running:
            return
        self.task.start(self._work)

    def close(self) -> None:
        """Leave the process as it was; what a disk does not take in a moment is not waited for."""
        self._hooks.remove()
        LOGGER.removeHandler(self._handler)
        self._queue.put(None)
        self.task.wait(_CLOSING_S)

    def _work(self, tell: Tell) -> None:
        # Imported by the worker: the library's handlers bring a good deal with them.
        from stackplan.files.crash_log import Recorder
        from stackplan.gui.diagnostics.facts import in_lines, program_facts

        recorder = self.recorder = Recorder(in_lines(program_facts()))
        try:
            for report in recorder.open():
                tell(report)
        except DiskError as error:
            tell(error)
        dies = recorder.crash_file
        if dies is not None and not faulthandler.is_enabled():
            faulthandler.enable(dies.stream.fileno())
        while (item := self._queue.get()) is not None:
            if not isinstance(item, logging.LogRecord):
                tell(recorder.report(_title(item), "".join(item.format())))
                continue
            try:
                recorder.write(item)
            except DiskError as error:
                tell(error)
        faulthandler.disable()  # before its file is closed, whose number another file may get
        recorder.close()

    def _take_fault(self, fault: TracebackException) -> None:
        """Keep a fault, in whatever thread it happened; one of the same place only once."""
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
        dies = self.recorder.crash_file if self.recorder is not None else None
        if level == FATAL and dies is not None:
            dies.note(f"Qt: {words}")

    def _on_news(self, news: object) -> None:
        from stackplan.files.crash_log import Report

        if isinstance(news, Report):
            self._say_report(news)
        elif not self._has_failed:
            self._has_failed = True  # each line of the log fails alike, and the work goes on
            words = f"{news} Stackplan works all the same, without a log of what it does."
            self.said.emit(LOG, Message(words, "info"))

    def _say_report(self, report: Report) -> None:
        show = partial(self._show, report)
        if report.is_crash:
            self._crashes += 1
            who = "An earlier Stackplan crashed"
            if self._crashes > 1:
                who = f"Earlier windows of Stackplan crashed {self._crashes} times, at last"
            words = f"{who}: {report.title}. Hand the report to whoever looks after Stackplan."
            self.said.emit(CRASH, Message(words, "warning", "Show report", show))
            return
        words = (
            f"Something went wrong in Stackplan itself: {report.title}. The plan is as you see it;"
            " save it, and start again if anything looks odd."
        )
        self.said.emit(FAULT, Message(words, "error", "Show report", show))

    def _show(self, report: Report) -> None:
        # Imported when it is asked for: the window's start waits for no dialog.
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
    return shown(" ".join("".join(fault.format_exception_only()).split()))[:_LONGEST_TITLE]
