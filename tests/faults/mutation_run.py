"""Runs tests on mutants of one module: a process of its own that forks for each.

    python -m faults.mutation_run MODULE FILE NUMBERS FIRST_TESTS [MORE_TESTS...]

Pytest is imported once; Stackplan only in the forks, where one module is the mutant. Prints a line
a mutant: killed by the first tests, by the others, by the clock, or survived.
"""

import contextlib
import json
import os
import signal
import sys
import time
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType

from typing_extensions import override

from faults.mutants import Mutant, mutants

_SECONDS, _PATIENCE_S = 20.0, 300.0
_OUTCOMES = {"passed": "survived", "clock": "clock"}
_OPTIONS = (
    "-q", "-x", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist", "-p", "no:cov",
    "-p", "no:timeout", "-o", "addopts=--import-mode=importlib", "--hypothesis-profile=mutants",
    "-W", "ignore::pytest.PytestConfigWarning", "-W", "ignore::pytest.PytestAssertRewriteWarning",
)  # fmt: skip


class _Changed(MetaPathFinder, Loader):
    """Gives the mutant where its module is imported."""

    def __init__(self, name: str, file: str, mutant: Mutant) -> None:
        self._name, self._file, self._mutant = name, file, mutant

    @override
    def find_spec(self, fullname: str, path: object, target: object = None) -> ModuleSpec | None:
        if fullname != self._name:
            return None
        is_package = self._file.endswith("__init__.py")
        spec = ModuleSpec(fullname, self, origin=self._file, is_package=is_package)
        spec.has_location = True
        if is_package:
            spec.submodule_search_locations = [str(Path(self._file).parent)]
        return spec

    @override
    def exec_module(self, module: ModuleType) -> None:
        exec(compile(self._mutant.tree, self._file, "exec"), module.__dict__)


def judge(name: str, file: str, mutant: Mutant | None, tests: Sequence[str], seconds: float) -> str:
    """Run tests on a mutant, or on the file as it is; say `passed`, `failed` or `clock`."""
    child = os.fork()
    if child == 0:
        _be_tested(name, file, mutant, tests)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return "passed" if status == 0 else "failed"
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return "clock"


def _be_tested(name: str, file: str, mutant: Mutant | None, tests: Sequence[str]) -> None:
    import pytest

    os.setpgrp()
    code = 99
    with contextlib.suppress(BaseException):
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        if mutant is not None:
            sys.meta_path.insert(0, _Changed(name, file, mutant))
        code = int(pytest.main([*_OPTIONS, *tests]))
    os._exit(code)


def main(arguments: Sequence[str]) -> int:
    """Judge some mutants of a module, named by their numbers."""
    import numpy as np  # noqa: F401
    import pytest  # noqa: F401
    from hypothesis import HealthCheck, Phase, settings

    # That a mutant fails is enough: nobody wants the smallest example, which takes seconds.
    settings.register_profile(
        "mutants", max_examples=60, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=[HealthCheck.too_slow],
    )  # fmt: skip
    name, file, numbers, first, *others = arguments
    found = mutants(Path(file).read_text(encoding="utf-8"))
    begun = time.monotonic()
    if judge(name, file, None, [first], _PATIENCE_S) != "passed":
        sys.stderr.write(f"the tests of {name} fail without a mutant\n")
        return 1
    seconds = min(_SECONDS + 5 * (time.monotonic() - begun), _PATIENCE_S)
    outcomes = {n: judge(name, file, found[n], [first], seconds) for n in json.loads(numbers)}
    if others and "passed" in outcomes.values():
        begun = time.monotonic()
        if judge(name, file, None, others, _PATIENCE_S) != "passed":
            others = []  # too slow, or not whole on this machine: they cannot tell
        seconds = min(_SECONDS + 5 * (time.monotonic() - begun), _PATIENCE_S)
    for number, result in outcomes.items():
        outcome = _OUTCOMES.get(result, "first")
        if result == "passed" and others:
            outcome = _OUTCOMES.get(judge(name, file, found[number], others, seconds), "others")
        told = {"number": number, "outcome": outcome, "words": found[number].words}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
