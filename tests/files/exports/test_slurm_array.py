from dataclasses import replace
from fractions import Fraction

import pytest

from engines.exporting import plan_of
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.shell import slurm_array

STACKS = [[106, 88], [], [71], []]


def header(options: ExportOptions, plan_file: PlanFile | None = None) -> list[str]:
    """What sbatch reads: up to the first line that is no comment."""
    lines = slurm_array(plan_file or plan_of(STACKS), options).decode().splitlines()
    end = next(i for i, line in enumerate(lines) if line and not line.startswith("#"))
    return [line for line in lines[:end] if line.startswith("#SBATCH")]


def test_that_there_is_a_task_for_each_stack_up_to_the_last_one_with_runs() -> None:
    assert header(ExportOptions()) == [
        "#SBATCH --job-name=stackplan",
        "#SBATCH --output=stack-%A_%a.txt",
        "#SBATCH --cpus-per-task=1",
        "#SBATCH --array=1-3",
    ]


def test_that_readers_of_one_disk_can_be_limited() -> None:
    assert header(ExportOptions(readers=8))[-1] == "#SBATCH --array=1-3%8"
    assert b"AT_ONCE='%8'" in slurm_array(plan_of(STACKS), ExportOptions(readers=8))


@pytest.mark.parametrize(
    ("weight", "rate", "minutes"),
    [
        ("bytes", None, None),
        ("bytes", Fraction(10), 30),  # 12,000 bytes in 20 minutes
        ("bytes", Fraction(11), 28),  # 18 minutes and 10.91 seconds: 27.27 with the reserve
        ("ms", None, 1),
    ],
)
def test_that_the_time_is_asked_for_where_it_is_known(
    weight: str, rate: Fraction | None, minutes: int | None
) -> None:
    request = PlanRequest(n_stacks=2, weight=weight)
    plan = Plan(request, (Stack((Run(1, 12_000),)), Stack((Run(2, 5),))))
    lines = header(ExportOptions(rate=rate), PlanFile(plan, "/data/h5"))
    asked = [line for line in lines if "time" in line]
    assert asked == ([] if minutes is None else [f"#SBATCH --time={minutes}"])


def test_that_a_task_of_several_stacks_is_given_the_time_of_all() -> None:
    runs = [Run(1, 12_000), Run(2, 5_000), Run(3, 9_000), Run(4, 9_000), Run(5, 1_000)]
    plan = Plan(PlanRequest(n_stacks=5), tuple(Stack((run,)) for run in runs))
    plan_file = PlanFile(plan, "/data/h5")
    options = ExportOptions(rate=Fraction(10), rate_source="from a\nlog", stacks_a_task=2)
    assert header(options, plan_file)[-2:] == ["#SBATCH --array=1-5:2", "#SBATCH --time=45"]
    text = slurm_array(plan_file, options).decode()
    assert (
        "# Minutes: half as much again as the 30 min of the longest task (from a\\nlog).\n"
        "#SBATCH --time=45\n"
    ) in text
    assert "\nMINUTES=30\n" in text
    assert "\nSTACKS_A_TASK=2\n" in text
    few = replace(options, jobs_at_most=2, first_stack=2, python="/my python")
    assert header(few, plan_file)[-2:] == ["#SBATCH --array=2-5:2", "#SBATCH --time=35"]
    assert "\nFROM=2\nLAST=5\nSTACKS_A_TASK=2\nJOBS_AT_MOST=2\nOWN_PYTHON='/my python'\n" in (
        slurm_array(plan_file, few).decode()
    )
    one = replace(options, jobs_at_most=1)
    assert header(one, plan_file)[-2:] == ["#SBATCH --array=1-5:5", "#SBATCH --time=90"]
    with pytest.raises(StackplanError, match="From stack 6 on there are no runs; the last"):
        slurm_array(plan_file, replace(options, first_stack=6))


def test_that_a_slow_stack_is_given_its_time() -> None:
    request = PlanRequest(n_stacks=2, speeds=(100, 50))
    plan = Plan(request, (Stack((Run(1, 900),)), Stack((Run(2, 600),))))
    lines = header(ExportOptions(rate=Fraction(1)), PlanFile(plan, "/data/h5"))
    assert lines[-1] == "#SBATCH --time=30"


def test_that_lines_end_as_slurm_wants_them() -> None:
    data = slurm_array(plan_of(STACKS, "/data/a\r\nb"), ExportOptions())
    assert b"\r" not in data
    assert data.startswith(b"#!/bin/bash\n")
    assert data.endswith(b'submit_all "${options[@]}"\n')
