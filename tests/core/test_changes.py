from collections.abc import Iterable

from hypothesis import given

from stackplan.core.compare import FolderChanges, compare
from stackplan.core.plan import Plan, Stack
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers
from stackplan.core.runs import Run
from strategies import plans

PLAN = Plan(
    PlanRequest(run_min=1, run_max=5, skip=(4,), n_stacks=1),
    (Stack((Run(1, 10), Run(2, 20), Run(3, 0))),),
)


def by_number(runs: Iterable[Run]) -> dict[int, Run]:
    return {run.number: run for run in runs}


@given(plans(known=True))
def test_that_an_unchanged_folder_shows_no_change_of_planned_runs(plan: Plan) -> None:
    changes = compare(plan, by_number(plan.runs))
    assert not changes.vanished
    assert changes.resized == ()
    assert changes.new == ()
    assert not changes
    assert list(changes.sentences()) == []


def test_that_vanished_resized_and_new_runs_are_told_apart() -> None:
    changes = compare(PLAN, by_number([Run(1, 11), Run(3, 7), Run(4, 5), Run(5, 9), Run(6, 9)]))
    assert changes == FolderChanges(RunNumbers([(2, 2)]), ((Run(1, 10), Run(1, 11)),), (Run(5, 9),))
    assert list(changes.sentences()) == [
        "No longer in the folder: 2.",
        "Run 1 changed its size: 10 bytes then, 11 bytes now (+1 bytes).",
        "1 new run, not in the plan: 5.",
    ]


def test_that_a_run_of_unknown_size_counts_as_unchanged() -> None:
    assert not compare(PLAN, by_number([Run(1, 10), Run(2, 20), Run(3, 7)]))


def test_that_one_difference_of_any_kind_is_a_change() -> None:
    none = RunNumbers()
    assert FolderChanges(RunNumbers([(2, 2)]), (), ())
    assert FolderChanges(none, ((Run(1, 10), Run(1, 11)),), ())
    assert FolderChanges(none, (), (Run(5, 9),))
    assert not FolderChanges(none, (), ())
