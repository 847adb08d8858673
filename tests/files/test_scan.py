import os
import re
import shutil
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folders import MakeFolder, fill
from stackplan.core import runs as naming
from stackplan.core.errors import DiskError
from stackplan.core.file_problems import LeftOut
from stackplan.core.request import PlanRequest
from stackplan.core.run_numbers import RunNumbers, parse
from stackplan.core.runs import FILE_PATTERNS, Run
from stackplan.files import scan as scan_module
from stackplan.files.parallel_stat import read_sizes
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states


def test_that_runs_have_their_sizes_in_ascending_order(make_folder: MakeFolder) -> None:
    folder = make_folder({12: 5, 3: 2**40, 10_000: 7})
    assert scan(str(folder)).runs == (Run(3, 2**40), Run(12, 5), Run(10_000, 7))


def test_that_only_files_of_the_range_are_asked_for(make_folder: MakeFolder) -> None:
    folder = str(make_folder({1: 5, 2: 6, 3: 7, 4: 8}))
    assert [run.number for run in scan(folder, 2, 3).runs] == [2, 3]
    assert [run.number for run in scan(folder, 3).runs] == [3, 4]
    assert [run.number for run in scan(folder, None, 2).runs] == [1, 2]
    assert scan(folder, 3, 2).runs == ()


def test_that_everything_that_is_no_run_with_data_is_told_apart(make_folder: MakeFolder) -> None:
    folder = make_folder({1: 5, 2: 0})
    (folder / "run_0003.h5").mkdir()
    (folder / "run_0004.h5").symlink_to("gone.h5")
    (folder / "run_0005.h5").symlink_to("run_0006.h5")
    (folder / "run_0006.h5").symlink_to("run_0005.h5")
    (folder / "run_0007.h5").symlink_to(folder / "run_0003.h5")
    (folder / "run_0008.h5").symlink_to("run_0001.h5")
    (folder / "run_0009.h5").symlink_to("run_0001.h5/inside")
    os.mkfifo(folder / "run_0010.h5")
    for name in ("run_11.h5", "RUN_0012.H5", "run_0013.hdf5", "run_0014 (1).h5", "run_00015.h5"):
        (folder / name).write_bytes(b"12345")
    for name in ("notes.txt", "scalers.parquet", "run_0001.yml", "run_0001.h5~", "brunch.h5"):
        (folder / name).write_bytes(b"12345")
    assert scan(str(folder)) == ScanResult(
        str(folder),
        (Run(1, 5), Run(8, 5)),
        empty=parse("2, 10"),
        folders=parse("3, 7"),
        dangling=parse("4-6, 9"),
        misnamed=("RUN_0012.H5", "run_00015.h5", "run_0013.hdf5", "run_0014 (1).h5", "run_11.h5"),
    )


OTHER_NAMES = (*FILE_PATTERNS, re.compile(r"([0-9]{4})\.trace"))


def test_that_a_scan_keeps_the_paths_of_runs_whatever_their_names(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(naming, "FILE_PATTERNS", OTHER_NAMES)
    folder = make_folder({1: 5, 2: 6})
    for name in ("0002.trace", "0003.trace"):
        (folder / name).write_bytes(b"1234")
    found = scan(str(folder))
    assert found.runs == (Run(1, 5), Run(2, 6), Run(3, 4))
    assert found.names == {3: "0003.trace"}
    assert found.paths([1, 3, 4]) == {
        1: str(folder / "run_0001.h5"),
        3: str(folder / "0003.trace"),
        4: str(folder / "run_0004.h5"),
    }
    states = read_states(found.paths(found.with_data))
    assert set(states.values()) == {"not_hdf5"}
    assert found.misnamed == ("0002.trace",), "the name that Spyral opens is taken, the other told"
    assert found.left_out(PlanRequest(2, 2)) == (LeftOut("misnamed", name="0002.trace"),)
    assert found.left_out(PlanRequest(3, 3)) == ()


def test_that_a_socket_counts_as_empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as end:
        end.bind("run_0001.h5")
    assert scan(str(tmp_path)).empty == {1}


def test_that_a_run_that_vanishes_after_the_listing_is_missing(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = make_folder({1: 5, 2: 6, 3: 7})

    def lose_then_read(*arguments: Any) -> Any:
        (folder / "run_0002.h5").unlink()
        return read_sizes(*arguments)

    monkeypatch.setattr(scan_module, "read_sizes", lose_then_read)
    found = scan(str(folder))
    assert found.with_data == {1, 3}
    assert found.missing(PlanRequest()) == {2}


def test_that_a_file_that_may_not_be_asked_is_unreadable_one_that_may_not_be_opened_a_run(
    guarded_folder: Path,
) -> None:
    folder = fill(guarded_folder / "traces", {1: 5})
    (folder / "run_0001.h5").chmod(0)
    inside = guarded_folder / "inside"
    fill(inside, {2: 5})
    (folder / "run_0002.h5").symlink_to(inside / "run_0002.h5")
    inside.chmod(0)
    found = scan(str(folder))
    assert (found.with_data, found.unreadable) == (parse("1"), parse("2"))


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        (lambda path: None, "is not there; check the path"),
        (lambda path: path.touch(), "is not a folder; choose the folder"),
        (lambda path: path.mkdir(0o000), "may not be opened; ask its owner"),
        (lambda path: path.symlink_to(path), "is a link that leads to itself"),
    ],
    ids=["missing", "a file", "forbidden", "a loop"],
)
def test_that_a_folder_that_cannot_be_listed_is_named_with_the_remedy(
    guarded_folder: Path, prepare: Any, words: str
) -> None:
    path = guarded_folder / "traces"
    prepare(path)
    with pytest.raises(DiskError, match=words) as caught:
        scan(str(path))
    assert str(path) in str(caught.value)
    with pytest.raises(DiskError, match=r"/data/a\\x00b holds a zero byte"):
        scan("/data/a\0b")


def test_that_progress_begins_at_nothing_and_ends_with_all(
    make_folder: MakeFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stackplan.files.parallel_stat._MOMENT", 1000.0)  # the disk is quick
    reports: list[tuple[int, int]] = []
    scan(str(make_folder(dict.fromkeys(range(600), 1))), None, None, lambda *x: reports.append(x))
    assert reports[0] == (0, 600)
    assert reports[-1] == (600, 600)
    assert reports == sorted(reports)
    assert len(reports) > 50, "a slow disk would seem not to answer"


def test_that_a_scan_is_stopped_from_its_progress(make_folder: MakeFolder) -> None:
    def stop(done: int, total: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        scan(str(make_folder({1: 5})), None, None, stop)


FOUND = ScanResult(
    "/data/h5",
    tuple(Run(number, 5) for number in (54, 55, 57, 63)),
    empty=parse("58"),
    folders=parse("60"),
    dangling=parse("61"),
    unreadable=parse("62"),
    misnamed=("run_56.h5", "run_99.h5"),
)


@pytest.mark.parametrize(
    ("request_", "missing"),
    [
        (PlanRequest(), "56, 59"),
        (PlanRequest(50), "50-53, 56, 59"),
        (PlanRequest(None, 70), "56, 59, 64-70"),
        (PlanRequest(50, 999_999_999), "50-53, 56, 59, 64-999999999"),
        (PlanRequest(58, 63), "59"),
        (PlanRequest(54, 63, (56,)), "59"),
        (PlanRequest(70, 72), "70-72"),
        (PlanRequest(70), ""),
        (PlanRequest(None, 50), ""),
        (PlanRequest(63, 54), ""),
    ],
)
def test_that_missing_numbers_are_those_between_the_ends(
    request_: PlanRequest, missing: str
) -> None:
    assert FOUND.missing(request_) == parse(missing)


def test_that_an_empty_folder_misses_nothing_unless_it_is_asked_for() -> None:
    nothing = ScanResult("/data/h5")
    assert nothing.missing(PlanRequest()) == parse("")
    assert nothing.missing(PlanRequest(5)) == parse("")
    assert nothing.missing(PlanRequest(5, 7)) == parse("5-7")
    assert nothing.left_out(PlanRequest(skip=(5,))) == ()


def test_that_everything_left_out_has_its_reason() -> None:
    assert FOUND.left_out(PlanRequest(skip=RunNumbers([(57, 58), (70, 80)]))) == (
        LeftOut("skipped", parse("57-58")),
        LeftOut("missing", parse("56, 59")),
        LeftOut("folder", parse("60")),
        LeftOut("dangling", parse("61")),
        LeftOut("unreadable", parse("62")),
        LeftOut("misnamed", name="run_56.h5"),
        LeftOut("misnamed", name="run_99.h5"),
    )


def test_that_what_lies_outside_the_range_is_not_left_out() -> None:
    assert FOUND.left_out(PlanRequest(54, 58)) == (
        LeftOut("missing", parse("56")),
        LeftOut("empty", parse("58")),
        LeftOut("misnamed", name="run_56.h5"),
    )


@given(
    st.sets(st.integers(0, 30)),
    st.sets(st.integers(0, 30)),
    st.sets(st.integers(0, 30)),
    st.integers(0, 30),
    st.integers(0, 30),
)
def test_that_each_number_of_a_closed_range_is_planned_or_left_out_once(
    runs: set[int], empty: set[int], skip: set[int], low: int, high: int
) -> None:
    numbers = sorted(runs | {31})
    found = ScanResult(
        "/data/h5", tuple(Run(n, 5) for n in numbers), empty=RunNumbers.of(empty - runs)
    )
    request = PlanRequest(low, high, skip)
    planned = [run.number for run in request.select(found.runs)]
    left = [n for entry in found.left_out(request) for n in entry.runs]
    assert sorted(planned + left) == list(range(low, high + 1))


SCRIPT = """
import os, sys
from stackplan.files.scan import scan
folder, *ends = sys.argv[1:]
scan("/")  # whatever a first scan imports
os.path.exists("BEGIN")
scan(folder, *map(int, ends))
os.path.exists("END")
"""


def system_calls(folder: Path, run_min: int, run_max: int) -> list[str]:
    """System calls of one scan, a line each: what strace logs between two marks."""
    result = subprocess.run(
        ["strace", "-qq", sys.executable, "-c", SCRIPT, folder, str(run_min), str(run_max)],
        capture_output=True,
        text=True,
        timeout=100,
        check=True,
    )
    lines = result.stderr.splitlines()
    begin, end = (i for i, line in enumerate(lines) if MARK.search(line))
    # Memory may be asked for in other portions each time.
    return [line for line in lines[begin + 1 : end] if not MEMORY.match(line)]


MARK = re.compile('"(BEGIN|END)"')
MEMORY = re.compile(r"(brk|mmap|munmap|madvise)\(")
needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: system calls go uncounted"
)


@needs_strace
def test_that_a_scan_is_one_listing_and_one_question_a_file(make_folder: MakeFolder) -> None:
    folder = make_folder(dict.fromkeys(range(100, 130), 5) | dict.fromkeys(range(500, 600), 5))
    calls = system_calls(folder, 100, 200)
    names = Counter(call.split("(")[0] for call in calls)
    asked = Counter(re.findall(r'"[^"]*(run_[0-9]+\.h5)"', "\n".join(calls)))
    assert asked == Counter(f"run_{number:04d}.h5" for number in range(100, 130))
    # Once the folder itself is opened; no file is.
    assert names["open"] + names["openat"] == 1, names
    assert len(calls) <= 30 + 8, names


@needs_strace
def test_that_a_range_of_a_million_asks_no_more_than_a_narrow_one(make_folder: MakeFolder) -> None:
    folder = make_folder(dict.fromkeys(range(30), 5))
    narrow, wide = system_calls(folder, 0, 29), system_calls(folder, 0, 1_000_000)
    assert len(wide) == len(narrow)
