"""The short form of the campaign with real disks that are full, read-only, or dead."""

from pathlib import Path

import pytest

from faults.full_disk import (
    hanging_disk,
    make_read_only,
    small_disk,
    write_with_little_room,
    writers,
)
from stackplan.core.errors import DiskError
from stackplan.files.safe_write import save
from stackplan.files.scan import scan


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
