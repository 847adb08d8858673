from __future__ import annotations

import os
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files import crash_log as crash_file
from stackplan.files.crash_log import RUNNING, CrashFile, take_crashes
from stackplan.files.open_windows import ProcessId

DEAD = ProcessId(os.uname().nodename, 2**22 + 1, "")  # over the highest number of a process
ELSEWHERE = ProcessId("another machine", 1, "")


def left_by(owner: ProcessId, folder: Path, monkeypatch: pytest.MonkeyPatch, trace: str) -> Path:
    with monkeypatch.context() as context:
        context.setattr(crash_file, "this_process", lambda: owner)
        made = CrashFile(str(folder), "Stackplan: 9\nQt: 6\n")
    if trace:
        made.note(trace)
    made.stream.close()
    return Path(made.path)


def test_that_a_process_that_ends_as_it_should_leaves_nothing(tmp_path: Path) -> None:
    CrashFile(str(tmp_path), "facts").close()
    assert list(tmp_path.iterdir()) == []


def test_that_a_crash_is_taken_once_with_the_facts_of_its_own_version(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = left_by(DEAD, tmp_path, monkeypatch, "Fatal Python error: Aborted")
    os.utime(path, (5, 5))
    (crash,) = take_crashes(str(tmp_path))
    assert crash == (DEAD.pid, "Stackplan: 9\nQt: 6", "Fatal Python error: Aborted\n", 5.0)
    assert take_crashes(str(tmp_path)) == []


def test_that_the_file_of_a_killed_process_is_swept_without_a_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_by(DEAD, tmp_path, monkeypatch, "")
    assert take_crashes(str(tmp_path)) == []
    assert list(tmp_path.iterdir()) == []


def test_that_the_file_of_a_living_process_is_left_alone(tmp_path: Path) -> None:
    made = CrashFile(str(tmp_path), "facts")
    made.note("it says something, and lives")
    assert take_crashes(str(tmp_path)) == []
    assert Path(made.path).exists()
    made.close()


@pytest.mark.parametrize(("trace", "crashes"), [("Fatal", 1), ("", 0)])
def test_that_of_another_machine_only_a_crash_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trace: str, crashes: int
) -> None:
    path = left_by(ELSEWHERE, tmp_path, monkeypatch, trace)
    assert len(take_crashes(str(tmp_path))) == crashes
    assert path.exists() == (crashes == 0)


@pytest.mark.parametrize("text", ["", "stackplan-running 2\nhost\n1\n\n---\nx", "\0", "a\nb\nc\nd"])
def test_that_what_is_no_such_file_is_left_alone(tmp_path: Path, text: str) -> None:
    path = tmp_path / f"odd{RUNNING}"
    path.write_text(text, encoding="utf-8")
    assert take_crashes(str(tmp_path)) == []
    assert path.exists()


def test_that_a_folder_that_refuses_is_named(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="gone"):
        CrashFile(str(tmp_path / "gone"), "facts")
    assert take_crashes(str(tmp_path / "gone")) == []


def test_that_a_full_disk_leaves_no_file_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full:
        def write(self, data: bytes) -> int:
            raise OSError(28, "No space left on device")

        def close(self) -> None:
            pass

    def full(path: str, *words: object, **options: object) -> Full:
        Path(path).touch()
        return Full()

    monkeypatch.setattr(crash_file, "open", full, raising=False)
    with pytest.raises(DiskError, match="full"):
        CrashFile(str(tmp_path), "facts")
    assert list(tmp_path.iterdir()) == []
