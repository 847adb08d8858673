"""Both palettes can be read: 4.5 to 1 for text, 3 to 1 for bars (WCAG 2.2, 1.4.3 and 1.4.11)."""

from collections.abc import Iterator
from itertools import combinations

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
    THEMES,
    Colours,
    apply_theme,
    colours_for,
    is_dark,
    make_palette,
)

Role = QPalette.ColorRole
# Every role that carries words, on every ground that it may stand on.
GROUNDS = (Role.Window, Role.Base, Role.AlternateBase)
PAIRS = [
    *[(Role.WindowText, ground) for ground in GROUNDS],
    *[(Role.Text, ground) for ground in GROUNDS],
    *[(Role.PlaceholderText, ground) for ground in GROUNDS],
    *[(Role.Link, ground) for ground in GROUNDS],
    *[(Role.LinkVisited, ground) for ground in GROUNDS],
    *[(Role.BrightText, ground) for ground in GROUNDS],
    (Role.ButtonText, Role.Button),
    (Role.HighlightedText, Role.Highlight),
    (Role.HighlightedText, Role.Accent),
    (Role.ToolTipText, Role.ToolTipBase),
]
GREY = [(Role.WindowText, Role.Window), (Role.Text, Role.Base), (Role.ButtonText, Role.Button)]
MEANINGS = ("good", "warning", "bad")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair[0].name} on {pair[1].name}")
def test_that_text_stands_out(qapp: QApplication, theme: str, pair: tuple[Role, Role]) -> None:
    palette = make_palette(theme)
    assert contrast(palette.color(pair[0]), palette.color(pair[1])) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_words_in_colour_stand_out_in_the_chart_and_beside_it(
    qapp: QApplication, theme: str
) -> None:
    palette = make_palette(theme)
    colours = colours_for(palette)
    grounds = (QColor(colours.background), palette.color(Role.Window), palette.color(Role.Base))
    for word in (colours.text, colours.good, colours.warning, colours.bad):
        for ground in grounds:
            assert contrast(QColor(word), ground) >= 4.5, (word, ground.name())


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("pair", GREY, ids=lambda pair: pair[0].name)
def test_that_what_is_grey_can_be_made_out(
    qapp: QApplication, theme: str, pair: tuple[Role, Role]
) -> None:
    palette, grey = make_palette(theme), QPalette.ColorGroup.Disabled
    assert contrast(palette.color(grey, pair[0]), palette.color(grey, pair[1])) >= 3
    usual = contrast(palette.color(pair[0]), palette.color(pair[1]))
    assert contrast(palette.color(grey, pair[0]), palette.color(grey, pair[1])) < usual / 1.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_a_selected_row_stands_out(qapp: QApplication, theme: str) -> None:
    palette = make_palette(theme)
    for ground in (Role.Base, Role.AlternateBase):
        assert contrast(palette.color(Role.Highlight), palette.color(ground)) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_that_meanings_stay_apart_for_the_colour_blind(
    qapp: QApplication, theme: str, vision: str
) -> None:
    """Words and marks say the same; that is no reason for colours that only some can tell apart."""
    colours = colours_for(make_palette(theme))
    words = {meaning: getattr(colours, meaning) for meaning in (*MEANINGS, "text")}
    pairs = {(a, b): difference(words[a], words[b], vision) for a, b in combinations(words, 2)}
    assert min(pairs.values()) > 15, pairs
    for usual in colours.bar:
        for longest in colours.longest:
            assert difference(usual, longest, vision) > 40


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_that_bars_stand_out(qapp: QApplication, theme: str) -> None:
    colours = colours_for(make_palette(theme))
    for bar in (*colours.bar, *colours.longest):
        assert contrast(QColor(bar), QColor(colours.background)) >= 3, bar


def test_that_each_palette_knows_its_colours(qapp: QApplication) -> None:
    assert not is_dark(make_palette("light"))
    assert is_dark(make_palette("dark"))
    assert isinstance(colours_for(make_palette("dark")), Colours)


@pytest.mark.parametrize("theme", THEMES)
def test_that_every_theme_can_be_applied(qapp: QApplication, theme: str) -> None:
    apply_theme(theme)
    assert is_dark(qapp.palette()) == (theme == "dark")
    apply_theme("light")


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
