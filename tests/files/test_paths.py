"""Paths: plan files told from folders, and one spelling from everywhere."""

from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files.paths import absolute, is_plan_file


def test_that_a_plan_is_told_from_a_folder(tmp_path: Path) -> None:
    (tmp_path / "plan.txt").touch()
    assert is_plan_file(str(tmp_path / "plan.txt"))
    assert not is_plan_file(str(tmp_path))
    assert not is_plan_file(str(tmp_path / "gone"))


def test_that_a_path_means_the_same_from_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", "/data/me")
    assert absolute("h5/../h6/") == str(tmp_path / "h6")
    assert absolute("~/h5") == "/data/me/h5"
    assert absolute("/data/h5") == "/data/h5"


def test_that_a_deleted_current_folder_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    (tmp_path / "here").rmdir()
    with pytest.raises(DiskError, match="current folder has been deleted"):
        absolute("h5")
