"""Report of what a real window says and does while a disk does not answer."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from faults.children import environment
from folders import fill


@dataclass(frozen=True)
class Report:
    """What `hung_window` saw.

    Parameters
    ----------
    words : str
        What the status bar said.
    said : list of str
        What the message bar said.
    gap : float
        Seconds for which the window's thread stood still at most.
    closed : float
        Seconds from closing the window until it was gone from the screen.
    """

    words: str
    said: list[str]
    gap: float
    closed: float


def watch_hang(
    scratch: Path, path: Path, what: str, seconds: float, state: Path | None = None
) -> Report:
    """Let a window do something on a disk that hangs, look on, and close it."""
    words = [sys.executable, "-m", "faults.hung_window"]
    folder = fill(scratch / "good", dict.fromkeys(range(1, 9), 1000))
    more = {
        "HOME": str(scratch),
        "XDG_CONFIG_HOME": str(scratch / "settings"),
        "XDG_STATE_HOME": str(state or scratch / "state"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    done = subprocess.run(
        [*words, str(folder), str(path), what, str(seconds)],
        env=environment(**more),
        capture_output=True,
        text=True,
        check=False,
        timeout=300 + seconds,
    )
    assert done.returncode == 0, done.stderr
    return Report(**json.loads(done.stdout))
