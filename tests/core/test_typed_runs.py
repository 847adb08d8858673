import pytest

from stackplan.core.edits import planned_in
from stackplan.core.errors import StackplanError
from stackplan.core.file_problems import LeftOut, absence_words
from stackplan.core.pasted_runs import read_run_list
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run

REQUEST = PlanRequest(run_min=50, run_max=80, skip=RunNumbers([(70, 71)]))
PLAN = Plan(REQUEST, (Stack(tuple(Run(number, 1) for number in range(54, 60))),))


def test_that_runs_come_in_the_order_in_which_they_are_typed_each_once() -> None:
    assert planned_in(read_run_list("58, 54-55; 54"), PLAN) == (58, 54, 55)
    assert planned_in(read_run_list("[58, 54]"), PLAN) == (58, 54)
    assert planned_in(read_run_list(" "), PLAN) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("54, 71", "Run 71 is not in the plan, so nothing was done."),
        ("54-62, 7", "Runs 7, 60-62 are not in the plan, so nothing was done."),
        ("0-999999999", "Runs 0-53, 60-999999999 are not in the plan, so nothing was done."),
    ],
)
def test_that_a_list_with_a_stranger_is_refused_as_a_whole(text: str, words: str) -> None:
    with pytest.raises(StackplanError) as refused:
        planned_in(read_run_list(text), PLAN)
    assert str(refused.value).startswith(words)


def test_that_many_strangers_are_not_all_named() -> None:
    with pytest.raises(StackplanError, match=r", \.\.\. are not in the plan") as refused:
        planned_in(read_run_list(str(list(range(100, 300, 2)))), PLAN)
    assert len(str(refused.value)) < 120


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (60, "Missing, no file: run 60."),
        (61, "Empty, 0 bytes: run 61."),
        (70, "Skipped: run 70."),
        (90, "Run 90 is outside the run range."),
        (62, "There is no run 62 in the folder."),
    ],
)
def test_that_it_is_said_why_a_run_is_not_planned(number: int, words: str) -> None:
    left_out = (
        LeftOut("missing", RunNumbers([(60, 60)])),
        LeftOut("empty", RunNumbers([(61, 61)])),
        LeftOut("misnamed", name="run_62.h5"),
    )
    assert absence_words(number, PLAN, left_out) == words
