from pathlib import Path

import pytest

from journals import WORK, another_window, leave, work_at
from stackplan.core.errors import DiskError
from stackplan.files.autosave import WindowState
from stackplan.files.paths import state_folder

SINCE = "2026-11-22T18:40:00Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "stackplan" / "windows"


def endings(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


def test_that_a_window_keeps_its_work_until_it_is_forgotten(folder: Path) -> None:
    own = WindowState()
    own.forget()
    assert not folder.exists()
    for _ in range(2):
        own.save(WORK)
    assert endings(folder) == [".journal", ".window"]
    assert WindowState().find_leftovers().works == []
    own.forget()
    own.close()
    own.close()
    assert [path.suffix for path in folder.iterdir()] == [".window"]  # of the one that looked


def test_that_work_taken_over_wins_over_what_was_thrown_away_before(folder: Path) -> None:
    leave(folder, "dead", work_at(7, "of the dead"))
    own = WindowState()
    for _ in range(2):
        own.save(WORK)
    (leftover,) = own.find_leftovers().works
    assert own.take_over(leftover) == leftover.work
    assert endings(folder) == [".journal", ".window"]
    own.close()
    assert endings(folder) == []


def test_that_unwanted_work_goes_with_the_window(folder: Path) -> None:
    for name in "ab":
        leave(folder, name, work_at(7))
    own = WindowState()
    works = own.find_leftovers().works
    own.close(works[:1])
    assert WindowState().find_leftovers().works == works[1:]


def test_that_the_other_windows_with_the_same_plan_are_named(folder: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    (tmp_path / "link.txt").symlink_to(plan)
    folder.mkdir(parents=True)
    own = WindowState()
    with another_window(folder, str(plan)) as (process, _), another_window(folder, "/b.txt"):
        (other,) = own.register(str(tmp_path / "link.txt"), SINCE)
        assert (other.process.pid, other.since) == (process.pid, SINCE)
        assert own.register("", "") == []
    own.close()


def test_that_a_folder_that_refuses_is_tried_again(
    guarded_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(guarded_folder))
    guarded_folder.chmod(0o500)
    own = WindowState()
    with pytest.raises(DiskError, match="may not be opened"):
        own.save(WORK)
    own.close()
    guarded_folder.chmod(0o700)
    own.save(WORK)
    own.close()
    assert state_folder().startswith(str(guarded_folder))
