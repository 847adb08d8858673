"""Child processes of the tests, which find their helpers."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).parents[1]


def environment(**more: str) -> dict[str, str]:
    """Give the environment of a child that is started with ``-m faults...``."""
    paths = [str(TESTS), str(TESTS / "helpers"), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **more}


def begin(module: str, *words: object, **more: str) -> "subprocess.Popen[str]":
    """Start a module of this folder as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", f"faults.{module}", *map(str, words)],
        env=environment(**more), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def told(child: "subprocess.Popen[str]") -> str:
    """Wait for what a child prints; it must end well."""
    said, complaints = child.communicate()
    assert child.returncode == 0, complaints[-3000:]
    return said
