"""What a release rests on: its scripts, the program of the bundle, the oldest libraries."""

import os
import runpy
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import stackplan

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def shell(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", *words], env={**os.environ, **more}, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


def pairs(path: Path) -> dict[str, str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    found = (line.split("==") for line in lines if not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in found}


def test_that_the_oldest_libraries_are_the_oldest_that_are_accepted() -> None:
    lowest = pairs(PACKAGING / "lowest.txt")
    lines = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["hdf5"]]
    for requirement in map(Requirement, lines):
        (floor,) = (s.version for s in requirement.specifier if s.operator == ">=")
        tried = lowest[canonicalize_name(requirement.name)]
        assert tried in {floor, f"{floor}.0"}


def test_that_other_versions_come_before_those_that_are_written_down() -> None:
    script = 'root=$1; . "$root/packaging/setup.sh"; versions'
    done = shell("-c", script, "sh", ROOT, STACKPLAN_CONSTRAINTS="packaging/lowest.txt")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    lowest, usual = pairs(PACKAGING / "lowest.txt"), pairs(PACKAGING / "constraints.txt")
    named = [canonicalize_name(line.split("==")[0]) for line in lines]
    assert dict(zip(named, (line.split("==")[1] for line in lines), strict=True)) == usual | lowest
    assert len(set(named)) == len(named)


def test_that_the_oldest_and_the_newest_python_are_tried() -> None:
    oldest = PROJECT["requires-python"].removeprefix(">=")
    setup = (PACKAGING / "setup.sh").read_text(encoding="utf-8")
    newest = setup.partition("set -- python")[2].split()[0]
    assert f'python: ["{oldest}", "{newest}"]' in WORKFLOW


def test_that_a_release_refuses_what_it_does_not_know() -> None:
    done = shell(PACKAGING / "release.sh", "--fast")
    assert done.returncode == 1
    assert "usage" in done.stderr


def test_that_a_release_wants_a_commit(tmp_path: Path) -> None:
    (tmp_path / "packaging").mkdir()
    for name in ("release.sh", "setup.sh"):
        (tmp_path / "packaging" / name).write_bytes((PACKAGING / name).read_bytes())
    ceiling = str(tmp_path.parent)
    done = shell(tmp_path / "packaging" / "release.sh", GIT_CEILING_DIRECTORIES=ceiling)
    assert done.returncode == 1
    assert "git checkout" in done.stderr


def test_that_scripts_find_the_version() -> None:
    text = (PACKAGING / "building.sh").read_text(encoding="utf-8")
    (line,) = (line for line in text.splitlines() if line.startswith("version="))
    done = shell("-c", f'root=$1; {line}; printf %s "$version"', "sh", ROOT)
    assert done.stdout == stackplan.__version__


@pytest.fixture
def asked_module() -> Callable[[list[str]], str]:
    functions = runpy.run_path(str(PACKAGING / "bundle_main.py"))
    found: Callable[[list[str]], str] = functions["asked_module"]
    return found


def test_that_the_bundle_passes_for_the_python_that_reads_events(
    asked_module: Callable[[list[str]], str],
) -> None:
    from stackplan.files.hdf5_reader import _command

    executable, *words = _command()
    assert executable == sys.executable
    assert asked_module(words) == "stackplan.files.hdf5_worker"


@pytest.mark.parametrize(
    "words", [[], ["plan.txt"], ["plan", "-m"], ["-m"], ["-P", "-m"], ["-m", "os"], ["start_child"]]
)
def test_that_the_bundle_is_stackplan_otherwise(
    asked_module: Callable[[list[str]], str], words: list[str]
) -> None:
    assert asked_module(words) == ""
