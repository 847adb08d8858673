from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from engines.trace_files import cut_off, write_run
from stackplan.core.run_numbers import parse
from stackplan.files.exports.spyral_readable import unreadable_runs

if TYPE_CHECKING:
    from pathlib import Path


def test_that_files_of_a_newer_merger_are_found(tmp_path: Path) -> None:
    for number, version in ((1, "1.0"), (2, "2.0"), (3, "2.0"), (4, "1.0")):
        write_run(tmp_path / f"run_{number:04d}.h5", 3, version=version)
    cut_off(tmp_path / "run_0003.h5")
    (tmp_path / "run_0005.h5").write_bytes(b"")
    (tmp_path / "run_0006.h5").mkdir()
    assert unreadable_runs(str(tmp_path), range(10)) == parse("2-3")


def test_that_the_names_that_spyral_knows_are_no_fault(tmp_path: Path) -> None:
    write_run(tmp_path / "run_0001.h5", 3, version="2.0")
    path = tmp_path / "run_0001.h5"
    old = path.read_bytes()
    path.write_bytes(old.replace(b"si_upstream_front", b"silicon_upstream_front"))
    assert not unreadable_runs(str(tmp_path), [1])


@pytest.mark.parametrize("kind", ["pipe", "secret"])
def test_that_what_cannot_be_read_waits_for_nobody(guarded_folder: Path, kind: str) -> None:
    path = guarded_folder / "run_0001.h5"
    if kind == "pipe":
        os.mkfifo(path)
        assert stat.S_ISFIFO(path.stat().st_mode)
    else:
        path.write_bytes(b"libattpc_merger:2.0 si_upstream_front")
        path.chmod(0)
    assert not unreadable_runs(str(guarded_folder), [1])
