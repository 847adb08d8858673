"""Files of real HDF5 libraries, written by a process beside us: each state named right, and the
writer never disturbed.

STACKPLAN_ROUNDS sets how often a writer creates, writes and closes while we read (50 by default).
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from folders import paths_in
from provisions import provided
from stackplan.files.hdf5_reader import has_library, read_facts
from stackplan.files.trace_state import read_state, read_states

WRITER = Path(__file__).resolve().with_name("hdf5_writer.py")
ROUNDS = int(os.environ.get("STACKPLAN_ROUNDS", "50"))
LIBVERS = ["earliest", "latest"]

pytestmark = pytest.mark.skipif(not has_library(), reason="the extra 'hdf5' is not installed")


@pytest.fixture(scope="module", params=["this library", "an older library"])
def python(request: pytest.FixtureRequest) -> str:
    if request.param == "this library":
        return sys.executable
    return str(provided("hdf5") / "bin" / "python")


class Writer:
    """A writer that has written a file of each kind in a folder as far as it should, and waits."""

    def __init__(self, python: str, folder: Path, *modes: str) -> None:
        self.paths = {
            (libver, mode): folder / f"run_{number:04d}.h5"
            for number, (libver, mode) in enumerate(product(LIBVERS, modes))
        }
        words = [
            word for (libver, mode), path in self.paths.items() for word in (path, libver, mode)
        ]
        self.process = subprocess.Popen(
            [python, WRITER, *words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline().startswith("ready")

    def end(self, *, kill: bool = False) -> None:
        if kill:
            self.process.kill()
        self.process.communicate("go on\n", timeout=300)

    @property
    def states(self) -> set[str]:
        return {read_state(str(path)) for path in self.paths.values()}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run_0001.h5"


def test_that_a_file_being_written_is_open_until_it_is_closed(python: str, tmp_path: Path) -> None:
    writer = Writer(python, tmp_path, "open", "flushed")
    assert writer.states == {"open"}
    writer.end()
    assert writer.states == {"closed"}
    facts = read_facts(paths_in(str(tmp_path), range(4)))
    assert [fact.events for fact in facts.values()] == [10] * 4


def test_that_a_file_whose_writer_was_killed_stays_open(python: str, tmp_path: Path) -> None:
    writer = Writer(python, tmp_path, "open", "flushed")
    writer.end(kill=True)
    assert writer.states == {"open"}


def test_that_a_copy_that_broke_off_or_went_on_is_told(python: str, tmp_path: Path) -> None:
    writer = Writer(python, tmp_path, "closed")
    writer.end()
    for (libver, _), path in writer.paths.items():
        size = path.stat().st_size
        assert read_state(str(path)) == "closed"
        assert (path.read_bytes()[8] in (2, 3)) == (libver == "latest")
        for length in (size - 1, size // 2, 64):
            os.truncate(path, length)
            assert read_state(str(path)) == "truncated"
        os.truncate(path, 0)
        assert read_state(str(path)) == "not_hdf5"


def test_that_bytes_after_the_end_are_told(python: str, tmp_path: Path) -> None:
    writer = Writer(python, tmp_path, "closed")
    writer.end()
    for path in writer.paths.values():
        os.truncate(path, path.stat().st_size + 1)
    assert writer.states == {"trailing"}


def test_that_user_blocks_and_odd_sizes_are_unknown_never_wrong(path: Path) -> None:
    import h5py

    with h5py.File(path, "w", userblock_size=1024) as file:
        file["data"] = [1]
    assert read_state(str(path)) == "unknown"
    properties = h5py.h5p.create(h5py.h5p.FILE_CREATE)
    properties.set_sizes(4, 4)
    h5py.h5f.create(os.fsencode(path), h5py.h5f.ACC_TRUNC, properties).close()
    assert read_state(str(path)) == "unknown"


@pytest.fixture
def rounds(tmp_path: Path, python: str) -> Iterator[subprocess.Popen[str]]:
    command = [python, str(WRITER), str(tmp_path), "rounds", str(ROUNDS)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        yield process


@pytest.mark.timeout(600)
def test_that_a_writer_beside_us_is_never_disturbed(
    rounds: subprocess.Popen[str], tmp_path: Path
) -> None:
    looks, found = 0, set()
    while rounds.poll() is None:
        found |= set(read_states(paths_in(tmp_path, range(8))).values())
        if looks % 50 == 0:
            read_facts(paths_in(tmp_path, range(8)))
        looks += 1
    assert rounds.stderr is not None
    assert (rounds.returncode, rounds.stderr.read()) == (0, "")
    assert looks
    # What is caught in the middle is empty, open or closed; it is never called cut off.
    assert found <= {"closed", "open", "unknown", "not_hdf5"}
    assert set(read_states(paths_in(tmp_path, range(8))).values()) == {"closed"}


def test_that_the_librarys_own_lock_would_break_the_writer(path: Path) -> None:
    """Why the library is told not to lock: this is what its default does to a writer."""
    import h5py

    if os.environ.get("HDF5_USE_FILE_LOCKING", "").upper() == "FALSE":
        pytest.skip("HDF5_USE_FILE_LOCKING switches locks off here")
    create = "import h5py, sys; h5py.File(sys.argv[1], 'w').close()"
    for locking, outcome in ((True, False), (False, True)):
        with h5py.File(path, "w") as file:
            file["data"] = list(range(1000))
        with h5py.File(path, "r", locking=locking):
            command = [sys.executable, "-c", create, str(path)]
            made = subprocess.run(command, check=False, capture_output=True, timeout=300)
        assert (made.returncode == 0) == outcome
        assert (path.stat().st_size == 0) == locking
