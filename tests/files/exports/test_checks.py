from pathlib import Path

import pytest

from engines.exporting import plan_of
from engines.trace_files import cut_off, write_run
from stackplan.core.plan_text import PlanFile
from stackplan.files.exports import ENGINES
from stackplan.files.exports.checks import FileCheck, check_files, export_warnings
from stackplan.files.exports.scripts import ExportOptions

BESIDE = "It runs run_plan.py, which must be beside it; name the pipeline to have it written."


def warnings(
    plan_file: PlanFile, kind: str, looked: FileCheck | None = None, command: str = ""
) -> list[str]:
    options = ExportOptions(command=command)
    found = FileCheck() if looked is None else looked
    return list(export_warnings(plan_file.plan, kind, options, found, processors=3))


def test_that_files_that_would_fail_are_named(tmp_path: Path) -> None:
    for number, version in ((1, "1.0"), (2, "2.0"), (4, "1.0"), (9, "2.0")):
        write_run(tmp_path / f"run_{number:04d}.h5", 3, version=version)
    cut_off(tmp_path / "run_0004.h5")
    size = (tmp_path / "run_0001.h5").stat().st_size
    assert size > 1000
    plan_file = plan_of([[1, 2], [3, 4]], str(tmp_path))
    looked = check_files(plan_file)
    said = [
        "No file, so these will fail: run 3.",
        "Run 4: truncated; planned all the same, skip it if need be.",
        "Spyral 1.1.2 cannot read run 2: its first event has no get/silicon_upstream_front;"
        " written by libattpc_merger:2.0; planned all the same, skip it if need be.",
    ]
    for kind in ENGINES:
        beside = [] if kind == "spyral" else [BESIDE]
        assert warnings(plan_file, kind, looked) == [*said, *beside]
        assert warnings(plan_file, kind, looked, "go {runs}") == said[:2]
    assert warnings(plan_file, "csv", looked) == []


def test_that_a_folder_that_is_not_mounted_is_told_once(tmp_path: Path) -> None:
    plan_file = plan_of([[1]], str(tmp_path / "gone"))
    (sentence,) = warnings(plan_file, "slurm", check_files(plan_file), "go {runs}")
    assert sentence.startswith("The files were not checked: ")
    assert sentence.endswith("gone is not there; check the path, and whether the disk is mounted.")


@pytest.mark.parametrize(
    ("kind", "stacks", "words"),
    [
        ("spyral", 2, []),
        ("spyral", 3, ["3 stacks, and this computer has 3 processors: `local` starts all of them at"
                       " once, and wants one processor more than stacks."]),
        ("parallel", 3, []),
        ("parallel", 4, ["4 stacks, and this computer has 3 processors: the others wait for their"
                         " turn."]),
        ("slurm", 1000, []),
        ("slurm", 1001, ["1,001 stacks: one array of Slurm takes 1,000 unless a cluster allows"
                         " more, so start the file with bash and not with sbatch."]),
    ],
)  # fmt: skip
def test_that_stacks_beyond_what_there_is_are_told(
    kind: str, stacks: int, words: list[str]
) -> None:
    plan_file = plan_of([[number] for number in range(stacks)])
    assert warnings(plan_file, kind, command="go {runs}") == words


@pytest.mark.parametrize(
    ("kind", "options", "folder", "words"),
    [
        ("slurm", ExportOptions(command="ls {traces}"), "/data",
         ["The command names neither {stack} nor {runs}: every stack would run the same."]),
        ("slurm", ExportOptions(command="ls {stack}"), "/data", []),
        ("slurm", ExportOptions(command="go {runs}", first_stack=3), "/data",
         ["It goes on from stack 3: those before it are left out."]),
        ("hyperqueue", ExportOptions(command="go {runs}"), "/data/%{CWD}",
         ["HyperQueue would change the %{ in the name of /data/%{CWD}; start the file in another"
          " folder."]),
    ],
)  # fmt: skip
def test_that_what_would_surprise_is_told(
    kind: str, options: ExportOptions, folder: str, words: list[str]
) -> None:
    plan = plan_of([[1], [2], [3]]).plan
    assert list(export_warnings(plan, kind, options, FileCheck(), 3, folder)) == words


def test_that_a_folder_that_slurm_cannot_write_into_is_told() -> None:
    plan, options = plan_of([[1]]).plan, ExportOptions(command="go {runs}")
    for folder in ("/data/100%", "/data/a\\b"):
        for kind in ENGINES:
            said = list(export_warnings(plan, kind, options, FileCheck(), 3, folder))
            expected = f"Slurm cannot write into {folder}, for its name has a % or a backslash;"
            assert len(said) == (kind == "slurm")
            assert all(sentence.startswith(expected) for sentence in said)
