"""The status bar: how far, how old, and whether the disk answers."""

import time
from itertools import combinations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desk import plan_of, wait_until
from stackplan.gui.planning.scan_jobs import JobProgress
from stackplan.gui.planning.search import SearchState
from stackplan.gui.window.status_bar import ScanStatus, SearchStatus

PLAN = plan_of([9, 8, 7, 6, 1], 3)


class Clock:
    """A clock that the test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(time, "monotonic", made)
    return made


@pytest.fixture
def status(qtbot: QtBot, clock: Clock) -> ScanStatus:
    made = ScanStatus()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def search(qtbot: QtBot) -> SearchStatus:
    made = SearchStatus()
    qtbot.addWidget(made)
    made.show()
    return made


def test_that_progress_is_counted_and_can_be_stopped(status: ScanStatus) -> None:
    assert "No folder" in status.words.text()
    assert not status.bar.isVisible()
    status.show_progress(JobProgress("Reading sizes", 256, 1200))
    assert status.words.text() == "Reading sizes: 256 of 1,200 files"
    assert (status.bar.value(), status.bar.maximum()) == (256, 1200)
    assert status.cancel.isVisible()
    status.show_progress(None)
    assert not status.bar.isVisible()
    assert not status.cancel.isVisible()
    status.show_progress(JobProgress("Listing the folder", 0, 0))
    assert "0 of 0" not in status.words.text()


def test_that_progress_is_not_painted_with_each_file(status: ScanStatus, clock: Clock) -> None:
    shown = []
    for done, seconds in ((1, 0.0), (2, 0.1), (3, 0.1), (4, 0.4), (900, 0.1)):
        clock.now += seconds
        status.show_progress(JobProgress("Reading sizes", done, 900))
        shown.append(status.bar.value())
    assert shown == [1, 1, 1, 4, 900]


def test_that_the_age_of_the_sizes_is_told(status: ScanStatus, clock: Clock) -> None:
    status.set_read()
    for seconds, words in ((10, "just now"), (61, "1 minute ago"), (600, "10 minutes ago")):
        clock.now = 1000 + seconds
        status._show_age()
        assert words in status.words.text()


def test_that_a_disk_that_does_not_answer_is_named_with_the_seconds(
    status: ScanStatus, clock: Clock
) -> None:
    status.show_progress(JobProgress("Reading sizes", 1, 2))
    clock.now += 4
    status._show_silence()
    assert "Reading sizes" in status.words.text()
    clock.now += 3
    status._show_silence()
    assert "not answered for 7 s" in status.words.text()
    status.show_progress(JobProgress("Reading sizes", 2, 2))
    assert "Reading sizes" in status.words.text()
    status.show_progress(None)
    assert not status._silence.isActive()


def test_that_what_is_said_takes_the_place_of_the_state_until_its_time_is_over(
    status: ScanStatus,
) -> None:
    status.set_read()
    state = status.words.text()
    status.say("Saved night3.txt.", 50)
    assert status.words.text() == "Saved night3.txt."
    wait_until(lambda: status.words.text() == state)
    status.say("Saving: the disk has not answered for 5 s")
    status.show_progress(JobProgress("Reading sizes", 1, 2))
    assert status.words.text() == "Reading sizes: 1 of 2 files"


@pytest.mark.parametrize("per_cent", [100, 200, 300])
def test_that_no_two_parts_overlap_and_the_tip_has_all_of_it(
    status: ScanStatus, search: SearchStatus, per_cent: int
) -> None:
    status.insertPermanentWidget(1, search, 1)
    font = status.font()
    font.setPointSizeF(font.pointSizeF() * per_cent / 100)
    status.setFont(font)
    status.resize(1024, status.sizeHint().height())
    status.set_read()
    status.show_progress(JobProgress("Reading sizes", 4_300, 10_000))
    search.show_outcome("Searched: at most 0.003 % above the best possible; nothing better found.")
    assert search.isVisible()
    parts = [status.words, status.bar, status.cancel, status.messages, search]
    places = [QRect(part.mapTo(status, QPoint()), part.size()) for part in parts]
    assert not [pair for pair in combinations(places, 2) if pair[0].intersects(pair[1])]
    assert status.words.toolTip() == status.words.text()
    assert search.words.toolTip() == search.words.text()


def test_that_what_is_said_is_read_whole_where_there_is_room(status: ScanStatus) -> None:
    status.resize(1024, status.sizeHint().height())
    for words in ("Saved night3.txt.", "A sentence that is longer than what was said before it."):
        status.say(words)
        for _ in range(3):
            QApplication.processEvents()
        room = status.words.width() - status.words.contentsMargins().left()
        assert room >= status.words.fontMetrics().horizontalAdvance(words)


def test_that_a_search_shows_its_gap_and_then_only_what_came_of_it(search: SearchStatus) -> None:
    search.show_progress(SearchState(0.25, PLAN))
    assert search.bar.value() == 250
    assert search.stop.isVisible()
    assert "% above the best possible" in search.words.text()
    search.show_progress(None)
    shown = search.bar.isVisible(), search.stop.isVisible(), search.words.text()
    assert shown == (False, False, "")
    search.show_outcome("Searched: optimal.")
    assert search.words.text() == "Searched: optimal."


def test_that_a_search_is_stopped_once(search: SearchStatus, qtbot: QtBot) -> None:
    search.show_progress(SearchState(0.0, PLAN))
    with qtbot.waitSignal(search.stop_requested):
        search.stop.click()
    assert not search.stop.isEnabled()
    for done in (0.5, 0.0):  # the next search begins again
        search.show_progress(SearchState(done, PLAN))
        assert search.stop.isEnabled() == (done == 0)
