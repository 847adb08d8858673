import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from folders import paths_in
from stackplan.core.errors import StackplanError
from stackplan.core.trace_checks import TraceFacts
from stackplan.files import hdf5_reader as events
from stackplan.files.hdf5_reader import LibraryError, has_library, look_into, read_facts

# Answers as the real child does, but hangs at runs 70-79 and dies at runs 80-99.
STAND_IN = """
import json, sys, time
for line in sys.stdin:
    run = json.loads(line)["run"]
    if 70 <= run < 80: time.sleep(1000)
    if 80 <= run < 100: sys.exit(11)
    print(json.dumps({"run": run, "events": run}), flush=True)
"""


@pytest.fixture
def _stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_command", lambda: (sys.executable, "-c", STAND_IN))
    monkeypatch.setattr(events, "has_library", lambda: True)


def known(facts: dict[int, TraceFacts]) -> dict[int, int | None]:
    return {number: fact.events for number, fact in facts.items()}


@pytest.mark.usefixtures("_stand_in")
def test_that_facts_come_in_order_with_progress() -> None:
    reports: list[tuple[int, int]] = []
    facts = read_facts(paths_in("/data", [3, 1, 2]), lambda *done: reports.append(done))
    assert list(facts) == [1, 2, 3]
    assert known(facts) == {1: 1, 2: 2, 3: 3}
    assert reports[0] == (0, 3)
    assert reports[-1] == (3, 3)
    assert look_into(paths_in("/data", [1, 2, 3])) == (facts, True)


def soon_given_up(monkeypatch: pytest.MonkeyPatch, hanging: int) -> None:
    """Wait long for every file but one: a busy machine may need seconds to start a process."""
    real = events._Child.ask

    def ask(
        child: events._Child, number: int, path: str, _: float, report: Callable[[], None]
    ) -> TraceFacts | str:
        return real(child, number, path, 0.5 if number == hanging else 300.0, report)

    monkeypatch.setattr(events._Child, "ask", ask)


@pytest.mark.usefixtures("_stand_in")
def test_that_a_file_that_hangs_costs_itself_only(monkeypatch: pytest.MonkeyPatch) -> None:
    soon_given_up(monkeypatch, 70)
    facts = read_facts(paths_in("/data", [1, 70, 2]))
    assert known(facts) == {1: 1, 2: 2, 70: None}
    assert "did not answer" in facts[70].problem


@pytest.mark.usefixtures("_stand_in")
def test_that_a_dead_disk_is_not_asked_for_every_file() -> None:
    facts = read_facts(paths_in("/data", range(70, 80)), patience_s=0.3)
    assert ["not asked" in fact.problem for fact in facts.values()] == [False] * 3 + [True] * 7


@pytest.mark.usefixtures("_stand_in")
def test_that_a_library_that_crashes_costs_its_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_MOST_CRASHES", 2)
    facts = read_facts(paths_in("/data", [1, 80]))
    assert known(facts) == {1: 1, 80: None}
    assert "crashed" in facts[80].problem
    assert known(read_facts(paths_in("/data", [81, 82, 100]))) == {81: None, 82: None, 100: None}


class StopError(Exception):
    pass


@pytest.mark.usefixtures("_stand_in")
def test_that_a_person_who_stops_is_heard_and_the_process_ends() -> None:
    calls: list[int] = []

    def stop(done: int, total: int) -> None:
        calls.append(done)
        if len(calls) == 3:
            raise StopError

    before = threading.active_count()
    with pytest.raises(StopError):
        read_facts(paths_in("/data", [70, 71]), stop)
    end = time.monotonic() + 60
    while threading.active_count() > before and time.monotonic() < end:
        time.sleep(0.01)
    assert threading.active_count() <= before


def test_that_without_the_library_the_remedy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "has_library", lambda: False)
    with pytest.raises(StackplanError, match=r"stackplan\[hdf5\]"):
        read_facts(paths_in("/data", [1]))


def test_that_no_run_starts_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "has_library", lambda: True)
    monkeypatch.setattr(events, "_command", lambda: ("not-there",))
    assert read_facts(paths_in("/data", [])) == {}


def test_that_a_process_that_cannot_be_started_is_told_and_the_head_of_a_file_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "has_library", lambda: True)
    monkeypatch.setattr(events, "_command", lambda: ("not-there",))
    with pytest.raises(LibraryError, match="No process can be started"):
        read_facts(paths_in(tmp_path, [1]))
    assert look_into(paths_in(tmp_path, [1])) == ({1: TraceFacts()}, False)


def test_that_real_files_are_read_by_a_real_process_and_a_pipe_hangs_it_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not has_library():
        pytest.skip("the extra 'hdf5' is not installed")
    import h5py

    for number in (1, 3):
        with h5py.File(tmp_path / f"run_{number:04d}.h5", "w") as file:
            marks = file.create_group("events").attrs
            marks["version"], marks["min_event"], marks["max_event"] = "libattpc_merger:1.0", 0, 6
    os.mkfifo(tmp_path / "run_0002.h5")
    (tmp_path / "h5py.py").write_text("raise SystemExit", encoding="utf-8")
    here = os.getcwd()  # noqa: PTH109 - restored as it was
    os.chdir(tmp_path)
    try:
        soon_given_up(monkeypatch, 2)
        facts = read_facts(paths_in(tmp_path, [1, 2, 3]))
    finally:
        os.chdir(here)
    assert known(facts) == {1: 7, 2: None, 3: 7}
    assert "did not answer" in facts[2].problem


@pytest.mark.parametrize("code", ["raise ImportError('numpy is foreign')", "import os; os.abort()"])
def test_that_a_foreign_library_is_told_once_and_the_beginning_of_a_file_tells_its_merger(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    (tmp_path / "h5py.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(events, "has_library", lambda: True)
    (tmp_path / "run_0001.h5").write_bytes(b"x" * 2000 + b"libattpc_merger:2.0" + b"x" * 10**6)
    (tmp_path / "run_0002.h5").write_bytes(b"x" * 2000 + b"libattpc_merger:1.0")
    with pytest.raises(LibraryError, match="h5py"):
        read_facts(paths_in(tmp_path, [1, 2]))
    facts, was_there = look_into(paths_in(tmp_path, [2, 1, 3]))
    assert not was_there
    assert {number: fact.version for number, fact in facts.items()} == {
        1: "libattpc_merger:2", 2: "", 3: "",
    }  # fmt: skip


@pytest.mark.parametrize("kind", ["pipe", "secret"])
def test_that_without_the_library_what_cannot_be_read_waits_for_nobody(
    guarded_folder: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(events, "has_library", lambda: False)
    path = guarded_folder / "run_0001.h5"
    if kind == "pipe":
        os.mkfifo(path)
    else:
        path.write_bytes(b"libattpc_merger:2.0")
        path.chmod(0)
    assert look_into(paths_in(guarded_folder, [1]))[0][1].version == ""


def test_that_no_file_is_locked_though_the_account_asks_for_locks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("h5py")
    stand_in = "import json, os, sys\nfor line in sys.stdin: print(json.dumps({'run': 1, 'version'"
    stand_in += ": os.environ['HDF5_USE_FILE_LOCKING']}), flush=True)"
    monkeypatch.setattr(events, "_command", lambda: (sys.executable, "-c", stand_in))
    monkeypatch.setenv("HDF5_USE_FILE_LOCKING", "TRUE")
    assert read_facts(paths_in(tmp_path, [1]))[1].version == "FALSE"
