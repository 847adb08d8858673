"""The worker that finds the balanced plan: one question at a time, the last one counts."""

import threading

import pytest
from pytestqt.qtbot import QtBot

from stackplan.core.balance import make_plan
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.planning import search as best_plan
from stackplan.gui.planning.search import BalancedPlanFinder, Question

RUNS = tuple(Run(number, 100 - number) for number in range(1, 9))


def question(n_stacks: int) -> Question:
    return Question.of(RUNS, PlanRequest(n_stacks=n_stacks, method="balanced"), {1: 0})


def test_that_an_answer_is_kept(qtbot: QtBot) -> None:
    best = BalancedPlanFinder()
    assert best.answer(question(2)) is None
    with qtbot.waitSignal(best.answered):
        best.ask(question(2))
    plan = best.answer(question(2))
    assert plan == make_plan(RUNS, PlanRequest(n_stacks=2, method="balanced"), {1: 0})
    assert best.answer(Question.of(RUNS[1:], question(2).request, {1: 0})) is None
    assert best.answer(Question.of(RUNS, question(2).request, {})) is None


def test_that_of_many_questions_the_first_and_the_last_are_answered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    go_on = threading.Event()

    def slow(runs: list[Run], request: PlanRequest, pins: dict[int, int]) -> Plan:
        asked.append(request.n_stacks)
        go_on.wait(60)
        return make_plan(runs, request, pins)

    monkeypatch.setattr(best_plan, "make_plan", slow)
    best = BalancedPlanFinder()
    for n_stacks in (2, 3, 4, 5):
        best.ask(question(n_stacks))
    with qtbot.waitSignals([best.answered, best.answered]):
        go_on.set()
    assert asked == [2, 5]
    assert best.answer(question(5)) is not None
    assert best.answer(question(3)) is None


def test_that_what_was_given_up_is_not_answered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(best_plan, "make_plan", lambda *_: go_on.wait(60))
    best = BalancedPlanFinder()
    best.ask(question(2))
    best.forget()
    go_on.set()
    assert best.worker.wait(60)
    qtbot.wait(30)
    assert best.answer(question(2)) is None


def test_that_what_cannot_be_planned_has_no_answer(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise StackplanError("no")

    monkeypatch.setattr(best_plan, "make_plan", refuse)
    best = BalancedPlanFinder()
    with qtbot.waitSignal(best.failed) as failed:
        best.ask(question(2))
    assert str(failed.args[0]) == "no"
    assert best.answer(question(2)) is None


def test_that_runs_out_of_range_make_no_other_question() -> None:
    request = PlanRequest(run_max=4, n_stacks=2, method="balanced")
    assert Question.of(RUNS, request, {}) == Question.of(RUNS[:5], request, {})
