"""What an installation and a release rest on: versions, scripts, the program of the bundle."""

import importlib.metadata
import os
import re
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
from stackplan.files.hdf5_reader import _command

ROOT = Path(__file__).resolve().parents[2]
PACKAGING = ROOT / "packaging"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
ASKED, OPTIONAL = (PROJECT["project"][key] for key in ("dependencies", "optional-dependencies"))
WORKFLOW = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")


def lines_of(name: str) -> list[str]:
    lines = (PACKAGING / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def versions_in(lines: list[str]) -> dict[str, str]:
    found = (line.split("==") for line in lines)
    return {canonicalize_name(name): version for name, version in found}


def shell(*words: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", *words], env={**os.environ, **more}, capture_output=True, text=True, timeout=300,
        check=False,
    )  # fmt: skip


CONSTRAINTS = lines_of("constraints.txt")
# What `pip install -e .[test]` asks for by itself, the build's own needs included.
REQUIREMENTS = [
    Requirement(line) for line in (*ASKED, *OPTIONAL["test"], *PROJECT["build-system"]["requires"])
]


def closure(requirements: list[Requirement]) -> set[str]:
    """Names of everything that the requirements bring with them, here and with this Python."""
    names: set[str] = set()
    waiting = list(requirements)
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in names:
            names.add(name)
            below = map(Requirement, importlib.metadata.requires(name) or [])
            waiting += [r for r in below if not r.marker or r.marker.evaluate({"extra": ""})]
    return names


@pytest.mark.parametrize("line", CONSTRAINTS)
def test_that_a_constraint_is_a_name_and_an_exact_version(line: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][\w.-]*==\d+(\.\d+)*", line)


@pytest.mark.parametrize("requirement", REQUIREMENTS, ids=str)
def test_that_a_requirement_accepts_the_version_we_test_with(requirement: Requirement) -> None:
    version = versions_in(CONSTRAINTS)[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_that_every_library_that_gets_installed_has_its_version_written_down() -> None:
    assert closure(REQUIREMENTS) - set(versions_in(CONSTRAINTS)) == set()


@pytest.mark.parametrize("version", ["6.12.0", "6.12.1", "6.11.0", "6.11.1"])
def test_that_a_faulty_pyside_is_refused(version: str) -> None:
    (pyside,) = (r for r in map(Requirement, ASKED) if r.name == "PySide6-Essentials")
    assert not pyside.specifier.contains(version)


def test_that_the_version_is_written_in_one_place() -> None:
    assert PROJECT["project"]["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", stackplan.__version__)


@pytest.mark.parametrize("script", sorted(PACKAGING.glob("*.sh")), ids=lambda path: path.name)
def test_that_a_shell_script_has_no_syntax_error(script: Path) -> None:
    result = shell("-n", script)
    assert result.returncode == 0, result.stderr


def test_that_an_unknown_campaign_is_refused_before_anything_is_installed(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    words = (PACKAGING / "test.sh", "--campaigns", "no such campaign")
    result = shell(*words, STACKPLAN_VENV=str(venv))
    assert result.returncode == 2
    assert "no such campaign" in result.stderr
    assert not venv.exists()


def test_that_the_build_server_can_start_its_script() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_that_the_oldest_libraries_are_the_oldest_that_are_accepted() -> None:
    lowest = versions_in(lines_of("lowest.txt"))
    for requirement in map(Requirement, [*ASKED, *OPTIONAL["hdf5"]]):
        (floor,) = (s.version for s in requirement.specifier if s.operator == ">=")
        tried = lowest[canonicalize_name(requirement.name)]
        assert tried in {floor, f"{floor}.0"}


def test_that_other_versions_come_before_those_that_are_written_down() -> None:
    script = 'root=$1; . "$root/packaging/setup.sh"; versions'
    done = shell("-c", script, "sh", ROOT, STACKPLAN_CONSTRAINTS="packaging/lowest.txt")
    assert done.returncode == 0, done.stderr
    lines = [line for line in done.stdout.splitlines() if not line.startswith("#")]
    lowest, usual = versions_in(lines_of("lowest.txt")), versions_in(CONSTRAINTS)
    assert versions_in(lines) == usual | lowest
    assert len(lines) == len(usual | lowest)


def test_that_the_oldest_and_the_newest_python_are_tried() -> None:
    oldest = PROJECT["project"]["requires-python"].removeprefix(">=")
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
    found: Callable[[list[str]], str] = runpy.run_path(str(PACKAGING / "bundle_main.py"))[
        "asked_module"
    ]
    return found


def test_that_the_bundle_passes_for_the_python_that_reads_events(
    asked_module: Callable[[list[str]], str],
) -> None:
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
