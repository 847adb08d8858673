"""The dialog "Rebalance gently"."""

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QTreeWidget
from pytestqt.qtbot import QtBot

from desk import plan_of
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


def show(qtbot: QtBot, dialog: FewMovesDialog, plan: Plan | None) -> None:
    dialog.set_plan(plan)
    qtbot.waitUntil(lambda: not dialog.worker.running, timeout=20_000)


def rows(widget: QTreeWidget) -> list[list[str]]:
    items = [widget.topLevelItem(at) for at in range(widget.topLevelItemCount())]
    return [[item.text(at) for at in range(widget.columnCount())] for item in items if item]


def test_that_every_line_is_shown_before_a_run_moves(qtbot: QtBot, dialog: FewMovesDialog) -> None:
    show(qtbot, dialog, uneven())
    table = rows(dialog.steps)
    assert len(table) == len(dialog.found) > 3
    assert table[0][0] == "0"
    assert [int(row[0]) for row in table] == [len(step.moved) for step in dialog.found]


def test_that_a_tolerance_takes_the_fewest_moves(qtbot: QtBot, dialog: FewMovesDialog) -> None:
    plan = uneven()
    show(qtbot, dialog, plan)
    step: GentleStep | None = None
    for tolerance in (5.0, 1.0, 0.2):
        dialog.tolerance.setValue(tolerance)
        step = dialog.chosen
        assert step is not None
        assert step.gap <= Fraction(round(tolerance * 10), 1000)
        earlier = dialog.found[: dialog.found.index(step)]
        assert all(other.gap > Fraction(round(tolerance * 10), 1000) for other in earlier)
        assert [int(row[0]) for row in rows(dialog.moves)] == list(step.moved)
    assert step is not None
    number, _, start, end = rows(dialog.moves)[0]
    assert plan.places[int(number)] + 1 == int(start)
    assert step.plan.places[int(number)] + 1 == int(end)
    assert f"Moves {len(step.moved)} runs of 45" in dialog.words.text()


def test_that_what_cannot_be_reached_takes_the_last_line(
    qtbot: QtBot, dialog: FewMovesDialog
) -> None:
    dialog.tolerance.setValue(0.001)
    show(qtbot, dialog, plan_of([7, 7, 7, 5, 5], 2, "snake"))
    assert dialog.chosen is dialog.found[-1]


def test_that_the_chosen_plan_is_asked_for(qtbot: QtBot, dialog: FewMovesDialog) -> None:
    asked: list[GentleStep] = []
    dialog.rebalance_requested.connect(asked.append)
    show(qtbot, dialog, uneven())
    dialog.steps.setCurrentIndex(dialog.steps.model().index(1, 0))
    assert dialog.apply.text() in {"&Move 1 run", "&Move 2 runs"}
    dialog.apply.click()
    assert asked == [dialog.found[1]]


def test_that_a_level_plan_has_nothing_to_move(qtbot: QtBot, dialog: FewMovesDialog) -> None:
    show(qtbot, dialog, plan_of([GB, GB], 2))
    assert (dialog.apply.text(), dialog.apply.isEnabled()) == ("Nothing to move", False)
    assert "No single move or swap makes it shorter" in dialog.words.text()


def test_that_without_sizes_it_says_so(qtbot: QtBot, dialog: FewMovesDialog) -> None:
    show(qtbot, dialog, uneven())
    show(qtbot, dialog, None)
    assert "no plan of runs of known sizes" in dialog.words.text()
    assert rows(dialog.steps) == rows(dialog.moves) == []
    dialog.tolerance.setValue(3)
    dialog._on_apply()
    assert not dialog.apply.isEnabled()


def test_that_escape_closes_it_and_stops_the_work(qtbot: QtBot, dialog: FewMovesDialog) -> None:
    dialog.set_plan(uneven())
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    assert not dialog.worker.running
    assert dialog.worker.wait(60)


def test_that_it_opens_at_the_knee_until_a_tolerance_is_typed(
    qtbot: QtBot, dialog: FewMovesDialog
) -> None:
    show(qtbot, dialog, uneven())
    knee = knee_of_moves(dialog.found)
    assert knee is not None
    assert dialog.chosen is knee
    assert knee is not dialog.found[-1]
    assert dialog.tolerance.value() >= float(knee.gap) * 100
    dialog.tolerance.setValue(0.001)
    show(qtbot, dialog, uneven())
    assert dialog.chosen is dialog.found[-1]
