"""Following a real folder: what is offered, what is placed, and that nothing else ever moves."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from beam import Beam
from desk import OpenWindow, act_on, current, enter, find, messages, stacks
from folders import MakeFolder
from stackplan.gui.beam.follower import FollowDialog

SIZES = {1: 9000, 2: 8000, 3: 7000, 4: 6000}


@pytest.fixture
def beam(open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot) -> Beam:
    folder = make_folder(SIZES)
    window = open_window(folder)
    window.panes.settings.stacks.setValue(2)
    window.document.load(current(window), window.document.traces, window.document.found)
    made = Beam(window, folder, qtbot)
    made.begin()
    return made


def placed_before(beam: Beam, before: list[tuple[int, ...]]) -> bool:
    """Tell whether each run that was planned stands where it stood."""
    now = stacks(beam.window)
    return all(after[: len(stack)] == stack for stack, after in zip(before, now, strict=True))


def test_that_a_run_is_offered_once_it_is_finished_and_not_before(beam: Beam) -> None:
    status = beam.window.panes.status
    status.say("")
    status.words.show_text("Sizes read 9 minutes ago; F5 reads them again")
    beam.write(5, 500, closed=False)
    beam.write(6, 600)
    beam.wait(10)
    assert status.words.text() == "Sizes read just now; F5 reads them again"
    beam.wait(30)
    assert beam.offered == ""
    assert set(beam.follower.waiting) == {5, 6}
    beam.wait(31)
    assert beam.offered == "1 new run is finished: 6. Run 5 is not finished yet."
    assert 5 not in {run.number for run in beam.window.document.runs}


def test_that_placing_is_one_step_that_moves_nothing(beam: Beam) -> None:
    before = stacks(beam.window)
    beam.bring(5, 6, 7)
    act_on(beam.window, "follow")
    history = beam.window.document.history
    assert sorted(current(beam.window).places) == [1, 2, 3, 4, 5, 6, 7]
    assert placed_before(beam, before)
    assert (history.count(), history.undoText()) == (1, "Add 3 new runs")
    assert beam.offered == ""
    assert not beam.window.document.vanished
    history.undo()
    assert stacks(beam.window) == before
    assert beam.offered == "3 new runs are finished: 5-7."


def test_that_runs_are_placed_unasked_once_that_was_chosen(beam: Beam) -> None:
    before = stacks(beam.window)
    beam.bring(5)
    act_on(beam.window, "follow", other=True)
    assert find(beam.window, QAction, "placeAlwaysAction").isChecked()
    beam.bring(6)
    assert sorted(current(beam.window).places) == [1, 2, 3, 4, 5, 6]
    assert placed_before(beam, before)
    beam.window.document.history.undo()
    beam.wait(10)
    assert 6 not in current(beam.window).places  # not against the one who took it back
    assert beam.offered == "1 new run is finished: 6."


def test_that_an_offer_that_was_closed_comes_back_with_the_next_run_only(beam: Beam) -> None:
    beam.bring(5)
    beam.window.messages.dismiss("follow")
    beam.wait(10)
    assert beam.offered == ""
    beam.bring(6)
    assert beam.offered == "2 new runs are finished: 5-6."


def test_that_what_went_and_grew_is_said_of_planned_runs_and_listed_of_all(beam: Beam) -> None:
    before = stacks(beam.window)
    beam.write(5, 500, closed=False)
    beam.wait(10)
    (beam.folder / "run_0002.h5").unlink()
    beam.write(3, 7700)
    beam.write(5, 550, closed=False)
    beam.wait(10)
    assert messages(beam.window)["follow-news"].text == (
        "Run 2 is planned, but is no longer in the folder. Run 3 is planned, but has changed since."
    )
    assert [line for _, line in beam.follower.log] == ["came: 5", "went: 2", "changed: 3, 5"]
    assert stacks(beam.window) == before
    assert beam.window.document.vanished == {2}
    assert {run.number: run.size for run in current(beam.window).runs}[3] == 7700


def test_that_a_disk_that_hangs_is_told_and_the_window_does_not_wait(beam: Beam) -> None:
    beam.gate.clear()
    beam.now_s += 10
    beam.follower.tick()
    beam.now_s += 30
    beam.follower.tick()
    assert beam.window.panes.status.words.text() == "The disk has not answered for 30 s"
    beam.gate.set()
    beam.write(5, 500)
    beam.settle()
    beam.wait(500)
    beam.wait(500)
    assert beam.offered == "1 new run is finished: 5."


def test_that_a_folder_that_is_gone_and_comes_back_is_followed_on(
    beam: Beam, tmp_path: Path
) -> None:
    beam.folder.rename(tmp_path / "away")
    beam.wait(10)
    assert "Following goes on." in messages(beam.window)["follow-disk"].text
    (tmp_path / "away").rename(beam.folder)
    beam.wait(10)
    assert "follow-disk" not in messages(beam.window)
    assert beam.follower.is_on


def test_that_skipped_runs_are_neither_offered_nor_waited_for(beam: Beam) -> None:
    enter(beam.window, "skipEdit", "5, 6")
    beam.write(5, 500)
    beam.write(6, 600, closed=False)
    beam.wait(10)
    assert beam.follower.waiting == {}
    beam.wait(61)
    assert beam.offered == ""


def test_that_button_and_entry_say_the_same_and_another_plan_ends_it(beam: Beam) -> None:
    button = find(beam.window, QCheckBox, "followButton")
    entry = find(beam.window, QAction, "followAction")
    assert (button.isChecked(), entry.isChecked()) == (True, True)
    entry.trigger()
    assert (button.isChecked(), beam.follower.is_on) == (False, False)
    entry.trigger()
    assert (button.isChecked(), beam.follower.is_on) == (True, True)
    beam.window.document.load(current(beam.window), beam.window.document.traces)
    assert (button.isChecked(), entry.isChecked(), beam.follower.is_on) == (False, False, False)
    assert not beam.follower.timer.isActive()


def test_that_closing_the_window_ends_it_though_the_disk_hangs(beam: Beam) -> None:
    beam.gate.clear()
    beam.now_s += 10
    beam.follower.tick()
    beam.window.close()
    assert not beam.window.isVisible()
    assert not beam.follower.is_on
    beam.gate.set()


def test_that_the_list_shows_what_happened_and_what_is_waited_for(beam: Beam) -> None:
    find(beam.window, QAction, "followListAction").trigger()
    dialog = find(beam.window, FollowDialog, "followDialog")
    assert dialog.lines.toPlainText() == "Nothing has come, gone or changed yet."
    beam.write(5, 500, closed=False)
    beam.wait(10)
    assert dialog.lines.toPlainText().endswith("came: 5")
    assert dialog.waiting.text() == "Run 5: unchanged for 0 s, finished after 60 s"
    beam.follower.stop()
    assert dialog.waiting.text().startswith("The folder is not followed now")
    find(beam.window, QAction, "followListAction").trigger()
    assert len(beam.window.findChildren(FollowDialog)) == 1
