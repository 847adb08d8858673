import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journals import FILE, WORK, another_window, as_0_1_0, damage, leave, leave_as_0_1_0, work_at
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.files import autosave
from stackplan.files.autosave import (
    UnsavedWork,
    WindowState,
    discard,
    find_leftovers,
    load_work,
    read_work,
    save_work,
    take_over,
    write_work,
)
from stackplan.files.open_windows import WindowFile
from stackplan.files.paths import state_folder
from strategies import plan_files, plans

DATA = write_work(WORK)


def work_of(number: int) -> UnsavedWork:
    return replace(WORK, plan_file=replace(FILE, note=f"state {number}"))


@given(
    plan_files(),
    st.one_of(st.none(), plans()),
    st.one_of(st.none(), st.sampled_from(["/plan.txt", "/a\nb", "/ x ", "/\udcff", "file:/x"])),
)
def test_that_what_this_version_and_0_1_0_wrote_is_read(
    plan_file: PlanFile, base: Plan | None, path: str | None
) -> None:
    entry = UnsavedWork(plan_file, base or plan_file.plan, path, "abc" if path else "")
    assert read_work(write_work(entry), "x.journal") == entry
    assert read_work(as_0_1_0(entry), "x.journal") == entry


def test_that_it_is_text_that_a_person_can_take_the_plan_out_of() -> None:
    lines = write_work(replace(WORK, digest="abc")).decode().split("\n")
    assert lines[0].startswith("stackplan-journal 1 ")
    assert lines[1:5] == ["plan file: /data/plan.txt", "digest: abc", "", "# stackplan 1"]
    assert "8 9" in lines
    assert read_work(DATA, "x").hand_moves == 1


def test_that_a_recovery_file_cut_off_anywhere_is_refused() -> None:
    for length in range(len(DATA)):
        with pytest.raises(StackplanError, match=r"a\.journal is damaged; .* and delete it\.$"):
            read_work(DATA[:length], "a.journal")


@given(st.integers(0, len(DATA) * 8 - 1))
def test_that_a_recovery_file_with_one_wrong_bit_is_refused(bit: int) -> None:
    wrong = bytearray(DATA)
    wrong[bit // 8] ^= 1 << bit % 8
    with pytest.raises(StackplanError, match=r"a\.journal is damaged"):
        read_work(bytes(wrong), "a.journal")


def test_that_a_file_of_a_newer_version_is_left_to_that_one() -> None:
    head = f"stackplan-journal 2 {autosave._checksum('2', b'anything')}\n".encode()
    with pytest.raises(StackplanError, match="written by a newer Stackplan; start that one to"):
        read_work(head + b"anything", "a.journal")


def test_that_one_file_holds_the_newest_state_and_a_save_that_fails_leaves_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stem = str(tmp_path / "a")
    for number in range(3):
        save_work(stem, work_of(number))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for number in (3, 4):
            with pytest.raises(DiskError, match="The disk is full"):
                save_work(stem, work_of(number))
    assert load_work(stem + ".journal") == work_of(2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.journal"]


def test_that_no_recovery_file_is_written_into_a_trace_folder(tmp_path: Path) -> None:
    entry = replace(WORK, plan_file=replace(FILE, traces=str(tmp_path)))
    with pytest.raises(DiskError, match=r"in the trace folder, .* set XDG_STATE_HOME to another"):
        save_work(str(tmp_path / "state"), entry)
    assert list(tmp_path.iterdir()) == []
    beside = replace(WORK, plan_file=replace(FILE, traces=str(tmp_path / "sta")))
    save_work(str(tmp_path / "state"), beside)


def test_that_the_disk_of_the_traces_is_not_asked_for_it_may_hang(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    stat = os.stat

    def note(path: str, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> object:
        asked.append(path)
        return stat(path, dir_fd=dir_fd, follow_symlinks=follow_symlinks)

    monkeypatch.setattr(os, "stat", note)
    save_work(str(tmp_path / "a"), WORK)
    assert [path for path in asked if str(path).startswith("/mnt")] == []
    assert asked != []


def test_that_a_file_that_is_not_there_or_cannot_be_read_is_named(guarded_folder: Path) -> None:
    stem = str(guarded_folder / "a")
    with pytest.raises(DiskError, match=r"a\.journal is not there"):
        load_work(stem + ".journal")
    save_work(stem, WORK)
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match=r"a\.journal cannot be written"):
        save_work(stem, WORK)
    guarded_folder.chmod(0o700)
    assert load_work(stem + ".journal") == WORK


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def notes(folder: Path) -> list[str]:
    return [work.work.plan_file.note for work in find_leftovers(str(folder)).works]


def test_that_a_folder_that_is_not_there_is_empty_and_one_that_cannot_be_is_named(
    tmp_path: Path,
) -> None:
    found = find_leftovers(str(tmp_path / "gone"))
    assert (found.works, found.problems) == ([], [])
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="file is not a folder"):
        find_leftovers(str(tmp_path / "file"))


def test_that_the_newest_work_comes_first_and_within_a_second_the_disk_s_clock_decides(
    tmp_path: Path,
) -> None:
    for number, (minute, age) in enumerate([(7, 20), (30, 5), (7, 30), (12, 50), (7, 10)]):
        stem = leave(tmp_path, f"w{number}", work_at(minute, f"{minute}, {age}"))
        os.utime(stem + ".journal", (1000 - age, 1000 - age))
    assert notes(tmp_path) == ["30, 5", "12, 50", "7, 10", "7, 20", "7, 30"]


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
