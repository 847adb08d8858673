"""What a person does to the plan by hand: each edit one step of history that comes back."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QSpinBox

from desk import (
    OpenWindow,
    act_on,
    current,
    enter,
    find,
    messages,
    set_stacks,
    stacks,
    undo_text,
)
from folders import MakeFolder
from stackplan.core.balance import make_plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.gui.document.document import PlanDocument
from stackplan.gui.planning.hand_edits import HandEdits
from stackplan.gui.planning.session import Session
from stackplan.gui.widgets.messages import Messages
from stackplan.gui.window.main_window import MainWindow

SIZES = {1: 9000, 2: 8000, 3: 7000, 4: 6000, 5: 5000, 6: 4000}


@pytest.fixture
def window(open_window: OpenWindow, make_folder: MakeFolder) -> MainWindow:
    made = open_window(make_folder(SIZES))
    set_stacks(made, 3)
    made.document.load(current(made), made.document.traces)
    assert stacks(made) == [(1, 6), (2, 5), (3, 4)]
    return made


def test_that_each_edit_is_one_step_with_a_name(window: MainWindow) -> None:
    hands, before = window.hand_edits, stacks(window)
    edits: list[tuple[Callable[[], None], str, list[tuple[int, ...]]]] = [
        (lambda: hands.move((1,), 1), "Move run 1 to stack 2", [(6,), (2, 5, 1), (3, 4)]),
        (lambda: hands.insert((1,), 1, 5), "Move run 1 to stack 2, before run 5",
         [(6,), (2, 1, 5), (3, 4)]),
        (lambda: hands.insert((6,), 0, 1), "Reorder stack 1", [(6, 1), (2, 5), (3, 4)]),
        (lambda: hands.swap(1, 4), "Swap runs 1 and 4", [(4, 6), (2, 5), (3, 1)]),
        (lambda: hands.move_typed("5, 1", 2), "Move runs 1, 5 to stack 3",
         [(6,), (2,), (3, 4, 5, 1)]),
        (hands.add_stack, "Add stack 4", [(1, 6), (2, 5), (3, 4), ()]),
        (lambda: hands.skip((2,)), "Skip 2", [(1,), (3, 6), (4, 5)]),
        (lambda: hands.pin((2,), True), "Pin run 2", before),
    ]  # fmt: skip
    for edit, name, after in edits:
        edit()
        assert (undo_text(window), stacks(window)) == (name, after)
        assert window.document.history.index() == 1
        window.document.history.undo()
        assert stacks(window) == before


def test_that_settings_follow_stacks_and_skipped_runs(window: MainWindow) -> None:
    spin = find(window, QSpinBox, "stacksSpin")
    assert not window.document.has_unsaved_work
    window.hand_edits.add_stack()
    assert spin.value() == 4
    assert window.document.hand_moves == ()
    assert window.document.has_unsaved_work
    window.hand_edits.remove_stack(0)
    assert spin.value() == 3
    window.hand_edits.skip((2, 3))
    assert window.panes.settings.request.skipped == {2, 3}
    for _ in range(3):
        window.document.history.undo()
    assert spin.value() == 3
    assert not window.panes.settings.request.skipped
    assert not window.document.has_unsaved_work


def test_that_runs_go_to_the_stack_that_ends_earliest(window: MainWindow) -> None:
    window.hand_edits.add_stack()
    window.hand_edits.move_to_lightest((1, 2))
    assert stacks(window) == [(6,), (5,), (3, 4), (1, 2)]


def test_that_a_list_with_a_stranger_moves_nothing_and_says_which(window: MainWindow) -> None:
    for edit in (window.hand_edits.move_typed, window.hand_edits.move_pasted):
        edit("1, 77-78", 1)
        assert "Runs 77-78 are not in the plan" in messages(window)["edit"].text
        edit("1; ?", 1)
        assert "is no run number" in messages(window)["edit"].text
    assert window.document.history.count() == 0


def test_that_pasting_says_what_has_moved_and_offers_to_take_it_back(window: MainWindow) -> None:
    before, paste = stacks(window), window.hand_edits.move_pasted
    paste("1, 2", 1)
    assert "1 run of the pasted list moved to stack 2." in messages(window)["edit"].text
    act_on(window, "edit")
    assert stacks(window) == before
    paste("2", 1)
    assert "on stack 2 already" in messages(window)["edit"].text
    paste("runs = [1]", 1)
    words = "moved to stack 2. Read 1 run: 1, from a Python list (runs)."
    assert words in messages(window)["edit"].text
    window.document.history.undo()
    window.hand_edits.move_typed("run_0001.h5", 1)
    assert messages(window)["edit"].text == "Read 1 run: 1, from names of files."
    window.document.history.undo()
    paste("", 1)
    assert window.document.history.index() == 0


def test_that_skipping_moves_no_other_run_and_can_be_taken_back(window: MainWindow) -> None:
    window.hand_edits.move((1,), 1)
    window.hand_edits.skip((6, 5))
    assert stacks(window) == [(), (2, 1), (3, 4)]
    assert window.document.hand_moves == (1,)
    offer = messages(window)["edit"]
    assert offer.text == "2 runs skipped; no other run has moved."
    assert [words for words, _ in offer.choices] == ["Plan anew", "Undo"]
    offer.choices[1][1]()
    assert stacks(window) == [(6,), (2, 5, 1), (3, 4)]
    window.hand_edits.skip(())
    assert window.document.history.index() == 1


def test_that_every_way_of_skipping_is_the_same_and_may_plan_anew(window: MainWindow) -> None:
    window.hand_edits.skip((6,))
    by_key = stacks(window)
    window.document.history.undo()
    enter(window, "skipEdit", "6")
    assert stacks(window) == by_key
    window.document.history.undo()
    window.hand_edits.move((1,), 1)
    enter(window, "skipEdit", "6, 5")
    assert stacks(window) == [(), (2, 1), (3, 4)]
    enter(window, "skipEdit", "5")
    assert stacks(window) == [(6,), (2, 1), (3, 4)]
    assert messages(window)["edit"].text == "1 run added; no other run has moved."
    act_on(window, "edit")
    assert not window.document.hand_moves
    assert {n for stack in stacks(window) for n in stack} == {1, 2, 3, 4, 6}


def test_that_a_skip_moves_no_run_of_a_file_or_where_runs_were_placed(window: MainWindow) -> None:
    plan = current(window)
    balanced = replace(plan, request=replace(plan.request, method="balanced"))
    window.document.load_file(PlanFile(balanced, window.document.traces), "plan.txt")
    window.hand_edits.skip((1,))
    assert stacks(window) == [(6,), (2, 5), (3, 4)]
    assert "no other run has moved" in messages(window)["edit"].text
    window.document.load(plan, window.document.traces)
    window.hand_edits.place_new((Run(9, 50),))
    before = stacks(window)
    window.hand_edits.skip((1,))
    assert stacks(window) == [tuple(n for n in stack if n != 1) for stack in before]


def test_that_placed_runs_are_marked_as_new_and_not_as_moved_by_hand(window: MainWindow) -> None:
    window.hand_edits.move((6,), 2)  # the method's plan would have room elsewhere
    window.hand_edits.place_new((Run(9, 50),))
    assert window.document.hand_moves == (6,)
    assert window.document.placed == RunNumbers.of([9])
    window.panes.table.select_runs([9])
    assert "new" in [str(index.data()) for index in window.panes.table.selectedIndexes()]


def test_that_what_cannot_be_done_is_said_and_changes_nothing(window: MainWindow) -> None:
    hands, before = window.hand_edits, current(window)
    refused: list[tuple[Callable[[], None], str]] = [
        (lambda: hands.move((1,), 8), "There is no stack 9"),
        (lambda: hands.swap(1, 99), "Run 99 is not in the plan"),
        (lambda: hands.pin((99,), True), "Run 99 is not in the plan"),
        (lambda: hands.remove_stack(7), "There is no stack 8"),
    ]
    for edit, words in refused:
        window.messages.withdraw("edit")
        edit()
        assert words in messages(window)["edit"].text
    hands.pin((), True)
    hands.unpin_all()
    assert not window.document.history.canUndo()
    hands.pin((1,), True)
    hands.remove_stack(0)
    assert "unpin" in messages(window)["edit"].text
    hands.unpin_all()
    assert current(window) == before


class Work:
    """A document with edits, without a window."""

    def __init__(self, n_runs: int = 8, n_stacks: int = 4) -> None:
        self.document = PlanDocument()
        self.session = Session(self.document, Messages())
        self.hands = HandEdits(self.session)
        runs = [Run(number, 100 + number * 7 % 13) for number in range(n_runs)]
        self.document.load(make_plan(runs, PlanRequest(n_stacks=n_stacks)), "")

    @property
    def stacks(self) -> list[tuple[int, ...]]:
        plan = self.document.plan
        return [stack.run_numbers for stack in plan.stacks] if plan else []


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("remove"), st.integers(0, 4), st.just(0)),
        st.tuples(st.just("add"), st.just(0), st.just(0)),
        st.tuples(st.just("move"), st.integers(0, 7), st.integers(0, 4)),
    ),
    max_size=8,
)


# Stacks are told apart by their place: removing one must not make all behind it "moved".


def test_that_only_the_runs_of_a_removed_stack_count_as_moved(qapp: QApplication) -> None:
    for stack in range(4):
        work = Work()
        plan, base, gone = work.document.plan, work.document.base, set(work.stacks[stack])
        work.hands.remove_stack(stack)
        assert set(work.document.hand_moves) == gone
        work.document.history.undo()
        assert (work.document.plan, work.document.base) == (plan, base)
        assert work.document.hand_moves == ()


def test_that_a_stack_added_after_a_removal_is_not_the_removed_one(qapp: QApplication) -> None:
    work = Work()
    gone = work.stacks[1]
    work.hands.remove_stack(1)
    work.hands.add_stack()
    work.hands.move(gone, 3)
    assert work.stacks[3] == gone
    assert work.document.hand_moves == tuple(sorted(gone))


def test_that_a_stack_without_runs_is_removed_without_a_trace(qapp: QApplication) -> None:
    work = Work(n_runs=3, n_stacks=3)
    work.hands.add_stack()
    work.hands.remove_stack(3)
    assert work.document.hand_moves == ()
    assert not work.document.has_unsaved_work


@given(edits=EDITS)
def test_that_a_run_counts_if_it_has_left_the_stack_it_was_dealt_to(
    qapp: QApplication, edits: list[tuple[str, int, int]]
) -> None:
    work = Work()
    dealt = list(range(4))  # which stack of the deal each stack on screen is; -1 is a new one
    home = {number: i for i, stack in enumerate(work.stacks) for number in stack}
    for kind, first, second in edits:
        before = len(dealt)
        if kind == "remove" and first < before > 1:
            work.hands.remove_stack(first)
            del dealt[first]
        elif kind == "add":
            work.hands.add_stack()
            dealt.append(-1)
        elif kind == "move" and second < before:
            work.hands.move((first,), second)
    now = {number: dealt[i] for i, stack in enumerate(work.stacks) for number in stack}
    assert work.document.hand_moves == tuple(n for n in range(8) if now[n] != home[n])


def test_that_without_a_plan_no_edit_does_anything(qapp: QApplication) -> None:
    document = PlanDocument()
    hands = HandEdits(Session(document, Messages()))
    hands.move((1,), 0)
    hands.insert((1,), 0, None)
    hands.move_to_lightest((1,))
    hands.move_typed("1", 0)
    hands.move_pasted("1", 0)
    hands.skip((1,))
    hands.add_stack()
    hands.remove_stack(0)
    hands.unpin_all()
    hands.place_new(())
    assert document.plan is None
