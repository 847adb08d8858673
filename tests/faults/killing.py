"""Killer of savers, in a process of its own: a process with threads is not forked."""

import json
import subprocess
import sys
from pathlib import Path

from faults.children import environment
from faults.killed_saves import Figures


def kill_in_process(folder: Path, seed: int, kills: int) -> Figures:
    """Kill so many savers, and give the figures."""
    done = subprocess.run(
        [sys.executable, "-m", "faults.killed_saves", str(folder), str(seed), str(kills)],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return Figures(**json.loads(done.stdout))
