"""The short form of the campaign `window_walks`."""

from pytestqt.qtbot import QtBot

from window_walks import walk


def test_that_walks_through_the_window_keep_to_the_laws(qtbot: QtBot) -> None:
    depths = walk(qtbot, walks=3, steps=20, is_same=True)
    assert len(depths) >= 3
    assert max(depths) >= 10
