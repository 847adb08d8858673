"""Trace folders for the tests: sparse files, which take no room whatever their size."""

import os
import subprocess
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from stackplan.files.scan import ScanResult

MakeFolder = Callable[[Mapping[int, int]], Path]
Stackplan = Callable[..., tuple[int, str, str]]
RunCommand = Callable[..., subprocess.CompletedProcess[str]]


def paths_in(folder: str | Path, numbers: Iterable[int]) -> dict[int, str]:
    """Paths of the files of runs, as a scan gives them."""
    return ScanResult(str(folder)).paths(numbers)


def fill(folder: Path, sizes: Mapping[int, int]) -> Path:
    """Make a trace folder from sizes in bytes by run number."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, size in sizes.items():
        path = folder / f"run_{number:04d}.h5"
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))
        os.truncate(path, size)
    return folder
