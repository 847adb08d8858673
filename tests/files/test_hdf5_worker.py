import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from stackplan.core.trace_checks import TraceFacts
from stackplan.files.hdf5_worker import answer_all, facts_of

h5py = pytest.importorskip("h5py", reason="the extra 'hdf5' is not installed")


PADS = ("get/pads",)
NEW = tuple(f"get/si_{side}" for side in ("upstream_front", "upstream_back",
                                           "downstream_front", "downstream_back"))  # fmt: skip
OLD = tuple(name.replace("/si_", "/silicon_") for name in NEW)
FRIB = ("frib_physics/977", "frib_physics/1903")


def write(
    path: Path,
    version: str | bytes,
    *,
    first: int = 0,
    last: int = 9,
    names: tuple[str, ...] | None = None,
    n_events: int = 1,
    **more: int,
) -> Path:
    """A file of a merger, a harmonizer or a synchronizer, with its first event or events."""
    name = version if isinstance(version, str) else version.decode()
    usual = (*PADS, *OLD) if name == "libattpc_merger:2.0" else ("get_traces",)
    with h5py.File(path, "w") as file:
        events = file.create_group("events")
        marks = {"version": version, "min_event": first, "max_event": last, **more}
        for name, value in marks.items():
            events.attrs[name] = value
        for number in range(first, first + n_events):
            event = events.create_group(f"event_{number}")
            for each in usual if names is None else names:
                event[each] = [1]
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
    facts = read(write(tmp_path / "b.h5", "libattpc_merger:3.0"))
    assert (facts.events, facts.is_readable) == (10, False), "a format that Spyral does not know"


@pytest.mark.parametrize(
    ("version", "names", "missing"),
    [
        ("1.0", ("get_traces",), ""),
        ("1.0", ("get_traces", *FRIB), ""),
        ("1.0", FRIB, "get_traces"),
        ("1.0", ("get_traces", "frib_physics/977", "frib_physics/1904"), "frib_physics/1903"),
        ("2.0", (*PADS, *OLD), ""),
        ("2.0", (*PADS, *OLD, *FRIB), ""),
        ("2.0", (*PADS, *OLD, *NEW), ""),
        ("2.0", (*PADS, *NEW), "get/silicon_upstream_front"),
        ("2.0", (*FRIB, *PADS, *NEW), "get/silicon_upstream_front"),
        ("2.0", (*PADS, *OLD[:3]), "get/silicon_downstream_back"),
        ("2.0", FRIB, "get/pads"),
        ("2.0", (*PADS, *OLD, "frib_physics/1903"), "frib_physics/977"),
    ],
)
def test_that_what_spyral_does_not_find_in_the_first_event_is_named(
    tmp_path: Path, version: str, names: tuple[str, ...], missing: str
) -> None:
    path = write(tmp_path / "a.h5", f"libattpc_merger:{version}", first=4, names=names)
    facts = read(path)
    assert (facts.is_readable, facts.events) == (not missing, 6)
    if missing:
        assert facts.problem.startswith(f"its first event has no {missing}; ")


def test_that_spyral_fails_at_the_first_event_that_is_there(tmp_path: Path) -> None:
    path = write(tmp_path / "a.h5", "libattpc_merger:2.0", first=3, names=NEW)
    with h5py.File(path, "r+") as file:
        file["events"].attrs["min_event"] = 0
    assert read(path).is_readable is False
    with h5py.File(path, "r+") as file:
        file["events"].attrs["max_event"] = 3  # it stops before the last one
    assert read(path).is_readable is True


def test_that_a_file_without_any_event_is_not_asked_for_a_hundred(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.h5", "libattpc_merger:1.0", last=999, n_events=0)
    asked: list[str] = []
    real = h5py.Group.__contains__

    def note(group: Any, name: str) -> bool:
        asked.append(name)
        return bool(real(group, name))

    monkeypatch.setattr(h5py.Group, "__contains__", note)
    assert read(path) == TraceFacts("libattpc_merger:1.0", 1000, None, True)
    assert not [name for name in asked if name.startswith("event_")]


@pytest.mark.parametrize("version", ["1.0", "2.0"])
@pytest.mark.parametrize("n_events", [0, 1, 2, 300])
def test_that_a_merge_that_broke_off_holds_no_event_and_a_file_of_one_event_is_good(
    tmp_path: Path, version: str, n_events: int
) -> None:
    path = write(tmp_path / "a.h5", f"libattpc_merger:{version}", last=0, n_events=n_events)
    facts = read(path)
    assert (facts.is_empty, facts.events) == ((False, 1) if n_events == 1 else (True, None))
    assert facts.fault == ("" if n_events == 1 else "holds no complete event; its merge broke off")
    assert read(write(tmp_path / "b.h5", "libattpc_merger:2.0", last=0, names=FRIB)).is_empty
    for writer in ("synchronizer:0.1.0", "harmonizer:0.1.0"):
        assert read(write(tmp_path / "b.h5", writer, last=0)).is_empty, "a count of none"


def test_that_the_first_mergers_files_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.h5"
    with h5py.File(path, "w") as file:
        file.create_group("meta")
    assert read(path).fault == "Spyral 1.1.2 cannot read it"
    assert "its merge broke off" in read(path).problem
    with h5py.File(path, "r+") as file:
        file["meta/meta"] = [5, 10**8, 14, 3 * 10**8]
    assert read(path) == TraceFacts("legacy", 10, 2000, True)
    with h5py.File(path, "r+") as file:
        file["meta/meta"][:] = [0, 10**8, 0, 10**8]
    assert read(path).events == 1
    with h5py.File(path, "r+") as file:
        file["meta/meta"][:] = [10**9, 0, 0, 0]  # as its writer begins
    assert read(path).is_empty


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
    assert read(path).problem == "its events have no version"
    write(path, "libattpc_merger:1.0")
    with h5py.File(path, "r+") as file:
        del file["events"].attrs["max_event"]
    assert (read(path).is_readable, read(path).problem) == (False, "its events have no max_event")


def test_that_each_line_is_answered_by_one(tmp_path: Path) -> None:
    path = write(tmp_path / "b\udcff.h5", "libattpc_merger:1.0")
    requests = [{"run": 5, "path": str(path)}, {"run": 6, "path": str(tmp_path / "gone")}]
    answers = io.StringIO()
    answer_all(io.StringIO("".join(json.dumps(each) + "\n" for each in requests)), answers)
    replies: list[dict[str, Any]] = [json.loads(line) for line in answers.getvalue().splitlines()]
    assert [reply["run"] for reply in replies] == [5, 6]
    assert replies[0]["events"] == 10


def test_that_a_library_that_cannot_be_imported_is_told_for_each_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "h5py", None)
    answers = io.StringIO()
    answer_all(io.StringIO(json.dumps({"run": 5, "path": "a.h5"}) + "\n"), answers)
    assert "h5py" in json.loads(answers.getvalue())["no_library"]
