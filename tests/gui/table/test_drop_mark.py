"""What is seen of a drag."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDrag
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.gui.table.stack_model import runs_in
from table_desk import TableDesk


def test_that_a_drag_carries_what_is_selected_and_says_how_much(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, carried = TableDesk(qtbot, plan_of([9, 8, 7, 6], 2)), []

    def let_go(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        carried.append((runs_in(drag.mimeData()), drag.pixmap().width() > 20, actions))
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(QDrag, "exec", let_go)
    desk.table.startDrag(Qt.DropAction.MoveAction)
    assert carried == []
    desk.table.select_runs([2])
    desk.table.startDrag(Qt.DropAction.MoveAction)
    desk.table.select_stack(0)
    desk.table.startDrag(Qt.DropAction.MoveAction)
    move = Qt.DropAction.MoveAction
    assert carried == [((2,), True, move), ((1, 4), True, move)]
