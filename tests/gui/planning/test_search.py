"""Balanced plans that come, what Balance saves, and better plans that are offered."""

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction
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

from desk import OpenWindow, act_on, current, find, messages, save_to, stacks, wait_idle
from folders import MakeFolder
from stackplan.core.balance import BEST_METHOD, LongSearch, make_plan
from stackplan.core.edits import move_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Proof
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.gui.chart import import_late
from stackplan.gui.planning import search as best_plan
from stackplan.gui.widgets.worker import Emit
from stackplan.gui.window.main_window import MainWindow

Improve = Callable[..., Plan]

# LPT makes 11 of these on 3 stacks, the best plan 9: Graham's worst case.
SIZES = dict(enumerate([5, 5, 4, 4, 3, 3, 3], start=1))
BEST = {1: 0, 2: 1, 3: 0, 4: 1, 5: 2, 6: 2, 7: 2}


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
    monkeypatch.setattr(LongSearch, "improve", lambda _, plan, report: made.improved(plan, report))
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


@pytest.fixture
def searching(window: MainWindow, searches: Searches, qtbot: QtBot) -> MainWindow:
    """Give a window in which the search for a balanced plan of 2 stacks has begun, and waits."""
    wait_idle(qtbot, window)
    searches.find.clear()
    find(window, QSpinBox, "stacksSpin").setValue(2)
    choose(window, "balanced")
    return window


def shown_settings(window: MainWindow) -> tuple[int, str, str]:
    combo = find(window, QComboBox, "methodCombo")
    skip = find(window, QLineEdit, "skipEdit").text()
    return find(window, QSpinBox, "stacksSpin").value(), combo.currentData(), skip


def test_that_the_plan_stays_until_the_balanced_one_comes_as_one_step(
    searching: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    before, steps = current(searching), searching.document.history.count()
    assert before.request.method == "snake"
    assert find(searching, QLabel, "scanWords").text() == "Planning..."
    assert shown_settings(searching) == (2, "balanced", "")
    searches.find.set()
    wait_idle(qtbot, searching)
    assert (current(searching).request.method, len(current(searching).stacks)) == ("balanced", 2)
    assert searching.document.history.count() == steps + 1
    assert searching.document.history.undoText() == "Method balanced"
    assert not searching.document.has_unsaved_work
    assert "Planning" not in find(searching, QLabel, "scanWords").text()
    searching.document.history.undo()
    assert current(searching) == before
    assert shown_settings(searching) == (2, "snake", "")


def test_that_each_field_builds_on_what_was_asked_last_and_one_step_names_it_all(
    searching: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    steps = searching.document.history.count()
    find(searching, QSpinBox, "stacksSpin").setValue(4)
    skip = find(searching, QLineEdit, "skipEdit")
    skip.setText("7")
    skip.editingFinished.emit()
    searching.session.skip(RunNumbers.of([6]))
    assert shown_settings(searching) == (4, "balanced", "6-7")
    searches.find.set()
    wait_idle(qtbot, searching)
    plan = current(searching)
    assert (plan.request.n_stacks, plan.request.method) == (4, "balanced")
    assert sorted(plan.places) == [1, 2, 3, 4, 5]
    assert searching.document.history.count() == steps + 1
    assert searching.document.history.undoText() == "Skip 6-7, 4 stacks, method balanced"


@pytest.mark.parametrize("how", ["edit", "apply", "undo", "Esc", "Stop"])
def test_that_a_request_is_ended_by_an_edit_undo_and_escape(
    searching: MainWindow, searches: Searches, qtbot: QtBot, how: str
) -> None:
    if how == "edit":
        searching.hand_edits.move((7,), 1 - current(searching).places[7])
    elif how == "apply":
        searching.document.apply(current(searching), "the same")
    elif how == "undo":
        searching.document.history.undo()
    elif how == "Esc":
        QTest.keyClick(searching.panes.table, Qt.Key.Key_Escape)
    else:
        find(searching, QPushButton, "cancelScanButton").click()
    after = current(searching)
    assert shown_settings(searching)[1] == "snake"
    assert "Planning" not in find(searching, QLabel, "scanWords").text()
    searches.find.set()
    wait_idle(qtbot, searching)
    assert current(searching) == after
    assert shown_settings(searching) == (after.request.n_stacks, "snake", "")


def test_that_another_method_replaces_a_request(
    searching: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    choose(searching, "lpt")
    assert current(searching).request.method == "lpt"
    searches.find.set()
    wait_idle(qtbot, searching)
    assert current(searching).request.method == "lpt"


def test_that_a_rescan_asks_anew_with_the_sizes_of_today(
    searching: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    traces = Path(searching.document.traces)
    with (traces / "run_0001.h5").open("ab") as stream:
        stream.truncate(50)
    with qtbot.waitSignal(searching.session.scanned):
        searching.session.rescan()
    assert shown_settings(searching) == (2, "balanced", "")
    searches.find.set()
    wait_idle(qtbot, searching)
    assert current(searching).request.method == "balanced"
    assert max(current(searching).loads) == 50


def test_that_a_search_that_fails_is_told_and_the_plan_stays(
    searching: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    before, searches.trouble = current(searching), "numpy is not what it should be."
    searches.find.set()
    wait_idle(qtbot, searching)
    assert messages(searching)["edit"].text == searches.trouble
    assert current(searching) == before
    assert shown_settings(searching) == (2, "snake", "")


def test_that_what_balance_has_counted_up_is_what_it_brings(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    wait_idle(qtbot, window)
    asked = len(searches.asked)
    button = find(window, QPushButton, "balanceButton")
    saved = 1 - 9 / int(current(window).makespan)
    figure = find(window, QPushButton, "savingFigure")
    assert (button.text(), figure.text()) == ("Balance", f"{saved * 100:.1f} % could be saved")
    button.click()
    assert current(window).makespan == 9
    wait_idle(qtbot, window)
    assert len(searches.asked) == asked
    assert not button.isEnabled()
    assert (button.text(), figure.text()) == ("Balance", "already balanced")
    assert "Perfectly even" in button.toolTip()


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
    choose(window, "balanced")
    wait_idle(qtbot, window)
    window.hand_edits.move((1,), 2)
    save_to(qtbot, window, tmp_path / "plan.txt")
    again = open_window(tmp_path / "plan.txt")
    assert stacks(again) == stacks(window)
    assert not again.document.hand_moves
    assert find(again, QPushButton, "savingFigure").text().endswith(" % could be saved")


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


def test_that_a_balanced_plan_is_searched_on_by_itself_and_what_it_proves_is_taken_over(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
    def proved(plan: Plan) -> Plan:
        loads = tuple(run.load for run in plan.runs)
        return replace(plan, proof=Proof(plan.makespan, loads, plan.request.n_stacks))

    searches.better = proved
    wait_idle(qtbot, window)
    find(window, QSpinBox, "stacksSpin").setValue(2)
    steps = window.document.history.count()
    choose(window, "balanced")
    wait_idle(qtbot, window)
    assert current(window).gap == 0
    assert window.document.history.count() == steps + 1
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
    empty.session.search.improve()
    assert not empty.session.search.workers[1].running


def test_that_what_balance_saves_is_looked_for_after_the_import_of_the_chart(
    open_window: OpenWindow,
    make_folder: MakeFolder,
    searches: Searches,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    let = threading.Event()

    def import_when_let(emit: Emit, module: str, name: str) -> object:
        let.wait(60)
        return import_late(emit, module, name)

    monkeypatch.setattr("stackplan.gui.chart.board.import_late", import_when_let)
    made = open_window(make_folder(SIZES), wait=False)
    qtbot.waitUntil(lambda: made.document.plan is not None)
    QTest.qWait(200)  # longer than the pause before a search
    assert not searches.asked
    assert made.session.search.busy
    let.set()
    wait_idle(qtbot, made)
    assert len(searches.asked) == 1


def test_that_closing_in_mid_search_takes_no_time(
    window: MainWindow, searches: Searches, qtbot: QtBot
) -> None:
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


def test_that_a_small_gain_is_no_question_and_balance_takes_it_as_one_step(
    window: MainWindow, searches: Searches, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shorter(plan: Plan) -> Plan:
        for run in BEST:
            plan = move_runs(plan, [run], 0 if run < 4 else 1)
        return plan

    monkeypatch.setattr("stackplan.gui.planning.search._WORTH_A_QUESTION", 1)
    searches.better = shorter
    find(window, QSpinBox, "stacksSpin").setValue(2)
    choose(window, "balanced")
    wait_idle(qtbot, window)
    before = current(window)
    assert before.makespan == 15
    assert "improve" not in messages(window)
    balance, figure = (find(window, QPushButton, n) for n in ("balanceButton", "savingFigure"))
    assert figure.text() == "6.7 % could be saved"
    balance.click()
    assert current(window).makespan == 14
    assert window.document.history.undoText() == "Improve"
    assert window.document.has_unsaved_work
    wait_idle(qtbot, window)
    assert not balance.isEnabled()
    window.document.history.undo()
    assert current(window) == before


def test_that_no_search_is_begun_where_nothing_is_planned(window: MainWindow, qtbot: QtBot) -> None:
    choose(window, "balanced")
    wait_idle(qtbot, window)
    find(window, QSpinBox, "runMinSpin").setValue(900)
    wait_idle(qtbot, window)
    assert not current(window).runs
