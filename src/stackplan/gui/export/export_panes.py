"""The panes of the export dialog: its fields, its preview, the commands to start."""

from __future__ import annotations

import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFormLayout,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.errors import StackplanError
from stackplan.core.request import MAX_STACKS
from stackplan.core.text import plural, printable
from stackplan.files.exports import TARGETS, Target, run_commands, target_of
from stackplan.files.exports.pipeline import candidates_in, checked_pipeline, script_of
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.shell import bash_word, checked_command
from stackplan.gui.preferences import ExportChoice
from stackplan.gui.widgets.dialogs import script_dialog
from stackplan.gui.widgets.fields import FocusWheelSpinBox, set_names
from stackplan.gui.widgets.labels import TonedLabel, readable_field, set_monospace
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.worker import Worker

_ANY = 0
_LISTED = 4  # candidates that are seen at once
_COMMAND_TIP = (
    "What bash runs for each stack: {stack} is its number, {runs} are its runs, {traces} is the"
    " trace folder, {{ is {; empty: the exported Spyral script"
)


class ExportFields(QWidget):
    """Shows the kinds, and the fields of the one that is chosen."""

    changed = Signal()

    def __init__(self, choice: ExportChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.mistake = ""
        self._script = ""  # whose candidates are listed
        self.reading = Worker(self)
        self.reading.finished.connect(self._show_candidates)
        self.reading.failed.connect(lambda _: self._show_candidates([]))
        self._build()
        self._arrange()
        self.show_choice(choice)
        self.kinds.currentRowChanged.connect(self._on_changed)
        self.script.clicked.connect(self._ask_script)
        self.candidates.currentTextChanged.connect(self._on_candidate)
        for line in (self.pipeline, self.command, self.python):
            line.textChanged.connect(self._on_changed)
        for spin in (self.readers, self.together, self.jobs, self.first):
            spin.valueChanged.connect(self._on_changed)

    @property
    def kind(self) -> Target:
        """The kind that is chosen."""
        return TARGETS[max(self.kinds.currentRow(), 0)]

    @property
    def choice(self) -> ExportChoice:
        """Everything that is chosen, to be remembered."""
        return ExportChoice(
            self.kind.key,
            self.pipeline.text().strip(),
            self.command.text().strip(),
            self.readers.value(),
            self.together.value(),
            self.jobs.value(),
            self.python.text().strip(),
            self.first.value(),
        )

    @property
    def options(self) -> ExportOptions:
        """What the chosen kind takes of it."""
        choice, fields = self.choice, self.kind.fields
        # A command of one's own runs instead of the Spyral script.
        has_command = bool(choice.command) and "command" in fields
        return ExportOptions(
            choice.pipeline if "pipeline" in fields and not has_command else "",
            choice.command if "command" in fields else "",
            (choice.readers or None) if "readers" in fields else None,
            first_stack=choice.first_stack if "from" in fields else 1,
            stacks_a_task=choice.stacks_a_task if "stacks-a-task" in fields else 1,
            jobs_at_most=(choice.jobs_at_most or None) if "jobs-at-most" in fields else None,
            python=choice.python if "python" in fields else "",
        )

    def show_choice(self, choice: ExportChoice) -> None:
        """Show what was chosen the last time."""
        self.pipeline.setText(choice.pipeline)
        self.command.setText(choice.command)
        self.readers.setValue(choice.readers)
        self.together.setValue(choice.stacks_a_task)
        self.jobs.setValue(choice.jobs_at_most)
        self.first.setValue(choice.first_stack)
        self.python.setText(choice.python)
        self.kinds.setCurrentRow(TARGETS.index(target_of(choice.kind)))
        self._show()

    def _build(self) -> None:
        self.kinds = QListWidget()
        self.kinds.addItems([kind.title for kind in TARGETS])
        self.kinds.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.kinds.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        for row, kind in enumerate(TARGETS):
            self.kinds.item(row).setToolTip(kind.purpose)
        set_names(self.kinds, "exportKinds", "What to export the plan for", "What the plan is for")
        self.words = QLabel(wordWrap=True)
        set_names(self.words, "exportKindWords", "What this kind is good for")
        self.pipeline = QLineEdit(placeholderText="my_pipeline:make_pipeline")
        tip = "Your Pipeline, or a function that returns it, as module:name; or your script"
        set_names(self.pipeline, "exportPipelineEdit", "Pipeline", tip)
        self.script = QPushButton("Choose scr&ipt...")
        tip = "Choose your Spyral script; it is read, not run"
        set_names(self.script, "exportScriptButton", "Choose the script", tip)
        self.candidates = QListWidget()
        self.candidates.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        tip = "What the script offers: Pipelines, and functions that return one"
        set_names(self.candidates, "exportCandidates", "Pipelines of the script", tip)
        self.candidates.hide()
        self.command = QLineEdit(placeholderText="my_analysis --stack {stack} {runs}")
        set_names(self.command, "exportCommandEdit", "Command of a stack", _COMMAND_TIP)
        self.mistake_words = TonedLabel("exportMistake", "Mistake in a field")
        tip = "At most so many stacks at once, where all read one disk"
        self.readers = _number("exportReadersSpin", "Stacks at once", tip, _ANY)
        tip = "Stacks in a task, one after the other; task N begins with stack N"
        self.together = _number("exportStacksATaskSpin", "Stacks in a task", tip, 1)
        tip = "At most so many tasks, with several stacks in each; the first job is not counted"
        self.jobs = _number("exportJobsSpin", "Tasks at most", tip, _ANY)
        tip = "Leave out the stacks before this one, when Slurm has taken those already"
        self.first = _number("exportFromSpin", "Go on from stack", tip, 1)
        self.python = QLineEdit(placeholderText="as in the shell")
        tip = "Path of the Python of the jobs, if the variable PYTHON names none"
        set_names(self.python, "exportPythonEdit", "Python of the jobs", tip)

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        wide = QFormLayout(rowWrapPolicy=QFormLayout.RowWrapPolicy.WrapAllRows, verticalSpacing=4)
        wide.addRow("What &for", self.kinds)
        wide.addRow(self.words)
        wide.addRow("Your &pipeline (Python module:name, or script)", self.pipeline)
        wide.addRow(self.script)
        wide.addRow(self.candidates)
        wide.addRow("Co&mmand, with {stack} {runs} {traces}", self.command)
        wide.addRow(self.mistake_words)
        small = QFormLayout(verticalSpacing=4)
        small.addRow("Stacks at &once", self.readers)
        small.addRow("Stacks in a tas&k", self.together)
        small.addRow("Tasks at most (&jobs)", self.jobs)
        small.addRow("Go o&n from stack", self.first)
        small.addRow("Python of the jo&bs", self.python)
        column.addLayout(wide)
        column.addLayout(small)
        column.addStretch()  # here, so that no field moves when warnings take room below
        self._rows: tuple[tuple[QFormLayout, QWidget, str], ...] = (
            (wide, self.pipeline, "pipeline"),
            (wide, self.script, "pipeline"),
            (wide, self.command, "command"),
            (small, self.readers, "readers"),
            (small, self.together, "stacks-a-task"),
            (small, self.jobs, "jobs-at-most"),
            (small, self.first, "from"),
            (small, self.python, "python"),
        )

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        kind = self.kind
        self.words.setText(kind.purpose)
        for form, field, key in self._rows:
            form.setRowVisible(field, key in kind.fields)
        self._read_script()
        self.mistake = _mistake_of(kind, self.options)
        # Before anything is typed it is no mistake yet: what to type, and no alarm.
        is_empty = _needs_pipeline(kind) and not self.options.pipeline
        self.mistake_words.show_text(self.mistake, "faint" if is_empty else "bad")

    def _read_script(self) -> None:
        """List what the script that is named offers; a worker reads it."""
        has_field = "pipeline" in self.kind.fields
        path = script_of(self.pipeline.text().strip()) if has_field else ""
        if path == self._script:
            return
        self._script = path
        self.reading.cancel()
        self._show_candidates([])
        if path:
            self.reading.start(lambda _: candidates_in(path))

    def _show_candidates(self, names: list[str]) -> None:
        with QSignalBlocker(self.candidates):
            self.candidates.clear()
            self.candidates.addItems(names)
            path, _, name_typed = self.pipeline.text().strip().rpartition(":")
            chosen = name_typed if path else ""
            self.candidates.setCurrentRow(names.index(chosen) if chosen in names else -1)
        rows = max(1, min(len(names), _LISTED))
        height = self.candidates.fontMetrics().lineSpacing() * rows + 12
        self.candidates.setMaximumHeight(height)
        self.candidates.setVisible(bool(names))
        if len(names) == 1 and not chosen:
            self.candidates.setCurrentRow(0)

    def _on_candidate(self, chosen: str) -> None:
        if chosen:
            self.pipeline.setText(f"{self._script}:{chosen}")

    def _ask_script(self) -> None:
        dialog = script_dialog(self, str(Path(self._script or ".").absolute().parent))
        dialog.fileSelected.connect(self.pipeline.setText)
        dialog.open()


def _number(object_name: str, accessible_name: str, tip: str, least: int) -> FocusWheelSpinBox:
    spin = FocusWheelSpinBox()
    spin.setRange(least, MAX_STACKS)
    spin.setSpecialValueText("no limit" if least == _ANY else "")
    set_names(spin, object_name, accessible_name, tip)
    return spin


def _needs_pipeline(kind: Target) -> bool:
    return "pipeline" in kind.fields and "command" not in kind.fields


def _mistake_of(kind: Target, options: ExportOptions) -> str:
    """Say what is wrong with the fields; empty if nothing is."""
    try:
        if options.pipeline or _needs_pipeline(kind):
            checked_pipeline(options.pipeline)
        if options.command:
            checked_command(options.command)
    except StackplanError as error:
        return str(error)
    return ""


_LEAST = QSize(240, 160)


class ExportPreview(QWidget):
    """Shows a draft; what was shown stays until the next one is there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.heading = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._head("")
        self.text = readable_field("exportPreview", "What will be written", "As it will be written")
        set_monospace(self.text)
        self.picture = PictureView()
        set_names(self.picture, "exportPicture", "Picture of the chart, as it will be written")
        self.heading.setBuddy(self.text)
        self.pages = QStackedWidget()
        self.pages.addWidget(self.text)
        self.pages.addWidget(self.picture)
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.pages, 1)

    def show_words(self, words: str) -> None:
        """Say why there is nothing to show."""
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.WidgetWidth)
        self.text.setPlainText(words)
        self.pages.setCurrentWidget(self.text)
        self._head("")

    def show_text(self, text: str, summary: str) -> None:
        """Show a text as it will be written; where one has scrolled to stays."""
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.pages.setCurrentWidget(self.text)
        bars = (self.text.verticalScrollBar(), self.text.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        if self.text.toPlainText() != text:
            self.text.setPlainText(text)
            for bar, place in zip(bars, places, strict=True):
                bar.setValue(place)
        self._head(summary)

    def show_picture(self, image: QImage, summary: str) -> None:
        """Show a picture."""
        self.picture.set_image(image)
        self.pages.setCurrentWidget(self.picture)
        self._head(summary)

    def _head(self, summary: str) -> None:
        self.heading.setText(f"What will be &written{': ' * bool(summary)}{summary}")


class PictureView(QWidget):
    """A picture as large as there is room for."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self.setMinimumSize(_LEAST)

    def set_image(self, image: QImage) -> None:
        """Show another picture."""
        self._image = image
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._image.isNull():
            return
        ratio = self.devicePixelRatioF()
        keep, smooth = (
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        scaled = self._image.scaled(self.size() * ratio, keep, smooth)
        scaled.setDevicePixelRatio(ratio)
        painter = QPainter(self)
        painter.drawImage(0, 0, scaled)
        painter.end()


_ROWS = max(len(target.starts) for target in TARGETS)
_WARNING_LINES = 3


class ExportStart(QWidget):
    """Shows warnings, and the commands with a button each that copies one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commands: tuple[str, ...] = ()
        self.heading = TonedLabel("exportWarningWords", "How many warnings", is_bold=True)
        self.warnings = readable_field(
            "exportWarnings", "What would go wrong", "What would go wrong, one sentence each"
        )
        lines = self.warnings.fontMetrics().lineSpacing() * _WARNING_LINES
        self.warnings.setFixedHeight(lines + 12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.heading)
        column.addWidget(self.warnings)
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        self.rows = [_row(grid, at) for at in range(_ROWS)]
        for at, (_, _, button) in enumerate(self.rows):
            button.clicked.connect(partial(self._copy, at))
        column.addLayout(grid)

    def show_warnings(self, kind: Target, warnings: tuple[str, ...] | None) -> None:
        """Show sentences; `None` while the files are being looked at."""
        if warnings is None:
            words, tone = "Looking at the files...", "text"
        elif not warnings:
            words, tone = "Checked: ready to submit.", "good"
        else:
            words, tone = plural(len(warnings), "warning"), "warning"
        self.heading.show_text(words if kind.starts else "", tone)
        self.warnings.setVisible(bool(kind.starts) and bool(warnings))
        text = "\n".join(warnings or ())
        if self.warnings.toPlainText() != text:
            self.warnings.setPlainText(text)

    def hide_warnings(self) -> None:
        """Show nothing where there is nothing to be warned of."""
        self.heading.hide()
        self.warnings.hide()

    def show_commands(self, kind: Target, path: str) -> None:
        """Show how a file is started: in its own folder, once that is known."""
        folder, file = os.path.split(path)
        go = f"cd {bash_word(folder)} && " if folder else ""
        commands = run_commands(kind.key, file)
        self.commands = tuple(f"{go}{command}" for command in commands)
        for at, (label, field, button) in enumerate(self.rows):
            there = at < len(self.commands)
            for widget in (label, field, button):
                widget.setVisible(there)
            if there:
                label.setText(kind.starts[at][0])
                field.setText(printable(self.commands[at]))
                field.setCursorPosition(0)

    def _copy(self, at: int) -> None:
        if at < len(self.commands):
            QGuiApplication.clipboard().setText(self.commands[at])


def _row(grid: QGridLayout, at: int) -> tuple[QLabel, QLineEdit, QPushButton]:
    number = at + 1
    label, field = QLabel(), QLineEdit(readOnly=True)
    set_monospace(field)
    set_names(field, f"exportCommand{number}", f"Command {number}", "To be typed into a terminal")
    button = QPushButton(("&Copy", "Cop&y", "C&opy")[at])
    tip = "Put the command on the clipboard"
    set_names(button, f"exportCopyCommand{number}", f"Copy command {number}", tip)
    for column, widget in enumerate((label, field, button)):
        grid.addWidget(widget, at, column)
    grid.setColumnStretch(1, 1)
    return label, field, button
