"""The mouse in the chart: hover, clicks, and segments dragged onto other bars."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest

from desk import plan_of
from drawn_chart import DrawnChart
from stackplan.core.edits import move_runs

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]
CONTROL = Qt.KeyboardModifier.ControlModifier


def test_that_what_is_under_the_mouse_is_named_at_once(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.mouse(QEvent.Type.MouseMove, drawn.middle(2))
    label = drawn.chart.gestures.label
    assert label is not None
    assert label.words.startswith("Run 2: 4.00 MB\nStack 2: ")
    assert drawn.chart.gestures.hovered is not None
    drawn.chart.leaveEvent(QEvent(QEvent.Type.Leave))
    assert drawn.chart.gestures.label is None


def test_that_a_click_on_a_segment_names_its_run_and_above_it_all_of_the_stack(
    qtbot: QtBot,
) -> None:
    plan = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, plan)
    drawn.click(drawn.middle(2))
    drawn.click(drawn.place(1, plan.loads[1] + plan.makespan * 0.03))
    drawn.click(drawn.away())
    assert drawn.clicked == [(2,), plan.stacks[1].run_numbers, ()]
    assert drawn.moves == []


def test_that_control_adds_to_the_selection_and_takes_out_of_it(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.click(drawn.middle(2))
    drawn.click(drawn.middle(5), CONTROL)
    drawn.click(drawn.middle(2), CONTROL)
    assert drawn.clicked == [(2,), (2, 5), (5,)]


def test_that_a_click_on_one_of_several_selected_runs_selects_it_alone(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.chart.set_selected((1, 2))
    drawn.click(drawn.middle(2))
    assert drawn.clicked == [(2,)]


def test_that_a_segment_is_dragged_onto_another_bar_and_both_follow_live(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, plan)
    target = 2
    drawn.take(drawn.middle(1), drawn.place(target, 10**6))
    assert drawn.moves == []
    shown = [tuple(run.number for run in column.runs) for column in drawn.picture.columns]
    assert shown == [stack.run_numbers for stack in move_runs(plan, [1], target).stacks]
    floating, label = drawn.chart.gestures.floating, drawn.chart.gestures.label
    assert floating is not None
    assert (floating.target, floating.more) == (target, 0)
    assert label is not None
    assert "Run 1 to stack 3\nStack 3: " in label.words
    drawn.drop(drawn.place(target, 10**6))
    assert drawn.moves == [((1,), target)]
    assert drawn.chart.gestures.floating is None
    assert drawn.chart.state.instead is None
    assert drawn.chart.state.moved == {1}


def test_that_all_selected_runs_are_dragged_with_one_of_them(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.chart.set_selected((1, 2))
    end = drawn.place(2, 10**6)
    drawn.take(drawn.middle(2), end)
    floating = drawn.chart.gestures.floating
    assert floating is not None
    assert floating.more == 1
    drawn.drop(end)
    assert drawn.moves == [((1, 2), 2)]


def test_that_escape_puts_a_segment_back(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    before = drawn.picture.columns
    end = drawn.place(2, 10**6)
    drawn.take(drawn.middle(1), end)
    assert drawn.picture.columns != before
    QTest.keyClick(drawn.chart, Qt.Key.Key_Escape)
    assert drawn.picture.columns == before
    drawn.drop(end)
    assert drawn.moves == []


def test_that_a_drop_beside_the_axes_or_the_window_moves_nothing(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    before = drawn.picture.columns
    for end in (drawn.away(), QPointF(400, -50), QPointF(5000, 200)):
        drawn.take(drawn.middle(1), end)
        assert drawn.chart.gestures.label is not None
        drawn.drop(end)
        assert drawn.picture.columns == before
    assert drawn.moves == []


def test_that_a_picture_of_an_older_plan_is_no_trap_for_a_click(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    on_first, on_last = drawn.middle(1), drawn.middle(5)
    now = plan_of(SIZES[:4], 2)  # without run 5, and run 1 on a stack that has other runs too
    drawn.chart.set_plan(move_runs(now, [1], 1))
    assert len(drawn.picture.columns) == 3  # it is not drawn anew yet
    drawn.click(on_first)
    assert drawn.clicked == [(1,)]
    assert "Run 1: 5.00 MB. Stack 2" in drawn.chart.accessibleDescription()
    drawn.take(on_last, on_first)
    drawn.drop(on_first)
    assert drawn.moves == []


def test_that_a_small_tremble_is_a_click_and_no_drag(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.take(drawn.middle(1), drawn.middle(1) + QPointF(2, 1))
    assert drawn.chart.gestures.floating is None
    drawn.drop(drawn.middle(1))
    assert (drawn.moves, drawn.clicked) == ([], [(1,)])


def test_that_a_stack_without_a_run_so_far_can_be_dragged_to(qtbot: QtBot) -> None:
    plan = plan_of(SIZES[:2], 5)
    drawn = DrawnChart(qtbot, plan)
    end = drawn.place(2, 10**6)
    drawn.take(drawn.middle(1), end)
    assert [len(column.runs) for column in drawn.picture.columns] == [0, 1, 1]
    drawn.drop(end)
    assert drawn.moves == [((1,), 2)]


def test_that_a_click_on_a_stack_without_a_run_so_far_is_told_and_selects_nothing(
    qtbot: QtBot,
) -> None:
    plan = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, replace(plan, request=plan.request.with_stacks(5)))
    drawn.click(drawn.place(3, 100))
    assert drawn.clicked == [()]
    assert "Stack 4: no runs yet" in drawn.chart.accessibleDescription()
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
        QTest.keyClick(drawn.chart, key)


def test_that_a_ghost_with_more_stacks_offers_none_that_the_plan_has_not(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 2))
    drawn.chart.set_ghost((1.0, 1.0, 1.0), "another plan")
    drawn.wait()
    drawn.take(drawn.middle(1), drawn.place(2, 10**6))
    drawn.drop(drawn.place(2, 10**6))
    assert drawn.moves == []


def test_that_a_new_plan_ends_a_drag(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, plan)
    drawn.take(drawn.middle(1), drawn.place(2, 10**6))
    drawn.chart.set_plan(replace(plan, pinned=frozenset({2})))
    assert drawn.chart.gestures.floating is None
    drawn.drop(drawn.place(2, 10**6))
    assert drawn.moves == []


def test_that_a_refused_move_leaves_the_plan_on_screen(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.chart.move_requested.disconnect(drawn.move)
    before = drawn.picture.columns
    drawn.take(drawn.middle(1), drawn.place(2, 10**6))
    drawn.drop(drawn.place(2, 10**6))
    assert drawn.picture.columns == before


def test_that_other_buttons_mean_nothing_here(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.mouse(QEvent.Type.MouseButtonPress, drawn.middle(1), Qt.MouseButton.RightButton)
    drawn.mouse(QEvent.Type.MouseButtonRelease, drawn.middle(1), Qt.MouseButton.RightButton)
    assert drawn.clicked == []
