from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from journals import another_window, damage, entry_at, leave
from stackplan.core.errors import DiskError, StackplanError
from stackplan.files import autosave as journal_module
from stackplan.files import autosave as left_work_module
from stackplan.files.autosave import discard, find_left_work, load_journal, save_journal, take_over
from stackplan.files.open_windows import WindowFile


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def notes(folder: Path) -> list[str]:
    return [work.entry.plan_file.note for work in find_left_work(str(folder)).works]


def test_that_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    found = find_left_work(str(tmp_path / "gone"))
    assert (found.works, found.problems) == ([], [])


def test_that_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="file is not a folder"):
        find_left_work(str(tmp_path / "file"))


def test_that_the_newest_work_comes_first(tmp_path: Path) -> None:
    for number, minute in enumerate([7, 30, 12]):
        leave(tmp_path, f"w{number}", entry_at(0), entry_at(minute, f"of {minute}"))
    assert notes(tmp_path) == ["of 30", "of 12", "of 7"]


def test_that_within_a_second_the_disk_s_clock_decides(tmp_path: Path) -> None:
    for number, age in enumerate([20, 30, 10]):
        stem = leave(tmp_path, f"w{number}", entry_at(7, f"aged {age}"))
        os.utime(stem + ".journal", (1000 - age, 1000 - age))
    assert notes(tmp_path) == ["aged 10", "aged 20", "aged 30"]


def test_that_the_work_of_a_window_that_lives_is_not_offered(tmp_path: Path) -> None:
    own = WindowFile(str(tmp_path))
    save_journal(own.stem, entry_at(1))
    with another_window(tmp_path) as (process, path):
        save_journal(path.removesuffix(".window"), entry_at(2, "another's"))
        assert notes(tmp_path) == []
        process.kill()
        process.wait(60)
        assert notes(tmp_path) == ["another's"]
    own.close()


def test_that_what_dead_windows_without_work_left_is_swept(tmp_path: Path) -> None:
    own = WindowFile(str(tmp_path))
    leave(tmp_path, "dead")
    (tmp_path / ".stackplan-12345678-90abcdef.tmp").write_bytes(b"half")
    (tmp_path / "readme.txt").write_text("somebody's own")
    assert notes(tmp_path) == []
    assert names_in(tmp_path) == sorted([Path(own.path).name, "readme.txt"])
    own.close()


def test_that_a_damaged_journal_falls_back_to_the_one_before_and_is_told_once(
    tmp_path: Path,
) -> None:
    stem = leave(tmp_path, "a", entry_at(1, "before"), entry_at(2, "after"))
    damage(stem + ".journal")
    found = find_left_work(str(tmp_path))
    assert [work.entry.plan_file.note for work in found.works] == ["before"]
    (problem,) = found.problems
    assert "a.journal.damaged is damaged; what is left of the plan can be read" in str(problem)
    assert names_in(tmp_path) == ["a.journal.damaged", "a.previous", "a.window"]
    again = find_left_work(str(tmp_path))
    assert (len(again.works), again.problems) == (1, [])


def test_that_where_both_are_damaged_both_are_kept_aside(tmp_path: Path) -> None:
    stem = leave(tmp_path, "a", entry_at(1), entry_at(2))
    damage(stem + ".journal")
    damage(stem + ".previous")
    found = find_left_work(str(tmp_path))
    assert (found.works, len(found.problems)) == ([], 2)
    assert names_in(tmp_path) == ["a.journal.damaged", "a.previous.damaged"]


def test_that_only_the_newest_few_damaged_ones_are_kept(tmp_path: Path) -> None:
    for number in range(7):
        path = tmp_path / f"{number}.journal.damaged"
        path.touch()
        os.utime(path, (number, number))
    find_left_work(str(tmp_path))
    assert names_in(tmp_path) == [f"{number}.journal.damaged" for number in range(3, 7)]


def test_that_a_damaged_journal_that_cannot_be_renamed_is_told_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(leave(tmp_path, "a", entry_at(1)) + ".journal")

    def refuse(before: str, after: str) -> None:
        raise PermissionError(errno.EACCES, "refused")

    monkeypatch.setattr(os, "replace", refuse)
    (problem,) = find_left_work(str(tmp_path)).problems
    assert "a.journal is damaged" in str(problem)


def test_that_a_journal_of_a_newer_version_stays_for_it(tmp_path: Path) -> None:
    leave(tmp_path, "a", entry_at(1))
    checksum = journal_module._checksum("2", b"x")
    (tmp_path / "a.journal").write_bytes(f"stackplan-journal 2 {checksum}\nx".encode())
    found = find_left_work(str(tmp_path))
    assert (found.works, len(found.problems)) == ([], 1)
    assert names_in(tmp_path) == ["a.journal", "a.window"]
    assert "newer Stackplan" in str(found.problems[0])


def test_that_a_journal_that_cannot_be_read_today_stays(guarded_folder: Path) -> None:
    leave(guarded_folder, "a", entry_at(1))
    (guarded_folder / "a.journal").chmod(0)
    found = find_left_work(str(guarded_folder))
    assert "may not be opened" in str(found.problems[0])
    assert names_in(guarded_folder) == ["a.journal", "a.window"]


def test_that_work_taken_over_is_the_living_window_s_at_once(tmp_path: Path) -> None:
    leave(tmp_path, "a", entry_at(1, "before"), entry_at(2, "after"))
    own = WindowFile(str(tmp_path))
    (work,) = find_left_work(str(tmp_path)).works
    take_over(work, own.stem)
    assert load_journal(own.stem + ".journal") == entry_at(2, "after")
    assert len(names_in(tmp_path)) == 2
    assert notes(tmp_path) == []
    own.close()
    assert notes(tmp_path) == ["after"]


def test_that_work_is_taken_over_by_one_window_only(tmp_path: Path) -> None:
    leave(tmp_path, "a", entry_at(1))
    (work,) = find_left_work(str(tmp_path)).works
    take_over(work, str(tmp_path / "first"))
    with pytest.raises(StackplanError, match="recovered or discarded in another window; look"):
        take_over(work, str(tmp_path / "second"))
    assert names_in(tmp_path) == ["first.journal"]


def test_that_work_that_cannot_be_taken_over_stays(guarded_folder: Path) -> None:
    leave(guarded_folder, "a", entry_at(1))
    (work,) = find_left_work(str(guarded_folder)).works
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match="may not be opened"):
        take_over(work, str(guarded_folder / "own"))
    assert names_in(guarded_folder) == ["a.journal", "a.window"]


def test_that_discarded_work_is_gone(tmp_path: Path) -> None:
    leave(tmp_path, "a", entry_at(1), entry_at(2))
    (work,) = find_left_work(str(tmp_path)).works
    discard(work)
    assert names_in(tmp_path) == []


def test_that_work_that_another_window_has_just_taken_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(tmp_path, "w", entry_at(7))

    def taken(path: str) -> None:
        Path(path).unlink()
        raise DiskError(f"{path} is gone.")

    monkeypatch.setattr(left_work_module, "load_journal", taken)
    found = find_left_work(str(tmp_path))
    assert (found.works, found.problems) == ([], [])
