"""One run first, and a stop where all fail alike: the exported script under Spyral's own engine."""

from collections.abc import Iterable

import pytest

from engines.crew import Crew


def spoil(crew: Crew, runs: Iterable[int]) -> None:
    for run in runs:
        crew.trace(run).write_bytes(b"no HDF5 at all" * run)


def test_that_the_smallest_run_is_tried_first_and_counts(crew: Crew) -> None:
    sizes = {run: crew.trace(run).stat().st_size for run in (1, 2, 3, 5, 6)}
    smallest = min(sizes, key=lambda run: (sizes[run], run))
    crew.plan([[6, 2, 3], [5, 1]])
    code, out, err = crew.run("try")
    assert (code, err) == (0, "")
    said = out.splitlines()
    stack = 1 if smallest in (6, 2, 3) else 2
    begin = f"Trying run {smallest} of stack {stack}, the smallest that is left: "
    assert said[0].startswith("Prepared: 2 stacks, 5 runs;")
    assert said[1].startswith(begin)
    assert said[2].startswith("It is done, after ")
    assert said[3].startswith("At ")
    assert " MB/s, all of what is left takes about " in said[3]
    assert " of one processor, and its longest stack, 1, " in said[3]
    assert set(crew.artifacts) == {smallest}
    assert crew.times[smallest][4] == "done"
    assert crew.run("local")[0] == 0
    assert {run: len(lines) for run, lines in crew.artifacts.items()} == dict.fromkeys(sizes, 1)
    code, out, _ = crew.run("try")
    assert code == 1
    assert out.splitlines()[1].startswith("There is no run to try: what has a trace file is done")
    assert crew.run("try", "--again")[0] == 0
    assert len(crew.artifacts[smallest]) == 2


def test_that_a_try_that_fails_starts_nothing_else(crew: Crew) -> None:
    spoil(crew, [1])
    code, out, err = crew.run("try")
    assert (code, err) == (1, "")
    said = out.splitlines()
    assert said[1].startswith("Trying run 1 of stack 2, the smallest that is left: 0.0 MB.")
    assert said[2].startswith("It failed in the phase Sum, after ")
    assert "s: OSError: Unable to" in said[2]
    assert said[3] == "No other run was started; mend that first."
    assert set(crew.times) == {1}


@pytest.mark.parametrize("words", [["local"], ["task", "1"]])
def test_that_a_stack_stops_after_three_that_fail_alike(crew: Crew, words: list[str]) -> None:
    crew.plan([[6, 7, 2, 4, 3, 1], [5]])
    spoil(crew, [7, 2, 4])
    assert crew.run("prepare")[0] == 0
    code, out, _ = crew.run(*words)
    assert code == 1
    (told,) = [line for line in out.splitlines() if line.startswith("Stack 1 stops")]
    assert told.startswith(
        "Stack 1 stops: runs 7, 2, 4 failed alike in the phase Sum: OSError: Unable to"
    )
    assert told.endswith(". Not begun: 2 of its runs; mend that first, or add --keep-going.")
    assert {run for run, line in crew.times.items() if line[1] == "1"} == {6, 7, 2, 4}
    if words == ["local"]:
        assert out.splitlines()[-1] == "# 2 of 7 runs are done."
    else:
        assert out.splitlines()[-1] == "Stack 1: 1 done, 3 failed."
    code, out, _ = crew.run(*words, "--keep-going")
    assert code == 1
    assert "Stack 1 stops" not in out
    assert {1, 3, 6} <= set(crew.artifacts)


def test_that_errors_that_differ_or_runs_between_stop_nothing(crew: Crew) -> None:
    crew.plan([[7, 2, 4, 1, 3, 6, 5]])
    spoil(crew, [7, 2, 3, 6])
    (crew.trace(1)).unlink()  # 4 is cut off: three errors in five runs, none of them thrice
    assert crew.run("prepare")[0] == 0
    code, out, _ = crew.run("task", "1")
    assert code == 1
    assert out.splitlines()[-1] == "Stack 1: 1 done, 6 failed."
    # At the end of a stack there is nothing to stop any more.
    crew.plan([[7, 2, 6]])
    assert crew.run("task", "1")[1].splitlines()[-1] == "Stack 1: 0 done, 3 failed."
