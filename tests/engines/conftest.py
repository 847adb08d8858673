"""The engines that the tests start: a Slurm of their own, and Spyral's out of its wheel."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.crew import GOOD, Crew
from engines.slurm_cluster import Cluster, SlurmEndedError, why_not
from engines.spyral_engine import lay_out_engine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the tests of a file in one process, and those of the one Slurm."""
    for item in items:
        if "engines" in item.path.parts:
            has_slurm = "cluster" in getattr(item, "fixturenames", ())
            group = "slurm" if has_slurm else item.path.stem
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    if reason := why_not():
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="stackplan-slurm-"))
    running = Cluster(folder)
    try:
        try:
            running.start()
        except SlurmEndedError as error:
            pytest.skip(f"Slurm does not run on this machine: {error}")
        yield running
    finally:
        running.stop()
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("engine")
    lay_out_engine(folder)
    return folder


@pytest.fixture(scope="session")
def traces(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from engines.trace_files import cut_off, write_run  # they need h5py, which Slurm does not

    folder = tmp_path_factory.mktemp("traces")
    for number in sorted(GOOD | {4}):
        write_run(folder / f"run_{number:04d}.h5", number)
    cut_off(folder / "run_0004.h5")
    # The largest, so that Spyral itself puts it first on its stack.
    (folder / "run_0007.h5").write_bytes(b"no HDF5 at all" * 30_000)
    return folder


@pytest.fixture
def crew(tmp_path: Path, engine: Path, traces: Path) -> Crew:
    return Crew(tmp_path, engine, traces)


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory, engine: Path, traces: Path) -> Path:
    """What `prepare` has made for the plan of every crew: no path of its own is in it."""
    crew = Crew(tmp_path_factory.mktemp("prepared"), engine, traces)
    assert crew.run("prepare")[0] == 0
    return crew.folder / "out"


@pytest.fixture
def prepared(crew: Crew, workspace: Path) -> Crew:
    shutil.copytree(workspace, crew.folder / "out")
    return crew
