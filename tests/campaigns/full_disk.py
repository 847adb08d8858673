"""Real disks that are full, have turned read-only, or do not answer; two minutes, as root."""

from pathlib import Path

import pytest

from faults.campaign import tell
from faults.full_disk import (
    hanging_disk,
    make_read_only,
    small_disk,
    write_with_little_room,
    writers,
)
from faults.hangs import watch_hang
from faults.operations import Operation
from stackplan.core.errors import DiskError, StackplanError
from stackplan.files.scan import scan

pytestmark = pytest.mark.timeout(0)

# Seconds: silence is told after five, and a window closes within one.
LOOK_ON, CLOSE = 8, 1.0


@pytest.mark.parametrize("operation", writers(), ids=lambda operation: operation.name)
def test_that_a_disk_with_little_room_holds_the_old_or_the_new(
    tmp_path: Path, operation: Operation
) -> None:
    cases, refused = write_with_little_room([operation], tmp_path, most_pages=40)
    tell(f"{operation.name}, full", cases=cases, refused=refused)
    assert refused >= 2


@pytest.mark.parametrize("operation", writers(), ids=lambda operation: operation.name)
def test_that_a_disk_that_turns_read_only_is_named(tmp_path: Path, operation: Operation) -> None:
    with small_disk(tmp_path / "disk") as disk:
        operation.prepare(disk)
        before = {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()}
        make_read_only(disk)
        try:
            outcome = operation.act(disk)
        except StackplanError as refusal:
            outcome = refusal
        assert "read-only" in str(outcome)
        assert {path: path.read_bytes() for path in disk.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("what", ["open", "save", "edit"])
def test_that_a_disk_that_hangs_is_told_and_does_not_hold_the_window(
    tmp_path: Path, what: str
) -> None:
    with hanging_disk(tmp_path / "disk") as disk:
        disk.stop()
        path = disk.folder / "plan.txt" if what == "save" else disk.folder
        state = disk.folder if what == "edit" else None
        report = watch_hang(tmp_path, path, what, LOOK_ON, state)
    tell(f"hangs on {what}", says=report.words, gap=report.gap, closed=report.closed)
    assert "disk has not answered for " in report.words
    assert report.closed < CLOSE


def test_that_a_disk_whose_server_has_died_is_named(tmp_path: Path) -> None:
    with hanging_disk(tmp_path / "disk") as disk:
        assert len(scan(str(disk.folder)).runs) == 20
        disk.die()
        with pytest.raises(DiskError, match="is not connected any more; mount it again"):
            scan(str(disk.folder))
