"""The history: steps that the garbage collector cannot take from under Qt."""

import gc
import random

from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.gui.document import history
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.document.history import History, ReplaceState


class Owner:
    """Owns a history, and is part of a circle that only the garbage collector can free."""

    def __init__(self) -> None:
        self.history = History()
        self.state = 0
        self.circle = self

    def show(self, state: int) -> None:
        self.state = state

    def step(self) -> None:
        after = self.state + 1
        self.history.push(ReplaceState(self.show, self.state, after, f"to {after}"))


def test_that_a_long_session_keeps_the_last_thousand_steps(qtbot: QtBot) -> None:
    owner = Owner()
    for _ in range(history.MOST_STEPS + 50):
        owner.step()
    assert owner.history.count() == history.MOST_STEPS
    gc.collect()
    while owner.history.canUndo():
        owner.history.undo()
    assert owner.state == 50
    owner.history.setIndex(owner.history.count())
    assert owner.state == history.MOST_STEPS + 50


def test_that_an_amended_state_is_what_both_neighbours_bring_back(qtbot: QtBot) -> None:
    owner = Owner()
    owner.history.amend(7)
    owner.step()
    owner.step()
    owner.history.undo()
    owner.history.amend(10)
    owner.history.redo()
    assert owner.state == 2
    owner.history.undo()
    assert owner.state == 10
    owner.history.undo()
    assert owner.state == 0
    owner.history.redo()
    assert owner.state == 10


def test_that_collecting_many_histories_kills_nothing_and_leaves_nothing(qtbot: QtBot) -> None:
    # PySide6 6.11.3 died of this within some hundred histories.
    gc.collect()
    before = len(history._KEPT)
    draw = random.Random(1)
    owners: list[Owner] = []
    for _ in range(300):
        owner = Owner()
        for _ in range(draw.randrange(6)):
            owner.history.undo() if draw.random() < 0.25 else owner.step()
            if draw.random() < 0.05:
                gc.collect(draw.randrange(3))
        owners.append(owner)
        if len(owners) > 5:
            owners.pop(draw.randrange(5))
    del owner
    owners.clear()
    gc.collect()
    assert len(history._KEPT) == before


def test_that_a_step_does_nothing_once_its_owner_is_gone(qtbot: QtBot) -> None:
    owner = Owner()
    owner.step()
    steps = owner.history
    owner.circle = None  # type: ignore[assignment]  # else it would live on, held by itself
    del owner
    steps.undo()
    assert not steps.canUndo()


def test_that_undo_and_redo_say_in_their_menu_what_they_bring_back(qtbot: QtBot) -> None:
    document = PlanDocument()
    document.load(plan_of([900, 800]), "/traces")
    undo, redo = document.history.make_undo(document), document.history.make_redo(document)
    assert (undo.text(), redo.text()) == ("&Undo", "&Redo")
    document.apply(plan_of([900, 800], 3), "Move run 88 to stack 3")
    assert (undo.text(), redo.text()) == ("&Undo move run 88 to stack 3", "&Redo")
    document.history.undo()
    assert (undo.text(), redo.text()) == ("&Undo", "&Redo move run 88 to stack 3")
