"""The longer search: it ends by itself, by stop with the best so far, or is given up."""

import threading
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.core.balance import LongSearch
from stackplan.core.edits import move_runs
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.gui.planning.search import Improver, SearchState

GOOD = plan_of([9, 8, 7, 6])
BAD = move_runs(GOOD, [1, 2], 0)


def searching(report: Callable[[float, Plan], bool], plan: Plan) -> Plan:
    """Search until told to stop."""
    for _ in range(10_000):
        threading.Event().wait(0.002)
        if report(0.5, GOOD):
            return GOOD
    return plan


@pytest.fixture
def endless(monkeypatch: pytest.MonkeyPatch) -> None:
    """A search that ends only when it is stopped, with a better plan."""
    monkeypatch.setattr(LongSearch, "improve", lambda _, plan, report: searching(report, plan))


def test_that_a_search_ends_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def improve(_: LongSearch, plan: Plan, report: Callable[[float, Plan], bool]) -> Plan:
        report(1.0, plan)
        return GOOD

    monkeypatch.setattr(LongSearch, "improve", improve)
    search = Improver()
    news: list[SearchState | None] = []
    search.progressed.connect(news.append)
    with qtbot.waitSignal(search.ended) as ended:
        search.start(BAD)
        assert search.is_about(BAD)
    assert ended.args == [BAD, GOOD]
    assert news[0] == SearchState(0.0, BAD)
    assert news[-1] is None
    assert not search.is_about(BAD)


@pytest.mark.usefixtures("endless")
def test_that_stopping_keeps_the_best_so_far(qtbot: QtBot) -> None:
    search = Improver()
    with qtbot.waitSignal(search.progressed, check_params_cb=lambda n: n == SearchState(0.5, GOOD)):
        search.start(BAD)
    with qtbot.waitSignal(search.ended) as ended:
        search.stop()
    assert ended.args == [BAD, GOOD]


@pytest.mark.usefixtures("endless")
def test_that_a_search_that_was_given_up_ends_at_once_and_says_nothing(qtbot: QtBot) -> None:
    search = Improver()
    seen: list[object] = []
    search.ended.connect(lambda *plans: seen.append(plans))
    search.start(BAD)
    search.cancel()
    assert search.worker.wait(60)
    qtbot.wait(30)
    assert not seen
    search.cancel()


def test_that_a_search_that_fails_ends(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StackplanError("no")

    monkeypatch.setattr(LongSearch, "improve", refuse)
    search = Improver()
    with qtbot.waitSignal(search.progressed, check_params_cb=lambda news: news is None):
        search.start(BAD)


def test_that_a_search_goes_on_from_where_the_last_one_stood_unless_that_was_given_up(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[LongSearch] = []

    def improve(self: LongSearch, plan: Plan, report: Callable[[float, Plan], bool]) -> Plan:
        asked.append(self)
        return searching(report, plan)

    monkeypatch.setattr(LongSearch, "improve", improve)
    search = Improver()
    for _ in range(2):
        with qtbot.waitSignal(search.ended):
            search.start(BAD)
            search.stop()
    assert asked[0] is asked[1]
    search.start(BAD)
    qtbot.waitUntil(lambda: len(asked) == 3)
    search.cancel()
    search.start(BAD)
    qtbot.waitUntil(lambda: len(asked) == 4)
    search.start(GOOD)
    qtbot.waitUntil(lambda: len(asked) == 5)
    search.cancel()
    assert asked[2] is asked[0]
    assert len(set(map(id, asked))) == 3
