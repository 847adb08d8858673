import errno
import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from journals import another_window
from stackplan.core.errors import DiskError
from stackplan.files import open_windows
from stackplan.files.open_windows import ProcessId, WindowFile, look_at, other_windows, this_process
from stackplan.files.safe_write import lock

SINCE = "2026-11-22T18:40:00Z"


def without_locks(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, kind: int) -> None:
        raise OSError(errno.ENOLCK, "no locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)


def lives(path: str) -> bool:
    return look_at(path)[0]


def test_that_a_window_says_what_it_has_open_until_it_is_closed(tmp_path: Path) -> None:
    file = WindowFile(str(tmp_path))
    assert [window.plan for window in other_windows(str(tmp_path))] == [""]
    for name in ("a long name of a plan.txt", "b.txt", "c\n\udcff .txt"):
        file.register(str(tmp_path / name), SINCE)
        (window,) = other_windows(str(tmp_path))
        assert window == (this_process(), str(tmp_path / name), SINCE)
    file.register("", "")
    assert [window.plan for window in other_windows(str(tmp_path))] == [""]
    file.close()
    assert list(tmp_path.iterdir()) == []


def test_that_the_own_window_is_no_other_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch)
    file, other = WindowFile(str(tmp_path)), WindowFile(str(tmp_path))
    (tmp_path / "link.txt").symlink_to("plan.txt")
    other.register(str(tmp_path / "link.txt"), SINCE)
    (window,) = other_windows(str(tmp_path), file.path)
    assert window.plan == str(tmp_path / "plan.txt"), "a link is told by where it leads"
    assert other_windows(str(tmp_path / "gone")) == []
    assert lives(file.path)
    file.close()
    other.close()
    assert not lives(file.path)


@pytest.mark.parametrize("locks", [True, False], ids=["with locks", "without locks"])
def test_that_a_window_lives_until_its_process_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, locks: bool
) -> None:
    if not locks:
        without_locks(monkeypatch)
    with another_window(tmp_path, "/plan.txt") as (process, path):
        assert lives(path)
        (window,) = other_windows(str(tmp_path))
        assert (window.process.pid, window.plan) == (process.pid, "/plan.txt")
        process.send_signal(signal.SIGKILL)
        process.wait(60)
        assert not lives(path)
        assert other_windows(str(tmp_path)) == []


def test_that_two_that_look_at_once_do_not_take_each_other_for_the_owner(tmp_path: Path) -> None:
    path = tmp_path / "dead.window"
    path.write_text("stackplan-window 1\nhost\n1\n\n\n\nend\n")
    with path.open() as first:  # as a look does
        assert lock(first.fileno(), shared=True)
        assert not lives(str(path))
    assert not path.exists()


def test_that_a_file_locked_by_a_look_is_left_for_another_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([False, True])
    monkeypatch.setattr(open_windows, "lock", lambda *_, **__: next(answers))
    file = WindowFile(str(tmp_path))
    assert [str(path) for path in tmp_path.iterdir()] == [file.path]
    file.close()


def test_that_a_file_taken_for_a_dead_one_s_is_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    swept: list[Path] = []

    def lock(descriptor: int, *, shared: bool = False) -> bool:
        if not swept:
            swept.extend(tmp_path.iterdir())
            swept[0].unlink()
        return True

    monkeypatch.setattr(open_windows, "lock", lock)
    file = WindowFile(str(tmp_path))
    assert Path(file.path).exists()
    assert file.path != str(swept[0])
    file.close()


def test_that_a_folder_where_every_file_is_locked_at_once_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_windows, "lock", lambda *_, **__: False)
    with pytest.raises(DiskError, match="does not answer"):
        WindowFile(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_that_a_folder_that_refuses_is_named(guarded_folder: Path) -> None:
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match="may not be opened"):
        WindowFile(str(guarded_folder))


def test_that_a_disk_that_fails_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = WindowFile(str(tmp_path))

    def full(descriptor: int, data: bytes) -> None:
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(DiskError, match="The disk is full at"):
            file.register("/plan.txt", SINCE)
    file.close()


@pytest.mark.parametrize(
    "text",
    ["", "stackplan-window 1\n", "stackplan-window 2\nh\n1\n\n\n\nend\n", "x\n" * 9,
     "stackplan-window 1\nh\none\n\n\n\nend\n", "stackplan-window 1\nh\n1\n\n/plan.t"],
)  # fmt: skip
def test_that_a_file_that_says_nothing_is_a_dead_window_s(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.window"
    path.write_text(text)
    assert look_at(str(path)) == (False, None)
    assert not path.exists()
    assert other_windows(str(tmp_path)) == []


def open_files() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - nothing is opened for it


@pytest.mark.parametrize("call", ["write", "ftruncate", "lseek"])
def test_that_a_window_that_cannot_be_told_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, refuse)
    before = open_files()
    for _ in range(3):
        with pytest.raises(DiskError, match="The disk is full at"):
            WindowFile(str(tmp_path))
    assert list(tmp_path.iterdir()) == []
    assert open_files() == before


def test_that_a_disk_that_takes_a_part_at_a_time_gets_all_of_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:9]))
    file = WindowFile(str(tmp_path))
    assert other_windows(str(tmp_path)) == [file.info]
    file.close()


def test_that_a_disk_that_fails_while_a_file_is_closed_harms_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.close

    def close(descriptor: int) -> None:
        real(descriptor)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    file = WindowFile(str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr(os, "close", close)
        assert other_windows(str(tmp_path)) == [file.info]
        file.close()
    assert list(tmp_path.iterdir()) == []


def test_that_a_process_lives_until_it_ends() -> None:
    assert this_process().lives
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as process:
        other = this_process()._replace(pid=process.pid)
        assert other.lives
        assert process.stdin is not None
        process.stdin.close()
        process.wait(60)
    assert not other.lives


def test_that_a_number_from_before_a_reboot_is_another_process() -> None:
    assert not this_process()._replace(boot="another boot").lives
    assert this_process()._replace(boot="").lives


def test_that_a_process_on_another_machine_counts_as_living() -> None:
    assert ProcessId("elsewhere.invalid", 999_999_999, "").lives


def test_that_a_process_of_another_account_lives(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(pid: int, number: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refuse)
    assert this_process().lives


def test_that_the_start_of_a_process_that_0_1_0_wrote_is_not_taken_for_a_boot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_locks(monkeypatch)
    path, here = tmp_path / "old.window", this_process()
    path.write_text(f"stackplan-window 1\n{here.host}\n{here.pid}\n123456\n/plan.txt\n\nend\n")
    assert [window.plan for window in other_windows(str(tmp_path))] == ["/plan.txt"]
    path.write_text(f"stackplan-window 2\n{here.host}\n{here.pid}\n123456\n/plan.txt\n\nend\n")
    assert other_windows(str(tmp_path)) == []
