"""The window under strace: whatever it does, nothing in the folder is written, locked, renamed."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.children import TESTS, environment
from spyral_jobs import write_log
from superblocks import superblock

_CHILD = TESTS / "faults" / "whole_use_child.py"
# Everything by which a file is changed, made, renamed, taken away or locked.
_CALLS = (
    "open,openat,openat2,creat,rename,renameat,renameat2,link,linkat,symlink,symlinkat,unlink,"
    "unlinkat,rmdir,mkdir,mkdirat,mknod,mknodat,truncate,ftruncate,chmod,fchmod,fchmodat,chown,"
    "fchown,lchown,fchownat,utime,utimes,utimensat,futimesat,flock,fcntl,setxattr,lsetxattr,"
    "fsetxattr,removexattr,lremovexattr,fremovexattr,write,pwrite64,writev,pwritev,pwritev2,"
    "fallocate,copy_file_range,sendfile,splice"
)
_LINE = re.compile(r"^\d+\s+(?:\[pid\s+\d+\]\s+)?([a-z0-9_]+)\((.*)$", re.DOTALL)
_FLAGS = re.compile(r"\bO_(WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE)\b")
_LOCKS = re.compile(r"\bF_(OFD_)?SETLKW?\b|\bF_SETLEASE\b")
_WRITING = frozenset({"write", "pwrite64", "writev", "pwritev", "pwritev2"})
SIZES = {number: 10_000 + 100 * number for number in range(1, 13)}

needs_strace = pytest.mark.skipif(
    shutil.which("strace") is None,
    reason="strace is not installed: what the window does to a folder is not looked on",
)


def changes(trace: Path, folder: Path) -> Iterator[str]:
    """Find the calls of a trace that change, make, rename or lock something in a folder."""
    for line in trace.read_text("utf-8", "replace").splitlines():
        match = _LINE.match(line)
        if match is None or str(folder) not in match[2]:
            continue
        call, arguments = match[1], match[2]
        if call in _WRITING and str(folder) not in arguments.split(",", 1)[0]:
            continue  # its content names the folder; it goes elsewhere
        if call in {"open", "openat", "openat2"} and not _FLAGS.search(arguments):
            continue
        if call == "fcntl" and not _LOCKS.search(arguments):
            continue
        yield line


def traced(log: Path, *command: str | Path, **more: str) -> subprocess.Popen[str]:
    """Start a program under strace, with every process that it starts."""
    options = ("-f", "--seccomp-bpf", "-y", "-s", "4096", "-o", log, "-e", f"trace={_CALLS}")
    words = ["strace", *options, *command]
    return subprocess.Popen(
        words, env=environment(QT_QPA_PLATFORM="offscreen", **more), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


@pytest.fixture
def traces(tmp_path: Path) -> Path:
    """Twelve runs, one of them cut off and one open."""
    folder = tmp_path / "traces"
    folder.mkdir()
    for number, size in SIZES.items():
        path = folder / f"run_{number:04d}.h5"
        path.write_bytes(superblock(3, size + 9 * (number == 4), flags=5 * (number == 5)))
        os.truncate(path, size)
    return folder


def look_of(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Name, size, time of the last change and inode of everything in a folder."""
    found = ((path, path.stat()) for path in folder.rglob("*"))
    return {str(path): (s.st_size, s.st_mtime_ns, s.st_ino) for path, s in found}


@needs_strace
@pytest.mark.timeout(600)
def test_that_a_whole_use_of_the_window_changes_and_locks_nothing(
    traces: Path, tmp_path: Path
) -> None:
    workspace, elsewhere = tmp_path / "workspace", tmp_path / "elsewhere"
    elsewhere.mkdir()
    write_log(workspace, 1_795_349_672, "Parent", (0, "Run stacks: [[1, 2, 3]]"),
              (0, "Stack 0 load: 100.00%"))  # fmt: skip
    write_log(workspace, 1_795_349_672, "0",
              *((9 * n, f"Phase Cluster complete for run {n}") for n in (1, 2, 3)))  # fmt: skip
    good = traces / "good.csv"
    good.write_text("run,class\n1,GOOD\n2,BAD\n", encoding="utf-8")
    before, log = look_of(tmp_path / "traces") | look_of(workspace), tmp_path / "strace.log"
    child = traced(log, sys.executable, _CHILD, traces, workspace, good, elsewhere)
    assert child.stdout is not None
    assert child.stdout.readline() == "following\n", child.communicate()[1]
    new = traces / "run_0013.h5"
    new.write_bytes(superblock(3, 96))
    before |= look_of(new.parent)
    told, complaints = child.communicate(timeout=600)
    assert (child.returncode, told) == (0, "done\n"), complaints
    assert list(changes(log, traces)) == []
    assert list(changes(log, workspace)) == []
    assert look_of(traces) | look_of(workspace) == before
    assert {path.name for path in elsewhere.iterdir()} >= {"plan.txt", "plan.json", "chart.png"}
    # The folder was looked at, and the trace is one of the window and not of nothing.
    assert "run_0004.h5" in log.read_text("utf-8", "replace")


_DEEDS = {
    "openat": "open(p, 'ab')",
    "flock": "fcntl.flock(open(p), fcntl.LOCK_SH)",
    "fcntl": "fcntl.lockf(open(p), fcntl.LOCK_SH)",
    "utimensat": "os.utime(p)",
    "mkdir": "os.mkdir(p + '.d')",
    "write": "os.write(os.open(p, os.O_RDWR), b'x')",
    "rename": "os.rename(p, p + '.old')",
    "unlinkat": "os.unlink(os.path.basename(q), dir_fd=os.open(os.path.dirname(q), 0))",
}


@needs_strace
def test_that_each_kind_of_change_would_be_seen(traces: Path, tmp_path: Path) -> None:
    paths = (str(traces / f"run_000{number}.h5") for number in (1, 2))
    script = "import os, fcntl; p, q = {!r}, {!r}; ".format(*paths) + "; ".join(_DEEDS.values())
    child = traced(tmp_path / "log", sys.executable, "-c", script)
    _, complaints = child.communicate(timeout=300)
    assert child.returncode == 0, complaints
    found = list(changes(tmp_path / "log", traces))
    assert [call for call in _DEEDS if not any(f" {call}(" in line for line in found)] == []


@needs_strace
def test_that_reading_and_what_goes_elsewhere_is_no_change(traces: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    script = (
        f"p = {str(traces / 'run_0001.h5')!r}; open(p, 'rb').read()\n"
        f"open({str(other)!r}, 'w').write(p)"
    )
    child = traced(tmp_path / "log", sys.executable, "-c", script)
    _, complaints = child.communicate(timeout=300)
    assert child.returncode == 0, complaints
    assert list(changes(tmp_path / "log", traces)) == []
