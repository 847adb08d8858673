"""The entry point of `stackplan`: a command goes to `cli`, anything else opens the window."""

import gc
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from stackplan.cli import COMMANDS
from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.files.foreign_libraries import check_libraries
from stackplan.files.process import say

# Before anything imports numpy, which would start its threads at once. Nor does a product of
# matrices then round as the number of processors has it: one cause less for two plans to differ.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


# What the window takes from elsewhere, and what shows whether all of it fits.
_LIBRARIES = ("numpy", "PIL", "contourpy", "kiwisolver", "matplotlib", "shiboken6", "PySide6")
_MODULES = ("PySide6.QtWidgets", "stackplan.gui.chart.figure")
_NEW_OBJECTS = 50_000  # between two looks of the garbage collector


def _missing_display() -> str:
    from stackplan.gui.display import missing_display

    return missing_display()


def _open_window(arguments: list[str]) -> int:
    with _libraries_checked():
        from stackplan.gui.app import run
    return run(arguments)


def _draw(plan_file: PlanFile, kind: str) -> bytes:
    with _libraries_checked():
        from stackplan.gui.chart.figure import picture
    return picture(plan_file.plan, plan_file.traces, kind)


@contextmanager
def _libraries_checked() -> Iterator[None]:
    """Import the window's libraries, or say in a sentence why that cannot be."""
    check_libraries(_LIBRARIES, _MODULES)
    try:
        yield
    except ImportError as error:
        if "shared object" not in str(error):
            raise
        packages = "libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3"
        message = f"A library of the system is missing ({error}); apt-get install {packages}"
        raise StackplanError(f"{message}.") from error


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
    if words and (words[0] in COMMANDS or words[0].startswith("-")):
        from stackplan.cli.commands import GuiHooks, run

        return run(words, GuiHooks(_missing_display, _open_window, _draw))
    try:
        return _open_window(words)
    except StackplanError as error:
        say(f"stackplan: {error}")
        return 1


def console() -> int:
    """Run Stackplan with the words of this process."""
    # Nothing that is imported is garbage. As it comes, after each 700 new objects, the collector
    # would look through all of it several times: a tenth of a command.
    gc.set_threshold(_NEW_OBJECTS)
    code = main(sys.argv[1:])
    if "PySide6" not in sys.modules:
        # The process ends here; Python's last search for garbage would take a tenth of a command.
        gc.freeze()
    return code


if __name__ == "__main__":
    sys.exit(console())
