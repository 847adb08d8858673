import shlex

import pytest

from engines.exporting import plan_of
from stackplan.files.exports import ENGINES, export, run_commands, target_of
from stackplan.files.exports.scripts import ExportOptions


@pytest.mark.parametrize(
    ("kind", "command"),
    [
        ("spyral", "python3 {} local"),
        ("slurm", "bash {}"),
        ("parallel", "bash {}"),
        ("hyperqueue", "python3 {}"),
    ],
)
def test_that_the_command_can_be_copied_whatever_the_name(kind: str, command: str) -> None:
    assert run_commands(kind, "job.sh")[0] == command.format("job.sh")
    assert run_commands(kind, "a b;c")[0] == command.format("'a b;c'")
    assert run_commands(kind, "-x")[0] == command.format("./-x")
    assert shlex.split(run_commands(kind, "a\n'$(b)")[0])[1] == "a\n'$(b)"


def test_that_what_is_not_run_has_no_command() -> None:
    assert run_commands("csv", "a.csv") == ()


def test_that_the_scripts_look_for_the_name_that_is_proposed() -> None:
    options = ExportOptions(pipeline="a:b")
    for kind in ENGINES:
        assert target_of(kind).file_name.endswith(target_of(kind).ending)
        assert target_of("spyral").file_name.encode() in export(plan_of([[1]]), kind, {}, options)
