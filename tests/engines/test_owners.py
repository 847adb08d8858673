"""One owner a stack: the exported script, started twice, killed, and taken over."""

import json
import os
import platform
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from engines.crew import Crew

SLURM = {"SLURM_ARRAY_JOB_ID": "77", "SLURM_ARRAY_TASK_ID": "2", "SLURM_RESTART_COUNT": "1"}
HELD = 3  # a run of stack 2, whose order is 6 3 1
# As the field has it: two processes of Stackplan 0.1.0 wrote into one file at once.
DOUBLE_START = b"""\
60\t1\t2026-11-28T01:01:53Z\t
60\t1\t2026-11-28T01:01:54Z\t0.004\tfailed\tBlockingIOError: [Errno 11] unable to lock file
57\t1\t2026-11-28T01:01:54Z\t0.236\tdone\t
53\t1\t2026-11-28T01:01:54Z\t57\t1\t2026-11-28T01:01:54Z\t0.236\tdone\t
x\ty\tz\t0.270\tdone\t
0.065\tdone\t
\t\t\t\t\t
5\t1\t2026-11-28T01:01:54Z\t0.065\tdon"""


def wait_until(what: Callable[[], bool]) -> None:
    while not what():  # the test's own timeout ends it
        time.sleep(0.02)


def owner_file(crew: Crew, stack: int) -> Path:
    return crew.folder / "out/workspace/log" / f"owner_stack{stack}.json"


def times_file(crew: Crew, stack: int) -> Path:
    return crew.folder / "out/workspace/log" / f"times_stack{stack}.tsv"


def hold(crew: Crew) -> Path:
    """Have run 3 wait until the file is gone."""
    path = crew.folder / f"hold_{HELD}"
    path.touch()
    return path


def begin(crew: Crew, *words: str) -> subprocess.Popen[str]:
    """Start the script, and wait until it is at work on the run that is held."""
    process = crew.start("run_plan.py", *words)
    begun = f"\n{HELD}\t2\t"

    def is_at_work() -> bool:
        times = times_file(crew, 2)
        return times.exists() and begun in f"\n{times.read_text('utf-8')}"

    wait_until(lambda: process.poll() is not None or is_at_work())
    assert process.poll() is None, process.communicate()
    return process


def this_process(crew: Crew) -> dict[str, object]:
    """What a process of this machine writes of itself as an owner."""
    code = "import json, run_plan; print(json.dumps(run_plan.this_process()))"
    told: dict[str, object] = json.loads(crew.start("-c", code).communicate(timeout=120)[0])
    return told


def other_owner(crew: Crew, owner: dict[str, object]) -> None:
    owner_file(crew, 2).write_text(f"{json.dumps(owner)}\n", "ascii")


def is_free(crew: Crew) -> bool:
    return not list(owner_file(crew, 2).parent.glob("owner*"))


def done_once(crew: Crew, *runs: int) -> bool:
    return {run: len(crew.artifacts.get(run, [])) for run in runs} == dict.fromkeys(runs, 1)


def test_that_a_second_start_of_a_stack_is_refused(prepared: Crew) -> None:
    held = hold(prepared)
    first = begin(prepared, "task", "2")
    assert times_file(prepared, 2).read_bytes().endswith(b"\t\n")  # a start is a line, too
    before = times_file(prepared, 2).read_bytes()
    code, out, err = prepared.run("task", "2")
    assert (code, out) == (1, "")
    assert err.count("\n") == 1
    assert err.startswith(
        f"Stack 2 was begun by process {first.pid} on {platform.node()}, since 20"
    )
    assert ", last sign " in err
    ending = " s ago. It is not started twice; if that process works no more, add --take-over.\n"
    assert err.endswith(ending)
    assert times_file(prepared, 2).read_bytes() == before
    assert prepared.run("task", "3")[0] == 0  # another stack is free
    held.unlink()
    out, err = first.communicate(timeout=120)
    assert (first.returncode, err) == (0, "")
    assert done_once(prepared, 6, 3, 1)
    assert is_free(prepared)


def start_four(crew: Crew) -> list[tuple[str, str]]:
    """Start stack 2 four times at once; what each says."""
    processes = [crew.start("run_plan.py", "task", "2") for _ in range(4)]
    said = [process.communicate(timeout=120) for process in processes]
    assert {process.returncode for process in processes} <= {0, 1}, said
    return said


def test_that_of_many_starts_at_once_each_run_is_done_once(prepared: Crew) -> None:
    said = start_four(prepared)
    assert done_once(prepared, 6, 3, 1), said
    assert len(times_file(prepared, 2).read_text("utf-8").splitlines()) == 6


def test_that_after_a_kill_one_of_many_takes_over_by_itself(prepared: Crew) -> None:
    held = hold(prepared)
    first = begin(prepared, "task", "2")
    first.kill()
    first.communicate()
    held.unlink()
    said = start_four(prepared)
    taken = [out for out, _ in said if "Taken over: that process is gone." in out]
    assert len(taken) == 1, said
    assert taken[0].startswith(f"Stack 2 was begun by process {first.pid} on ")
    assert "Stack 2: 2 of 3 runs to do: 3 1.\n" in taken[0]
    assert done_once(prepared, 6, 3, 1), said
    assert is_free(prepared)


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, -15), (signal.SIGINT, 130)])
def test_that_a_stack_is_given_back_at_a_signal(prepared: Crew, number: int, code: int) -> None:
    hold(prepared)
    first = begin(prepared, "task", "2")
    assert owner_file(prepared, 2).exists()
    first.send_signal(number)
    first.communicate(timeout=120)
    assert first.returncode == code
    assert is_free(prepared)
    assert times_file(prepared, 2).read_bytes().endswith(b"Z\t\n")


def test_that_a_stack_can_be_taken_over_from_a_process_that_lives(prepared: Crew) -> None:
    held = hold(prepared)
    first = begin(prepared, "task", "2")
    second = prepared.start("run_plan.py", "task", "2", "--take-over")
    wait_until(lambda: f'"process": {second.pid}' in owner_file(prepared, 2).read_text("ascii"))
    wait_until(lambda: times_file(prepared, 2).read_text("utf-8").count(f"\n{HELD}\t") == 2)
    held.unlink()
    out, _ = second.communicate(timeout=120)
    assert second.returncode == 0
    assert "Taken over: --take-over was given.\n" in out
    _, err = first.communicate(timeout=120)
    assert first.returncode == 1
    assert err.startswith("Stack 2 has been taken over by ")
    # Both end at once: which of the two lines comes last is not told.
    lines = times_file(prepared, 2).read_text("utf-8").splitlines()
    ends = [line.split("\t")[4:] for line in lines if line.startswith(f"{HELD}\t")]
    assert ["done", ""] in ends
    assert any("meanwhile the stack was taken over by " in " ".join(end) for end in ends)
    assert is_free(prepared)


# `create` is what makes any file of an owner: without it, making one would end this process.
LOST = """
import my_pipeline, run_plan
claim = run_plan.Claim(my_pipeline.make_pipeline(), 2, False)
with claim:
    claim.path.write_text("another owner\\n", "ascii")
    run_plan.create = None
"""


def test_that_a_process_that_has_lost_its_stack_is_not_in_the_way_of_the_owner(
    prepared: Crew,
) -> None:
    process = prepared.start("-c", LOST)
    assert process.communicate(timeout=120) == ("", "")
    assert owner_file(prepared, 2).read_text("ascii") == "another owner\n"


def test_that_local_does_the_free_stacks_and_names_the_others(prepared: Crew) -> None:
    held = hold(prepared)
    first = begin(prepared, "task", "2")
    log = owner_file(prepared, 2).with_name("log_proc1.txt")
    inode = log.stat().st_ino
    code, out, err = prepared.run("local")
    assert code == 1
    assert f"Stack 2 is left to process {first.pid} on {platform.node()}, since 20" in out, err
    assert done_once(prepared, 2, 5)
    assert log.stat().st_ino == inode  # the log of another process is not emptied
    held.unlink()
    first.communicate(timeout=120)
    assert done_once(prepared, 6, 3, 1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_that_stacks_of_local_are_free_when_it_is_ended(crew: Crew, number: int) -> None:
    hold(crew)
    local = begin(crew, "local")
    owner = json.loads(owner_file(crew, 2).read_text("ascii"))["process"]
    assert owner != local.pid  # the process that does the stack
    code, _, err = crew.run("task", "2")
    assert (code, f"process {owner}" in err) == (1, True)
    local.send_signal(number)
    if number == signal.SIGKILL:
        local.wait(60)
        # What it has started goes on, and keeps its stack.
        assert crew.run("task", "2")[0] == 1
        os.kill(owner, signal.SIGTERM)
    local.communicate(timeout=120)
    assert local.returncode == -number
    assert not owner_file(crew, 2).exists()


def test_that_an_owner_who_may_be_at_work_is_left_alone(prepared: Crew) -> None:
    alive, plain = {"process": os.getpid(), "began": began_here()}, prepared.environment
    cases: list[tuple[dict[str, object], str]] = [
        ({}, "was begun by process"),
        ({"host": "n17", "process": 2**22 + 1}, "on n17, since"),
        ({"machine": "another of this name", "process": 2**22 + 1}, "was begun by process"),
        ({"job": "77_2", "host": "n17", "restarts": 1}, "on n17, Slurm job 77_2, since"),
        ({"job": "78_2", "host": "n17"}, "on n17, Slurm job 78_2, since"),
    ]
    this = this_process(prepared)
    for changes, words in cases:
        other_owner(prepared, this | alive | changes)
        prepared.environment = plain | SLURM
        code, out, err = prepared.run("task", "2")
        assert (code, out) == (1, ""), changes
        assert words in err
    code, out, _ = prepared.run("task", "2", "--take-over")
    assert code == 0
    assert "Taken over: --take-over was given.\n" in out


def began_here() -> str:
    fields = Path("/proc/self/stat").read_bytes().rpartition(b")")[2].split()
    return fields[19].decode("ascii")


def test_that_an_owner_who_is_gone_is_taken_over(prepared: Crew) -> None:
    plain = prepared.environment
    cases: list[tuple[dict[str, object], str]] = [
        ({"process": 2**22 + 1}, "that process is gone"),
        ({"process": os.getpid(), "began": "1"}, "that process is gone"),
        ({"job": "77_2", "host": "n17"}, "Slurm has started its job again"),
        ({"job": "77_2", "process": os.getpid()}, "Slurm has started its job again"),
    ]
    this = this_process(prepared)
    for changes, words in cases:
        other_owner(prepared, this | {"began": began_here()} | changes)
        prepared.environment = plain | SLURM
        os.utime(owner_file(prepared, 2), (time.time() - 7300, time.time() - 7300))
        code, out, _ = prepared.run("task", "2")
        assert code == 0
        assert f", last sign 2.0 h ago. Taken over: {words}.\n" in out
    assert done_once(prepared, 6, 3, 1)


def test_that_a_task_that_hyperqueue_starts_again_goes_on(prepared: Crew) -> None:
    owner = this_process(prepared)
    other_owner(prepared, owner | {"job": "HyperQueue task 3f2a_2", "host": "n17"})
    prepared.environment |= {
        "SLURM_JOB_ID": "77", "STACKPLAN_TASK": "HyperQueue task 3f2a_2", "HQ_INSTANCE_ID": "0",
    }  # fmt: skip
    code, out, err = prepared.run("task", "2")
    assert (code, out) == (1, "")
    assert " on n17, HyperQueue task 3f2a_2, since" in err
    prepared.environment["HQ_INSTANCE_ID"] = "1"
    code, out, _ = prepared.run("task", "2")
    assert code == 0
    assert "Taken over: HyperQueue has started its job again.\n" in out
    assert done_once(prepared, 6, 3, 1)


def test_that_the_file_of_an_owner_may_be_half_written(prepared: Crew) -> None:
    for text in ("", "[]\n", '{"host": 1}\n'):
        owner_file(prepared, 2).write_text(text, "ascii")
        code, out, err = prepared.run("task", "2")
        assert (code, out) == (1, ""), text
        assert "was begun by a process that did not get as far as saying who it is in " in err
    owner_file(prepared, 2).with_suffix(".taking").write_text("", "ascii")  # a kill at a bad moment
    assert prepared.run("task", "2", "--take-over")[0] == 0
    assert is_free(prepared)


def test_that_a_disk_that_takes_nothing_gets_one_sentence(prepared: Crew) -> None:
    code = (
        "import resource, runpy, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0));"
        "sys.argv = ['run_plan.py', 'task', '2']; runpy.run_path('run_plan.py', {}, '__main__')"
    )
    process = prepared.start("-B", "-c", code)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, out) == (2, "")
    assert err.count("\n") == 1, err
    assert "File too large" in err
    assert is_free(prepared)


def test_that_what_two_processes_wrote_into_one_another_is_no_result(prepared: Crew) -> None:
    times_file(prepared, 2).write_bytes(DOUBLE_START)
    code, out, err = prepared.run("rest")
    assert (code, err) == (1, "")
    assert out.splitlines()[-1] == "# 0 of 7 runs are done."
    assert prepared.run("task", "2")[0] == 0
    assert times_file(prepared, 2).read_bytes().startswith(DOUBLE_START + b"\n6\t2\t")
