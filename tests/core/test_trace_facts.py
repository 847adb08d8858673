from stackplan.core.trace_checks import (
    HUNG,
    TraceFacts,
    damage_remarks,
    fact_remarks,
    file_faults,
    known_events,
    unchecked_remarks,
)


def test_that_known_events_are_collected() -> None:
    facts = {1: TraceFacts(events=0), 2: TraceFacts(), 3: TraceFacts(events=7, problem="new")}
    assert known_events(facts) == {1: 0, 3: 7}


def test_that_runs_with_the_same_problem_are_named_together() -> None:
    facts = {3: TraceFacts(problem="new"), 1: TraceFacts(problem="new"), 2: TraceFacts()}
    facts[9] = TraceFacts(problem="old")
    assert list(fact_remarks(facts)) == ["Runs 1, 3: new.", "Run 9: old."]


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
