"""The board as a widget: what it shows, when it is drawn, what a screen reader hears."""

import itertools
import random
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollBar, QWidget
from pytestqt.qtbot import QtBot

from desk import find, plan_of
from drawn_chart import DrawnChart
from painted import Painted
from stackplan.core.edits import insert_runs, move_runs, place_runs
from stackplan.core.plan import Proof
from stackplan.core.runs import Run
from stackplan.core.text import format_load
from stackplan.gui.chart.board import Board
from stackplan.gui.chart.scene import ORIENTATIONS, Cursor
from stackplan.gui.widgets.appearance import LIGHT_COLOURS, make_palette

SIZES = [5_000_000, 4_000_000, 3_000_000, 2_000_000, 1_000_000]
MANY = [10_000_000 + 1000 * number for number in range(60)]
PLAN = plan_of(SIZES, 3)


@pytest.mark.parametrize("orientation", ["rows", "columns"])
@pytest.mark.parametrize(("width", "height"), [(800, 400), (320, 1600), (3600, 200), (320, 160)])
def test_that_the_mouse_finds_each_run_where_it_stands(
    qtbot: QtBot, width: int, height: int, orientation: str
) -> None:
    drawn = DrawnChart(qtbot, PLAN, width, height)
    drawn.chart.set_orientation(orientation)
    for index, stack in enumerate(PLAN.stacks):
        for run in stack.runs:
            words = drawn.words(drawn.middle(run.number))
            assert words.startswith(f"Run {run.number}: {format_load(run.load, 'bytes')}\n")
        load = format_load(PLAN.loads[index], "bytes")
        assert drawn.words(drawn.end_of(index)).startswith(f"Stack {index + 1}: {load}")
        assert drawn.words(drawn.name_of(index)).startswith(f"Stack {index + 1}: {load}")
    assert drawn.words(QPointF(1, 1)) == ""


def test_that_rows_become_columns_above_60_stacks_unless_one_is_chosen(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of(MANY, 60))
    shown = []
    for orientation, n_stacks in itertools.product(ORIENTATIONS, (60, 61)):
        drawn.chart.set_orientation(orientation)
        drawn.chart.set_plan(plan_of([*MANY, 5], n_stacks))
        shown.append((orientation, n_stacks, drawn.view.layout.upright))
    assert shown == [
        ("automatic", 60, False), ("automatic", 61, True), ("rows", 60, False),
        ("rows", 61, False), ("columns", 60, True), ("columns", 61, True),
    ]  # fmt: skip


def test_that_the_window_takes_a_turn_before_everything_is_drawn_anew(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    drawn.chart.set_plan(plan_of(SIZES, 2))
    QApplication.sendPostedEvents()
    assert not drawn.chart.is_current
    qtbot.waitUntil(lambda: drawn.chart.is_current)


def test_that_the_chart_comes_with_letters_that_are_larger_by_then(qtbot: QtBot) -> None:
    chart = Board()
    qtbot.addWidget(chart, before_close_func=lambda chart: chart.stop())
    font = chart.font()
    font.setPointSizeF(2 * font.pointSizeF())
    chart.setFont(font)
    chart.set_plan(PLAN)
    chart.show()
    qtbot.waitUntil(lambda: chart.is_current and chart.view is not None)


def test_that_what_does_not_fit_is_scrolled_by_bar_selection_and_moves(qtbot: QtBot) -> None:
    plan = plan_of(MANY, 60)
    drawn = DrawnChart(qtbot, plan, 800, 300)
    bar = find(drawn.chart, QScrollBar, "boardScrollBar")
    assert bar.isVisible()
    last = plan.stacks[59].run_numbers[0]
    drawn.chart.set_selected((last,))
    box = drawn.chart.run_box(last)
    assert box is not None
    assert drawn.words(QPointF(box.center())).startswith(f"Run {last}: ")
    assert bar.value() == bar.maximum()
    drawn.wait()
    drawn.chart.set_cursor(Cursor(0, None))
    assert bar.value() == 0
    number = plan.stacks[0].run_numbers[0]
    drawn.chart.set_selected((number,))
    drawn.insert((number,), 59, None)
    assert 59 in drawn.view.layout.seen()
    drawn.chart.set_plan(plan)  # as by undo
    assert 0 in drawn.view.layout.seen()
    drawn.chart.resize(800, 1400)
    QApplication.processEvents()
    assert not bar.isVisible()


@pytest.mark.parametrize(("theme", "orientation"), [("light", "rows"), ("dark", "columns")])
@pytest.mark.parametrize(("width", "n_stacks"), [(320, 1), (801, 3), (1200, 30), (900, 70)])
def test_that_an_edit_leaves_the_picture_that_a_new_board_would_draw(
    qtbot: QtBot, width: int, n_stacks: int, theme: str, orientation: str
) -> None:
    draw = random.Random(width * n_stacks)
    plan = plan_of([draw.randint(0, 90) * 10**8 for _ in range(150)], n_stacks, "lpt")
    numbers = [run.number for run in plan.runs]
    plan = replace(plan, pinned=frozenset(numbers[5:20]))
    pictures, before = [], plan
    drawn = DrawnChart(qtbot, plan, width, 347)
    find(drawn.chart, QTimer, "movedTimer").setInterval(3_600_000)  # a slow machine takes minutes
    for step in range(8):
        if step:
            before = drawn.plan
            runs = draw.sample(numbers, draw.randint(1, 3))
            drawn.insert(tuple(runs), draw.randrange(n_stacks), None)
        else:
            drawn.chart.setPalette(make_palette(theme))
            drawn.chart.set_orientation(orientation)
        drawn.chart.set_suspicious(numbers[step : step + 9])
        drawn.wait()
        QApplication.processEvents()
        pictures.append(drawn.pixels())
    fresh = DrawnChart(qtbot, before, width, 347)
    find(fresh.chart, QTimer, "movedTimer").setInterval(3_600_000)
    fresh.chart.setPalette(make_palette(theme))
    fresh.chart.set_orientation(orientation)
    fresh.chart.set_plan(drawn.plan)
    fresh.chart.set_suspicious(numbers[7:16])
    assert fresh.pixels() == drawn.pixels()
    assert len({bytes(picture.constBits()) for picture in pictures}) > 4 or n_stacks == 1


def test_that_each_mark_is_seen(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    chart = drawn.chart
    other, grown = move_runs(PLAN, [1], 2), place_runs(PLAN, [Run(77, 10**6)])
    acts: tuple[Callable[[], object], ...] = (
        lambda: chart.set_selected((1, 2)),
        lambda: chart.set_suspicious((3,)),
        lambda: chart.set_plan(replace(PLAN, pinned=frozenset({4}))),
        lambda: drawn.mouse(QEvent.Type.MouseMove, drawn.middle(3)),
        lambda: chart.set_rate(1000.0),
        lambda: chart.compare(other, "yesterday.txt", (1,)),
        lambda: chart.set_cursor(Cursor(2, None)),
        lambda: chart.set_plan(grown),
    )
    focus(drawn)
    seen = [drawn.pixels()]
    for act in acts:
        act()
        seen.append(drawn.pixels())
    same = [i for i, (one, two) in enumerate(itertools.pairwise(seen)) if one == two]
    assert same == []


def focus(drawn: DrawnChart) -> None:
    drawn.chart.activateWindow()
    drawn.chart.setFocus()
    drawn.qtbot.waitUntil(drawn.chart.hasFocus)


def test_that_runs_that_come_to_the_plan_are_new_until_it_is_planned_anew(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    drawn.chart.set_plan(place_runs(PLAN, [Run(77, 10**6)]))
    assert drawn.chart.marks.new == {77}
    drawn.chart.set_plan(move_runs(place_runs(PLAN, [Run(77, 10**6)]), [1], 2))
    assert drawn.chart.marks.new == {77}
    drawn.chart.set_plan(plan_of(SIZES, 2))
    assert drawn.chart.marks.new == frozenset()


def test_that_the_runs_of_the_last_step_are_marked_by_undo_too_and_only_for_a_moment(
    qtbot: QtBot,
) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    moved = move_runs(PLAN, [1], 1 if PLAN.places[1] != 1 else 2)
    for plan in (moved, PLAN):
        drawn.chart.set_plan(plan)
        assert drawn.chart.marks.moved == {1}
    drawn.chart.set_plan(replace(PLAN, pinned=frozenset({2})))
    assert drawn.chart.marks.moved == {1}
    qtbot.waitUntil(lambda: not drawn.chart.marks.moved)
    many = plan_of(MANY, 4)
    for before, after in ((moved, plan_of(SIZES, 2)), (many, move_runs(many, range(1, 56), 0))):
        drawn.chart.set_plan(before)
        drawn.chart.set_plan(after)  # a new plan, or a step that moves most runs, marks none
        assert drawn.chart.marks.moved == frozenset()


def test_that_the_plan_behind_is_the_one_that_is_chosen(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    moved = move_runs(PLAN, [1], 1 if PLAN.places[1] != 1 else 2)
    ticks = []
    for kind in ("none", "snake", "before"):
        drawn.chart.set_plan_behind(kind)
        drawn.chart.set_plan(PLAN, PLAN)
        drawn.chart.set_plan(moved, PLAN)
        ticks.append([row.behind for row in drawn.view.scene.rows])
    by_rank = dict(zip(sorted(moved.loads), sorted(PLAN.loads), strict=True))
    expected = [by_rank[load] for load in moved.loads]
    assert ticks == [[None] * 3, expected, expected]


def test_that_a_plan_made_anew_is_drawn_at_once_and_undo_brings_the_scale_back(
    qtbot: QtBot,
) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    high = drawn.view.layout.high
    drawn.chart.set_plan(plan_of(SIZES, 3))  # of the same stacks
    assert drawn.chart.is_current
    drawn.chart.set_plan(move_runs(PLAN, [1, 2, 3], 0))
    assert drawn.view.layout.high > high
    drawn.chart.set_plan(PLAN)
    assert drawn.view.layout.high == high
    drawn.chart.hide()
    drawn.chart.set_plan(insert_runs(PLAN, [1], 2))
    assert drawn.chart.is_current  # out of sight it counts as drawn


def test_that_without_a_plan_a_click_means_nothing_and_words_stand_there(qtbot: QtBot) -> None:
    chart = Board()
    qtbot.addWidget(chart, before_close_func=lambda chart: chart.stop())
    clicked: list[object] = []
    chart.runs_clicked.connect(clicked.append)
    chart.set_words("Drop a folder here.")
    chart.set_plan(plan_of([]))
    chart.show()
    QTest.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.keyClick(chart, Qt.Key.Key_Right)
    assert clicked == []
    assert chart.words_at(100, 100) == ""
    assert chart.accessibleDescription() == "Drop a folder here."


def test_that_a_plan_that_goes_takes_the_bars_along(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    drawn.chart.set_words("Drop a folder here.")
    drawn.chart.set_plan(None)
    assert drawn.chart.view is None
    without = drawn.pixels()
    assert drawn.chart.run_box(1) is None
    assert drawn.chart.stack_box(0) is None
    drawn.chart.set_plan(PLAN)
    drawn.wait()
    assert drawn.pixels() != without
    assert drawn.chart.stack_box(17) is None


def corner(picture: QImage) -> int:
    return picture.pixelColor(1, 1).lightness()


def test_that_the_board_follows_size_palette_and_letters(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    light = corner(drawn.pixels())
    drawn.chart.setPalette(make_palette("dark"))
    drawn.chart.resize(900, 300)
    drawn.wait()
    assert (drawn.view.layout.width, drawn.view.layout.height) == (900, 300)
    assert corner(drawn.pixels()) < 60 < light
    before = drawn.view.layout
    font = drawn.chart.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    drawn.chart.setFont(font)
    assert drawn.view.layout.start > before.start
    assert drawn.view.layout.pitch > before.pitch


def test_that_a_screen_reader_is_told_of_each_change(qtbot: QtBot) -> None:
    plan = plan_of(SIZES, 2)
    drawn = DrawnChart(qtbot, plan)
    assert "Longest: stack 1, 8.00 MB" in drawn.chart.accessibleDescription()
    drawn.chart.set_plan(move_runs(plan, [1], 1))
    assert "Longest: stack 2, 12.0 MB" in drawn.chart.accessibleDescription()
    drawn.chart.set_selected((3,))
    assert drawn.chart.accessibleDescription().startswith("Run 3: 3.00 MB")


@pytest.mark.parametrize("orientation", ["rows", "columns"])
@pytest.mark.parametrize("n_stacks", [1, 64, 1024])
def test_that_ten_thousand_runs_are_found_by_the_piece(
    qtbot: QtBot, n_stacks: int, orientation: str
) -> None:
    plan = plan_of([10**9 + number for number in range(10_000)], n_stacks)
    drawn = DrawnChart(qtbot, plan, 1000, 380)
    drawn.chart.set_orientation(orientation)
    for stack in {0, n_stacks - 1}:
        number = plan.stacks[stack].run_numbers[3]
        words = drawn.words(drawn.middle(number))
        assert f"Stack {stack + 1}: " in words or "runs (" in words or not words


def test_that_a_broken_matplotlib_is_said_where_the_board_would_be(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "stackplan.gui.chart.canvas", None)
    chart = Board()
    qtbot.addWidget(chart)
    with qtbot.waitSignal(chart.worker.failed):
        chart.show()
        chart.set_plan(plan_of([5, 4, 3]))
    assert "matplotlib is broken" in chart.failure
    assert chart.is_current


def test_that_a_font_that_cannot_be_read_is_told_and_tried_again_with_the_next_change(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = DrawnChart(qtbot, PLAN)

    def fail(*_: object) -> None:
        raise RuntimeError("no font")

    with monkeypatch.context() as patch:
        patch.setattr("stackplan.gui.chart.figure.Bars.arrange", fail)
        drawn.chart.resize(820, 410)
        qtbot.waitUntil(lambda: bool(drawn.chart.failure))
    words = "The chart cannot be drawn now (no font); the next change tries again."
    assert drawn.chart.failure == words
    drawn.chart.resize(830, 410)
    drawn.wait()
    assert not drawn.chart.failure


def test_that_a_change_of_the_whole_picture_is_painted_once(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    painted = Painted(find(drawn.chart, QWidget, "boardCanvas"))
    drawn.chart.set_plan(plan_of(SIZES, 2))
    drawn.wait()
    QApplication.processEvents()
    assert painted.times == 1


def test_that_a_better_bound_paints_its_line_and_the_words_above_only(qtbot: QtBot) -> None:
    sizes = [10**6 * size for size in (5, 5, 4, 4, 3, 3, 3)]
    plan = plan_of(sizes, 3)
    drawn = DrawnChart(qtbot, plan)
    painted = Painted(find(drawn.chart, QWidget, "boardCanvas"))
    drawn.chart.set_plan(replace(plan, proof=Proof(10**7, tuple(sizes), 3)))
    QApplication.processEvents()
    below = [rect for rect in painted.rects if rect.bottom() > drawn.view.layout.near]
    assert painted.times == 1
    assert below
    assert max(rect.width() for rect in below) < 0.1 * drawn.chart.width()


def test_that_the_clock_under_the_axis_goes_in_steps_of_five_minutes(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = DrawnChart(qtbot, PLAN)
    begins = []
    for now in (10_000.0, 10_040.0, 10_400.0):
        monkeypatch.setattr("stackplan.gui.chart.board.time.time", lambda now=now: now)
        drawn.chart.set_rate(1000.0)
        drawn.chart.refresh()
        times = drawn.view.scene.times
        assert times is not None
        begins.append(times.begin_s)
    assert begins == [9900, 9900, 10_500]
    drawn.chart.set_rate(None)
    assert drawn.view.scene.times is None


def colours_of(drawn: DrawnChart, number: int) -> set[int]:
    """Colours within a run's segment, without its edges."""
    picture, box = drawn.pixels(), drawn.chart.run_box(number)
    assert box is not None
    inner = picture.copy(box.adjusted(2, 2, -2, -2))
    return {inner.pixel(x, y) for x in range(inner.width()) for y in range(inner.height())}


def test_that_the_tick_of_another_plan_runs_through_no_number(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of([10**9] * 2, 2), 800, 340)
    drawn.chart.compare(plan_of([15 * 10**8, 5 * 10**8], 2), "another plan")
    drawn.wait()
    row = next(row for row in drawn.view.scene.rows if row.behind == 5 * 10**8)
    box = drawn.chart.run_box(row.stack.run_numbers[0])
    assert box is not None
    picture, tick = drawn.pixels(), QColor(LIGHT_COLOURS.text)
    x, y = round(drawn.view.layout.along(row.behind or 0)), box.center().y()
    assert picture.pixelColor(x, box.top()) == tick
    assert picture.pixelColor(x, y) != tick


@pytest.mark.parametrize("orientation", ["rows", "columns"])
def test_that_a_number_with_no_room_across_is_written_upward(
    qtbot: QtBot, orientation: str
) -> None:
    drawn = DrawnChart(qtbot, plan_of([10**9] * 40, 1 if orientation == "rows" else 40), 800, 340)
    drawn.chart.set_orientation(orientation)
    box = drawn.chart.run_box(17)
    assert box is not None
    assert box.width() < 16 < box.height()
    assert len(colours_of(drawn, 17)) > 1


def test_that_a_suspicious_run_is_seen_among_ten_thousand(qtbot: QtBot) -> None:
    drawn = DrawnChart(qtbot, plan_of([10**9] * 10_000, 64), 900, 340)
    before = drawn.pixels()
    drawn.chart.set_suspicious((5000,))
    box = drawn.chart.run_box(5000)
    assert box is not None
    after = drawn.pixels()
    changed = [
        (x, y)
        for x in range(box.left(), box.right() + 1)
        for y in range(box.top() - 1, box.bottom() + 3)
        if before.pixel(x, y) != after.pixel(x, y)
    ]
    assert len(changed) >= 2 * (box.width() - 2)
