import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stackplan.core.errors import StackplanError
from stackplan.files.exports.shell import (
    SPYRAL_COMMAND,
    checked_command,
    fill_command,
    names_fields,
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


def test_that_the_fields_of_a_command_are_known() -> None:
    assert names_fields("a {runs} {{stack} {traces}") == {"runs", "traces"}


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
