"""A job of Spyral's own engine that notes by itself when each phase began and ended.

Started as ``python timed_job.py FOLDER``: traces are made in FOLDER/traces, the workspace is
FOLDER/workspace, and FOLDER/seen.tsv gets a line a phase: run, phase, begin, end. The phases only
take their time; the last one logs nothing, as those of crews do. One stack meets a run that it
cannot read; another one is killed in the second phase of its second run.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from multiprocessing import set_start_method
from pathlib import Path
from typing import Any

from spyral.core.phase import PhaseLike
from spyral.core.pipeline import Pipeline, start_pipeline
from spyral.core.schema import PhaseResult
from spyral.core.spy_log import spyral_info

N_STACKS = 3
# By size Spyral deals them as 9 4 3, 8 5 2 and 7 6 1.
RUNS = range(1, 10)
UNREADABLE, KILLED = 5, 6
MEGABYTE = 10**6
HALF_A_HEAD = b"\x89HDF\r\n\x1a\n"


class Watched:
    """Notes the times of a phase; kills its process at one run, as a full memory does."""

    name: str

    def run(self, payload: Any, workspace: Path, *arguments: Any) -> Any:
        run, begin = payload.run_number, time.time()
        if run == KILLED and self.name != "Pointcloud":
            (workspace / self.name / f"run_{run:04d}.h5").write_bytes(HALF_A_HEAD)
            os.kill(os.getpid(), signal.SIGKILL)
        result = super().run(payload, workspace, *arguments)  # type: ignore[misc]  # of the phase mixed in
        with (workspace.parent / "seen.tsv").open("a", encoding="utf-8") as file:
            file.write(f"{run}\t{self.name}\t{begin:.4f}\t{time.time():.4f}\n")
        return result


class SlowPhase(PhaseLike):  # type: ignore[misc]  # Spyral has no types where it is not installed
    """Takes a second for ten megabytes."""

    def create_assets(self, workspace_path: Path) -> bool:
        return True

    def construct_artifact(self, payload: Any, workspace_path: Path) -> Any:
        path = self.get_artifact_path(workspace_path) / f"run_{payload.run_number:04d}.h5"
        traces = {"trace": payload.artifacts["trace"]}
        return PhaseResult({**traces, self.name: path}, True, payload.run_number)

    def run(self, payload: Any, workspace_path: Path, *_: Any) -> Any:
        if payload.run_number == UNREADABLE:
            time.sleep(0.1)  # a trace is opened first
            raise KeyError("Unable to open object 'silicon_upstream_front'")
        time.sleep(payload.artifacts["trace"].stat().st_size / MEGABYTE / 10)
        result = self.construct_artifact(payload, workspace_path)
        result.artifacts[self.name].write_bytes(HALF_A_HEAD * 12)
        if self.name == "Pointcloud":
            words = f"Phase {self.name} complete for run {payload.run_number}"
            spyral_info("spyral.phases.pointcloud_phase", words)
        return result


class WatchedPhase(Watched, SlowPhase):
    """A slow phase with a watch."""


def main(folder: Path) -> None:
    traces = folder / "traces"
    traces.mkdir()
    for run in RUNS:
        with (traces / f"run_{run:04d}.h5").open("wb") as file:
            file.truncate(run * MEGABYTE)
    phases = [WatchedPhase("Pointcloud"), WatchedPhase("Own")]
    pipeline = Pipeline(phases, [True, True], folder / "workspace", traces)
    start_pipeline(pipeline, 1, 9, N_STACKS, disable_display=True)


if __name__ == "__main__":
    set_start_method("spawn")
    main(Path(sys.argv[1]).resolve())
