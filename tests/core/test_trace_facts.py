from __future__ import annotations

from stackplan.core.trace_checks import TraceFacts, fact_remarks, known_events


def test_that_known_events_are_collected() -> None:
    facts = {1: TraceFacts(events=0), 2: TraceFacts(), 3: TraceFacts(events=7, problem="new")}
    assert known_events(facts) == {1: 0, 3: 7}


def test_that_runs_with_the_same_problem_are_named_together() -> None:
    facts = {3: TraceFacts(problem="new"), 1: TraceFacts(problem="new"), 2: TraceFacts()}
    facts[9] = TraceFacts(problem="old")
    assert list(fact_remarks(facts)) == ["Runs 1, 3: new.", "Run 9: old."]
