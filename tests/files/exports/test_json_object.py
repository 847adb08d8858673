import json
import os
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import given

from stackplan.core.file_problems import REASONS
from stackplan.core.plan import Plan, Proof, Stack
from stackplan.core.plan_text import PlanFile, read
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.files.exports.tables import json_object
from strategies import plan_files

GOLDEN = Path(__file__).parents[2] / "golden"
STATES = {54: "closed", 55: "open", 56: "truncated"}

# The object of the design page: key by key, in its order.
SCHEMA: dict[str, Any] = {
    "format": str,
    "version": int,
    "traces": str,
    "made": str,
    "run_min": (int, type(None)),
    "run_max": (int, type(None)),
    "skip": str,
    "method": str,
    "weight": str,
    "n_stacks": int,
    "speeds": (list, type(None)),
    "runs": list,
    "stacks": list,
    "makespan": (int, float),
    "lower_bound": (int, float),
    "gap": float,
    "left_out": list,
    "note": str,
}
RUN = {"run": int, "size": int, "weight": int, "estimated": bool, "pinned": bool, "state": str}
STACK = {"stack": int, "runs": list, "load": int, "share": float}


def check(found: dict[str, Any], schema: dict[str, Any]) -> None:
    assert list(found) == list(schema)
    for key, kinds in schema.items():
        assert isinstance(found[key], kinds), key


def test_that_the_object_is_byte_for_byte_as_recorded() -> None:
    plan_file = read((GOLDEN / "plan.txt").read_text("utf-8"))
    assert json_object(plan_file, STATES) == (GOLDEN / "plan.json").read_bytes()


@given(plan_files())
def test_that_the_object_has_the_agreed_keys_and_kinds(plan_file: PlanFile) -> None:
    plan = plan_file.plan
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
    assert [stack["runs"] for stack in found["stacks"]] == [
        list(s.run_numbers) for s in plan.stacks
    ]
    assert found["traces"] == plan_file.traces


def test_that_whole_numbers_are_exact() -> None:
    plan = Plan(PlanRequest(), (Stack((Run(1, 2**63 + 1),)),))
    found = json.loads(json_object(PlanFile(plan, "/data/h5"), {}))
    assert found["makespan"] == found["stacks"][0]["load"] == 2**63 + 1


def test_that_with_speeds_a_time_may_be_a_fraction() -> None:
    request = PlanRequest(n_stacks=2, speeds=(100, 55))
    plan = Plan(request, (Stack((Run(1, 6),)), Stack((Run(2, 5),))))
    found = json.loads(json_object(PlanFile(plan, "/data/h5"), {}))
    assert found["makespan"] == float(Fraction(500, 55))
    assert found["lower_bound"] == float(Fraction(1100, 155))
    assert found["speeds"] == [100, 55]


def test_that_a_proof_counts_in_bound_and_gap() -> None:
    runs = [Run(n, size) for n, size in enumerate((10, 6, 6, 2, 2), start=1)]
    stacks = (Stack((runs[0], runs[1])), Stack(tuple(runs[2:])))
    proof = Proof(14, (10, 6, 6, 2, 2), 2)
    plan = Plan(PlanRequest(n_stacks=2, method="balanced"), stacks, proof=proof)
    found = json.loads(json_object(PlanFile(plan, "/data/h5"), {}))
    assert (found["makespan"], found["lower_bound"], found["gap"]) == (
        16,
        14,
        float(Fraction(16, 14) - 1),
    )


def test_that_bytes_that_are_no_utf8_are_escapes() -> None:
    traces = os.fsdecode(b"/data/\xff")
    data = json_object(PlanFile(Plan(PlanRequest()), traces), {})
    assert rb'"/data/\udcff"' in data
    assert json.loads(data)["traces"] == traces
