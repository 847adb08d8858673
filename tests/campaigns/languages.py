"""Exports and plans under other languages, zones, and when clocks jump; two minutes."""

import time
from pathlib import Path

import pytest

from faults.campaign import tell
from faults.locales import JUMPS, LOCALES, ZONES, build_clock, exported, run_stackplan
from faults.operations import plan_file_for
from provisions import provided
from stackplan.files.plan_file import save_plan

pytestmark = pytest.mark.timeout(0)


def test_that_exports_are_the_same_in_every_language_and_zone(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    save_plan(str(plan), plan_file_for(tmp_path))
    more = {"LOCPATH": str(provided("languages"))}
    found = {
        (name, zone): exported(plan, {**more, "LC_ALL": name, "LANGUAGE": name, "TZ": zone})
        for name in LOCALES
        for zone in ZONES
    }
    first = found["C", "UTC"]
    assert len(first) >= 8
    assert [at for at, sums in found.items() if sums != first] == []
    tell("languages", cases=len(found), formats=len(first))


def test_that_plans_made_when_clocks_jump_differ_in_the_time_only(tmp_path: Path) -> None:
    shim = build_clock(tmp_path)
    if shim is None:
        pytest.skip("no C compiler, or not Linux: no clock is set")
    plan_file_for(tmp_path)
    words = ["plan", str(tmp_path / "traces"), "--stacks", "3"]
    plans = set()
    for seconds in JUMPS:
        made = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(seconds)).encode()
        for zone in ZONES:
            more = {"LD_PRELOAD": str(shim), "FAKE_SECONDS": str(seconds), "TZ": zone}
            output = run_stackplan(words, more)
            assert b"# made: " + made in output
            plans.add(output.replace(made, b""))
    tell("jumping clocks", cases=len(JUMPS) * len(ZONES))
    assert len(plans) == 1
