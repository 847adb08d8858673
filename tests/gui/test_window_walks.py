"""The short form of the campaign `window_walks`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from window_walks import walk

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_that_walks_through_the_window_keep_to_the_laws(qtbot: QtBot) -> None:
    depths = walk(qtbot, walks=3, steps=20, is_same=True)
    assert len(depths) >= 3
    assert max(depths) >= 10
