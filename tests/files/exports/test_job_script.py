import os
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines.exporting import plan_of
from stackplan.core.errors import StackplanError
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.shell import bash_word, fingerprint, last_stack, stack_function

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


def test_that_a_plan_without_runs_is_refused() -> None:
    with pytest.raises(StackplanError, match="has no runs, so there is nothing to run"):
        stack_function(plan_of([[]]), ExportOptions())


def test_that_fingerprints_differ_with_the_plan() -> None:
    assert fingerprint("a") == fingerprint("a") != fingerprint("b")
    assert len(fingerprint("\udcff")) == 8
