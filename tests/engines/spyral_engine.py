"""Spyral's engine out of its wheel on PyPI: what starts and runs stacks, without the physics.

The files are Spyral's own; only the list of everything in `spyral/__init__.py`, which would bring
in numba and a dozen libraries, is left out.
"""

import zipfile
from pathlib import Path

from provisions import provided

ENGINE = (
    "pipeline", "run_stacks", "status_message", "phase", "schema", "spy_log", "__init__",
)  # fmt: skip


def lay_out_engine(folder: Path) -> None:
    """Make a folder that `spyral.core` can be imported from."""
    wheels = provided("wheels")
    with zipfile.ZipFile(next(wheels.glob("tqdm-*.whl"))) as archive:
        archive.extractall(folder)
    with zipfile.ZipFile(next(wheels.glob("attpc_spyral-*.whl"))) as archive:
        archive.extractall(folder, [f"spyral/core/{name}.py" for name in ENGINE])
    (folder / "spyral" / "__init__.py").touch()
