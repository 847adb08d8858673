"""The page of shortcuts: what is on it is what the window's actions really do."""

import pytest
from PySide6.QtGui import QAction

from desk import OpenWindow
from folders import MakeFolder
from shortcut_writer import PAGE, page_of, shortcuts
from stackplan.gui.window.main_window import MainWindow


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window()


def test_that_every_key_of_the_window_and_of_the_table_is_on_the_page(window: MainWindow) -> None:
    listed = {key for found in shortcuts(window) for key in found.keys.split(", ")}
    real = {key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()}
    assert real - {"Esc"} <= listed
    assert {"Ctrl+1", "Alt+Up", "Ctrl+F", "Ctrl+Z", "F2", "Shift+F1"} <= listed


def test_that_each_says_in_words_what_it_does_and_where(window: MainWindow) -> None:
    found = {shortcut.keys: shortcut for shortcut in shortcuts(window)}
    assert found["X"].text == "Swap two runs"
    assert found["X"].place == "In the table"
    assert found["Ctrl+F"] == ("Everywhere", "Find run", "Ctrl+F")
    assert all("&" not in shortcut.text for shortcut in found.values())


def test_that_undo_is_told_as_such_whatever_it_would_take_back(
    window: MainWindow, open_window: OpenWindow, make_folder: MakeFolder
) -> None:
    edited = open_window(make_folder({1: 10, 2: 20, 3: 30}))
    edited.panes.settings.stacks.setValue(3)
    assert edited.document.history.undoText()
    assert page_of(shortcuts(edited)) == page_of(shortcuts(window))


def test_that_the_page_of_the_help_lists_the_same(window: MainWindow) -> None:
    expected = page_of(shortcuts(window))
    assert PAGE.read_text(encoding="utf-8") == expected, "python tests/helpers/shortcut_writer.py"
