import pytest

from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.runs import Run
from stackplan.core.trace_checks import (
    STATE_WORDS,
    SUSPICIOUS,
    Unread,
    no_runs_reason,
    plan_remarks,
    state_counts,
    state_remarks,
    suspicious_reasons,
    suspicious_runs,
)

STATES = {1: "closed", 2: "open", 3: "truncated", 4: "trailing", 5: "not_hdf5", 6: "unknown"}


def plan_of(sizes: list[int], n_stacks: int) -> Plan:
    runs = tuple(Run(40 + index, size) for index, size in enumerate(sizes))
    stacks = tuple(Stack((run,)) for run in runs[: n_stacks - 1])
    rest = runs[n_stacks - 1 :]
    return Plan(PlanRequest(n_stacks=n_stacks), (*stacks, Stack(rest)) if rest else stacks)


def test_that_neither_a_closed_nor_an_unknown_file_is_suspicious() -> None:
    assert suspicious_runs(STATES) == {2, 3, 4, 5}


def test_that_each_suspicious_kind_has_its_reason() -> None:
    reasons = suspicious_reasons({**STATES, 7: "open"})
    assert reasons[0] == (RunNumbers([(2, 2), (7, 7)]), "still open, or its writer crashed")
    assert [words for _, words in reasons] == [STATE_WORDS[state] for state in SUSPICIOUS]


def test_that_every_state_but_closed_gets_a_sentence() -> None:
    sentences = list(state_remarks(STATES))
    assert len(sentences) == 5
    assert sentences[1] == "Run 3: truncated; planned all the same, skip it if need be."


def test_that_runs_of_one_state_share_a_sentence() -> None:
    (sentence,) = state_remarks(dict.fromkeys((7, 8, 10), "open"))
    assert sentence.startswith("Runs 7-8, 10: still open, or its writer crashed; planned")
    assert sentence.endswith("skip them if need be.")


@pytest.mark.parametrize(
    ("sizes", "n_stacks", "expected"),
    [
        ([5, 5], 5, ["Only 2 of 5 stacks get work: there are 2 runs."]),
        ([5], 2, ["Only 1 of 2 stacks get work: there is 1 run."]),
        ([960, 10, 10, 10, 10], 3, ["Run 40 alone is 96 %: more than 2 stacks cannot help."]),
        ([960, 10, 10, 10, 10], 2, []),
        ([5, 5, 5, 5], 4, []),
        ([49, 30, 21], 3, []),
        ([0, 0, 0], 3, []),
        ([], 3, []),
    ],
    ids=["idle", "one run", "giant", "giant on two", "level", "under half", "unknown", "nothing"],
)
def test_that_a_crew_is_told_what_it_should_know(
    sizes: list[int], n_stacks: int, expected: list[str]
) -> None:
    assert list(plan_remarks(plan_of(sizes, n_stacks))) == expected


@pytest.mark.parametrize(
    ("request_", "found", "reason"),
    [
        (PlanRequest(9, 5), "1-3", "First run 9 is after last run 5; swap them."),
        (PlanRequest(), "", "There is no run_NNNN.h5 with data in /data/h5; choose another folder"),
        (PlanRequest(5, 9), "1-3", "No run from 5 to 9 is in /data/h5; .* runs 1-3"),
        (PlanRequest(5), "1-3", "No run from 5 on is in /data/h5; the folder has runs 1-3"),
        (PlanRequest(None, 0), "1-3", "No run from 0 to 0 is in /data/h5"),
        (PlanRequest(1, 2, (1, 2)), "1-3", r"Every run of the range is skipped \(1-2\); shorten"),
    ],
    ids=["reversed", "no runs", "none in range", "none after", "none before", "all skipped"],
)
def test_that_a_plan_without_runs_is_explained_with_its_remedy(
    request_: PlanRequest, found: str, reason: str
) -> None:
    import re

    assert re.search(reason, no_runs_reason(request_, "/data/h5", parse(found)))


def test_that_files_are_counted_by_state() -> None:
    states = {1: "open", 2: "closed", 3: "closed", 4: "unknown", 5: "not_hdf5"}
    assert list(state_counts(states)) == [
        "States of the files: 2 closed, 1 open, 1 not HDF5, 1 of unknown state."
    ]
    assert list(state_counts({})) == []


def test_that_a_range_of_one_run_is_not_reversed() -> None:
    words = no_runs_reason(PlanRequest(run_min=7, run_max=7), "/data/h5", parse("1-3"))
    assert "swap" not in words


def test_that_a_run_of_half_of_everything_is_a_giant() -> None:
    assert any("Run 40" in words for words in plan_remarks(plan_of([10, 5, 5], 3)))
    assert not any("Run 40" in words for words in plan_remarks(plan_of([9, 5, 5], 3)))


def test_that_stacks_are_idle_only_where_there_are_fewer_runs() -> None:
    assert not any("get work" in words for words in plan_remarks(plan_of([5, 5, 5], 3)))
    two = Plan(PlanRequest(n_stacks=2), (Stack((Run(1, 5), Run(2, 5), Run(3, 5))),))
    assert not any("get work" in words for words in plan_remarks(two))
    assert any("Only 2 of 3" in words for words in plan_remarks(plan_of([5, 5], 3)))


def test_that_a_file_that_the_disk_does_not_give_is_told_with_the_remedy() -> None:
    states = {1: "closed", 2: Unread("stale file handle"), 4: Unread("stale file handle")}
    assert list(state_remarks(states)) == [
        "Cannot be read now (stale file handle): run 2, 4. Mount the disk again, then look again."
    ]
    assert list(state_counts(states)) == ["States of the files: 1 closed, 2 cannot be read now."]
    assert suspicious_runs(states) == set()


def test_that_what_the_library_found_comes_after_the_states_and_tells_no_run_twice() -> None:
    faults = {2: "holds nothing", 3: "holds nothing", 1: "cannot be read"}
    kinds = suspicious_reasons({1: "closed", 2: "open", 3: "closed"}, faults)
    assert [(str(numbers), words) for numbers, words in kinds[1:]] == [
        ("1", "cannot be read"), ("3", "holds nothing"),
    ]  # fmt: skip
    assert str(kinds[0][0]) == "2"
