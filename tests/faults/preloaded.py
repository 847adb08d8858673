"""The same loop below Python: a shim in front of the C library, where there is a compiler.

Run as a program it carries out the operations and prints its figures as JSON.
"""

import ctypes
import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from faults.children import begin, told

HERE = Path(__file__).parent


def build_shim(folder: Path) -> Path | None:
    """Compile the shim; `None` where there is no compiler, or another C library."""
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        return None
    shim = folder / "preload.so"
    source = str(HERE / "preload.c")
    words = [compiler, "-shared", "-fPIC", "-O1", "-w", "-o", str(shim), source, "-ldl"]
    built = subprocess.run(words, check=False, timeout=300, capture_output=True)
    return shim if built.returncode == 0 else None


def fail_below_python(
    shim: Path, folder: Path, errors: Sequence[str], names: Sequence[str]
) -> dict[str, dict[str, object]]:
    """Fail each call of some operations, by the shim; give the figures of each, by its name."""
    more = {"LD_PRELOAD": str(shim), "PYTHONDONTWRITEBYTECODE": "1"}
    child = begin("preloaded", folder, ",".join(errors), *names, **more)
    figures: dict[str, dict[str, object]] = json.loads(told(child))
    return figures


class _Shim:
    """The shim that this process was started with."""

    def __init__(self, k: int) -> None:
        self._library = ctypes.CDLL(None)
        self._k = k
        self.has_struck = False

    def arm(self, number: int) -> None:
        self._library.fault_arm(self._k, number)

    def disarm(self) -> None:
        self.has_struck = self._library.fault_disarm() >= self._k


@contextmanager
def failing_below(k: int, number: int) -> Iterator[_Shim]:
    """Let the k-th call fail while the block runs; for a process that has the shim."""
    shim = _Shim(k)
    shim.arm(number)
    try:
        yield shim
    finally:
        shim.disarm()


def _main(folder: str, errors: str, *names: str) -> None:
    from faults.call_loop import fail_each_call
    from faults.commands import commands
    from faults.operations import operations

    figures = {}
    for operation in (*operations(), *commands()):
        if not names or operation.name in names:
            # Once without: whatever is imported with the first time is not part of it.
            warm = Path(folder) / "warm"
            shutil.rmtree(warm, ignore_errors=True)
            warm.mkdir(parents=True)
            operation.prepare(warm)
            operation.check(warm, operation.act(warm))
            tally = fail_each_call([operation], errors.split(","), Path(folder), failing_below)
            figures[operation.name] = vars(tally)
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    _main(*sys.argv[1:])
