"""How far a search is, in the status bar."""

import pytest
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.gui.planning.search import SearchState
from stackplan.gui.window.status_bar import SearchStatus

PLAN = plan_of([9, 8, 7, 6, 1], 3)


@pytest.fixture
def status(qtbot: QtBot) -> SearchStatus:
    made = SearchStatus()
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_progress_is_shown_with_the_gap_so_far(status: SearchStatus) -> None:
    status.show_progress(SearchState(0.25, PLAN))
    assert status.bar.value() == 250
    assert status.stop.isVisible()
    assert "% above the best possible" in status.words.text()


def test_that_stop_asks_once(status: SearchStatus, qtbot: QtBot) -> None:
    status.show_progress(SearchState(0.0, PLAN))
    with qtbot.waitSignal(status.stop_requested):
        status.stop.click()
    assert not status.stop.isEnabled()
    status.show_progress(SearchState(0.5, PLAN))
    assert not status.stop.isEnabled()
    status.show_progress(SearchState(0.0, PLAN))
    assert status.stop.isEnabled()


def test_that_the_end_leaves_only_what_came_of_it(status: SearchStatus) -> None:
    status.show_progress(SearchState(0.5, PLAN))
    status.show_progress(None)
    assert (status.bar.isVisible(), status.stop.isVisible(), status.words.text()) == (
        False,
        False,
        "",
    )
    status.show_outcome("Searched: optimal.")
    assert status.words.text() == "Searched: optimal."
