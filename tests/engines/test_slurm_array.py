"""An exported array on a real Slurm, and the same plan under GNU parallel."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from engines.exporting import plan_of, write_export
from engines.slurm_cluster import job_numbers

if TYPE_CHECKING:
    from pathlib import Path

    from engines.slurm_cluster import Cluster

STACKS = [[106, 88], [71], [], [140, 55, 92]]
# Writes one line a run, as a real analysis would write one file; stack 2 fails at the end.
COMMAND = (
    "for run in {runs}; do echo \"$run of stack {stack} in \"{traces} >> 'done {stack}.txt'; done;"
    " test {stack} != 2"
)
HAS_PARALLEL = pytest.mark.skipif(
    shutil.which("parallel") is None, reason="GNU parallel is not installed"
)


def lines_of(folder: Path) -> list[str]:
    texts = (path.read_text("utf-8") for path in sorted(folder.glob("done *.txt")))
    return sorted(line for text in texts for line in text.splitlines())


def expected(traces: str) -> list[str]:
    return sorted(
        f"{run} of stack {number} in {traces}"
        for number, stack in enumerate(STACKS, 1)
        for run in stack
    )


def start_parallel(script: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", script], cwd=folder, env={**os.environ, "HOME": str(folder)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_that_an_array_processes_each_run_once_and_a_failing_task_is_seen(
    cluster: Cluster, tmp_path: Path
) -> None:
    tmp_path.chmod(0o755)
    script = tmp_path / "array.sh"
    write_export(script, plan_of(STACKS, "/data/h 5"), "slurm", command=COMMAND, readers=3)
    tested = cluster.run("sbatch", "--test-only", script, cwd=tmp_path)
    assert (tested.returncode, tested.stdout) == (0, "")
    tested = cluster.run("bash", script, "--test-only", cwd=tmp_path)
    assert (tested.returncode, tested.stdout) == (0, "stacks 1-4: job not submitted\n")
    started = cluster.run("bash", script, cwd=tmp_path)
    (job,) = job_numbers(started.stdout)
    assert started.stdout == f"stacks 1-4: job {job}\n", started.stderr
    states = cluster.wait_for([job])
    assert states == {
        f"{job}_1": "COMPLETED", f"{job}_2": "FAILED", f"{job}_3": "COMPLETED",
        f"{job}_4": "COMPLETED",
    }  # fmt: skip
    assert lines_of(tmp_path) == expected("/data/h 5")
    assert (tmp_path / f"stack-{job}_3.txt").read_text("utf-8") == "Stack 3 has no runs.\n"


@HAS_PARALLEL
def test_that_gnu_parallel_gives_the_same_and_goes_on_with_what_failed(tmp_path: Path) -> None:
    script = tmp_path / "parallel.sh"
    write_export(script, plan_of(STACKS, "/data/h 5"), "parallel", command=COMMAND)
    result = start_parallel(script, tmp_path)
    assert result.returncode == 1
    assert lines_of(tmp_path) == expected("/data/h 5")
    (joblog,) = tmp_path.glob("stackplan-*.joblog")
    rows = [line.split("\t") for line in joblog.read_text("utf-8").splitlines()[1:]]
    assert sorted((row[-1][-1], row[6]) for row in rows) == [("1", "0"), ("2", "1"), ("4", "0")]
    assert f"{joblog.name} says which" in result.stderr
    again = start_parallel(script, tmp_path)
    assert again.returncode == 1
    assert "stacks that are done are left out" in again.stderr
    assert lines_of(tmp_path) == sorted([*expected("/data/h 5"), "71 of stack 2 in /data/h 5"])


@HAS_PARALLEL
def test_that_another_plan_does_not_go_on_with_the_log_of_the_first(tmp_path: Path) -> None:
    for stacks in ([[1], [2]], [[1], [3]]):
        script = tmp_path / "parallel.sh"
        write_export(script, plan_of(stacks), "parallel", command="echo {runs} >> all")
        assert start_parallel(script, tmp_path).returncode == 0
    assert sorted((tmp_path / "all").read_text("ascii").split()) == ["1", "1", "2", "3"]


@HAS_PARALLEL
def test_that_a_terminal_shows_when_it_will_be_done(tmp_path: Path) -> None:
    script = tmp_path / "parallel.sh"
    write_export(script, plan_of(STACKS), "parallel", command="echo {runs}")
    terminal, theirs = os.openpty()
    done = subprocess.run(
        ["bash", script], cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, timeout=60, check=True,
    )  # fmt: skip
    os.close(theirs)
    shown = os.read(terminal, 100_000)
    os.close(terminal)
    assert b"ETA: " in shown
    assert sorted(done.stdout.splitlines()) == [
        b"stack 1\t106 88", b"stack 2\t71", b"stack 4\t140 55 92",
    ]  # fmt: skip


@HAS_PARALLEL
def test_that_one_stack_alone_can_be_started(tmp_path: Path) -> None:
    script = tmp_path / "parallel.sh"
    write_export(script, plan_of(STACKS), "parallel", command="echo {stack}: {runs}")
    done = subprocess.run(["bash", script, "4"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "4: 140 55 92\n")


@pytest.mark.parametrize("kind", ["slurm", "parallel"])
def test_that_the_spyral_script_is_asked_for_where_it_is_missing(kind: str, tmp_path: Path) -> None:
    for program in ("sbatch", "scontrol"):
        (tmp_path / program).symlink_to("/bin/false")
    (tmp_path / "parallel").write_text("#!/bin/sh\necho GNU parallel\n", "ascii")
    (tmp_path / "parallel").chmod(0o755)
    script = write_export(tmp_path / "job.sh", plan_of(STACKS), kind)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}"}
    done = subprocess.run(
        ["bash", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("There is no run_plan.py in this folder; write it with: stackpl")


@pytest.mark.parametrize("kind", ["slurm", "parallel"])
def test_that_a_shell_other_than_bash_is_refused(kind: str, tmp_path: Path) -> None:
    script = write_export(tmp_path / "job.sh", plan_of(STACKS), kind, command="echo {runs} >> all")
    done = subprocess.run(["sh", script], cwd=tmp_path, capture_output=True, text=True, check=False)
    if "bash" not in os.path.realpath("/bin/sh"):
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == "This needs bash; start it with: bash FILE\n"
        assert not (tmp_path / "all").exists()


@pytest.mark.parametrize("python", ["my python/python 3", ""])
def test_that_the_python_reaches_jobs_that_get_no_variables(
    cluster: Cluster, tmp_path: Path, python: str
) -> None:
    tmp_path.chmod(0o755)
    own = tmp_path / (python or "bin/python3")
    own.parent.mkdir()
    own.write_text('#!/bin/sh\necho "$* with $PYTHONPATH, secret: $SECRET" >> told\n', "ascii")
    own.chmod(0o755)
    (tmp_path / "run_plan.py").touch()
    script = write_export(tmp_path / "array.sh", plan_of([[5], [6]]), "slurm")
    variables = {
        "SBATCH_EXPORT": "NONE", "PYTHON": python, "PYTHONPATH": "/the crew", "SECRET": "no",
        "PATH": f"{tmp_path}/bin:{cluster.environment['PATH']}",
    }  # fmt: skip
    started = cluster.run("bash", script, cwd=tmp_path, env=variables)
    prepared, job = job_numbers(started.stdout)
    states = cluster.wait_for([prepared, job])
    assert set(states.values()) == {"COMPLETED"}, states
    lines = (tmp_path / "told").read_text("utf-8").splitlines()
    words = ("prepare", "task 1", "task 2")
    assert sorted(lines) == [f"run_plan.py {word} with /the crew, secret: " for word in words]
