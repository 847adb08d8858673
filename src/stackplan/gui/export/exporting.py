"""Exports of the plan on screen: the dialog that shows them, and what goes to the clipboard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from stackplan.files.machine import processors, utc_time
from stackplan.gui.export.plan_copies import PlanCopies
from stackplan.gui.widgets.keyboard import finish_typing

if TYPE_CHECKING:
    from fractions import Fraction

    from PySide6.QtWidgets import QWidget

    from stackplan.core.errors import StackplanError
    from stackplan.gui.document.document import PlanDocument
    from stackplan.gui.export.export_dialog import ExportDialog
    from stackplan.gui.export.export_draft import Exported
    from stackplan.gui.preferences import ExportChoice, Preferences
    from stackplan.gui.saving.file_actions import FileActions
    from stackplan.gui.widgets.background import Task
    from stackplan.gui.widgets.message_bar import Message


class Exporting(QObject):
    """Opens "Export for...", keeps it at the plan on screen, and does what it asks for.

    Parameters
    ----------
    window : QWidget
        The window that the dialog belongs to.
    document : PlanDocument
        Whose plan is exported.
    files : FileActions
        Writes the file.
    preferences : Preferences
        Where the choices are remembered.
    """

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        files: FileActions,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self._files, self._preferences = files, preferences
        self.copies = PlanCopies(document, self)
        self._dialog: ExportDialog | None = None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """What runs beside the window's thread."""
        shown = (self._dialog.task, self._dialog.looking) if self._dialog is not None else ()
        return (self.copies.task, *shown)

    def ask(self) -> None:
        """Show the dialog."""
        finish_typing()
        dialog = self._dialog or self._make()
        self._show_plan()
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _make(self) -> ExportDialog:
        # Imported when it is asked for: the window's start waits for no dialog.
        from stackplan.gui.export.export_dialog import ExportDialog

        choice = self._preferences.export_choice
        dialog = self._dialog = ExportDialog(choice, processors(), self._window)
        dialog.choice_changed.connect(self._remember)
        dialog.save_requested.connect(self._save)
        dialog.elog_requested.connect(self.copies.copy_elog)
        self.copies.said.connect(self._on_copied)
        self._files.exported.connect(dialog.note_saved)
        self._files.failed.connect(self._on_failed)
        self._document.plan_changed.connect(self._on_changed)
        self._document.found_changed.connect(self._on_found)
        return dialog

    def _exported(self) -> Exported | None:
        from stackplan.gui.export.export_draft import Exported

        document = self._document
        if document.plan is None:
            return None
        plan_file = document.plan_file(utc_time())
        found = document.found
        states = dict(found.states) if found is not None else {}
        return Exported(plan_file, states, self._rate(document.plan.request.weight))

    def _rate(self, weight: str) -> Fraction | None:
        """Give the rate that was typed at "How many stacks?"; one with a mistake is not known."""
        from stackplan.core.errors import StackplanError
        from stackplan.core.stack_count import read_amount, wish_of

        try:
            rate = read_amount(self._preferences.forecast[0])
        except StackplanError:
            return None
        return wish_of(weight, rate, None).rate

    def _show_plan(self) -> None:
        if self._dialog is not None:
            self._dialog.set_plan(self._exported())

    def _on_changed(self) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._show_plan()

    def _on_found(self) -> None:
        """Look again at files that have just been read again."""
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.look()

    def _remember(self, choice: ExportChoice) -> None:
        self._preferences.export_choice = choice

    def _save(self) -> None:
        from stackplan.gui.saving.saving import Format

        dialog = self._dialog
        if dialog is None or self._document.plan is None:
            return
        kind, own = dialog.fields.kind, self._document.path
        name = Path(dialog.saved_to).name or kind.file_name
        if kind.key == "text" and own is not None:
            name = Path(own).name
        self._files.ask_format(Format(kind.key, dialog.options), name, dialog)

    def _on_copied(self, _: str, message: Message) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.say(message.text, is_bad=message.level != "info")

    def _on_failed(self, error: StackplanError) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._dialog.say(str(error), is_bad=True)
