"""What the chart holds: which runs a step has moved, and what stood there before."""

from __future__ import annotations

from dataclasses import replace

from desk import plan_of
from stackplan.core.edits import move_runs, pin_runs
from stackplan.gui.chart.cursor import Cursor
from stackplan.gui.chart.state import ChartState

PLAN = plan_of([9, 7, 5, 4, 2], 2)
TARGET = 1 - PLAN.places[1]
MOVED = move_runs(PLAN, [1], TARGET)


def shown(*plans: object) -> ChartState:
    state = ChartState()
    for plan in plans:
        state.set_plan(plan, PLAN)  # type: ignore[arg-type]
    return state


def test_that_the_runs_of_the_last_step_are_marked_by_undo_too() -> None:
    assert shown(PLAN).moved == frozenset()
    assert shown(PLAN, MOVED).moved == {1}
    assert shown(PLAN, MOVED).ghosts.before == PLAN
    undone = shown(PLAN, MOVED, PLAN)
    assert undone.moved == {1}
    assert undone.ghosts.before == MOVED


def test_that_a_step_that_moves_nothing_leaves_the_marks() -> None:
    assert shown(PLAN, MOVED, pin_runs(MOVED, [2])).moved == {1}


def test_that_a_step_that_moves_most_runs_marks_none() -> None:
    plan = plan_of(list(range(1, 41)), 4)
    few, many = (move_runs(plan, list(range(1, last)), 0) for last in (6, 40))
    assert len(shown(plan, few).moved) < 6
    assert shown(plan, few).moved
    assert shown(plan, many).moved == frozenset()
    assert shown(plan, many).ghosts.before == plan


def test_that_other_settings_clear_them() -> None:
    other = replace(MOVED, request=replace(MOVED.request, method="lpt"))
    assert shown(PLAN, MOVED, other).moved == frozenset()
    assert shown(PLAN, MOVED, None).moved == frozenset()


def test_that_the_cursor_follows_its_run_and_falls_off_with_its_stack() -> None:
    state = shown(PLAN)
    state.cursor = Cursor(PLAN.places[1], 1)
    state.set_plan(MOVED, PLAN)
    assert state.cursor == Cursor(TARGET, 1)
    state.cursor = Cursor(1, None)
    state.set_plan(plan_of([9], 1), None)
    assert state.cursor is None


def test_that_a_plan_tried_out_is_drawn_in_the_place_of_the_true_one() -> None:
    state = shown(PLAN)
    state.instead = MOVED
    content = state.content(5)
    assert content is not None
    assert (content.plan, content.n_places) == (MOVED, 5)
    assert shown(None).content(5) is None
    assert shown(None).description == ""
