"""What changed: the plan held against the snake, its file, or another plan file."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desk import OpenWindow, messages, set_stacks, settle, trigger, wait_until
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


class Desk:
    """A document, and the comparisons of its plan, without a window."""

    def __init__(self) -> None:
        self.document = PlanDocument()
        self.messages = Messages(self.document)
        self.comparing = CompareActions(self.document, self.messages, self.document)
        self.document.plan_changed.connect(self._compare)

    def _compare(self) -> None:
        if self.comparing.compared:
            self.comparing.compare()

    @property
    def said(self) -> str:
        return " ".join(message.text for message in self.messages.open.values())

    @property
    def moves(self) -> list[tuple[int, ...]] | None:
        compared = self.comparing.compared
        return None if compared is None else [tuple(move) for move in compared.comparison.moves]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    made.document.load(PLAN, "/traces")
    return made


def test_that_edits_show_against_the_snake_until_it_is_stopped(desk: Desk, qtbot: QtBot) -> None:
    desk.comparing.with_snake()
    assert desk.moves == []
    desk.document.apply(move_runs(PLAN, [1], 2), "Move run 1 to stack 3")
    assert desk.moves == [(1, 0, 2)]
    assert "1 of 12 runs is on another stack" in desk.said
    desk.document.history.undo()
    assert desk.moves == []
    with qtbot.waitSignal(desk.comparing.changed) as told:
        desk.comparing.stop()
    assert told.args == [None]
    assert desk.moves is None


def test_that_the_saved_file_is_read_anew(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    path, plan_file = str(tmp_path / "plan.txt"), desk.document.plan_file(MADE)
    save_plan(path, plan_file)
    desk.document.mark_saved(path, plan_file)
    desk.document.apply(move_runs(PLAN, [2], 0), "Move run 2 to stack 1")
    with qtbot.waitSignal(desk.comparing.changed):
        desk.comparing.with_saved()
    assert desk.moves == [(2, 1, 0)]
    assert path in desk.said


def test_that_what_cannot_be_compared_is_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    desk.comparing.with_saved()
    assert "no file yet" in desk.said
    (tmp_path / "broken.txt").write_text("# stackplan 1\n1 1\n")
    desk.comparing.with_file(str(tmp_path / "broken.txt"))
    wait_until(lambda: "broken.txt" in desk.said)
    assert desk.moves is None
    empty = Desk()
    empty.comparing.with_snake()
    assert empty.said == "There is no plan yet to be compared."
    assert empty.moves is None


def test_that_another_plan_file_may_have_other_runs_and_stacks(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    other = make_plan((*RUNS[2:], Run(40, 7)), PlanRequest(n_stacks=4))
    path = str(tmp_path / "other.txt")
    save_plan(path, PlanFile(other, "/traces", MADE))
    with qtbot.waitSignal(desk.comparing.changed):
        desk.comparing.with_file(path)
    assert desk.comparing.compared is not None
    comparison = desk.comparing.compared.comparison
    assert (comparison.only_after, comparison.only_before) == ((1, 2), (40,))
    assert len(comparison.loads) == 4


def test_that_the_chart_shows_the_other_plan_and_what_moved(
    open_window: OpenWindow, make_folder: MakeFolder
) -> None:
    window = open_window(make_folder({1: 500, 2: 300, 3: 200, 4: 100}))
    set_stacks(window, 2)
    trigger(window, "compareSnakeAction")
    assert KEY in messages(window)
    window.hand_edits.move((1,), 1)
    chart = settle(window).panes.chart
    assert chart.view is not None
    assert chart.marks.moved == {1}
    # By rank: the longest of one plan beside the longest of the other.
    assert [row.behind for row in chart.view.scene.rows] == [500.0, 600.0]
    assert ("moved", "on another stack") in chart.view.scene.legend
    window.document.history.undo()
    assert ("moved", "on another stack") not in chart.view.scene.legend
    window.hand_edits.move((2,), 1)
    trigger(window, "compareStopAction")
    assert KEY not in messages(window)
    assert [row.behind for row in chart.view.scene.rows] == [None, None]
    trigger(window, "compareSavedAction")
    assert KEY in messages(window)
