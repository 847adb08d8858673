"""What is said about the plan on screen, and the one thing to do about it."""

from dataclasses import replace

from desk import plan_of
from stackplan.core.balance import make_plan
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.files.scan import ScanResult
from stackplan.gui.planning.notices import (
    hole_message,
    pins_message,
    plan_message,
    run_marks,
    suspicious_message,
)

FOUND = ScanResult("/traces", tuple(Run(n, 100 + n) for n in range(1, 6)))
REQUEST = PlanRequest(n_stacks=2)


class Asked:
    def __init__(self) -> None:
        self.requests: list[PlanRequest] = []

    def __call__(self, request: PlanRequest) -> None:
        self.requests.append(request)


def act(action: object) -> None:
    assert callable(action)
    action()


def test_that_an_ordinary_plan_is_not_talked_about() -> None:
    assert plan_message(make_plan(FOUND.runs, REQUEST), FOUND, Asked()) is None


def test_that_a_reversed_range_is_explained_with_an_offer_to_swap() -> None:
    asked = Asked()
    plan = make_plan(FOUND.runs, replace(REQUEST, run_min=5, run_max=2))
    message = plan_message(plan, FOUND, asked)
    assert message is not None
    assert "First run 5 is after last run 2" in message.text
    assert message.action == "Swap them"
    act(message.on_action)
    assert asked.requests == [replace(REQUEST, run_min=2, run_max=5)]


def test_that_a_range_without_runs_names_those_of_the_folder_and_offers_all() -> None:
    asked = Asked()
    plan = make_plan(FOUND.runs, replace(REQUEST, run_min=50))
    message = plan_message(plan, FOUND, asked)
    assert message is not None
    assert "1-5" in message.text
    act(message.on_action)
    assert asked.requests == [REQUEST]


def test_that_a_skip_list_that_leaves_nothing_is_said() -> None:
    plan = make_plan(FOUND.runs, replace(REQUEST, skip=RunNumbers([(1, 9)])))
    message = plan_message(plan, FOUND, Asked())
    assert message is not None
    assert "skip" in message.text


def test_that_idle_stacks_and_a_giant_run_are_named() -> None:
    idle = plan_message(plan_of([100, 90], 5), FOUND, Asked())
    assert idle is not None
    assert "Only 2 of 5 stacks get work" in idle.text
    giant = plan_message(plan_of([9600, 100, 100, 100, 100], 4), FOUND, Asked())
    assert giant is not None
    assert "Run 1 alone is 96 %" in giant.text


def test_that_a_large_hole_is_named_with_an_offer_to_plan_what_lies_before_it() -> None:
    asked = Asked()
    found = ScanResult("/traces", (*FOUND.runs, Run(99999, 100)))
    message = hole_message(make_plan(found.runs, REQUEST), found, asked)
    assert message is not None
    assert "from 6 to 99998" in message.text
    act(message.on_action)
    assert asked.requests == [replace(REQUEST, run_max=5)]
    assert hole_message(make_plan(FOUND.runs, REQUEST), FOUND, asked) is None


def test_that_files_that_look_wrong_are_named_and_wait_for_nobody() -> None:
    found = replace(FOUND, states={1: "closed", 2: "truncated", 3: "open", 4: "open"})
    plan = make_plan(found.runs, REQUEST)
    message = suspicious_message(plan, found)
    assert message is not None
    assert message.text.startswith("3 planned files look wrong")
    assert message.level == "warning"
    assert not message.is_question
    without = make_plan(found.runs, replace(REQUEST, skip=RunNumbers([(2, 4)])))
    assert suspicious_message(without, found) is None


def test_that_each_run_is_marked_with_all_that_is_special_about_it() -> None:
    found = replace(FOUND, states={2: "truncated"})
    plan = replace(make_plan(found.runs, REQUEST), pinned=frozenset({2}))
    marks = run_marks(plan, found, RunNumbers.of([3]), (2,))
    assert marks == {2: "truncated, moved by hand", 3: "no longer in the folder"}
    both = run_marks(plan, None, RunNumbers(), (), RunNumbers.of([2]), {2: "of no use"})
    assert both == {2: "of no use, still growing"}


def test_that_pins_are_named_only_where_they_decide() -> None:
    plan = make_plan([Run(1, 9), Run(2, 8), Run(3, 1)], PlanRequest(n_stacks=2))
    pinned = make_plan(plan.runs, plan.request, {1: 0, 2: 0})
    assert pins_message(plan, print) is None
    message = pins_message(pinned, print)
    assert message is not None
    assert (message.text, message.action) == (
        "The pins are the limit: without them the plan could be shorter.",
        "Unpin all",
    )
