"""What is said about the plan on screen, and the one thing to do about it."""

from dataclasses import replace

import pytest

from desk import plan_of
from stackplan.core.balance import make_plan
from stackplan.core.plan import Plan
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
WITH_HOLE = ScanResult("/traces", (*FOUND.runs, Run(99999, 100)))
REQUEST = PlanRequest(n_stacks=2)


def asked_for(**changes: object) -> Plan:
    return make_plan(FOUND.runs, replace(REQUEST, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("plan", "words", "action", "offered"),
    [
        (asked_for(run_min=5, run_max=2), "First run 5 is after last run 2", "Swap them",
         replace(REQUEST, run_min=2, run_max=5)),
        (asked_for(run_min=50), "1-5", "Plan all found", REQUEST),
        (asked_for(skip=RunNumbers([(1, 9)])), "skip", "", None),
        (plan_of([100, 90], 5), "Only 2 of 5 stacks get work", "", None),
        (plan_of([9600, 100, 100, 100, 100], 4), "Run 1 alone is 96 %", "", None),
    ],
)  # fmt: skip
def test_that_an_odd_plan_is_explained_with_a_remedy(
    plan: Plan, words: str, action: str, offered: PlanRequest | None
) -> None:
    asked: list[PlanRequest] = []
    message = plan_message(plan, FOUND, asked.append)
    assert message is not None
    assert words in message.text
    assert message.action == action
    if message.on_action is not None:
        message.on_action()
    assert asked == ([] if offered is None else [offered])


def test_that_an_ordinary_plan_is_not_talked_about() -> None:
    plan = asked_for()
    assert plan_message(plan, FOUND, print) is None
    assert hole_message(plan, FOUND, print) is None
    assert pins_message(plan, print) is None
    assert suspicious_message(plan, FOUND) is None


def test_that_a_large_hole_is_named_with_an_offer_to_plan_what_lies_before_it() -> None:
    asked: list[PlanRequest] = []
    message = hole_message(make_plan(WITH_HOLE.runs, REQUEST), WITH_HOLE, asked.append)
    assert message is not None
    assert message.on_action is not None
    assert "from 6 to 99998" in message.text
    message.on_action()
    assert asked == [replace(REQUEST, run_max=5)]


def test_that_files_that_look_wrong_are_named_and_are_no_question() -> None:
    found = replace(FOUND, states={1: "closed", 2: "truncated", 3: "open", 4: "open"})
    message = suspicious_message(asked_for(), found)
    assert message is not None
    assert message.text.startswith("3 planned files look wrong")
    assert (message.level, message.is_question) == ("warning", False)
    assert suspicious_message(asked_for(skip=RunNumbers([(2, 4)])), found) is None


def test_that_each_run_is_marked_with_all_that_is_special_about_it() -> None:
    found = replace(FOUND, states={2: "truncated"})
    plan = replace(asked_for(), pinned=frozenset({2}))
    marks = run_marks(plan, found, RunNumbers.of([3]), (2,))
    assert marks == {2: "truncated, moved by hand", 3: "no longer in the folder"}
    both = run_marks(plan, None, RunNumbers(), (), RunNumbers.of([2]), {2: "of no use"})
    assert both == {2: "of no use, still growing"}


def test_that_pins_are_named_where_they_decide() -> None:
    message = pins_message(
        make_plan([Run(1, 9), Run(2, 8), Run(3, 1)], REQUEST, {1: 0, 2: 0}), print
    )
    assert message is not None
    assert message.text == "The pins are the limit: without them the plan could be shorter."
    assert message.action == "Unpin all"
