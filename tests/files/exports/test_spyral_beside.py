"""The Spyral script that is written beside a script for a cluster."""

from pathlib import Path

import pytest

from engines.exporting import plan_of
from stackplan.core.errors import DiskError, StackplanError
from stackplan.files.exports.checks import FileCheck, export_warnings
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.spyral import script_beside, spyral_script

PLAN = plan_of([[1], [2]])
OPTIONS = ExportOptions("crew:pipe")


def test_that_it_is_written_and_an_older_one_is_replaced(tmp_path: Path) -> None:
    path = str(tmp_path / "array.sh")
    made = script_beside(PLAN, OPTIONS, path)
    assert made is not None
    assert (made.path, made.data) == (str(tmp_path / "run_plan.py"), spyral_script(PLAN, OPTIONS))
    assert made.words == "run_plan.py is written beside it"
    (tmp_path / "run_plan.py").write_bytes(made.data)
    again = script_beside(PLAN, OPTIONS, path)
    assert again is not None
    assert again.words == "run_plan.py beside it stays as it is"
    other = script_beside(plan_of([[3]]), OPTIONS, path)
    assert other is not None
    assert other.words == "run_plan.py beside it of an earlier export is replaced"
    assert script_beside(PLAN, ExportOptions(), path) is None


def test_that_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run_plan.py").write_text("print('mine')\n", "ascii")
    with pytest.raises(StackplanError, match=r"run_plan\.py was not written by Stackplan"):
        script_beside(PLAN, OPTIONS, str(tmp_path / "array.sh"))
    with pytest.raises(StackplanError, match="is the script that this one runs; choose another"):
        script_beside(PLAN, OPTIONS, str(tmp_path / "run_plan.py"))
    (tmp_path / "run_plan.py").unlink()
    (tmp_path / "run_plan.py").mkdir()
    with pytest.raises(DiskError, match=r"run_plan\.py is a folder"):
        script_beside(PLAN, OPTIONS, str(tmp_path / "array.sh"))


@pytest.mark.parametrize("kind", ["slurm", "parallel"])
def test_that_a_script_that_is_missing_is_warned_of(tmp_path: Path, kind: str) -> None:
    def told(options: ExportOptions) -> list[str]:
        return list(export_warnings(PLAN.plan, kind, options, FileCheck(), 8, str(tmp_path)))

    (words,) = told(ExportOptions())
    assert words == f"There is no run_plan.py in {tmp_path}; name the pipeline to have it written."
    assert told(ExportOptions(command="go {runs}")) == []
    assert told(OPTIONS)[0].startswith("crew.py is not here; before the exported script")
    (tmp_path / "run_plan.py").touch()
    assert told(ExportOptions()) == []
