import errno
import os
import shlex
from pathlib import Path

import pytest

from engines.exporting import plan_of
from stackplan.core.errors import DiskError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.request import PlanRequest
from stackplan.files.exports import (
    ENGINES,
    EXPORTS,
    PICTURES,
    REPORTS,
    TARGETS,
    export,
    run_commands,
    target_of,
)
from stackplan.files.exports.scripts import ExportOptions, template


@pytest.mark.parametrize("kind", [*EXPORTS, *REPORTS])
def test_that_every_format_renders_a_plan_without_runs(kind: str) -> None:
    data = export(PlanFile(Plan(PlanRequest()), "/data/h5"), kind, {})
    assert data.endswith(b"\n")
    assert b"\r" not in data


def test_that_states_are_shown_only_by_formats_that_there_are() -> None:
    assert set(EXPORTS) >= {target.key for target in TARGETS if target.needs_states}
    kinds = [*EXPORTS, *ENGINES, *REPORTS, *PICTURES]
    assert len(kinds) == len(set(kinds))


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
    assert run_commands("csv", "a.csv") == ()


def test_that_the_scripts_look_for_the_name_that_is_proposed() -> None:
    options = ExportOptions(pipeline="a:b")
    for kind in ENGINES:
        assert target_of(kind).file_name.endswith(target_of(kind).ending)
        assert target_of("spyral").file_name.encode() in export(plan_of([[1]]), kind, {}, options)


@pytest.mark.parametrize(
    "name", ["spyral_template.py", "array_template.sh", "hyperqueue_template.py"]
)
def test_that_a_script_is_read(name: str) -> None:
    text = template(name)
    assert "# --- plan ---\n" in text
    assert "\r" not in text


def test_that_a_script_that_cannot_be_read_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(Path, "read_text", fail)
    with pytest.raises(DiskError, match=r"array_template\.sh; tell the person who looks after it"):
        template("array_template.sh")
