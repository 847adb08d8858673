"""The left side of the export dialog: what for, and what that needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QListWidget,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from stackplan.core.errors import StackplanError
from stackplan.core.request import MAX_STACKS
from stackplan.files.exports.export_options import ExportOptions
from stackplan.files.exports.job_command import check_command
from stackplan.files.exports.spyral_script import checked_pipeline
from stackplan.gui.export.export_kinds import KINDS, Kind, kind_of
from stackplan.gui.preferences import ExportChoice
from stackplan.gui.widgets.entry_widgets import CalmSpinBox, name
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.theme import colours_for

if TYPE_CHECKING:
    from collections.abc import Callable

_ANY = 0
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
        self._rows: dict[str, tuple[QWidget, ...]] = {}
        self._build()
        self._arrange()
        self.show_choice(choice)
        self.kinds.currentRowChanged.connect(self._on_changed)
        self.pipeline.textChanged.connect(self._on_changed)
        self.command.textChanged.connect(self._on_changed)
        self.readers.valueChanged.connect(self._on_changed)

    @property
    def kind(self) -> Kind:
        """The kind that is chosen."""
        return KINDS[max(self.kinds.currentRow(), 0)]

    @property
    def choice(self) -> ExportChoice:
        """Everything that is chosen, to be remembered."""
        texts = (self.pipeline.text().strip(), self.command.text().strip())
        return ExportChoice(self.kind.key, *texts, self.readers.value())

    @property
    def options(self) -> ExportOptions:
        """What the chosen kind takes of it."""
        choice, fields = self.choice, self.kind.fields
        return ExportOptions(
            choice.pipeline if "pipeline" in fields else "",
            choice.command if "command" in fields else "",
            (choice.readers or None) if "readers" in fields else None,
        )

    def show_choice(self, choice: ExportChoice) -> None:
        """Show what was chosen the last time."""
        self.pipeline.setText(choice.pipeline)
        self.command.setText(choice.command)
        self.readers.setValue(choice.readers)
        self.kinds.setCurrentRow(KINDS.index(kind_of(choice.kind)))
        self._show()

    def _build(self) -> None:
        self.kinds = QListWidget()
        self.kinds.addItems([kind.title for kind in KINDS])
        self.kinds.setSizeAdjustPolicy(QListWidget.SizeAdjustPolicy.AdjustToContents)
        self.kinds.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        for row, kind in enumerate(KINDS):
            self.kinds.item(row).setToolTip(kind.words)
        name(self.kinds, "exportKinds", "What to export the plan for", "What the plan is for")
        self.words = QLabel(wordWrap=True)
        name(self.words, "exportKindWords", "What this kind is good for")
        self.pipeline = QLineEdit(placeholderText="my_pipeline:make_pipeline")
        tip = "MODULE:FUNCTION that returns the crew's Spyral pipeline"
        name(self.pipeline, "exportPipelineEdit", "Pipeline", tip)
        self.command = QLineEdit(placeholderText="my_analysis --stack {stack} {runs}")
        name(self.command, "exportCommandEdit", "Command of a stack", _COMMAND_TIP)
        self.readers = CalmSpinBox()
        self.readers.setRange(_ANY, MAX_STACKS)
        self.readers.setSpecialValueText("as many as there is room for")
        tip = "So many stacks at once, for the sake of one disk"
        name(self.readers, "exportReadersSpin", "Stacks at once", tip)
        self.mistake_words = QLabel(wordWrap=True)
        self.mistake_words.setTextFormat(Qt.TextFormat.PlainText)
        name(self.mistake_words, "exportMistake", "Mistake in a field")

    def _arrange(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(4)
        column.addWidget(_label("What &for", self.kinds))
        column.addWidget(self.kinds)
        column.addWidget(self.words)
        for key, text, field in (
            ("pipeline", "&Pipeline, MODULE:FUNCTION", self.pipeline),
            ("command", "Co&mmand, with {stack} {runs} {traces}", self.command),
            ("readers", "Stacks at &once", self.readers),
        ):
            label = _label(text, field)
            self._rows[key] = (label, field)
            column.addWidget(label)
            column.addWidget(field)
        column.insertWidget(column.indexOf(self.readers) - 1, self.mistake_words)
        column.addStretch()  # here, so that no field moves when warnings take room below

    def _on_changed(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        kind = self.kind
        self.words.setText(kind.words)
        for key, widgets in self._rows.items():
            for widget in widgets:
                widget.setVisible(key in kind.fields)
        self.mistake = _mistake_of(kind, self.options)
        self.mistake_words.setText(self.mistake)
        self.mistake_words.setVisible(bool(self.mistake))
        self._colour()

    def _colour(self) -> None:
        self.mistake_words.setStyleSheet(f"color: {colours_for(self.palette()).bad}")

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "mistake_words"):
            self._colour()


def _mistake_of(kind: Kind, options: ExportOptions) -> str:
    """Say what is wrong with the fields; empty if nothing is."""
    checks: list[Callable[[], object]] = []
    if "pipeline" in kind.fields:
        checks.append(lambda: checked_pipeline(options.pipeline))
    if options.command:
        checks.append(lambda: check_command(options.command))
    for check in checks:
        try:
            check()
        except StackplanError as error:
            return str(error)
    return ""


def _label(text: str, buddy: QWidget) -> QLabel:
    label = QLabel(text)
    label.setBuddy(buddy)
    return label
