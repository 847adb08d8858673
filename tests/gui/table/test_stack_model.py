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
    place_runs,
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
MOVE = Qt.DropAction.MoveAction


@pytest.fixture
def model(qapp: QApplication) -> StackModel:
    made = StackModel()
    made.set_plan(plan_of(SIZES), {3: "moved by hand"})
    return made


@pytest.fixture
def plan(model: StackModel) -> Plan:
    assert model.plan is not None
    return model.plan


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


def test_that_rows_are_stacks_counted_from_one_and_their_runs_with_marks(
    model: StackModel, plan: Plan
) -> None:
    rows = [cell(model, row, Column.NAME) for row in range(2)]
    assert rows[plan.longest or 0].endswith(", longest")
    assert [words.split(",")[0] for words in rows] == ["Stack 1", "Stack 2"]
    listed = ", ".join(map(str, plan.stacks[0].run_numbers))
    assert cell(model, 0, Column.REMARKS).endswith(listed)
    index = model.index_of_run(3)
    run = model.run_at(index)
    assert run is not None
    assert run.number == 3
    words = {column: model.data(index.siblingAtColumn(column)) for column in Column}
    assert (words[Column.NAME], words[Column.REMARKS]) == ("Run 3", "moved by hand")
    assert (words[Column.LOAD], words[Column.RUNS]) == ("3.00 kB", f"stack {plan.places[3] + 1}")
    assert model.stack_at(index) == plan.places[3]
    assert not model.index_of_run(99).isValid()
    assert model.run_at(QModelIndex()) is None
    assert model.stack_at(QModelIndex()) is None


def test_that_an_empty_stack_asks_for_runs_and_a_long_one_lists_some(model: StackModel) -> None:
    plan = plan_of([1] * 1000, 1)
    request = plan.request.with_stacks(2)
    model.set_plan(replace(plan, request=request, stacks=(*plan.stacks, Stack())), {})
    assert cell(model, 0, Column.REMARKS).endswith("... 800 more")
    assert "empty" in cell(model, 1, Column.REMARKS)


def test_that_only_the_stacks_whose_words_change_are_shown_anew(
    model: StackModel, plan: Plan
) -> None:
    told = set[int]()
    model.dataChanged.connect(lambda top, _: told.add(model.stack_at(top) or 0))
    model.set_plan(plan, {3: "moved by hand"})
    assert not told
    model.set_plan(plan, {3: "moved by hand", 4: "truncated"})
    assert told == {plan.places[4]}
    told.clear()
    model.set_plan(replace(plan, pinned=frozenset({1})), {})
    assert told == {plan.places[1], plan.places[3], plan.places[4]}


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


def test_that_a_move_changes_no_row_but_those_of_the_run(model: StackModel, plan: Plan) -> None:
    told: list[tuple[str, int, int, int]] = []
    model.rowsRemoved.connect(lambda top, a, b: told.append(("gone", top.row(), a, b)))
    model.rowsInserted.connect(lambda top, a, b: told.append(("come", top.row(), a, b)))
    here, there = plan.places[3], 1 - plan.places[3]
    row, last = plan.stacks[here].run_numbers.index(3), len(plan.stacks[there].runs)
    model.set_plan(move_runs(plan, [3], there), {})
    assert sorted(told) == [("come", there, last, last), ("gone", here, row, row)]


def told_changed(before: Plan, after: Plan, *, other: Plan | None = None) -> set[int | None]:
    """Which stacks a model tells changed when one plan is shown after another."""
    model, told = StackModel(), set[int | None]()
    model.set_plan(before, {})
    model.dataChanged.connect(lambda top, _: told.add(model.stack_at(top)))
    model.set_plan(after, {}, Comparison(other, after) if other is not None else None)
    return told


def test_that_a_model_tells_changed_what_differs(qapp: QApplication) -> None:
    plan = plan_of(SIZES, 4)
    moved = move_runs(plan, [4], (plan.places[4] + 1) % 4)
    expected = {plan.places[4], moved.places[4], plan.longest, moved.longest}
    assert told_changed(plan, moved) == expected
    assert len(expected) < 4
    every, slow = {0, 1, 2, 3}, replace(plan.request, speeds=(100, 90, 100, 100))
    assert told_changed(plan, replace(plan, request=slow)) == every
    by_events = replace(plan.request, weight="events")
    assert told_changed(plan, replace(plan, request=by_events)) == every
    assert told_changed(plan, plan_of([*SIZES[:-1], 1001], 4)) == every
    assert told_changed(plan, place_runs(plan, [Run(9, 0)])) == every  # no time is known any more
    assert told_changed(plan, plan, other=move_runs(plan, [4], 2)) == every


def test_that_sorting_moves_rows_and_not_runs(model: StackModel, plan: Plan) -> None:
    model.set_plan(plan, {}, None, Sorting(Column.NAME, True))
    assert model.stack_at(model.index(0, 0)) == 1
    runs = [model.run_at(model.index_of_run(number)) for number in range(1, 6)]
    assert [run.number for run in runs if run is not None] == [1, 2, 3, 4, 5]
    assert model.plan is plan


def test_that_a_stacks_number_and_a_run_list_are_typed_and_nothing_else(
    model: StackModel, moves: Moves, qtbot: QtBot
) -> None:
    run = model.index_of_run(3)
    stack = run.siblingAtColumn(Column.RUNS)
    assert isinstance(model.data(stack, Qt.ItemDataRole.EditRole), int)
    assert not model.setData(run, 2)
    assert not model.setData(stack, None)
    assert not model.setData(model.index(0, Column.RUNS), 2)
    assert not model.setData(model.index(0, Column.NAME), "  ")
    assert not model.setItemData(run, {})
    assert moves == []
    assert model.setData(stack, 2)
    assert moves == [((3,), 1)]
    with qtbot.waitSignal(model.list_typed) as asked:
        assert model.setData(model.index(1, Column.REMARKS), "54-58, 71")
    assert asked.args == ["54-58, 71", 1]


def test_that_a_drop_between_runs_asks_for_that_place(
    model: StackModel, plan: Plan, qtbot: QtBot
) -> None:
    content, order = model.mimeData([model.index_of_run(5)]), plan.stacks[0].run_numbers
    for row, before in ((1, order[1]), (len(order), None)):
        with qtbot.waitSignal(model.insert_requested) as asked:
            assert model.dropMimeData(content, MOVE, row, 0, model.index(0, 0))
        assert asked.args == [(5,), 0, before]
    model.set_plan(plan, {}, None, Sorting(Column.LOAD))
    with qtbot.waitSignal(model.move_requested):
        assert model.dropMimeData(content, MOVE, 1, 0, model.index(0, 0))


def test_that_a_drop_onto_a_stack_or_one_of_its_runs_asks_for_a_move(
    model: StackModel, plan: Plan, moves: Moves
) -> None:
    stack = model.mimeData([model.index(1, column) for column in Column])
    assert runs_in(stack) == plan.stacks[1].run_numbers
    content = model.mimeData(
        [model.index_of_run(n).siblingAtColumn(c) for n in (1, 4) for c in Column]
    )
    assert model.dropMimeData(content, MOVE, -1, -1, model.index(1, 2))
    assert model.dropMimeData(content, MOVE, 0, 0, model.index_of_run(2))
    assert moves == [((1, 4), 1), ((1, 4), plan.places[2])]
    moves.clear()
    text, strange = QMimeData(), QMimeData()
    text.setText("54")
    strange.setData(MIME_TYPE, b"{")
    assert not model.dropMimeData(content, MOVE, -1, -1, QModelIndex())
    for other in (text, strange):
        assert not model.dropMimeData(other, MOVE, -1, -1, model.index(0, 0))
    assert moves == []


def test_that_the_headers_explain_themselves(model: StackModel) -> None:
    for column in Column:
        assert model.headerData(column, Qt.Orientation.Horizontal)
        tip = Qt.ItemDataRole.ToolTipRole
        assert model.headerData(column, Qt.Orientation.Horizontal, tip)
    assert model.headerData(99, Qt.Orientation.Horizontal) is None
