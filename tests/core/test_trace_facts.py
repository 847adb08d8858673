from stackplan.core.trace_checks import (
    HUNG,
    TraceFacts,
    Unread,
    damage_remarks,
    fact_remarks,
    fault_remarks,
    file_faults,
    known_events,
    unchecked_remarks,
    worth_reading,
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


def test_that_the_library_is_asked_only_about_files_that_it_can_tell_more_of() -> None:
    states = {1: "closed", 2: "open", 3: "truncated", 4: "trailing", 5: "not_hdf5", 6: "unknown"}
    assert worth_reading({**states, 7: Unread("permission denied")}) == (1, 4, 6)


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
