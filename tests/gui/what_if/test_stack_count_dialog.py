"""The dialog "How many stacks?", and its curve: computed and made ready."""

from dataclasses import replace
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk import plan_of, wait_until
from stackplan.core.plan import Plan, Stack
from stackplan.core.runs import Run
from stackplan.core.stack_count import marks_of, stack_curve
from stackplan.core.time_goal import TimeGoal
from stackplan.gui.chart.scene import PRESENT
from stackplan.gui.what_if.stack_count_dialog import (
    StackCountDialog,
    about_of,
    computing,
    curve_of,
)

GB = 10**9
SIZES = [10 * GB, *[5 * GB] * 6]
SMALL = [10, *[5] * 6]


@pytest.fixture
def dialog(qtbot: QtBot) -> StackCountDialog:
    dialog = StackCountDialog(3)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def show(dialog: StackCountDialog, plan: Plan | None) -> None:
    dialog.set_plan(plan)
    wait_until(lambda: not dialog.worker.running)


def test_that_it_begins_at_the_present_number_and_says_what_it_gives(
    dialog: StackCountDialog,
) -> None:
    dialog.set_plan(plan_of(SIZES, 2, "lpt"))
    assert dialog.facts.text() == "Computing..."
    show(dialog, plan_of(SIZES, 2, "lpt"))
    assert dialog.words.text() == "2 stacks: longest 20.0 GB; optimal"
    assert dialog.facts.text().splitlines() == [
        "The knee is at 4 stacks: beyond it twice the stacks save less than 30 %.",
        "From 4 stacks on run 1 alone is the limit: more cannot help.",
        "Without a rate there are no hours; type how much one processor reads each second.",
    ]
    assert (dialog.take.text(), dialog.take.isEnabled()) == ("In use", False)
    assert "2 stacks: longest 20.0 GB" in dialog.chart.accessibleName()
    assert dialog.chart.accessibleDescription() == dialog.facts.text()


def test_that_a_number_is_asked_for_by_click_key_and_button(dialog: StackCountDialog) -> None:
    asked: list[int] = []
    dialog.stacks_requested.connect(asked.append)
    show(dialog, plan_of(SIZES, 2))
    dialog.chart.point_at(4)
    assert (dialog.take.text(), dialog.take.isEnabled()) == ("&Use 4 stacks", True)
    dialog.take.click()
    QTest.keyClick(dialog.chart, Qt.Key.Key_Right)
    QTest.keyClick(dialog.chart, Qt.Key.Key_Return)
    assert asked == [4, 5]


def test_that_hours_are_told_once_a_rate_is_typed(dialog: StackCountDialog) -> None:
    typed: list[tuple[str, str]] = []
    dialog.forecast_changed.connect(lambda *texts: typed.append(texts))
    show(dialog, plan_of(SIZES, 2, "lpt"))
    dialog.rate.setFocus()
    QTest.keyClicks(dialog.rate, "1,25")
    assert "20.0 GB, 4 h 27 min" in dialog.words.text()
    assert dialog.facts.text().splitlines()[-1] == "3 or more stacks finish within 4 h."
    QTest.keyClick(dialog.rate, Qt.Key.Key_Return)
    assert typed[0] == ("1,25", "4")
    assert dialog.isVisible()
    dialog.hours.setText("0.5")
    assert "30 min are too little for any of these numbers" in dialog.facts.text()
    dialog.rate.setText("quick")
    assert "'quick' is no number above 0" in dialog.facts.text()
    assert "h" not in dialog.words.text().replace("than", "").split(";")[0].split("longest")[1]


def test_that_a_time_needs_no_rate(dialog: StackCountDialog) -> None:
    runs = tuple(Run(number, 1, 7_200_000) for number in range(4))
    plan = plan_of([1], 2)
    show(dialog, Plan(replace(plan.request, weight="ms"), (Stack(runs),)))
    assert not dialog.rate.isEnabled()
    assert dialog.words.text().startswith("2 stacks: longest 4 h;")
    assert "2 or more stacks finish within 4 h." in dialog.facts.text()


def test_that_without_sizes_there_is_no_curve(dialog: StackCountDialog) -> None:
    plan = plan_of(SIZES, 2)
    show(dialog, plan)
    show(dialog, None)
    assert dialog.facts.text() == "No plan yet."
    dialog.rate.setText("3")
    dialog.take.click()
    show(dialog, replace(plan, stacks=(Stack((Run(1, 0),)),)))
    assert dialog.facts.text() == "The sizes of the runs are not known."
    assert not dialog.take.isEnabled()
    stacks = tuple(Stack(tuple(replace(r, weight=0) for r in s.runs)) for s in plan.stacks)
    show(dialog, replace(plan, request=replace(plan.request, weight="events"), stacks=stacks))
    dialog.grab()
    words = "All these runs weigh nothing, so every number of stacks is as good."
    assert dialog.facts.text() == words
    assert not dialog.take.isEnabled()


def test_that_escape_closes_it_and_stops_the_work(dialog: StackCountDialog) -> None:
    dialog.set_plan(plan_of([GB + 7 * k for k in range(3000)], 40))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.worker.running
    assert dialog.worker.wait(60)


def test_that_another_number_is_shown_at_once(dialog: StackCountDialog) -> None:
    show(dialog, plan_of(SIZES, 2))
    dialog.set_plan(plan_of(SIZES, 4, "lpt"))
    assert not dialog.worker.running
    assert "4 stacks" not in dialog.words.text()
    dialog.chart.point_at(4)
    assert dialog.take.text() == "In use"
    dialog.chart.point_at(5)
    show(dialog, plan_of(SIZES, 5))  # another plan moves the mark
    assert dialog.take.text() == "In use"
    dialog.set_plan(plan_of([*SIZES, 3], 4))
    assert dialog.worker.running
    wait_until(lambda: not dialog.worker.running)
    dialog.set_plan(None)
    dialog._on_curve(())
    assert dialog.facts.text() == "No plan yet."


def test_that_a_curve_is_about_loads_and_speeds_only() -> None:
    one, other = plan_of(SMALL, 2), plan_of(SMALL, 3, "lpt")
    assert about_of(one) == about_of(other)
    assert about_of(one) != about_of(plan_of([11, *SMALL[1:]], 2))
    speedy = replace(one, request=replace(one.request, speeds=(100, 50)))
    assert about_of(one) != about_of(speedy)


def test_that_the_job_computes_the_curve_and_tells_each_number() -> None:
    told: list[object] = []
    points = computing(about_of(plan_of(SMALL, 2)), (1, 2, 3), 0)(told.append)
    assert points == stack_curve(SMALL, [1, 2, 3])
    assert told == [1, 2, 3]


def test_that_what_means_something_is_put_into_words() -> None:
    plan = plan_of(SMALL, 2)
    points = stack_curve(SMALL, range(1, 9))
    goal = TimeGoal(Fraction(10), 1500)
    curve = curve_of(plan, points, marks_of(plan, points, 3, goal), goal)
    assert [(mark.n_stacks, mark.words) for mark in curve.marks] == [
        (2, "now: 2"),
        (3, "this computer: 3"),
        (4, "knee: 4"),
        (4, "from 4 run 1 alone is the limit"),
        (3, "fits in 2 s: 3"),
    ]
    assert curve.marks[0].tone == PRESENT
    assert (curve.alone, curve.limit, curve.limit_words) == (4, 15.0, "2 s")
    curve = curve_of(plan, points[:2], marks_of(plan, points[:2], 3, TimeGoal()), TimeGoal())
    assert [mark.words for mark in curve.marks] == ["now: 2", "this computer: 3"]
    assert (curve.alone, curve.limit, curve.limit_words) == (None, None, "")  # without a rate
