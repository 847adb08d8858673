"""Reading trace files with the HDF5 library, in a process that may be ended at any moment.

Started as ``python -m stackplan.files.hdf5_child``: takes a line of JSON a file, ``{"run": 5,
"path": "..."}``, and answers each with one line. Files are opened without a lock: HDF5's own would
make the writer of a file fail, and leave that file empty.
"""

import json
import os
import sys
from typing import IO, Any

_NEW_NAME, _SPYRAL_NAME = "si_upstream_front", "silicon_upstream_front"
_MERGER, _MERGER_2 = "libattpc_merger:", "libattpc_merger:2.0"
_READABLE = frozenset({
    "libattpc_merger:1.0", _MERGER_2, "synchronizer:0.1.0", "harmonizer:0.1.0",
})  # fmt: skip
_CLOCK_HZ = 100_000_000
# A merge that has not ended has room, and 0 for its last event.
_MERGED_BYTES = 1_000_000
_MOST_WORDS = 120


def facts_of(path: str) -> dict[str, Any]:
    """Read what one file says.

    Parameters
    ----------
    path : str
        A trace file.

    Returns
    -------
    dict
        The fields of `TraceFacts`; only a problem where the file cannot be read.
    """
    import h5py

    try:
        with h5py.File(os.fsencode(path), "r", locking=False) as file:
            if "meta" in file:
                return _legacy(file)
            if "events" not in file:
                problem = "has neither events nor meta, so Spyral passes it over"
                return {"is_readable": False, "problem": problem}
            return _merged(file, os.stat(path).st_size)
    except (OSError, KeyError, ValueError, TypeError, RuntimeError, AttributeError) as error:
        words = " ".join(str(error).split())[:_MOST_WORDS]
        return {"problem": f"HDF5 cannot read it: {words}"}


def _legacy(file: Any) -> dict[str, Any]:
    if "meta" not in file["meta"]:
        return {"version": "legacy", "problem": "its merge has not finished"}
    first, begun, last, ended = (int(value) for value in file["meta"]["meta"][:4])
    events, beam = last - first + 1, _beam_ms(begun, ended)
    return {"version": "legacy", "events": events, "beam_ms": beam, "is_readable": True}


def _merged(file: Any, size: int) -> dict[str, Any]:
    events = file["events"]
    marks = events.attrs
    version = marks["version"]
    version = version.decode("utf-8", "replace") if isinstance(version, bytes) else str(version)
    first, last = int(marks["min_event"]), int(marks["max_event"])
    facts: dict[str, Any] = {"version": version[:_MOST_WORDS]}
    if last == 0 and size > _MERGED_BYTES:
        return {**facts, "problem": "its merge has not finished: it names no last event"}
    # A merger writes the number of the last event; harmonizer and synchronizer how many there are.
    facts["events"] = last - first + version.startswith(_MERGER)
    if "max_get_ts" in marks:
        facts["beam_ms"] = _beam_ms(int(marks["min_get_ts"]), int(marks["max_get_ts"]))
    return {**facts, **_readable(events, version, first)}


def _readable(events: Any, version: str, first: int) -> dict[str, Any]:
    if version not in _READABLE:
        return {"is_readable": False, "problem": "Spyral 1.1.2 does not know its format"}
    event = events.get(f"event_{first}") if version == _MERGER_2 else None
    boards = None if event is None else event.get("get")
    if boards is not None and _NEW_NAME in boards and _SPYRAL_NAME not in boards:
        return {"is_readable": False, "problem": "Spyral 1.1.2 cannot read this newer merger"}
    return {"is_readable": True}


def _beam_ms(begun: int, ended: int) -> int:
    return (ended - begun) * 1000 // _CLOCK_HZ


def answer_all(requests: IO[str], answers: IO[str]) -> None:
    """Answer requests until there are no more."""
    for line in requests:
        request = json.loads(line)
        reply = {"run": request["run"], **facts_of(request["path"])}
        answers.write(json.dumps(reply) + "\n")
        answers.flush()


if __name__ == "__main__":
    answer_all(sys.stdin, sys.stdout)
