"""Spyral's engine out of its wheel on PyPI: what starts and runs stacks, without the physics.

The files are Spyral's own; only the list of everything in `spyral/__init__.py`, which would bring
in numba and a dozen libraries, is left out.
"""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

WHEELS = {"attpc-spyral==1.1.2": "attpc_spyral-1.1.2-*.whl", "tqdm==4.67.1": "tqdm-4.67.1-*.whl"}
ENGINE = (
    "pipeline", "run_stacks", "status_message", "phase", "schema", "spy_log", "__init__",
)  # fmt: skip


def cache_folder() -> Path:
    """Where wheels and environments stay between two runs of the tests; not in the repository."""
    if home := os.environ.get("XDG_CACHE_HOME"):
        return Path(home) / "stackplan"
    return Path.home() / ".cache" / "stackplan"


def fetch_wheel(requirement: str, pattern: str) -> Path | str:
    """Path of a wheel, or the reason why it cannot be had."""
    folder = cache_folder()
    if wheels := sorted(folder.glob(pattern)):
        return wheels[0]
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--retries=1"]
    options = ["--timeout=10", "--ignore-requires-python", "--disable-pip-version-check"]
    command = [*pip, *options, "--dest", str(folder), requirement]
    result = subprocess.run(command, capture_output=True, text=True, timeout=100, check=False)
    wheels = sorted(folder.glob(pattern))
    return wheels[0] if wheels else (result.stderr.strip().splitlines() or ["no wheel"])[-1]


def lay_out_engine(folder: Path) -> str:
    """Make a folder that `spyral.core` can be imported from; say why not where it cannot."""
    for requirement, pattern in WHEELS.items():
        wheel = fetch_wheel(requirement, pattern)
        if isinstance(wheel, str):
            return f"{requirement} cannot be fetched (no network?): {wheel}"
        with zipfile.ZipFile(wheel) as archive:
            if requirement.startswith("tqdm"):
                archive.extractall(folder)
            else:
                archive.extractall(folder, [f"spyral/core/{name}.py" for name in ENGINE])
    (folder / "spyral" / "__init__.py").touch()
    return ""
