import ast
import csv
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from engines.exporting import plan_of
from stackplan.core.file_problems import REASONS, LeftOut
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.plan_text import PlanFile, read
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import parse
from stackplan.core.runs import Run
from stackplan.core.text import printable
from stackplan.files.exports.tables import (
    COLUMNS,
    csv_table,
    elog_block,
    json_object,
    plain_start,
    runs_to_skip,
    stack_lists,
    text,
)
from strategies import plan_files

GOLDEN = Path(__file__).parents[2] / "golden"
STATES = {54: "closed", 55: "open", 56: "truncated"}

# The object of the design page: key by key, in its order.
SCHEMA: dict[str, Any] = {
    "format": str, "version": int, "traces": str, "made": str, "run_min": (int, type(None)),
    "run_max": (int, type(None)), "skip": str, "method": str, "weight": str, "n_stacks": int,
    "speeds": (list, type(None)), "runs": list, "stacks": list, "makespan": (int, float),
    "lower_bound": (int, float), "gap": float, "left_out": list, "note": str,
}  # fmt: skip
RUN = {"run": int, "size": int, "weight": int, "estimated": bool, "pinned": bool, "state": str}
STACK = {"stack": int, "runs": list, "load": int, "share": float}


def check(found: dict[str, Any], schema: dict[str, Any]) -> None:
    assert list(found) == list(schema)
    for key, kinds in schema.items():
        assert isinstance(found[key], kinds), key


def golden() -> PlanFile:
    return read((GOLDEN / "plan.txt").read_text("utf-8"))


@pytest.mark.parametrize(
    ("render", "name"), [(json_object, "plan.json"), (csv_table, "plan.csv"), (text, "plan.txt")]
)
def test_that_an_export_is_byte_for_byte_as_recorded(
    render: Callable[[PlanFile, dict[int, str]], bytes], name: str
) -> None:
    assert render(golden(), STATES) == (GOLDEN / name).read_bytes()


@given(plan_files())
def test_that_each_export_holds_the_plan(plan_file: PlanFile) -> None:
    plan = plan_file.plan
    stacks = [list(stack.run_numbers) for stack in plan.stacks]
    assert read(text(plan_file, {}).decode()) == plan_file
    assert ast.literal_eval(stack_lists(plan)) == stacks
    found = json.loads(json_object(plan_file, {}).decode("ascii"))
    check(found, SCHEMA)
    for run in found["runs"]:
        check(run, RUN)
    for number, stack in enumerate(found["stacks"], 1):
        check(stack, STACK)
        assert stack["stack"] == number
    for entry in found["left_out"]:
        assert list(entry) in (["runs", "reason"], ["name", "reason"])
        assert entry["reason"] in REASONS
    assert [run["run"] for run in found["runs"]] == [run.number for run in plan.runs]
    assert [stack["runs"] for stack in found["stacks"]] == stacks
    assert found["traces"] == plan_file.traces
    rows = list(csv.DictReader(io.StringIO(csv_table(plan_file, {}).decode())))
    assert [(int(row["stack"]), int(row["position"]), int(row["run"])) for row in rows] == [
        (index, position, number)
        for index, numbers in enumerate(stacks, 1)
        for position, number in enumerate(numbers, 1)
    ]
    assert sum(int(row["weight"]) for row in rows) == plan.total
    assert {int(row["run"]) for row in rows if row["pinned"] == "1"} == plan.pinned
    assert all(set(row) == set(COLUMNS) and row["state"] == "unknown" for row in rows)
    # Nothing in what is pasted into an e-log moves a cursor or hides.
    lines = elog_block(plan_file, {}).decode().split("\n")
    assert [printable(line) for line in lines] == lines


def as_json(plan: Plan, traces: str = "/data/h5") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json_object(PlanFile(plan, traces), {}))
    return found


def test_that_numbers_are_exact_and_with_speeds_a_time_may_be_a_fraction() -> None:
    found = as_json(Plan(PlanRequest(), (Stack((Run(1, 2**63 + 1),)),)))
    assert found["makespan"] == found["stacks"][0]["load"] == 2**63 + 1
    request = PlanRequest(n_stacks=2, speeds=(100, 55))
    found = as_json(Plan(request, (Stack((Run(1, 6),)), Stack((Run(2, 5),)))))
    assert found["makespan"] == float(Fraction(500, 55))
    assert found["lower_bound"] == float(Fraction(1100, 155))
    assert found["speeds"] == [100, 55]


def test_that_a_proof_counts_in_bound_and_gap() -> None:
    runs = [Run(n, size) for n, size in enumerate((10, 6, 6, 2, 2), start=1)]
    stacks = (Stack((runs[0], runs[1])), Stack(tuple(runs[2:])))
    proof = Proof(14, (10, 6, 6, 2, 2), 2)
    found = as_json(Plan(PlanRequest(n_stacks=2, method="balanced"), stacks, proof=proof))
    assert (found["makespan"], found["lower_bound"]) == (16, 14)
    assert found["gap"] == float(Fraction(16, 14) - 1)


def test_that_bytes_that_are_no_utf8_are_escapes() -> None:
    traces = os.fsdecode(b"/data/\xff")
    assert rb'"/data/\udcff"' in json_object(PlanFile(Plan(PlanRequest()), traces), {})
    assert as_json(Plan(PlanRequest()), traces)["traces"] == traces


@pytest.mark.parametrize(
    ("skip", "words"),
    [
        ("", "runs_to_skip=[70]"),
        ("60-62, 80, 10, 200", "runs_to_skip=[60, 61, 62, 70, 80]"),
        ("56-89", "runs_to_skip=[*range(56, 90)]"),
        ("0-9999999", "runs_to_skip=[*range(54, 101)]"),
    ],
)
def test_that_what_spyral_has_to_skip_is_a_short_list(skip: str, words: str) -> None:
    plan_file = plan_of([[54, 90], [100]])
    plan = replace(plan_file.plan, request=replace(plan_file.plan.request, skip=parse(skip)))
    left_out = (LeftOut("folder", parse("70")), LeftOut("missing", parse("71-72")))
    plan_file = replace(plan_file, plan=plan, left_out=left_out)
    assert runs_to_skip(plan_file) == words
    assert plain_start(plan_file) == f"54, 100, 2, {words}"
    if skip:
        assert elog_block(plan_file, {}).decode().splitlines()[-1] == f"For Spyral: {words}"


def test_that_the_block_is_what_a_crew_would_write() -> None:
    assert elog_block(golden(), {54: "open", 55: "closed", 99: "open"}).decode().splitlines() == [
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
    assert elog_block(plan_of([[]]), {}) == (
        b"Stackplan: 0 runs on 1 stack, method snake\nTraces: /data/h5, all runs\n"
    )
