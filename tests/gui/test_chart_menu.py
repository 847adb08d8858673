"""The chart's entries in the menus of the real window, and what the window shows in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from desk import current, find, messages, wait_idle
from folders import fill

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desk import OpenWindow
    from stackplan.gui.window.main_window import MainWindow


@pytest.fixture
def window(tmp_path: Path, open_window: OpenWindow) -> MainWindow:
    traces = fill(tmp_path / "traces", {1: 5000, 2: 4000, 3: 3000, 4: 2000})
    found = open_window(traces)
    found.panes.settings.stacks.setValue(2)
    return found


def test_that_the_picture_is_copied(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    find(window, QAction, "copyPictureAction").trigger()
    qtbot.waitUntil(lambda: "picture" in messages(window), timeout=20_000)
    assert not QApplication.clipboard().image().isNull()


def test_that_a_picture_is_saved_where_one_says(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    find(window, QAction, "savePictureAction").trigger()
    (dialog,) = [child for child in window.findChildren(QFileDialog) if child.isVisible()]
    assert dialog.defaultSuffix() == "png"
    assert "png" in dialog.selectedNameFilter()
    dialog.reject()


@pytest.mark.parametrize(("kind", "shows"), [("none", False), ("snake", True), ("before", True)])
def test_that_the_ghost_is_chosen_and_remembered(
    window: MainWindow, qtbot: QtBot, kind: str, shows: bool
) -> None:
    window.hand_edits.move((1,), 1 - current(window).places[1])
    find(window, QAction, f"{kind}GhostAction").trigger()
    wait_idle(qtbot, window)
    assert window.panes.chart.picture is not None
    ghosts = {column.ghost is not None for column in window.panes.chart.picture.columns}
    assert ghosts == {shows}
    assert window.preferences.ghost == kind


def test_that_the_menu_of_the_chart_has_its_entries(window: MainWindow, qtbot: QtBot) -> None:
    wait_idle(qtbot, window)
    chart, place = window.panes.chart, QPoint(40, 40)
    reason = QContextMenuEvent.Reason.Keyboard
    QApplication.sendEvent(chart, QContextMenuEvent(reason, place, chart.mapToGlobal(place)))
    menu = find(chart, QMenu, "chartMenu")
    assert [action.text().replace("&", "") for action in menu.actions()] == [
        "Copy picture of the chart", "Save picture of the chart...", "Ghost outline",
    ]  # fmt: skip
    menu.close()


def test_that_a_run_is_moved_by_keys_in_the_chart_and_the_table_follows(
    window: MainWindow, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    chart, plan = window.panes.chart, current(window)
    window.activateWindow()
    chart.setFocus()
    qtbot.waitUntil(lambda: chart.state.cursor is not None)
    number = plan.stacks[0].run_numbers[0]
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert window.panes.table.selected_runs() == (number,)
    QTest.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert current(window).places[number] == 1
    window.document.history.undo()
    assert current(window) == plan
    assert chart.state.moved == {number}
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
