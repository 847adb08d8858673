"""What is in a wheel, and in the archive that it is built from."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

import stackplan

# In one process, so that the wheel is built once.
pytestmark = pytest.mark.xdist_group("wheel")

ROOT = Path(__file__).resolve().parents[2]
IDENTITY = "io.github.stackplan.Stackplan"
# Where desktops, shells and `man` look, below the prefix of an installation.
SHARED = {
    "share/applications/" + IDENTITY + ".desktop",
    "share/bash-completion/completions/stackplan",
    "share/fish/vendor_completions.d/stackplan.fish",
    "share/icons/hicolor/16x16/apps/" + IDENTITY + ".png",
    "share/icons/hicolor/512x512/apps/" + IDENTITY + ".png",
    "share/icons/hicolor/scalable/apps/" + IDENTITY + ".svg",
    "share/man/man1/stackplan.1",
    "share/metainfo/" + IDENTITY + ".metainfo.xml",
    "share/mime/packages/stackplan.xml",
    "share/zsh/site-functions/_stackplan",
}


Built = tuple[Path, Path, Path]  # the tree that it was built from, the wheel, the archive


def build(tree: Path) -> Built:
    result = subprocess.run(
        [sys.executable, "-m", "hatchling", "build"], cwd=tree,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}, capture_output=True, text=True,
        timeout=100, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    (wheel,), (archive,) = tree.glob("dist/*.whl"), tree.glob("dist/*.tar.gz")
    return tree, wheel, archive


def copied(tree: Path, place: Path) -> Path:
    """A tree that nobody edits meanwhile."""
    for name in ("src", "tests", "resources", "packaging"):
        hidden = shutil.ignore_patterns("__pycache__", ".*")
        shutil.copytree(tree / name, place / name, ignore=hidden)
    for name in (".gitignore", "LICENSE", "README.md", "pyproject.toml"):
        shutil.copy(tree / name, place)
    return place


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build(copied(ROOT, tmp_path_factory.mktemp("tree")))


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as content:
        return set(content.namelist())


def test_that_the_wheel_holds_all_of_the_package(built: Built) -> None:
    source = ROOT / "src"
    files = (
        path for path in source.rglob("*") if path.is_file() and "__pycache__" not in str(path)
    )
    assert {path.relative_to(source).as_posix() for path in files} <= names(built[1])


def test_that_the_wheel_holds_what_the_window_shows(built: Built) -> None:
    found = names(built[1])
    resources = built[0] / "resources"
    files = [path for path in (resources / "help").rglob("*") if path.is_file()]
    assert {f"stackplan/resources/{path.relative_to(resources)}" for path in files} <= found
    assert "stackplan/resources/help/pictures/board.png" in found
    assert "stackplan/resources/icons/stackplan.svg" in found


def test_that_the_wheel_lays_out_what_the_desktop_looks_for(built: Built) -> None:
    prefix = f"stackplan-{stackplan.__version__}.data/data/"
    shared = {name.removeprefix(prefix) for name in names(built[1]) if name.startswith(prefix)}
    assert shared >= SHARED
    with zipfile.ZipFile(built[1]) as content:
        assert all(content.read(prefix + name) for name in shared)


def test_that_the_wheel_names_the_licence_and_the_command(built: Built) -> None:
    prefix = f"stackplan-{stackplan.__version__}.dist-info"
    with zipfile.ZipFile(built[1]) as content:
        points = content.read(f"{prefix}/entry_points.txt").decode()
        facts = content.read(f"{prefix}/METADATA").decode()
    assert "stackplan = stackplan.__main__:console" in points
    assert "License-Expression: MIT" in facts
    assert f"{prefix}/licenses/LICENSE" in names(built[1])


def test_that_the_archive_holds_sources_tests_and_scripts(built: Built) -> None:
    with tarfile.open(built[2]) as content:
        found = {name.partition("/")[2] for name in content.getnames()}
    assert found >= {
        "LICENSE", "README.md", "packaging/release.sh", "pyproject.toml",
        "resources/help/guide.md", "src/stackplan/__init__.py", "tests/installation/test_wheel.py",
    }  # fmt: skip
    assert not [name for name in found if "__pycache__" in name or name.startswith("build/")]


def test_that_two_builds_are_the_same_byte_for_byte(built: Built, tmp_path: Path) -> None:
    again = build(copied(built[0], tmp_path))
    for first, second in zip(built[1:], again[1:], strict=True):
        assert first.read_bytes() == second.read_bytes()
