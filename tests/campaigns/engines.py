"""Exports on Spyral from PyPI and Slurm: 1,500 stacks, hostile folders; 17 minutes.

``sh packaging/test.sh --campaigns engines`` installs what it needs and runs it; without a network,
or without Slurm, the part that cannot run is skipped with words.
"""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from engines import trace_files
from engines.crew import BAD, GOOD, PLAIN, STACKS
from engines.exporting import plan_of, write_export
from engines.slurm_cluster import Cluster, job_numbers
from engines.spyral_environment import fetch_version, spyral_python
from engines.test_hostile_names import NAMES

pytestmark = pytest.mark.timeout(1800)
pytest_plugins = ["engines.conftest"]  # a Slurm of one's own

ENGINES = Path(trace_files.__file__).parent
PIPELINE = "my_pipeline:make_pipeline"


@pytest.fixture(scope="session")
def python() -> str:
    return spyral_python()


class Night:
    """A crew's folder: Spyral's own phases, real traces of which two are bad, and the script."""

    def __init__(self, folder: Path, python: str, other: Path | None = None) -> None:
        self.folder, self.python = folder, python
        paths = [str(other)] if other else []
        self.environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
        traces = folder / "traces"
        traces.mkdir()
        for run in sorted(GOOD | BAD):
            version = "2.0" if run == 7 else "1.0"
            trace_files.write_run(traces / f"run_{run:04d}.h5", 4 + run, version=version)
        trace_files.cut_off(traces / "run_0004.h5")
        shutil.copy(ENGINES / "pointcloud_pipeline.py", folder / "my_pipeline.py")
        write_export(
            folder / "run_plan.py", plan_of(STACKS, str(traces)), "spyral", pipeline=PIPELINE
        )

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [self.python, "-W", "ignore", *words], cwd=self.folder, env=self.environment,
            text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    def run(self, *words: str) -> tuple[int, str]:
        process = self.start(*words)
        out, _ = process.communicate(timeout=900)
        return process.returncode, out

    def outcomes(self) -> list[tuple[int, str]]:
        """One pair a time that a run was processed."""
        paths = self.folder.glob("workspace/log/times_stack*.tsv")
        lines = [line.split("\t") for p in paths for line in p.read_text("utf-8").splitlines()]
        return sorted((int(line[0]), line[4]) for line in lines if len(line) > 4)

    def wait_for_owner(self, stack: int) -> None:
        """Wait until some process works on a stack."""
        while not (self.folder / "workspace" / "log" / f"owner_stack{stack}.json").exists():
            time.sleep(0.02)  # the campaign's own timeout ends it

    def artifacts(self) -> set[int]:
        last = "Cluster" if (self.folder / "workspace" / "Cluster").exists() else "Pointcloud"
        files = self.folder.glob(f"workspace/{last}/run_*.h5")
        # Spyral makes the file before it reads the run: what it holds tells.
        return {int(p.stem[4:]) for p in files if b"cloud_1" in p.read_bytes() or last == "Cluster"}


EXPECTED = sorted([(run, "done") for run in GOOD] + [(run, "failed") for run in BAD])


def test_that_spyral_from_pypi_processes_every_good_run_exactly_once(
    python: str, tmp_path: Path
) -> None:
    night = Night(tmp_path, python)
    code, out = night.run("run_plan.py", "local")
    assert code == 1, out
    assert night.outcomes() == EXPECTED, out
    assert night.artifacts() == GOOD

    shutil.rmtree(tmp_path / "workspace")
    assert night.run("run_plan.py", "prepare")[0] == 0
    tasks = [night.start("run_plan.py", "task", str(number)) for number in (1, 2, 3)]
    said = [task.communicate(timeout=900)[0] for task in tasks]
    assert [task.returncode for task in tasks] == [1, 0, 0], said
    assert night.outcomes() == EXPECTED
    assert night.artifacts() == GOOD

    shutil.rmtree(tmp_path / "workspace")
    (tmp_path / "plain.py").write_text(PLAIN, "ascii")
    code, out = night.run("plain.py")
    assert code == 0
    assert GOOD - night.artifacts(), "Spyral alone lost no run: is the bad one still first?"


@pytest.mark.parametrize("version", ["1.0.0", "1.1.0", "1.1.1"])
def test_that_older_versions_of_spyral_run_the_same_script(
    python: str, tmp_path: Path, version: str
) -> None:
    other = tmp_path / "other"
    if reason := fetch_version(python, version, other):
        pytest.skip(f"attpc-spyral {version} cannot be fetched (no network?): {reason}")
    night = Night(tmp_path, python, other)
    where = "import spyral; print(spyral.__file__)"
    assert str(other) in night.run("-c", where)[1]
    code, out = night.run("run_plan.py", "local")
    assert code == 1, out
    assert night.outcomes() == EXPECTED, out


def test_that_the_spyral_script_runs_the_same_under_slurm_and_gnu_parallel(
    python: str, cluster: Cluster, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    night = Night(tmp_path, python)
    plan_file = plan_of(STACKS, str(tmp_path / "traces"))
    array = write_export(tmp_path / "array.sh", plan_file, "slurm", readers=2)
    started = cluster.run("bash", array, cwd=tmp_path, env={"PYTHON": python})
    prepared, job = job_numbers(started.stdout)
    states = cluster.wait_for([prepared, job])
    assert states == {
        f"{prepared}_0": "COMPLETED", f"{job}_1": "FAILED", f"{job}_2": "COMPLETED",
        f"{job}_3": "COMPLETED",
    }  # fmt: skip
    assert night.outcomes() == EXPECTED
    assert night.artifacts() == GOOD
    shutil.rmtree(tmp_path / "workspace")
    if shutil.which("parallel") is None:
        pytest.skip("GNU parallel is not installed")
    script = write_export(tmp_path / "parallel.sh", plan_file, "parallel")
    environment = {**os.environ, "PYTHON": python, "HOME": str(tmp_path)}
    done = subprocess.run(
        ["bash", script], cwd=tmp_path, env=environment, capture_output=True, text=True,
        timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert night.outcomes() == EXPECTED
    assert night.artifacts() == GOOD


def test_that_a_stack_that_is_started_twice_is_done_once(python: str, tmp_path: Path) -> None:
    night = Night(tmp_path, python)
    assert night.run("run_plan.py", "prepare")[0] == 0
    tasks = [night.start("run_plan.py", "task", "2") for _ in range(2)]
    said = [task.communicate(timeout=900)[0] for task in tasks]
    assert sorted(task.returncode for task in tasks) == [0, 1], said
    assert any("Stack 2 was begun by process " in words for words in said), said
    task = night.start("run_plan.py", "task", "1")
    night.wait_for_owner(1)
    code, out = night.run("run_plan.py", "local")
    assert f"Stack 1 is left to process {task.pid} on " in out
    task.communicate(timeout=900)
    assert night.outcomes() == EXPECTED, out
    assert night.artifacts() == GOOD
    assert code == 1


def test_that_a_killed_process_is_taken_over(python: str, tmp_path: Path) -> None:
    night = Night(tmp_path, python)
    assert night.run("run_plan.py", "prepare")[0] == 0
    killed = night.start("run_plan.py", "task", "2")
    night.wait_for_owner(2)
    killed.kill()
    killed.communicate()
    code, out = night.run("run_plan.py", "task", "2")
    assert code == 0, out
    assert f"Stack 2 was begun by process {killed.pid} on " in out
    assert "Taken over: that process is gone.\n" in out
    assert {run for run, outcome in night.outcomes() if outcome == "done"} == {1, 3, 6}


def test_that_what_slurm_requeues_goes_on_and_a_second_array_is_refused(
    python: str, cluster: Cluster, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    night = Night(tmp_path, python)
    array = write_export(tmp_path / "array.sh", plan_of(STACKS, str(tmp_path / "traces")), "slurm")
    variables = {"PYTHON": python, "SBATCH_EXPORT": "NONE"}
    first = job_numbers(cluster.run("bash", array, cwd=tmp_path, env=variables).stdout)
    night.wait_for_owner(2)
    assert cluster.run("scontrol", "requeue", f"{first[1]}_2").returncode == 0
    night.wait_for_owner(2)
    second = job_numbers(cluster.run("bash", array, cwd=tmp_path, env=variables).stdout)
    cluster.wait_for([*first, *second])
    assert {run for run, outcome in night.outcomes() if outcome == "done"} == GOOD
    done = [run for run, outcome in night.outcomes() if outcome == "done"]
    assert len(done) == len(set(done))
    assert night.artifacts() == GOOD
    assert not list((tmp_path / "workspace" / "log").glob("owner*"))


def test_that_1500_stacks_are_split_and_accepted(cluster: Cluster, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    plan_file = plan_of([[number] for number in range(1, 1501)])
    command = "echo {stack} {runs} >> done"
    script = write_export(tmp_path / "array.sh", plan_file, "slurm", command=command, readers=8)
    refused = cluster.run("sbatch", "--test-only", script, cwd=tmp_path)
    assert "Invalid job array specification" in refused.stderr
    started = cluster.run("bash", script, cwd=tmp_path)
    first, second = job_numbers(started.stdout)
    expected = f"stacks 1-1000: job {first}\nstacks 1001-1500: job {second}\n"
    assert started.stdout == expected, started.stderr
    waiting = cluster.run("squeue", "-h", "-j", second, "-o", "%i %E").stdout
    assert waiting == f"{second}_[1-500%8] afterany:{first}_*(unfulfilled)\n"
    states = cluster.wait_for([first, second])
    assert set(states.values()) == {"COMPLETED"}
    assert len(states) == 1500
    lines = (tmp_path / "done").read_text("ascii").splitlines()
    assert sorted(lines) == sorted(f"{number} {number}" for number in range(1, 1501))


def test_that_hostile_folders_run_right_or_are_refused_by_slurm(
    cluster: Cluster, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    jobs = {}
    for number, name in enumerate(NAMES):
        folder = tmp_path / f"{number}" / name
        folder.mkdir(parents=True)
        script = write_export(
            folder / f"{name}.sh", plan_of([[7]], f"/data/{name}"), "slurm",
            command="printf '%s\\0' {runs} {traces} > done",
        )  # fmt: skip
        started = cluster.run("bash", "--", script.name, cwd=folder)
        jobs[number] = job_numbers(started.stdout)
        assert bool(jobs[number]) == (started.returncode == 0), started.stderr
        if not jobs[number]:
            words = "Slurm cannot write into a folder that has % or \\ in its name; use another.\n"
            assert started.stderr == words, repr(name)
            assert "%" in name or "\\" in name
    states = cluster.wait_for([job for numbers in jobs.values() for job in numbers])
    assert set(states.values()) == {"COMPLETED"}
    for number, name in enumerate(NAMES):
        if jobs[number]:
            wanted = b"7\0" + os.fsencode(f"/data/{name}") + b"\0"
            assert (tmp_path / f"{number}" / name / "done").read_bytes() == wanted, repr(name)
    assert not list(tmp_path.rglob("executed"))
    assert sum(map(bool, jobs.values())) > 80
