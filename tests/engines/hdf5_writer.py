"""A writer of trace files: ``python hdf5_writer.py FILE LIBVER MODE`` or ``... FOLDER rounds N``.

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


def main(path: Path, libver: str, mode: str) -> None:
    file = h5py.File(path, "w", libver=libver)
    fill(file)
    if mode == "flushed":
        file.flush()
    if mode == "closed":
        file.close()
    print(f"ready {h5py.version.hdf5_version}", flush=True)  # noqa: T201 - said to the test
    sys.stdin.readline()


if __name__ == "__main__":
    if sys.argv[2] == "rounds":
        rounds(Path(sys.argv[1]), int(sys.argv[3]))
    else:
        main(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
