"""A writer of trace files: ``hdf5_writer.py FILE LIBVER MODE [FILE ...]`` or ``FOLDER rounds N``.

MODE is ``open``, ``flushed`` or ``closed``: it writes so far, says ``ready``, and waits for a line.
``rounds`` creates, writes and closes one file after another, and fails as soon as it is disturbed.
"""

import sys
from pathlib import Path

import h5py


def fill(file: h5py.File) -> None:
    events = file.create_group("events")
    events.attrs["version"] = "libattpc_merger:1.0"
    events.attrs["min_event"], events.attrs["max_event"] = 0, 9
    for number in range(10):
        events[f"event_{number}/get_traces"] = list(range(2000))


def rounds(folder: Path, count: int) -> None:
    for number in range(count):
        with h5py.File(folder / f"run_{number % 8:04d}.h5", "w") as file:
            fill(file)
        with h5py.File(folder / f"run_{number % 8:04d}.h5", "r+") as file:
            file.attrs["round"] = number


def write(path: Path, libver: str, mode: str) -> h5py.File:
    file = h5py.File(path, "w", libver=libver)
    fill(file)
    if mode == "flushed":
        file.flush()
    if mode == "closed":
        file.close()
    return file


if __name__ == "__main__":
    if sys.argv[2] == "rounds":
        rounds(Path(sys.argv[1]), int(sys.argv[3]))
    else:
        words = iter(sys.argv[1:])
        files = [write(Path(path), *more) for path, *more in zip(words, words, words, strict=True)]
        print(f"ready {h5py.version.hdf5_version}", flush=True)  # noqa: T201 - said to the test
        sys.stdin.readline()
