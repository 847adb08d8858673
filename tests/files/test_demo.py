from pathlib import Path

import pytest

from folders import paths_in
from stackplan.core.errors import DiskError, StackplanError
from stackplan.core.request import PlanRequest
from stackplan.files import demo
from stackplan.files.demo import make_demo, trace_file
from stackplan.files.hdf5_reader import read_facts
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states, state_of
from superblocks import superblock as packed


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "deep" / "demo"
    make_demo(str(path))
    return path


@pytest.fixture
def found(folder: Path) -> ScanResult:
    return scan(str(folder))


def test_that_about_120_runs_have_the_sizes_of_an_experiment(found: ScanResult) -> None:
    assert 110 <= len(found.runs) <= 125
    assert all(2 * 10**9 <= run.size <= 61 * 10**9 for run in found.runs)


def test_that_it_holds_one_of_each_trouble(folder: Path, found: ScanResult) -> None:
    assert found.missing(PlanRequest()) == {demo.MISSING, demo.MISNAMED}
    assert found.empty == {demo.EMPTY}
    assert found.folders == {demo.FOLDER}
    assert found.misnamed == (f"run_{demo.MISNAMED}.h5",)
    states = read_states(found.paths(found.with_data))
    strange = {number: state for number, state in states.items() if state != "closed"}
    assert strange == {demo.TRUNCATED: "truncated", demo.STILL_OPEN: "open"}


def test_that_it_takes_no_room(folder: Path) -> None:
    assert sum(path.stat().st_blocks * 512 for path in folder.iterdir()) < 10**6


def test_that_it_is_the_same_everywhere(folder: Path, found: ScanResult, tmp_path: Path) -> None:
    make_demo(str(tmp_path))
    assert scan(str(tmp_path)).runs == found.runs


def test_that_a_demo_made_before_is_left_alone(tmp_path: Path) -> None:
    make_demo(str(tmp_path))
    (tmp_path / "run_0054.h5").unlink()
    make_demo(str(tmp_path))
    assert not (tmp_path / "run_0054.h5").exists()


def test_that_a_folder_of_others_is_refused_and_not_touched(tmp_path: Path) -> None:
    (tmp_path / "run_0001.h5").write_bytes(b"data")
    with pytest.raises(StackplanError, match="is not empty; name a new folder for the demo"):
        make_demo(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["run_0001.h5"]


def test_that_a_file_in_the_way_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DiskError, match="exists already and is not a folder"):
        make_demo(str(tmp_path / "file"))


def test_that_a_folder_without_permission_is_named(guarded_folder: Path) -> None:
    guarded_folder.chmod(0o500)
    with pytest.raises(DiskError, match="ask its owner for permission"):
        make_demo(str(guarded_folder / "demo"))


def test_that_its_superblocks_are_those_of_the_specification() -> None:
    for flag in (False, True):
        made = trace_file(10**9, 2 * 10**9, open_flag=flag)
        assert made[:24] == packed(0, 0, flags=flag)[:24]
        assert made[40:48] == packed(0, 2 * 10**9)[40:48]
    assert state_of(trace_file(5000, 5000), 5000) == "closed"


def test_that_the_hdf5_library_reads_its_files_as_those_of_an_hour_of_beam(folder: Path) -> None:
    pytest.importorskip("h5py", reason="the extra 'hdf5' is not installed")
    size = (folder / "run_0054.h5").stat().st_size
    facts = read_facts(paths_in(folder, [54]))[54]
    assert facts.fault == facts.problem == ""
    assert facts.events == size // 400_000 + 1
    assert facts.beam_ms is not None
    assert facts.beam_ms == pytest.approx(size / 30e9 * 3_600_000, abs=1)
