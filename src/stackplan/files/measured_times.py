"""File of measured times of runs, kept because each start of Spyral overwrites its logs."""

import json
import os
from collections.abc import Iterable
from dataclasses import asdict

from stackplan.core.errors import StackplanError
from stackplan.core.text import printable
from stackplan.core.timing.rates import TimedRun
from stackplan.files import safe_write
from stackplan.files.disk_errors import disk_error

FILE_NAME = "measured-times.json"
_FORMAT = {"format": "stackplan-times", "version": 1}
_MAX_BYTES = 64_000_000
# The latest ones are kept.
_MAX_RUNS = 50_000
_MAX_INT = 2**63


def load_times(folder: str) -> tuple[TimedRun, ...]:
    """Read the times that earlier imports have kept in the account's data folder, by time.

    Raises `DiskError` if the file cannot be read, `StackplanError` with the remedy if it is
    damaged.
    """
    path = os.path.join(folder, FILE_NAME)
    try:
        with open(path, "rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise disk_error(error, path) from error
    try:
        return _read(data)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        message = f"{printable(path)} is damaged; delete it and read the workspaces again."
        raise StackplanError(message) from error


def keep_times(folder: str, timed: Iterable[TimedRun]) -> tuple[TimedRun, ...]:
    """Add times to those that are kept, and give all of them, by time.

    The same run at the same time is kept once. The folder is made if need be. Raises
    `StackplanError` as `load_times` does, and if the folder cannot be written to.
    """
    known = {(run.number, run.ended_ms): run for run in (*load_times(folder), *timed)}
    kept = tuple(sorted(known.values(), key=lambda run: (run.ended_ms, run.number)))[-_MAX_RUNS:]
    content = {**_FORMAT, "runs": [asdict(run) for run in kept]}
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise disk_error(error, folder) from error
    safe_write.save(os.path.join(folder, FILE_NAME), (json.dumps(content) + "\n").encode("ascii"))
    return kept


def _read(data: bytes) -> tuple[TimedRun, ...]:
    content = json.loads(data) if len(data) <= _MAX_BYTES else {}
    if any(content[key] != value for key, value in _FORMAT.items()):
        raise ValueError("another format or version")
    return tuple(
        TimedRun(
            _whole(entry["number"]),
            _whole(entry["size"]),
            _whole(entry["ms"]),
            _whole(entry["process"]),
            entry["first"] is True,
            _whole(entry["ended_ms"]),
            tuple(str(phase) for phase in list(entry["phases"])),
        )
        for entry in content["runs"]
    )


def _whole(value: object) -> int:
    if type(value) is not int or not -_MAX_INT <= value < _MAX_INT:
        raise ValueError("no whole number")
    return value
