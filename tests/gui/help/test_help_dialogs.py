"""The help: contents, links, a way back, and words that are found on every page."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desk import find
from stackplan.gui.help.help_window import FIRST_PAGE, HelpDialog, show_help, titles
from stackplan.gui.widgets.appearance import resource_path


@pytest.fixture
def desk(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    yield made
    made.close()


@pytest.fixture
def dialog(desk: QWidget) -> HelpDialog:
    show_help(desk)
    return find(desk, HelpDialog, "helpDialog")


def test_that_the_contents_list_every_page_by_its_title() -> None:
    files = {path.name: path for path in resource_path("help").glob("*.md")}
    assert set(titles()) == set(files), "a new page goes into PAGES of help_window.py"
    for file, title in titles().items():
        assert files[file].read_text(encoding="utf-8").startswith(f"# {title}\n")


def test_that_the_first_page_leads_to_all_others() -> None:
    text = resource_path(f"help/{FIRST_PAGE}").read_text(encoding="utf-8")
    assert [file for file in titles() if file != FIRST_PAGE and f"({file})" not in text] == []


def test_that_a_page_is_chosen_from_the_contents_and_left_by_back(dialog: HelpDialog) -> None:
    guide = dialog.page.toPlainText()
    dialog.contents.setCurrentRow(list(titles()).index("plan-file.md"))
    assert dialog.page.toPlainText().startswith("The plan file")
    find(dialog, QPushButton, "helpBackButton").click()
    assert dialog.page.toPlainText() == guide
    assert dialog.contents.currentItem().text() == titles()[FIRST_PAGE]


def test_that_a_link_is_followed_and_marked_in_the_contents(dialog: HelpDialog) -> None:
    dialog.page.setSource(QUrl("night-too-long.md"))
    assert dialog.page.toPlainText().startswith("My night is too long")
    assert dialog.contents.currentItem().text() == "My night is too long"


def test_that_words_are_found_on_every_page_one_place_after_the_other(dialog: HelpDialog) -> None:
    QTest.keyClicks(dialog.search, "read-only disk")
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.page.source().fileName() == "troubleshooting.md"
    assert dialog.page.textCursor().selectedText() == "read-only disk"
    QTest.keyClick(dialog.search, Qt.Key.Key_Return)
    assert dialog.page.textCursor().selectedText() == "read-only disk"
    dialog.search.setText("no such words anywhere")
    dialog.find_next()
    assert dialog.search.selectedText() == "no such words anywhere"
    dialog.search.clear()
    dialog.find_next()
    assert dialog.isVisible()


def test_that_an_open_help_is_used_again_and_escape_closes_it(desk: QWidget) -> None:
    show_help(desk)
    show_help(desk, "plan-file.md")
    (dialog,) = desk.findChildren(HelpDialog)
    assert dialog.page.toPlainText().startswith("The plan file")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    show_help(desk)  # at once, before the one that was closed is deleted
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert [each.isVisible() for each in desk.findChildren(HelpDialog)] == [True]
