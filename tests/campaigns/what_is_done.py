"""What script and program say is done in workspaces of the real Spyral; some minutes.

``sh packaging/test.sh --campaigns what_is_done`` makes each workspace with attpc-spyral from PyPI
and prints what ``run_plan.py rest``, ``stackplan rest``, *Progress of the analysis* and
*Plan what is left* say of it, beside the truth.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FunctionType

import h5py
import numpy as np
import pytest

from engines import exporting
from engines.exporting import plan_of, write_export
from engines.spyral_environment import spyral_python
from stackplan.core.run_numbers import parse
from stackplan.core.spyral.progress import board, progress_of
from stackplan.core.spyral.remainder import remainder_of
from stackplan.core.spyral.run_times import timed_runs
from stackplan.files.plan_file import load_plan
from stackplan.files.spyral_workspace import read_workspace

pytestmark = pytest.mark.timeout(1800)

PIPELINE = Path(exporting.__file__).with_name("cloud_pipeline.py")
STACKS = [[56, 54], [55, 53]]
RUNS = {53, 54, 55, 56}
NOW_MS = 10**14
PLAIN = """
import sys
from multiprocessing import set_start_method
from spyral import start_pipeline
from my_pipeline import make_pipeline
if __name__ == "__main__":
    set_start_method("spawn")
    first, last, skip = int(sys.argv[1]), int(sys.argv[2]), list(map(int, sys.argv[3:]))
    start_pipeline(make_pipeline(), first, last, 2, True, skip)
"""


@pytest.fixture(scope="module")
def python() -> str:
    return spyral_python()


class Night:
    """A crew's folder: point clouds, stand-ins for the traces, a pipeline, and our script."""

    def __init__(self, folder: Path, python: str) -> None:
        self.folder, self.python = folder, python
        self.workspace = folder / "workspace"
        for name in ("traces", "workspace/Pointcloud"):
            (folder / name).mkdir(parents=True)
        for run in RUNS:
            write_clouds(self.cloud(run), run)
            os.utime(self.cloud(run), (1.7e9, 1.7e9))
            trace = folder / "traces" / f"run_{run:04d}.h5"
            trace.write_bytes(bytes(1000 * (run - 50)))
            os.utime(trace, (1.6e9, 1.6e9))
        shutil.copy(PIPELINE, folder / "my_pipeline.py")
        (folder / "plain.py").write_text(PLAIN, "ascii")
        self.settle()
        plan_file = plan_of(STACKS, str(folder / "traces"))
        write_export(folder / "plan.txt", plan_file, "text")
        pipeline = "my_pipeline:make_pipeline"
        write_export(folder / "run_plan.py", plan_file, "spyral", pipeline=pipeline)

    def settle(self, *settings: str) -> None:
        """Let the pipeline be the usual one, or with these faults."""
        (self.folder / "settings.json").write_text(json.dumps(settings), "ascii")

    def cloud(self, run: int) -> Path:
        return self.workspace / "Pointcloud" / f"run_{run:04d}.h5"

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.python, "-W", "ignore", *words], cwd=self.folder, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, *words: str) -> str:
        return self.start(*words).communicate(timeout=900)[0]

    def script_says(self) -> set[int]:
        """Runs that `run_plan.py rest` has left, by its lines without a #."""
        return numbers_of(self.run("run_plan.py", "rest"))

    def program_says(self) -> set[int]:
        """Runs that `stackplan rest` does not tell as done."""
        done = subprocess.run(
            [sys.executable, "-m", "stackplan", "rest", "plan.txt", "workspace"],
            cwd=self.folder, capture_output=True, text=True, timeout=100, check=False,
        )  # fmt: skip
        found = re.search(r"runs? done: ([0-9, -]+)\.", done.stderr)
        left = RUNS - set(parse(found[1]) if found else ())
        # A stack that was at work a moment ago keeps its runs.
        assert numbers_of(done.stdout) == left or "at work" in done.stderr, done.stderr
        return left

    def window_says(self) -> set[int]:
        """Runs that are left as *Progress of the analysis* and *Plan what is left* count."""
        plan = load_plan(str(self.folder / "plan.txt")).plan
        workspace = read_workspace(str(self.workspace), str(self.folder / "traces"))
        progress = progress_of(plan, workspace, {}, NOW_MS)
        left = set(remainder_of(plan, progress).plan.places)
        board_left = sum(row.runs - row.done for row in board(plan, progress, ()))
        assert len(left) == board_left
        failed = set(progress.runs("failed"))
        assert not failed & {run.number for run in timed_runs(workspace, {})}
        return left


def numbers_of(text: str) -> set[int]:
    """Runs on lines that hold nothing but numbers."""
    lines = (line for line in text.splitlines() if re.fullmatch(r"[0-9 ]+", line))
    return {int(word) for line in lines for word in line.split()}


def write_clouds(path: Path, run: int) -> None:
    """Write point clouds of a few events with one track each, as Spyral's first phase does."""
    draw = np.random.default_rng(run)
    n_events = 4 + run - 53
    way = np.linspace(0, 1, 150)
    with h5py.File(path, "w") as file:
        group = file.create_group("cloud")
        group.attrs.update(min_event=0, max_event=n_events - 1)
        for event in range(n_events):
            cloud = np.zeros((150, 8))
            cloud[:, 0] = 120 * way * np.cos(2 * way) + draw.normal(0, 1, 150)
            cloud[:, 1] = 120 * way * np.sin(2 * way) + draw.normal(0, 1, 150)
            cloud[:, 2] = 200 + 500 * way
            cloud[:, 3], cloud[:, 4], cloud[:, 7] = 500, 2000, 1
            cloud[:, 5] = draw.integers(0, 10000, 150)
            cloud[:, 6] = 100 + 200 * way
            dataset = group.create_dataset(f"cloud_{event}", data=cloud)
            for name in ("ic_amplitude", "ic_multiplicity", "ic_integral", "ic_centroid"):
                dataset.attrs[name] = -1.0
            dataset.attrs.update(orig_run=run, orig_event=event)


def spoil(path: Path) -> None:
    """Leave an HDF5 file without point clouds: Spyral fails as soon as it has opened it."""
    with h5py.File(path, "w") as file:
        file.create_group("nothing")
    os.utime(path, (1.7e9, 1.7e9))


def local(night: Night) -> None:
    night.run("run_plan.py", "local")


def plain(night: Night, first: int = 53, last: int = 56, *skipped: int) -> None:
    night.run("plain.py", *map(str, (first, last, *skipped)))


def overlap_by_script(night: Night) -> set[int]:
    night.settle("overlap")
    local(night)
    return RUNS


def overlap_by_plain(night: Night) -> set[int]:
    night.settle("overlap")
    plain(night)
    return RUNS


def plain_alone(night: Night) -> set[int]:
    plain(night)
    return set()


def fails_at_once(night: Night) -> set[int]:
    for run in (54, 55):
        spoil(night.cloud(run))
    local(night)
    return {54, 55}


def fails_at_once_by_plain(night: Night) -> set[int]:
    # Spyral deals 56 53 and 55 54.
    spoil(night.cloud(53))
    spoil(night.cloud(55))
    plain(night)
    return {53, 55, 54}


def done_later_by_plain(night: Night) -> set[int]:
    fails_at_once(night)
    write_clouds(night.cloud(54), 54)
    plain(night, 54, 54)
    return {55}


def fails_in_last_phase_by_plain(night: Night) -> set[int]:
    night.settle("bad estimation")
    plain(night)
    return RUNS


def fails_in_last_phase_by_script(night: Night) -> set[int]:
    night.settle("bad estimation")
    local(night)
    return RUNS


def spoiled_later_by_plain(night: Night) -> set[int]:
    local(night)
    night.settle("overlap")
    plain(night, 53, 53)
    return {53}


def killed(night: Night) -> set[int]:
    night.run("run_plan.py", "prepare")
    task = night.start("run_plan.py", "task", "1")
    times = night.workspace / "log" / "times_stack1.tsv"
    while not times.exists() or not times.read_bytes().startswith(b"56\t"):
        assert task.poll() is None
        time.sleep(0.05)
    task.send_signal(signal.SIGKILL)
    task.communicate(timeout=300)
    night.run("run_plan.py", "task", "2")
    return {56, 54}


MAKERS = (
    overlap_by_script, overlap_by_plain, plain_alone, fails_at_once, fails_at_once_by_plain,
    done_later_by_plain, fails_in_last_phase_by_plain, fails_in_last_phase_by_script,
    spoiled_later_by_plain, killed,
)  # fmt: skip


@pytest.mark.parametrize("make", MAKERS, ids=[make.__name__ for make in MAKERS])
def test_that_script_and_program_tell_the_truth(
    make: FunctionType, python: str, tmp_path: Path
) -> None:
    night = Night(tmp_path, python)
    truth = make(night)
    said = night.script_says(), night.program_says(), night.window_says()
    words = [" ".join(map(str, sorted(runs))) or "nothing" for runs in (*said, truth)]
    row = f"{make.__name__:32}" + "".join(f"{word:16}" for word in words)
    head = f"{'left of 53 to 56':32}{'run_plan.py':16}{'stackplan rest':16}{'window':16}truth"
    print(f"\n{head}\n{row}")
    assert said == (truth, truth, truth)
