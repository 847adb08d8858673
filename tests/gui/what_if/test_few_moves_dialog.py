"""The dialog "Rebalance gently"."""

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidget
from pytestqt.qtbot import QtBot

from desk import plan_of, wait_until
from stackplan.core.balance.few_moves import GentleStep, knee_of_moves
from stackplan.core.edits import place_runs
from stackplan.core.plan import Plan
from stackplan.core.runs import Run
from stackplan.gui.what_if.few_moves_dialog import FewMovesDialog

GB = 10**9


def uneven() -> Plan:
    """A level plan of forty runs on four stacks, and five new ones."""
    sizes = [GB + (number * 7919 % 1009) * 20_000_003 for number in range(45)]
    new = [Run(100 + k, size) for k, size in enumerate(sizes[40:])]
    return place_runs(plan_of(sizes[:40], 4, "lpt"), new)


@pytest.fixture
def dialog(qtbot: QtBot) -> FewMovesDialog:
    dialog = FewMovesDialog()
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


@pytest.fixture
def shown(dialog: FewMovesDialog) -> FewMovesDialog:
    """The dialog about the uneven plan."""
    show(dialog, uneven())
    return dialog


def show(dialog: FewMovesDialog, plan: Plan | None) -> None:
    dialog.set_plan(plan)
    wait_until(lambda: not dialog.worker.running)


def rows(widget: QTreeWidget) -> list[list[str]]:
    items = [widget.topLevelItem(at) for at in range(widget.topLevelItemCount())]
    return [[item.text(at) for at in range(widget.columnCount())] for item in items if item]


def test_that_every_line_is_shown_before_a_run_moves(shown: FewMovesDialog) -> None:
    table = rows(shown.steps)
    assert len(table) == len(shown.found) > 3
    assert table[0][0] == "0"
    assert [int(row[0]) for row in table] == [len(step.moved) for step in shown.found]


def test_that_a_tolerance_takes_the_fewest_moves(shown: FewMovesDialog) -> None:
    plan = uneven()
    for tolerance in (5.0, 1.0, 0.2):
        shown.tolerance.setValue(tolerance)
        step = shown.chosen
        assert step is not None
        assert step.gap <= Fraction(round(tolerance * 10), 1000)
        earlier = shown.found[: shown.found.index(step)]
        assert all(other.gap > Fraction(round(tolerance * 10), 1000) for other in earlier)
        assert [int(row[0]) for row in rows(shown.moves)] == list(step.moved)
    assert step is not None
    number, _, start, end = rows(shown.moves)[0]
    assert plan.places[int(number)] + 1 == int(start)
    assert step.plan.places[int(number)] + 1 == int(end)
    assert f"Moves {len(step.moved)} runs of 45" in shown.words.text()


def test_that_what_cannot_be_reached_takes_the_last_line(dialog: FewMovesDialog) -> None:
    dialog.tolerance.setValue(0.001)
    show(dialog, plan_of([7, 7, 7, 5, 5], 2, "snake"))
    assert dialog.chosen is dialog.found[-1]


def test_that_the_chosen_plan_is_asked_for(shown: FewMovesDialog) -> None:
    asked: list[GentleStep] = []
    shown.rebalance_requested.connect(asked.append)
    shown.steps.setCurrentIndex(shown.steps.model().index(1, 0))
    assert shown.apply.text() in {"&Move 1 run", "&Move 2 runs"}
    shown.apply.click()
    assert asked == [shown.found[1]]


def test_that_a_level_plan_has_nothing_to_move(dialog: FewMovesDialog) -> None:
    show(dialog, plan_of([GB, GB], 2))
    assert (dialog.apply.text(), dialog.apply.isEnabled()) == ("Nothing to move", False)
    assert "No single move or swap makes it shorter" in dialog.words.text()


def test_that_without_sizes_it_says_so(shown: FewMovesDialog) -> None:
    show(shown, None)
    assert "no plan of runs of known sizes" in shown.words.text()
    assert rows(shown.steps) == rows(shown.moves) == []
    shown.tolerance.setValue(3)
    shown._on_apply()
    assert not shown.apply.isEnabled()


def test_that_escape_closes_it_and_stops_the_work(dialog: FewMovesDialog) -> None:
    dialog.set_plan(uneven())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.worker.running
    assert dialog.worker.wait(60)


def test_that_it_opens_at_the_knee_until_a_tolerance_is_typed(shown: FewMovesDialog) -> None:
    knee = knee_of_moves(shown.found)
    assert knee is not None
    assert shown.chosen is knee
    assert knee is not shown.found[-1]
    assert shown.tolerance.value() >= float(knee.gap) * 100
    shown.tolerance.setValue(0.001)
    show(shown, uneven())
    assert shown.chosen is shown.found[-1]
