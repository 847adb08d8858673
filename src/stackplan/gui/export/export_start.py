"""The lower part of the export dialog: what would go wrong, and how the file is started."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from stackplan.core.text import count, shown
from stackplan.files.exports.job_script import bash_word
from stackplan.files.exports.run_words import run_commands
from stackplan.gui.widgets.entry_widgets import name
from stackplan.gui.widgets.overriding import override
from stackplan.gui.widgets.readable import readable_field, use_fixed_letters
from stackplan.gui.widgets.theme import colours_for

if TYPE_CHECKING:
    from stackplan.gui.export.export_kinds import Kind

# No kind has more commands.
_ROWS = 2
_WARNING_LINES = 3


class ExportStart(QWidget):
    """Shows warnings, and the commands with a button each that copies one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.commands: tuple[str, ...] = ()
        self._tone = "text"
        self.heading = QLabel()
        name(self.heading, "exportWarningWords", "How many warnings")
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

    def show_warnings(self, kind: Kind, warnings: tuple[str, ...] | None) -> None:
        """Show sentences; `None` while the files are being looked at."""
        self.heading.setVisible(bool(kind.starts))
        self.warnings.setVisible(bool(kind.starts) and bool(warnings))
        if warnings is None:
            words, self._tone = "Looking at the files...", "text"
        elif not warnings:
            words, self._tone = "The files were looked at: nothing is in the way.", "good"
        else:
            words, self._tone = count(len(warnings), "warning"), "warning"
        self.heading.setText(words)
        self._colour()
        text = "\n".join(warnings or ())
        if self.warnings.toPlainText() != text:
            self.warnings.setPlainText(text)

    def hide_warnings(self) -> None:
        """Show nothing where there is nothing to be warned of."""
        self.heading.hide()
        self.warnings.hide()

    def show_commands(self, kind: Kind, path: str) -> None:
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
                label.setText(kind.starts[at])
                field.setText(shown(self.commands[at]))
                field.setCursorPosition(0)

    def _colour(self) -> None:
        colour = getattr(colours_for(self.palette()), self._tone)
        self.heading.setStyleSheet(f"color: {colour}; font-weight: bold")

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "heading"):
            self._colour()

    def _copy(self, at: int) -> None:
        if at < len(self.commands):
            QGuiApplication.clipboard().setText(self.commands[at])


def _row(grid: QGridLayout, at: int) -> tuple[QLabel, QLineEdit, QPushButton]:
    number = at + 1
    label, field = QLabel(), QLineEdit(readOnly=True)
    use_fixed_letters(field)
    name(field, f"exportCommand{number}", f"Command {number}", "To be typed into a terminal")
    button = QPushButton("&Copy" if not at else "Cop&y")
    tip = "Put the command on the clipboard"
    name(button, f"exportCopyCommand{number}", f"Copy command {number}", tip)
    for column, widget in enumerate((label, field, button)):
        grid.addWidget(widget, at, column)
    grid.setColumnStretch(1, 1)
    return label, field, button
