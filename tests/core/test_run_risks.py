from spyral_jobs import plan_of
from stackplan.core.trace_checks import (
    HUNG,
    SUSPICIOUS,
    UNREAD_REASONS,
    TraceFacts,
    Unread,
    facts_words,
    run_risks,
    state_words,
)

PLAN = plan_of((4, 2, 9), (1, 3))


def test_that_each_suspicious_state_has_its_reason_and_what_would_be_lost() -> None:
    for state in SUSPICIOUS:
        (risk,) = run_risks(PLAN, {2: state, 4: "closed", 77: state})
        assert (risk.number, risk.stack, risk.after) == (2, 0, 1)
        assert risk.why.endswith(".")
    assert run_risks(PLAN, {2: "closed", 4: "unknown"}) == ()


def test_that_reasons_of_one_run_are_told_together() -> None:
    facts = {3: TraceFacts("libattpc_merger:2.0", 5, None, False, "no 'silicon_upstream_front'")}
    (risk,) = run_risks(PLAN, {3: "open"}, {3}, facts)
    assert risk.words == (
        "still open, or its writer crashed; still growing; Spyral 1.1.2 cannot read it"
    )
    assert "no 'silicon_upstream_front'. It was written by libattpc_merger:2.0." in risk.why
    (risk,) = run_risks(PLAN, {}, (), {3: TraceFacts(is_readable=False, problem="no events")})
    assert "written" not in risk.why


def test_that_a_run_that_was_merely_not_asked_about_is_no_risk() -> None:
    facts = {1: TraceFacts(problem="the disk did not answer"), 2: TraceFacts(is_readable=True)}
    assert run_risks(PLAN, {}, (), facts) == ()


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


def test_that_only_files_that_cannot_be_read_are_counted_so() -> None:
    facts = {n: TraceFacts("legacy", 1, 1000, n > 2) for n in range(1, 6)}
    assert facts_words(facts).endswith("Spyral 1.1.2 cannot read 2 of them.")


def test_that_a_file_that_holds_nothing_is_a_risk() -> None:
    (risk,) = run_risks(PLAN, {}, (), {3: TraceFacts(is_readable=True, is_empty=True)})
    assert risk.words.startswith("holds no complete event")
    assert risk.why


def test_that_the_state_of_a_file_that_the_disk_keeps_back_says_why() -> None:
    (reason, *_) = UNREAD_REASONS
    assert state_words(Unread(reason)) == f"cannot be read now ({reason})"
