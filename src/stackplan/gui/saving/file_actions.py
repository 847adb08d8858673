"""Opening, saving and exporting to a path."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path, PurePath

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import printable
from stackplan.files import safe_write as atomic
from stackplan.files.exports import ENGINES, EXPORTS, PICTURES, REPORTS, export
from stackplan.files.exports.pipeline import script_of, spare_crew_file
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.spyral import script_beside
from stackplan.files.plan_file import save_plan
from stackplan.files.process import utc_time
from stackplan.files.safe_write import digest_of, digest_of_bytes
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.preferences import Preferences
from stackplan.gui.widgets.dialogs import (
    changed_question,
    folder_dialog,
    format_dialog,
    picture_dialog,
    plan_dialog,
    save_dialog,
    unsaved_question,
)
from stackplan.gui.widgets.keyboard import finish_typing
from stackplan.gui.widgets.messages import Message, Messages
from stackplan.gui.widgets.worker import Worker

_MOST_LETTERS = 80


def default_name(plan: Plan, traces: str) -> str:
    """Name a plan file by what is in it: ``h5_runs58-115_17stacks.txt``."""
    folder = printable(PurePath(traces).name)[:_MOST_LETTERS].replace("/", "_")
    numbers = [run.number for run in plan.runs]
    first, last = min(numbers, default=0), max(numbers, default=0)
    runs = f"run{first}" if first == last else f"runs{first}-{last}"
    n_stacks = plan.request.n_stacks
    words = (folder, runs, f"{n_stacks}stack{'s' * (n_stacks != 1)}")
    return f"{'_'.join(filter(None, words))}.txt"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file was written; an export has no `digest`, for it is not the plan's own file."""

    path: str
    plan_file: PlanFile
    digest: str = ""
    words: str = ""  # what was written beside it


@dataclass(frozen=True, slots=True)
class ChangedOnDisk:
    """Nothing was written: another program has changed the file."""

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
    """Write a file in the format of its ending or in a chosen one.

    `known` is the digest that the file must have if it is there; empty for any.
    """
    kind = chosen.kind if chosen else PurePath(path).suffix.lower().removeprefix(".")
    options = chosen.options if chosen else None
    # A plan may be called night.slurm; what runs one is only written when it was chosen.
    kinds = EXPORTS + ENGINES + REPORTS if chosen else EXPORTS
    traces = plan_file.traces
    beside = None
    if options is not None:
        spare_crew_file(options.pipeline, path)
        beside = script_beside(plan_file, options, path) if kind != "spyral" else None
    try:
        if beside is not None:
            atomic.save(beside.path, beside.data, traces)
        if kind in PICTURES:
            from stackplan.gui.chart.figure import picture

            atomic.save(path, picture(plan_file.plan, traces, kind), traces, known)
        elif kind in kinds and kind != "text":
            atomic.save(path, export(plan_file, kind, states, options), traces, known)
        else:
            if path == os.devnull:  # it takes all, and the plan would count as saved
                words = "keeps nothing that is written to it; choose another name."
                raise StackplanError(f"{printable(path)} {words}")
            return WrittenFile(path, plan_file, digest_of_bytes(save_plan(path, plan_file, known)))
    except atomic.ChangedError:
        return ChangedOnDisk(path)
    return WrittenFile(path, plan_file, words="" if beside is None else f"; {beside.words}")


# A save that takes longer is on a disk that does not answer; the next one is begun beside it.
_PATIENCE_MS = 5000


class FileActions(QObject):
    """Asks for files and writes them in a worker."""

    path_chosen = Signal(str)  # a folder or a plan file, to be opened
    saved = Signal()
    exported = Signal(str, str, str)  # the kind, where it was written, what was beside it
    failed = Signal(object)

    def __init__(
        self,
        window: QWidget,
        document: PlanDocument,
        preferences: Preferences,
        messages: Messages,
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._preferences = window, document, preferences
        self._messages = messages
        self.worker = Worker(self)
        self.worker.finished.connect(self._on_written)
        self.worker.failed.connect(self._on_failed)
        self._then: Callable[[], None] | None = None
        self._format: Format | None = None
        self._format_name = ""
        self._path = ""  # what is being written
        # Saves that wait for the one before, by path; of each path the latest only.
        self._waiting: dict[str, Callable[[], None]] = {}
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self._begin_next)
        self._errors: list[StackplanError] = []
        self._digest = ""  # of the plan's file as it was seen to have been changed
        self.looking = Worker(self)
        self.looking.finished.connect(self._on_looked)

    @property
    def folder(self) -> str:
        """Where a file was written last; the home folder before the first one."""
        return self._preferences.saved_in or str(Path.home())

    def look(self) -> None:
        """See whether another program has changed the plan's own file."""
        path, known = self._document.path, self._document.digest
        if path and known and not self.worker.running and not self.looking.running:
            self.looking.start(lambda _: (path, known, digest_of(path)))

    def _on_looked(self, seen: tuple[str, str, str]) -> None:
        path, known, now = seen
        if (path, known) != (self._document.path, self._document.digest):
            return  # saved, or another plan opened, meanwhile
        self._digest = now
        if now and now != known:
            words = f"{printable(Path(path).name)} has been changed on the disk."
            choices = ("Load it", self.load_changed, "Keep mine", self.keep_own)
            self._messages.post("changed", Message(words, "warning", *choices))
        else:
            self._messages.withdraw("changed")

    def load_changed(self) -> None:
        """Open the plan's own file as it is now."""
        if self._document.path:
            self.path_chosen.emit(self._document.path)

    def keep_own(self) -> None:
        """Keep the plan on screen; saving it replaces what another program has written."""
        self._document.keep_over(self._digest)

    def ask_folder(self) -> None:
        """Ask for a folder of runs."""
        dialog = folder_dialog(self._window, self._document.traces or self.folder)
        dialog.fileSelected.connect(self.path_chosen)
        dialog.open()

    def ask_plan(self) -> None:
        """Ask for a plan file."""
        dialog = plan_dialog(self._window, self.folder)
        dialog.fileSelected.connect(self.path_chosen)
        dialog.open()

    def save(self) -> None:
        """Save into the plan's own file; ask for one where it has none."""
        finish_typing()  # what is being typed is to be saved too
        if self._document.path is None:
            self.ask_save()
        else:
            self.write(self._document.path)

    def ask_save(self) -> None:
        """Ask where to save the plan."""
        path = self._proposed()
        if path is not None:
            self._ask(save_dialog(self._window, path))

    def ask_picture(self) -> None:
        """Ask where to export a picture of the chart."""
        path = self._proposed()
        if path is not None:
            self._ask(picture_dialog(self._window, path.with_suffix(".png")))

    def _proposed(self) -> Path | None:
        """Propose the plan's own file, or one that is called by what is in it."""
        plan, own = self._document.plan, self._document.path
        if plan is None or not plan.runs:
            self._say_failed(StackplanError("There is no plan to save yet; open a folder of runs."))
            return None
        return Path(own) if own else Path(self.folder, default_name(plan, self._document.traces))

    def _ask(self, dialog: QFileDialog) -> None:
        dialog.fileSelected.connect(self.write)
        dialog.rejected.connect(self._forget)
        dialog.open()

    def ask_elsewhere(self) -> None:
        """Ask for another place for what could not be written."""
        if self._format is None:
            self.ask_save()
        else:
            self.ask_format(self._format, self._format_name)

    def save_as(self, kind: str, options: ExportOptions, name: str, parent: QWidget) -> None:
        """Ask where to write a kind of export with its options; `name` is proposed."""
        self.ask_format(Format(kind, options), name, parent)

    def ask_format(self, chosen: Format, name: str, parent: QWidget | None = None) -> None:
        """Ask where to write a chosen format; `name` is proposed."""
        self._format_name = name
        script = script_of(chosen.options.pipeline)
        # What runs the crew's own script finds it beside itself.
        path = Path(Path(script).parent if script else self.folder, name)
        dialog = format_dialog(parent or self._window, path)
        dialog.fileSelected.connect(lambda taken: self.write(taken, chosen=chosen))
        dialog.open()

    def write(self, path: str, *, overwriting: bool = False, chosen: Format | None = None) -> None:
        """Write the plan to a file, in the format of its ending unless one is `chosen`.

        Where another program has changed the plan's own file it asks first, unless `overwriting`.
        One file is written at a time; the next one waits until it is, or has taken 5 s.
        """
        self._waiting[path] = partial(self._begin, path, overwriting, chosen)
        self._begin_next()

    def _begin_next(self) -> bool:
        """Begin the save that has waited longest, if none is at work; tell whether one is begun."""
        if self.worker.running and self._patience.isActive():
            return False
        # Two writers of one file could overtake one another.
        path = next((p for p in self._waiting if p != self._path or not self.worker.running), None)
        if path is not None:
            self._waiting.pop(path)()
        return path is not None

    def _begin(self, path: str, overwriting: bool, chosen: Format | None) -> None:
        self._path = path
        self._format = chosen
        plan_file = self._document.plan_file(utc_time())
        states = self._document.states
        is_own = path == self._document.path and not overwriting
        known = self._document.digest if is_own else ""
        self._patience.start()
        self.worker.start(lambda _: write_file(path, plan_file, states, known, chosen))

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

    def _on_written(self, result: WrittenFile | ChangedOnDisk) -> None:
        if isinstance(result, ChangedOnDisk):
            self._ask_changed(result.path)
            self._go_on()
            return
        if result.digest:
            self._document.mark_saved(result.path, result.plan_file, result.digest)
        self._preferences.saved_in = str(Path(result.path).parent)
        self._messages.withdraw("save")  # the same words again are said again
        verb = "Saved" if result.digest else "Exported"
        self._messages.post("save", Message(f"{verb} {printable(result.path)}{result.words}."))
        self.saved.emit()
        if self._format is not None:
            self.exported.emit(self._format.kind, result.path, result.words)
        if self._go_on():
            return
        then, self._then = self._then, None
        if then is not None and not self._document.has_unsaved_work:
            then()

    def _ask_changed(self, path: str) -> None:
        """Ask before another program's change of the plan file is overwritten."""
        box = changed_question(self._window, printable(Path(path).name))
        button_of = box.StandardButton

        def decide(button: int) -> None:
            if button == button_of.Ignore:
                self.write(path, overwriting=True, chosen=self._format)
            elif button == button_of.Save:
                self.ask_elsewhere()
            elif button == button_of.Open:
                self._forget()
                self.load_changed()
            else:
                self._forget()

        box.finished.connect(decide)
        box.open()

    def _forget(self) -> None:
        self._then = None

    def _on_failed(self, error: StackplanError) -> None:
        """Close and open nothing after a failed save; saves to other files are still written."""
        self._forget()
        self._waiting.pop(self._path, None)
        self._errors.append(error)
        self._go_on()

    def _go_on(self) -> bool:
        """Write what waits; tell what failed when nothing else is told any more."""
        if self._begin_next():
            return True
        while self._errors:
            self._say_failed(self._errors.pop(0))
        return False

    def _say_failed(self, error: StackplanError) -> None:
        choices = ("Save elsewhere...", self.ask_elsewhere)
        self._messages.post("save", Message(str(error), "error", *choices))
        self.failed.emit(error)
