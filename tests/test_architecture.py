"""The floors of the design, and the few rules that no linter knows."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from folders import fill

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "stackplan"
SOURCE_FILES = sorted(SOURCE.rglob("*.py"))

TOP_LEVEL = {
    ".ci", ".github", ".gitignore", "LICENSE", "README.md", "packaging", "pyproject.toml",
    "resources", "src", "tests",
}  # fmt: skip
MAX_FUNCTION_LINES = 40

# A home, or a place that only one machine has. Examples are written /mnt/e20020/h5 or /data/h5.
MACHINE_PATH = re.compile(r"(?<![\w./~-])/(?:home|root|Users|work)/")

# Runs a command as the entry point does, and says which of the heavy modules it brought in.
COMMAND_SCRIPT = """
import sys
from stackplan.__main__ import main
code = main(sys.argv[1:])
heavy = {"PySide6", "shiboken6", "matplotlib", "numpy"} & set(sys.modules)
print("\\nheavy:", *sorted(heavy))
sys.exit(code)
"""


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def run_python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, timeout=300, check=False
    )


def test_that_every_import_keeps_to_the_floors() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint, "--no-cache", "--config", ROOT / "pyproject.toml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_that_a_command_loads_no_qt_matplotlib_or_numpy(tmp_path: Path) -> None:
    traces = fill(tmp_path / "traces", {54: 3_000_000, 55: 1_000_000, 57: 2_000_000})
    plan = str(tmp_path / "plan.txt")
    planned = ["plan", str(traces), "--stacks", "2", "--output", plan]
    for words in (planned, ["export", plan, "--to", "json"]):
        result = run_python("-c", COMMAND_SCRIPT, *words)
        assert result.returncode == 0, result.stderr
        assert result.stdout.splitlines()[-1].split() == ["heavy:"]


@pytest.mark.parametrize("folder", ["packaging", "resources"])
def test_that_a_folder_beside_the_source_is_no_package(folder: str) -> None:
    # A package called `packaging` hides the library of that name: `import matplotlib` then fails.
    assert list((ROOT / folder).rglob("__init__.py")) == []


def test_that_the_top_level_holds_nothing_but_the_agreed_names() -> None:
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout, or there is no git")
    # A copy of a checkout may belong to somebody else; git would refuse it.
    listing = subprocess.run(
        [git, "-c", "safe.directory=*", "ls-files", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    names = {name.split("/")[0] for name in listing.stdout.split("\0") if name}
    assert names <= TOP_LEVEL


def test_that_only_the_chart_imports_matplotlib() -> None:
    imports = re.compile(r"^\s*(?:from|import) matplotlib\b", re.MULTILINE)
    importers = [name_of(path) for path in SOURCE_FILES if imports.search(path.read_text("utf-8"))]
    assert importers
    assert all(name.startswith("src/stackplan/gui/chart/") for name in importers), importers


def function_lengths(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield f"{name_of(path)}:{node.lineno} {node.name}", node.end_lineno - node.lineno + 1


def test_that_no_function_is_long() -> None:
    lengths = [item for path in SOURCE_FILES for item in function_lengths(path)]
    assert [item for item in lengths if item[1] > MAX_FUNCTION_LINES] == []


def project_texts() -> Iterator[tuple[str, str]]:
    folders = (ROOT / name for name in (".ci", ".github", "packaging", "resources", "src", "tests"))
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    for path in [*files, ROOT / "pyproject.toml", ROOT / "README.md"]:
        try:
            yield name_of(path), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a picture, or bytecode


def test_that_no_file_names_a_folder_of_one_machine() -> None:
    found = {
        f"{name}: {line.strip()}"
        for name, text in project_texts()
        for line in text.splitlines()
        if MACHINE_PATH.search(line)
    }
    assert found == set()


PAGES = [
    "README.md",
    *(f".github/{name}.md" for name in ("ARCHITECTURE", "CONTRIBUTING", "TESTING")),
]


@pytest.mark.parametrize("page", PAGES)
def test_that_every_file_and_link_of_a_page_is_there(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    links = re.findall(r"\]\((?!https://)([^)#]+)", text)
    assert [link for link in links if not (ROOT / page).parent.joinpath(link).exists()] == []
    named = re.findall(r"`((?:[\w.]+/)+(?:\w+\.\w+)?)`", text)
    places = (ROOT, SOURCE)
    assert [name for name in named if not any((place / name).exists() for place in places)] == []


def test_that_every_stop_of_a_way_is_a_file() -> None:
    text = (ROOT / ".github" / "ARCHITECTURE.md").read_text(encoding="utf-8")
    (ways,) = re.findall(r"```\n(open a folder.*?)```", text, re.DOTALL)
    stops = set(re.findall(r"\w+(?:/\w+)+", ways))
    assert len(stops) > 20
    places = [place / stop for place in (SOURCE, SOURCE / "gui") for stop in stops]
    there = {str(place) for place in places if place.is_dir() or place.with_suffix(".py").is_file()}
    assert {stop for stop in stops if not any(name.endswith(stop) for name in there)} == set()


def test_that_the_readme_is_read_in_five_minutes() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 200


def test_that_the_changes_of_a_version_are_read_in_five_minutes() -> None:
    text = (ROOT / "packaging" / "CHANGELOG.md").read_text(encoding="utf-8")
    newest = text.split("\n## ")[1]
    assert len(newest.splitlines()) <= 80, "shorten, or join lines of one thing"
