"""F1 leads from each part of the window to what the help says of it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWhatsThis, QWidget

from desk import OpenWindow, find, wait_until
from folders import MakeFolder
from stackplan.gui.help.help_window import FIRST_PAGE, TOPICS, HelpDialog, slug, topic_of
from stackplan.gui.widgets.appearance import resource_path
from stackplan.gui.window.main_window import MainWindow


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    return open_window(make_folder({1: 30, 2: 20, 3: 10}))


@pytest.mark.parametrize("topic", sorted(set(TOPICS.values())))
def test_that_every_topic_is_in_the_help(topic: str) -> None:
    file, _, section = topic.partition("#")
    lines = resource_path(f"help/{file}").read_text(encoding="utf-8").splitlines()
    headings = {slug(line.lstrip("# ")) for line in lines if line.startswith("#")}
    assert not section or section in headings


def test_that_every_part_that_takes_keys_has_a_topic(window: MainWindow) -> None:
    page = find(window, QWidget, "page")
    fields = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.objectName()
        and not widget.objectName().startswith("qt_")
        and page.isAncestorOf(widget)
    ]
    assert [widget.objectName() for widget in fields if topic_of(widget) == FIRST_PAGE] == []
    assert len(fields) > 15
    assert topic_of(None) == FIRST_PAGE


def test_that_f1_opens_the_section_of_what_has_the_focus(window: MainWindow) -> None:
    window.panes.settings.fold.setChecked(True)
    for name, title in (
        ("skipEdit", "The folder and its runs"), ("loadChart", "Moving runs"),
        ("stackTable", "Moving runs"), ("speedsEdit", "Processors of different speed"),
        ("noteEdit", "The plan file"),
    ):  # fmt: skip
        window.activateWindow()
        wait_until(window.isActiveWindow)
        find(window, QWidget, name).setFocus()
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_F1)
        dialog = find(window, HelpDialog, "helpDialog")
        file, _, section = TOPICS[name].partition("#")
        assert dialog.page.source().fileName() == file
        assert not section or slug(title) == section == dialog.page.source().fragment()


def test_that_f1_in_a_dialog_opens_what_the_help_says_of_it(window: MainWindow) -> None:
    find(window, QAction, "historyAction").trigger()
    dialog = find(window, QDialog, "historyDialog")
    dialog.activateWindow()
    QApplication.processEvents()
    QTest.keyClick(dialog.focusWidget(), Qt.Key.Key_F1)
    assert find(window, HelpDialog, "helpDialog").page.source().fragment() == "what-changed"


def test_that_the_menu_shows_each_page(window: MainWindow) -> None:
    for page in ("guide", "troubleshooting", "shortcuts"):
        find(window, QAction, f"{page}Action").trigger()
        shown = find(window, HelpDialog, "helpDialog").page.source().fileName()
        assert shown == f"{page}.md"


def test_that_shift_f1_and_a_click_say_what_a_part_is_for(window: MainWindow) -> None:
    find(window, QAction, "whatsThisAction").trigger()
    try:
        assert QWhatsThis.inWhatsThisMode()
    finally:
        QWhatsThis.leaveWhatsThisMode()
    for part in ("stacksSpin", "methodCombo", "stackTable", "loadChart"):
        widget = find(window, QWidget, part)
        assert widget.whatsThis() == widget.toolTip() != ""
