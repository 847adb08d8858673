import stat
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files.paths import make_state_folder, state_folder


@pytest.mark.parametrize("given", ["", "not/absolute"])
def test_that_without_a_place_of_its_own_it_lies_below_the_home_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_STATE_HOME", given)
    assert state_folder() == str(tmp_path / ".local" / "state" / "stackplan" / "windows")


def test_that_it_is_made_for_this_account_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for _ in range(2):
        made = make_state_folder()
    assert made == str(tmp_path / "state" / "stackplan" / "windows")
    for folder in (tmp_path / "state" / "stackplan", tmp_path / "state" / "stackplan" / "windows"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_that_a_place_that_cannot_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with pytest.raises(
        DiskError, match=r"file/stackplan/windows exists already and is not a folder"
    ):
        make_state_folder()
