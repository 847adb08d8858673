"""The table's model, under Qt's own tester, and the moves that leave it."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.core.plan import Stack
from stackplan.core.runs import Run
from stackplan.gui.table.stack_columns import Column
from stackplan.gui.table.stack_model import MIME_TYPE, StackModel

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

Moves = list[tuple[tuple[int, ...], int]]
SIZES = [5000, 4000, 3000, 2000, 1000]


@pytest.fixture
def model(qapp: QApplication) -> StackModel:
    made = StackModel()
    made.set_plan(plan_of(SIZES), {3: "moved by hand"})
    return made


@pytest.fixture
def moves(model: StackModel) -> Moves:
    asked: Moves = []
    model.move_requested.connect(lambda runs, stack: asked.append((runs, stack)))
    return asked


def cell(model: StackModel, row: int, column: Column, parent: QModelIndex | None = None) -> str:
    return str(model.data(model.index(row, column, parent or QModelIndex())))


def test_that_qts_own_tester_finds_no_fault_whatever_is_shown(qapp: QApplication) -> None:
    model = StackModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    plan = plan_of(SIZES, 3)
    for shown in (plan, move_runs(plan, [1], 2), plan_of([]), None, plan_of([7], 64), plan):
        model.set_plan(shown, {1: "marked"})
        gc.collect()
        for row in range(model.rowCount()):
            stack = model.index(row, 0)
            for child in range(model.rowCount(stack)):
                assert model.parent(model.index(child, 3, stack)) == stack
    assert tester is not None


def test_that_a_stack_is_counted_from_one_and_tells_its_load_and_its_runs(
    model: StackModel,
) -> None:
    plan = model.plan
    assert plan is not None
    rows = [cell(model, row, Column.NAME) for row in range(2)]
    assert rows[plan.longest or 0].endswith(", longest")
    assert [words.split(",")[0] for words in rows] == ["Stack 1", "Stack 2"]
    listed = ", ".join(map(str, plan.stacks[0].run_numbers))
    assert cell(model, 0, Column.REMARKS).endswith(listed)


def test_that_a_run_stands_under_its_stack_with_its_mark(model: StackModel) -> None:
    index = model.index_of_run(3)
    run = model.run_at(index)
    assert run is not None
    assert run.number == 3
    assert model.data(index) == "Run 3"
    assert model.data(index.siblingAtColumn(Column.REMARKS)) == "moved by hand"
    assert model.data(index.siblingAtColumn(Column.LOAD)) == "3.00 kB"
    stack = model.stack_at(index)
    assert model.data(index.siblingAtColumn(Column.STACK)) == str((stack or 0) + 1)


def test_that_only_the_stacks_whose_words_change_are_shown_anew(model: StackModel) -> None:
    plan, told = model.plan, set[int]()
    assert plan is not None
    model.dataChanged.connect(lambda top, _: told.add(model.stack_at(top) or 0))
    model.set_plan(plan, {3: "moved by hand"})
    assert not told
    model.set_plan(plan, {3: "moved by hand", 4: "truncated"})
    assert told == {plan.places[4]}
    told.clear()
    model.set_plan(replace(plan, pinned=frozenset({1})), {})
    assert told == {0, 1}


def test_that_a_run_that_is_not_planned_has_no_row(model: StackModel) -> None:
    assert not model.index_of_run(99).isValid()
    assert model.run_at(QModelIndex()) is None
    assert model.stack_at(QModelIndex()) is None


def test_that_an_empty_stack_asks_for_runs_and_an_unknown_size_is_said(
    model: StackModel,
) -> None:
    plan = plan_of([1000], 2)
    plan = replace(plan, stacks=(*plan.stacks, Stack()))
    model.set_plan(replace(plan, stacks=(Stack((Run(1, 0),)), Stack())), {})
    assert "empty" in cell(model, 1, Column.REMARKS)
    assert model.data(model.index_of_run(1).siblingAtColumn(Column.LOAD)) == "not known"


def test_that_a_thousand_runs_are_not_all_listed_in_one_cell(model: StackModel) -> None:
    model.set_plan(plan_of([1] * 1000, 1), {})
    assert cell(model, 0, Column.REMARKS).endswith("... 800 more")


def test_that_only_the_stack_of_a_run_can_be_typed(model: StackModel) -> None:
    index = model.index_of_run(3)
    editable = [
        column
        for column in Column
        if model.flags(index.siblingAtColumn(column)) & Qt.ItemFlag.ItemIsEditable
    ]
    assert editable == [Column.STACK]
    assert not model.flags(model.index(0, Column.STACK)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(QModelIndex()) == Qt.ItemFlag.NoItemFlags


def test_that_typing_a_stacks_number_asks_for_a_move(model: StackModel, moves: Moves) -> None:
    index = model.index_of_run(3).siblingAtColumn(Column.STACK)
    assert isinstance(model.data(index, Qt.ItemDataRole.EditRole), int)
    assert model.setData(index, 2)
    assert moves == [((3,), 1)]


def test_that_anything_else_typed_is_refused(model: StackModel, moves: Moves) -> None:
    index = model.index_of_run(3)
    assert not model.setData(index, 2)
    assert not model.setData(index.siblingAtColumn(Column.STACK), None)
    assert not model.setData(model.index(0, Column.STACK), 2)
    assert moves == []


def test_that_runs_dragged_onto_a_stack_or_one_of_its_runs_ask_for_a_move(
    model: StackModel, moves: Moves
) -> None:
    indexes = [model.index_of_run(n).siblingAtColumn(c) for n in (1, 4) for c in Column]
    content = model.mimeData([*indexes, model.index(0, 0)])
    move = Qt.DropAction.MoveAction
    assert model.dropMimeData(content, move, -1, -1, model.index(1, 2))
    assert model.dropMimeData(content, move, 0, 0, model.index_of_run(2))
    assert moves == [((1, 4), 1), ((1, 4), model.stack_at(model.index_of_run(2)))]


def test_that_a_drop_beside_the_rows_or_of_something_else_is_refused(
    model: StackModel, moves: Moves
) -> None:
    move = Qt.DropAction.MoveAction
    content = model.mimeData([model.index_of_run(1)])
    assert not model.dropMimeData(content, move, -1, -1, QModelIndex())
    text = QMimeData()
    text.setText("54")
    assert not model.dropMimeData(text, move, -1, -1, model.index(0, 0))
    assert moves == []


@pytest.mark.parametrize("content", [b"{", b"-7", b'["a"]', b"\xff", b'{"a": 1}', b"[1e3]", b"[]"])
def test_that_a_drop_that_no_stackplan_made_is_refused(
    model: StackModel, moves: Moves, content: bytes
) -> None:
    strange = QMimeData()
    strange.setData(MIME_TYPE, content)
    move = Qt.DropAction.MoveAction
    assert not model.dropMimeData(strange, move, -1, -1, model.index(0, 0))
    assert moves == []


def test_that_the_headers_explain_themselves(model: StackModel) -> None:
    for column in Column:
        assert model.headerData(column, Qt.Orientation.Horizontal)
        tip = Qt.ItemDataRole.ToolTipRole
        assert model.headerData(column, Qt.Orientation.Horizontal, tip)
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
