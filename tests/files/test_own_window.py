from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from journals import BASE, FILE, another_window, entry_at, leave
from stackplan.core.errors import DiskError
from stackplan.files.autosave import OwnWindow
from stackplan.files.paths import state_folder

if TYPE_CHECKING:
    from pathlib import Path

SINCE = "2026-11-22T18:40:00Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "stackplan" / "windows"


def endings(folder: Path) -> list[str]:
    return sorted(path.suffix for path in folder.iterdir())


def test_that_a_window_keeps_its_work_until_it_is_forgotten(folder: Path) -> None:
    own = OwnWindow()
    own.forget()
    assert not folder.exists()
    for _ in range(2):
        own.save(FILE, BASE, "/data/plan.txt", "abc")
    assert endings(folder) == [".journal", ".previous", ".window"]
    assert OwnWindow().look().works == []
    own.forget()
    own.close()
    own.close()
    assert [path.suffix for path in folder.iterdir()] == [".window"]  # of the one that looked


def test_that_work_taken_over_wins_over_what_was_thrown_away_before(folder: Path) -> None:
    leave(folder, "dead", entry_at(7, "of the dead"))
    own = OwnWindow()
    for _ in range(2):
        own.save(FILE, BASE, None, "")
    (work,) = own.look().works
    assert own.take(work) == work.entry
    assert endings(folder) == [".journal", ".window"]
    own.close()
    assert endings(folder) == []


def test_that_unwanted_work_goes_with_the_window(folder: Path) -> None:
    for name in "ab":
        leave(folder, name, entry_at(7))
    own = OwnWindow()
    works = own.look().works
    own.close(works[:1])
    assert OwnWindow().look().works == works[1:]


def test_that_the_other_windows_with_the_same_plan_are_named(folder: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.txt"
    (tmp_path / "link.txt").symlink_to(plan)
    folder.mkdir(parents=True)
    own = OwnWindow()
    with another_window(folder, str(plan)) as (process, _), another_window(folder, "/b.txt"):
        (other,) = own.tell(str(tmp_path / "link.txt"), SINCE)
        assert (other.owner.pid, other.since) == (process.pid, SINCE)
        assert own.tell("", "") == []
    own.close()


def test_that_a_folder_that_refuses_is_tried_again(
    guarded_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(guarded_folder))
    guarded_folder.chmod(0o500)
    own = OwnWindow()
    with pytest.raises(DiskError, match="may not be opened"):
        own.save(FILE, BASE, None, "")
    own.close()
    guarded_folder.chmod(0o700)
    own.save(FILE, BASE, None, "")
    own.close()
    assert state_folder().startswith(str(guarded_folder))
