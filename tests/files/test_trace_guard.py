import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stackplan.files import paths as trace_guard
from stackplan.files.paths import lies_in, lies_in_by_name
from stackplan.files.safe_write import save


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A trace folder on a disk that does not answer, until the test is over."""
    (tmp_path / "traces").mkdir()
    folder = str(tmp_path / "traces")
    real, over = os.stat, threading.Event()

    def stat(path: Any, *arguments: Any, **more: Any) -> os.stat_result:
        if str(path) == folder:
            over.wait()
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(trace_guard, "_PATIENCE_S", 0.05)
    yield folder
    over.set()


def test_that_a_dead_trace_disk_keeps_no_plan_from_being_saved_elsewhere(
    tmp_path: Path, dead: str
) -> None:
    save(str(tmp_path / "plan.txt"), b"new", dead)
    assert (tmp_path / "plan.txt").read_bytes() == b"new"


def test_that_a_dead_trace_disk_is_still_known_by_its_name(dead: str) -> None:
    assert lies_in(dead, dead)
    assert lies_in(f"{dead}/deep", dead)
    assert not lies_in(f"{dead}2", dead)


def test_that_names_are_compared_part_by_part() -> None:
    assert lies_in_by_name("/data/h5/deep", "/data/h5/")
    assert lies_in_by_name("/data/x/../h5", "/data/h5")
    assert not lies_in_by_name("/data/h50", "/data/h5")
    assert not lies_in_by_name("/data", "/data/h5")
