"""Mutants of `core/`: one thing changed in a file, and the tests of that file should see it.

Without the search for a balance, whose bounds and budgets are held by other means: there most
mutants only take longer. `STACKPLAN_AMOUNT` mutants a file are drawn from `STACKPLAN_SEED`; 0 takes
all of them. Those that the file's own tests let live are shown to all tests that import the file.
Half an hour for 12 a file on two processors: `--numprocesses=2`.
"""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from faults.campaign import Clock, amount, tell
from faults.children import environment
from faults.mutants import mutants

pytestmark = pytest.mark.timeout(0)

TESTS = Path(__file__).resolve().parents[1]
SOURCE = TESTS.parent / "src" / "stackplan"
EACH, SEED = 12, int(os.environ.get("STACKPLAN_SEED", "7"))
SEARCHED = {"heuristics"}  # of `balance/`, what is no search
FILES = sorted(
    path
    for path in (SOURCE / "core").rglob("*.py")
    if ("balance" not in path.parts or path.stem in SEARCHED)
    and path.stem not in {"__init__", "errors"}
)
# Of a sample, one mutant in ten may live; each that does is printed, to be explained or killed.
LEAST = 0.9


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_that_the_tests_see_what_is_changed(path: Path) -> None:
    clock, module = Clock(), "stackplan." + name_of(path).replace("/", ".")
    found = len(mutants(path.read_text(encoding="utf-8")))
    drawn, most = list(range(found)), amount(EACH)
    if most:
        drawn = sorted(random.Random(f"{SEED} {module}").sample(drawn, min(most, found)))
    own = TESTS / "core" / path.relative_to(SOURCE / "core").with_name(f"test_{path.name}")
    others = [each for each in _importers(module) if each != own]
    if not others:
        # A part of another file, as the reader of plan files is: that one's tests see it, too.
        users = (each for each in FILES if module in each.read_text(encoding="utf-8"))
        found_by = (_importers("stackplan." + name_of(each).replace("/", ".")) for each in users)
        others = sorted({each for some in found_by for each in some} - {own})
    first, *others = [own, *others] if own.exists() else others
    told = _judge(module, path, drawn, [first, *others])
    lived = [each for each in told if each["outcome"] == "survived"]
    kinds = {kind: sum(each["outcome"] == kind for each in told) for kind in ("first", "others")}
    clocked = sum(each["outcome"] == "clock" for each in told)
    figures = {"mutants": f"{len(told)} of {found}", **kinds, "clock": clocked}
    tell(name_of(path), **figures, survived=len(lived), seed=SEED, seconds=clock.seconds)
    for each in lived:
        tell(f"    {path.name}", survived=each["words"])
    assert len(told) == len(drawn)
    assert len(lived) <= max(1, (1 - LEAST) * len(told)), lived


def _importers(module: str) -> list[Path]:
    """Find the tests of the core that import a module, or something out of it."""
    files = sorted((TESTS / "core").glob("test_*.py"))
    within = module.split(".")[2:-1]
    if within:
        files += sorted((TESTS / "core" / within[0]).rglob("test_*.py"))
    parent, _, last = module.rpartition(".")
    return [
        path
        for path in files
        if module in (text := path.read_text(encoding="utf-8"))
        or f"from {parent} import {last}" in text
    ]


def _judge(module: str, path: Path, drawn: list[int], tests: list[Path]) -> list[dict[str, str]]:
    words = [module, str(path), json.dumps(drawn), *map(str, tests)]
    done = subprocess.run(
        [sys.executable, "-m", "faults.mutation_run", *words],
        cwd=TESTS.parent,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
