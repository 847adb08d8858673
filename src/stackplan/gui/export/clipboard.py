"""Copies for the clipboard: e-log entry, picture, run lists."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from html import escape
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QObject, QStringListModel, Signal
from PySide6.QtGui import QGuiApplication, QImage

from stackplan.core.plan_text import PlanFile
from stackplan.files.exports import export
from stackplan.files.exports.tables import runs_to_skip, stack_lists
from stackplan.files.process import utc_time
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Worker

_KEY = "copied"


class _Content(NamedTuple):
    """What goes to the clipboard, and what is said of it."""

    words: str
    text: str = ""
    drawn: bytes = b""  # a picture, as PNG


class PlanCopies(QObject):
    """Writes and draws in a worker; the clipboard has it a moment later."""

    copied = Signal(object)

    def __init__(
        self, document: PlanDocument, messages: Messages, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._messages = document, messages
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_made)
        self.worker.failed.connect(lambda error: self._say(Message(str(error), "error")))

    def copy_picture(self) -> None:
        """Copy the picture of the chart, as a file would have it."""
        words = "The picture of the chart is on the clipboard."
        self._start(lambda plan_file: _Content(words, drawn=_picture(plan_file)))

    def copy_elog(self) -> None:
        """Copy the e-log's text and the picture of the chart, in one."""
        states = self._document.states

        def make(plan_file: PlanFile) -> _Content:
            words = "The text for the e-log and the picture of the chart are on the clipboard."
            text = export(plan_file, "elog", states).decode()
            return _Content(words, text, _picture(plan_file))

        self._start(make)

    def copy_skipped(self) -> None:
        """Copy the skip list as an argument of Spyral's ``start_pipeline``."""
        words = "Copied runs_to_skip for Spyral."
        self._start(lambda plan_file: _Content(words, runs_to_skip(plan_file)))

    def copy_stacks(self) -> None:
        """Copy the stacks as a list of lists of run numbers."""
        words = "Copied the stacks as Python lists."
        self._start(lambda plan_file: _Content(words, stack_lists(plan_file.plan)))

    def _start(self, make: Callable[[PlanFile], _Content]) -> None:
        plan = self._document.plan
        if plan is None or not plan.runs:
            self._say(Message("There is no plan to copy yet; open a folder of runs.", "warning"))
            return
        plan_file = self._document.plan_file(utc_time())
        self.worker.start(lambda _: make(plan_file))

    def _on_made(self, content: _Content) -> None:
        if content.drawn:
            mime = _new_content()
            if content.text:
                mime.setText(content.text)
                mime.setHtml(_page(content.text, content.drawn))
            mime.setImageData(QImage.fromData(content.drawn))
            QGuiApplication.clipboard().setMimeData(mime)
        else:
            QGuiApplication.clipboard().setText(content.text)
        self._say(Message(content.words))

    def _say(self, message: Message) -> None:
        self._messages.post(_KEY, message)
        self.copied.emit(message)


def _picture(plan_file: PlanFile) -> bytes:
    # The worker imports matplotlib with the first picture.
    from stackplan.gui.chart.figure import picture

    return picture(plan_file.plan, plan_file.traces, "png")


def _page(text: str, drawn: bytes) -> str:
    """Write text and picture as one page: an e-log that takes only one form gets both by it."""
    source = f"data:image/png;base64,{b64encode(drawn).decode()}"
    return f'<pre>{escape(text)}</pre><p><img src="{source}" alt="Load of each stack"></p>'


def _new_content() -> QMimeData:
    """Let Qt make an empty content for the clipboard.

    One that Python made would be freed after Python, and the program would end in a crash.
    """
    model = QStringListModel([""])
    content = model.mimeData([model.index(0, 0)])
    for form in content.formats():
        content.removeFormat(form)
    return content
