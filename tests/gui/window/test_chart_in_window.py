"""The board in the real window: its menu, its keys, what the window shows in it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu

from desk import OpenWindow, current, find, messages, open_dialog, settle, wait_until
from folders import fill
from stackplan.gui.window.main_window import MainWindow


@pytest.fixture
def window(tmp_path: Path, open_window: OpenWindow) -> MainWindow:
    traces = fill(tmp_path / "traces", {1: 5000, 2: 4000, 3: 3000, 4: 2000})
    found = open_window(traces)
    found.panes.settings.stacks.setValue(2)
    return found


def test_that_the_picture_is_copied_and_saved_where_one_says(window: MainWindow) -> None:
    settle(window)
    find(window, QAction, "copyPictureAction").trigger()
    wait_until(lambda: "copied" in messages(window))
    assert not QApplication.clipboard().image().isNull()
    find(window, QAction, "savePictureAction").trigger()
    dialog = open_dialog(window)
    assert dialog.defaultSuffix() == "png"
    assert "png" in dialog.selectedNameFilter()
    dialog.reject()


def test_that_the_plan_behind_is_chosen_and_remembered(window: MainWindow) -> None:
    window.hand_edits.move((1,), 1 - current(window).places[1])
    for kind, shows in (("snake", True), ("none", False), ("before", True)):
        find(window, QAction, f"{kind}GhostAction").trigger()
        settle(window)
        assert window.panes.chart.view is not None
        assert {row.behind is not None for row in window.panes.chart.view.scene.rows} == {shows}
        assert window.preferences.plan_behind == kind


def menu_at(window: MainWindow, place: QPoint, *, by_key: bool = False) -> QMenu:
    """Ask for the menu at a place of the board."""
    chart = window.panes.chart
    reason = QContextMenuEvent.Reason.Keyboard if by_key else QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(chart, QContextMenuEvent(reason, place, chart.mapToGlobal(place)))
    menus = [menu for menu in window.findChildren(QMenu, "stackMenu") if menu.isVisible()]
    assert len(menus) == 1
    return menus[0]


def entries(menu: QMenu) -> list[str]:
    return [action.text().replace("&", "").partition("\t")[0] for action in menu.actions()]


def test_that_the_menu_of_the_table_opens_on_segments_on_names_and_where_the_keys_are(
    window: MainWindow,
) -> None:
    settle(window)
    chart, table, plan = window.panes.chart, window.panes.table, current(window)
    number = plan.stacks[1].run_numbers[0]
    box, strip = chart.run_box(number), chart.stack_box(1)
    assert box is not None
    assert strip is not None
    menu = menu_at(window, box.center())
    assert table.selected_runs() == (number,)
    assert {f"Move run {number} to", "Remove stack 2"} <= set(entries(menu))
    menu.close()
    menu = menu_at(window, QPoint(4, strip.center().y()))
    assert table.selection().current == 1
    assert "Remove stack 2" in entries(menu)
    menu.close()
    table.select_runs([1, number])  # what is selected stays so
    chart.setFocus()
    for place, by_key in ((box.center(), False), (QPoint(0, 0), True)):
        menu = menu_at(window, place, by_key=by_key)
        assert set(table.selected_runs()) == {1, number}
        assert "Move 2 runs to" in entries(menu)
        menu.close()


def test_that_a_run_is_moved_by_keys_in_the_board_and_the_table_follows(window: MainWindow) -> None:
    settle(window)
    chart, plan = window.panes.chart, current(window)
    window.activateWindow()
    chart.setFocus()
    wait_until(lambda: chart.cursor_at is not None)
    number = plan.stacks[0].run_numbers[0]
    QTest.keyClick(chart, Qt.Key.Key_Return)
    assert window.panes.table.selected_runs() == (number,)
    QTest.keyClick(chart, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert current(window).places[number] == 1
    window.document.history.undo()
    assert current(window) == plan
    assert chart.marks.moved == {number}
    QTest.keyClick(chart, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert current(window).places[number] == 1
    QTest.keyClick(chart, Qt.Key.Key_P)
    assert current(window).pinned == {number}
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_a_segment_is_dropped_between_two_runs_of_another_stack(window: MainWindow) -> None:
    settle(window)
    chart, plan = window.panes.chart, current(window)
    first, second = (stack.run_numbers for stack in plan.stacks)
    taken, behind = chart.run_box(first[0]), chart.run_box(second[1])
    assert taken is not None
    assert behind is not None
    end = QPoint(behind.left() + 2, behind.center().y())
    QTest.mousePress(chart, Qt.MouseButton.LeftButton, pos=taken.center())
    for place in ((taken.center() + end) / 2, end):
        QTest.mouseMove(chart, place)
    QTest.mouseRelease(chart, Qt.MouseButton.LeftButton, pos=end)
    assert current(window).stacks[1].run_numbers == (second[0], first[0], second[1])
    assert window.document.history.undoText().startswith(f"Move run {first[0]}")


def test_that_clicks_on_a_name_select_the_stack_and_then_its_runs(window: MainWindow) -> None:
    settle(window)
    chart, table = window.panes.chart, window.panes.table
    strip = chart.stack_box(1)
    assert strip is not None
    place = QPoint(4, strip.center().y())
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=place)
    assert table.selected.stacks == (1,)
    QTest.mouseDClick(chart, Qt.MouseButton.LeftButton, pos=place)
    assert table.selected_runs() == current(window).stacks[1].run_numbers


def test_that_chart_or_table_get_all_of_the_room_and_the_next_window_too(
    window: MainWindow, open_window: OpenWindow
) -> None:
    settle(window)
    window.activateWindow()
    chart, table = window.panes.chart, window.panes.table
    table.setFocus()
    for name, seen, has_keys in (
        ("showTableAction", (False, True), table),
        ("showBothAction", (True, True), table),
        ("showBoardAction", (True, False), chart),
    ):
        find(window, QAction, name).trigger()
        assert (chart.isVisible(), table.isVisible()) == seen
        checked = [a.objectName() for a in window.findChildren(QAction) if a.isChecked()]
        assert checked.count(name) == 1
        wait_until(has_keys.hasFocus)
    window.close()
    again = open_window(window.document.traces).panes
    assert (again.chart.isVisible(), again.table.isVisible()) == (True, False)


def test_that_rows_or_columns_are_chosen_and_remembered(
    window: MainWindow, open_window: OpenWindow
) -> None:
    settle(window)
    shown = []
    for name in ("columnsBoardAction", "rowsBoardAction", "automaticBoardAction"):
        find(window, QAction, name).trigger()
        assert window.panes.chart.view is not None
        shown.append(window.panes.chart.view.layout.upright)
    assert shown == [True, False, False]
    find(window, QAction, "columnsBoardAction").trigger()
    window.close()
    again = open_window(window.document.traces)
    assert again.panes.chart.view is not None
    assert again.panes.chart.view.layout.upright


def test_that_numbers_are_asked_for_in_the_chart_where_there_is_no_table(
    window: MainWindow,
) -> None:
    settle(window)
    find(window, QAction, "showBoardAction").trigger()
    find(window, QAction, "findRunAction").trigger()
    field = find(window, QLineEdit, "entryField")
    assert field.isVisible()
    assert window.panes.chart.isAncestorOf(field)
    QTest.keyClicks(field, "3")
    assert window.panes.chart.selected == {3}
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not field.isVisible()
    wait_until(window.panes.chart.hasFocus)
    find(window, QAction, "showBothAction").trigger()
    find(window, QAction, "findRunAction").trigger()
    assert window.panes.table.isAncestorOf(field)
