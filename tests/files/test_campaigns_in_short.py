"""The short forms of campaigns: damaged input, calls that fail, full disks, languages, savers."""

import math
from pathlib import Path

import pytest

from faults.call_loop import fail_each_call
from faults.commands import run_quietly
from faults.contests import contest
from faults.full_disk import (
    hanging_disk,
    make_read_only,
    small_disk,
    write_with_little_room,
    writers,
)
from faults.fuzzing import fuzz
from faults.killed_saves import kill_in_process
from faults.locales import exported
from faults.operations import Operation, operations, plan_file_for
from faults.readers import readers
from faults.restless import hostile_names, is_escaped, scan_restless
from folders import fill
from provisions import provided
from stackplan.core.errors import DiskError
from stackplan.core.runs import run_number
from stackplan.files.plan_file import save_plan
from stackplan.files.safe_write import save
from stackplan.files.scan import scan


@pytest.mark.parametrize("name", [name for name in readers() if name != "settings"])
def test_that_damaged_input_is_read_or_refused_in_a_sentence(name: str) -> None:
    found = fuzz(name, 20020, 300, slow=math.inf)  # what takes long is told by the campaign
    assert found.faults == []
    assert found.inputs == 300


# Not the commands, which read the plan again: their calls are those of the others, many times over.
@pytest.mark.parametrize("operation", operations(), ids=lambda operation: operation.name)
def test_that_whichever_call_fails_nothing_is_lost_and_one_sentence_is_said(
    tmp_path: Path, operation: Operation
) -> None:
    tally = fail_each_call([operation], ["EIO"], tmp_path)
    assert tally.faults == []
    assert tally.refused >= 2


def test_that_a_full_disk_holds_the_old_file_or_the_new(tmp_path: Path) -> None:
    cases, refused = write_with_little_room(writers(), tmp_path, most_pages=2)
    assert cases == 3 * len(writers())
    assert refused >= 2 * len(writers())


def test_that_a_disk_that_has_turned_read_only_is_named(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        save(str(disk / "plan.txt"), b"old")
        make_read_only(disk)
        with pytest.raises(DiskError, match=r"plan\.txt is read-only; choose another"):
            save(str(disk / "plan.txt"), b"new")
        assert (disk / "plan.txt").read_bytes() == b"old"


def test_that_a_disk_whose_server_has_died_is_named(tmp_path: Path) -> None:
    with hanging_disk(tmp_path / "disk") as disk:
        assert len(scan(str(disk.folder)).runs) == 20
        disk.die()
        with pytest.raises(DiskError, match="is not connected any more; mount it again"):
            scan(str(disk.folder))


def test_that_exports_do_not_depend_on_language_and_zone(tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    save_plan(str(plan), plan_file_for(tmp_path))
    languages = provided("languages")
    last = {"LC_ALL": "ar_EG.UTF-8", "LOCPATH": str(languages), "TZ": "Asia/Kathmandu"}
    assert exported(plan, last) == exported(plan, {"LC_ALL": "C", "TZ": "UTC"})


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


def test_that_killed_savers_spoil_no_file_and_lose_no_acknowledged_plan(tmp_path: Path) -> None:
    figures = kill_in_process(tmp_path, 20020, 25)
    assert (figures.corrupt, figures.lost, figures.left_after_save) == (0, 0, 0)
    assert figures.kills == 25


def test_that_two_savers_never_mix_a_plan_and_the_loser_is_told(tmp_path: Path) -> None:
    found = contest(tmp_path, 30, 20020)
    assert (found.mixed, found.untold) == (0, 0)
    assert found.saved + found.told == 60
