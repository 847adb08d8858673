"""An exported array on a real Slurm, and the same plan under GNU parallel."""

import os
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.exporting import plan_of, run, write_export
from engines.slurm_cluster import Cluster, job_numbers

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


def start_parallel(script: Path) -> tuple[int, str, str]:
    return run("bash", script, cwd=script.parent, env={"HOME": str(script.parent)})


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
    code, _, err = start_parallel(script)
    assert code == 1
    assert lines_of(tmp_path) == expected("/data/h 5")
    (joblog,) = tmp_path.glob("stackplan-*.joblog")
    rows = [line.split("\t") for line in joblog.read_text("utf-8").splitlines()[1:]]
    assert sorted((row[-1][-1], row[6]) for row in rows) == [("1", "0"), ("2", "1"), ("4", "0")]
    assert f"{joblog.name} says which" in err
    code, _, err = start_parallel(script)
    assert code == 1
    assert "stacks that are done are left out" in err
    assert lines_of(tmp_path) == sorted([*expected("/data/h 5"), "71 of stack 2 in /data/h 5"])


@HAS_PARALLEL
def test_that_another_plan_does_not_go_on_with_the_log_of_the_first(tmp_path: Path) -> None:
    script = tmp_path / "parallel.sh"
    for stacks in ([[1], [2]], [[1], [3]]):
        write_export(script, plan_of(stacks), "parallel", command="echo {runs} >> all")
        assert start_parallel(script)[0] == 0
    assert sorted((tmp_path / "all").read_text("ascii").split()) == ["1", "1", "2", "3"]


@HAS_PARALLEL
def test_that_a_terminal_shows_when_it_will_be_done(tmp_path: Path) -> None:
    script = tmp_path / "parallel.sh"
    write_export(script, plan_of(STACKS), "parallel", command="echo {runs}")
    terminal, theirs = os.openpty()
    done = subprocess.run(
        ["bash", script], cwd=tmp_path, env={**os.environ, "HOME": str(tmp_path)},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs, timeout=120, check=True,
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
    assert run("bash", script, "4")[:2] == (0, "4: 140 55 92\n")


@pytest.mark.parametrize("kind", ["slurm", "parallel"])
def test_that_what_is_missing_is_asked_for(kind: str, tmp_path: Path) -> None:
    for program in ("sbatch", "scontrol"):
        (tmp_path / program).symlink_to("/bin/false")
    (tmp_path / "parallel").write_text("#!/bin/sh\necho GNU parallel\n", "ascii")
    (tmp_path / "parallel").chmod(0o755)
    script = write_export(tmp_path / "job.sh", plan_of(STACKS), kind)
    path = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    code, out, err = run("bash", script, cwd=tmp_path, env=path)
    assert (code, out) == (1, "")
    assert err.startswith("There is no run_plan.py in this folder; write it with: stackpl")
    write_export(script, plan_of(STACKS), kind, command="echo {runs} >> all")
    done = run("sh", script, cwd=tmp_path)
    if "bash" not in os.path.realpath("/bin/sh"):
        assert done == (2, "", "This needs bash; start it with: bash FILE\n")
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


SBATCH = """\
#!/bin/bash
# Takes so many jobs as the file "room" says, and writes down with what it was called.
cd "$(dirname "$0")"
[ "$(cat room)" -gt "$(ls -d job.* 2>/dev/null | wc -l)" ] || { echo "sbatch: full" >&2; exit 1; }
number=$(ls -d job.* 2>/dev/null | wc -l)
printf '%s\\n' "$@" > "job.$number"
echo "$number"
"""


class FakeSlurm:
    """A folder with programs that take jobs and run none."""

    def __init__(self, folder: Path, limit: int = 1001, room: int = 100) -> None:
        self.folder = folder
        for name, text in (
            ("sbatch", SBATCH), ("scontrol", f"#!/bin/sh\necho 'MaxArraySize = {limit}'\n"),
        ):  # fmt: skip
            (folder / name).write_text(text, "ascii")
            (folder / name).chmod(0o755)
        (folder / "room").write_text(str(room), "ascii")

    def export(self, n_stacks: int, **options: object) -> Path:
        """Write an array of stacks of one run each."""
        plan_file = plan_of([[number] for number in range(n_stacks)])
        return write_export(self.folder / "array.sh", plan_file, "slurm", **options)

    def submit(self, script: Path, *words: str, **more: str) -> tuple[int, str, str]:
        path = f"{self.folder}:{os.environ['PATH']}"
        return run("bash", script, *words, cwd=self.folder, env={"PATH": path, **more})

    def jobs(self) -> list[list[str]]:
        paths = sorted(self.folder.glob("job.*"), key=lambda path: int(path.suffix[1:]))
        return [path.read_text("utf-8").split("\n") for path in paths]

    def tasks(self) -> list[list[int]]:
        """Stacks of each task, as the script divides them."""
        found = []
        for words in self.jobs():
            array = next(word for word in words if word.startswith("--array="))[8:]
            indices, _, step = array.partition("%")[0].partition(":")
            first, last = map(int, indices.split("-"))
            at = words.index("--")
            before, together = int(words[at + 2]), int(words[at + 5])
            assert int(step or 1) == together
            found += [
                list(range(before + index, before + index + together))
                for index in range(first, last + 1, together)
            ]
        return found


@settings(max_examples=12, deadline=None)
@given(
    last=st.integers(1, 14),
    data=st.data(),
    limit=st.integers(2, 16),
    together=st.integers(1, 5),
    jobs=st.none() | st.integers(1, 6),
)
def test_that_each_stack_is_in_one_task_however_they_are_divided(
    tmp_path_factory: pytest.TempPathFactory, last: int, data: st.DataObject, limit: int,
    together: int, jobs: int | None,
) -> None:  # fmt: skip
    first = data.draw(st.integers(1, last))
    slurm = FakeSlurm(tmp_path_factory.mktemp("slurm"), limit)
    words = ["--from", str(first), f"--stacks-a-task={together}"]
    words += ["--jobs-at-most", str(jobs)] if jobs else []
    code, _, err = slurm.submit(slurm.export(last, command="go {runs}"), *words, "--account=crew")
    assert code == 0, err
    tasks = slurm.tasks()
    stacks = [stack for task in tasks for stack in task if stack <= last]
    assert stacks == list(range(first, last + 1))
    assert jobs is None or len(tasks) <= jobs
    assert all(words[:2] == ["--parsable", "--kill-on-invalid-dep=yes"] for words in slurm.jobs())
    assert all("--account=crew" in words for words in slurm.jobs())


def test_that_a_refused_array_says_how_to_go_on(tmp_path: Path) -> None:
    slurm = FakeSlurm(tmp_path, limit=4, room=1)
    script = slurm.export(8, command="go {runs}")
    code, out, err = slurm.submit(script)
    assert (code, out) == (1, "stacks 1-3: job 0\n")
    assert err.splitlines() == [
        "sbatch: full",
        "Stacks from 4 on were not submitted; when Slurm takes more, go on with:"
        f" bash {script} --from 4",
    ]
    (tmp_path / "room").write_text("9", "ascii")
    assert slurm.submit(script, "--from", "4")[0] == 0
    assert [stack for task in slurm.tasks() for stack in task] == list(range(1, 9))


def test_that_a_wrong_option_submits_nothing(tmp_path: Path) -> None:
    slurm = FakeSlurm(tmp_path)
    script = slurm.export(3, command="go {runs}")
    for words, said in (
        (["--from", "4"], "--from 4: the last stack that has runs is 3."),
        (["--from", "0"], "--from takes a number from 1 on, not '0'."),
        (["--from"], "--from takes a number from 1 on, not ''."),
        (["--stacks-a-task", "two"], "--stacks-a-task takes a number from 1 on, not 'two'."),
        (["--jobs-at-most=-1"], "--jobs-at-most takes a number from 1 on, not '-1'."),
        (["--python"], "--python takes a path."),
    ):
        assert slurm.submit(script, *words) == (1, "", f"{said}\n")
        assert slurm.jobs() == []


def test_that_options_of_the_export_are_those_of_the_script(tmp_path: Path) -> None:
    slurm, own = FakeSlurm(tmp_path), tmp_path / "own python"
    own.write_text("#!/bin/sh\n", "ascii")
    own.chmod(0o755)
    (tmp_path / "run_plan.py").touch()
    script = slurm.export(6, first_stack=2, jobs_at_most=2, python=str(own), readers=3)
    _, out, _ = slurm.submit(script, PYTHON="")
    assert out == "prepare: job 0\nstacks 2-6: job 1\n"
    prepare, array = slurm.jobs()
    assert "--array=0" in prepare
    assert {"--array=2-6:3%3", "--dependency=afterok:0"} <= set(array)
    at = array.index("--")
    assert array[at + 1 : at + 6] == [str(script), "0", str(own), "", "3"]
    assert slurm.submit(script, "--python", "/bin/cat", PYTHON="")[0] == 0
    assert "/bin/cat" in slurm.jobs()[3]
    assert slurm.submit(script, PYTHON="/bin/ls")[0] == 0
    assert "/bin/ls" in slurm.jobs()[5]


def test_that_more_stacks_in_a_task_ask_for_more_time(tmp_path: Path) -> None:
    slurm = FakeSlurm(tmp_path)
    plan_file = plan_of([[1], [2], [3], [4]])
    options = {"command": "go {runs}", "rate": Fraction(1)}
    script = write_export(tmp_path / "array.sh", plan_file, "slurm", **options)
    assert slurm.submit(script)[0] == 0
    assert slurm.submit(script, "--stacks-a-task", "3", "--time=9")[0] == 0
    times = [[word for word in job if word.startswith("--time")] for job in slurm.jobs()]
    assert times == [[], ["--time=75", "--time=9"]]  # of two the last one counts for sbatch


def test_that_a_task_does_its_stacks_one_after_the_other(tmp_path: Path) -> None:
    plan_file = plan_of([[1], [2], [3, 4], [], [5]])
    options = {"command": "echo {stack}: {runs}; [ {stack} != 2 ] || exit 7", "stacks_a_task": 2}
    script = write_export(tmp_path / "array.sh", plan_file, "slurm", **options)

    def task(index: str, *words: str) -> tuple[int, str, str]:
        return run("bash", script, *words, env={"SLURM_ARRAY_TASK_ID": index})

    assert task("1") == (7, "1: 1\n2: 2\n", "")
    assert task("3") == (0, "3: 3 4\nStack 4 has no runs.\n", "")
    assert task("5") == (0, "5: 5\n", "")
    assert task("1", "2", "python3", "", "3") == (0, "3: 3 4\nStack 4 has no runs.\n5: 5\n", "")
    said = "sbatch takes no options of this script; start it with bash: --from 4\n"
    assert task("1", "--from", "4") == (1, "", said)


def test_that_a_real_slurm_takes_several_stacks_a_task(cluster: Cluster, tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    script = tmp_path / "array.sh"
    write_export(script, plan_of(STACKS, "/data/h 5"), "slurm", command=COMMAND, stacks_a_task=2)
    started = cluster.run("bash", script, "--from", "2", cwd=tmp_path)
    (job,) = job_numbers(started.stdout)
    states = cluster.wait_for([job])
    assert states == {f"{job}_2": "FAILED", f"{job}_4": "COMPLETED"}
    assert lines_of(tmp_path) == [
        line for line in expected("/data/h 5") if " of stack 1 " not in line
    ]
