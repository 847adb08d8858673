"""The help: every page, link and picture that it leads to is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QDialog, QPushButton, QWidget

from desk import find
from stackplan.gui.dialogs.help_dialogs import FIRST_PAGE, HelpPages, show_help
from stackplan.gui.resources import resource_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

PAGES = sorted(resource_path("help").glob("*.md"))
IMAGE = QTextDocument.ResourceType.ImageResource.value


def links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", page.read_text(encoding="utf-8"))


@pytest.fixture
def pages(qtbot: QtBot) -> Iterator[HelpPages]:
    desk = QWidget()
    qtbot.addWidget(desk)
    show_help(desk)
    yield find(find(desk, QDialog, "helpDialog"), HelpPages, "helpPage")
    desk.close()  # it has lived until here: a fixture that returned would have let it go


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_that_every_link_and_picture_of_a_page_is_there(page: Path) -> None:
    for link in links(page):
        assert link.startswith("https://") or (page.parent / link).resolve().is_file(), link


def test_that_the_first_page_leads_to_all_others() -> None:
    first = next(page for page in PAGES if page.name == FIRST_PAGE)
    assert {page.name for page in PAGES} - {FIRST_PAGE} <= set(links(first))


def test_that_a_link_is_followed_and_contents_lead_back(pages: HelpPages) -> None:
    guide = pages.toPlainText()
    pages.setSource(QUrl("why-long.md"))
    assert pages.toPlainText().startswith("Why is my night too long?")
    find(pages.window(), QPushButton, "helpContentsButton").click()
    assert pages.toPlainText() == guide


def test_that_a_picture_is_never_wider_than_its_page(pages: HelpPages) -> None:
    pages.show_page("why-long.md")
    picture = pages.loadResource(IMAGE, QUrl("../pictures/gap-light.png"))
    assert isinstance(picture, QImage)
    assert 100 < picture.width() <= pages.viewport().width()
    assert not pages.horizontalScrollBar().maximum()
