"""Libraries from PYTHONPATH, and what is said where they do not fit."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from folders import MakeFolder, RunCommand
from stackplan.files.foreign_libraries import library_trouble
from superblocks import superblock

_BROKEN = {
    "raises": "raise ImportError('of Python 3.7')",
    "aborts": "import os, sys\nprint('HDF5 version mismatch', file=sys.stderr)\nos.abort()",
}


def _make(folder: Path, library: str, text: str) -> Path:
    """Make a library that does not fit, in a folder of another environment."""
    package = folder / library
    package.mkdir(parents=True)
    (package / "__init__.py").write_text(text + "\n", encoding="utf-8")
    return folder


@pytest.fixture
def foreign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that PYTHONPATH names."""
    folder = tmp_path / "other" / "site-packages"
    monkeypatch.setenv("PYTHONPATH", str(folder))
    return folder


def _plan(run_command: RunCommand, folder: Path, *words: str) -> tuple[int, str]:
    done = run_command("plan", folder, "--stacks", "3", "--output", "plan.txt", *words)
    return done.returncode, done.stderr


@pytest.mark.parametrize("kind", _BROKEN)
def test_that_a_numpy_that_does_not_fit_is_told_where_it_is_needed_and_only_there(
    run_command: RunCommand, make_folder: MakeFolder, tmp_path: Path, foreign: Path, kind: str
) -> None:
    folder = make_folder(dict.fromkeys(range(1, 9), 100))
    _make(foreign, "numpy", _BROKEN[kind])
    assert _plan(run_command, folder)[0] == 0
    code, words = _plan(run_command, folder, "--method", "balanced")
    assert code == 1
    assert len(words.splitlines()) == 1
    assert f"Python takes numpy from {foreign}, which does not fit (" in words
    assert words.endswith("; unset PYTHONPATH, or start with python -E -m stackplan.\n")
    assert ("signal 6: HDF5 version mismatch" in words) == (kind == "aborts")
    picture = run_command("export", tmp_path / "plan.txt", "--to", "png", "--output", "a.png")
    assert picture.returncode == 1
    assert picture.stderr == words
    assert not (tmp_path / "a.png").exists()


def test_that_a_rest_that_is_balanced_tells_it_too(
    run_command: RunCommand, make_folder: MakeFolder, tmp_path: Path, foreign: Path
) -> None:
    folder = make_folder(dict.fromkeys(range(1, 9), 100))
    assert _plan(run_command, folder, "--method", "balanced")[0] == 0
    _make(foreign, "numpy", _BROKEN["raises"])
    (tmp_path / "workspace" / "Pointcloud").mkdir(parents=True)
    (tmp_path / "workspace" / "Pointcloud" / "run_0001.h5").touch()
    done = run_command("rest", "plan.txt", "workspace")
    assert done.returncode == 1
    assert f"Python takes numpy from {foreign}" in done.stderr.splitlines()[-1]


def test_that_events_that_cannot_be_read_are_told_with_the_reason(
    run_command: RunCommand, make_folder: MakeFolder, foreign: Path
) -> None:
    pytest.importorskip("h5py")
    folder = make_folder(dict.fromkeys(range(1, 9), 100))
    _make(foreign, "h5py", _BROKEN["aborts"])
    code, words = _plan(run_command, folder, "--weight", "events")
    assert code == 1
    assert f"Python takes h5py from {foreign}, which does not fit (" in words.splitlines()[-1]
    for path in folder.iterdir():
        path.write_bytes(superblock(2, 100))
        os.truncate(path, 100)
    code, words = _plan(run_command, folder)
    assert code == 0
    assert "was not checked: h5py is not installed or does not fit" in words


@pytest.mark.parametrize(
    ("library", "words"), [("numpy", ()), ("matplotlib", ("demo", "h5")), ("shiboken6", ())]
)
def test_that_a_window_whose_libraries_do_not_fit_says_so_in_a_sentence(
    run_command: RunCommand, foreign: Path, library: str, words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    _make(foreign, library, _BROKEN["raises"])
    done = run_command(*words)
    assert (done.returncode, done.stdout) == (1, "")
    last = done.stderr.splitlines()[-1]
    assert last.startswith(f"stackplan: Python takes {library} from {foreign}, which does not fit")
    assert len(done.stderr.splitlines()) == (2 if words else 1)  # the demo folder is named


def test_that_a_foreign_library_that_fits_is_used(
    run_command: RunCommand, make_folder: MakeFolder, foreign: Path
) -> None:
    foreign.mkdir(parents=True)
    packages = Path(np.__file__).parents[1]
    for name in ("numpy", "numpy.libs"):
        if (packages / name).exists():
            (foreign / name).symlink_to(packages / name)
    folder = make_folder(dict.fromkeys(range(1, 9), 100))
    assert _plan(run_command, folder, "--method", "balanced")[0] == 0


def test_that_a_library_of_the_working_folder_is_told_with_another_remedy(
    run_command: RunCommand, make_folder: MakeFolder, tmp_path: Path
) -> None:
    _make(tmp_path, "numpy", _BROKEN["raises"])
    folder = make_folder(dict.fromkeys(range(1, 9), 100))
    code, words = _plan(run_command, folder, "--method", "balanced")
    assert code == 1
    assert words.endswith("(ImportError: of Python 3.7); start in another folder.\n")


def test_that_nothing_is_tried_where_all_libraries_are_our_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(subprocess, "run", None)
    for name in ("numpy", "PySide6"):
        for module in [each for each in sys.modules if each.split(".")[0] == name]:
            monkeypatch.delitem(sys.modules, module)
    assert library_trouble(("numpy", "PySide6"), ("numpy",)) == ""
    assert library_trouble(("a_library_that_is_nowhere",), ("numpy",)) == ""
