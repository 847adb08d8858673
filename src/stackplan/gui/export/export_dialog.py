"""The dialog "Export": what will be written, what would go wrong, and how it is started."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.errors import StackplanError
from stackplan.core.text import printable
from stackplan.core.time_goal import read_amount, time_goal
from stackplan.files.exports.checks import FileCheck, check_files
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.process import processors, utc_time
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.export.clipboard import PlanCopies
from stackplan.gui.export.export_panes import ExportFields, ExportPreview, ExportStart
from stackplan.gui.export.preview_job import Exported, Preview, PreviewRequest, preview_job
from stackplan.gui.preferences import ExportChoice, Preferences
from stackplan.gui.widgets.dialogs import close_box, resize_within_screen, show_dialog
from stackplan.gui.widgets.fields import set_names
from stackplan.gui.widgets.keyboard import finish_typing
from stackplan.gui.widgets.labels import TonedLabel, VerticalScrollPane
from stackplan.gui.widgets.messages import NO_PLAN, Message, Messages
from stackplan.gui.widgets.worker import Worker

# A preview waits so long: one key, or one edit of the plan, often follows another.
_PAUSE_S = 0.15
_SAVE_TIP = "Choose where the file goes; the trace folder is refused"
_COPY_TIP = "Put all of it on the clipboard"


class ExportDialog(QDialog):
    """Shows what an export of the plan would be, as one chooses and as the plan changes."""

    elog_requested = Signal()

    def __init__(
        self, choice: ExportChoice, processors: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("exportDialog")
        self.setWindowTitle("Export")
        self._processors = processors
        self._exported: Exported | None = None
        self._looked: FileCheck | None = None
        self._asked: object = None
        self._paths: dict[str, str] = {}
        self._copy_waits = False
        self.made: Preview | None = None
        self.fields = ExportFields(choice)
        self.preview = ExportPreview()
        self.start = ExportStart()
        self.worker, self.looking = Worker(self), Worker(self)
        self._build()
        self._arrange()
        self._connect()
        self._show_kind()

    def set_plan(self, exported: Exported | None) -> None:
        """Show the export of another plan; the disk is asked again only about other runs."""
        self._exported = exported
        if exported is None or not exported.plan_file.plan.runs:
            self.worker.cancel()
            self.looking.cancel()
            self._exported = None
            self._fail(NO_PLAN)
            return
        plan_file = exported.plan_file
        asked = (plan_file.traces, plan_file.plan.runs)
        if asked != self._asked:
            self._asked = asked
            self.check_files()
        self._make(_PAUSE_S if self.isVisible() else 0)

    def check_files(self) -> None:
        """Look at the files of the plan, in a worker."""
        if self._exported is None:
            return
        plan_file, self._looked = self._exported.plan_file, None
        self.looking.start(lambda _: check_files(plan_file))

    def say(self, words: str, *, is_bad: bool = False) -> None:
        """Say how the last save, or the last copy, went."""
        self.said.show_text(words, "bad" if is_bad else "good")

    def note_saved(self, key: str, path: str, words: str = "") -> None:
        """Take over where a kind was saved: the commands start it there."""
        self._paths[key] = path
        self._show_kind()
        self._make(0)  # a folder's name may be in the way
        self.say(f"Exported {printable(path)}{words}")

    @property
    def workers(self) -> tuple[Worker, ...]:
        """The workers of the dialog."""
        return self.worker, self.looking, self.fields.reading

    @property
    def saved_to(self) -> str:
        """Where the chosen kind was saved, if it was."""
        return self._paths.get(self.fields.kind.key, "")

    @property
    def options(self) -> ExportOptions:
        """What the chosen kind needs to know."""
        rate = self._exported.rate if self._exported is not None else None
        source = "the rate is that of 'How many stacks?'" if rate is not None else ""
        return replace(self.fields.options, rate=rate, rate_source=source)

    def _build(self) -> None:
        self.said = TonedLabel("exportSaid", "How the last save went")
        self.save = QPushButton("&Export to a file...")
        set_names(self.save, "exportSaveButton", "Export to a file", _SAVE_TIP)
        self.copy = QPushButton("Copy &text")
        set_names(self.copy, "exportCopyButton", "Copy it", _COPY_TIP)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(6)
        sides = QSplitter()
        sides.setChildrenCollapsible(False)
        sides.addWidget(VerticalScrollPane(self.fields, "exportFieldsPane"))
        sides.addWidget(self.preview)
        sides.setStretchFactor(1, 1)
        sides.setSizes([290, 680])
        column.addWidget(sides, 1)
        column.addWidget(self.start)
        column.addWidget(self.said)
        column.addWidget(close_box(self, self.copy, self.save))
        for button in self.findChildren(QPushButton):
            # Enter in a field is the end of typing, not a choice.
            button.setAutoDefault(False)
        resize_within_screen(self, 1000, 740)
        self.fields.kinds.setFocus()

    def _connect(self) -> None:
        self.fields.changed.connect(self._on_fields)
        self.worker.finished.connect(self._on_preview_made)
        self.worker.failed.connect(lambda error: self._fail(str(error)))
        self.looking.finished.connect(self._on_looked)
        self.copy.clicked.connect(self._on_copy)
        self.finished.connect(self._on_closed)

    def _on_fields(self) -> None:
        self._show_kind()
        self.say("")
        self._make(_PAUSE_S)

    def _show_kind(self) -> None:
        """Show what depends on the kind alone."""
        kind = self.fields.kind
        self.start.show_commands(kind, self.saved_to or kind.file_name)
        words = {"elog": "Copy &text and picture"}.get(kind.key, "Copy &text")
        self.copy.setText("Copy pic&ture" if kind.is_picture else words)

    def _make(self, pause: float) -> None:
        if self._exported is None:
            return
        self.made = None
        fields = self.fields
        folder = str(Path(self.saved_to).parent) if self.saved_to else ""
        self._allow(fields.mistake)
        around = (self._looked, self._processors, folder)
        chosen = (fields.kind, self.options, fields.mistake)
        wanted = PreviewRequest(self._exported, *chosen, *around)
        self.worker.start(preview_job(wanted, pause))

    def _on_looked(self, looked: FileCheck) -> None:
        self._looked = looked
        self._make(0)

    def _on_preview_made(self, made: Preview) -> None:
        self.made = made
        if made.image is not None:
            self.preview.show_picture(made.image, made.summary)
        else:
            self.preview.show_text(made.preview, made.summary)
        if self.fields.mistake and not made.warnings:
            self.start.hide_warnings()  # it is not ready: the field says why
        else:
            self.start.show_warnings(self.fields.kind, made.warnings)
        self._allow(self.fields.mistake)
        if self._copy_waits:
            self._on_copy()

    def _fail(self, words: str) -> None:
        self.made, self._copy_waits = None, False
        self.preview.show_words(words)
        self.start.hide_warnings()
        self._allow(words)

    def _allow(self, reason: str) -> None:
        """Let save and copy be pressed, or say why they cannot."""
        for button, tip in ((self.save, _SAVE_TIP), (self.copy, _COPY_TIP)):
            button.setEnabled(not reason)
            button.setToolTip(reason or tip)

    def _on_copy(self) -> None:
        made, kind = self.made, self.fields.kind
        # Pressed before it was made: what is copied is what the fields say by now.
        self._copy_waits = made is None
        if kind.key == "elog":
            self._copy_waits = False
            self.elog_requested.emit()
        elif made is not None and made.image is not None:
            QGuiApplication.clipboard().setImage(made.image)
            self.say("The picture is on the clipboard.")
        elif made is not None:
            QGuiApplication.clipboard().setText(made.text)
            self.say("The text is on the clipboard.")

    def _on_closed(self) -> None:
        for worker in self.workers:
            worker.cancel()
        self._asked = None  # the disk may be another one when the dialog opens again


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
        choice = self._preferences.export_choice
        dialog = self.dialog = ExportDialog(choice, processors(), self._window)
        dialog.fields.changed.connect(lambda: self._remember(dialog.fields.choice))
        dialog.save.clicked.connect(lambda: self._save(dialog))
        dialog.elog_requested.connect(self.copies.copy_elog)
        self.copies.copied.connect(self._say)
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
            rate = read_amount(self._preferences.rate)
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

    def _save(self, dialog: ExportDialog) -> None:
        kind, own = dialog.fields.kind, self._document.path
        name = Path(dialog.saved_to).name or kind.file_name
        if kind.key == "text" and own is not None:
            name = Path(own).name
        self._save_as(kind.key, dialog.options, name, dialog)

    def note_saved(self, kind: str, path: str, words: str) -> None:
        """Say where a kind was written; the commands start it there."""
        if self.dialog is not None:
            self.dialog.note_saved(kind, path, words)

    def show_failure(self, error: StackplanError) -> None:
        """Say in the dialog, too, why the file could not be written."""
        self._say(Message(str(error), "error"))

    def _say(self, message: Message) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.say(message.text, is_bad=message.level != "info")
