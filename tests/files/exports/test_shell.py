import os
import subprocess
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.exporting import plan_of
from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan, Stack
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.core.runs import Run
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.shell import (
    SPYRAL_COMMAND,
    bash_word,
    checked_command,
    fill_command,
    fingerprint,
    last_stack,
    names_fields,
    parallel_script,
    slurm_array,
    stack_function,
)


@pytest.mark.parametrize(
    ("command", "filled"),
    [
        ("my_analysis --stack {stack} {runs}", "my_analysis --stack 3 7 12"),
        ("a '{stack}' \"{runs}\"", "a '3' \"7 12\""),
        ("ls {traces}/run_*.h5", 'ls "$TRACES"/run_*.h5'),
        ("ls $(basename {traces}) 'x' {traces}", 'ls $(basename "$TRACES") \'x\' "$TRACES"'),
        ("awk '{{print $1}' # {stack}", "awk '{print $1}' # 3"),
        ("${{HOME}/a }", "${HOME}/a }"),
        (r"a \{stack} \{{", r"a \3 \{"),
        (r"a \' {traces} \"", r'a \' "$TRACES" \"'),
        (r"a '\' {traces}", r"""a '\' "$TRACES" """.rstrip()),
        (r"a $'\'' {traces}", r"""a $'\'' "$TRACES" """.rstrip()),
        ('a "$(b "c" (d))" {traces}', 'a "$(b "c" (d))" "$TRACES"'),
        (SPYRAL_COMMAND, '"${PYTHON:-python3}" run_plan.py task 3'),
    ],
)
def test_that_fields_are_put_in(command: str, filled: str) -> None:
    checked_command(command)
    assert fill_command(command, 3, (7, 12)) == filled
    assert names_fields("a {runs} {{stack} {traces}") == {"runs", "traces"}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("", "The command is empty; write for example 'my_analysis {runs}'."),
        (" \t", "is empty"),
        ("a {run}", r"'{run' \(character 3\) is no field; there are {stack}, {runs} and {traces}"),
        ("a {", r"'{' \(character 3\) is no field; .* and {{ stands for {"),
        ("a {stack", r"'{stack' \(character 3\) is no field"),
        ("${HOME}", r"'{HOME' \(character 2\) is no field"),
        ("a '{traces}'", r"{traces} \(character 4\) stands inside quotes; it brings its own"),
        ('a "x {traces}"', "stands inside quotes"),
        ("a $'{traces}'", "stands inside quotes"),
        ('a "$(b {traces})"', "stands inside quotes"),
        ("a `b {traces}`", "stands inside quotes"),
        ("a 'b", "opens ' and does not close it"),
        ('a "b', 'opens " and does not close it'),
        ('a "$(b"', "does not close it"),
        ("a \\", "ends with a backslash"),
        ("a\nb", r"has a '\\n'; write it on one line"),
        ("a\rb", r"has a '\\r'; write it on one line"),
        ("a \0", "write it on one line"),
        ("a \ud800", "a damaged character"),
    ],
)
def test_that_a_command_that_cannot_be_meant_gets_one_sentence(command: str, words: str) -> None:
    with pytest.raises(StackplanError, match=words):
        checked_command(command)


@given(st.lists(st.sampled_from(["a", " ", "'", '"', "\\", "$(", ")", "$'", "{traces}", ";", "#"])))
def test_that_whatever_is_accepted_executes_nothing_of_the_folder_s_name(pieces: list[str]) -> None:
    command = "".join(pieces)
    try:
        checked_command(command)
    except StackplanError:
        return
    script = "TRACES='$(echo executed >&3) `echo executed >&3` ; echo executed >&3'\n{\n"
    script += f"{fill_command(command, 1, (1,))}\n}} 3>&1 >/dev/null 2>&1\n"
    done = subprocess.run(["bash"], input=script, capture_output=True, text=True, check=False)
    assert done.stdout == "", command


@given(st.lists(st.sampled_from(["a", " ", "'", '"', "\\", "$(", ")", "$'"]), max_size=12))
def test_that_a_command_with_open_quotes_is_refused_as_bash_refuses_it(pieces: list[str]) -> None:
    command = "".join(pieces) + " {stack}"
    try:
        checked_command(command)
    except StackplanError:
        return
    script = f"run() {{\ncase $1 in\n1) :; {fill_command(command, 1, (1,))}\n;;\nesac\n}}\n"
    done = subprocess.run(["bash", "-n"], input=script, capture_output=True, text=True, check=False)
    assert "unexpected EOF while looking for matching `'" not in done.stderr, command
    assert 'unexpected EOF while looking for matching `"' not in done.stderr, command


# Every byte that a name can hold, as Python sees it.
NAMES = st.binary(max_size=20).map(os.fsdecode).filter(lambda name: "\0" not in name)


@given(st.lists(NAMES, min_size=1, max_size=20))
def test_that_bash_reads_back_every_name(names: list[str]) -> None:
    script = "printf '%s\\0' " + " ".join(map(bash_word, names))
    assert "\n" not in script
    done = subprocess.run(["bash"], input=os.fsencode(script), capture_output=True, check=True)
    assert done.stdout == b"".join(os.fsencode(name) + b"\0" for name in names)


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("/mnt/e20020/h5", "/mnt/e20020/h5"),
        ("/data/M\u00fcnchen 2", "'/data/M\u00fcnchen 2'"),
        ("/a\nb'\\7", "$'/a\\012b\\'\\\\7'"),
        ("/a\udcff7", "$'/a\\3777'"),
        ("", "''"),
    ],
)
def test_that_a_name_is_quoted_so_that_it_still_reads(name: str, word: str) -> None:
    assert bash_word(name) == word


def test_that_stacks_keep_their_numbers_where_one_is_empty() -> None:
    plan_file = plan_of([[], [7, 3], [], [5], []])
    function = stack_function(plan_file, ExportOptions(command="go {stack}: {runs}"))
    script = f'{function}for n in 1 2 3 4; do run_stack "$n"; done; go() {{ :; }}'
    script = f'go() {{ echo "$@"; }}\n{script}'
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "Stack 1 has no runs.", "2: 7 3", "Stack 3 has no runs.", "4: 5",
    ]  # fmt: skip
    assert last_stack(plan_file) == 4
    with pytest.raises(StackplanError, match="has no runs, so there is nothing to run"):
        stack_function(plan_of([[]]), ExportOptions())


def test_that_fingerprints_differ_with_the_plan() -> None:
    assert fingerprint("a") == fingerprint("a") != fingerprint("b")
    assert len(fingerprint("\udcff")) == 8


def lines_of(**options: object) -> list[str]:
    return parallel_script(plan_of(STACKS), ExportOptions(**options)).decode().splitlines()  # type: ignore[arg-type]


def test_that_only_stacks_with_runs_are_started_and_no_more_than_allowed() -> None:
    assert "NUMBERS='1 3'" in lines_of()
    assert "AT_ONCE=100%" in lines_of()
    assert "AT_ONCE=8" in lines_of(readers=8)


def test_that_another_command_or_folder_has_another_log() -> None:
    plans = (plan_of(STACKS), plan_of(STACKS, "/other"), plan_of([[106], [88], [71]]))
    texts = [parallel_script(plan_file, ExportOptions()) for plan_file in plans]
    texts.append(parallel_script(plans[0], ExportOptions(command="go {runs}")))
    names = {line for text in texts for line in text.splitlines() if line.startswith(b"JOBLOG=")}
    assert len(names) == 4


STACKS = [[106, 88], [], [71], []]


def header(options: ExportOptions, plan_file: PlanFile | None = None) -> list[str]:
    """What sbatch reads: up to the first line that is no comment."""
    lines = slurm_array(plan_file or plan_of(STACKS), options).decode().splitlines()
    end = next(i for i, line in enumerate(lines) if line and not line.startswith("#"))
    return [line for line in lines[:end] if line.startswith("#SBATCH")]


def test_that_there_is_a_task_for_each_stack_up_to_the_last_one_with_runs() -> None:
    assert header(ExportOptions()) == [
        "#SBATCH --job-name=stackplan",
        "#SBATCH --output=stack-%A_%a.txt",
        "#SBATCH --cpus-per-task=1",
        "#SBATCH --array=1-3",
    ]
    assert header(ExportOptions(readers=8))[-1] == "#SBATCH --array=1-3%8"
    assert b"AT_ONCE='%8'" in slurm_array(plan_of(STACKS), ExportOptions(readers=8))


@pytest.mark.parametrize(
    ("weight", "rate", "minutes"),
    [
        ("bytes", None, None),
        ("bytes", Fraction(10), 30),  # 12,000 bytes in 20 minutes
        ("bytes", Fraction(11), 28),  # 18 minutes and 10.91 seconds: 27.27 with the reserve
        ("ms", None, 1),
    ],
)
def test_that_the_time_is_asked_for_where_it_is_known(
    weight: str, rate: Fraction | None, minutes: int | None
) -> None:
    request = PlanRequest(n_stacks=2, weight=weight)
    plan = Plan(request, (Stack((Run(1, 12_000),)), Stack((Run(2, 5),))))
    lines = header(ExportOptions(rate=rate), PlanFile(plan, "/data/h5"))
    asked = [line for line in lines if "time" in line]
    assert asked == ([] if minutes is None else [f"#SBATCH --time={minutes}"])
    slow = Plan(
        PlanRequest(n_stacks=2, speeds=(100, 50)), (Stack((Run(1, 900),)), Stack((Run(2, 600),)))
    )
    lines = header(ExportOptions(rate=Fraction(1)), PlanFile(slow, "/data/h5"))
    assert lines[-1] == "#SBATCH --time=30"


def test_that_a_task_of_several_stacks_is_given_the_time_of_all() -> None:
    runs = [Run(1, 12_000), Run(2, 5_000), Run(3, 9_000), Run(4, 9_000), Run(5, 1_000)]
    plan = Plan(PlanRequest(n_stacks=5), tuple(Stack((run,)) for run in runs))
    plan_file = PlanFile(plan, "/data/h5")
    options = ExportOptions(rate=Fraction(10), rate_source="from a\nlog", stacks_a_task=2)
    assert header(options, plan_file)[-2:] == ["#SBATCH --array=1-5:2", "#SBATCH --time=45"]
    text = slurm_array(plan_file, options).decode()
    assert (
        "# Minutes: half as much again as the 30 min of the longest task (from a\\nlog).\n"
        "#SBATCH --time=45\n"
    ) in text
    assert "\nMINUTES=30\n" in text
    assert "\nSTACKS_A_TASK=2\n" in text
    few = replace(options, jobs_at_most=2, first_stack=2, python="/my python")
    assert header(few, plan_file)[-2:] == ["#SBATCH --array=2-5:2", "#SBATCH --time=35"]
    assert "\nFROM=2\nLAST=5\nSTACKS_A_TASK=2\nJOBS_AT_MOST=2\nOWN_PYTHON='/my python'\n" in (
        slurm_array(plan_file, few).decode()
    )
    one = replace(options, jobs_at_most=1)
    assert header(one, plan_file)[-2:] == ["#SBATCH --array=1-5:5", "#SBATCH --time=90"]
    with pytest.raises(StackplanError, match="From stack 6 on there are no runs; the last"):
        slurm_array(plan_file, replace(options, first_stack=6))


def test_that_lines_end_as_slurm_wants_them() -> None:
    data = slurm_array(plan_of(STACKS, "/data/a\r\nb"), ExportOptions())
    assert b"\r" not in data
    assert data.startswith(b"#!/bin/bash\n")
    assert data.endswith(b'submit_all "${options[@]}"\n')
