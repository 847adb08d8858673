"""Paths: what they name, where the program keeps things, and disks that do not answer."""

import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stackplan.core.errors import DiskError
from stackplan.files import paths
from stackplan.files.paths import (
    absolute,
    access_problem,
    call_with_timeout,
    data_folder,
    is_plan_file,
    lies_in,
    lies_in_by_name,
    make_state_folder,
    state_folder,
)
from stackplan.files.safe_write import save


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.touch()
    return path


def test_that_a_plan_is_told_from_a_folder(tmp_path: Path, file: Path) -> None:
    assert is_plan_file(str(file))
    assert not is_plan_file(str(tmp_path))
    assert not is_plan_file(str(tmp_path / "gone"))


def test_that_a_path_means_the_same_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    monkeypatch.setenv("HOME", "/data/me")
    assert absolute("h5/../h6/") == str(tmp_path / "here" / "h6")
    assert absolute("~/h5") == "/data/me/h5"
    assert absolute("/data/h5") == "/data/h5"
    (tmp_path / "here").rmdir()
    with pytest.raises(DiskError, match="current folder has been deleted"):
        absolute("h5")


def test_that_what_was_opened_before_is_looked_for(
    tmp_path: Path, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert access_problem(str(tmp_path), is_folder=True) == ""
    assert access_problem(str(file), is_folder=False) == ""
    for is_folder in (True, False):
        gone = access_problem(str(tmp_path / "gone"), is_folder=is_folder)
        assert "gone is not there; check the path" in gone
    assert access_problem(str(file), is_folder=True) == "There is a file in its place."
    assert access_problem(str(tmp_path), is_folder=False) == "There is a folder in its place."
    assert access_problem("/mnt/\0", is_folder=True) == "No disk can have such a path."
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "may not be opened" in access_problem(str(file), is_folder=False)


def test_that_an_answer_is_waited_for_no_longer_than_that() -> None:
    assert call_with_timeout(lambda: 7, 60) == 7
    assert call_with_timeout(lambda: False, 60) is False
    over = threading.Event()
    assert call_with_timeout(over.wait, 0.01) is None
    over.set()


@pytest.mark.parametrize("value", ["", "not/absolute"])
def test_that_without_a_place_of_their_own_folders_lie_in_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_STATE_HOME"):
        monkeypatch.setenv(name, value)
    assert data_folder() == str(tmp_path / ".local" / "share" / "stackplan")
    assert state_folder() == str(tmp_path / ".local" / "state" / "stackplan" / "windows")


def test_that_the_standard_variables_name_the_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == str(tmp_path / "stackplan")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for _ in range(2):
        made = make_state_folder()
    assert made == str(tmp_path / "state" / "stackplan" / "windows")
    for folder in (Path(made), Path(made).parent):  # for this account alone
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_that_a_place_that_cannot_be_is_named(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(file))
    words = r"plan\.txt/stackplan/windows exists already and is not a folder"
    with pytest.raises(DiskError, match=words):
        make_state_folder()


@pytest.fixture
def dead(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A trace folder on a disk that does not answer, until the test is over."""
    (tmp_path / "traces").mkdir()
    folder = str(tmp_path / "traces")
    real, over = os.stat, threading.Event()

    def stat(path: Any, *arguments: Any, **more: Any) -> os.stat_result:
        if str(path) == folder:
            over.wait()
        return real(path, *arguments, **more)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(paths, "_PATIENCE_S", 0.05)
    yield folder
    over.set()


def test_that_a_dead_trace_disk_is_known_by_its_name_and_stops_no_save_elsewhere(
    tmp_path: Path, dead: str
) -> None:
    save(str(tmp_path / "plan.txt"), b"new", dead)
    assert (tmp_path / "plan.txt").read_bytes() == b"new"
    assert lies_in(dead, dead)
    assert lies_in(f"{dead}/deep", dead)
    assert not lies_in(f"{dead}2", dead)


def test_that_names_are_compared_part_by_part() -> None:
    assert lies_in_by_name("/data/h5/deep", "/data/h5/")
    assert lies_in_by_name("/data/x/../h5", "/data/h5")
    assert not lies_in_by_name("/data/h50", "/data/h5")
    assert not lies_in_by_name("/data", "/data/h5")
