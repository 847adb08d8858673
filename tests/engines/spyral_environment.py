"""A Python of its own that has attpc-spyral, made once and kept beside the wheels."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

from engines.spyral_engine import cache_folder

if TYPE_CHECKING:
    from pathlib import Path

REQUIREMENT = "attpc-spyral==1.1.2"
MINUTES = 15 * 60


def find_python() -> str:
    """A Python that Spyral takes (3.10 to 3.12); empty if there is none."""
    look = "import sys, venv, ensurepip; sys.exit(not (3, 10) <= sys.version_info < (3, 13))"
    for name in ("python3.12", "python3.11", "python3.10", "python3"):
        python = shutil.which(name)
        fits = python and subprocess.run([python, "-c", look], capture_output=True, check=False)
        if python and fits and fits.returncode == 0:
            return python
    return ""


def spyral_python() -> tuple[str, str]:
    """Path of the Python, or an empty text and the reason why there is none.

    STACKPLAN_SPYRAL may name one.
    """
    if named := os.environ.get("STACKPLAN_SPYRAL"):
        return named, ""
    folder = cache_folder() / "spyral-1.1.2"
    python = folder / "bin" / "python"
    if (folder / "complete").exists():
        return str(python), ""
    base = find_python()
    if not base:
        return "", "attpc-spyral needs a Python from 3.10 to 3.12, and there is none"
    commands = (
        [base, "-m", "venv", "--clear", str(folder)],
        [str(python), "-m", "pip", "install", "--quiet", REQUIREMENT],
    )
    for command in commands:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MINUTES, check=False)
        if done.returncode != 0:
            (folder / "install.log").write_text(done.stdout + done.stderr, "utf-8")
            return "", f"{REQUIREMENT} cannot be installed (no network? libeigen3-dev?): {folder}"
    (folder / "complete").touch()
    return str(python), ""


def fetch_version(python: str, version: str, folder: Path) -> str:
    """Unpack another version of Spyral, for PYTHONPATH; the reason if it cannot be had."""
    command = [
        python, "-m", "pip", "install", "--quiet", "--no-deps", "--target", str(folder),
        f"attpc-spyral=={version}",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, timeout=MINUTES, check=False)
    return "" if done.returncode == 0 else done.stderr.strip()[-300:]
