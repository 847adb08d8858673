"""The plan for other programs, by the clipboard: an e-log's text and picture, Python lists."""

from __future__ import annotations

from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, Signal

from stackplan.files.machine import utc_time
from stackplan.gui.widgets.background import Report, Task
from stackplan.gui.widgets.message_bar import Message

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QMimeData
    from PySide6.QtGui import QImage

    from stackplan.core.plan_text import PlanFile
    from stackplan.gui.document.document import PlanDocument

_KEY = "copied"


class _Content(NamedTuple):
    """What goes to the clipboard, and what is said of it."""

    words: str
    text: str
    html: str = ""
    image: QImage | None = None


class PlanCopies(QObject):
    """Writes and draws beside the window's thread; the clipboard has it a moment later."""

    said = Signal(str, object)

    def __init__(self, document: PlanDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.task = Task(self)
        self.task.finished.connect(self._on_made)
        self.task.failed.connect(lambda error: self._say(Message(str(error), "error")))

    def copy_elog(self) -> None:
        """Copy the e-log's text and the picture of the chart, in one."""
        found = self._document.found
        states = dict(found.states) if found is not None else {}

        def make(plan_file: PlanFile) -> _Content:
            from PySide6.QtGui import QImage

            from stackplan.files.exports import export
            from stackplan.gui.chart.figure import picture

            text = export(plan_file, "elog", states).decode()
            drawn = picture(plan_file.plan, plan_file.traces, "png")
            words = "The text for the e-log and the picture of the chart are on the clipboard."
            return _Content(words, text, _page(text, drawn), QImage.fromData(drawn))

        self._start(make)

    def copy_skipped(self) -> None:
        """Copy the skip list as an argument of Spyral's ``start_pipeline``."""

        def make(plan_file: PlanFile) -> _Content:
            from stackplan.files.exports.python_lists import runs_to_skip

            return _Content("Copied runs_to_skip for Spyral.", runs_to_skip(plan_file))

        self._start(make)

    def copy_stacks(self) -> None:
        """Copy the stacks as a list of lists of run numbers."""

        def make(plan_file: PlanFile) -> _Content:
            from stackplan.files.exports.python_lists import stack_lists

            return _Content("Copied the stacks as Python lists.", stack_lists(plan_file.plan))

        self._start(make)

    def _start(self, make: Callable[[PlanFile], _Content]) -> None:
        plan = self._document.plan
        if plan is None or not plan.runs:
            self._say(Message("There is no plan to copy yet; open a folder of runs.", "warning"))
            return
        plan_file = self._document.plan_file(utc_time())

        # What it calls is imported by the worker, with the first copy.
        def job(_: Report) -> object:
            return make(plan_file)

        self.task.start(job)

    def _on_made(self, content: _Content) -> None:
        from PySide6.QtGui import QGuiApplication

        if content.image is None:
            QGuiApplication.clipboard().setText(content.text)
        else:
            mime = _new_content()
            mime.setText(content.text)
            mime.setHtml(content.html)
            mime.setImageData(content.image)
            QGuiApplication.clipboard().setMimeData(mime)
        self._say(Message(content.words))

    def _say(self, message: Message) -> None:
        self.said.emit(_KEY, message)


def _page(text: str, drawn: bytes) -> str:
    """Write text and picture as one page: an e-log that takes only one form gets both by it."""
    source = f"data:image/png;base64,{b64encode(drawn).decode()}"
    return f'<pre>{escape(text)}</pre><p><img src="{source}" alt="Load of each stack"></p>'


def _new_content() -> QMimeData:
    """Let Qt make an empty content for the clipboard.

    One that Python made would be freed after Python, and the program would end in a crash.
    """
    from PySide6.QtCore import QStringListModel

    model = QStringListModel([""])
    content = model.mimeData([model.index(0, 0)])
    for form in content.formats():
        content.removeFormat(form)
    return content
