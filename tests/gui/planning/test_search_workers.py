"""The two workers of a search: the one finds a balanced plan, the other looks for a better one."""

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desk import plan_of, wait_until
from stackplan.core.balance import LongSearch, make_plan
from stackplan.core.edits import move_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.planning import search
from stackplan.gui.planning.search import BalancedPlanFinder, Improver, Question, SearchState

Report = Callable[[float, Plan], bool]
RUNS = tuple(Run(number, 100 - number) for number in range(1, 9))
GOOD = plan_of([9, 8, 7, 6])
BAD = move_runs(GOOD, [1, 2], 0)


def question(n_stacks: int) -> Question:
    return Question.of(RUNS, PlanRequest(n_stacks=n_stacks, method="balanced"), {1: 0})


def refuse(*_: object, **__: object) -> None:
    raise StackplanError("no")


def test_that_an_answer_is_kept(qtbot: QtBot) -> None:
    finder, asked = BalancedPlanFinder(), question(2)
    assert finder.answer(asked) is None
    with qtbot.waitSignal(finder.answered):
        finder.ask(asked)
    assert finder.answer(question(2)) == make_plan(RUNS, asked.request, {1: 0})
    assert finder.answer(Question.of(RUNS[1:], asked.request, {1: 0})) is None
    assert finder.answer(Question.of(RUNS, asked.request, {})) is None


def test_that_of_many_questions_the_first_and_the_last_are_answered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    go_on = threading.Event()

    def slow(runs: list[Run], request: PlanRequest, pins: dict[int, int]) -> Plan:
        asked.append(request.n_stacks)
        go_on.wait(60)
        return make_plan(runs, request, pins)

    monkeypatch.setattr(search, "make_plan", slow)
    finder = BalancedPlanFinder()
    for n_stacks in (2, 3, 4, 5):
        finder.ask(question(n_stacks))
    with qtbot.waitSignals([finder.answered, finder.answered]):
        go_on.set()
    assert asked == [2, 5]
    assert finder.answer(question(5)) is not None
    assert finder.answer(question(3)) is None


def test_that_what_was_given_up_is_not_answered(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(search, "make_plan", lambda *_: go_on.wait(60))
    finder = BalancedPlanFinder()
    finder.ask(question(2))
    finder.forget()
    go_on.set()
    assert finder.worker.wait(60)
    qtbot.wait(30)
    assert finder.answer(question(2)) is None


def test_that_what_cannot_be_planned_has_no_answer(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "make_plan", refuse)
    finder = BalancedPlanFinder()
    with qtbot.waitSignal(finder.failed) as failed:
        finder.ask(question(2))
    assert str(failed.args[0]) == "no"
    assert finder.answer(question(2)) is None


def test_that_runs_out_of_range_make_no_other_question() -> None:
    request = PlanRequest(run_max=4, n_stacks=2, method="balanced")
    assert Question.of(RUNS, request, {}) == Question.of(RUNS[:5], request, {})


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> list[LongSearch]:
    """Searches that end only when they are stopped, with a better plan; those begun so far."""
    begun: list[LongSearch] = []

    def improve(self: LongSearch, plan: Plan, report: Report) -> Plan:
        begun.append(self)
        for _ in range(10_000):
            threading.Event().wait(0.002)
            if report(0.5, GOOD):
                return GOOD
        return plan

    monkeypatch.setattr(LongSearch, "improve", improve)
    return begun


def test_that_a_search_ends_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def improve(_: LongSearch, plan: Plan, report: Report) -> Plan:
        report(1.0, plan)
        return GOOD

    monkeypatch.setattr(LongSearch, "improve", improve)
    improver, news = Improver(), list[SearchState | None]()
    improver.progressed.connect(news.append)
    with qtbot.waitSignal(improver.ended) as ended:
        improver.start(BAD)
        assert improver.is_about(BAD)
    assert ended.args == [BAD, GOOD]
    assert (news[0], news[-1]) == (SearchState(0.0, BAD), None)
    assert not improver.is_about(BAD)


def test_that_stopping_keeps_the_best_so_far(qtbot: QtBot, endless: list[LongSearch]) -> None:
    improver = Improver()
    better = SearchState(0.5, GOOD)
    with qtbot.waitSignal(improver.progressed, check_params_cb=lambda news: news == better):
        improver.start(BAD)
    with qtbot.waitSignal(improver.ended) as ended:
        improver.stop()
    assert ended.args == [BAD, GOOD]


def test_that_a_search_that_was_given_up_says_nothing(
    qtbot: QtBot, endless: list[LongSearch]
) -> None:
    improver, seen = Improver(), list[object]()
    improver.ended.connect(lambda *plans: seen.append(plans))
    improver.start(BAD)
    improver.cancel()
    assert improver.worker.wait(60)
    qtbot.wait(30)
    assert not seen
    improver.cancel()


def test_that_a_search_that_fails_ends(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LongSearch, "improve", refuse)
    improver = Improver()
    with qtbot.waitSignal(improver.progressed, check_params_cb=lambda news: news is None):
        improver.start(BAD)


def test_that_a_search_goes_on_where_the_last_one_stood_unless_that_was_given_up(
    qtbot: QtBot, endless: list[LongSearch]
) -> None:
    improver = Improver()
    for _ in range(2):
        with qtbot.waitSignal(improver.ended):
            improver.start(BAD)
            improver.stop()
    assert endless[0] is endless[1]
    improver.start(BAD)
    wait_until(lambda: len(endless) == 3)
    improver.cancel()
    improver.start(BAD)
    wait_until(lambda: len(endless) == 4)
    improver.start(GOOD)
    wait_until(lambda: len(endless) == 5)
    improver.cancel()
    assert endless[2] is endless[0]
    assert len(set(map(id, endless))) == 3
