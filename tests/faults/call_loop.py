"""Loop over failing calls, as tests of SQLite do: the first one, then the second, and so on."""

import errno
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from faults.failing_calls import failing
from faults.operations import Operation
from stackplan.core.errors import StackplanError

_ENDLESS = 4000
_SENTENCE = re.compile(r"[^\n]{10,}\.")


class HasStruck(Protocol):
    """What tells whether the k-th call came."""

    @property
    def has_struck(self) -> bool:
        """Tell it, once the block has been left."""


Failing = Callable[[int, int], AbstractContextManager[HasStruck]]


@dataclass
class Tally:
    """Figures of a campaign, and what it found."""

    cases: int = 0
    refused: int = 0
    faults: list[str] = field(default_factory=list)


def fail_each_call(
    operations: Iterable[Operation],
    errors: Iterable[str],
    folder: Path,
    how: Failing = failing,
    step: int = 1,
) -> Tally:
    """Carry each operation out with its first call failing, then with its second, and so on."""
    tally = Tally()
    for operation in operations:
        for error in errors:
            for k in range(1, _ENDLESS, step):
                if not _one(operation, k, error, folder / "case", how, tally):
                    break
            else:
                raise AssertionError(f"{operation.name} has no end")
    return tally


def _one(
    operation: Operation, k: int, error: str, folder: Path, how: Failing, tally: Tally
) -> bool:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    operation.prepare(folder)
    open_before = _open_files()
    outcome: object = None
    try:
        with how(k, getattr(errno, error)) as saboteur:
            try:
                outcome = operation.act(folder)
            except StackplanError as refusal:
                outcome = refusal
        if isinstance(outcome, StackplanError):
            tally.refused += 1
            assert _SENTENCE.fullmatch(str(outcome)), f"no sentence: {outcome}"
        assert _open_files() <= open_before, "a file stays open"
        operation.check(folder, outcome)
    except Exception as fault:  # every one of them is a finding, to be listed with its case
        place = "".join(_where(fault))
        tally.faults.append(f"{operation.name}, call {k}, {error}: {fault!r}{place}")
    tally.cases += 1
    return saboteur.has_struck


def _where(fault: BaseException) -> Iterable[str]:
    trace = fault.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        yield f"\n    {Path(code.co_filename).name}:{trace.tb_lineno} {code.co_name}"
        trace = trace.tb_next


def _open_files() -> int:
    # Counted by name, since a Path for each would make garbage that is counted too.
    return len(os.listdir("/proc/self/fd")) if sys.platform == "linux" else 0  # noqa: PTH208
