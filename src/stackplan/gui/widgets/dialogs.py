"""Helpers of dialogs: buttons and size, Qt's file dialogs, questions, what a drop opens."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import NamedTuple

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHeaderView,
    QMessageBox,
    QPushButton,
    QTreeView,
    QWidget,
)

from stackplan.core.runs import FILE_ENDING
from stackplan.core.text import plural, printable
from stackplan.files.paths import call_with_timeout
from stackplan.gui.widgets.fields import set_names

# Room for the borders and the title that a window manager adds: how much is known only once a
# window is shown.
BORDERS, TITLE = 8, 40


def close_box(dialog: QDialog, *buttons: QPushButton, has_fields: bool = False) -> QDialogButtonBox:
    """Make the row; where the dialog `has_fields`, Enter ends typing and presses no button."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    close = box.button(QDialogButtonBox.StandardButton.Close)
    set_names(close, "closeButton", "Close", "Close this window; Escape does it too")
    for button in buttons:
        box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    for button in (close, *buttons):
        button.setAutoDefault(not has_fields)
    box.rejected.connect(dialog.reject)
    return box


def resize_within_screen(widget: QWidget, width: int, height: int) -> None:
    """Resize a window or a dialog, but to no more than its screen has room for."""
    room = widget.screen().availableSize()
    widget.resize(min(width, room.width() - BORDERS), min(height, room.height() - TITLE))


def show_dialog(dialog: QDialog) -> None:
    """Open a dialog, or bring one that is open to the front."""
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


# Too short a wait to be noticed.
_PATIENCE_S = 0.08
_PLAN = {"txt": "Plan file (*.txt)"}
_PICTURES = {"png": "Picture (*.png)", "svg": "Drawing (*.svg)", "pdf": "PDF (*.pdf)"}


def folder_dialog(
    window: QWidget, folder: str, title: str = "Open a folder of runs"
) -> QFileDialog:
    """Make the dialog that asks for a folder."""
    dialog = _dialog(window, title, folder)
    # Run files stay visible, greyed: one sees that it is the right folder.
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    return dialog


def plan_dialog(window: QWidget, folder: str, title: str = "Open a plan file") -> QFileDialog:
    """Make the dialog that asks for a plan file."""
    dialog = _dialog(window, title, folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(["Plan files (*.txt)", "All files (*)"])
    return dialog


def script_dialog(window: QWidget, folder: str) -> QFileDialog:
    """Make the dialog that asks for the crew's script."""
    dialog = _dialog(window, "Choose your Spyral script", folder)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(["Python scripts (*.py)"])
    return dialog


def save_dialog(window: QWidget, path: Path) -> QFileDialog:
    """Make the dialog that asks where to save the plan."""
    return _writing_dialog(window, "Save", path, _PLAN)


def picture_dialog(window: QWidget, path: Path) -> QFileDialog:
    """Make the dialog that asks where to export a picture, and as what: the ending decides."""
    return _writing_dialog(window, "Export a picture", path, _PICTURES)


def _writing_dialog(
    window: QWidget, title: str, path: Path, filters: Mapping[str, str]
) -> QFileDialog:
    dialog = _dialog(window, title, str(path.parent))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setNameFilters([*filters.values(), "All files (*)"])
    endings = {words: ending for ending, words in filters.items()}
    first = next(iter(filters))
    dialog.setDefaultSuffix(first)
    dialog.filterSelected.connect(lambda words: dialog.setDefaultSuffix(endings.get(words, first)))
    dialog.selectFile(path.name)
    return dialog


def format_dialog(window: QWidget, path: Path) -> QFileDialog:
    """Make the dialog that asks where to export a format that is chosen already."""
    ending = path.suffix.removeprefix(".")
    return _writing_dialog(
        window, "Export to a file", path, {ending: f"As proposed (*{path.suffix})"}
    )


def unsaved_question(window: QWidget, losing: str) -> QMessageBox:
    """Make the question whether to save first; `losing` names what would lose the work."""
    box = _question(window, "unsavedQuestion", "Save", "Discard")
    box.setText("The plan is not saved, and cannot be made again from folder and settings alone.")
    box.setInformativeText(f"{losing} would lose it. Save the plan first?")
    return box


def changed_question(window: QWidget, name: str) -> QMessageBox:
    """Make the question what to do about a plan file that somebody else has changed."""
    box = _question(window, "changedQuestion", "Save", "Open", "Ignore")
    box.setText(f"{name} has been changed on the disk since it was opened or saved here.")
    box.setInformativeText(
        "Keeping yours would lose that change, loading it what is not saved here."
        " Save the plan elsewhere?"
    )
    button_of = QMessageBox.StandardButton
    box.button(button_of.Open).setText("&Load it")
    box.button(button_of.Save).setText("&Save elsewhere...")
    box.button(button_of.Ignore).setText("&Keep mine")
    return box


def _question(window: QWidget, object_name: str, *buttons: str) -> QMessageBox:
    """Make a question that Escape cancels and Enter answers with Save."""
    button_of = QMessageBox.StandardButton
    box = QMessageBox(window)
    box.setObjectName(object_name)
    box.setIcon(QMessageBox.Icon.Warning)
    for name in (*buttons, "Cancel"):
        box.addButton(button_of[name])
    box.setDefaultButton(button_of.Save)
    box.setEscapeButton(button_of.Cancel)
    box.finished.connect(box.deleteLater)
    return box


def _dialog(window: QWidget, title: str, folder: str) -> QFileDialog:
    # Qt asks the disk in the window's thread: one that does not answer would hold up everything.
    is_there = call_with_timeout(lambda: os.path.isdir(folder), _PATIENCE_S)  # noqa: PTH112 - never raises
    dialog = QFileDialog(window, title, folder if is_there else str(Path.home()))
    dialog.setObjectName("fileDialog")
    # Qt's own dialog is the same everywhere, and works by keyboard over a slow line.
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    dialog.finished.connect(dialog.deleteLater)
    width, line = dialog.fontMetrics().averageCharWidth(), dialog.fontMetrics().height()
    resize_within_screen(dialog, 130 * width, 32 * line)
    files = dialog.findChild(QTreeView)
    if files is not None:
        header = files.header()
        header.setResizeContentsPrecision(0)  # by the rows in sight: a folder may have thousands
        for column in range(1, header.count()):  # sizes and times are read whole
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
    return dialog


_TAKEN = "Drop one folder of runs, or one plan file."


class Drop(NamedTuple):
    """The path to open, empty for none, and what is to be said about the rest."""

    path: str
    words: str = ""


def read_drop(urls: Sequence[QUrl]) -> Drop:
    """Choose what to open; only names are read, since the disk may not answer."""
    paths = [url.toLocalFile() for url in urls if url.isLocalFile()]
    if not paths:
        place = urls[0].toDisplayString() if urls else "This"
        return Drop("", f"{printable(place)} is not on a disk of this computer. {_TAKEN}")
    folders = {str(PurePath(path).parent) for path in paths}
    if len(folders) == 1 and all(PurePath(path).suffix == FILE_ENDING for path in paths):
        # Run files that are dropped stand for their folder.
        folder = folders.pop()
        words = f"Opened the folder {printable(folder)}, which holds what was dropped"
        return Drop(folder, f"{words}; runs are left out with Skip, First run and Last run.")
    others = len(urls) - 1
    if not others:
        return Drop(paths[0])
    left = f"{plural(others, 'other')} {'was' if others == 1 else 'were'} left"
    return Drop(paths[0], f"Opened {printable(paths[0])} only; {left}. {_TAKEN}")
