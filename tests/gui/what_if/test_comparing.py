"""What changed: the plan held against the snake, its file, or another plan file."""

from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from pytestqt.qtbot import QtBot

from desk import OpenWindow, features, wait_idle
from folders import MakeFolder
from stackplan.core.balance import make_plan
from stackplan.core.edits import move_runs
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.files.plan_file import save_plan
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.what_if.comparing import KEY, CompareActions
from stackplan.gui.widgets.messages import Messages

RUNS = tuple(Run(number, 1000 - number) for number in range(1, 13))
PLAN = make_plan(RUNS, PlanRequest(n_stacks=3))
MADE = "2026-11-22T18:40:00Z"


@pytest.fixture
def document(qtbot: QtBot) -> PlanDocument:
    document = PlanDocument()
    document.load(PLAN, "/traces")
    return document


@pytest.fixture
def comparing(document: PlanDocument) -> CompareActions:
    messages = Messages(document)
    comparing = CompareActions(document, messages, document)
    document.plan_changed.connect(lambda _: comparing.compare() if comparing.compared else None)
    messages.changed.connect(lambda: _said.extend(m.text for m in messages.open.values()))
    _said.clear()
    return comparing


_said: list[str] = []


def _moves(comparing: CompareActions) -> list[tuple[int, ...]] | None:
    compared = comparing.compared
    return None if compared is None else [tuple(move) for move in compared.comparison.moves]


def test_that_edits_show_against_the_snake_as_they_are_made(
    document: PlanDocument, comparing: CompareActions
) -> None:
    comparing.with_snake()
    assert _moves(comparing) == []
    document.apply(move_runs(PLAN, [1], 2), "Move run 1 to stack 3")
    assert _moves(comparing) == [(1, 0, 2)]
    assert "1 of 12 runs is on another stack" in _said[-1]
    document.history.undo()
    assert _moves(comparing) == []


def test_that_the_saved_file_is_read_anew(
    qtbot: QtBot, document: PlanDocument, comparing: CompareActions, tmp_path: Path
) -> None:
    path = str(tmp_path / "plan.txt")
    plan_file = document.plan_file(MADE)
    save_plan(path, plan_file)
    document.mark_saved(path, plan_file)
    document.apply(move_runs(PLAN, [2], 0), "Move run 2 to stack 1")
    with qtbot.waitSignal(comparing.changed):
        comparing.with_saved()
    assert _moves(comparing) == [(2, 1, 0)]
    assert path in _said[-1]


def test_that_a_plan_without_a_file_says_so(comparing: CompareActions) -> None:
    comparing.with_saved()
    assert comparing.compared is None
    assert "no file yet" in _said[-1]


def test_that_without_a_plan_there_is_nothing_to_compare(qtbot: QtBot) -> None:
    comparing = CompareActions(document := PlanDocument(), messages := Messages(), document)
    comparing.with_snake()
    assert messages.open[KEY].text == "There is no plan yet to be compared."
    assert comparing.compared is None


def test_that_a_broken_file_is_refused_in_words(
    qtbot: QtBot, comparing: CompareActions, tmp_path: Path
) -> None:
    path = tmp_path / "broken.txt"
    path.write_text("# stackplan 1\n1 1\n")
    comparing.with_file(str(path))
    qtbot.waitUntil(lambda: bool(_said))
    assert "broken.txt" in _said[-1]
    assert comparing.compared is None


def test_that_stopping_ends_the_comparison(qtbot: QtBot, comparing: CompareActions) -> None:
    comparing.with_snake()
    with qtbot.waitSignal(comparing.changed) as told:
        comparing.stop()
    assert told.args == [None]
    assert comparing.compared is None


def test_that_another_plan_file_may_have_other_runs_and_stacks(
    qtbot: QtBot, comparing: CompareActions, tmp_path: Path
) -> None:
    other = make_plan((*RUNS[2:], Run(40, 7)), PlanRequest(n_stacks=4))
    path = str(tmp_path / "other.txt")
    save_plan(path, PlanFile(other, "/traces", MADE))
    with qtbot.waitSignal(comparing.changed):
        comparing.with_file(path)
    assert comparing.compared is not None
    comparison = comparing.compared.comparison
    assert comparison.only_after == (1, 2)
    assert comparison.only_before == (40,)
    assert len(comparison.loads) == 4


def test_that_the_window_compares_from_its_menu(
    open_window: OpenWindow, make_folder: MakeFolder
) -> None:
    window = open_window(make_folder({1: 500, 2: 300, 3: 200}))
    for name in ("compareSnakeAction", "compareStopAction", "compareSavedAction"):
        action = window.findChild(QAction, name)
        assert isinstance(action, QAction)
        action.trigger()
        showing = KEY in window.messages.open
        assert showing == (name != "compareStopAction")


def test_that_the_chart_shows_the_other_plan_and_what_moved(
    open_window: OpenWindow, make_folder: MakeFolder, qtbot: QtBot
) -> None:
    window = open_window(make_folder({1: 500, 2: 300, 3: 200, 4: 100}))
    window.panes.settings.stacks.setValue(2)
    features(window).comparing.with_snake()
    window.hand_edits.move((1,), 1)
    wait_idle(qtbot, window)
    chart = window.panes.chart
    assert chart.view is not None
    assert chart.marks.moved == {1}
    # By rank: the longest of one plan beside the longest of the other.
    assert [row.behind for row in chart.view.scene.rows] == [500.0, 600.0]
    assert ("moved", "on another stack") in chart.view.scene.legend
    window.document.history.undo()
    assert ("moved", "on another stack") not in chart.view.scene.legend
    window.hand_edits.move((2,), 1)
    features(window).comparing.stop()
    assert chart.view is not None
    assert [row.behind for row in chart.view.scene.rows] == [None, None]
