"""The pages of the help: every page, link, section and picture that they lead to is there."""

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from pytestqt.qtbot import QtBot

from stackplan.gui.help.help_window import HelpPage, slug
from stackplan.gui.widgets.appearance import make_palette, resource_path

PAGES = sorted(resource_path("help").glob("*.md"))
IMAGE = QTextDocument.ResourceType.ImageResource.value
# Qt draws headings from level 1 on; the web makes a link to each.
_BLOCK = re.MULTILINE | re.DOTALL
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)


def text_of(page: Path) -> str:
    """Give a page without its blocks of code, where # begins a comment."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=_BLOCK)


def links(page: Path) -> list[str]:
    return re.findall(r"\]\(([^)]+)\)", text_of(page))


def sections(page: Path) -> set[str]:
    return {slug(heading) for heading in HEADING.findall(text_of(page))}


@pytest.fixture
def page(qtbot: QtBot) -> HelpPage:
    made = HelpPage()
    qtbot.addWidget(made)
    made.resize(700, 500)
    made.show()
    return made


@pytest.mark.parametrize("file", PAGES, ids=lambda page: page.name)
def test_that_every_link_section_and_picture_of_a_page_is_there(file: Path) -> None:
    for link in links(file):
        target, _, section = link.partition("#")
        if link.startswith("https://"):
            continue
        there = (file.parent / target).resolve() if target else file
        assert there.is_file(), link
        assert not section or section in sections(there), link


@pytest.mark.parametrize("file", PAGES, ids=lambda page: page.name)
def test_that_a_page_has_the_sections_of_the_web_and_nothing_wider_than_itself(
    page: HelpPage, qtbot: QtBot, file: Path
) -> None:
    page.resize(900, 500)
    page.show_page(file.name)
    assert set(page.sections()) == sections(file)
    qtbot.waitUntil(lambda: page.horizontalScrollBar().maximum() == 0)


def test_that_a_section_stands_on_top(page: HelpPage, qtbot: QtBot) -> None:
    page.show_page("manual.md#few-moves")
    qtbot.waitUntil(lambda: page.verticalScrollBar().value() > 0)
    assert page.textCursor().block().text() == "Few moves"
    assert 0 <= page.cursorRect().top() <= 2 * page.fontMetrics().height()


def test_that_a_picture_is_never_wider_than_its_page(page: HelpPage) -> None:
    page.show_page("guide.md")
    for picture in ("pictures/board.png", "pictures/two-deals-light.svg"):
        image = page.loadResource(IMAGE, QUrl(picture))
        assert isinstance(image, QImage)
        assert 100 < image.width() <= page.viewport().width()


def test_that_pictures_are_dark_where_the_window_is(page: HelpPage) -> None:
    def ground() -> int:
        image = page.loadResource(IMAGE, QUrl("pictures/two-deals-light.svg"))
        assert isinstance(image, QImage)
        return image.pixelColor(20, 60).lightness()

    page.show_page("night-too-long.md")
    light = ground()
    page.setPalette(make_palette("dark"))
    assert ground() < 60 < light
    page.show_page("guide.md")
    assert page.toPlainText().startswith("Stackplan in five minutes")


@pytest.mark.parametrize(
    ("heading", "name"),
    [("How many stacks?", "how-many-stacks"), ("Runs, ranges and `x`", "runs-ranges-and-x")],
)
def test_that_sections_are_named_as_the_web_names_them(heading: str, name: str) -> None:
    assert slug(heading) == name
