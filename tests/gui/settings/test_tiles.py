"""Tiles: side by side where there is room, else below one another; their figures stay large."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from stackplan.gui.settings.summary_bar import Tile, TileGrid

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot


@pytest.fixture
def grid(qtbot: QtBot) -> Iterator[TileGrid]:
    tiles = tuple(Tile(f"tile{number}", "A caption of some length") for number in range(6))
    desk = QWidget()
    qtbot.addWidget(desk)
    made = TileGrid(tiles, (1,) * 6)
    made.setParent(desk)
    desk.show()
    yield made  # noqa: PT022 (its parent lives as long)


def rows(grid: TileGrid) -> int:
    for _ in range(3):
        QApplication.processEvents()
    return len({tile.y() for tile in grid.findChildren(Tile)})


def test_that_tiles_go_below_one_another_where_it_is_narrow_and_back(grid: TileGrid) -> None:
    one = grid.minimumSizeHint().width()
    for times, number in ((7, 1), (4, 2), (2.5, 3), (1, 6), (7, 1)):
        grid.resize(round(one * times), 400)
        assert rows(grid) == number, times


def test_that_a_figure_that_grows_makes_room_for_itself(grid: TileGrid) -> None:
    grid.resize(round(grid.minimumSizeHint().width() * 6.3), 400)
    assert rows(grid) == 1
    grid.findChildren(Tile)[0].show_figure("a figure that is as long as a sentence")
    assert rows(grid) == 2


def test_that_a_figure_is_larger_than_its_caption_at_any_size(grid: TileGrid) -> None:
    tile = grid.findChildren(Tile)[0]
    for size in (9.0, 18.0):
        font = grid.font()
        font.setPointSizeF(size)
        grid.setFont(font)
        QApplication.processEvents()
        assert tile.figure.font().pointSizeF() == pytest.approx(size * 1.5)
        assert tile.caption.font().pointSizeF() == pytest.approx(size)
