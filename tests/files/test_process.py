import os
import sys
import time
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files.process import default_stacks, say, utc_time, write_out, write_result


@pytest.mark.parametrize(("processors", "stacks"), [(1, 1), (2, 1), (17, 16)])
def test_that_one_processor_is_left_to_spyrals_parent(
    monkeypatch: pytest.MonkeyPatch, processors: int, stacks: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: set(range(processors + 9 * pid)))
    assert default_stacks() == stacks


@pytest.mark.parametrize(("processors", "stacks"), [(None, 1), (8, 7)])
def test_that_a_system_without_affinity_is_asked_for_its_processors(
    monkeypatch: pytest.MonkeyPatch, processors: int | None, stacks: int
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity")
    monkeypatch.setattr(os, "cpu_count", lambda: processors)
    assert default_stacks() == stacks


def test_that_a_time_is_written_as_plan_files_have_it() -> None:
    assert utc_time(1_795_372_800.9) == "2026-11-22T18:40:00Z"
    now = time.time()
    assert utc_time(now - 2) <= utc_time() <= utc_time(now + 60)


def test_that_a_dash_is_the_standard_output(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    write_result("-", b"one\n\xff", "/data/h5")
    assert capfdbinary.readouterr().out == b"one\n\xff"


def test_that_any_other_name_is_a_file_but_not_in_the_trace_folder(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").write_bytes(b"old")
    write_result(str(tmp_path / "plan.txt"), b"new", "/data/h5")
    assert (tmp_path / "plan.txt").read_bytes() == b"new"
    with pytest.raises(DiskError, match="lies in the trace folder"):
        write_result(str(tmp_path / "plan.txt"), b"new", str(tmp_path))


def test_that_a_closed_output_is_explained(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(DiskError, match="output is closed; name a file with --output"):
        write_out(b"text")


class Full:
    """An output of which every write fails."""

    def __init__(self, error: OSError) -> None:
        self.error, self.buffer = error, self

    def flush(self) -> None:
        pass

    def write(self, data: bytes) -> None:
        raise self.error

    def fileno(self) -> int:
        raise OSError


def test_that_a_full_output_is_a_fault_of_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full(OSError(28, "full")))
    with pytest.raises(DiskError, match="The disk is full at the standard output"):
        write_out(b"text")


def test_that_a_reader_that_has_seen_enough_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full(BrokenPipeError(32, "gone")))
    write_out(b"text")


def test_that_words_that_a_full_disk_does_not_take_are_heard_by_nobody(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        monkeypatch.setattr(sys, "stderr", full)
        say("the plan is made")
        full.write("more")  # neither is what comes later a fault
        full.flush()
