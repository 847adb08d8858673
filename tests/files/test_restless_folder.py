"""The short form of the campaign with folders that change while they are scanned."""

from pathlib import Path

from faults.commands import run_quietly
from faults.restless import hostile_names, is_escaped, scan_restless
from folders import fill
from stackplan.core.runs import run_number
from stackplan.files.scan import scan


def test_that_a_file_may_change_at_any_call_of_a_scan(tmp_path: Path) -> None:
    cases, stale = scan_restless(tmp_path, targets=(4,), step=5)
    assert cases >= 50
    assert stale >= cases // 2


def test_that_hostile_names_are_told_and_escaped(tmp_path: Path) -> None:
    folder = fill(tmp_path / "traces", {9000: 5})
    for name in hostile_names(60, 20020):
        if run_number(name) is None:
            (folder / name).touch()
    told = scan(str(folder)).misnamed
    code, said = run_quietly(["plan", str(folder), "--output", str(tmp_path / "plan.txt")])
    assert code == 0
    assert len(told) > 30
    assert all(map(is_escaped, said.splitlines()))
    assert is_escaped((tmp_path / "plan.txt").read_text("utf-8").replace("\n", ""))
