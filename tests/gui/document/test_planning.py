"""Plans of many runs are made beside the window: the same ones, and what is newer goes before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from desk import current, messages, stacks, wait_idle
from stackplan.core.balance import make_plan, snake_of
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.document.planned import planned
from stackplan.gui.planning import session
from stackplan.gui.window import presenter as views

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from desk import OpenWindow
    from folders import MakeFolder
    from stackplan.gui.window.main_window import MainWindow

RUNS = [Run(number, 1000 + number * 7919 % 1009) for number in range(1, 31)]


@pytest.mark.parametrize("method", ["snake", "lpt", "balanced"])
def test_that_a_plan_made_beside_the_window_is_the_same(method: str) -> None:
    request = PlanRequest(n_stacks=4, method=method)
    plan, snake, is_draft = planned(RUNS, request, {})
    assert is_draft == (method == "balanced")
    quick = request if not is_draft else PlanRequest(n_stacks=4, method="lpt")
    assert plan.stacks == make_plan(RUNS, quick).stacks
    assert snake.stacks == snake_of(plan).stacks


def test_that_pins_are_kept_and_the_snake_is_dealt_without_them() -> None:
    plan, snake, _ = planned(RUNS, PlanRequest(n_stacks=4), {1: 3})
    assert plan.places[1] == 3
    assert snake.stacks == snake_of(plan).stacks
    assert not snake.pinned


@pytest.fixture
def window(
    open_window: OpenWindow, make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> MainWindow:
    """Thirty runs count as many."""
    monkeypatch.setattr(session, "MANY_RUNS", 10)
    made = open_window(make_folder({run.number: run.size for run in RUNS}))
    made.panes.settings.stacks.setValue(4)
    return made


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not window.session.planner.running, timeout=20_000)
    wait_idle(qtbot, window)


def test_that_only_the_newest_wish_is_planned_as_one_step(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    steps = window.document.history.count()
    for number in (5, 6, 7):
        window.panes.settings.stacks.setValue(number)
    settle(window, qtbot)
    assert current(window).stacks == make_plan(RUNS, PlanRequest(n_stacks=7)).stacks
    assert window.document.history.count() == steps + 1
    assert window.views.snake is not None
    assert window.views.snake.stacks == current(window).stacks


def test_that_what_is_done_meanwhile_is_not_lost(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    window.panes.settings.stacks.setValue(6)
    window.hand_edits.pin((1,), True)
    place = current(window).places[1]
    settle(window, qtbot)
    assert current(window).request.n_stacks == 6
    assert current(window).pinned == {1}
    assert current(window).places[1] == place
    assert window.document.history.undoText() == "6 stacks"
    window.document.history.undo()
    assert current(window).pinned == {1}


def test_that_spyrals_deal_of_other_runs_comes_after_the_plan(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    settle(window, qtbot)
    monkeypatch.setattr(views, "MANY_RUNS", 10)
    window.hand_edits.skip((1,))
    assert window.views.snake is None
    assert window.panes.summary.snake.figure.text() == "-"
    qtbot.waitUntil(lambda: window.views.snake is not None, timeout=20_000)
    assert window.views.snake is not None
    assert window.views.snake.stacks == snake_of(current(window)).stacks
    assert window.panes.summary.snake.figure.text() != "-"
    window.hand_edits.skip((2,))
    window.document.clear()  # a deal that comes now is of no plan
    qtbot.waitUntil(lambda: not window.views.dealer.running, timeout=20_000)
    assert window.views.snake is None


def test_that_balancing_settles_its_draft(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    window.session.balance()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: not window.document.is_draft, timeout=20_000)
    assert current(window).request.method == "balanced"
    assert current(window).makespan <= make_plan(RUNS, PlanRequest(n_stacks=4)).makespan


def test_that_what_cannot_be_planned_is_said_and_the_plan_stays(
    window: MainWindow, qtbot: QtBot
) -> None:
    settle(window, qtbot)
    before = stacks(window)
    window.session.replan(PlanRequest(n_stacks=4, method="unheard_of"))
    settle(window, qtbot)
    assert "unheard_of" in messages(window)["edit"].text
    assert stacks(window) == before


def test_that_a_plan_of_a_folder_that_was_left_is_dropped(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    window.panes.settings.stacks.setValue(9)
    window.document.load(current(window), window.document.traces, window.document.found)
    settle(window, qtbot)
    assert current(window).request.n_stacks == 4
    assert window.document.history.count() == 0
