"""System calls of our scan, file states apart, against Spyral's `collect_runs`; and on a slow disk.

Spyral's own file comes from its wheel on PyPI, as the set-up of the tests has fetched it.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import WAIT_S, Ratio, environment, make_runs, python, take_turns
from provisions import PROVISIONS

N_RUNS = 400
RANGE = (0, 999)
LIMIT = 3
# A disk on which each question takes 2 ms, as one over a network may: strace holds the calls up.
SLOW_LIMIT = 8
DELAY_US = 2000
DISK_CALLS = "stat,lstat,newfstatat,statx,getdents64,openat"
ROUNDS = 3
MEMBER = "spyral/core/run_stacks.py"

# Names that are asked for just before and just after the call, to find it in the trace.
BEGIN, END = "benchmark-begins-here", "benchmark-ends-here"

# A call between the two, timed; what is found in the end are all runs.
_TIMED = f"""
import os, sys, time
from pathlib import Path
{{imports}}
os.path.exists({BEGIN!r})
start = time.perf_counter()
found = {{call}}
took = time.perf_counter() - start
os.path.exists({END!r})
print(took)
assert len(found) == {N_RUNS}
"""
_OURS = _TIMED.format(
    imports="from stackplan.files.scan import scan", call=f"scan(sys.argv[1], *{RANGE}).runs"
)
_SPYRAL = _TIMED.format(
    imports="sys.path.insert(0, sys.argv[2])\nfrom run_stacks import collect_runs",
    call=f"collect_runs(Path(sys.argv[1]), *{RANGE}, [])",
)


def count_calls(strace: str, log: Path, command: list[str]) -> float:
    """Count every system call between the two marks."""
    words = [strace, "-f", "-o", str(log), *command]
    subprocess.run(words, env=environment(), check=True, timeout=WAIT_S, capture_output=True)
    lines = log.read_text(errors="replace").splitlines()
    begin, end = (
        next(index for index, line in enumerate(lines) if mark in line and "stat" in line)
        for mark in (BEGIN, END)
    )
    return end - begin - 1


def time_on_slow_disk(strace: str, command: list[str]) -> float:
    """Seconds that the call itself takes where the disk answers late."""
    inject = f"inject={DISK_CALLS}:delay_enter={DELAY_US}"
    words = [strace, "-f", "-o", os.devnull, "-e", f"trace={DISK_CALLS}", "-e", inject, *command]
    done = subprocess.run(words, env=environment(), check=True, timeout=WAIT_S, capture_output=True)
    return float(done.stdout)


def measure(folder: Path) -> Iterator[str]:
    """Count the calls of both on the same folder, then time them on a slow disk."""
    strace = shutil.which("strace")
    if strace is None:
        yield f"not measured: there is no strace on this machine ({sys.platform})"
        return
    wheels = PROVISIONS["wheels"]
    if reason := wheels.make():
        yield f"not measured: Spyral cannot be fetched (no network?): {reason}"
        return
    wheel = next(wheels.folder.glob("attpc_spyral-*.whl"))
    (folder / "run_stacks.py").write_bytes(zipfile.ZipFile(wheel).read(MEMBER))
    traces, log = make_runs(folder / "traces", N_RUNS), folder / "calls.txt"
    ours, spyral = (python("-c", code, traces, folder) for code in (_OURS, _SPYRAL))
    counts = take_turns(
        lambda: count_calls(strace, log, ours), lambda: count_calls(strace, log, spyral), 2
    )
    name = f"scan of {N_RUNS} runs, range {RANGE[0]}-{RANGE[1]} / Spyral's collect_runs"
    yield str(Ratio(name, *counts, LIMIT, unit="system calls", fewer=True))
    times = take_turns(
        lambda: time_on_slow_disk(strace, ours), lambda: time_on_slow_disk(strace, spyral), ROUNDS
    )
    name = f"the same with {DELAY_US / 1000:g} ms a call"
    yield str(Ratio(name, *times, SLOW_LIMIT, fewer=True))
