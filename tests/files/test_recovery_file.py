import errno
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journals import FILE, WORK, as_0_1_0
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.files import autosave
from stackplan.files.autosave import (
    UnsavedWork,
    load_work,
    read_work,
    save_work,
    write_work,
)
from strategies import plan_files, plans

DATA = write_work(WORK)


def work_of(number: int) -> UnsavedWork:
    return replace(WORK, plan_file=replace(FILE, note=f"state {number}"))


@given(
    plan_files(),
    st.one_of(st.none(), plans()),
    st.one_of(st.none(), st.sampled_from(["/plan.txt", "/a\nb", "/ x ", "/\udcff", "file:/x"])),
)
def test_that_what_is_written_is_read(
    plan_file: PlanFile, base: Plan | None, path: str | None
) -> None:
    entry = UnsavedWork(plan_file, base or plan_file.plan, path, "abc" if path else "")
    assert read_work(write_work(entry), "x.journal") == entry


def test_that_it_is_text_that_a_person_can_take_the_plan_out_of() -> None:
    lines = write_work(replace(WORK, digest="abc")).decode().split("\n")
    assert lines[0].startswith("stackplan-journal 1 ")
    assert lines[1:5] == ["plan file: /data/plan.txt", "digest: abc", "", "# stackplan 1"]
    assert "8 9" in lines


def test_that_moves_by_hand_are_counted() -> None:
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


@given(
    plan_files(),
    st.one_of(st.none(), plans()),
    st.one_of(st.none(), st.sampled_from(["/plan.txt", "/a\nb", "/ x ", "/\udcff", "file:/x"])),
)
def test_that_what_0_1_0_wrote_is_read(
    plan_file: PlanFile, base: Plan | None, path: str | None
) -> None:
    entry = UnsavedWork(plan_file, base or plan_file.plan, path, "abc" if path else "")
    assert read_work(as_0_1_0(entry), "x.journal") == entry


def test_that_a_file_of_a_newer_version_is_left_to_that_one() -> None:
    head = f"stackplan-journal 2 {autosave._checksum('2', b'anything')}\n".encode()
    with pytest.raises(StackplanError, match="written by a newer Stackplan; start that one to"):
        read_work(head + b"anything", "a.journal")


def test_that_one_file_holds_the_newest_state_only(tmp_path: Path) -> None:
    stem = str(tmp_path / "a")
    for number in range(3):
        save_work(stem, work_of(number))
    assert load_work(stem + ".journal") == work_of(2)
    assert [path.name for path in tmp_path.iterdir()] == ["a.journal"]


def test_that_a_save_that_fails_leaves_the_state_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stem = str(tmp_path / "a")
    save_work(stem, work_of(0))

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        for number in (1, 2):
            with pytest.raises(DiskError, match="The disk is full"):
                save_work(stem, work_of(number))
    assert load_work(stem + ".journal") == work_of(0)
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


def test_that_a_file_that_is_not_there_or_cannot_be_read_is_named(
    guarded_folder: Path,
) -> None:
    stem = str(guarded_folder / "a")
    with pytest.raises(DiskError, match=r"a\.journal is not there"):
        load_work(stem + ".journal")
    save_work(stem, WORK)
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match=r"a\.journal cannot be written"):
        save_work(stem, WORK)
    guarded_folder.chmod(0o700)
    assert load_work(stem + ".journal") == WORK
