"""Where the times of earlier runs are kept."""

from pathlib import Path

import pytest

from stackplan.files.paths import data_folder


def test_that_the_standard_variable_names_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert data_folder() == str(tmp_path / "stackplan")


@pytest.mark.parametrize("value", ["", "share"])
def test_that_it_lies_in_the_home_folder_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_DATA_HOME", value)
    assert data_folder() == str(tmp_path / ".local" / "share" / "stackplan")
