from dataclasses import replace
from fractions import Fraction

from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.gui.document.document import KnownRuns

FOUND = {1: Run(1, 100), 2: Run(2, 200), 3: Run(3, 400)}
BY_SIZE = Plan(PlanRequest(), (Stack((Run(1, 100), Run(9, 900))),))
BY_TIME = Plan(
    PlanRequest(weight="ms"),
    (Stack((Run(1, 100, 10), Run(2, 200, 44, estimated=True), Run(9, 900, 90))),),
)


def test_that_a_planned_run_that_is_gone_is_known_all_the_same() -> None:
    known = KnownRuns()
    known.begin(BY_SIZE, FOUND)
    assert known.runs_with(None, "bytes") == (Run(9, 900), *FOUND.values())


def test_that_what_a_plan_file_says_of_weights_holds_for_the_sizes_of_then() -> None:
    known = KnownRuns()
    known.begin(BY_TIME, FOUND)
    assert known.by_number("ms") == {
        1: Run(1, 100, 10),
        2: Run(2, 200, 44, estimated=True),
        9: Run(9, 900, 90),
        3: Run(3, 400, 40, estimated=True),
    }
    known.see(BY_TIME, FOUND | {1: Run(1, 300)})
    assert known.by_number("ms")[1] == Run(1, 300, 30, estimated=True)
    assert known.by_number("bytes")[1] == Run(1, 300)


def test_that_what_is_learnt_takes_the_place_of_what_was_estimated() -> None:
    known = KnownRuns()
    known.begin(BY_TIME, FOUND)
    known.learn("ms", [Run(2, 200, 400)])
    assert known.by_number("ms")[2] == Run(2, 200, 400)
    assert known.by_number("ms")[1] == Run(1, 100, 200, estimated=True)


def test_that_where_none_is_known_a_ratio_to_the_size_counts() -> None:
    known = KnownRuns()
    known.begin(BY_SIZE, FOUND)
    known.learn("ms", [], Fraction(1, 2))
    assert known.by_number("ms")[1] == Run(1, 100, 50, estimated=True)
    known.learn("events", [])
    assert known.by_number("events")[1] == Run(1, 100)


def test_that_estimates_of_a_file_estimate_what_is_new() -> None:
    guessed = replace(BY_TIME, stacks=(Stack((Run(1, 100, 10, estimated=True),)),))
    known = KnownRuns()
    known.begin(guessed, FOUND)
    assert known.by_number("ms")[2] == Run(2, 200, 20, estimated=True)


def test_that_another_plan_begins_anew() -> None:
    known = KnownRuns()
    known.begin(BY_TIME, FOUND)
    known.begin(BY_SIZE)
    assert known.by_number("ms") == {1: Run(1, 100), 9: Run(9, 900)}


def test_that_a_run_that_is_gone_is_forgotten_when_no_plan_has_it_any_more() -> None:
    without = replace(BY_SIZE, stacks=(Stack((Run(1, 100),)),))
    known = KnownRuns()
    known.begin(BY_SIZE, FOUND)
    assert 9 in known.by_number("bytes")
    known.see(without, FOUND)  # the same look, which now brings the states
    assert known.by_number("bytes") == FOUND
    same = known.by_number("bytes")
    known.see(without, FOUND)
    assert known.by_number("bytes") is same
