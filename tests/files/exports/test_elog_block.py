from dataclasses import replace
from pathlib import Path

from hypothesis import given

from engines.exporting import plan_of
from stackplan.core.plan_text import PlanFile, read
from stackplan.core.run_numbers import parse
from stackplan.core.text import printable
from stackplan.files.exports.tables import elog_block
from strategies import plan_files

GOLDEN = Path(__file__).parents[2] / "golden"


def test_that_the_block_is_what_a_crew_would_write() -> None:
    plan_file = read((GOLDEN / "plan.txt").read_text("utf-8"))
    assert elog_block(plan_file, {54: "open", 55: "closed", 99: "open"}).decode().splitlines() == [
        "Stackplan: 4 runs on 4 stacks, method lpt, 2026-11-22 18:40:00 UTC",
        "Traces: /mnt/e20020/h5, runs 54-63",
        "before the target change",
        "see e-log 1234",
        "Longest: stack 1, 30.4 GB, 38.54 % of 78.9 GB,"
        " optimal: no plan with these pins is shorter",
        "",
        "stack  runs     load    share  run numbers",
        "    1     1  30.4 GB  38.54 %  54",
        "    2     0  0 bytes   0.00 %",
        "    3     2  30.0 GB  38.02 %  56 55",
        "    4     1  18.5 GB  23.44 %  57",
        "",
        "Skipped: runs 60-61.",
        "Missing, no file: runs 58, 62-63.",
        "Empty, 0 bytes: run 59.",
        "Misnamed, Spyral never sees it: run_91 (1).h5; the name must be like run_0042.h5.",
        "Reason to skip 60: HV trip",
        "Run 54: still open, or its writer crashed; planned all the same, skip it if need be.",
    ]


def test_that_skipped_runs_stand_there_to_paste() -> None:
    plan_file = plan_of([[54, 90]])
    plan = replace(plan_file.plan, request=replace(plan_file.plan.request, skip=parse("60-61")))
    lines = elog_block(replace(plan_file, plan=plan), {}).decode().splitlines()
    assert lines[-1] == "For Spyral: runs_to_skip=[60, 61]"


def test_that_a_plan_without_runs_is_told_as_one() -> None:
    assert elog_block(plan_of([[]]), {}) == (
        b"Stackplan: 0 runs on 1 stack, method snake\nTraces: /data/h5, all runs\n"
    )


@given(plan_files())
def test_that_nothing_in_it_can_move_a_cursor_or_hide(plan_file: PlanFile) -> None:
    lines = elog_block(plan_file, {}).decode("utf-8").split("\n")
    assert [printable(line) for line in lines] == lines
