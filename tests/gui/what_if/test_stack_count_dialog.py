"""The dialog "How many stacks?"."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.core.plan import Plan, Stack
from stackplan.core.runs import Run
from stackplan.gui.what_if.stack_count_dialog import StackCountDialog

GB = 10**9
SIZES = [10 * GB, *[5 * GB] * 6]


@pytest.fixture
def dialog(qtbot: QtBot) -> StackCountDialog:
    dialog = StackCountDialog(3)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def show(qtbot: QtBot, dialog: StackCountDialog, plan: Plan | None) -> None:
    dialog.set_plan(plan)
    qtbot.waitUntil(lambda: not dialog.worker.running, timeout=10_000)


def test_that_it_begins_at_the_present_number_and_says_what_it_gives(
    qtbot: QtBot, dialog: StackCountDialog
) -> None:
    dialog.set_plan(plan_of(SIZES, 2, "lpt"))
    assert dialog.facts.text() == "Computing..."
    show(qtbot, dialog, plan_of(SIZES, 2, "lpt"))
    assert dialog.words.text() == "2 stacks: longest 20.0 GB; optimal"
    assert dialog.facts.text().splitlines() == [
        "The knee is at 4 stacks: beyond it twice the stacks save less than 30 %.",
        "From 4 stacks on run 1 alone is the limit: more cannot help.",
        "Without a rate there are no hours; type how much one processor reads each second.",
    ]
    assert (dialog.take.text(), dialog.take.isEnabled()) == ("In use", False)
    assert "2 stacks: longest 20.0 GB" in dialog.chart.accessibleName()
    assert dialog.chart.accessibleDescription() == dialog.facts.text()


def test_that_a_number_is_asked_for_by_click_key_and_button(
    qtbot: QtBot, dialog: StackCountDialog
) -> None:
    asked: list[int] = []
    dialog.stacks_requested.connect(asked.append)
    show(qtbot, dialog, plan_of(SIZES, 2))
    dialog.chart.point_at(4)
    assert (dialog.take.text(), dialog.take.isEnabled()) == ("&Use 4 stacks", True)
    dialog.take.click()
    QTest.keyClick(dialog.chart, Qt.Key.Key_Right)
    QTest.keyClick(dialog.chart, Qt.Key.Key_Return)
    assert asked == [4, 5]


def test_that_hours_are_told_once_a_rate_is_typed(qtbot: QtBot, dialog: StackCountDialog) -> None:
    typed: list[tuple[str, str]] = []
    dialog.forecast_changed.connect(lambda *texts: typed.append(texts))
    show(qtbot, dialog, plan_of(SIZES, 2, "lpt"))
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


def test_that_a_time_needs_no_rate(qtbot: QtBot, dialog: StackCountDialog) -> None:
    runs = tuple(Run(number, 1, 7_200_000) for number in range(4))
    plan = plan_of([1], 2)
    show(qtbot, dialog, Plan(replace(plan.request, weight="ms"), (Stack(runs),)))
    assert not dialog.rate.isEnabled()
    assert dialog.words.text().startswith("2 stacks: longest 4 h;")
    assert "2 or more stacks finish within 4 h." in dialog.facts.text()


def test_that_without_sizes_there_is_no_curve(qtbot: QtBot, dialog: StackCountDialog) -> None:
    show(qtbot, dialog, plan_of(SIZES, 2))
    show(qtbot, dialog, None)
    assert dialog.facts.text() == "No plan yet."
    dialog.rate.setText("3")
    dialog.take.click()
    unknown = plan_of(SIZES, 2)
    show(qtbot, dialog, replace(unknown, stacks=(Stack((Run(1, 0),)),)))
    assert dialog.facts.text() == "The sizes of the runs are not known."
    assert not dialog.take.isEnabled()


def test_that_runs_without_any_event_have_no_curve(qtbot: QtBot, dialog: StackCountDialog) -> None:
    plan = plan_of(SIZES)
    stacks = tuple(Stack(tuple(replace(r, weight=0) for r in s.runs)) for s in plan.stacks)
    request = replace(plan.request, weight="events")
    show(qtbot, dialog, replace(plan, request=request, stacks=stacks))
    dialog.grab()
    assert (
        dialog.facts.text() == "All these runs weigh nothing, so every number of stacks is as good."
    )
    assert not dialog.take.isEnabled()


def test_that_escape_closes_it_and_stops_the_work(qtbot: QtBot, dialog: StackCountDialog) -> None:
    dialog.set_plan(plan_of([GB + 7 * k for k in range(3000)], 40))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.worker.running
    assert dialog.worker.wait(60)


def test_that_another_plan_moves_the_mark(qtbot: QtBot, dialog: StackCountDialog) -> None:
    show(qtbot, dialog, plan_of(SIZES, 2))
    dialog.chart.point_at(5)
    show(qtbot, dialog, plan_of(SIZES, 5))
    assert dialog.take.text() == "In use"


def test_that_another_number_is_shown_at_once(qtbot: QtBot, dialog: StackCountDialog) -> None:
    show(qtbot, dialog, plan_of(SIZES, 2))
    dialog.set_plan(plan_of(SIZES, 4, "lpt"))
    assert not dialog.worker.running
    assert "4 stacks" not in dialog.words.text()
    dialog.chart.point_at(4)
    assert dialog.take.text() == "In use"
    dialog.set_plan(plan_of([*SIZES, 3], 4))
    assert dialog.worker.running
    qtbot.waitUntil(lambda: not dialog.worker.running)
    dialog.set_plan(None)
    dialog._on_curve(())
    assert dialog.facts.text() == "No plan yet."
