"""Lists out of scripts on the command line: what is read of them is said, once."""

from pathlib import Path

import pytest

from folders import Stackplan, fill
from stackplan.core.plan_text import read


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    return fill(tmp_path / "traces", {number: 1000 * number for number in range(54, 64)})


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("[60, 61]", "a Python list"),
        ("runs_to_skip = [60, 61]", "a Python list (runs_to_skip)"),
        ("(60 61)", "a bash array"),
        ("{60,61}", "a list in braces"),
        ("run_0060.h5, run_0061", "names of files"),
        ("/data/h5/run_0060.h5\n/data/h5/run_0061.h5", "paths"),
        ('root -b "u.C(\\"run_0060\\")"\nroot -b "u.C(\\"run_0061\\")"', "ROOT commands"),
        ('{"60": "HV trip", "61": "no beam"}', "a JSON object"),
        ("60 # HV\n61", "a list with comments"),
    ],
)
def test_that_a_pasted_skip_list_is_taken_and_told(
    stackplan: Stackplan, traces: Path, text: str, form: str
) -> None:
    code, out, err = stackplan("plan", traces, "--stacks", "2", "--skip", text)
    assert code == 0, err
    assert read(out).plan.request.skipped == {60, 61}
    assert err.splitlines()[0] == f"stackplan: --skip: read 2 runs: 60-61, from {form}."


def test_that_nothing_is_said_of_plain_numbers(stackplan: Stackplan, traces: Path) -> None:
    words = ("--runs", "54-60", "--skip", "55, 57", "--pin", "54:2")
    code, _, err = stackplan("plan", traces, "--stacks", "2", *words)
    assert (code, " read " in err) == (0, False)


def test_that_a_list_of_runs_plans_no_other(stackplan: Stackplan, traces: Path) -> None:
    words = ("--runs", "[60, 54, 57]", "--skip", "57")
    code, out, err = stackplan("plan", traces, "--stacks", "2", *words)
    request = read(out).plan.request
    assert code == 0
    assert sorted(read(out).plan.places) == [54, 60]
    assert (request.run_min, request.run_max, str(request.skipped)) == (54, 60, "55-59")
    assert "stackplan: --runs: read 3 runs: 54, 57, 60, from a Python list." in err


def test_that_several_runs_are_pinned_at_once(stackplan: Stackplan, traces: Path) -> None:
    words = ("--pin", "[54, 56]:2", "--pin", "58-59:1", "--pin", "run_0060.h5:1")
    code, out, err = stackplan("plan", traces, "--stacks", "2", *words)
    plan = read(out).plan
    assert code == 0, err
    assert plan.pinned == {54, 56, 58, 59, 60}
    assert {plan.places[number] for number in (54, 56)} == {1}
    assert "--pin: read 2 runs: 54, 56, from a Python list." in err
    assert "--pin: read 1 run: 60, from names of files." in err


def test_that_a_list_of_good_runs_may_be_a_script(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    script = tmp_path / "runs.sh"
    script.write_text("#!/bin/bash\n#tpc=(54 55)\ntpc=(56 58)\n", encoding="utf-8")
    code, out, err = stackplan("plan", traces, "--stacks", "2", "--good-runs", script)
    assert sorted(read(out).plan.places) == [56, 58]
    assert (code, "Read 2 runs: 56, 58, from a bash array (tpc)." in err) == (0, True)
    script.write_text("tpc=(54 55)\ns800=(2054 2055)\n", encoding="utf-8")
    code, out, err = stackplan("plan", traces, "--stacks", "2", "--good-runs", script)
    assert (code, out) == (1, "")
    assert (
        "runs.sh: The list cannot be used: it holds 2 lists, tpc (line 1) and s800 (line 2)" in err
    )


def test_that_sheet_and_column_of_good_runs_can_be_named(
    stackplan: Stackplan, traces: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "runs.csv"
    sheet.write_text("run,Good,S800\n54-60,Y,N\n61-63,N,Y\n", encoding="utf-8")
    words = ("plan", traces, "--stacks", "2", "--good-runs", sheet)
    code, out, err = stackplan(*words, "--good-column", "s800")
    assert (code, sorted(read(out).plan.places)) == (0, [61, 62, 63])
    assert "The column 'S800' decides which runs are good." in err
    code, out, err = stackplan(*words, "--good-column", "x")
    assert (code, out, "there are: 'Good', 'S800'" in err) == (1, "", True)
    for option in ("--sheet", "--good-column"):
        code, out, err = stackplan("plan", traces, option, "x")
        assert (code, out) == (2, "")
        assert f"{option} needs --good-runs" in err
    code, out, err = stackplan(*words, "--sheet", "x")
    assert (code, out, "it is no workbook" in err) == (1, "", True)
