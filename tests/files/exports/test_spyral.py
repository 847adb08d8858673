import ast
import inspect
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given

from engines.exporting import plan_of
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.spyral import job as spyral_job
from stackplan.files import spyral_workspace
from stackplan.files.exports.checks import FileCheck, export_warnings
from stackplan.files.exports.pipeline import checked_pipeline
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.spyral import script_beside, spyral_script
from strategies import plan_files

OPTIONS = ExportOptions(pipeline="crew.my_pipeline:make_pipeline")
PLAN_NAMES = {"PIPELINE", "TRACES", "SEED"}
ROOT = Path(__file__).parents[3]


def constants_of(data: bytes) -> dict[str, object]:
    """Values of the names of the plan that the script sets at its top, without running it."""
    plan = data.partition(b"# --- plan ---\n")[2].partition(b"# --- end of the plan ---\n")[0]
    tree = ast.parse(plan)
    found: dict[str, object] = {}
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in PLAN_NAMES:
            found[ast.unparse(node.targets[0])] = ast.literal_eval(node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.value:
            found[node.target.id] = ast.literal_eval(node.value)
    return found


@given(plan_files())
def test_that_the_script_holds_the_plan(plan_file: PlanFile) -> None:
    if not plan_file.plan.runs:
        return
    found = constants_of(spyral_script(plan_file, OPTIONS))
    assert found["STACKS"] == [list(stack.run_numbers) for stack in plan_file.plan.stacks]
    assert found["TRACES"] == plan_file.traces
    assert found["PIPELINE"] == OPTIONS.pipeline


def test_that_it_is_one_file_that_needs_no_stackplan() -> None:
    text = spyral_script(plan_of([[2, 1]]), OPTIONS).decode("ascii")
    modules = {
        name.split(".")[0]
        # Python 3.10, the oldest that Spyral 1.0 takes.
        for node in ast.walk(ast.parse(text, feature_version=(3, 10)))
        for name in (
            [alias.name for alias in node.names] if isinstance(node, ast.Import)
            else [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        )
    }  # fmt: skip
    assert modules - sys.stdlib_module_names == {"spyral"}
    assert "\r" not in text


def test_that_it_is_as_tidy_as_the_source_it_is_made_of(tmp_path: Path) -> None:
    script = tmp_path / "run_plan.py"
    script.write_bytes(spyral_script(plan_of([[2, 1], [3]], "/data/it's"), OPTIONS))
    ruff = Path(sys.executable).with_name("ruff")
    config = ("--config", ROOT / "pyproject.toml", "--no-cache")
    # The other deal, as a comment to paste, is code on purpose; and files/ has names as text.
    for words in (("check", "--ignore", "ERA001,PTH"), ("format", "--check")):
        done = subprocess.run(
            [ruff, *words, *config, script],
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_that_no_name_of_its_parts_hides_another_one() -> None:
    tree = ast.parse(spyral_script(plan_of([[2, 1]]), OPTIONS))
    names = [
        name
        for node in tree.body
        for name in (
            [node.name] if isinstance(node, ast.FunctionDef | ast.ClassDef)
            else [target.id for target in node.targets if isinstance(target, ast.Name)]
            if isinstance(node, ast.Assign) else []
        )
    ]  # fmt: skip
    assert sorted(set(names)) == sorted(names)


def test_that_it_judges_runs_by_the_very_text_that_stackplan_has() -> None:
    text = spyral_script(plan_of([[2, 1]]), OPTIONS).decode("ascii")
    rule, reading = inspect.getsource(spyral_job), inspect.getsource(spyral_workspace)
    assert rule[rule.index("\n\n# ") :] in text
    assert reading[reading.index("_LOGS =") : reading.index("\n\n\ndef read_workspace")] in text


@pytest.mark.parametrize(
    "text", ["", "a", "a:", ":b", "a:b:c", "a b:c", "a.:b", "a:b()", "a:class", "a;b:c", "\u00e4:b"]
)
def test_that_what_names_no_pipeline_is_refused(text: str) -> None:
    with pytest.raises(StackplanError, match=r"write for example run_spyral\.py or my_pip"):
        checked_pipeline(text)


def test_that_a_plan_without_runs_is_refused() -> None:
    with pytest.raises(StackplanError, match="has no runs, so there is nothing to run"):
        spyral_script(plan_of([[]]), OPTIONS)


PLAN, CREW = plan_of([[1], [2]]), ExportOptions("crew:pipe")


def test_that_it_is_written_and_an_older_one_is_replaced(tmp_path: Path) -> None:
    path = str(tmp_path / "array.sh")
    made = script_beside(PLAN, CREW, path)
    assert made is not None
    assert (made.path, made.data) == (str(tmp_path / "run_plan.py"), spyral_script(PLAN, CREW))
    assert made.words == "run_plan.py is written beside it"
    (tmp_path / "run_plan.py").write_bytes(made.data)
    again = script_beside(PLAN, CREW, path)
    assert again is not None
    assert again.words == "run_plan.py beside it stays as it is"
    other = script_beside(plan_of([[3]]), CREW, path)
    assert other is not None
    assert other.words == "run_plan.py beside it of an earlier export is replaced"
    assert script_beside(PLAN, ExportOptions(), path) is None


def test_that_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run_plan.py").write_text("print('mine')\n", "ascii")
    with pytest.raises(StackplanError, match=r"run_plan\.py was not written by Stackplan"):
        script_beside(PLAN, CREW, str(tmp_path / "array.sh"))
    with pytest.raises(StackplanError, match="is the script that this one runs; choose another"):
        script_beside(PLAN, CREW, str(tmp_path / "run_plan.py"))
    (tmp_path / "run_plan.py").unlink()
    (tmp_path / "run_plan.py").mkdir()
    with pytest.raises(DiskError, match=r"run_plan\.py is a folder"):
        script_beside(PLAN, CREW, str(tmp_path / "array.sh"))


@pytest.mark.parametrize("kind", ["slurm", "parallel"])
def test_that_a_script_that_is_missing_is_warned_of(tmp_path: Path, kind: str) -> None:
    def told(options: ExportOptions) -> list[str]:
        return list(export_warnings(PLAN.plan, kind, options, FileCheck(), 8, str(tmp_path)))

    (words,) = told(ExportOptions())
    assert words == f"There is no run_plan.py in {tmp_path}; name the pipeline to have it written."
    assert told(ExportOptions(command="go {runs}")) == []
    assert told(CREW)[0].startswith("crew.py is not here; before the exported script")
    (tmp_path / "run_plan.py").touch()
    assert told(ExportOptions()) == []
