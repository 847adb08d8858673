"""What an installation rests on: the versions, the scripts, the names of the libraries."""

import importlib.metadata
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"
SCRIPTS = sorted((ROOT / "packaging").glob("*.sh"))


def constraint_lines() -> list[str]:
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def constrained_versions() -> dict[str, str]:
    pairs = (line.split("==") for line in constraint_lines())
    return {canonicalize_name(name): version for name, version in pairs}


def installed_requirements() -> list[Requirement]:
    """What `pip install -e .[test]` asks for by itself, the build's own needs included."""
    project = PROJECT["project"]
    lines = [
        *project["dependencies"],
        *project["optional-dependencies"]["test"],
        *PROJECT["build-system"]["requires"],
    ]
    return [Requirement(line) for line in lines]


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


@pytest.mark.parametrize("line", constraint_lines())
def test_that_a_constraint_is_a_name_and_an_exact_version(line: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9][\w.-]*==\d+(\.\d+)*", line)


@pytest.mark.parametrize("requirement", installed_requirements(), ids=str)
def test_that_a_requirement_accepts_the_version_we_test_with(requirement: Requirement) -> None:
    version = constrained_versions()[canonicalize_name(requirement.name)]
    assert requirement.specifier.contains(version)


def test_that_every_library_that_gets_installed_has_its_version_written_down() -> None:
    assert closure(installed_requirements()) - set(constrained_versions()) == set()


@pytest.mark.parametrize("version", ["6.12.0", "6.12.1", "6.11.0", "6.11.1"])
def test_that_a_faulty_pyside_is_refused(version: str) -> None:
    lines = PROJECT["project"]["dependencies"]
    (pyside,) = (r for r in map(Requirement, lines) if r.name == "PySide6-Essentials")
    assert not pyside.specifier.contains(version)


def test_that_the_version_is_written_in_one_place() -> None:
    import stackplan

    assert PROJECT["project"]["dynamic"] == ["version"]
    assert re.fullmatch(r"\d+\.\d+\.\d+", stackplan.__version__)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_that_a_shell_script_has_no_syntax_error(script: Path) -> None:
    result = subprocess.run(
        ["sh", "-n", script], capture_output=True, text=True, timeout=300, check=False
    )
    assert result.returncode == 0, result.stderr


def test_that_an_unknown_campaign_is_refused_before_anything_is_installed(tmp_path: Path) -> None:
    venv = tmp_path / "venv"
    result = subprocess.run(
        ["sh", ROOT / "packaging" / "test.sh", "--campaigns", "no such campaign"],
        env={**os.environ, "STACKPLAN_VENV": str(venv)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 2
    assert "no such campaign" in result.stderr
    assert not venv.exists()


def test_that_the_build_server_can_start_its_script() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
