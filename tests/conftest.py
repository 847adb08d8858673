"""Fixtures of every test: trace folders, a process of its own, a folder that refuses."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from folders import MakeFolder, RunCommand, fill
from provisions import PROVISIONS

# As in the program itself, before anything imports numpy: threads that wait for one another spin,
# and beside other programs a search would take ten times as long.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# The program refuses to run where nobody sees its window, unless it is told that this is meant.
os.environ["STACKPLAN_OFFSCREEN"] = "1"

# Shared machines stall now and then: a test is judged by what it finds, not by the clock. Each run
# draws other examples.
settings.register_profile(
    "stackplan", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow],
    print_blob=True,
)  # fmt: skip
settings.load_profile("stackplan")

# A job that a shell has put in the background ignores Ctrl+C, and so would all that tests start.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# Many tests have a home folder of their own. In each matplotlib would look through all fonts of the
# machine before it draws: for seconds, and for much longer under strace.
if PROVISIONS["fonts"].is_there:
    os.environ.setdefault("MPLCONFIGDIR", str(PROVISIONS["fonts"].folder))

# With tests of five seconds and more, begun first: else one of them, begun last, lets the other
# processes of a run wait for it.
LONG = (
    "test_accessibility", "test_crash_reports", "test_improved", "test_plain_matplotlib",
    "test_pricing", "test_searches_end", "test_shift", "test_short_forms",
    "test_spyral_conformance", "test_whole_use", "test_x11", "test_x11_chart", "test_x11_table",
)  # fmt: skip
NOBODY = 65534


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files of long tests first; else the order stays as it was drawn."""
    items.sort(key=lambda item: item.path.stem not in LONG)


@pytest.fixture
def make_folder(tmp_path: Path) -> MakeFolder:
    """Make a trace folder from sizes in bytes by run number."""

    def make(sizes: Mapping[int, int]) -> Path:
        return fill(tmp_path / "traces", sizes)

    return make


@pytest.fixture
def run_command(tmp_path: Path) -> RunCommand:
    """Start `stackplan` as a process of its own, in a folder of its own."""

    def run(*words: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        command: Sequence[str | Path] = (sys.executable, "-m", "stackplan", *words)
        given = {"cwd": tmp_path, "capture_output": True, "text": True, "timeout": 60, **options}
        return subprocess.run(command, check=False, **given)  # type: ignore[call-overload,no-any-return]

    return run


@pytest.fixture
def guarded_folder() -> Iterator[Path]:
    """An empty folder in which permissions count: root becomes an ordinary user for the test."""
    folder = Path(tempfile.mkdtemp(prefix="stackplan-test-"))
    was_root = os.geteuid() == 0
    if was_root:
        os.chown(folder, NOBODY, NOBODY)
        os.setegid(NOBODY)
        os.seteuid(NOBODY)
    try:
        yield folder
    finally:
        if was_root:
            os.seteuid(0)
            os.setegid(0)
        subprocess.run(["chmod", "-R", "u+rwX", folder], check=True, timeout=300)
        shutil.rmtree(folder)
