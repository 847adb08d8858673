"""Copies for the clipboard (e-log entry, picture, run lists), and actions of the export dialog."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from fractions import Fraction
from html import escape
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QMimeData, QObject, QStringListModel, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.stack_count import read_amount, time_goal
from stackplan.files.exports import export
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.tables import runs_to_skip, stack_lists
from stackplan.files.process import processors, utc_time
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.export.export_dialog import ExportDialog
from stackplan.gui.export.preview_job import Exported
from stackplan.gui.preferences import ExportChoice, Preferences
from stackplan.gui.widgets.dialogs import show_dialog
from stackplan.gui.widgets.keyboard import finish_typing
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Emit, Worker

_KEY = "copied"


class _Content(NamedTuple):
    """What goes to the clipboard, and what is said of it."""

    words: str
    text: str = ""
    html: str = ""
    image: QImage | None = None


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

        def make(plan_file: PlanFile) -> _Content:
            from stackplan.gui.chart.figure import picture

            drawn = picture(plan_file.plan, plan_file.traces, "png")
            words = "The picture of the chart is on the clipboard."
            return _Content(words, image=QImage.fromData(drawn))

        self._start(make)

    def copy_elog(self) -> None:
        """Copy the e-log's text and the picture of the chart, in one."""
        states = self._document.states

        def make(plan_file: PlanFile) -> _Content:
            from stackplan.gui.chart.figure import picture

            text = export(plan_file, "elog", states).decode()
            drawn = picture(plan_file.plan, plan_file.traces, "png")
            words = "The text for the e-log and the picture of the chart are on the clipboard."
            return _Content(words, text, _page(text, drawn), QImage.fromData(drawn))

        self._start(make)

    def copy_skipped(self) -> None:
        """Copy the skip list as an argument of Spyral's ``start_pipeline``."""

        def make(plan_file: PlanFile) -> _Content:
            return _Content("Copied runs_to_skip for Spyral.", runs_to_skip(plan_file))

        self._start(make)

    def copy_stacks(self) -> None:
        """Copy the stacks as a list of lists of run numbers."""

        def make(plan_file: PlanFile) -> _Content:
            return _Content("Copied the stacks as Python lists.", stack_lists(plan_file.plan))

        self._start(make)

    def _start(self, make: Callable[[PlanFile], _Content]) -> None:
        plan = self._document.plan
        if plan is None or not plan.runs:
            self._say(Message("There is no plan to copy yet; open a folder of runs.", "warning"))
            return
        plan_file = self._document.plan_file(utc_time())

        # The worker imports what it calls (matplotlib) with the first copy.
        def job(_: Emit) -> object:
            return make(plan_file)

        self.worker.start(job)

    def _on_made(self, content: _Content) -> None:
        if content.image is None:
            QGuiApplication.clipboard().setText(content.text)
        else:
            mime = _new_content()
            if content.text:
                mime.setText(content.text)
                mime.setHtml(content.html)
            mime.setImageData(content.image)
            QGuiApplication.clipboard().setMimeData(mime)
        self._say(Message(content.words))

    def _say(self, message: Message) -> None:
        self._messages.post(_KEY, message)
        self.copied.emit(message)


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


class ExportActions(QObject):
    """Opens the dialog "Export", keeps it at the plan on screen, and does what it asks for.

    `save_as` asks where to write a kind with its options, under a proposed name, before a dialog.
    """

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        save_as: Callable[[str, ExportOptions, str, QWidget], None],
        preferences: Preferences,
        messages: Messages,
    ) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self._save_as, self._preferences = save_as, preferences
        self.copies = PlanCopies(document, messages, self)
        self.dialog: ExportDialog | None = None

    def ask(self) -> None:
        """Show the dialog."""
        finish_typing()
        dialog = self.dialog or self._make()
        self.show_plan()
        show_dialog(dialog)

    def _make(self) -> ExportDialog:
        # Imported when it is asked for: the window's start waits for no dialog.
        from stackplan.gui.export.export_dialog import ExportDialog

        choice = self._preferences.export_choice
        dialog = self.dialog = ExportDialog(choice, processors(), self._window)
        dialog.choice_changed.connect(self._remember)
        dialog.save_requested.connect(self._save)
        dialog.elog_requested.connect(self.copies.copy_elog)
        self.copies.copied.connect(self._on_copied)
        return dialog

    def _exported(self) -> Exported | None:
        document = self._document
        if document.plan is None:
            return None
        plan_file = document.plan_file(utc_time())
        return Exported(plan_file, document.states, self._rate(document.plan.request.weight))

    def _rate(self, weight: str) -> Fraction | None:
        """Give the rate that was typed at "How many stacks?"; one with a mistake is not known."""
        try:
            rate = read_amount(self._preferences.forecast[0])
        except StackplanError:
            return None
        return time_goal(weight, rate, None).rate

    def show_plan(self) -> None:
        """Show the plan on screen in the dialog, if there is one."""
        if self.dialog is not None:
            self.dialog.set_plan(self._exported())

    def check_files(self) -> None:
        """Look again at files that have just been read again."""
        if self.dialog is not None:
            self.dialog.check_files()

    def _remember(self, choice: ExportChoice) -> None:
        self._preferences.export_choice = choice

    def _save(self) -> None:
        dialog = self.dialog
        if dialog is None or self._document.plan is None:
            return
        kind, own = dialog.fields.kind, self._document.path
        name = Path(dialog.saved_to).name or kind.file_name
        if kind.key == "text" and own is not None:
            name = Path(own).name
        self._save_as(kind.key, dialog.options, name, dialog)

    def _on_copied(self, message: Message) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.say(message.text, is_bad=message.level != "info")

    def note_saved(self, kind: str, path: str, words: str) -> None:
        """Show where a kind was written: the commands start it there; and what is beside it."""
        if self.dialog is not None:
            self.dialog.note_saved(kind, path, words)

    def show_failure(self, error: StackplanError) -> None:
        """Say in the dialog, too, why the file could not be written."""
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.say(str(error), is_bad=True)
