"""A crew's folder with a pipeline, trace files, some of them bad, and the exported script."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from engines.exporting import plan_of, write_export

HERE = Path(__file__).parent
STACKS = [[7, 2, 4], [6, 3, 1], [5]]
BAD = {4, 7}
GOOD = {1, 2, 3, 5, 6}
PLAIN = """
from multiprocessing import set_start_method
from spyral.core.pipeline import start_pipeline
from my_pipeline import make_pipeline
if __name__ == "__main__":
    set_start_method("spawn")
    start_pipeline(make_pipeline(), 1, 7, 3, disable_display=True)
"""


class Crew:
    """A folder with a pipeline, traces and the exported script."""

    def __init__(self, folder: Path, engine: Path, traces: Path) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(engine)}
        shutil.copytree(traces, folder / "traces")
        shutil.copy(HERE / "sum_pipeline.py", folder / "my_pipeline.py")
        self.plan(STACKS)

    def plan(self, stacks: list[list[int]]) -> None:
        """Export a plan of these stacks as the script."""
        plan_file = plan_of(stacks, str(self.folder / "traces"))
        pipeline = "my_pipeline:make_pipeline"
        write_export(self.folder / "run_plan.py", plan_file, "spyral", pipeline=pipeline)

    def trace(self, number: int) -> Path:
        return self.folder / "traces" / f"run_{number:04d}.h5"

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *words], cwd=self.folder, env=self.environment, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def run(self, *words: str) -> tuple[int, str, str]:
        process = self.start("run_plan.py", *words)
        out, err = process.communicate(timeout=120)
        return process.returncode, out, err

    def start_plain(self) -> int:
        """Let Spyral itself do all runs, without our script."""
        (self.folder / "out").mkdir(exist_ok=True)
        (self.folder / "plain.py").write_text(PLAIN, "ascii")
        process = self.start("plain.py")
        process.communicate(timeout=120)
        return process.returncode

    @property
    def artifacts(self) -> dict[int, list[str]]:
        """Lines of each run's artifact: one for each time that it was processed."""
        paths = self.folder.glob("out/workspace/Sum/run_*.txt")
        return {int(p.stem[4:]): p.read_text("ascii").splitlines() for p in sorted(paths)}

    @property
    def times(self) -> dict[int, list[str]]:
        paths = sorted(self.folder.glob("out/workspace/log/times_stack*.tsv"))
        lines = [line.split("\t") for p in paths for line in p.read_text("utf-8").splitlines()]
        assert all(len(line) == 6 or (len(line) == 4 and not line[3]) for line in lines), lines
        return {int(line[0]): line for line in lines}

    def remove_workspace(self) -> None:
        shutil.rmtree(self.folder / "out")

    def assert_exactly_once(self) -> None:
        """Each good run has been done once, each bad one has failed, on its own stack."""
        assert {run: len(lines) for run, lines in self.artifacts.items()} == dict.fromkeys(GOOD, 1)
        assert {run for run, line in self.times.items() if line[4] == "done"} == GOOD
        assert {run for run, line in self.times.items() if line[4] == "failed"} == BAD
        stacks = {run: str(n) for n, stack in enumerate(STACKS, 1) for run in stack}
        assert {run: line[1] for run, line in self.times.items()} == stacks
        assert all("OSError: Unable to" in self.times[run][5] for run in BAD)
