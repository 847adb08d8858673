"""Hands in the board: hover, clicks, keys, and segments dragged to any place of any stack."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar
from pytestqt.qtbot import QtBot

from desk import find, plan_of
from drawn_chart import DrawnChart
from stackplan.core.edits import move_runs
from stackplan.gui.chart.interaction import follow, walk
from stackplan.gui.chart.scene import Cursor

SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]
PLAN = plan_of([9, 7, 5, 4, 2], 2)
FIRST, SECOND = (stack.run_numbers for stack in PLAN.stacks)
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEY = Qt.Key


@pytest.fixture(params=["rows", "columns"])
def drawn(qtbot: QtBot, request: pytest.FixtureRequest) -> DrawnChart:
    made = DrawnChart(qtbot, plan_of(SIZES, 3))
    made.chart.set_orientation(request.param)
    made.wait()
    return made


@pytest.mark.parametrize(
    ("cursor", "stacks", "runs", "expected"),
    [
        (None, 0, 1, Cursor(0, FIRST[0])),
        # Before the first run stands the whole stack.
        (Cursor(1, None), 0, 1, Cursor(1, SECOND[0])),
        (Cursor(1, SECOND[0]), 0, 1, Cursor(1, SECOND[1])),
        (Cursor(1, SECOND[-1]), 0, 1, Cursor(1, SECOND[-1])),
        (Cursor(1, SECOND[0]), 0, -1, Cursor(1, None)),
        (Cursor(1, None), 0, -1, Cursor(1, None)),
        # Across is the neighbour at the same place, up to the last stack.
        (Cursor(0, FIRST[1]), 1, 0, Cursor(1, SECOND[1])),
        (Cursor(1, SECOND[1]), 1, 0, Cursor(1, SECOND[1])),
        (Cursor(1, SECOND[0]), -5, 0, Cursor(0, FIRST[0])),
    ],
)
def test_that_a_step_goes_along_or_across(
    cursor: Cursor | None, stacks: int, runs: int, expected: Cursor
) -> None:
    assert walk(PLAN, cursor, stacks, runs) == expected


@given(st.lists(st.tuples(st.integers(-3, 3), st.integers(-3, 3)), max_size=20))
def test_that_every_step_ends_on_a_run_of_its_stack(steps: list[tuple[int, int]]) -> None:
    cursor = walk(PLAN, None, 0, 0)
    for stacks, runs in steps:
        cursor = walk(PLAN, cursor, stacks, runs)
        assert cursor.run is None or cursor.run in PLAN.stacks[cursor.stack].run_numbers


def test_that_a_cursor_follows_its_run_and_falls_off_with_its_stack() -> None:
    assert follow(move_runs(PLAN, [FIRST[0]], 1), Cursor(0, FIRST[0])) == Cursor(1, FIRST[0])
    assert follow(PLAN, Cursor(1, 99)) == Cursor(1, None)
    assert follow(PLAN, Cursor(2, 99)) is None
    assert walk(move_runs(PLAN, FIRST, 1), None, 0, 1) == Cursor(0, None)


def test_that_what_is_under_the_mouse_is_named_at_once(drawn: DrawnChart) -> None:
    before = drawn.view.words
    drawn.mouse(QEvent.Type.MouseMove, drawn.middle(2))
    assert drawn.view.words.startswith("Run 2: 4.00 MB.  Stack 2: ")
    assert drawn.chart.toolTip().startswith("Run 2: 4.00 MB\nStack 2: ")
    drawn.chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert drawn.view.words == before
    assert "double click" in drawn.chart.toolTip()


def test_that_a_click_selects_a_run_a_stack_or_nothing(drawn: DrawnChart) -> None:
    drawn.click(drawn.middle(2))
    drawn.click(drawn.end_of(1))
    drawn.click(drawn.name_of(0))
    drawn.click(drawn.away())
    assert drawn.clicked == [(2,), ()]
    assert drawn.stacks == [1, 0]
    assert drawn.drops == []


def test_that_a_double_click_on_a_name_selects_its_runs(drawn: DrawnChart) -> None:
    drawn.click_twice(drawn.name_of(1))
    assert drawn.clicked == [drawn.plan.stacks[1].run_numbers]
    drawn.click_twice(drawn.middle(2))
    assert drawn.clicked[1:] == [(2,)]


@pytest.mark.parametrize("held", [CONTROL, SHIFT])
def test_that_control_and_shift_add_to_the_selection_and_take_out_of_it(
    drawn: DrawnChart, held: Qt.KeyboardModifier
) -> None:
    drawn.click(drawn.middle(2))
    drawn.click(drawn.middle(5), held)
    drawn.click(drawn.middle(2), held)
    assert [sorted(runs) for runs in drawn.clicked] == [[2], [2, 5], [5]]


def test_that_a_click_on_one_of_several_selected_runs_selects_it_alone(drawn: DrawnChart) -> None:
    drawn.chart.set_selected((1, 2))
    drawn.click(drawn.middle(2))
    assert drawn.clicked == [(2,)]


def test_that_a_segment_is_dragged_before_any_run_of_any_stack(drawn: DrawnChart) -> None:
    plan = drawn.plan
    behind = plan.stacks[1].run_numbers[1]
    drawn.take(drawn.middle(1), drawn.start_of(behind))
    assert drawn.drops == []
    drag = drawn.view.drag
    assert drag is not None
    assert (drag.runs, drag.target, drag.gap) == ((1,), 1, 1)
    lines = drag.words.split("\n")
    assert lines[0] == f"Run 1 to stack 2, before run {behind}"
    assert [line.split(":")[0] for line in lines[1:]] == ["Stack 2", "Stack 1", "Longest"]
    drawn.drop(drawn.start_of(behind))
    assert drawn.drops == [((1,), 1, behind)]
    assert drawn.view.drag is None
    assert drawn.chart.marks.moved == {1}


def test_that_a_drop_behind_the_last_segment_goes_to_the_end(drawn: DrawnChart) -> None:
    before = drawn.view
    drawn.take(drawn.middle(1), drawn.end_of(2))
    assert drawn.view.layout == before.layout  # the scale and the bars hold
    assert drawn.view.scene is before.scene
    drawn.drop(drawn.end_of(2))
    assert drawn.drops == [((1,), 2, None)]
    assert drawn.plan.stacks[2].run_numbers[-1] == 1


def test_that_the_order_within_a_stack_is_changed_by_a_drag(drawn: DrawnChart) -> None:
    first, last = drawn.plan.stacks[1].run_numbers
    place = drawn.start_of(first)
    drawn.take(drawn.middle(last), place)
    drawn.drop(place)
    assert drawn.plan.stacks[1].run_numbers == (last, first)


def test_that_all_selected_runs_are_dragged_in_their_order(drawn: DrawnChart) -> None:
    drawn.chart.set_selected((1, 2))
    drawn.take(drawn.middle(2), drawn.end_of(2))
    drag = drawn.view.drag
    assert drag is not None
    assert drag.words.startswith("2 runs to stack 3, at its end")
    drawn.drop(drawn.end_of(2))
    assert drawn.drops == [((1, 2), 2, None)]


@pytest.mark.parametrize("how", ["Escape", "a new plan"])
def test_that_escape_and_a_new_plan_end_a_drag(drawn: DrawnChart, how: str) -> None:
    end = drawn.end_of(2)
    drawn.take(drawn.middle(1), end)
    dragged = drawn.pixels()
    if how == "Escape":
        QTest.keyClick(drawn.chart, KEY.Key_Escape)
    else:
        drawn.chart.set_plan(replace(drawn.plan, pinned=frozenset({2})))
    assert drawn.view.drag is None
    assert drawn.pixels() != dragged
    drawn.drop(end)
    assert drawn.drops == []


def test_that_a_drop_beside_the_stacks_or_the_window_moves_nothing(drawn: DrawnChart) -> None:
    for end in (drawn.away(), QPointF(-50, -50), QPointF(5000, 2000)):
        drawn.take(drawn.middle(1), end)
        drag = drawn.view.drag
        assert drag is not None
        assert drag.words == "Not here: nothing moves"
        drawn.drop(end)
    assert drawn.drops == []


def test_that_a_small_tremble_is_a_click_and_no_drag(drawn: DrawnChart) -> None:
    drawn.take(drawn.middle(1), drawn.middle(1) + QPointF(2, 1))
    assert drawn.view.drag is None
    drawn.drop(drawn.middle(1))
    assert (drawn.drops, drawn.clicked) == ([], [(1,)])


def test_that_a_stack_without_a_run_is_told_and_can_be_dragged_to(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, replace(plan, request=plan.request.with_stacks(5)))
    end = drawn.end_of(3)
    drawn.click(end)
    assert drawn.clicked == []
    assert "Stack 4: no runs yet" in drawn.chart.accessibleDescription()
    for key in (KEY.Key_Left, KEY.Key_Right, KEY.Key_Space):
        QTest.keyClick(drawn.chart, key)
    drawn.take(drawn.middle(1), end)
    drawn.drop(end)
    assert drawn.drops == [((1,), 3, None)]


def test_that_a_refused_move_leaves_the_plan_on_screen(drawn: DrawnChart) -> None:
    drawn.chart.insert_requested.disconnect(drawn.insert)
    before = drawn.view.scene
    end = drawn.end_of(2)
    drawn.take(drawn.middle(1), end)
    drawn.drop(end)
    assert drawn.view.scene is before


def test_that_a_drag_to_the_edge_scrolls(qtbot: QtBot) -> None:
    plan = plan_of([10_000_000 + 1000 * number for number in range(60)], 60)
    drawn = DrawnChart(qtbot, plan, 800, 300)
    bar = find(drawn.chart, QScrollBar, "boardScrollBar")
    edge = QPointF(300, drawn.view.layout.far - 1)
    drawn.take(drawn.middle(plan.stacks[0].run_numbers[0]), edge)
    assert bar.value() > 0
    drawn.drop(edge)
    ((_, stack, _),) = drawn.drops
    assert stack > 5


def test_that_other_buttons_select_nothing(drawn: DrawnChart) -> None:
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        drawn.mouse(kind, drawn.middle(1), Qt.MouseButton.MiddleButton)
    assert drawn.clicked == []


def focus(drawn: DrawnChart) -> None:
    drawn.chart.activateWindow()
    drawn.chart.setFocus()
    drawn.qtbot.waitUntil(lambda: drawn.chart.cursor_at is not None)


def test_that_arrows_walk_and_select(drawn: DrawnChart) -> None:
    focus(drawn)
    first, second = (stack.run_numbers[0] for stack in drawn.plan.stacks[:2])
    upright = drawn.view.layout.upright
    along, across = (KEY.Key_Up, KEY.Key_Right) if upright else (KEY.Key_Right, KEY.Key_Down)
    assert drawn.chart.accessibleDescription().startswith(f"Run {first}: ")
    assert drawn.clicked == []
    QTest.keyClick(drawn.chart, across)
    assert drawn.clicked == [(second,)]
    QTest.keyClick(drawn.chart, along)
    assert drawn.clicked[-1] == (drawn.plan.stacks[1].run_numbers[1],)
    assert drawn.view.words.startswith(f"Run {drawn.clicked[-1][0]}: ")


def test_that_control_walks_without_selecting_and_shift_selects_more(drawn: DrawnChart) -> None:
    focus(drawn)
    across = KEY.Key_Right if drawn.view.layout.upright else KEY.Key_Down
    first, second, third = (stack.run_numbers[0] for stack in drawn.plan.stacks)
    QTest.keyClick(drawn.chart, KEY.Key_Space)
    QTest.keyClick(drawn.chart, across, CONTROL)
    assert drawn.clicked == [(first,)]
    QTest.keyClick(drawn.chart, KEY.Key_Space, CONTROL)
    QTest.keyClick(drawn.chart, across, SHIFT)
    assert drawn.clicked[1:] == [(first, second), (first, second, third)]


def test_that_on_a_name_keys_select_the_stack_and_enter_its_runs(drawn: DrawnChart) -> None:
    focus(drawn)
    back = KEY.Key_Down if drawn.view.layout.upright else KEY.Key_Left
    QTest.keyClick(drawn.chart, back)
    assert drawn.stacks == [0]
    QTest.keyClick(drawn.chart, KEY.Key_Return)
    assert drawn.clicked == [drawn.plan.stacks[0].run_numbers]
    QTest.keyClick(drawn.chart, KEY.Key_End)
    assert drawn.stacks == [0, 2]


def test_that_keys_begin_where_runs_are_selected(drawn: DrawnChart) -> None:
    drawn.chart.set_selected((2,))
    assert drawn.chart.cursor_at == Cursor(drawn.plan.places[2], 2)


def test_that_other_keys_and_an_empty_board_mean_nothing(drawn: DrawnChart) -> None:
    QTest.keyClick(drawn.chart, KEY.Key_F7)
    drawn.chart.set_plan(None)
    QTest.keyClick(drawn.chart, KEY.Key_Right)
    assert (drawn.clicked, drawn.drops, drawn.chart.cursor_at) == ([], [], None)
    QApplication.processEvents()
