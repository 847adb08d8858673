"""Folder that changes at each call of a scan, in each way; and hostile names of files."""

import os
import random
import shutil
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from faults.failing_calls import at_call
from folders import fill
from stackplan.core.balance import make_plan
from stackplan.core.compare import compare
from stackplan.core.request import PlanRequest
from stackplan.files.scan import ScanResult, scan
from stackplan.files.trace_state import read_states
from superblocks import superblock

SIZES = {number: 1000 + number for number in range(1, 8)}
TARGETS = (1, 4, 7)
# What changes places with the target.
OTHER = 2
_ENDLESS = 400
# In names: allowed by a disk, bad to show.
_PIECES = (
    b"\n", b"\r", b"\t", b"\x1b[31m", b"$(touch x)", b"`id`", b"-rf", b"'", b'"', b"\\", b"%s%n",
    b"%(x)s", b"{0}", b";", b"|", b"&", b"*", b"?", b"<b>", b"&amp;", b" ", b"  ", b"\xff\xfe",
    b"\xc3", "\u202e".encode(), "\u200b".encode(), "\u2028".encode(), "\ufeff".encode(),
    "\u0662".encode(), "\U0001f4a3".encode(), "e\u0301".encode(), b"\x7f", b"\x01", b"~", b"#",
)  # fmt: skip
_LONGEST = 255


def _vanish(path: Path) -> None:
    path.unlink(missing_ok=True)


def _grow(path: Path) -> None:
    with path.open("ab") as stream:
        stream.write(b"more")


def _shrink(path: Path) -> None:
    os.truncate(path, 10)


def _become_empty(path: Path) -> None:
    os.truncate(path, 0)


def _be_renamed(path: Path) -> None:
    path.rename(path.with_name("run_0099.h5"))


def _become_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _become_a_dead_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("gone")


def _become_a_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _swap_places(path: Path) -> None:
    other = path.with_name(f"run_{OTHER:04d}.h5")
    path.rename(path.with_name("third"))
    other.rename(path)
    path.with_name("third").rename(other)


WAYS: tuple[Callable[[Path], None], ...] = (
    _vanish, _grow, _shrink, _become_empty, _be_renamed, _become_a_folder, _become_a_dead_link,
    _become_a_pipe, _swap_places,
)  # fmt: skip


def scan_restless(
    scratch: Path, targets: Iterable[int] = TARGETS, step: int = 1
) -> tuple[int, int]:
    """Scan while something happens at each call; give the cases, and the plans that were stale."""
    cases = stale = 0
    for way in WAYS:
        for target in targets:
            if way is _swap_places and target == OTHER:
                continue
            for k in range(1, _ENDLESS, step):
                struck, is_stale = _one(scratch / "traces", way, target, k)
                cases, stale = cases + 1, stale + is_stale
                if not struck:
                    break
    return cases, stale


def _one(folder: Path, way: Callable[[Path], None], target: int, k: int) -> tuple[bool, bool]:
    shutil.rmtree(folder, ignore_errors=True)
    fill(folder, SIZES)
    for number, size in SIZES.items():
        with (folder / f"run_{number:04d}.h5").open("r+b") as stream:
            stream.write(superblock(2, size))
    path = folder / f"run_{target:04d}.h5"
    with at_call(k, lambda: way(path)) as saboteur:
        found = scan(str(folder))
        states = read_states(found.paths(found.with_data))
    then = scan(str(folder))
    _judge(found, target, f"{way.__name__} of run {target} at call {k}")
    assert set(states) == set(found.with_data)
    plan = make_plan(found.runs, PlanRequest(n_stacks=2))
    is_stale = bool(compare(plan, then.by_number))
    assert is_stale == (found.runs != then.runs), f"{way.__name__} at call {k} is not noticed"
    return saboteur.has_struck, is_stale


def _judge(found: ScanResult, target: int, case: str) -> None:
    """Whatever happened to one file, the others are as they are."""
    others = {n: size for n, size in SIZES.items() if n not in (target, OTHER)}
    sizes = {run.number: run.size for run in found.runs}
    assert others.items() <= sizes.items(), case
    known = {*sizes, *found.empty, *found.folders, *found.dangling, *found.unreadable}
    assert known | {target, OTHER, 99} == {*SIZES, 99}, case


def hostile_names(n_names: int, seed: int) -> list[str]:
    """Draw so many different names, each of which a person might have meant as a run's."""
    draw, names = random.Random(seed), dict[str, None]()
    while len(names) < n_names:
        pieces = b"".join(draw.choices(_PIECES, k=draw.randint(1, 6)))
        if draw.random() < 0.1:
            pieces = pieces.ljust(_LONGEST - 11, b"x")
        name = b"run_%04d" % draw.randrange(10_000) + pieces[: _LONGEST - 11] + b".h5"
        names[os.fsdecode(name)] = None
    return list(names)


def is_escaped(text: str) -> bool:
    """Tell whether all of a text shows on a screen, and none of it does anything there."""
    hidden = {"Cc", "Cf", "Cs", "Zl", "Zp"}
    return not any(unicodedata.category(character) in hidden for character in text)
