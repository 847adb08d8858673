"""Reading trace files with the HDF5 library, in a process that may be ended at any moment.

Started as ``python -m stackplan.files.hdf5_worker``: takes a line of JSON a file, ``{"run": 5,
"path": "..."}``, and answers each with one line. Files are opened without a lock: HDF5's own would
make the writer of a file fail, and leave that file empty.
"""

import importlib
import itertools
import json
import os
import sys
from typing import IO, Any

_MERGER, _MERGER_2 = "libattpc_merger:", "libattpc_merger:2.0"
_PADS = ("get_traces",)
_SILICON = ("upstream_front", "upstream_back", "downstream_front", "downstream_back")
# What Spyral 1.1.2 reads of each event, by the version of the file; it knows no other version, and
# fails at the first event in which something of it is missing.
_READS = {
    "libattpc_merger:1.0": _PADS,
    "synchronizer:0.1.0": _PADS,
    "harmonizer:0.1.0": _PADS,
    _MERGER_2: ("get/pads", *(f"get/silicon_{side}" for side in _SILICON)),
}
# What it reads besides if an event has data of FRIBDAQ.
_FRIB, _FRIB_READS = "frib_physics", ("frib_physics/1903", "frib_physics/977")
# An event with data of the pads has one of these.
_PAD_DATA = ("get", "get_traces")
# How many numbers are tried to find the first event: mergers count from 0 without a gap.
_MOST_TRIED = 100
_CLOCK_HZ = 100_000_000
_MOST_WORDS = 120
# What a library of another Python, or of another numpy, raises when it is imported.
_IMPORT_ERRORS = (ImportError, AttributeError, OSError, RuntimeError, SystemError, ValueError)


def facts_of(path: str) -> dict[str, Any]:
    """Read the fields of `TraceFacts` from a file; only a problem where it cannot be read."""
    import h5py

    try:
        with h5py.File(os.fsencode(path), "r", locking=False) as file:
            if "meta" in file:
                return _legacy(file)
            if "events" not in file:
                problem = "it has neither events nor meta"
                return {"is_readable": False, "problem": problem}
            return _merged(file)
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, AttributeError) as error:
        words = " ".join(str(error).split())[:_MOST_WORDS]
        return {"problem": f"HDF5 cannot read it: {words}"}


def _legacy(file: Any) -> dict[str, Any]:
    if "meta" not in file["meta"]:
        # The first merger writes it last, and Spyral reads it first.
        problem = "it has no meta/meta, for its merge broke off"
        return {"version": "legacy", "is_readable": False, "problem": problem}
    first, begun, last, ended = (int(value) for value in file["meta"]["meta"][:4])
    facts: dict[str, Any] = {"version": "legacy", "is_readable": True}
    if last < first:
        return {**facts, "is_empty": True}
    return {**facts, "events": last - first + 1, "beam_ms": _beam_ms(begun, ended)}


def _merged(file: Any) -> dict[str, Any]:
    events = file["events"]
    marks = events.attrs
    for name in ("version", "min_event", "max_event"):
        if name not in marks:
            return {"is_readable": False, "problem": f"its events have no {name}"}
    version = marks["version"]
    version = version.decode("utf-8", "replace") if isinstance(version, bytes) else str(version)
    first, last = int(marks["min_event"]), int(marks["max_event"])
    facts: dict[str, Any] = {"version": version[:_MOST_WORDS]}
    is_merger = version.startswith(_MERGER)
    if last <= first and not (is_merger and _has_one_event(events, first)):
        return {**facts, **_readable(events, version, first, last), "is_empty": True}
    # A merger writes the number of the last event; harmonizer and synchronizer how many there are.
    facts["events"] = last - first + is_merger
    if "max_get_ts" in marks:
        facts["beam_ms"] = _beam_ms(int(marks["min_get_ts"]), int(marks["max_get_ts"]))
    return {**facts, **_readable(events, version, first, last)}


def _has_one_event(events: Any, first: int) -> bool:
    """Tell a file of one event from one whose last event was never written down (both say 0)."""
    # Two names are enough; a file may have a million.
    names = (name for name in events if name.startswith("event_"))
    if [*itertools.islice(names, 2)] != [f"event_{first}"]:
        return False
    event = events[f"event_{first}"]
    return _FRIB not in event or any(name in event for name in _PAD_DATA)


def _readable(events: Any, version: str, first: int, last: int) -> dict[str, Any]:
    if version not in _READS:
        return {"is_readable": False, "problem": f"it does not know the format {version}"}
    # Spyral stops before `last`, and passes over numbers that have no event.
    tried = range(first, min(last, first + _MOST_TRIED)) if _has_members(events) else ()
    name = next((f"event_{n}" for n in tried if f"event_{n}" in events), None)
    if name is not None:
        event = events[name]
        wanted = _READS[version] + (_FRIB_READS if _FRIB in event else ())
        missing = [each for each in wanted if each not in event]
        if missing:
            problem = f"its first event has no {missing[0]}; written by {version}"
            return {"is_readable": False, "problem": problem}
    return {"is_readable": True}


def _has_members(group: Any) -> bool:
    """Tell whether a group holds anything; `len` would count a million events one by one."""
    from h5py import h5

    names = []

    def end_with(name: bytes) -> bool:
        names.append(name)
        return True  # anything but None ends the iteration

    group.id.links.iterate(end_with, order=h5.ITER_NATIVE)
    return bool(names)


def _beam_ms(begun: int, ended: int) -> int:
    return (ended - begun) * 1000 // _CLOCK_HZ


def _import_trouble() -> str:
    """Say why the library cannot be imported; empty if it can."""
    try:
        importlib.import_module("h5py")
    except _IMPORT_ERRORS as error:
        return " ".join(str(error).split())[:_MOST_WORDS] or type(error).__name__
    return ""


def answer_all(requests: IO[str], answers: IO[str]) -> None:
    """Answer all requests; each with the same error where the library cannot be imported."""
    trouble = _import_trouble()
    for line in requests:
        request = json.loads(line)
        facts = {"no_library": trouble} if trouble else facts_of(request["path"])
        reply = {"run": request["run"], **facts}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


if __name__ == "__main__":
    answer_all(sys.stdin, sys.stdout)
