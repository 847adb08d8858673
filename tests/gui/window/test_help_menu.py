"""The Help menu: every entry opens what it says, in the order in which one looks for it."""

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QMenu, QWhatsThis, QWidget

from desk import OpenWindow, find
from stackplan.gui.help.help_window import HelpDialog
from stackplan.gui.window.main_window import MainWindow


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    return open_window()


def test_that_about_comes_last(window: MainWindow) -> None:
    names = [action.objectName() for action in find(window, QMenu, "helpMenu").actions()]
    assert names[0] == "guideAction"
    assert names[-2:] == ["", "aboutAction"]
    assert {"helpAction", "troubleshootingAction", "shortcutsAction", "whatsThisAction"} <= set(
        names
    )


@pytest.mark.parametrize(
    ("action", "file"),
    [("guideAction", "guide.md"), ("troubleshootingAction", "troubleshooting.md")],
)
def test_that_a_page_is_shown(window: MainWindow, action: str, file: str) -> None:
    find(window, QAction, action).trigger()
    assert find(window, HelpDialog, "helpDialog").page.source().fileName() == file


def test_that_a_dialog_says_what_runs_here(window: MainWindow) -> None:
    find(window, QAction, "aboutAction").trigger()
    assert find(window, QDialog, "aboutDialog").isVisible()


def test_that_shift_f1_and_a_click_say_what_a_part_is_for(window: MainWindow) -> None:
    find(window, QAction, "whatsThisAction").trigger()
    try:
        assert QWhatsThis.inWhatsThisMode()
    finally:
        QWhatsThis.leaveWhatsThisMode()
    for part in ("stacksSpin", "methodCombo", "stackTable", "loadChart"):
        widget = find(window, QWidget, part)
        assert widget.whatsThis() == widget.toolTip() != ""
