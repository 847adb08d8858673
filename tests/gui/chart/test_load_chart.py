"""The chart as a widget: what is drawn, and what the mouse finds in it."""

from __future__ import annotations

import itertools
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from desk import plan_of
from drawn_chart import DrawnChart
from stackplan.core.edits import move_runs
from stackplan.core.text import format_load
from stackplan.gui.chart.cursor import Cursor
from stackplan.gui.chart.load_chart import LoadChart
from stackplan.gui.widgets.appearance import make_palette

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]


@pytest.mark.parametrize(("width", "height"), [(800, 400), (320, 1600), (3600, 200), (320, 160)])
def test_that_the_mouse_finds_each_run_where_its_load_stands(
    qtbot: QtBot, width: int, height: int
) -> None:
    plan = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, plan, width, height)
    for index, stack in enumerate(plan.stacks):
        low = 0
        for run in stack.runs:
            words = drawn.words(index, low + run.load / 2)
            assert words.startswith(f"Run {run.number}: {format_load(run.load, 'bytes')}\n")
            low += run.load
        above = drawn.words(index, plan.loads[index] + plan.makespan * 0.02)
        assert above.startswith(f"Stack {index + 1}: {format_load(plan.loads[index], 'bytes')}")


def test_that_with_speeds_the_mouse_finds_runs_by_their_time(qtbot: QtBot) -> None:
    plan = plan_of([5000, 4000, 3000], 2)
    request = replace(plan.request, speeds=(100, 50))
    drawn = DrawnChart(qtbot, replace(plan, request=request, pinned=frozenset({2})))
    assert plan.stacks[1].run_numbers == (2, 3)
    assert "Run 2: 4.00 kB, pinned" in drawn.words(1, 7900)
    assert "Run 3: 3.00 kB" in drawn.words(1, 8100)
    assert "Stack 2: 7.00 kB at 50 %, 2 runs" in drawn.words(1, 8100)


def test_that_beside_the_axes_there_is_nothing(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    assert drawn.chart.gestures.words_at(1, 200) == ""
    assert drawn.chart.gestures.words_at(799, 200) == ""


def test_that_without_a_plan_a_click_means_nothing_and_words_stand_there(qtbot: QtBot) -> None:
    chart = LoadChart()
    qtbot.addWidget(chart)
    clicked: list[object] = []
    chart.runs_clicked.connect(clicked.append)
    chart.set_words("Drop a folder here.")
    chart.set_plan(plan_of([]))
    chart.show()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    assert clicked == []
    assert chart.gestures.words_at(100, 100) == ""
    assert chart.accessibleDescription() == "Drop a folder here."


def test_that_the_snake_stands_as_a_ghost_only_where_the_plan_is_another(qtbot: QtBot) -> None:
    snake = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, snake)
    moved = move_runs(snake, [1], 2 - snake.places[1] or 1)
    ghosts = []
    for plan in (snake, moved):
        drawn.chart.set_plan(plan, snake)
        ghosts.append(tuple(column.ghost for column in drawn.picture.columns))
    assert ghosts == [(None,) * 3, snake.loads]


def test_that_the_ghost_is_what_is_chosen_or_given(qtbot: QtBot) -> None:
    snake = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, snake)
    drawn.chart.set_plan(move_runs(snake, [1], 2 - snake.places[1] or 1), snake)
    drawn.chart.set_ghost((1.0, 2.0, 3.0), "yesterday.txt")
    drawn.wait()
    assert [column.ghost for column in drawn.picture.columns] == [1.0, 2.0, 3.0]
    assert "dotted: yesterday.txt" in drawn.picture.frame.title
    drawn.chart.set_ghost(None, "")
    drawn.chart.set_ghost_kind("none")
    assert [column.ghost for column in drawn.picture.columns] == [None] * 3


def test_that_marks_are_explained_in_the_title_as_soon_as_there_are_any(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.chart.set_suspicious((2,))
    drawn.chart.set_moved((3,))
    drawn.wait()
    assert "crossed: suspicious; ringed: just moved" in drawn.picture.frame.title
    assert "Run 2: 4.00 MB, suspicious" in drawn.words(1, 10**6)


def test_that_marks_over_the_picture_need_no_drawing(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.chart.set_moved((5,))
    drawn.wait()
    seen, pixels = [drawn.chart.grab().toImage()], drawn.pixels()
    drawn.chart.set_selected((1, 2))
    seen.append(drawn.chart.grab().toImage())
    drawn.mouse(QEvent.Type.MouseMove, drawn.middle(3))
    seen.append(drawn.chart.grab().toImage())
    drawn.chart.set_moved((4,))
    seen.append(drawn.chart.grab().toImage())
    drawn.chart.activateWindow()
    drawn.chart.setFocus()
    drawn.qtbot.waitUntil(drawn.chart.hasFocus)
    drawn.chart.set_cursor(Cursor(2, None))
    seen.append(drawn.chart.grab().toImage())
    assert all(one != two for one, two in itertools.pairwise(seen))
    assert drawn.pixels() == pixels
    assert drawn.chart.is_current


def test_that_the_keys_walk_select_and_move(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 3)
    drawn = DrawnChart(qtbot, plan)
    key, alt = Qt.Key, Qt.KeyboardModifier.AltModifier
    control = Qt.KeyboardModifier.ControlModifier
    drawn.chart.activateWindow()
    drawn.chart.setFocus()
    drawn.qtbot.waitUntil(lambda: drawn.chart.state.cursor is not None)
    first, second = plan.stacks[0].run_numbers[0], plan.stacks[1].run_numbers[0]
    assert drawn.chart.accessibleDescription().startswith(f"Run {first}: ")
    QTest.keyClick(drawn.chart, key.Key_Return)
    QTest.keyClick(drawn.chart, key.Key_Right)
    QTest.keyClick(drawn.chart, key.Key_Space, control)
    assert drawn.clicked == [(first,), (first, second)]
    QTest.keyClick(drawn.chart, key.Key_Right, alt)
    QTest.keyClick(drawn.chart, key.Key_Up)
    QTest.keyClick(drawn.chart, key.Key_3, control)
    assert drawn.moves[0] == ((first, second), 1)
    assert drawn.moves[1][1] == 2
    before = len(drawn.moves)
    QTest.keyClick(drawn.chart, key.Key_9, control)
    QTest.keyClick(drawn.chart, key.Key_End)
    QTest.keyClick(drawn.chart, key.Key_Right, alt)
    assert len(drawn.moves) == before


def test_that_the_marks_are_explained_beside_the_axes(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    drawn.mouse(QEvent.Type.MouseMove, QPointF(3, 3))
    assert "Hatched: pinned" in drawn.chart.toolTip()
    drawn.mouse(QEvent.Type.MouseMove, drawn.middle(2))
    assert not drawn.chart.toolTip()


def corner(drawn: DrawnChart) -> int:
    return drawn.picture.image.pixelColor(1, 1).lightness()


def test_that_the_picture_follows_size_and_palette(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 3))
    light = corner(drawn)
    drawn.chart.setPalette(make_palette("dark"))
    drawn.chart.resize(900, 300)
    qtbot.wait(1)
    drawn.wait()
    size = drawn.picture.frame.size
    assert (size.width, size.height) == (900, 300)
    assert corner(drawn) < 60 < light


def test_that_a_screen_reader_is_told_of_each_change(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(SIZES, 2))
    assert "Longest: stack 1, 8.00 MB" in drawn.chart.accessibleDescription()
    drawn.chart.set_plan(move_runs(drawn.plan, [1], 1))
    assert "Longest: stack 2, 12.0 MB" in drawn.chart.accessibleDescription()


@pytest.mark.parametrize("n_stacks", [1, 8, 64, 1024])
def test_that_ten_thousand_runs_are_found_by_the_piece(qtbot: QtBot, n_stacks: int) -> None:
    plan = plan_of([10**9 + number for number in range(10_000)], n_stacks)
    drawn = DrawnChart(qtbot, plan, 1000, 380)
    for stack in {0, n_stacks // 2, n_stacks - 1}:
        words = drawn.words(stack, plan.loads[stack] / 2)
        assert f"Stack {stack + 1}: " in words
        assert (" runs (" in words) == (n_stacks in {1, 8})


def test_that_a_broken_matplotlib_is_said_where_the_chart_would_be(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stackplan.gui.chart.figure", None)
    chart = LoadChart()
    qtbot.addWidget(chart)
    with qtbot.waitSignal(chart.task.failed):
        chart.show()
        chart.set_plan(plan_of([5, 4, 3]))
    assert "matplotlib is broken" in chart.failure
