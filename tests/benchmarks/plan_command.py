"""The command `stackplan plan`, a whole process, against a Python that does nothing."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import (
    Ratio,
    environment,
    make_runs,
    python,
    run_child,
    take_turns,
)

N_RUNS = 400
LIMIT = 5
ROUNDS = 40
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


def console_script() -> str:
    """Path of the installed command `stackplan`, beside the Python that runs this."""
    folder = Path(sys.executable).parent
    for name in ("stackplan", "stackplan.exe"):
        if (folder / name).exists():
            return str(folder / name)
    raise FileNotFoundError(f"there is no command stackplan in {folder}; install Stackplan there")


def imported(words: list[str]) -> list[str]:
    """Heavy libraries that a command imports."""
    child = subprocess.run(
        python("-c", _LIST_IMPORTS, ",".join(HEAVY), *words),
        env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    # Above stand the command's own words about the plan.
    return child.stderr.rpartition("\n")[2].split()


def measure(folder: Path) -> Iterator[str]:
    """Compare the installed command with a bare ``python -c pass``."""
    words = ["plan", str(make_runs(folder / "traces", N_RUNS)), "--stacks", "17"]
    ours, peer = take_turns(
        lambda: run_child([console_script(), *words]),
        lambda: run_child(python("-c", "pass")),
        ROUNDS,
    )
    yield str(Ratio(f"plan of {N_RUNS} runs / python -c pass", ours, peer, LIMIT))
    heavy = imported(words)
    mark, found = ("OVER", ", ".join(heavy)) if heavy else ("OK  ", "none")
    yield f"{mark} imports {found} of {', '.join(HEAVY)}"
