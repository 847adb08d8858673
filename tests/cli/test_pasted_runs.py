"""Lists out of scripts on the command line: what is read of them is said, once."""

import pytest

from folders import fill
from shell import Shell


@pytest.fixture
def shell(shell: Shell) -> Shell:
    fill(shell.traces, {number: 1000 * number for number in range(54, 64)})
    return shell


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
def test_that_a_pasted_skip_list_is_taken_and_told(shell: Shell, text: str, form: str) -> None:
    assert shell.plan("--skip", text).plan.request.skipped == {60, 61}
    assert shell.err.splitlines()[0] == f"stackplan: --skip: read 2 runs: 60-61, from {form}."


def test_that_nothing_is_said_of_plain_numbers(shell: Shell) -> None:
    shell.plan("--runs", "54-60", "--skip", "55, 57", "--pin", "54:2")
    assert " read " not in shell.err


def test_that_a_list_of_runs_plans_no_other(shell: Shell) -> None:
    plan = shell.plan("--runs", "[60, 54, 57]", "--skip", "57").plan
    request = plan.request
    assert sorted(plan.places) == [54, 60]
    assert (request.run_min, request.run_max, str(request.skipped)) == (54, 60, "55-59")
    assert "stackplan: --runs: read 3 runs: 54, 57, 60, from a Python list." in shell.err


def test_that_several_runs_are_pinned_at_once(shell: Shell) -> None:
    pins = ("--pin", "[54, 56]:2", "--pin", "58-59:1", "--pin", "run_0060.h5:1")
    plan = shell.plan(*pins).plan
    assert plan.pinned == {54, 56, 58, 59, 60}
    assert {plan.places[number] for number in (54, 56)} == {1}
    assert "--pin: read 2 runs: 54, 56, from a Python list." in shell.err
    assert "--pin: read 1 run: 60, from names of files." in shell.err


def test_that_a_list_of_good_runs_may_be_a_script(shell: Shell) -> None:
    script = shell.folder / "runs.sh"
    script.write_text("#!/bin/bash\n#tpc=(54 55)\ntpc=(56 58)\n", encoding="utf-8")
    assert sorted(shell.plan("--good-runs", script).plan.places) == [56, 58]
    assert "Read 2 runs: 56, 58, from a bash array (tpc)." in shell.err
    script.write_text("tpc=(54 55)\ns800=(2054 2055)\n", encoding="utf-8")
    err = shell.refused(1, "plan", shell.traces, "--good-runs", script)
    words = "The list cannot be used: it holds 2 lists, tpc (line 1) and s800 (line 2)"
    assert f"runs.sh: {words}" in err


def test_that_sheet_and_column_of_good_runs_can_be_named(shell: Shell) -> None:
    sheet = shell.folder / "runs.csv"
    sheet.write_text("run,Good,S800\n54-60,Y,N\n61-63,N,Y\n", encoding="utf-8")
    plan = shell.plan("--good-runs", sheet, "--good-column", "s800").plan
    assert sorted(plan.places) == [61, 62, 63]
    assert "The column 'S800' decides which runs are good." in shell.err
    words = ("plan", shell.traces, "--good-runs", sheet)
    assert "there are: 'Good', 'S800'" in shell.refused(1, *words, "--good-column", "x")
    assert "it is no workbook" in shell.refused(1, *words, "--sheet", "x")
    for option in ("--sheet", "--good-column"):
        err = shell.refused(2, "plan", shell.traces, option, "x")
        assert f"{option} needs --good-runs" in err
