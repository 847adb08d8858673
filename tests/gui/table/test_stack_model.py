"""The table's model, under Qt's own tester, and the moves that leave it."""

import gc
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.core.compare import Comparison
from stackplan.core.edits import (
    add_stack,
    drop_runs,
    insert_runs,
    move_runs,
    remove_stack,
    swap_runs,
)
from stackplan.core.plan import Plan, Stack
from stackplan.core.runs import Run
from stackplan.gui.table.columns import Column, Sorting
from stackplan.gui.table.stack_model import MIME_TYPE, StackModel, runs_in
from strategies import plans

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
    gc.collect()  # no index of a test before this one is left
    fewer, more = remove_stack(plan, 1), add_stack(plan)
    edits = (plan, move_runs(plan, [1], 2), swap_runs(plan, 1, 5), fewer, plan, more, plan)
    for shown in (*edits, plan_of([]), None, plan_of([7], 64), plan):
        model.set_plan(shown, {1: "marked"})
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
    assert told == {plan.places[1], plan.places[3], plan.places[4]}


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


def everything(model: StackModel) -> list[tuple[str, ...]]:
    """All words of a model, row by row."""
    columns, rows = range(model.columnCount()), []
    for row in range(model.rowCount()):
        top = model.index(row, 0)
        tops = [top, *(model.index(child, 0, top) for child in range(model.rowCount(top)))]
        rows += [tuple(str(index.siblingAtColumn(c).data()) for c in columns) for index in tops]
    return rows


SORTINGS = st.one_of(
    st.none(), st.builds(Sorting, st.sampled_from([Column.NAME, Column.LOAD]), st.booleans())
)


@st.composite
def walks(draw: st.DrawFn) -> list[tuple[Plan, Sorting | None]]:
    """Plans that follow one another as edits make them, and as other folders do."""
    plan = draw(plans(known=True))
    steps = [(plan, draw(SORTINGS))]
    for _ in range(draw(st.integers(1, 6))):
        kind = draw(st.sampled_from(["move", "insert", "swap", "add", "remove", "drop", "other"]))
        numbers = sorted(plan.places)
        some = draw(st.lists(st.sampled_from(numbers), max_size=3)) if numbers else []
        stack = draw(st.integers(0, plan.request.n_stacks - 1))
        if kind == "other":
            plan = draw(plans(known=True))
        elif kind == "add":
            plan = add_stack(plan)
        elif kind == "remove" and plan.request.n_stacks > 1:
            plan = remove_stack(replace(plan, pinned=frozenset()), stack)
        elif kind == "swap" and len(some) > 1:
            plan = swap_runs(plan, some[0], some[1])
        elif kind == "drop":
            plan = drop_runs(plan, some)
        else:
            plan = (insert_runs if kind == "insert" else move_runs)(plan, some, stack)
        steps.append((plan, draw(st.one_of(st.just(steps[-1][1]), SORTINGS))))
    return steps


@settings(max_examples=40)
@given(walk=walks())
def test_that_plans_shown_one_after_another_give_the_rows_of_a_fresh_model(
    qapp: QApplication, walk: list[tuple[Plan, Sorting | None]]
) -> None:
    model = StackModel()
    for plan, sorting in [*walk, *walk[::-1]]:
        model.set_plan(plan, {}, None, sorting)
        fresh = StackModel()
        fresh.set_plan(plan, {}, None, sorting)
        assert everything(model) == everything(fresh)


def test_that_a_move_changes_no_row_but_those_of_the_run(model: StackModel) -> None:
    plan = model.plan
    assert plan is not None
    told: list[tuple[str, int, int, int]] = []
    model.rowsRemoved.connect(lambda top, a, b: told.append(("gone", top.row(), a, b)))
    model.rowsInserted.connect(lambda top, a, b: told.append(("come", top.row(), a, b)))
    here, there = plan.places[3], 1 - plan.places[3]
    row = plan.stacks[here].run_numbers.index(3)
    last = len(plan.stacks[there].runs)
    model.set_plan(move_runs(plan, [3], there), {})
    expected = [("gone", here, row, row), ("come", there, last, last)]
    assert sorted(told) == sorted(expected)


def told_changed(before: Plan, after: Plan, *, other: Plan | None = None) -> set[int | None]:
    """Which stacks a model tells changed when one plan is shown after another."""
    model, told = StackModel(), set[int | None]()
    model.set_plan(before, {})
    model.dataChanged.connect(lambda top, _: told.add(model.stack_at(top)))
    model.set_plan(after, {}, Comparison(other, after) if other is not None else None)
    return told


def test_that_a_move_tells_its_two_stacks_changed_and_the_longest(qapp: QApplication) -> None:
    plan = plan_of([5000, 4000, 3000, 2000, 1000], 4)
    moved = move_runs(plan, [4], (plan.places[4] + 1) % 4)
    expected = {plan.places[4], moved.places[4], plan.longest, moved.longest}
    assert told_changed(plan, moved) == expected
    assert len(expected) < 4


def test_that_what_every_stack_shows_tells_them_all_changed(qapp: QApplication) -> None:
    plan = plan_of([5000, 4000, 3000, 2000, 1000], 4)
    request, every = plan.request, {0, 1, 2, 3}
    slow = replace(plan, request=replace(request, speeds=(100, 90, 100, 100)))
    assert told_changed(plan, slow) == every
    assert told_changed(plan, replace(plan, request=replace(request, weight="events"))) == every
    assert told_changed(plan, plan_of([5000, 4000, 3000, 2000, 1001], 4)) == every
    assert told_changed(plan, plan, other=move_runs(plan, [4], 2)) == every


def test_that_sorting_moves_rows_and_not_runs(model: StackModel) -> None:
    plan = model.plan
    model.set_plan(plan, {}, None, Sorting(Column.NAME, True))
    assert model.stack_at(model.index(0, 0)) == 1
    for number in range(1, 6):
        run = model.run_at(model.index_of_run(number))
        assert run is not None
        assert run.number == number
    assert model.plan is plan


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
    assert not model.setData(model.index(0, Column.NAME), "  ")
    assert not model.setItemData(index, {})
    assert moves == []


def test_that_a_run_list_typed_for_a_stack_is_handed_on(model: StackModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.list_typed) as asked:
        assert model.setData(model.index(1, Column.REMARKS), "54-58, 71")
    assert asked.args == ["54-58, 71", 1]


def test_that_a_drop_between_runs_asks_for_that_place(model: StackModel, qtbot: QtBot) -> None:
    plan, move = model.plan, Qt.DropAction.MoveAction
    assert plan is not None
    content, order = model.mimeData([model.index_of_run(5)]), plan.stacks[0].run_numbers
    for row, before in ((1, order[1]), (len(order), None)):
        with qtbot.waitSignal(model.insert_requested) as asked:
            assert model.dropMimeData(content, move, row, 0, model.index(0, 0))
        assert asked.args == [(5,), 0, before]
    model.set_plan(plan, {}, None, Sorting(Column.LOAD))
    with qtbot.waitSignal(model.move_requested):
        assert model.dropMimeData(content, move, 1, 0, model.index(0, 0))


def test_that_runs_dragged_onto_a_stack_or_one_of_its_runs_ask_for_a_move(
    model: StackModel, moves: Moves
) -> None:
    indexes = [model.index_of_run(n).siblingAtColumn(c) for n in (1, 4) for c in Column]
    content = model.mimeData(indexes)
    move = Qt.DropAction.MoveAction
    assert model.dropMimeData(content, move, -1, -1, model.index(1, 2))
    assert model.dropMimeData(content, move, 0, 0, model.index_of_run(2))
    assert moves == [((1, 4), 1), ((1, 4), model.stack_at(model.index_of_run(2)))]


def test_that_a_stack_carries_its_runs(model: StackModel) -> None:
    assert model.plan is not None
    content = model.mimeData([model.index(1, column) for column in Column])
    assert runs_in(content) == model.plan.stacks[1].run_numbers


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
