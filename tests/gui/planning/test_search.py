"""Balanced plans that come, what Balance saves, and better plans that are offered."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
)
from pytestqt.qtbot import QtBot

from desk import (
    OpenWindow,
    act_on,
    current,
    enter,
    find,
    messages,
    press,
    save_to,
    set_method,
    set_stacks,
    settle,
    stacks,
    trigger,
    undo_text,
    wait_until,
)
from folders import MakeFolder
from stackplan.core.balance import BEST_METHOD, LongSearch, make_plan
from stackplan.core.edits import move_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Proof
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.gui.chart import import_late
from stackplan.gui.planning import search
from stackplan.gui.widgets.worker import Emit
from stackplan.gui.window.main_window import MainWindow

# LPT makes 11 of these on 3 stacks, the best plan 9: Graham's worst case.
SIZES = dict(enumerate([5, 5, 4, 4, 3, 3, 3], start=1))
BEST = {1: 0, 2: 1, 3: 0, 4: 1, 5: 2, 6: 2, 7: 2}


def best_of(plan: Plan) -> Plan:
    for run, stack in BEST.items():
        plan = move_runs(plan, [run], stack)
    return plan


class Searches:
    """Stands for the real searches: each waits until it is let go."""

    def __init__(self) -> None:
        self.asked: list[int] = []
        self.trouble = ""
        self.find, self.improve = threading.Event(), threading.Event()
        self.find.set()
        self.improve.set()
        self.better: Callable[[Plan], Plan] = lambda plan: plan

    def make_plan(self, runs: Iterable[Run], request: PlanRequest, pins: Mapping[int, int]) -> Plan:
        """Find the plan above for 3 stacks, else that of LPT; other methods plan as ever."""
        if request.method != BEST_METHOD:
            return make_plan(runs, request, pins)
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append(request.n_stacks)
        self.find.wait(60)
        if self.trouble:
            raise StackplanError(self.trouble)
        by_lpt = make_plan(runs, replace(request, method="lpt"), pins)
        plan = replace(by_lpt, request=request)
        is_ours = request.n_stacks == 3 and plan.places.keys() == BEST.keys() and not pins
        return best_of(plan) if is_ours else plan

    def improved(self, plan: Plan, report: Callable[[float, Plan], bool]) -> Plan:
        """Find what `better` says."""
        while not self.improve.wait(0.005):
            if report(0.5, plan):
                break
        return self.better(plan)


@pytest.fixture
def searches(monkeypatch: pytest.MonkeyPatch) -> Searches:
    made = Searches()
    monkeypatch.setattr(search, "make_plan", made.make_plan)
    monkeypatch.setattr(LongSearch, "improve", lambda _, plan, report: made.improved(plan, report))
    return made


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder, searches: Searches) -> MainWindow:
    made = open_window(make_folder(SIZES))
    set_stacks(made, 3)
    made.document.load(current(made), made.document.traces)
    return settle(made)


@pytest.fixture
def searching(window: MainWindow, searches: Searches) -> MainWindow:
    """Give a window in which the search for a balanced plan of 2 stacks has begun, and waits."""
    searches.find.clear()
    set_stacks(window, 2)
    set_method(window, "balanced")
    return window


def let_go(window: MainWindow, searches: Searches) -> None:
    """Let the search that waits find its plan."""
    searches.find.set()
    settle(window)


def improve(window: MainWindow) -> None:
    """Look for a better plan to the end."""
    window.session.search.improve()
    settle(window)


def worse(window: MainWindow) -> Plan:
    """Bring a plan on screen that is longer than it need be, without a search of its own."""
    window.hand_edits.move((1, 2), 0)
    return current(window)


def move_run_7(window: MainWindow) -> None:
    n_stacks = current(window).request.n_stacks
    window.hand_edits.move((7,), (current(window).places[7] + 1) % n_stacks)


def words(window: MainWindow, name: str = "searchWords") -> str:
    return find(window, QLabel, name).text()


def saving(window: MainWindow) -> str:
    return find(window, QPushButton, "savingFigure").text()


def shown_settings(window: MainWindow) -> tuple[int, str, str]:
    method = find(window, QComboBox, "methodCombo").currentData()
    skipped = find(window, QLineEdit, "skipEdit").text()
    return find(window, QSpinBox, "stacksSpin").value(), method, skipped


def test_that_the_plan_stays_until_the_balanced_one_comes_as_one_step(
    searching: MainWindow, searches: Searches
) -> None:
    before, history = current(searching), searching.document.history
    steps = history.count()
    assert before.request.method == "snake"
    assert words(searching, "scanWords") == "Planning..."
    assert shown_settings(searching) == (2, "balanced", "")
    let_go(searching, searches)
    assert (current(searching).request.method, len(current(searching).stacks)) == ("balanced", 2)
    assert (history.count(), undo_text(searching)) == (steps + 1, "Method balanced")
    assert not searching.document.has_unsaved_work
    assert "Planning" not in words(searching, "scanWords")
    history.undo()
    assert current(searching) == before
    assert shown_settings(searching) == (2, "snake", "")


def test_that_fields_build_on_what_was_asked_last_and_one_step_names_all(
    searching: MainWindow, searches: Searches
) -> None:
    steps = searching.document.history.count()
    set_stacks(searching, 4)
    enter(searching, "skipEdit", "7")
    searching.session.skip(RunNumbers.of([6]))
    assert shown_settings(searching) == (4, "balanced", "6-7")
    let_go(searching, searches)
    plan = current(searching)
    assert (plan.request.n_stacks, plan.request.method) == (4, "balanced")
    assert sorted(plan.places) == [1, 2, 3, 4, 5]
    assert searching.document.history.count() == steps + 1
    assert undo_text(searching) == "Skip 6-7, 4 stacks, method balanced"


END_A_REQUEST: dict[str, Callable[[MainWindow], object]] = {
    "edit": move_run_7,
    "apply": lambda window: window.document.apply(current(window), "the same"),
    "undo": lambda window: window.document.history.undo(),
    "Esc": lambda window: QTest.keyClick(window.panes.table, Qt.Key.Key_Escape),
    "Stop": lambda window: press(window, "cancelScanButton"),
}


@pytest.mark.parametrize("how", END_A_REQUEST)
def test_that_a_request_is_ended_by_an_edit_undo_and_escape(
    searching: MainWindow, searches: Searches, how: str
) -> None:
    END_A_REQUEST[how](searching)
    after = current(searching)
    assert shown_settings(searching)[1] == "snake"
    assert "Planning" not in words(searching, "scanWords")
    let_go(searching, searches)
    assert current(searching) == after
    assert shown_settings(searching) == (after.request.n_stacks, "snake", "")


def test_that_another_method_replaces_a_request(searching: MainWindow, searches: Searches) -> None:
    set_method(searching, "lpt")
    assert current(searching).request.method == "lpt"
    let_go(searching, searches)
    assert current(searching).request.method == "lpt"


def test_that_a_rescan_asks_anew_with_the_sizes_of_today(
    searching: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    with (Path(searching.document.traces) / "run_0001.h5").open("ab") as stream:
        stream.truncate(50)
    with qtbot.waitSignal(searching.session.scanned):
        searching.session.rescan()
    assert shown_settings(searching) == (2, "balanced", "")
    let_go(searching, searches)
    assert current(searching).request.method == "balanced"
    assert max(current(searching).loads) == 50


def test_that_a_search_that_fails_is_told_and_the_plan_stays(
    searching: MainWindow, searches: Searches
) -> None:
    before, searches.trouble = current(searching), "numpy is not what it should be."
    let_go(searching, searches)
    assert messages(searching)["edit"].text == searches.trouble
    assert current(searching) == before
    assert shown_settings(searching) == (2, "snake", "")


def test_that_what_balance_has_counted_up_is_what_it_brings(
    window: MainWindow, searches: Searches
) -> None:
    asked, button = len(searches.asked), find(window, QPushButton, "balanceButton")
    saved = 1 - 9 / int(current(window).makespan)
    assert (button.text(), saving(window)) == ("Balance", f"{saved * 100:.1f} % could be saved")
    button.click()
    assert current(window).makespan == 9
    settle(window)
    assert len(searches.asked) == asked
    assert not button.isEnabled()
    assert (button.text(), saving(window)) == ("Balance", "already balanced")
    assert "Perfectly even" in button.toolTip()
    window.hand_edits.move((1,), 2)
    settle(window)
    button.click()
    assert current(window).makespan == 9
    assert "1 move by hand" in messages(window)["edit"].text


def test_that_the_first_plan_of_a_folder_may_be_balanced(
    open_window: OpenWindow, make_folder: MakeFolder, searches: Searches, settings_file: Path
) -> None:
    folder = make_folder(SIZES)
    settings = {"method": "balanced", "folders": {str(folder): {"stacks": 3}}}
    settings_file.write_text(json.dumps(settings))
    window = open_window(folder)
    assert current(window).makespan == 9
    assert not window.document.history.canUndo()
    assert not window.document.has_unsaved_work


def test_that_a_balanced_plan_file_opens_as_it_is(
    window: MainWindow, open_window: OpenWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    set_method(window, "balanced")
    settle(window)
    window.hand_edits.move((1,), 2)
    save_to(window, tmp_path / "plan.txt")
    again = open_window(tmp_path / "plan.txt")
    assert stacks(again) == stacks(window)
    assert not again.document.hand_moves
    assert saving(again).endswith(" % could be saved")


def test_that_a_better_plan_is_offered_and_taken_as_one_step(
    window: MainWindow, searches: Searches
) -> None:
    before, history = worse(window), window.document.history
    searches.better = best_of
    trigger(window, "improveAction")
    settle(window)
    assert current(window) == before
    offer = messages(window)["improve"]
    assert offer.text.startswith("A better plan was found: longest stack ")
    assert "% less), optimal." in offer.text
    act_on(window, "improve")
    assert current(window).makespan == 9
    assert undo_text(window) == "Improve"
    history.undo()
    assert current(window) == before
    history.redo()
    assert current(window).makespan == 9


def test_that_what_the_search_moves_is_not_marked_as_moved_by_hand(
    window: MainWindow, searches: Searches
) -> None:
    kept, moved_on = current(window).stacks[2].run_numbers[:2]
    untouched = current(window).stacks[1].run_numbers[0]
    by_hand = tuple(sorted((kept, moved_on)))
    window.hand_edits.move((kept, moved_on), 0)
    assert window.document.hand_moves == by_hand
    searches.better = lambda plan: move_runs(plan, [moved_on, untouched], 2)
    improve(window)
    act_on(window, "improve")
    assert current(window).places[untouched] == 2
    assert window.document.hand_moves == (kept,)
    window.document.history.undo()
    assert window.document.hand_moves == by_hand


def test_that_a_balanced_plan_is_searched_on_and_what_is_proved_is_taken_over(
    window: MainWindow, searches: Searches
) -> None:
    def proved(plan: Plan) -> Plan:
        loads = tuple(run.load for run in plan.runs)
        return replace(plan, proof=Proof(plan.makespan, loads, plan.request.n_stacks))

    searches.better = proved
    set_stacks(window, 2)
    steps = window.document.history.count()
    set_method(window, "balanced")
    settle(window)
    assert current(window).gap == 0
    assert window.document.history.count() == steps + 1
    assert "improve" not in messages(window)
    if current(window).proof is not None:
        assert "optimal" in words(window)


def test_that_a_search_is_seen_stopped_with_the_best_so_far_and_its_offer_ends_with_an_edit(
    window: MainWindow, searches: Searches
) -> None:
    worse(window)
    searches.improve.clear()
    searches.better = best_of
    window.session.search.improve()
    bar = find(window, QProgressBar, "searchProgress")
    wait_until(lambda: bar.value() == 500)
    assert bar.isVisible()
    assert "above the best possible" in words(window)
    press(window, "stopSearchButton")
    settle(window)
    assert not bar.isVisible()
    assert "improve" in messages(window)
    move_run_7(window)
    assert "improve" not in messages(window)
    # An edit ends a search, too.
    window.session.search.improve()
    move_run_7(window)
    settle(window)
    assert "improve" not in messages(window)
    assert not bar.isVisible()


def test_that_a_search_for_nothing_better_says_how_good_this_plan_is(window: MainWindow) -> None:
    worse(window)
    improve(window)
    assert words(window).startswith("Searched: at most ")
    assert "improve" not in messages(window)
    window.document.history.undo()
    assert not words(window)


def test_that_an_optimal_plan_and_no_plan_are_not_searched(
    window: MainWindow, open_window: OpenWindow
) -> None:
    window.session.balance()
    settle(window)
    window.session.search.improve()
    assert not window.session.search.busy
    assert "optimal" in words(window)
    empty = open_window()
    empty.session.search.improve()
    assert not empty.session.search.workers[1].running


def test_that_what_balance_saves_is_looked_for_after_the_import_of_the_chart(
    open_window: OpenWindow,
    make_folder: MakeFolder,
    searches: Searches,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let = threading.Event()

    def import_when_let(emit: Emit, module: str, name: str) -> object:
        let.wait(60)
        return import_late(emit, module, name)

    monkeypatch.setattr("stackplan.gui.chart.board.import_late", import_when_let)
    made = open_window(make_folder(SIZES), wait=False)
    wait_until(lambda: made.document.plan is not None)
    QTest.qWait(200)  # longer than the pause before a search
    assert not searches.asked
    assert made.session.search.busy
    let.set()
    settle(made)
    assert len(searches.asked) == 1


def test_that_closing_in_mid_search_takes_no_time(window: MainWindow, searches: Searches) -> None:
    worse(window)
    searches.improve.clear()
    window.session.search.improve()
    window._leaving = True
    window.close()
    assert not window.session.search.busy
    assert window.session.search.workers[1].wait(60)
    QTest.qWait(30)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_that_a_millionth_is_offered_only_to_who_has_asked(
    window: MainWindow, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_WORTH_A_WORD", 1)
    before = worse(window)
    searches.better = best_of
    window.session.search.begin_improving()
    settle(window)
    assert "improve" not in messages(window)
    assert words(window).startswith("Searched: at most ")
    improve(window)
    assert "improve" in messages(window)
    assert current(window) == before


def test_that_a_small_gain_is_no_question_and_balance_takes_it_as_one_step(
    window: MainWindow, searches: Searches, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shorter(plan: Plan) -> Plan:
        for run in BEST:
            plan = move_runs(plan, [run], 0 if run < 4 else 1)
        return plan

    monkeypatch.setattr(search, "_WORTH_A_QUESTION", 1)
    searches.better = shorter
    set_stacks(window, 2)
    set_method(window, "balanced")
    before = current(settle(window))
    assert before.makespan == 15
    assert "improve" not in messages(window)
    assert saving(window) == "6.7 % could be saved"
    press(window, "balanceButton")
    assert current(window).makespan == 14
    assert undo_text(window) == "Improve"
    assert window.document.has_unsaved_work
    settle(window)
    assert not find(window, QPushButton, "balanceButton").isEnabled()
    window.document.history.undo()
    assert current(window) == before


def test_that_no_search_is_begun_where_nothing_is_planned(window: MainWindow) -> None:
    set_method(window, "balanced")
    settle(window)
    find(window, QSpinBox, "runMinSpin").setValue(900)
    assert not current(settle(window)).runs
