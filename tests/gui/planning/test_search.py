"""Drafts that settle, what Balance saves, and better plans that are offered."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QProgressBar, QPushButton, QSpinBox

from desk import act_on, current, find, messages, save_to, stacks, wait_idle
from stackplan.core.balance import BEST_METHOD, draft_plan, make_plan
from stackplan.core.edits import move_runs
from stackplan.core.plan import Proof
from stackplan.gui.planning import search as best_plan
from stackplan.gui.planning import search as improvement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from desk import OpenWindow
    from folders import MakeFolder
    from stackplan.core.plan import Plan
    from stackplan.core.request import PlanRequest
    from stackplan.core.runs import Run
    from stackplan.gui.window.main_window import MainWindow

    Improve = Callable[..., Plan]

# LPT makes 11 of these on 3 stacks, the best plan 9: Graham's worst case.
SIZES = dict(enumerate([5, 5, 4, 4, 3, 3, 3], start=1))
BEST = {1: 0, 2: 1, 3: 0, 4: 1, 5: 2, 6: 2, 7: 2}


class Searches:
    """Stands for the real searches: each waits until it is let go."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.settle, self.improve = threading.Event(), threading.Event()
        self.settle.set()
        self.improve.set()
        self.better: Callable[[Plan], Plan] = lambda plan: plan

    def make_plan(self, runs: Iterable[Run], request: PlanRequest, pins: Mapping[int, int]) -> Plan:
        """Find the plan above for 3 stacks, else that of LPT; other methods plan as ever."""
        if request.method != BEST_METHOD:
            return make_plan(runs, request, pins)
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append(request.n_stacks)
        self.settle.wait(60)
        plan = draft_plan(runs, request, pins)
        if request.n_stacks == 3 and plan.places.keys() == BEST.keys() and not pins:
            for run, stack in BEST.items():
                plan = move_runs(plan, [run], stack)
        return plan

    def improved(self, plan: Plan, report: Callable[[float, Plan], bool]) -> Plan:
        """Find what `better` says."""
        while not self.improve.wait(0.005):
            if report(0.5, plan):
                break
        return self.better(plan)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    made = Searches()
    monkeypatch.setattr(best_plan, "make_plan", made.make_plan)
    monkeypatch.setattr(improvement, "improve", made.improved)
    return made


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder, searches: Searches) -> MainWindow:
    made = open_window(make_folder(SIZES))
    find(made, QSpinBox, "stacksSpin").setValue(3)
    made.document.load(current(made), made.document.traces)
    return made


def choose(window: MainWindow, method: str) -> None:
    combo = find(window, QComboBox, "methodCombo")
    combo.setCurrentIndex(combo.findData(method))


def test_that_a_draft_shows_at_once_and_settles_within_its_step(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    snake = current(window)
    window.session.search._best._answers.clear()
    searches.settle.clear()
    find(window, QSpinBox, "stacksSpin").setValue(4)
    choose(window, "balanced")
    find(window, QSpinBox, "stacksSpin").setValue(3)
    assert current(window).makespan == 11
    assert window.document.is_draft
    searches.settle.set()
    wait_idle(qtbot, window)
    assert current(window).makespan == 9
    assert window.document.history.count() == 3
    assert window.document.history.undoText() == "3 stacks"
    assert not window.document.has_unsaved_work
    for _ in range(3):
        window.document.history.undo()
    assert current(window) == snake
    wait_idle(qtbot, window)
    for _ in range(3):
        window.document.history.redo()
    assert current(window).makespan == 9


def test_that_an_edit_meanwhile_is_kept_and_the_late_result_dropped(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    searches.settle.clear()
    find(window, QSpinBox, "stacksSpin").setValue(2)
    choose(window, "balanced")
    window.hand_edits.move((7,), 1 - current(window).places[7])
    edited = current(window)
    searches.settle.set()
    wait_idle(qtbot, window)
    assert current(window) == edited
    window.document.history.undo()
    wait_idle(qtbot, window)
    assert not window.document.is_draft


def test_that_what_balance_has_counted_up_is_what_it_brings(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    asked = len(searches.asked)
    button = find(window, QPushButton, "balanceButton")
    saved = 1 - 9 / int(current(window).makespan)
    assert button.text() == f"&Balance: saves {saved * 100:.1f} %"
    button.click()
    assert (current(window).makespan, window.document.is_draft) == (9, False)
    wait_idle(qtbot, window)
    assert len(searches.asked) == asked
    assert not button.isEnabled()
    assert "Perfectly level" in button.toolTip()


def test_that_balance_balances_again_what_was_moved_by_hand(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.session.balance()
    wait_idle(qtbot, window)
    window.hand_edits.move((1,), 2)
    wait_idle(qtbot, window)
    find(window, QPushButton, "balanceButton").click()
    assert current(window).makespan == 9
    assert "1 move by hand" in messages(window)["edit"].text


def test_that_the_first_plan_of_a_folder_settles_too(
    open_window: OpenWindow, make_folder: MakeFolder, searches: Searches, settings_file: Path
) -> None:
    settings_file.write_text("[General]\nstacks=3\nmethod=balanced\n")
    window = open_window(make_folder(SIZES))
    assert current(window).makespan == 9
    assert not window.document.history.canUndo()
    assert not window.document.has_unsaved_work


def test_that_a_balanced_plan_file_opens_as_it_is(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    choose(window, "balanced")
    wait_idle(qtbot, window)
    window.hand_edits.move((1,), 2)
    save_to(qtbot, window, tmp_path / "plan.txt")
    again = open_window(tmp_path / "plan.txt")
    assert stacks(again) == stacks(window)
    assert not again.document.hand_moves
    assert find(again, QPushButton, "balanceButton").text().startswith("&Balance: saves ")


def worse(window: MainWindow) -> Plan:
    """Bring a plan on screen that is longer than it need be, without a search of its own."""
    window.hand_edits.move((1, 2), 0)
    return current(window)


def best_of(plan: Plan) -> Plan:
    for run, stack in BEST.items():
        plan = move_runs(plan, [run], stack)
    return plan


def test_that_a_better_plan_is_offered_and_taken_as_one_step(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    before = worse(window)
    searches.better = best_of
    find(window, QAction, "improveAction").trigger()
    wait_idle(qtbot, window)
    assert current(window) == before
    offer = messages(window)["improve"]
    assert offer.text.startswith("A better plan was found: longest stack ")
    assert "% less), optimal." in offer.text
    act_on(window, "improve")
    assert current(window).makespan == 9
    assert window.document.history.undoText() == "Improve"
    window.document.history.undo()
    assert current(window) == before
    window.document.history.redo()
    assert current(window).makespan == 9


def test_that_what_the_search_moves_is_not_marked_as_moved_by_hand(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    before = current(window)
    kept, moved_on = (run.number for run in before.stacks[2].runs[:2])
    untouched = before.stacks[1].runs[0].number
    window.hand_edits.move((kept, moved_on), 0)
    assert window.document.hand_moves == tuple(sorted((kept, moved_on)))
    searches.better = lambda plan: move_runs(plan, [moved_on, untouched], 2)
    window.session.search.improve()
    wait_idle(qtbot, window)
    act_on(window, "improve")
    assert current(window).places[untouched] == 2
    assert window.document.hand_moves == (kept,)
    window.document.history.undo()
    assert window.document.hand_moves == tuple(sorted((kept, moved_on)))


def test_that_an_offer_goes_with_the_next_step(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    worse(window)
    searches.better = best_of
    window.session.search.improve()
    wait_idle(qtbot, window)
    window.hand_edits.move((7,), (current(window).places[7] + 1) % 3)
    assert "improve" not in messages(window)


def test_that_a_settled_plan_is_searched_on_by_itself_and_what_it_proves_is_taken_over(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    def proved(plan: Plan) -> Plan:
        loads = tuple(run.load for run in plan.runs)
        return replace(plan, proof=Proof(plan.makespan, loads, plan.request.n_stacks))

    searches.better = proved
    wait_idle(qtbot, window)
    find(window, QSpinBox, "stacksSpin").setValue(2)
    choose(window, "balanced")
    steps = window.document.history.count()
    wait_idle(qtbot, window)
    assert current(window).gap == 0
    assert window.document.history.count() == steps
    assert "improve" not in messages(window)
    if current(window).proof is not None:
        assert "optimal" in find(window, QLabel, "searchWords").text()


def test_that_a_search_is_seen_and_stopped_with_the_best_so_far(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    worse(window)
    searches.improve.clear()
    searches.better = best_of
    window.session.search.improve()
    bar = find(window, QProgressBar, "searchProgress")
    qtbot.waitUntil(lambda: bar.value() == 500)
    assert bar.isVisible()
    assert "above the best possible" in find(window, QLabel, "searchWords").text()
    find(window, QPushButton, "stopSearchButton").click()
    wait_idle(qtbot, window)
    assert not bar.isVisible()
    assert "improve" in messages(window)


def test_that_an_edit_ends_a_search(window: MainWindow, searches: Searches, qtbot: QtBot) -> None:
    worse(window)
    searches.improve.clear()
    searches.better = best_of
    window.session.search.improve()
    window.hand_edits.move((7,), (current(window).places[7] + 1) % 3)
    wait_idle(qtbot, window)
    assert "improve" not in messages(window)
    assert not find(window, QProgressBar, "searchProgress").isVisible()


def test_that_a_search_for_nothing_better_says_how_good_the_plan_is(
    window: MainWindow, qtbot: QtBot
) -> None:
    worse(window)
    window.session.search.improve()
    wait_idle(qtbot, window)
    words = find(window, QLabel, "searchWords").text()
    assert words.startswith("Searched: at most ")
    assert "improve" not in messages(window)
    # The words are about this plan and no other one.
    window.document.history.undo()
    assert not find(window, QLabel, "searchWords").text()


def test_that_an_optimal_plan_and_no_plan_are_not_searched(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot
) -> None:
    window.session.balance()
    wait_idle(qtbot, window)
    window.session.search.improve()
    assert not window.session.search.busy
    assert "optimal" in find(window, QLabel, "searchWords").text()
    empty = open_window()
    empty.document.clear()
    empty.session.search.improve()
    assert not empty.session.search.tasks[1].running


def test_that_closing_in_mid_search_takes_no_time(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    worse(window)
    searches.improve.clear()
    window.session.search.improve()
    window._leaving = True
    window.close()
    assert not window.session.search.busy
    assert window.session.search.tasks[1].wait(60)
    QTest.qWait(30)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_a_millionth_is_offered_only_to_who_has_asked(
    window: MainWindow, searches: Searches, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stackplan.gui.planning.search._WORTH_A_WORD", 1)
    before = worse(window)
    searches.better = best_of
    window.session.search.begin_improving()
    wait_idle(qtbot, window)
    assert "improve" not in messages(window)
    assert find(window, QLabel, "searchWords").text().startswith("Searched: at most ")
    window.session.search.improve()
    wait_idle(qtbot, window)
    assert "improve" in messages(window)
    assert current(window) == before


def test_that_nothing_waits_to_be_settled_where_nothing_is_planned(
    window: MainWindow, qtbot: QtBot
) -> None:
    choose(window, "balanced")
    wait_idle(qtbot, window)
    find(window, QSpinBox, "runMinSpin").setValue(900)
    wait_idle(qtbot, window)
    assert not current(window).runs
    assert not window.document.is_draft


def test_that_what_balance_saves_is_looked_for_once_the_chart_is_drawn(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    asked = len(searches.asked)
    drawing = True
    window.session.search.may_look = lambda: not drawing
    find(window, QSpinBox, "stacksSpin").setValue(2)
    qtbot.wait(200)
    assert len(searches.asked) == asked
    drawing = False
    wait_idle(qtbot, window)
    assert len(searches.asked) == asked + 1
