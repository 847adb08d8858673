"""The exported script, run by Spyral's own engine on real trace files, some of them bad."""

import calendar
import os
import shutil
import time

import pytest

from engines.crew import BAD, GOOD, STACKS, Crew
from engines.exporting import plan_of
from engines.trace_files import write_run
from stackplan.core.spyral.progress import progress_of
from stackplan.files.scan import scan
from stackplan.files.spyral_workspace import read_workspace


def test_that_one_bad_file_costs_one_run_and_not_the_rest_of_its_stack(crew: Crew) -> None:
    code, out, _ = crew.run("local")
    assert code == 1
    crew.assert_exactly_once()
    assert "# stack 1, run 7: failed: OSError" in out
    assert out.splitlines()[-1] == "# 5 of 7 runs are done."
    drawn = crew.artifacts

    shutil.rmtree(crew.folder / "out")
    assert crew.run("prepare")[0] == 0
    tasks = [crew.start("run_plan.py", "task", str(number)) for number in (1, 2, 3)]
    said = [task.communicate(timeout=120)[0] for task in tasks]
    assert [task.returncode for task in tasks] == [1, 0, 0], said
    crew.assert_exactly_once()
    # Seeded by run: the same numbers, whoever processed it; and names of their own in memory.
    assert {n: lines[0].split()[:2] for n, lines in crew.artifacts.items()} == {
        n: lines[0].split()[:2] for n, lines in drawn.items()
    }
    assert len({lines[0].split()[2] for lines in crew.artifacts.values()}) == 3

    shutil.rmtree(crew.folder / "out")
    assert crew.start_plain() == 0
    lost = GOOD - crew.artifacts.keys()
    assert lost  # Spyral alone: the runs behind the bad file are gone, and nothing says so


def test_that_what_is_done_is_left_out_and_what_is_not_is_told(prepared: Crew) -> None:
    crew = prepared
    code, out, _ = crew.run("rest")
    assert code == 1
    assert [line for line in out.splitlines() if line[0] != "#"] == ["7 2 4", "6 3 1", "5"]
    assert crew.run("task", "2") == (0, "Stack 2: 3 of 3 runs to do: 6 3 1.\n"
                                     "Stack 2: 3 done, 0 failed.\n", "")  # fmt: skip
    assert crew.run("task", "2")[1] == "Stack 2: 0 of 3 runs to do: none.\n"
    artifact = crew.folder / "out/workspace/Sum/run_0003.txt"
    artifact.unlink()
    os.utime(crew.trace(1), (2**31, 2**31))
    times = crew.folder / "out/workspace/log/times_stack2.tsv"
    times.write_bytes(times.read_bytes().partition(b"\n")[0])
    _, out, _ = crew.run("rest")
    assert "# stack 2, run 6: started 20" in out
    assert "not ended: still at work, or killed" in out
    times.write_bytes(times.read_bytes() + b"\n" + b"3\t2\t2026-01-01T00:00:00Z\t1.0\tdone\t\n"
                      b"1\t2\t2026-01-01T00:00:00Z\t1.0\tdone\t\n")  # fmt: skip
    _, out, _ = crew.run("rest")
    assert "run_0003.txt is gone" in out
    assert "# stack 2, run 1: its trace file is newer" in out
    assert crew.run("task", "2", "--again")[1].startswith("Stack 2: 3 of 3 runs to do: 6 3 1.\n")
    assert len(crew.artifacts[6]) == 2


def test_that_a_run_that_was_killed_costs_no_other_line(prepared: Crew) -> None:
    crew = prepared
    times = crew.folder / "out/workspace/log/times_stack3.tsv"
    times.write_bytes(b"5\t3\t2026-01-01T00:00:00Z\t")
    assert crew.run("task", "3")[0] == 0
    killed, begun, last = times.read_text("ascii").splitlines()
    assert killed == "5\t3\t2026-01-01T00:00:00Z\t"
    assert last.startswith(begun)
    assert last.split("\t")[4] == "done"
    # A trace file of the same second is older, for a start is written in whole seconds.
    start = calendar.timegm(time.strptime(last.split("\t")[2], "%Y-%m-%dT%H:%M:%SZ"))
    os.utime(crew.trace(5), (start + 0.9, start + 0.9))
    assert crew.run("task", "3")[1] == "Stack 3: 0 of 1 runs to do: none.\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "There is no my_pipeline.py: put it beside this file, or its folder on PYTHONPATH."),
        ("1 / 0", "does not work: ZeroDivisionError: division by zero"),
    ],
)
def test_that_a_wrong_module_gets_one_sentence(crew: Crew, text: str | None, words: str) -> None:
    path = crew.folder / "my_pipeline.py"
    path.unlink()
    if text is not None:
        path.write_text(text, "ascii")
    code, out, err = crew.run("prepare")
    assert (code, out) == (2, "")
    assert words in err.splitlines()[-1]


def test_that_a_wrong_call_is_told_the_right_ones(crew: Crew) -> None:
    commands = "prepare | try | local | task 1..3 | rest [--again] [--take-over] [--keep-going]"
    for words in (["go"], ["task", "0"], ["task", "4"]):
        assert crew.run(*words) == (2, "", f"usage: python3 run_plan.py {commands}\n")


def test_that_a_task_before_prepare_and_a_vanished_file_are_told(crew: Crew) -> None:
    code, _, err = crew.run("task", "1")
    assert (code, err) == (2, "Nothing is prepared; run this first: python3 run_plan.py prepare\n")
    crew.trace(5).unlink()
    assert "Runs without a trace file, which will fail: 5." in crew.run("prepare")[1]
    assert crew.run("task", "3")[0] == 1
    assert "there is no " in crew.times[5][5]


def test_that_without_spyral_one_sentence_says_so(crew: Crew) -> None:
    crew.environment["PYTHONPATH"] = ""
    code, out, err = crew.run("local")
    assert (code, out) == (2, "")
    assert err.startswith("attpc-spyral cannot be imported by ")
    assert "Traceback" not in err


def left_of(crew: Crew) -> set[int]:
    """Runs that the script has left; the program has the same ones left, also in the window."""
    _, out, _ = crew.run("rest")
    lines = (line for line in out.splitlines() if not line.startswith("#"))
    left = {int(word) for line in lines for word in line.split()}
    traces = str(crew.folder / "traces")
    modified = {number: at // 10**6 for number, at in scan(traces).modified.items()}
    workspace = read_workspace(str(crew.folder / "out" / "workspace"), traces)
    plan = plan_of(STACKS).plan
    progress = progress_of(plan, workspace, modified, round(1000 * time.time()))
    assert left == {run for run, status in progress.statuses.items() if status != "done"}
    return left


def test_that_script_and_program_agree_also_on_what_plain_spyral_has_done(crew: Crew) -> None:
    crew.start_plain()
    done = set(crew.artifacts)
    assert done
    assert left_of(crew) == (GOOD | BAD) - done
    # Our own script goes on with the rest; what plain Spyral has done is not done once more.
    crew.run("local")
    assert left_of(crew) == BAD
    assert {run: len(lines) for run, lines in crew.artifacts.items()} == dict.fromkeys(GOOD, 1)
    # Plain Spyral does later what has failed: the phase logs no line, so its file has to be newer.
    write_run(crew.trace(7), 7)
    crew.start_plain()
    assert 7 in crew.artifacts
    artifact = crew.folder / "out/workspace/Sum/run_0007.txt"
    began = calendar.timegm(time.strptime(crew.times[7][2], "%Y-%m-%dT%H:%M:%SZ"))
    ended = began + float(crew.times[7][3])
    os.utime(artifact, (ended + 4, ended + 4))
    assert 7 in left_of(crew)
    os.utime(artifact, (ended + 60, ended + 60))
    os.utime(crew.trace(7), (ended + 30, ended + 30))
    assert 7 not in left_of(crew)


@pytest.mark.parametrize("late_s", [0.012, 0.9])
def test_that_a_night_in_which_every_run_failed_is_told_by_both(
    prepared: Crew, late_s: float
) -> None:
    workspace = prepared.folder / "out" / "workspace"
    begin = 1_795_827_200
    for number, stack in enumerate(STACKS, 1):
        start = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(begin))
        lines = "".join(f"{run}\t{number}\t{start}\t0.100\tfailed\tTypeError: x\n" for run in stack)
        (workspace / "log" / f"times_stack{number}.tsv").write_text(lines, "ascii")
        for run in stack:
            artifact = workspace / "Sum" / f"run_{run:04d}.txt"
            artifact.write_text("half", "ascii")
            os.utime(artifact, (begin + 0.1 + late_s, begin + 0.1 + late_s))
    assert left_of(prepared) == GOOD | BAD
