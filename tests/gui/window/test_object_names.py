"""The controls: names for scripts and for screen readers, and keys that no two share."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QScrollBar,
    QSpinBox,
    QTreeView,
    QWidget,
)

from desk import OpenWindow, find
from folders import MakeFolder
from stackplan.core.balance import METHODS
from stackplan.gui.window.main_window import MainWindow

NAMES = {
    "tracesEdit": QLineEdit, "skipEdit": QLineEdit, "runMinSpin": QSpinBox,
    "runMaxSpin": QSpinBox, "stacksSpin": QSpinBox, "methodCombo": QComboBox,
    "browseButton": QPushButton, "rescanButton": QPushButton, "balanceButton": QPushButton,
    "saveButton": QPushButton, "exportButton": QPushButton,
    "stackTable": QTreeView, "loadChart": QWidget,
}  # fmt: skip


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder({1: 5000, 2: 4000, 3: 3000})


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    return open_window(folder)


def controls(window: QWidget) -> Iterator[QWidget]:
    """Every widget that can take the focus and is no inner part of another."""
    for widget in window.findChildren(QWidget):
        outer = widget.parentWidget()
        parts = (outer, outer.parentWidget() if outer else None)
        inner = any(isinstance(part, QAbstractSpinBox | QTreeView | QComboBox) for part in parts)
        if widget.focusPolicy() != Qt.FocusPolicy.NoFocus and not inner:
            # Scroll bars and splitter handles are found through what they belong to.
            if isinstance(widget, QScrollBar) or widget.objectName().startswith("qt_"):
                continue
            yield widget


def test_that_every_control_has_names_of_its_own_for_scripts_and_for_screen_readers(
    window: MainWindow,
) -> None:
    window.session.rescan()  # brings the Stop button
    window.hand_edits.move((1,), 99)  # brings a message with its buttons
    nameless = [
        f"{type(widget).__name__} {widget.objectName()!r} {widget.accessibleName()!r}"
        for widget in controls(window)
        if not widget.objectName() or not widget.accessibleName()
    ]
    assert nameless == []
    names = Counter(widget.objectName() for widget in controls(window))
    assert [name for name, number in names.items() if number > 1] == []
    assert len(names) > 12


def test_that_the_names_that_scripts_rely_on_are_there(window: MainWindow) -> None:
    for name, kind in NAMES.items():
        assert isinstance(find(window, QWidget, name), kind), name


def test_that_document_and_history_are_where_scripts_look(window: MainWindow) -> None:
    assert window.document.plan is not None
    assert isinstance(window.document.history, QUndoStack)
    combo = find(window, QComboBox, "methodCombo")
    assert [combo.itemData(index) for index in range(combo.count())] == list(METHODS)
