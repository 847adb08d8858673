from __future__ import annotations

import logging
from pathlib import Path

import pytest

from stackplan.core.errors import DiskError
from stackplan.files.crash_log import LOG_NAME, Recorder


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return tmp_path / "stackplan" / "log"


def record(words: str) -> logging.LogRecord:
    return logging.LogRecord("stackplan", logging.INFO, "", 0, "%s", (words,), None)


def test_that_a_report_has_the_facts_and_the_lines_before_it(folder: Path) -> None:
    recorder = Recorder("Qt: 6.11.3")
    assert recorder.open() == []
    recorder.write(record("opened /data"))
    report = recorder.report("KeyError: 3", "Traceback")
    recorder.close()
    text = Path(report.path).read_text(encoding="utf-8")
    assert text == report.text
    assert "Qt: 6.11.3" in text
    assert "info: opened /data" in text
    assert {path.name for path in folder.iterdir()} == {LOG_NAME, Path(report.path).name}


def test_that_a_crash_is_told_by_the_next_one_with_the_log_of_the_one_that_died(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = Recorder("Stackplan: 1")
    died.open()
    died.write(record("step 7"))
    assert died.crash_file is not None
    died.crash_file.note("Fatal Python error: Segmentation fault")
    with monkeypatch.context() as context:
        context.setattr("stackplan.files.open_windows.ProcessId.lives", False)
        living = Recorder("Stackplan: 2")
        (report,) = living.open()
    living.close()
    died.close()
    assert report.is_crash
    assert report.title == "Fatal Python error: Segmentation fault"
    assert "step 7" in report.text
    assert "Stackplan: 1" in report.text
    assert Path(report.path).parent == folder


def test_that_without_a_place_all_is_kept_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    recorder = Recorder("facts")
    with pytest.raises(DiskError, match="choose another"):
        recorder.open()
    recorder.write(record("opened /data"))
    report = recorder.report("KeyError: 3", "Traceback")
    recorder.close()
    assert report.path == ""
    assert str(tmp_path / "file") in report.problem
    assert "opened /data" in report.text
