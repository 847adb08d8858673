"""The longer search: it ends by itself, by stop with the best so far, or is given up."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest

from desk import plan_of
from stackplan.core.edits import move_runs
from stackplan.core.errors import StackplanError
from stackplan.gui.planning import search as improvement
from stackplan.gui.planning.search import Improvement, Searched

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from stackplan.core.plan import Plan

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
    monkeypatch.setattr(improvement, "improve", lambda plan, report: searching(report, plan))


def test_that_a_search_ends_by_itself(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(improvement, "improve", lambda plan, report: report(1.0, plan) or GOOD)
    search = Improvement()
    news: list[Searched | None] = []
    search.progressed.connect(news.append)
    with qtbot.waitSignal(search.ended) as ended:
        search.start(BAD)
        assert search.is_about(BAD)
    assert ended.args == [BAD, GOOD]
    assert news[0] == Searched(0.0, BAD)
    assert news[-1] is None
    assert not search.is_about(BAD)


@pytest.mark.usefixtures("endless")
def test_that_stopping_keeps_the_best_so_far(qtbot: QtBot) -> None:
    search = Improvement()
    with qtbot.waitSignal(search.progressed, check_params_cb=lambda n: n == Searched(0.5, GOOD)):
        search.start(BAD)
    with qtbot.waitSignal(search.ended) as ended:
        search.stop()
    assert ended.args == [BAD, GOOD]


@pytest.mark.usefixtures("endless")
def test_that_a_search_that_was_given_up_ends_at_once_and_says_nothing(qtbot: QtBot) -> None:
    search = Improvement()
    seen: list[object] = []
    search.ended.connect(lambda *plans: seen.append(plans))
    search.start(BAD)
    search.cancel()
    assert search.task.wait(60)
    qtbot.wait(30)
    assert not seen
    search.cancel()


def test_that_a_search_that_fails_ends(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise StackplanError("no")

    monkeypatch.setattr(improvement, "improve", refuse)
    search = Improvement()
    with qtbot.waitSignal(search.progressed, check_params_cb=lambda news: news is None):
        search.start(BAD)
