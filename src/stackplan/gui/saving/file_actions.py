"""Opening, saving and exporting to a path."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from math import ceil
from pathlib import Path, PurePath

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import printable
from stackplan.files import safe_write as atomic
from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS, export
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.machine import utc_time
from stackplan.files.plan_file import save_plan
from stackplan.files.safe_write import digest_of_bytes
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.widgets.file_dialogs import (
    changed_question,
    export_dialog,
    folder_dialog,
    format_dialog,
    plan_dialog,
    unsaved_question,
)
from stackplan.gui.widgets.keyboard import finish_typing
from stackplan.gui.widgets.worker import Report, Task


@dataclass(frozen=True, slots=True)
class Saved:
    """A file was written; an export has no `digest`, for it is not the plan's own file."""

    path: str
    plan_file: PlanFile
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """Nothing was written: somebody else has changed the file."""

    path: str


@dataclass(frozen=True, slots=True)
class Format:
    """A format that was chosen, whatever the file is called."""

    kind: str
    options: ExportOptions


def write_file(
    path: str,
    plan_file: PlanFile,
    states: Mapping[int, str],
    known: str,
    chosen: Format | None = None,
) -> object:
    """Write a file in the format of its ending, or in a chosen one; give `Saved`, or `Changed`.

    `known` is the digest that the file must have if it is there; empty for any.
    """
    kind = chosen.kind if chosen else PurePath(path).suffix.lower().removeprefix(".")
    options = chosen.options if chosen else None
    # A plan may be called night.slurm; what runs one is only written when it was chosen.
    kinds = EXPORTS + ENGINES + REPORTS if chosen else EXPORTS
    traces = plan_file.traces
    try:
        if kind in PICTURES:
            from stackplan.gui.chart.figure import picture

            atomic.save(path, picture(plan_file.plan, traces, kind), traces, known)
        elif kind in kinds and kind != "text":
            atomic.save(path, export(plan_file, kind, states, options), traces, known)
        else:
            return Saved(path, plan_file, digest_of_bytes(save_plan(path, plan_file, known)))
    except atomic.ChangedError:
        return Changed(path)
    return Saved(path, plan_file)


# A file of ours is written in a moment; then its disk does not answer.
_PATIENCE_MS = 5000


class FileActions(QObject):
    """Asks for files and writes them in a worker."""

    folder_chosen = Signal(str)
    plan_chosen = Signal(str)
    saved = Signal(str)
    exported = Signal(str, str)  # the kind, and where it was written
    failed = Signal(object)

    def __init__(self, window: QWidget, document: PlanDocument) -> None:
        super().__init__(window)
        self._window, self._document = window, document
        self.task = Task(self)
        self.task.finished.connect(self._on_written)
        self.task.failed.connect(self._on_failed)
        self._then: Callable[[], None] | None = None
        self._format: Format | None = None
        self._format_name = ""
        self._path = ""  # what is being written
        self._patient_until = 0.0
        # By path, in the order in which they were asked for; of each path the latest only.
        self._waiting: dict[str, Callable[[], None]] = {}
        self._errors: list[StackplanError] = []
        self.folder = str(Path.home())

    def ask_folder(self) -> None:
        """Ask for a folder of runs."""
        # Dialogs are imported when they are asked for: the window's start waits for none.

        dialog = folder_dialog(self._window, self._document.traces or self.folder)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.open()

    def ask_plan(self) -> None:
        """Ask for a plan file."""
        dialog = plan_dialog(self._window, self.folder)
        dialog.fileSelected.connect(self.plan_chosen)
        dialog.open()

    def save(self) -> None:
        """Save into the plan's own file; ask for one where it has none."""
        finish_typing()  # what is being typed is to be saved too
        if self._document.path is None:
            self.ask_export()
        else:
            self.write(self._document.path)

    def ask_picture(self) -> None:
        """Ask where to put a picture of the chart."""
        self.ask_export("png")

    def ask_export(self, kind: str = "") -> None:
        """Ask where to save or export, and as what: the ending decides; `kind` is offered first."""
        if self._document.plan is None or not self._document.plan.runs:
            self.failed.emit(StackplanError("There is no plan to save yet; open a folder of runs."))
            return

        own = self._document.path
        path = Path(own) if own else Path(self.folder, "plan.txt")
        dialog = export_dialog(self._window, path.with_suffix(f".{kind}") if kind else path)
        dialog.fileSelected.connect(self.write)
        dialog.rejected.connect(self._forget)
        dialog.open()

    def ask_elsewhere(self) -> None:
        """Ask for another place for what could not be written."""
        if self._format is None:
            self.ask_export()
        else:
            self.ask_format(self._format, self._format_name)

    def save_as(self, kind: str, options: ExportOptions, name: str, parent: QWidget) -> None:
        """Ask where to write a kind of export with its options; `name` is proposed."""
        self.ask_format(Format(kind, options), name, parent)

    def ask_format(self, chosen: Format, name: str, parent: QWidget | None = None) -> None:
        """Ask where to write a chosen format; `name` is proposed."""
        self._format_name = name
        path = Path(self.folder, name)
        dialog = format_dialog(parent or self._window, path)
        dialog.fileSelected.connect(lambda taken: self.write(taken, chosen=chosen))
        dialog.open()

    def write(self, path: str, *, overwriting: bool = False, chosen: Format | None = None) -> None:
        """Write the plan to a file, in the format of its ending unless one is `chosen`.

        Where somebody else has changed the plan's own file it asks first, unless `overwriting`.
        """
        patient = path == self._path or time.monotonic() < self._patient_until
        if self.task.running and patient:
            # Two writers of one file might overtake one another; and of each file one hears how
            # it went, unless its disk does not answer.
            again = partial(self.write, path, overwriting=overwriting, chosen=chosen)
            self._waiting[path] = again
            QTimer.singleShot(_PATIENCE_MS, self, self._pass_by)
            return
        self._waiting.pop(path, None)
        self._path, self._patient_until = path, time.monotonic() + _PATIENCE_MS / 1000
        self.folder, self._format = str(Path(path).parent), chosen
        plan_file = self._document.plan_file(utc_time())
        found = self._document.found
        states = dict(found.states) if found else {}
        is_own = path == self._document.path and not overwriting
        known = self._document.digest if is_own else ""

        def job(_: Report) -> object:
            return write_file(path, plan_file, states, known, chosen)

        self.task.start(job)

    def when_safe(self, then: Callable[[], None], losing: str) -> None:
        """Go on at once, or after asking where work by hand would be lost."""
        if not self._document.has_unsaved_work:
            then()
            return

        box = unsaved_question(self._window, losing)
        button_of = box.StandardButton

        def decide(button: int) -> None:
            if button == button_of.Discard:
                then()
            elif button == button_of.Save:
                self._then = then
                self.save()

        box.finished.connect(decide)
        box.open()

    def _on_written(self, result: Saved | Changed) -> None:
        if isinstance(result, Changed):
            self._ask_changed(result.path)
            self._go_on()
            return
        if result.digest:
            self._document.mark_saved(result.path, result.plan_file, result.digest)
        self.saved.emit(f"Saved {printable(result.path)}")
        if self._format is not None:
            self.exported.emit(self._format.kind, result.path)
        if self._go_on():
            return
        then, self._then = self._then, None
        if then is not None and not self._document.has_unsaved_work:
            then()

    def _ask_changed(self, path: str) -> None:
        """Ask before somebody else's change of the plan file is lost."""
        box = changed_question(self._window, printable(Path(path).name))
        button_of = box.StandardButton

        def decide(button: int) -> None:
            if button == button_of.Ignore:
                self.write(path, overwriting=True, chosen=self._format)
            elif button == button_of.Save:
                self.ask_elsewhere()
            else:
                self._forget()

        box.finished.connect(decide)
        box.open()

    def _forget(self) -> None:
        self._then = None

    def _on_failed(self, error: StackplanError) -> None:
        """Neither close nor open anything; what waits for other files is written all the same."""
        self._forget()
        self._waiting.pop(self._path, None)
        self._errors.append(error)
        self._go_on()

    def _go_on(self) -> bool:
        """Write what has waited longest; tell what failed when nothing else is told any more."""
        if self._waiting:
            self._waiting.pop(next(iter(self._waiting)))()
            return True
        while self._errors:
            self.failed.emit(self._errors.pop(0))
        return False

    def _pass_by(self) -> None:
        """Write the others where the disk of what is being written does not answer."""
        other = next((path for path in self._waiting if path != self._path), None)
        left = self._patient_until - time.monotonic()
        if other is not None and left > 0:  # what is written now has begun later
            QTimer.singleShot(ceil(left * 1000), self, self._pass_by)
        elif other is not None:
            self._waiting[other]()
