"""Both palettes can be read (WCAG 2.2, 1.4.3 and 1.4.11); the text grows in steps."""

from collections.abc import Iterator
from itertools import combinations, product

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from colour_vision import VISIONS, contrast, difference
from stackplan.gui.widgets.appearance import (
    NORMAL,
    STEPS,
    THEMES,
    apply_theme,
    apply_zoom,
    colours_for,
    is_dark,
    larger,
    make_palette,
    resource_path,
    size_for,
    smaller,
    within_limits,
)

Role = QPalette.ColorRole
# Every role that carries words, on every ground that it may stand on.
GROUNDS = (Role.Window, Role.Base, Role.AlternateBase)
WORDS = (Role.WindowText, Role.Text, Role.PlaceholderText, Role.Link, Role.LinkVisited,
         Role.BrightText)  # fmt: skip
PAIRS = [
    *product(WORDS, GROUNDS),
    (Role.ButtonText, Role.Button),
    (Role.HighlightedText, Role.Highlight),
    (Role.HighlightedText, Role.Accent),
    (Role.ToolTipText, Role.ToolTipBase),
]
GREY = [(Role.WindowText, Role.Window), (Role.Text, Role.Base), (Role.ButtonText, Role.Button)]
MEANINGS = ("good", "warning", "bad")
both = pytest.mark.parametrize("theme", ["light", "dark"])


@both
def test_that_text_stands_out_and_what_is_grey_can_be_made_out(
    qapp: QApplication, theme: str
) -> None:
    palette, grey = make_palette(theme), QPalette.ColorGroup.Disabled
    for word, ground in PAIRS:
        seen = contrast(palette.color(word), palette.color(ground))
        assert seen >= 4.5, f"{word.name} on {ground.name}"
    for word, ground in GREY:
        seen = contrast(palette.color(grey, word), palette.color(grey, ground))
        usual = contrast(palette.color(word), palette.color(ground))
        assert 3 <= seen < usual / 1.5, word.name
    for ground in (Role.Base, Role.AlternateBase):  # a selected row
        assert contrast(palette.color(Role.Highlight), palette.color(ground)) >= 3


@both
def test_that_words_and_bars_stand_out_in_the_chart(qapp: QApplication, theme: str) -> None:
    palette = make_palette(theme)
    assert is_dark(palette) == (theme == "dark")
    colours = colours_for(palette)
    grounds = (QColor(colours.background), palette.color(Role.Window), palette.color(Role.Base))
    for word in (colours.text, colours.good, colours.warning, colours.bad):
        for ground in grounds:
            assert contrast(QColor(word), ground) >= 4.5, (word, ground.name())
    for bar in (*colours.bar, *colours.longest):
        assert contrast(QColor(bar), QColor(colours.background)) >= 3, bar


@both
@pytest.mark.parametrize("vision", VISIONS)
def test_that_meanings_stay_apart_for_the_colour_blind(
    qapp: QApplication, theme: str, vision: str
) -> None:
    """Words and marks say the same; that is no reason for colours that only some can tell apart."""
    colours = colours_for(make_palette(theme))
    words = {meaning: getattr(colours, meaning) for meaning in (*MEANINGS, "text")}
    pairs = {(a, b): difference(words[a], words[b], vision) for a, b in combinations(words, 2)}
    assert min(pairs.values()) > 15, pairs
    for usual, longest in product(colours.bar, colours.longest):
        assert difference(usual, longest, vision) > 40


def test_that_every_theme_can_be_applied(qapp: QApplication) -> None:
    for theme in (*THEMES, "light"):
        apply_theme(theme)
        assert is_dark(qapp.palette()) == (theme == "dark")


FRAMED = [QLineEdit, QSpinBox, QComboBox, QCheckBox, QPushButton]
FIELDS = [QLineEdit, QSpinBox, QCheckBox]  # their inside is that of a sheet


@pytest.fixture(params=["light", "dark"])
def theme(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[str]:
    style = qapp.style().objectName()
    qapp.setStyle("Fusion")
    apply_theme(request.param)
    yield request.param
    apply_theme("light")
    qapp.setStyle(style)


@pytest.mark.parametrize("kind", FRAMED)
def test_that_frames_are_painted_so_that_they_stand_out(
    qtbot: QtBot, qapp: QApplication, theme: str, kind: type[QWidget]
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    widget = kind(window)
    widget.setGeometry(20, 20, 120, 30)
    window.resize(160, 70)
    window.show()
    image = window.grab().toImage()
    # From outside over the left edge: the frame is what differs most from the window.
    row = [image.pixelColor(x, 35) for x in range(12, 30)]
    outside, inside = qapp.palette().color(Role.Window), qapp.palette().color(Role.Base)
    assert row[0] == outside
    frame = max(row[:12], key=lambda colour: contrast(colour, outside))
    assert contrast(frame, outside) >= 3, frame.name()
    if kind in FIELDS:
        assert inside in row
        assert contrast(frame, inside) >= 3, frame.name()


def test_that_steps_go_from_seventy_to_three_hundred_and_no_further() -> None:
    assert (STEPS[0], STEPS[-1]) == (70, 300)
    assert [larger(size) for size in STEPS] == [*STEPS[1:], 300]
    assert [smaller(size) for size in STEPS] == [70, *STEPS[:-1]]


def test_that_a_size_between_the_steps_finds_back_to_them() -> None:
    for size, up, down in ((93, 100, 90), (1, 70, 70), (999, 300, 300)):
        assert (larger(size), smaller(size)) == (up, down)
        assert 70 <= within_limits(size) <= 300
    # A wall display begins with larger text.
    assert [size_for(height) for height in (768, 1080, 1440, 2160)] == [100, 100, 100, 150]


def test_that_the_font_follows_and_finds_back_exactly(qapp: QApplication) -> None:
    plain = qapp.font().pointSizeF()
    apply_zoom(NORMAL)
    assert qapp.font().pointSizeF() == plain
    for size in (200, 70, 300):
        apply_zoom(size)
        assert qapp.font().pointSizeF() == pytest.approx(plain * size / 100)
    apply_zoom(NORMAL)
    assert qapp.font().pointSizeF() == plain


def test_that_a_font_that_is_given_in_pixels_has_a_size_too(qapp: QApplication) -> None:
    before = qapp.font()
    qapp.setProperty("stackplanPlainPointSize", None)
    in_pixels = qapp.font()
    in_pixels.setPixelSize(20)
    qapp.setFont(in_pixels)
    apply_zoom(200)
    doubled = qapp.font().pointSizeF()
    apply_zoom(NORMAL)
    assert doubled == pytest.approx(2 * qapp.font().pointSizeF())
    assert doubled > 10
    qapp.setFont(before)
    qapp.setProperty("stackplanPlainPointSize", before.pointSizeF())


def test_that_what_the_window_needs_is_there() -> None:
    for name in ("icons/stackplan.svg", "help/guide.md"):
        assert resource_path(name).is_file()
