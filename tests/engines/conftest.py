"""The engines that the tests start: a Slurm of their own, once for all."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines.slurm_cluster import Cluster, SlurmEndedError, why_not


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
