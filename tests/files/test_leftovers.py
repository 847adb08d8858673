import os
from pathlib import Path

import pytest

from journals import another_window, damage, leave, leave_as_0_1_0, work_at
from stackplan.core.errors import DiskError, StackplanError
from stackplan.files import autosave
from stackplan.files.autosave import discard, find_leftovers, load_work, save_work, take_over
from stackplan.files.open_windows import WindowFile


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def notes(folder: Path) -> list[str]:
    return [work.work.plan_file.note for work in find_leftovers(str(folder)).works]


def test_that_a_folder_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    found = find_leftovers(str(tmp_path / "gone"))
    assert (found.works, found.problems) == ([], [])


def test_that_a_folder_that_cannot_be_listed_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="file is not a folder"):
        find_leftovers(str(tmp_path / "file"))


def test_that_the_newest_work_comes_first(tmp_path: Path) -> None:
    for number, minute in enumerate([7, 30, 12]):
        leave(tmp_path, f"w{number}", work_at(minute, f"of {minute}"))
    assert notes(tmp_path) == ["of 30", "of 12", "of 7"]


def test_that_within_a_second_the_disk_s_clock_decides(tmp_path: Path) -> None:
    for number, age in enumerate([20, 30, 10]):
        stem = leave(tmp_path, f"w{number}", work_at(7, f"aged {age}"))
        os.utime(stem + ".journal", (1000 - age, 1000 - age))
    assert notes(tmp_path) == ["aged 10", "aged 20", "aged 30"]


def test_that_the_work_of_a_window_that_lives_is_not_offered(tmp_path: Path) -> None:
    own = WindowFile(str(tmp_path))
    save_work(own.stem, work_at(1))
    with another_window(tmp_path) as (process, path):
        save_work(path.removesuffix(".window"), work_at(2, "another's"))
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


def test_that_a_damaged_file_is_told_with_its_path_at_each_look_and_stays(tmp_path: Path) -> None:
    path = leave(tmp_path, "a", work_at(1)) + ".journal"
    damage(path)
    for _ in range(2):
        found = find_leftovers(str(tmp_path))
        assert found.works == []
        (problem,) = found.problems
        assert f"{path} is damaged; take what is left of the plan out of it" in str(problem)
        assert names_in(tmp_path) == ["a.journal"]


def test_that_of_0_1_0_the_newest_state_is_found_and_both_files_are_swept(tmp_path: Path) -> None:
    own = WindowFile(str(tmp_path))
    for _ in range(2):
        leave_as_0_1_0(tmp_path, "dead", work_at(1, "before"), work_at(2, "after"))
        (leftover,) = find_leftovers(str(tmp_path)).works
        assert leftover.work == work_at(2, "after")
        if not Path(own.stem + ".journal").exists():
            take_over(leftover, own.stem)
        else:
            discard(leftover)
        assert len(names_in(tmp_path)) == 2
    own.close()


def test_that_where_the_newest_of_0_1_0_is_damaged_or_missing_the_one_before_is_found(
    tmp_path: Path,
) -> None:
    damage(leave_as_0_1_0(tmp_path, "a", work_at(3, "a"), work_at(4)) + ".journal")
    Path(leave_as_0_1_0(tmp_path, "b", work_at(2, "b"), work_at(4)) + ".journal").unlink()
    both = leave_as_0_1_0(tmp_path, "c", work_at(1), work_at(4))
    damage(both + ".journal")
    damage(both + ".previous")
    found = find_leftovers(str(tmp_path))
    assert [leftover.work.plan_file.note for leftover in found.works] == ["a", "b"]
    assert len(found.problems) == 3
    take_over(found.works[0], str(tmp_path / "own"))
    discard(found.works[1])
    # What was told by its name stays under that name.
    assert names_in(tmp_path) == ["a.journal", "c.journal", "c.previous", "own.journal"]


def test_that_a_file_of_a_newer_version_stays_for_it(tmp_path: Path) -> None:
    leave(tmp_path, "a", work_at(1))
    checksum = autosave._checksum("2", b"x")
    (tmp_path / "a.journal").write_bytes(f"stackplan-journal 2 {checksum}\nx".encode())
    found = find_leftovers(str(tmp_path))
    assert (found.works, len(found.problems)) == ([], 1)
    assert names_in(tmp_path) == ["a.journal"]
    assert "newer Stackplan" in str(found.problems[0])


def test_that_a_file_that_cannot_be_read_today_stays(guarded_folder: Path) -> None:
    leave(guarded_folder, "a", work_at(1))
    (guarded_folder / "a.journal").chmod(0)
    found = find_leftovers(str(guarded_folder))
    assert "may not be opened" in str(found.problems[0])
    assert names_in(guarded_folder) == ["a.journal"]


def test_that_work_taken_over_is_the_living_window_s_at_once(tmp_path: Path) -> None:
    leave(tmp_path, "a", work_at(2, "after"))
    own = WindowFile(str(tmp_path))
    (leftover,) = find_leftovers(str(tmp_path)).works
    take_over(leftover, own.stem)
    assert load_work(own.stem + ".journal") == work_at(2, "after")
    assert len(names_in(tmp_path)) == 2
    assert notes(tmp_path) == []
    own.close()
    assert notes(tmp_path) == ["after"]


def test_that_work_is_taken_over_by_one_window_only(tmp_path: Path) -> None:
    leave(tmp_path, "a", work_at(1))
    (leftover,) = find_leftovers(str(tmp_path)).works
    take_over(leftover, str(tmp_path / "first"))
    with pytest.raises(StackplanError, match="recovered or discarded in another window; look"):
        take_over(leftover, str(tmp_path / "second"))
    assert names_in(tmp_path) == ["first.journal"]


def test_that_work_that_cannot_be_taken_over_stays(guarded_folder: Path) -> None:
    leave(guarded_folder, "a", work_at(1))
    (leftover,) = find_leftovers(str(guarded_folder)).works
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match="may not be opened"):
        take_over(leftover, str(guarded_folder / "own"))
    assert names_in(guarded_folder) == ["a.journal"]


def test_that_discarded_work_is_gone(tmp_path: Path) -> None:
    leave(tmp_path, "a", work_at(1))
    (leftover,) = find_leftovers(str(tmp_path)).works
    discard(leftover)
    assert names_in(tmp_path) == []


def test_that_work_that_another_window_has_just_taken_is_no_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    leave(tmp_path, "w", work_at(7))

    def taken(path: str) -> None:
        Path(path).unlink()
        raise DiskError(f"{path} is gone.")

    monkeypatch.setattr(autosave, "load_work", taken)
    found = find_leftovers(str(tmp_path))
    assert (found.works, found.problems) == ([], [])
