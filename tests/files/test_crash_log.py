"""The log of a process, reports of faults, and crashes that are found by the next process."""

import logging
import os
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files.crash_log import ProcessLog, keep_newest, log_line, report_text, take_crashes


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "stackplan" / "log"


def record(words: str) -> logging.LogRecord:
    made = logging.LogRecord("stackplan", logging.INFO, "", 0, "%s", (words,), None)
    made.created = 0.0
    return made


def opened(facts: str = "Qt: 6.11.3\n") -> ProcessLog:
    log = ProcessLog(facts)
    assert log.open() == []
    return log


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_that_a_process_has_a_log_of_its_own_that_stays(folder: Path) -> None:
    assert log_line(record("opened /data\nh5")) == "1970-01-01T00:00:00Z info: opened /data\\nh5"
    log = opened()
    log.write(record("opened /data \udcff"))
    log.close()
    (path,) = folder.iterdir()
    assert path.name.endswith(f"Z-{os.getpid()}.log")
    text = path.read_text(encoding="utf-8")
    assert text == "Qt: 6.11.3\n\n1970-01-01T00:00:00Z info: opened /data \\udcff\n"


def test_that_a_report_has_what_where_when_and_the_lines_before() -> None:
    text = report_text("KeyError: 3", "Qt: 6.11.3\n", "Traceback\n  line 1\n", ["opened /data"], 0)
    assert text.startswith("Stackplan report: KeyError: 3\n1970-01-01T00:00:00Z\n\nQt: 6.11.3\n\n")
    assert "Where it happened\nTraceback\n  line 1\n" in text
    assert "What was logged before\nopened /data\n" in text
    assert "(nothing)" in report_text("x", "x", "x", [], 0)


def test_that_a_fault_is_reported_in_a_file_with_facts_and_last_lines(folder: Path) -> None:
    log = opened()
    log.write(record("opened /data"))
    reports = [log.report("KeyError: 3", f"Traceback {n}") for n in (1, 2)]
    log.close()
    texts = [Path(report.path).read_text(encoding="utf-8") for report in reports]
    assert texts == [report.text for report in reports]
    assert all("Qt: 6.11.3" in text and "info: opened /data" in text for text in texts)
    assert not any(report.is_crash or report.problem for report in reports)
    assert len(names_in(folder)) == 3


@pytest.mark.parametrize(
    "last",
    [
        "Fatal Python error: Segmentation fault",
        "Windows fatal exception: access violation",
        "Fatal message of Qt: no way on",
    ],
)
def test_that_a_crash_is_told_once_by_the_next_process_with_the_log_of_the_one_that_died(
    folder: Path, last: str
) -> None:
    died = opened("Stackplan: 1")
    died.write(record("step 7"))
    assert died.descriptor is not None
    os.write(died.descriptor, f"{last}\n\nThread 1 (most recent call first):\n".encode())
    died.close()
    (path,) = folder.iterdir()
    path.rename(folder / "19700101T000000Z-7.log")
    living = ProcessLog("Stackplan: 2")
    (report,) = living.open()
    living.close()
    assert (report.title, report.is_crash) == (last, True)
    assert Path(report.path).name == "19700101T000000Z-7.report.txt"
    assert report.text == Path(report.path).read_text(encoding="utf-8")
    for words in ("Stackplan: 1", "step 7", "most recent call first"):
        assert words in report.text
    assert take_crashes(str(folder)) == []


def test_that_what_a_library_says_before_it_ends_the_process_is_a_crash(folder: Path) -> None:
    log = ProcessLog("facts")
    log.note_end("Qt: before the file is open")
    log.open()
    log.note_end("Qt: no way on")
    log.close()
    for number in (3, 1, 2):
        (folder / f"1970010{number}T000000Z-7.log").write_text(f"Fatal Python error: {number}\n")
    # In the order of their processes.
    assert [report.title for report in take_crashes(str(folder))] == [
        *(f"Fatal Python error: {number}" for number in (1, 2, 3)),
        "Fatal message of Qt: no way on",
    ]


def test_that_a_log_without_a_crash_is_left_alone(folder: Path) -> None:
    log = opened()
    log.write(record("a Fatal Python error: in a message\nFatal Python error: after a break"))
    log.close()
    before = names_in(folder)
    assert take_crashes(str(folder)) == []
    assert names_in(folder) == before


def test_that_of_a_very_long_log_the_report_shows_the_facts_and_the_end(folder: Path) -> None:
    log = opened("facts at the beginning")
    for _ in range(5000):
        log.write(record("x" * 100))
    log.note_end("Qt: the end")
    log.close()
    (report,) = take_crashes(str(folder))
    assert report.text.startswith("facts at the beginning\n")
    assert report.text.endswith("Fatal message of Qt: the end\n")
    assert len(report.text) < 300_000


def test_that_the_newest_ten_logs_and_reports_are_kept_and_what_is_not_ours_stays(
    folder: Path,
) -> None:
    folder.mkdir(parents=True)
    (folder / "notes.txt").touch()
    olds = ["stackplan.log", "stackplan.log.1", "ab12.running"]
    olds += [f"19700101T0000{n}Z-7.log" for n in range(10, 20)]
    olds += [f"19700101T0000{n}Z-a.report.txt" for n in range(10, 25)]
    for number, name in enumerate(olds):
        (folder / name).touch()
        os.utime(folder / name, (number, number))
    log = opened()
    log.report("title", "trace")
    log.close()
    names = names_in(folder)
    assert len([name for name in names if name.endswith(".report.txt")]) == 10
    logs = [name for name in names if name.endswith(".log")]
    assert logs[:-1] == [f"19700101T0000{n}Z-7.log" for n in range(11, 20)]
    assert "notes.txt" in names
    assert len(names) == 21


def test_that_without_a_place_all_is_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    log = ProcessLog("facts")
    with pytest.raises(DiskError, match="choose another"):
        log.open()
    log.write(record("opened /data"))
    log.note_end("Qt: no way on")
    report = log.report("KeyError: 3", "Traceback")
    log.close()
    assert log.descriptor is None
    assert report.path == ""
    assert str(tmp_path / "file") in report.problem
    assert "opened /data" in report.text


def test_that_a_folder_that_refuses_is_named(
    guarded_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(guarded_folder))
    (guarded_folder / "stackplan" / "log").mkdir(parents=True)
    (guarded_folder / "stackplan" / "log").chmod(0o500)
    with pytest.raises(DiskError, match=r"\.log may not be opened"):
        ProcessLog("facts").open()
    assert take_crashes(str(guarded_folder / "gone")) == []
    keep_newest(str(guarded_folder / "gone"), (".log",))


def test_that_a_full_disk_is_named_and_tried_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = opened()
    descriptor = log.descriptor
    assert descriptor is not None
    kept, full = os.dup(descriptor), os.open("/dev/full", os.O_WRONLY)
    os.dup2(full, descriptor)
    with pytest.raises(DiskError, match=r"The disk is full at .*\.log; free some room"):
        log.write(record("lost"))
    log.note_end("Qt: no way on")
    os.dup2(kept, descriptor)
    os.close(kept)
    os.close(full)
    log.write(record("kept"))
    log.close()
    (path,) = folder.iterdir()
    assert path.read_text(encoding="utf-8").endswith("info: kept\n")
    assert [line[-4:] for line in log.lines] == ["lost", "kept"]
