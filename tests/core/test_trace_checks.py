import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spyral_jobs import plan_of
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.runs import Run
from stackplan.core.trace_checks import (
    HUNG,
    STATE_WORDS,
    SUSPICIOUS,
    UNREAD_REASONS,
    TraceFacts,
    Unread,
    damage_remarks,
    fact_remarks,
    facts_words,
    fault_remarks,
    file_faults,
    freshness_remarks,
    grown_runs,
    known_events,
    no_runs_reason,
    plan_remarks,
    run_risks,
    state_counts,
    state_remarks,
    state_words,
    suspicious_reasons,
    suspicious_runs,
    unchecked_remarks,
    worth_reading,
    young_runs,
)

STATES = {1: "closed", 2: "open", 3: "truncated", 4: "trailing", 5: "not_hdf5", 6: "unknown"}
LOST = "stale file handle"
SECOND, DAY = 10**9, 86_400 * 10**9
NOW = 1_763_820_000 * SECOND


def test_that_each_suspicious_state_has_its_reason() -> None:
    assert suspicious_runs(STATES) == {2, 3, 4, 5}
    assert suspicious_runs({1: "closed", 2: Unread(LOST)}) == set()
    reasons = suspicious_reasons({**STATES, 7: "open"})
    assert reasons[0] == (RunNumbers([(2, 2), (7, 7)]), "still open, or its writer crashed")
    assert [words for _, words in reasons] == [STATE_WORDS[state] for state in SUSPICIOUS]


def test_that_what_the_library_found_comes_after_the_states_and_tells_no_run_twice() -> None:
    faults = {2: "holds nothing", 3: "holds nothing", 1: "cannot be read"}
    kinds = suspicious_reasons({1: "closed", 2: "open", 3: "closed"}, faults)
    assert [(str(numbers), words) for numbers, words in kinds] == [
        ("2", STATE_WORDS["open"]), ("1", "cannot be read"), ("3", "holds nothing"),
    ]  # fmt: skip


def test_that_every_state_but_closed_gets_a_sentence_for_all_its_runs() -> None:
    sentences = list(state_remarks(STATES))
    assert len(sentences) == 5
    assert sentences[1] == "Run 3: truncated; planned all the same, skip it if need be."
    (sentence,) = state_remarks(dict.fromkeys((7, 8, 10), "open"))
    assert sentence.startswith("Runs 7-8, 10: still open, or its writer crashed; planned")
    assert sentence.endswith("skip them if need be.")
    lost = {1: "closed", 2: Unread(LOST), 4: Unread(LOST)}
    assert list(state_remarks(lost)) == [
        f"Cannot be read now ({LOST}): run 2, 4. Mount the disk again, then look again."
    ]
    (reason, *_) = UNREAD_REASONS
    assert state_words(Unread(reason)) == f"cannot be read now ({reason})"


@pytest.mark.parametrize(
    ("states", "words"),
    [
        ({}, []),
        (
            {1: "open", 2: "closed", 3: "closed", 4: "unknown", 5: "not_hdf5"},
            ["States of the files: 2 closed, 1 open, 1 not HDF5, 1 of unknown state."],
        ),
        (
            {1: "closed", 2: Unread(LOST), 4: Unread(LOST)},
            ["States of the files: 1 closed, 2 cannot be read now."],
        ),
    ],
)
def test_that_files_are_counted_by_state(states: dict[int, str], words: list[str]) -> None:
    assert list(state_counts(states)) == words


@pytest.mark.parametrize(
    ("sizes", "n_stacks", "expected"),
    [
        ([5, 5], 5, ["Only 2 of 5 stacks get work: there are 2 runs."]),
        ([5], 2, ["Only 1 of 2 stacks get work: there is 1 run."]),
        ([5, 5, 5], 3, []),
        ([960, 10, 10, 10, 10], 3, ["Run 40 alone is 96 %: more than 2 stacks cannot help."]),
        ([960, 10, 10, 10, 10], 2, []),
        ([10, 5, 5], 3, ["Run 40 alone is 50 %: more than 2 stacks cannot help."]),
        ([9, 5, 5], 3, []),
        ([5, 5, 5, 5], 4, []),
        ([0, 0, 0], 3, []),
        ([], 3, []),
    ],
)
def test_that_a_crew_is_told_what_it_should_know(
    sizes: list[int], n_stacks: int, expected: list[str]
) -> None:
    runs = tuple(Run(40 + index, size) for index, size in enumerate(sizes))
    last = runs[n_stacks - 1 :]
    stacks = (*(Stack((run,)) for run in runs[: n_stacks - 1]), *([Stack(last)] if last else []))
    assert list(plan_remarks(Plan(PlanRequest(n_stacks=n_stacks), stacks))) == expected


def test_that_stacks_that_are_left_empty_by_hand_are_not_told() -> None:
    plan = Plan(PlanRequest(n_stacks=2), (Stack((Run(1, 5), Run(2, 5), Run(3, 5))),))
    assert not any("get work" in words for words in plan_remarks(plan))


@pytest.mark.parametrize(
    ("request_", "found", "reason"),
    [
        (PlanRequest(9, 5), "1-3", "First run 9 is after last run 5; swap them."),
        (PlanRequest(), "", "There is no run_NNNN.h5 with data in /data/h5; choose another folder"),
        (PlanRequest(5, 9), "1-3", "No run from 5 to 9 is in /data/h5; .* runs 1-3"),
        (PlanRequest(7, 7), "1-3", "No run from 7 to 7 is in /data/h5"),
        (PlanRequest(5), "1-3", "No run from 5 on is in /data/h5; the folder has runs 1-3"),
        (PlanRequest(None, 0), "1-3", "No run from 0 to 0 is in /data/h5"),
        (PlanRequest(1, 2, (1, 2)), "1-3", r"Every run of the range is skipped \(1-2\); shorten"),
    ],
)
def test_that_a_plan_without_runs_is_explained_with_its_remedy(
    request_: PlanRequest, found: str, reason: str
) -> None:
    assert re.search(reason, no_runs_reason(request_, "/data/h5", parse(found)))


def test_that_a_file_whose_size_differs_between_two_looks_is_growing() -> None:
    before, now = {1: 5, 2: 6, 3: 7}, {1: 5, 2: 9, 3: 4, 4: 1}
    assert grown_runs(before, now, range(10)) == parse("2-3")
    assert grown_runs(before, now, {1, 3}) == parse("3")


def test_that_a_file_is_young_for_a_minute_and_a_clock_may_be_a_day_ahead() -> None:
    ages = (0, 59 * SECOND, 60 * SECOND, -5 * SECOND, 3600 * SECOND, -DAY, -DAY - 1, -365 * DAY)
    modified = {number: NOW - age for number, age in enumerate(ages, start=1)}
    assert young_runs(modified, NOW) == parse("1-2, 4, 6")


@given(st.dictionaries(st.integers(0, 50), st.integers(0, 2**63)), st.integers(0, 2**63))
def test_that_what_has_not_changed_is_neither_young_nor_grown(
    sizes: dict[int, int], now_ns: int
) -> None:
    assert grown_runs(sizes, sizes, sizes) == RunNumbers()
    assert young_runs(dict.fromkeys(sizes, 0), now_ns + 60 * SECOND) == RunNumbers()


def test_that_the_words_tell_a_writer_at_work_from_one_that_crashed() -> None:
    states = {1: "open", 2: "open", 3: "open", 4: "closed", 5: "truncated", 6: "truncated"}
    assert list(freshness_remarks(states, parse("1, 3, 4, 5"), parse("1"))) == [
        "Run 1: still growing; what counts here is the size of a moment ago.",
        "Runs 3, 5: changed less than a minute ago; the writer may be at work.",
        "Run 2: open, but not changed for a minute; the writer may have crashed.",
    ]
    assert list(freshness_remarks({1: "closed", 2: "unknown"}, parse("1"), RunNumbers())) == []


PLAN = plan_of((4, 2, 9), (1, 3))


def test_that_each_suspicious_state_is_a_risk_for_the_runs_behind_it() -> None:
    for state in SUSPICIOUS:
        (risk,) = run_risks(PLAN, {2: state, 4: "closed", 77: state})
        assert (risk.number, risk.stack, risk.after) == (2, 0, 1)
        assert risk.why.endswith(".")
    assert run_risks(PLAN, {2: "closed", 4: "unknown"}) == ()
    (risk,) = run_risks(PLAN, {}, (), {3: TraceFacts(is_readable=True, is_empty=True)})
    assert risk.words.startswith("holds no complete event")
    assert risk.why


def test_that_reasons_of_one_run_are_told_together() -> None:
    facts = {3: TraceFacts("libattpc_merger:2.0", 5, None, False, "no 'silicon_upstream_front'")}
    (risk,) = run_risks(PLAN, {3: "open"}, {3}, facts)
    assert risk.words == (
        "still open, or its writer crashed; still growing; Spyral 1.1.2 cannot read it"
    )
    assert "no 'silicon_upstream_front'. It was written by libattpc_merger:2.0." in risk.why
    (risk,) = run_risks(PLAN, {}, (), {3: TraceFacts(is_readable=False, problem="no events")})
    assert "written" not in risk.why
    asked = {1: TraceFacts(problem="the disk did not answer"), 2: TraceFacts(is_readable=True)}
    assert run_risks(PLAN, {}, (), asked) == ()


def test_that_what_the_library_found_is_summed_up() -> None:
    facts = {
        1: TraceFacts("legacy", 1000, 3_600_000, True),
        2: TraceFacts("libattpc_merger:2.0", 500, 1_800_000, False, "odd names"),
        3: TraceFacts(problem=HUNG),
    }
    assert facts_words(facts) == (
        "2 of 3 files tell their events: 1,500 in all. Beam time 1 h 30 min."
        " Written by legacy (1), libattpc_merger:2.0 (1). Spyral 1.1.2 cannot read 1 of them."
    )
    assert facts_words({}) == "0 of 0 files tell their events: 0 in all."
    two = {number: TraceFacts("legacy", 1, 1000, number > 2) for number in range(1, 6)}
    assert facts_words(two).endswith("Spyral 1.1.2 cannot read 2 of them.")


def test_that_events_and_problems_of_files_are_collected() -> None:
    facts = {1: TraceFacts(events=0), 2: TraceFacts(), 3: TraceFacts(events=7, problem="new")}
    assert known_events(facts) == {1: 0, 3: 7}
    facts |= {4: TraceFacts(problem="new"), 9: TraceFacts(problem="old")}
    assert list(fact_remarks(facts)) == ["Runs 3-4: new.", "Run 9: old."]


def test_that_files_that_the_library_cannot_read_are_told_and_are_not_suspicious() -> None:
    damaged = TraceFacts(problem="HDF5 cannot read it: bad object header")
    facts = {4: damaged, 5: damaged, 6: TraceFacts(events=3, is_readable=True)}
    facts[7] = TraceFacts(problem=HUNG)
    words = "Spyral reads with HDF5, too, and may fail on them."
    assert list(unchecked_remarks(facts, has_library=True)) == [f"Run 7: {HUNG}."]
    assert list(damage_remarks(facts)) == [
        f"Runs 4-5: HDF5 cannot read it: bad object header; {words}"
    ]
    assert file_faults(facts) == {}


def test_that_the_library_is_asked_only_about_files_that_it_can_tell_more_of() -> None:
    assert worth_reading({**STATES, 7: Unread("permission denied")}) == (1, 4, 6)


def test_that_what_spyral_cannot_read_and_what_holds_nothing_is_told() -> None:
    facts = {
        1: TraceFacts(is_readable=False, problem="no group"),
        2: TraceFacts(is_readable=True, is_empty=True),
        3: TraceFacts(is_readable=True, is_empty=True),
        4: TraceFacts(is_readable=True, events=3),
    }
    empty = (
        "Each of runs 2-3 holds no complete event; its merge broke off; planned all the same, skip"
        " them if need be."
    )
    assert list(fault_remarks(facts)) == [
        "Spyral 1.1.2 cannot read run 1: no group; planned all the same, skip it if need be.",
        empty,
    ]
    assert list(fault_remarks(facts, spyral=False)) == [empty]
    assert list(fault_remarks({4: facts[4]})) == []


def test_that_without_the_library_one_learns_what_is_not_known() -> None:
    newer, plain = TraceFacts(version="libattpc_merger:2.0"), TraceFacts()
    *first, last = unchecked_remarks({1: newer, 2: plain}, has_library=False)
    assert first == [
        "Run 1 was written by merger 2.x; without h5py it is not known whether Spyral reads it."
    ]
    assert last.startswith("Whether the files hold complete events was not checked: h5py is not")
    assert list(unchecked_remarks({2: plain}, has_library=False)) == [last]
    assert list(unchecked_remarks({}, has_library=False)) == []
