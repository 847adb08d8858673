"""What was opened before is looked for before it is offered again."""

import os
from pathlib import Path

import pytest

from stackplan.files.paths import access_problem


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "plan.txt"
    path.write_text("x")
    return path


def test_that_nothing_is_said_of_what_is_there(tmp_path: Path, file: Path) -> None:
    assert access_problem(str(tmp_path), is_folder=True) == ""
    assert access_problem(str(file), is_folder=False) == ""


def test_that_what_has_gone_is_named_with_the_remedy(tmp_path: Path) -> None:
    for is_folder in (True, False):
        reason = access_problem(str(tmp_path / "gone"), is_folder=is_folder)
        assert "gone is not there; check the path" in reason


def test_that_something_else_in_its_place_is_told(tmp_path: Path, file: Path) -> None:
    assert access_problem(str(file), is_folder=True) == "There is a file in its place."
    assert access_problem(str(tmp_path), is_folder=False) == "There is a folder in its place."


def test_that_what_may_not_be_read_is_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    assert "may not be opened" in access_problem(str(file), is_folder=False)


def test_that_a_path_that_cannot_be_is_no_error() -> None:
    assert access_problem("/mnt/\0", is_folder=True) == "No disk can have such a path."
