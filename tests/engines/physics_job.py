"""The job of `timed_job` with Spyral's own phases: ``python physics_job.py FOLDER``."""

from __future__ import annotations

import sys
from multiprocessing import set_start_method
from pathlib import Path

import spyral

from engines import pointcloud_pipeline
from engines.timed_job import N_STACKS, RUNS, UNREADABLE, Watched
from engines.trace_files import write_run

EVENTS = {number: 10 + 8 * number for number in RUNS}


class WatchedPointcloud(Watched, spyral.PointcloudPhase):  # type: ignore[misc]  # untyped
    """The first phase, with a watch."""


class WatchedCluster(Watched, spyral.ClusterPhase):  # type: ignore[misc]  # likewise
    """The last phase, with a watch."""


def main(folder: Path) -> None:
    traces = folder / "traces"
    traces.mkdir()
    for run, events in EVENTS.items():
        version = "2.0" if run == UNREADABLE else "1.0"
        write_run(traces / f"run_{run:04d}.h5", events, version=version)
    spyral.PointcloudPhase, spyral.ClusterPhase = WatchedPointcloud, WatchedCluster
    pipeline = pointcloud_pipeline.make_pipeline()
    pipeline.workspace, pipeline.traces = folder / "workspace", traces
    spyral.start_pipeline(pipeline, RUNS[0], RUNS[-1], N_STACKS, disable_display=True)


if __name__ == "__main__":
    set_start_method("spawn")
    main(Path(sys.argv[1]).resolve())
