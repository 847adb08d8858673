"""An exported script on a real server and worker of HyperQueue, both out of its wheel on PyPI."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.crew import Crew
from engines.exporting import plan_of, write_export
from engines.exporting import run as run_program
from provisions import provided

STACKS = [[106, 88], [71], [], [140, 55, 92]]
# Writes one line a run, as a real analysis would write one file; stack 2 fails at the end.
COMMAND = (
    "for run in {runs}; do echo \"$run of stack {stack} in \"{traces} >> 'done {stack}.txt'; done;"
    " echo 'no more' >&2; test {stack} != 2 # as a crew writes it"
)


@pytest.fixture(scope="module")
def python() -> Path:
    return provided("hyperqueue") / "bin" / "python"


@pytest.fixture(scope="module")
def server(python: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder of a server that runs, with a worker of three processors."""
    folder = tmp_path_factory.mktemp("server")
    program = Path(__file__).with_name("hyperqueue_server.py")
    with subprocess.Popen(
        [python, program, folder], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        while process.stdout.readline() not in ("ready\n", ""):  # it tells of the server first
            pass
        if process.poll() is not None:
            pytest.skip("HyperQueue starts no server on this machine")
        yield folder
        process.communicate(timeout=300)


def run(
    folder: Path, python: Path | str, *words: Path | str, **more: str
) -> tuple[int, list[str], str]:
    code, out, err = run_program(python, "submit_plan.py", *words, cwd=folder, env=more)
    return code, out.splitlines(), err


def job_of(said: list[str]) -> str:
    _, number, words = said[0].split(" ", 2)
    assert words == "is submitted; stacks begin as soon as HyperQueue has a worker."
    return number


def test_that_each_run_is_processed_once_and_a_failing_stack_is_told(
    python: Path, server: Path, tmp_path: Path
) -> None:
    plan_file = plan_of(STACKS, "/data/h 5'\n$(touch executed)\udcff")
    write_export(tmp_path / "submit_plan.py", plan_file, "hyperqueue", command=COMMAND)
    code, said, err = run(tmp_path, python, "--server-dir", server)
    assert (code, err) == (1, "")
    job = job_of(said)
    assert said[-3:] == [
        "2 of 3 stacks done, 1 failed",
        "Stack 2 failed: Program terminated with exit code 1. What it wrote:"
        f" {tmp_path}/stack-{job}_2.txt",
        "Submit them again with: python3 submit_plan.py 2",
    ]
    assert (tmp_path / f"stack-{job}_2.txt").read_text("ascii") == "no more\n"
    for number, stack in enumerate(STACKS, 1):
        lines = [f"{run} of stack {number} in {plan_file.traces}\n" for run in stack]
        path = tmp_path / f"done {number}.txt"
        assert (path.read_bytes() if lines else b"") == os.fsencode("".join(lines))
    assert not (tmp_path / "executed").exists()
    code, said, err = run(tmp_path, python, "4", "1", "--server-dir", server)
    assert (code, err, said[-1]) == (0, "", "2 of 2 stacks done")
    assert len((tmp_path / "done 4.txt").read_bytes().split(b"92 of")) == 3
    code, said, err = run(tmp_path, python, "3", "1", "--server-dir", server)
    assert (code, said, err) == (2, [], "The plan has no stack 3 with runs; the last is 4.\n")


def test_that_the_spyral_script_is_prepared_and_run(python: Path, server: Path, crew: Crew) -> None:
    plan_file = plan_of([[7, 2, 4], [6, 3, 1], [5]], str(crew.folder / "traces"))
    write_export(
        crew.folder / "submit_plan.py", plan_file, "hyperqueue",
        pipeline="my_pipeline:make_pipeline", python=sys.executable,
    )  # fmt: skip
    paths = {"PYTHONPATH": crew.environment["PYTHONPATH"]}
    code, said, err = run(crew.folder, python, "--server-dir", server, **paths)
    assert (code, err) == (1, "")
    assert "2 of 3 stacks done, 1 failed" in said
    job = job_of(said)
    assert "Prepared: 3 stacks" in (crew.folder / f"stack-{job}_0.txt").read_text("utf-8")
    assert "Stack 1: 1 done, 2 failed." in (crew.folder / f"stack-{job}_1.txt").read_text("utf-8")
    crew.assert_exactly_once()
    (crew.folder / "my_pipeline.py").write_text("pipe = (", "ascii")
    code, said, err = run(crew.folder, python, "--server-dir", server, **paths)
    assert (code, err) == (1, "")
    assert said[-2].startswith("What prepares the stacks failed: Program terminated with exit code")
    assert said[-1] == "3 stacks were not run."
    (crew.folder / "run_plan.py").unlink()
    code, said, err = run(crew.folder, python, "--server-dir", server, **paths)
    assert (code, said) == (2, [])
    assert err.startswith("There is no run_plan.py in this folder; write it with: stackplan expor")


def test_that_an_interrupt_ends_the_waiting_and_not_the_job(
    python: Path, server: Path, tmp_path: Path
) -> None:
    command = "touch begun; while [ ! -e go ]; do sleep 0.1; done; touch 'done {stack}'"
    write_export(tmp_path / "submit_plan.py", plan_of([[1]]), "hyperqueue", command=command)
    process = subprocess.Popen(
        [python, "submit_plan.py", "--server-dir", server], cwd=tmp_path, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    while not (tmp_path / "begun").exists():  # the test's own timeout ends it
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=300)
    assert (process.returncode, err) == (130, "")
    said = out.splitlines()
    assert said[-1] == f"No longer waiting; the job goes on: hq job info {job_of(said)}"
    (tmp_path / "go").touch()
    while not (tmp_path / "done 1").exists():
        time.sleep(0.02)


@pytest.fixture
def never(tmp_path: Path) -> Path:
    """A folder with a script that must not begin."""
    path = tmp_path / "submit_plan.py"
    write_export(path, plan_of([[1]]), "hyperqueue", command="touch executed")
    return tmp_path


def test_that_a_server_that_is_not_there_is_one_sentence(python: Path, never: Path) -> None:
    code, said, err = run(never, python, HOME=str(never))
    assert (code, said) == (2, [])
    assert err == (
        'No HyperQueue server was found (Invalid server directory; Error: "'
        f"{never}/.hq-server\" is not a directory); start one with 'hq server start', or name"
        " its folder with --server-dir. Nothing was submitted.\n"
    )
    assert not (never / "executed").exists()


def test_that_a_server_that_has_ended_is_one_sentence(python: Path, never: Path) -> None:
    program, folder = Path(__file__).with_name("hyperqueue_server.py"), never / "server"
    assert run_program(python, program, folder)[0] == 0
    code, said, err = run(never, python, "--server-dir", folder)
    assert (code, said) == (2, [])
    assert err.startswith("No HyperQueue server was found (")
    assert err.endswith(" with --server-dir. Nothing was submitted.\n")
    assert err.count("\n") == 1


def test_that_a_python_without_the_package_is_told_how_to_get_it(never: Path) -> None:
    code, said, err = run(never, sys.executable)
    assert (code, said) == (2, [])
    assert err == (
        f"{sys.executable} cannot import HyperQueue (No module named 'hyperqueue'); install it"
        f" with: {sys.executable} -m pip install hyperqueue\n"
    )
    (never / "submit_plan.py").rename(never / "hyperqueue.py")
    said_now = "This file must not be called hyperqueue.py, for it hides the package; rename it.\n"
    assert run_program(sys.executable, "hyperqueue.py", cwd=never) == (2, "", said_now)
