"""Real trace files, small: what attpc_merger writes, with h5py; and files that stop Spyral."""

import sys
from pathlib import Path

import h5py
import numpy as np

NEW_NAMES = (
    "si_upstream_front", "si_upstream_back", "si_downstream_front", "si_downstream_back",
)  # fmt: skip


def pad_traces(n_traces: int, draw: np.random.Generator) -> np.ndarray:
    """Rows of a hardware number and 512 samples with one peak each."""
    samples = np.arange(512)
    centres = draw.uniform(60, 380, n_traces)[:, None]
    peaks = 900 * np.exp(-(((samples - centres) / 6) ** 2))
    rows = np.empty((n_traces, 517), np.int16)
    rows[:, :5] = [[i % 10, i % 4, i % 4, i % 68, i] for i in range(n_traces)]
    rows[:, 5:] = 300 + draw.normal(0, 4, (n_traces, 512)) + peaks
    return rows


def write_run(path: Path, n_events: int, *, version: str = "1.0") -> None:
    """Write a trace file as libattpc_merger 1.0 or 2.0 does."""
    draw = np.random.default_rng(n_events)
    with h5py.File(path, "w") as file:
        events = file.create_group("events")
        events.attrs["version"] = f"libattpc_merger:{version}"
        events.attrs["min_event"] = 0
        events.attrs["max_event"] = n_events - 1
        events["charges"] = np.arange(n_events)
        for number in range(n_events):
            event = events.create_group(f"event_{number}")
            traces = pad_traces(30, draw)
            if version == "1.0":
                event["get_traces"] = traces
                continue
            event["get/pads"] = traces
            for name in NEW_NAMES:
                event[f"get/{name}"] = traces[:1]


def write_merger_2(path: Path, n_events: int, *, closes: bool = True) -> None:
    """Write a trace file in the order of attpc_merger 2: all FRIBDAQ events, then the pads.

    A merge that breaks off does not close: HDF5 closes the file, and no last event is written down.
    """
    with h5py.File(path, "w") as file:
        events = file.create_group("events")
        for name in ("min_event", "max_event", "min_get_ts", "max_get_ts"):
            events.attrs.create(name, 0, dtype="u8")
        events.attrs["version"] = "libattpc_merger:2.0"
        for number in range(n_events):
            physics = events.create_group(f"event_{number}").create_group("frib_physics")
            physics["977"] = np.zeros(1, "u2")
            physics["1903"] = np.zeros((2048, 8), "u2")
        for number in range(n_events):
            pads = events[f"event_{number}"].create_group("get")
            pads["pads"] = np.zeros((2, 517), "i2")
            for name in NEW_NAMES:
                pads[name] = np.zeros((0, 517), "i2")
        if closes:
            events.attrs["max_event"] = np.uint64(n_events - 1)
            events.attrs["max_get_ts"] = np.uint64(n_events)


def write_legacy(path: Path, n_events: int) -> None:
    """Write a trace file as the first attpc_merger did."""
    with h5py.File(path, "w") as file:
        file["meta/meta"] = np.array([0, 10**8, n_events - 1, 2 * 10**8], "u8")
        file.create_group("frib/evt")
        for number in range(n_events):
            file[f"get/evt{number}_data"] = np.zeros((2, 517), "i2")


def cut_off(path: Path) -> None:
    """Leave half of a file, as a copy that broke off does."""
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])


if __name__ == "__main__":  # FOLDER; for a Python that has h5py where this one has not
    for run in range(1, 10):
        write_run(Path(sys.argv[1]) / f"run_{run:04d}.h5", 4 + run)
