"""A crew's list of good runs: asked for, read beside the window, taken as one step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from stackplan.gui.widgets.background import Task
from stackplan.gui.widgets.message_bar import Message

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from stackplan.core.errors import StackplanError
    from stackplan.core.good_runs import Choice, RunSheet
    from stackplan.gui.planning.session import Session

KEY = "good"


class GoodRuns(QObject):
    """Asks for a list, shows what it would do, and skips the other runs."""

    said = Signal(str, object)

    def __init__(self, window: QWidget, session: Session) -> None:
        super().__init__(window)
        self._window, self._session = window, session
        self._path = ""
        self.task = Task(self)
        self.task.finished.connect(self._on_read)
        self.task.failed.connect(self._on_failed)

    def ask(self) -> None:
        """Ask for the file."""
        # Imported when it is asked for: the window's start waits for no dialog.
        from stackplan.gui.widgets.file_dialogs import plan_dialog

        dialog = plan_dialog(self._window, self._session.folder, "Import a list of good runs")
        dialog.setNameFilters(["Lists of runs (*.csv *.txt *.tsv)", "All files (*)"])
        dialog.fileSelected.connect(self.read)
        dialog.open()

    def read(self, path: str) -> None:
        """Read a list, and show what it would do."""

        def job(_: object) -> object:
            from stackplan.files.plan_file import load_sheet

            return load_sheet(path)

        self._path = path
        self.task.start(job)

    def take(self, choice: Choice) -> None:
        """Skip what the list leaves out; the reasons go into the plan file."""
        document = self._session.document
        if document.plan is not None:
            reasons = dict.fromkeys((*document.skip_reasons, *choice.reasons))
            document.skip_reasons = tuple(reasons)
            self._session.skip(choice.skip)

    def _on_read(self, sheet: RunSheet) -> None:
        from stackplan.core.run_numbers import RunNumbers
        from stackplan.gui.beam.good_runs_dialog import GoodRunsDialog

        document = self._session.document
        if document.plan is None:
            return
        request = document.plan.request
        numbers = RunNumbers.of(run.number for run in document.runs if run.size)
        inside = numbers.within(request.run_min, request.run_max).minus(request.skipped)
        dialog = GoodRunsDialog(sheet, self._path, inside, self._window)
        dialog.choice_made.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_failed(self, error: StackplanError) -> None:
        self.said.emit(KEY, Message(str(error), "error"))
