"""A Python of its own that has attpc-spyral, as the set-up has made it."""

import os
import subprocess
from pathlib import Path

from provisions import MINUTES, provided


def spyral_python() -> str:
    """Path of the Python; a test that needs one is skipped where there is none.

    STACKPLAN_SPYRAL may name one.
    """
    return os.environ.get("STACKPLAN_SPYRAL") or str(provided("spyral") / "bin" / "python")


def fetch_version(python: str, version: str, folder: Path) -> str:
    """Unpack another version of Spyral, for PYTHONPATH; the reason if it cannot be had."""
    command = [
        python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder),
        f"attpc-spyral=={version}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=MINUTES, check=False)
    return "" if done.returncode == 0 else done.stderr.strip()[-300:]
