"""The plan behind the bars: Spyral's, the one before the edit, a given one, or none."""

from __future__ import annotations

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.gui.chart.ghosts import GhostChoice, ghost_of, snake_ghost
from stackplan.gui.chart.parts import NO_GHOST, Ghost
from stackplan.gui.chart.state import GHOSTS

SNAKE = plan_of([9, 7, 5, 4, 2], 2)
MOVED = move_runs(SNAKE, [1], 1 - SNAKE.places[1])


def test_that_a_ghost_stands_only_where_the_plan_is_another() -> None:
    assert snake_ghost(SNAKE) == NO_GHOST
    assert snake_ghost(MOVED) == Ghost(tuple(map(float, SNAKE.loads)), "Spyral's snake")
    assert ghost_of(None, SNAKE, "nothing") == NO_GHOST


def test_that_each_kind_outlines_its_plan() -> None:
    choice = GhostChoice()
    choice.snake, choice.before = SNAKE, MOVED
    found = {}
    for kind in GHOSTS:
        found[kind] = choice.behind(plan_of([9, 7, 5, 4, 2], 3), kind).heights
    assert found == {"none": (), "snake": SNAKE.loads, "before": MOVED.loads}


def test_that_a_given_ghost_goes_before_the_kind() -> None:
    choice = GhostChoice()
    choice.given = Ghost((1.0,), "yesterday.txt")
    assert choice.behind(SNAKE, "none").label == "yesterday.txt"
