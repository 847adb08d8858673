"""A text or a picture, as it will be written."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontDatabase, QImage
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from stackplan.gui.export.export_panes import ExportPreview

TEXT = "\n".join(f"line {number} {'x' * 300}" for number in range(300))


@pytest.fixture
def preview(qtbot: QtBot) -> ExportPreview:
    made = ExportPreview()
    qtbot.addWidget(made)
    made.resize(500, 400)
    made.show()
    return made


def test_that_a_text_is_shown_to_be_read(preview: ExportPreview) -> None:
    preview.show_text(TEXT, "300 lines")
    assert preview.text.toPlainText() == TEXT
    assert preview.text.isReadOnly()
    assert preview.text.horizontalScrollBar().maximum() > 0
    assert preview.heading.text() == "What will be &written: 300 lines"


def test_that_one_stays_where_one_has_scrolled_to(preview: ExportPreview) -> None:
    preview.show_text(TEXT, "")
    preview.text.verticalScrollBar().setValue(120)
    preview.text.horizontalScrollBar().setValue(50)
    preview.show_text(TEXT.replace("line 7 ", "line seven "), "")
    assert preview.text.verticalScrollBar().value() == 120
    assert preview.text.horizontalScrollBar().value() == 50


def test_that_a_sentence_is_wrapped(preview: ExportPreview) -> None:
    preview.show_words("There is nothing to show. " * 20)
    assert preview.text.lineWrapMode() == QPlainTextEdit.LineWrapMode.WidgetWidth
    assert preview.text.horizontalScrollBar().maximum() == 0
    preview.show_text(TEXT, "")
    assert preview.text.lineWrapMode() == QPlainTextEdit.LineWrapMode.NoWrap


def test_that_a_picture_is_as_large_as_there_is_room_for(preview: ExportPreview) -> None:
    image = QImage(1600, 900, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    preview.show_picture(image, "as it will look")
    assert preview.picture.isVisible()
    for width in (500, 300):
        preview.resize(width, 400)
        shown = preview.picture.grab().toImage()
        high = round(shown.width() * 900 / 1600)
        red = QColor(Qt.GlobalColor.red)
        assert shown.pixelColor(shown.width() - 2, high - 2) == red
        assert shown.pixelColor(shown.width() - 2, high + 2) != red
    preview.show_text("a", "")
    assert not preview.picture.isVisible()


def test_that_its_letters_are_those_of_one_width(preview: ExportPreview) -> None:
    # Which font that is, and whether there is one, is the machine's own.
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    assert preview.text.font().families() == fixed.families()
    assert preview.text.font().pointSize() == preview.font().pointSize()
