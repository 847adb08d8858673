"""The command `stackplan plan`, a whole process, against bare scripts.

Each closed file is opened with the HDF5 library: whether Spyral can read it, and whether it holds
an event, stands nowhere else. All files of a folder are read by one child process, which is ended
if the disk hangs. The peer opens the same files and reads what tells the version and the events,
nothing else, so that the import of h5py and numpy (ten times a bare Python) is on both sides. What
is left for us is a second Python, and the imports of the command.

A truncated file is known by its first bytes. Where all files are, no child is started, and the peer
is a Python that does nothing: what is measured are the imports of the command, about ten times the
peer and above the limit. The standard library (argparse, dataclasses, re, json, subprocess, ...) is
two fifths of them.
"""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Ratio, environment, make_runs, python, run_child, take_turns
from stackplan.files.hdf5_reader import has_library

N_RUNS = 400
READ_LIMIT = 2
BARE_LIMIT = 5
ROUNDS = 20
HEAVY = ("numpy", "PySide6", "matplotlib")

# Runs the command in a process that then tells which of the heavy libraries it has imported.
_LIST_IMPORTS = """
import sys
from stackplan.__main__ import main
code = main(sys.argv[2:])
names = [name for name in sys.argv[1].split(",") if name in sys.modules]
sys.stderr.write("\\n" + " ".join(names))
sys.exit(code)
"""

_READ_FILES = """
import sys
import h5py
for path in sys.argv[1:]:
    with h5py.File(path, "r", locking=False) as file:
        marks = file["events"].attrs
        [marks[name] for name in ("version", "min_event", "max_event")]
"""


def console_script() -> str:
    """Path of the installed command `stackplan`, beside the Python that runs this."""
    return str(Path(sys.executable).with_name("stackplan"))


def imported(words: list[str]) -> list[str]:
    """Heavy libraries that a command imports."""
    child = subprocess.run(
        python("-c", _LIST_IMPORTS, ",".join(HEAVY), *words),
        env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    # Above stand the command's own words about the plan.
    return child.stderr.rpartition("\n")[2].split()


def measure(folder: Path) -> Iterator[str]:
    """Compare the installed command with scripts; the first peer is left out without h5py."""
    closed = make_runs(folder / "closed", N_RUNS)
    truncated = make_runs(folder / "truncated", N_RUNS, whole=False)

    def plan(traces: Path) -> float:
        return run_child([console_script(), "plan", str(traces), "--stacks", "17"])

    if has_library():
        read = python("-c", _READ_FILES, *sorted(closed.iterdir()))
        ours, peer = take_turns(lambda: plan(closed), lambda: run_child(read), ROUNDS)
        what = f"plan of {N_RUNS} closed files / h5py opens them"
        yield str(Ratio(what, ours, peer, READ_LIMIT))
    nothing = python("-c", "pass")
    ours, peer = take_turns(lambda: plan(truncated), lambda: run_child(nothing), ROUNDS)
    yield str(Ratio(f"plan of {N_RUNS} truncated files / python -c pass", ours, peer, BARE_LIMIT))
    heavy = imported(["plan", str(closed), "--stacks", "17"])
    mark, found = ("OVER", ", ".join(heavy)) if heavy else ("OK  ", "none")
    yield f"{mark} imports {found} of {', '.join(HEAVY)}"
