"""Where runs that are dragged over the table would go."""

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.gui.table.columns import Column, Sorting
from stackplan.gui.table.drag_drop import drop_target
from table_desk import TableDesk

PLAN = plan_of([9000, 8000, 7000, 6000, 5000, 4000], 3)


@pytest.fixture
def desk(qtbot: QtBot) -> TableDesk:
    made = TableDesk(qtbot, PLAN)
    made.table.expandAll()
    return made


def found(desk: TableDesk, place: QPoint) -> tuple[int, int] | None:
    target = drop_target(desk.table, desk.table.stack_model, place)
    return (target.top.row(), target.row) if target is not None else None


def test_that_a_stack_takes_runs_as_a_whole_all_over_its_row(desk: TableDesk) -> None:
    box = desk.table.visualRect(desk.table.stack_model.index(1, 0))
    for place in (box.topLeft(), box.center(), box.bottomLeft(), QPoint(600, box.center().y())):
        assert found(desk, place) == (1, -1)


def test_that_the_nearer_edge_of_a_run_is_the_place(desk: TableDesk) -> None:
    box = desk.table.visualRect(desk.table.stack_model.index_of_run(6))
    assert found(desk, box.topLeft() + QPoint(0, 1)) == (0, 1)
    assert found(desk, box.bottomLeft() - QPoint(0, 1)) == (0, 2)


def test_that_among_sorted_rows_the_stack_is_the_place(desk: TableDesk) -> None:
    desk.table.sort_rows(Sorting(Column.NAME, True))
    box = desk.table.visualRect(desk.table.stack_model.index_of_run(6))
    assert found(desk, box.center()) == (2, -1)


def test_that_beside_the_rows_there_is_no_place(desk: TableDesk) -> None:
    assert found(desk, QPoint(10, 390)) is None
