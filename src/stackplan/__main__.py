"""The entry point of `stackplan`: a command goes to `cli`, anything else opens the window."""

import gc
import os
import sys
from collections.abc import Sequence

from stackplan import cli
from stackplan.core.plan_text import PlanFile

# Before anything imports numpy, which would start its threads at once. Nor does a product of
# matrices then round as the number of processors has it: one cause less for two plans to differ.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _missing_display() -> str:
    from stackplan.gui.display import missing_display

    return missing_display()


def _open_window(arguments: list[str]) -> int:
    from stackplan.gui.app import run

    return run(arguments)


def _draw(plan_file: PlanFile, kind: str) -> bytes:
    from stackplan.gui.chart.figure import picture

    return picture(plan_file.plan, plan_file.traces, kind)


def main(argv: Sequence[str]) -> int:
    """Run Stackplan.

    Parameters
    ----------
    argv : sequence of str
        Words after the program's name.

    Returns
    -------
    int
        Exit code.
    """
    words = list(argv)
    if words and (words[0] in cli.COMMANDS or words[0].startswith("-")):
        return cli.run(words, cli.Front(_missing_display, _open_window, _draw))
    return _open_window(words)


def console() -> int:
    """Run Stackplan with the words of this process."""
    code = main(sys.argv[1:])
    if "PySide6" not in sys.modules:
        # The process ends here; Python's last search for garbage would take a tenth of a command.
        gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(console())
