"""Both palettes can be read: 4.5 to 1 for text, 3 to 1 for bars (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QPalette

from stackplan.gui.theme import THEMES, Colours, apply_theme, colours_for, is_dark, make_palette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

Role = QPalette.ColorRole
PAIRS = [
    (Role.WindowText, Role.Window),
    (Role.Text, Role.Base),
    (Role.Text, Role.AlternateBase),
    (Role.ButtonText, Role.Button),
    (Role.HighlightedText, Role.Highlight),
    (Role.ToolTipText, Role.ToolTipBase),
    (Role.PlaceholderText, Role.Base),
    (Role.Link, Role.Window),
    (Role.BrightText, Role.Window),
]


def luminance(colour: QColor) -> float:
    parts = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


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
