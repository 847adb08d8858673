from typing import Any

import pytest

from stackplan.core.balance import make_plan
from stackplan.core.file_problems import (
    REASONS,
    FileProblems,
    LeftOut,
    file_problems,
    left_out_words,
)
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse
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


@pytest.mark.parametrize(
    "values",
    [
        ("tired", parse("5"), ""),
        ("missing", parse(""), ""),
        ("missing", parse("5"), "run_5.h5"),
        ("missing", parse(""), "run_5.h5"),
        ("misnamed", parse("5"), ""),
    ],
    ids=["no reason", "nothing", "both", "a name that is missing", "a number that is misnamed"],
)
def test_that_an_entry_that_says_nothing_clear_is_refused(values: Any) -> None:
    with pytest.raises(ValueError, match=r"reason|left out"):
        LeftOut(*values)


@pytest.mark.parametrize("reason", [reason for reason in REASONS if reason != "misnamed"])
def test_that_every_reason_has_its_sentence(reason: str) -> None:
    (sentence,) = left_out_words([LeftOut(reason, parse("5, 7-9"))])
    assert "runs 5, 7-9" in sentence
    assert sentence.endswith(".")


def test_that_a_folder_and_a_misnamed_file_are_told_with_the_remedy() -> None:
    entries = [LeftOut("folder", parse("130")), LeftOut("misnamed", name="run_91.h5")]
    assert left_out_words(entries) == [
        "A folder, not a file: run 130; Spyral would plan it, and fail there.",
        "Misnamed, Spyral never sees it: run_91.h5; the name must be like run_0042.h5.",
    ]
