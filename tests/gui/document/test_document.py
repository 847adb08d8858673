"""The plan on screen, and what of it is saved."""

import gc
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desk import plan_of
from stackplan.core.balance import make_plan
from stackplan.core.edits import move_runs
from stackplan.core.file_problems import LeftOut
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.runs import Run
from stackplan.files.scan import ScanResult
from stackplan.gui.document.document import DocumentState, PlanDocument, saved_form

SIZES = [900, 800, 700, 600, 500]
MADE = "2026-11-22T18:40:00Z"


@pytest.fixture
def document(qtbot: QtBot) -> PlanDocument:
    made = PlanDocument()
    made.load(plan_of(SIZES), "/traces")
    return made


def plan(document: PlanDocument) -> Plan:
    assert document.plan is not None
    return document.plan


def move(document: PlanDocument, number: int, stack: int) -> None:
    document.apply(move_runs(plan(document), [number], stack), f"move {number}")


def found(sizes: dict[int, int]) -> ScanResult:
    return ScanResult("/traces", tuple(Run(n, size) for n, size in sorted(sizes.items())))


def test_that_undo_and_redo_bring_back_each_plan_though_garbage_is_collected(
    document: PlanDocument,
) -> None:
    plans = [plan(document)]
    for number in (1, 2, 1):
        move(document, number, 1 - plan(document).places[number])
        plans.append(plan(document))
        gc.collect()
    for before in reversed(plans[:-1]):
        document.history.undo()
        gc.collect()
        assert plan(document) == before
    for after in plans[1:]:
        document.history.redo()
        gc.collect()
        assert plan(document) == after


def test_that_each_step_has_its_name_and_every_change_is_announced_once(
    document: PlanDocument,
) -> None:
    document.apply(replace(plan(document)), "nothing")  # an equal plan is no step
    assert document.history.count() == 0
    seen: list[Plan] = []
    document.plan_changed.connect(seen.append)
    move(document, 1, 1)
    assert document.history.undoText() == "move 1"
    document.history.undo()
    document.history.redo()
    assert len(seen) == 3
    assert seen[-1] == plan(document)


def test_that_an_undo_past_a_rescan_keeps_todays_sizes(document: PlanDocument) -> None:
    before = plan(document)
    move(document, 1, 1)
    document.set_found(found({1: 901, 2: 800, 3: 700, 4: 600, 5: 5000}))
    assert plan(document).places[1] == 1
    document.history.undo()
    assert plan(document).places == before.places
    assert {run.number: run.size for run in plan(document).runs} == {
        1: 901, 2: 800, 3: 700, 4: 600, 5: 5000,
    }  # fmt: skip


def test_that_a_rescan_is_no_step_moves_no_run_and_keeps_what_has_vanished(
    document: PlanDocument,
) -> None:
    before = plan(document).places
    document.set_found(found({1: 1, 2: 2, 3: 3, 4: 4, 6: 6}))
    assert plan(document).places == before
    assert document.history.count() == 0
    assert document.vanished == RunNumbers.of([5])
    assert {run.number: run.size for run in plan(document).runs}[5] == 500


def test_that_a_run_that_vanished_while_no_plan_had_it_can_be_planned_after_an_undo(
    document: PlanDocument,
) -> None:
    before = plan(document)
    document.apply(make_plan(before.runs[1:], before.request), "Skip run 1", replanned=True)
    document.set_found(found({2: 800, 3: 700, 4: 600, 5: 500}))
    assert 1 not in {run.number for run in document.runs}
    document.history.undo()
    assert document.vanished == RunNumbers.of([1])
    assert {run.number: run.size for run in document.runs} == dict(enumerate(SIZES, start=1))
    document.history.redo()
    assert 1 not in {run.number for run in document.runs}


def test_that_another_folder_brings_its_own_sizes(document: PlanDocument) -> None:
    document.set_found(found(dict(enumerate(SIZES, start=1))))
    other = plan_of([10, 20, 30])
    seen: list[Plan] = []
    document.plan_changed.connect(seen.append)
    document.load(other, "/other")
    assert seen == [other]
    assert document.found is None


def test_that_moves_by_hand_are_counted_against_the_plan_of_the_method(
    document: PlanDocument,
) -> None:
    assert not document.hand_moves
    move(document, 4, 1)
    move(document, 1, 1)
    again = make_plan(plan(document).runs, replace(plan(document).request, n_stacks=3))
    document.apply(again, "3 stacks", replanned=True)
    assert not document.hand_moves
    assert not document.has_unsaved_work
    document.history.undo()
    assert 1 in document.hand_moves
    move(document, 1, 0)
    assert 1 not in document.hand_moves


def test_that_only_work_by_hand_counts_as_unsaved(document: PlanDocument) -> None:
    assert not document.has_unsaved_work
    again = make_plan(plan(document).runs, replace(plan(document).request, n_stacks=3))
    document.apply(again, "3 stacks", replanned=True)
    assert not document.has_unsaved_work
    document.set_note("before the target change")
    assert document.has_unsaved_work
    document.history.undo()
    move(document, 1, 2)
    assert document.has_unsaved_work
    document.history.undo()
    document.apply(replace(plan(document), pinned=frozenset({1})), "pin")
    assert document.has_unsaved_work


def test_that_a_saved_plan_is_clean_until_the_next_edit(document: PlanDocument) -> None:
    move(document, 1, 1)
    document.mark_saved("/plan.txt", document.plan_file(MADE))
    assert not document.has_unsaved_work
    assert document.path == "/plan.txt"
    move(document, 2, 1 - plan(document).places[2])
    assert document.has_unsaved_work
    document.history.undo()
    assert not document.has_unsaved_work
    document.set_note("  HV trip ")  # blanks at its ends are not saved
    document.mark_saved("/plan.txt", document.plan_file(MADE))
    assert not document.has_unsaved_work


def test_that_an_edit_made_while_a_save_runs_stays_unsaved(document: PlanDocument) -> None:
    move(document, 1, 1)
    being_saved = document.plan_file(MADE)
    document.set_note("typed meanwhile")
    document.mark_saved("/plan.txt", being_saved)
    assert document.has_unsaved_work


def test_that_a_plan_file_opens_clean_and_knows_what_was_moved(document: PlanDocument) -> None:
    moved = move_runs(plan_of(SIZES), [1], 1)
    document.load_file(PlanFile(moved, "/traces", MADE, (), "a note"), "/plan.txt")
    assert plan(document) == moved
    assert document.note == "a note"
    assert document.hand_moves == (1,)
    assert not document.has_unsaved_work
    assert document.history.count() == 0


def test_that_what_was_opened_is_what_would_be_saved(document: PlanDocument) -> None:
    opened = PlanFile(plan_of(SIZES), "/traces", MADE, (), "note", (), ("# campaign: autumn",))
    document.load_file(opened, "/plan.txt")
    assert document.plan_file(MADE) == opened


def test_that_without_a_plan_there_is_nothing_to_save_or_change(qtbot: QtBot) -> None:
    document = PlanDocument()
    assert document.plan is None
    assert not document.hand_moves
    assert not document.has_unsaved_work
    document.set_note("nowhere to keep it")
    document.prove(Proof(14, (14,), 1))
    assert (document.plan, document.note) == (None, "")
    with pytest.raises(RuntimeError):
        document.plan_file(MADE)
    with pytest.raises(RuntimeError):
        document.apply(plan_of(SIZES), "plan")


def test_that_a_better_bound_is_taken_over_without_a_step(document: PlanDocument) -> None:
    sizes = [10, 6, 6, 2, 2]
    document.load(plan_of(sizes), "/traces")
    move(document, 1, 1)
    moved = plan(document)
    document.prove(Proof(14, tuple(sizes), 2))
    assert plan(document).lower_bound == 14
    assert plan(document).stacks == moved.stacks
    assert document.history.count() == 1
    document.history.undo()
    document.history.redo()
    assert plan(document).lower_bound == 14


def test_that_a_plan_out_of_a_file_is_its_own_base_where_its_method_cannot_give_it_again(
    document: PlanDocument,
) -> None:
    for method, has_moves in (("balanced", False), ("quantum", False), ("lpt", True)):
        known = plan_of(SIZES, method=method if method != "quantum" else "snake")
        moved = move_runs(known, [1, 2, 3], 0)
        strange = replace(moved, request=replace(moved.request, method=method))
        document.load_file(PlanFile(strange, "/traces", MADE), "/plan.txt")
        assert plan(document) == strange
        assert bool(document.hand_moves) == has_moves


def test_that_recovered_work_is_unsaved_work_with_a_history_of_its_own(
    document: PlanDocument,
) -> None:
    base = plan(document)
    moved = move_runs(base, [1], 1 - base.places[1])
    news: list[bool] = []
    document.plan_changed.connect(lambda _: news.append(document.has_unsaved_work))
    work = PlanFile(moved, "/other", MADE, note="a note")
    document.load_recovered(work, base, "/data/plan.txt", "abc")
    assert (document.traces, document.path, document.digest) == ("/other", "/data/plan.txt", "abc")
    assert (plan(document), document.base, document.note) == (moved, base, "a note")
    assert document.has_unsaved_work
    assert news == [True]  # nobody may take it for saved, and remove its journal
    assert not document.history.canUndo()
    move(document, 2, 1 - moved.places[2])
    document.history.undo()
    assert document.has_unsaved_work
    document.mark_saved("/data/plan.txt", document.plan_file(MADE), "def")
    assert (document.has_unsaved_work, document.digest) == (False, "def")
    document.load(plan_of(SIZES), "/traces")  # a new plan forgets the content of the old file
    assert document.digest == ""


def test_that_a_rescan_keeps_the_history_and_where_it_was_saved(document: PlanDocument) -> None:
    for number in (1, 2):
        move(document, number, 1 - plan(document).places[number])
    document.mark_saved("/data/plan.txt", document.plan_file(MADE))
    move(document, 3, 1 - plan(document).places[3])
    texts = [document.history.text(index) for index in range(document.history.count())]
    document.set_found(found({1: 950, 2: 800, 3: 700, 4: 600, 5: 500, 9: 100}))
    history = document.history
    assert [history.text(index) for index in range(history.count())] == texts
    assert (history.index(), history.cleanIndex()) == (3, 2)
    history.undo()
    assert not document.has_unsaved_work


PLAN = Plan(PlanRequest(skip=parse("2"), n_stacks=1), (Stack((Run(1, 10), Run(3, 30))),))
STATE = DocumentState(PLAN, PLAN, "for the night")
FILE = PlanFile(
    PLAN,
    "/then",
    left_out=(LeftOut("missing", parse("4")),),
    skip_reasons=((parse("2"), "noisy"),),
    unknown=("# colour: red",),
)
NEW = ((parse("2"), "by the list"),)


def test_that_what_a_file_held_besides_is_kept_unless_it_was_found_out_anew() -> None:
    form = saved_form(STATE, "/now", FILE, None, NEW)
    assert form == replace(
        FILE, traces="/now", note="for the night", skip_reasons=(*FILE.skip_reasons, *NEW)
    )
    found = ScanResult("/now", (Run(1, 10), Run(3, 30)), empty=parse("5"))
    form = saved_form(STATE, "/now", FILE, found, ())
    assert form.left_out == found.left_out(PLAN.request)
    assert LeftOut("empty", parse("5")) in form.left_out


def test_that_without_a_file_there_is_the_plan_alone_with_reasons_of_its_skips() -> None:
    assert saved_form(STATE, "/now", None, None, ()) == PlanFile(PLAN, "/now", note=STATE.note)
    reasons = ((parse("3"), "came and went"), (parse("2-3"), "both"))
    form = saved_form(STATE, "/now", None, None, reasons)
    assert form.skip_reasons == ((parse("2"), "both"),)
