"""The controls: names for scripts and for screen readers, and keys that no two share."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QUndoStack
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


def test_that_every_control_has_a_name_for_scripts_and_one_for_screen_readers(
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
    assert len(list(controls(window))) > 12


def test_that_no_two_controls_share_a_name(window: MainWindow) -> None:
    names = Counter(widget.objectName() for widget in controls(window))
    assert [name for name, number in names.items() if number > 1] == []


def test_that_the_names_that_scripts_rely_on_are_there(window: MainWindow) -> None:
    for name, kind in NAMES.items():
        assert isinstance(find(window, QWidget, name), kind), name


def test_that_document_and_history_are_where_scripts_look(window: MainWindow) -> None:
    assert window.document.plan is not None
    assert isinstance(window.document.history, QUndoStack)
    combo = find(window, QComboBox, "methodCombo")
    assert [combo.itemData(index) for index in range(combo.count())] == list(METHODS)


def test_that_no_two_actions_share_a_key(window: MainWindow) -> None:
    keys = Counter(
        key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()
    )
    assert keys["Ctrl+S"] == 1
    assert [key for key, number in keys.items() if number > 1] == []


def test_that_no_two_fields_or_buttons_share_an_alt_key(window: MainWindow) -> None:
    menus = [action.text() for action in window.menuBar().actions()]
    texts = [*menus]
    for widget in window.findChildren(QWidget):
        text = getattr(widget, "text", lambda: "")()
        buddy = getattr(widget, "buddy", lambda: None)()
        if isinstance(widget, QPushButton) or buddy is not None:
            texts.append(str(text))
    letters = Counter(
        text[text.index("&") + 1].lower() for text in texts if "&" in text.replace("&&", "")
    )
    assert [letter for letter, number in letters.items() if number > 1] == []
