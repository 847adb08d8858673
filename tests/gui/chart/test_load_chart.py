"""The chart as a widget: what is drawn, and what the mouse finds in it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.core.words import format_load
from stackplan.gui.chart.load_chart import LoadChart
from stackplan.gui.theme import make_palette

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from stackplan.core.plan import Plan

SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]


class Drawn:
    """A chart that is on screen and drawn."""

    def __init__(self, qtbot: QtBot, plan: Plan, width: int = 800, height: int = 400) -> None:
        self.qtbot = qtbot
        self.plan = plan
        self.chart = LoadChart()
        self.clicked: list[tuple[int, ...]] = []
        self.chart.runs_clicked.connect(self.clicked.append)
        self.chart.resize(width, height)
        qtbot.addWidget(self.chart, before_close_func=lambda chart: chart.stop())
        self.chart.set_plan(plan)
        self.chart.show()
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.chart.is_current, timeout=20_000)

    def place(self, stack: int, load: float) -> QPointF:
        """Place of a load in a stack's bar, in the widget's pixels."""
        picture = self.chart._picture
        assert picture is not None
        ratio = self.chart.devicePixelRatioF()
        x = picture.left + (stack + 0.5) / picture.n_stacks * (picture.right - picture.left)
        y = picture.bottom - load / picture.high * (picture.bottom - picture.top)
        return QPointF(x / ratio, y / ratio)

    def words(self, stack: int, load: float) -> str:
        place = self.place(stack, load)
        return self.chart.words_at(place.x(), place.y())


@pytest.mark.parametrize(("width", "height"), [(800, 400), (320, 1600), (3600, 200), (320, 160)])
def test_that_the_mouse_finds_each_run_where_its_load_stands(
    qtbot: QtBot, width: int, height: int
) -> None:
    plan = plan_of(SIZES, 3)
    drawn = Drawn(qtbot, plan, width, height)
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
    drawn = Drawn(qtbot, replace(plan, request=request, pinned=frozenset({2})))
    assert plan.stacks[1].run_numbers == (2, 3)
    assert "Run 2: 4.00 kB, pinned" in drawn.words(1, 7900)
    assert "Run 3: 3.00 kB" in drawn.words(1, 8100)
    assert "Stack 2: 7.00 kB at 50 %, 2 runs" in drawn.words(1, 8100)


def test_that_beside_the_axes_there_is_nothing(qtbot: QtBot) -> None:
    drawn = Drawn(qtbot, plan_of(SIZES, 3))
    assert drawn.chart.words_at(1, 200) == ""
    assert drawn.chart.words_at(799, 200) == ""


def test_that_a_click_on_a_segment_names_its_run_and_above_it_all_of_the_stack(
    qtbot: QtBot,
) -> None:
    plan = plan_of(SIZES, 3)
    drawn = Drawn(qtbot, plan)
    first = plan.stacks[1].runs[0]
    inside = drawn.place(1, first.load / 2).toPoint()
    QTest.mouseClick(drawn.chart, Qt.MouseButton.LeftButton, pos=inside)
    above = drawn.place(1, plan.loads[1] + plan.makespan * 0.03).toPoint()
    QTest.mouseClick(drawn.chart, Qt.MouseButton.LeftButton, pos=above)
    QTest.mouseClick(drawn.chart, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
    assert drawn.clicked == [(first.number,), plan.stacks[1].run_numbers]


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
    assert chart.words_at(100, 100) == ""
    assert chart.accessibleDescription() == "Drop a folder here."


def test_that_the_snake_stands_as_a_ghost_only_where_the_plan_is_another(qtbot: QtBot) -> None:
    snake = plan_of(SIZES, 3)
    drawn = Drawn(qtbot, snake)
    assert drawn.chart._ghost == ()
    drawn.chart.set_plan(move_runs(snake, [1], 2 - snake.places[1] or 1))
    assert drawn.chart._ghost == snake.loads


def test_that_many_changes_in_a_row_end_in_the_last_one(qtbot: QtBot) -> None:
    drawn = Drawn(qtbot, plan_of(SIZES, 3))
    for n_stacks in range(1, 30):
        drawn.chart.set_plan(plan_of(SIZES, n_stacks))
        drawn.chart.set_selected((n_stacks,))
    last = plan_of(SIZES, 2)
    drawn.chart.set_plan(last)
    drawn.wait()
    picture = drawn.chart._picture
    assert picture is not None
    assert picture.n_stacks == 2
    assert drawn.words(0, 1).startswith(f"Run {last.stacks[0].runs[0].number}:")


def corner(drawn: Drawn) -> int:
    image = drawn.chart._image
    assert image is not None
    return image.pixelColor(1, 1).lightness()


def test_that_the_picture_follows_size_and_palette(qtbot: QtBot) -> None:
    drawn = Drawn(qtbot, plan_of(SIZES, 3))
    light = corner(drawn)
    drawn.chart.setPalette(make_palette("dark"))
    drawn.chart.resize(900, 300)
    qtbot.wait(1)
    drawn.wait()
    picture = drawn.chart._picture
    assert picture is not None
    assert (picture.size.width, picture.size.height) == (900, 300)
    assert corner(drawn) < 60 < light


def test_that_a_screen_reader_hears_the_loads(qtbot: QtBot) -> None:
    drawn = Drawn(qtbot, plan_of(SIZES, 2))
    words = drawn.chart.accessibleDescription()
    assert words.startswith("Longest stack: ")
    assert "stack 1: 8.00 MB; stack 2: 7.00 MB" in words


def test_that_a_broken_matplotlib_is_said_where_the_chart_would_be(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stackplan.gui.chart.figure", None)
    chart = LoadChart()
    qtbot.addWidget(chart)
    with qtbot.waitSignal(chart.task.failed):
        chart.show()
        chart.set_plan(plan_of([5, 4, 3]))
    assert "matplotlib is broken" in chart._failure
