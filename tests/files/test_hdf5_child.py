from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

from stackplan.core.trace_facts import TraceFacts
from stackplan.files.hdf5_child import answer_all, facts_of

if TYPE_CHECKING:
    from pathlib import Path

h5py = pytest.importorskip("h5py", reason="the extra 'hdf5' is not installed")


def write(path: Path, version: str | bytes, *, first: int = 0, last: int = 9, **more: int) -> Path:
    """A file of a merger, a harmonizer or a synchronizer, with its first event."""
    with h5py.File(path, "w") as file:
        events = file.create_group("events")
        marks = {"version": version, "min_event": first, "max_event": last, **more}
        for name, value in marks.items():
            events.attrs[name] = value
        events.create_group(f"event_{first}/get")
    return path


def read(path: Path) -> TraceFacts:
    return TraceFacts(**facts_of(str(path)))


@pytest.mark.parametrize(
    ("version", "events"),
    [
        ("libattpc_merger:1.0", 10),
        (b"libattpc_merger:2.0", 10),
        ("synchronizer:0.1.0", 9),
        ("harmonizer:0.1.0", 9),
    ],
)
def test_that_events_are_counted_as_their_writer_counts(
    tmp_path: Path, version: str | bytes, events: int
) -> None:
    name = version if isinstance(version, str) else version.decode()
    assert read(write(tmp_path / "a.h5", version)) == TraceFacts(name, events, None, True)


def test_that_the_beam_time_is_that_of_the_clock(tmp_path: Path) -> None:
    path = write(tmp_path / "a.h5", "libattpc_merger:1.0", min_get_ts=10**8, max_get_ts=361 * 10**9)
    assert read(path).beam_ms == 3_609_000


def test_that_the_newer_merger_is_told_from_what_spyral_reads(tmp_path: Path) -> None:
    path = write(tmp_path / "a.h5", "libattpc_merger:2.0", first=4)
    with h5py.File(path, "r+") as file:
        file["events/event_4/get/si_upstream_front"] = [1]
    assert (read(path).is_readable, read(path).events) == (False, 6)
    assert "newer merger" in read(path).problem
    with h5py.File(path, "r+") as file:
        file["events/event_4/get/silicon_upstream_front"] = [1]
    assert read(path).is_readable


def test_that_a_format_that_spyral_does_not_know_is_told(tmp_path: Path) -> None:
    facts = read(write(tmp_path / "a.h5", "libattpc_merger:3.0"))
    assert (facts.events, facts.is_readable) == (10, False)


def test_that_a_merge_that_has_not_ended_is_told(tmp_path: Path) -> None:
    path = write(tmp_path / "a.h5", "libattpc_merger:1.0", last=0)
    assert read(path).events == 1
    with h5py.File(path, "r+") as file:
        file["data"] = b"x" * 1_100_000
        file["more"] = list(range(150_000))
    assert read(path).events is None
    assert "not finished" in read(path).problem


def test_that_the_first_mergers_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_group("meta")
    assert "not finished" in read(path).problem
    with h5py.File(path, "r+") as file:
        file["meta/meta"] = [5, 10**8, 14, 3 * 10**8]
    assert read(path) == TraceFacts("legacy", 10, 2000, True)


@pytest.mark.parametrize("content", [b"", b"text", b"\x89HDF\r\n\x1a\n" + b"\0" * 88])
def test_that_what_is_no_trace_file_is_a_problem(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.h5"
    path.write_bytes(content)
    assert read(path).problem.startswith("HDF5 cannot read it: ")
    assert "HDF5 cannot read it" in read(tmp_path / "gone.h5").problem


def test_that_a_file_of_something_else_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file["temperature"] = [20]
    assert read(path).is_readable is False
    with h5py.File(path, "w") as file:
        file["events"] = [20]
    assert read(path).problem.startswith("HDF5 cannot read it")


def test_that_each_line_is_answered_by_one(tmp_path: Path) -> None:
    path = write(tmp_path / "b\udcff.h5", "libattpc_merger:1.0")
    requests = [{"run": 5, "path": str(path)}, {"run": 6, "path": str(tmp_path / "gone")}]
    answers = io.StringIO()
    answer_all(io.StringIO("".join(json.dumps(each) + "\n" for each in requests)), answers)
    replies: list[dict[str, Any]] = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert [reply["run"] for reply in replies] == [5, 6]
    assert replies[0]["events"] == 10
