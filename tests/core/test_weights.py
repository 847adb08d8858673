import pytest

from stackplan.core.balance import make_plan
from stackplan.core.edits import change_label
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile, read, write
from stackplan.core.request import PlanRequest, phase_of, unit_of_weight, weight_of_phase
from stackplan.core.runs import Run
from stackplan.core.text import format_load
from stackplan.core.time_goal import rate_unit
from stackplan.core.timing.estimate import bytes_read
from stackplan.core.timing.rates import TimedRun, after_phase
from stackplan.core.timing.sentences import known_words

POINTCLOUD = "phase:Pointcloud"


def test_that_a_weight_may_name_a_phase() -> None:
    assert PlanRequest(weight=POINTCLOUD).weight == POINTCLOUD
    assert (phase_of(POINTCLOUD), phase_of("bytes"), phase_of("phase:")) == ("Pointcloud", "", "")
    assert weight_of_phase("Pointcloud") == POINTCLOUD
    assert unit_of_weight(POINTCLOUD) == "bytes"
    assert format_load(1_500, POINTCLOUD) == "1.50 kB"
    assert rate_unit(POINTCLOUD) == ("MB/s", 10**6)
    label = change_label(PlanRequest(), PlanRequest(weight=POINTCLOUD))
    assert label == "Count Pointcloud files"


@pytest.mark.parametrize("weight", ["phase:", "phase:a b", "phase:../x", "phase:log\n", "Phase:X"])
def test_that_what_is_no_folder_of_a_phase_is_no_weight(weight: str) -> None:
    with pytest.raises(StackplanError, match="is no weight; choose bytes, events, ms, phase:NAME"):
        PlanRequest(weight=weight)


def test_that_runs_without_traces_are_planned_by_their_files_and_read_back() -> None:
    runs = [Run(1, 0, 300), Run(2, 0, 200), Run(3, 0, 100), Run(4, 0)]
    plan = make_plan(runs, PlanRequest(n_stacks=2, weight=POINTCLOUD))
    assert sorted(plan.places) == [1, 2, 3]  # of run 4 nothing is known
    assert (plan.total, plan.is_known, bytes_read(plan)) == (600, True, list(plan.loads))
    assert make_plan(runs, PlanRequest(n_stacks=2)).runs == ()
    text = write(PlanFile(plan, "/gone/h5"))
    assert "# weight: phase:Pointcloud\n" in text
    assert "# run 1: 0 bytes, weight 300\n" in text
    assert read(text).plan == plan


def test_that_the_time_of_a_phase_says_nothing_of_those_behind_it() -> None:
    both = TimedRun(1, 9, 9, 0, phases=("Pointcloud", "Cluster"))
    later = TimedRun(2, 9, 9, 0, phases=("Cluster", "Estimation"))
    assert after_phase([both, later], POINTCLOUD) == (later,)
    assert after_phase([both, later], "bytes") == (both, later)


def test_that_what_is_estimated_is_named() -> None:
    runs = [Run(1, 9, 3), Run(2, 9, 3, estimated=True), Run(3, 9, 3, estimated=True)]
    assert known_words(runs[:1], "a file of Pointcloud") == "1 of 1 run has a file of Pointcloud."
    assert known_words(runs, "a file") == (
        "1 of 3 runs have a file; estimated from their sizes: 2-3."
    )
    many = [Run(number, 9, 3, estimated=True) for number in range(0, 400, 2)]
    assert known_words(many, "a file").endswith("; estimated from their sizes: 200 runs.")
