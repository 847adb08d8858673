"""Opening, saving and exporting: dialogs that do not block, and a disk that is never waited for."""

import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.words import shown
from stackplan.files import atomic
from stackplan.files.exports import EXPORTS, PICTURES, export
from stackplan.files.plan_file import save_plan
from stackplan.gui.background import Report, Task
from stackplan.gui.document import PlanDocument

_FILTERS = {
    "txt": "Plan file (*.txt)",
    "csv": "Table, one row a run (*.csv)",
    "json": "JSON (*.json)",
    "png": "Picture (*.png)",
    "svg": "Drawing (*.svg)",
    "pdf": "PDF (*.pdf)",
}


class FileActions(QObject):
    """Asks for files and writes them in a worker."""

    folder_chosen = Signal(str)
    plan_chosen = Signal(str)
    saved = Signal(str)
    failed = Signal(object)

    def __init__(self, window: QWidget, document: PlanDocument) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self.task = Task(self)
        self.task.finished.connect(self._on_saved)
        self.task.failed.connect(self._forget)
        self.task.failed.connect(self.failed)
        self._then: Callable[[], None] | None = None
        self.folder = str(Path.home())

    def ask_folder(self) -> None:
        """Ask for a folder of runs."""
        dialog = self._dialog("Open a folder of runs", self._document.traces or self.folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        # Run files stay visible, greyed: one sees that it is the right folder.
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.open()

    def ask_plan(self) -> None:
        """Ask for a plan file."""
        dialog = self._dialog("Open a plan file", self.folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(["Plan files (*.txt)", "All files (*)"])
        dialog.fileSelected.connect(self.plan_chosen)
        dialog.open()

    def save(self) -> None:
        """Save into the plan's own file; ask for one where it has none."""
        if self._document.path is None:
            self.ask_export()
        else:
            self.write(self._document.path)

    def ask_export(self) -> None:
        """Ask where to save or export, and as what: the ending decides."""
        if self._document.plan is None or not self._document.plan.runs:
            self.failed.emit(StackplanError("There is no plan to save yet; open a folder of runs."))
            return
        own = self._document.path
        dialog = self._dialog(
            "Save or export the plan", str(Path(own).parent) if own else self.folder
        )
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters(list(_FILTERS.values()))
        dialog.setDefaultSuffix("txt")
        dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(_ending(chosen)))
        dialog.selectFile(Path(own).name if own else "plan.txt")
        dialog.fileSelected.connect(self.write)
        dialog.rejected.connect(self._forget)
        dialog.open()

    def write(self, path: str) -> None:
        """Write the plan to a file, in the format of its ending."""
        self.folder = str(Path(path).parent)
        plan_file = self._document.plan_file(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()))
        found = self._document.found
        states = dict(found.states) if found else {}
        kind = Path(path).suffix.lower().removeprefix(".")

        def job(_: Report) -> object:
            if kind in PICTURES:
                from stackplan.gui.chart_figure import picture

                data = picture(plan_file.plan, plan_file.traces, kind)
                atomic.save(path, data, plan_file.traces)
            elif kind in EXPORTS and kind != "text":
                atomic.save(path, export(plan_file, kind, states), plan_file.traces)
            else:
                save_plan(path, plan_file)
                return path, plan_file
            return path, None

        self.task.start(job)

    def when_safe(self, then: Callable[[], None], losing: str) -> None:
        """Go on at once, or after asking where work by hand would be lost."""
        if not self._document.has_unsaved_work:
            then()
            return
        box = QMessageBox(self._window)
        box.setObjectName("unsavedQuestion")
        box.setIcon(QMessageBox.Icon.Warning)
        box.setText("The plan has changes that are not saved.")
        box.setInformativeText(f"{losing} would lose them. Save the plan first?")
        save, discard, cancel = (
            QMessageBox.StandardButton.Save,
            QMessageBox.StandardButton.Discard,
            QMessageBox.StandardButton.Cancel,
        )
        box.setStandardButtons(save | discard | cancel)
        box.setDefaultButton(save)
        box.setEscapeButton(cancel)

        def decide(button: int) -> None:
            if button == discard:
                then()
            elif button == save:
                self._then = then
                self.save()

        box.finished.connect(decide)
        box.finished.connect(box.deleteLater)
        box.open()

    def _on_saved(self, result: tuple[str, PlanFile | None]) -> None:
        path, plan_file = result
        if plan_file is not None:
            self._document.mark_saved(path, plan_file)
        self.saved.emit(f"Saved {shown(path)}")
        then, self._then = self._then, None
        if then is not None and not self._document.has_unsaved_work:
            then()

    def _forget(self) -> None:
        self._then = None

    def _dialog(self, title: str, folder: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, folder)
        dialog.setObjectName("fileDialog")
        # Qt's own dialog is the same everywhere, and works by keyboard over a slow line.
        dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
        dialog.finished.connect(dialog.deleteLater)
        return dialog


def _ending(name_filter: str) -> str:
    return next((ending for ending, words in _FILTERS.items() if words == name_filter), "txt")
