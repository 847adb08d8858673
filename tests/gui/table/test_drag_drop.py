"""Runs on their way: what a drag carries, what is seen of it, and where it would go."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QDrag
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.gui.table.columns import Column, Sorting
from stackplan.gui.table.drag_drop import drop_target
from stackplan.gui.table.stack_model import MIME_TYPE, run_content, runs_in
from table_desk import TableDesk

PLAN = plan_of([9000, 8000, 7000, 6000, 5000, 4000], 3)  # 1 6, 2 5, 3 4


@pytest.fixture
def desk(qtbot: QtBot) -> TableDesk:
    made = TableDesk(qtbot, PLAN)
    made.table.expandAll()
    return made


def found(desk: TableDesk, place: QPoint) -> tuple[int, int] | None:
    target = drop_target(desk.table, desk.table.stack_model, place)
    return (target.top.row(), target.row) if target is not None else None


def test_that_runs_come_back_in_their_order_and_nothing_out_of_other_content() -> None:
    assert runs_in(run_content([71, 54, 88])) == (71, 54, 88)
    assert runs_in(QMimeData()) == ()
    for content in (b"{", b"-7", b'["a"]', b"\xff", b'{"a": 1}', b"[1e3]", b"[]", b""):
        strange = QMimeData()
        strange.setData(MIME_TYPE, content)
        assert runs_in(strange) == (), content


def test_that_a_drag_carries_what_is_selected_and_says_how_much(
    desk: TableDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    carried, move = [], Qt.DropAction.MoveAction

    def let_go(drag: QDrag, actions: Qt.DropAction) -> Qt.DropAction:
        carried.append((runs_in(drag.mimeData()), drag.pixmap().width() > 20, actions))
        return Qt.DropAction.IgnoreAction

    monkeypatch.setattr(QDrag, "exec", let_go)
    desk.table.startDrag(move)
    assert carried == []
    desk.table.select_runs([2])
    desk.table.startDrag(move)
    desk.table.select_stack(0)
    desk.table.startDrag(move)
    assert carried == [((2,), True, move), ((1, 6), True, move)]


def test_that_a_place_is_a_stack_or_the_nearer_edge_of_a_run(desk: TableDesk) -> None:
    table, model = desk.table, desk.table.stack_model
    box = table.visualRect(model.index(1, 0))
    for place in (box.topLeft(), box.center(), box.bottomLeft(), QPoint(600, box.center().y())):
        assert found(desk, place) == (1, -1)
    box = table.visualRect(model.index_of_run(6))
    assert found(desk, box.topLeft() + QPoint(0, 1)) == (0, 1)
    assert found(desk, box.bottomLeft() - QPoint(0, 1)) == (0, 2)
    assert found(desk, box.center()) == (0, 1)
    assert found(desk, box.center() + QPoint(0, 1)) == (0, 2)
    assert found(desk, QPoint(10, 390)) is None
    table.sort_rows(Sorting(Column.NAME, True))  # then only the stack is a place
    assert found(desk, table.visualRect(model.index_of_run(6)).center()) == (2, -1)
