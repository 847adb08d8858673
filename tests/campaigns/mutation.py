"""Mutants of `core/` and `files/`: one thing changed in a file, and its tests should see it.

Not of the searches, where most mutants only take longer, and not of the scripts that an engine
runs: these are tested as processes of their own. `STACKPLAN_AMOUNT` mutants a file are drawn from
`STACKPLAN_SEED`; 0 takes all of them. Those that the file's own tests let live are shown to all
tests of that floor that import the file. An hour for 6 a file on two processors:
`--numprocesses=2`.
"""

import json
import os
import random
import re
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
EACH, SEED = 6, int(os.environ.get("STACKPLAN_SEED", "7"))
PLAIN = {"heuristics", "problem"}  # of `balance/`, what is no search
LEFT_OUT = {"__init__", "errors", "hyperqueue_template", "spyral_runner", "spyral_template"}
FILES = sorted(
    path
    for floor in ("core", "files")
    for path in (SOURCE / floor).rglob("*.py")
    if ("balance" not in path.parts or path.stem in PLAIN) and path.stem not in LEFT_OUT
)
# Of all mutants 91 in 100 are killed. A file of which few were drawn may let one more live; each
# that lives is printed, to be explained or killed.
LEAST = 0.91


def name_of(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").as_posix()


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_that_the_tests_see_what_is_changed(path: Path) -> None:
    clock, module = Clock(), "stackplan." + name_of(path).replace("/", ".")
    found = len(mutants(path.read_text(encoding="utf-8")))
    drawn, most = list(range(found)), amount(EACH)
    if most:
        drawn = sorted(random.Random(f"{SEED} {module}").sample(drawn, min(most, found)))
    own = TESTS / path.relative_to(SOURCE).with_name(f"test_{path.name}")
    others = [each for each in _importers(module) if each != own]
    if not others:
        # A part of another file, as the reader of plan files is: that one's tests see it, too.
        users = (each for each in FILES if module in each.read_text(encoding="utf-8"))
        found_by = (_importers("stackplan." + name_of(each).replace("/", ".")) for each in users)
        others = sorted({each for some in found_by for each in some} - {own})
    if not (own.exists() or others):  # imported by a package alone: its tests see it
        others = sorted(own.parent.glob("test_*.py"))
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
    """Find the tests of a module's floor that import it, or something out of it."""
    _, floor, *_ = module.split(".")
    parent, _, last = module.rpartition(".")
    imports = re.compile(
        rf"{re.escape(module)}\b|from {re.escape(parent)} import \(?[^)\n]*?\b{last}\b"
    )
    return [
        path
        for path in sorted((TESTS / floor).rglob("test_*.py"))
        if ("balance" not in path.parts or ".balance." in module)
        and imports.search(path.read_text(encoding="utf-8"))
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
