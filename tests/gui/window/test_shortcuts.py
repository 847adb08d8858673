"""No key means two things in the window, whatever has the focus; and each key does something."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QGroupBox,
    QLabel,
    QMenu,
    QWidget,
)

from desk import OpenWindow, features
from folders import MakeFolder
from stackplan.gui.widgets.messages import Message
from stackplan.gui.window.main_window import MainWindow


@pytest.fixture
def folder(make_folder: MakeFolder) -> Path:
    return make_folder({number: 10**6 + number * 7919 % 1009 * 1000 for number in range(1, 21)})


@pytest.fixture
def window(open_window: OpenWindow, folder: Path) -> MainWindow:
    made = open_window(folder)
    made.messages.post("test", Message("Work.", "warning", "Go", print, "Do not", print))
    # Bars and buttons that come later are there too.
    return made


def keys(window: MainWindow) -> dict[str, set[str]]:
    """Every key of the window, with all that it does: actions, alternatives, mnemonics."""
    found: dict[str, set[str]] = defaultdict(set)
    for action in window.findChildren(QAction):
        for key in action.shortcuts():
            found[key.toString()].add(action.objectName() or action.text())
    for shortcut in window.findChildren(QShortcut):
        found[shortcut.key().toString()].add(f"shortcut {shortcut.objectName()}")
    for text, owner in mnemonics(window):
        letter = QKeySequence.mnemonic(text).toString()
        if letter:
            found[letter].add(owner)
    return found


def mnemonics(window: MainWindow) -> Iterator[tuple[str, str]]:
    """Texts of the window whose letters are pressed with Alt."""
    for action in window.menuBar().actions():
        yield action.text(), f"menu {action.text()}"
    for widget in window.findChildren(QWidget):
        if widget.window() is not window:
            continue
        if isinstance(widget, QAbstractButton):
            yield widget.text(), widget.objectName()
        elif isinstance(widget, QGroupBox):
            yield widget.title(), widget.title()
        elif isinstance(widget, QLabel) and widget.buddy() is not None:
            yield widget.text(), f"label {widget.text()}"


def test_that_no_key_means_two_things_whatever_has_the_focus(window: MainWindow) -> None:
    found = keys(window)
    assert {key: sorted(owners) for key, owners in found.items() if len(owners) > 1} == {}
    assert {"Ctrl+1", "Ctrl++", "Ctrl+=", "Ctrl+-", "Ctrl+0", "Ctrl+Y", "Alt+F", "F5"} <= set(found)


def menus(window: MainWindow) -> list[QMenu]:
    return [menu for menu in window.findChildren(QMenu) if menu.actions() and menu.title()]


def test_that_no_letter_stands_twice_in_one_menu(window: MainWindow) -> None:
    features(window).recent.fill()
    found = menus(window)
    for menu in found:
        letters: dict[str, list[str]] = defaultdict(list)
        for action in menu.actions():
            letters[QKeySequence.mnemonic(action.text()).toString()].append(action.text())
        letters.pop("", None)
        twice = {key: texts for key, texts in letters.items() if len(texts) > 1}
        assert twice == {}, menu.title()
    assert len(found) > 5


def test_that_every_entry_of_a_menu_has_a_letter(window: MainWindow) -> None:
    actions = [action for menu in menus(window) for action in menu.actions()]
    bare = [
        action.text()
        for action in actions
        if not action.isSeparator()
        and action.menu() is None
        and action.objectName() not in {"undoAction", "redoAction"}  # Qt writes their words
        and not QKeySequence.mnemonic(action.text()).toString()
        and action.isEnabled()
    ]
    assert bare == []


@pytest.mark.parametrize(
    "opener", ["gentleAction", "stackCountAction", "messagesAction", "exportAction"]
)
def test_that_no_key_means_two_things_in_a_dialog(window: MainWindow, opener: str) -> None:
    action = window.findChild(QAction, opener)
    assert action is not None
    action.trigger()
    (dialog,) = [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]
    letters: dict[str, list[str]] = defaultdict(list)
    for widget in dialog.findChildren(QWidget):
        if isinstance(widget, QLabel | QAbstractButton) and widget.isVisible():
            letters[QKeySequence.mnemonic(widget.text()).toString()].append(widget.text())
    letters.pop("", None)
    assert {key: texts for key, texts in letters.items() if len(texts) > 1} == {}
    dialog.reject()
