"""What is wrong with files is counted once, and each run of the plan in one kind only."""

from stackplan.core.balance import make_plan
from stackplan.core.file_problems import FileProblems, LeftOut, file_problems
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from stackplan.core.trace_checks import Unread

PLAN = make_plan([Run(number, 10) for number in range(1, 9)], PlanRequest(n_stacks=2))


def numbers(*runs: int) -> RunNumbers:
    return RunNumbers.of(runs)


def test_that_nothing_wrong_is_told_as_such() -> None:
    assert FileProblems().words == file_problems(PLAN, {1: "closed"}).words == "no problems"
    assert FileProblems().counts == {}


def test_that_each_kind_is_counted_with_names_as_well_as_runs() -> None:
    left_out = (LeftOut("skipped", numbers(20, 21)), LeftOut("misnamed", name="run_9.h5"))
    states = {1: "truncated", 2: Unread("stale file handle"), 3: "open", 30: "open"}
    problems = file_problems(PLAN, states, left_out, grown=(4, 31), vanished=numbers(5))
    assert problems == FileProblems(numbers(1, 3, 4), numbers(2), numbers(5), left_out)
    assert problems.words == "3 suspicious, 1 cannot be read, 1 gone, 3 left out"


def test_that_a_run_is_in_one_kind_only() -> None:
    states = {1: Unread("stale file handle"), 2: "open"}
    problems = file_problems(PLAN, states, grown=(1,), faults={2: "x"}, vanished=numbers(2))
    assert (problems.suspicious, problems.unread, problems.vanished) == (
        numbers(1),
        numbers(),
        numbers(2),
    )
