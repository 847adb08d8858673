"""Libraries that Python takes from elsewhere than from where Stackplan is installed.

PYTHONPATH is set for a whole shell, often for another program: a numpy that was built for another
Python lies in front of ours then, and cannot be imported. Some pairs of libraries even end the
process at once. So what is foreign is tried in a process of its own, before it is used. Where all
libraries are our own, nothing is tried.
"""

import importlib.util
import json
import os
import site
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Sequence

import stackplan
from stackplan.core.errors import StackplanError
from stackplan.core.text import printable

# With the path of this process: it may have been started in another way.
_TRY = """
import importlib, json, sys
sys.path[:] = json.loads(sys.argv[1])
for module in sys.argv[2:]:
    importlib.import_module(module)
"""
_MOST_WORDS = 200


def check_libraries(libraries: Sequence[str], modules: Sequence[str]) -> None:
    """Raise a `StackplanError` with the remedy where a library from elsewhere does not fit.

    `libraries` are packages that may come from elsewhere, most basic ones first; `modules` are what
    is imported in order to try them.
    """
    if trouble := library_trouble(libraries, modules):
        raise StackplanError(trouble)


def library_trouble(libraries: Sequence[str], modules: Sequence[str]) -> str:
    """Say which foreign library does not fit, and what helps; empty if all is well."""
    foreign = {library: folder for library in libraries if (folder := _foreign_folder(library))}
    if not foreign or not (why := _why_not(modules)):
        return ""
    folder = next(iter(foreign.values()))
    names = [library for library, place in foreign.items() if place == folder]
    some = f"{', '.join(names)} from {printable(folder)}, which does not fit ({printable(why)})"
    if _is_in(folder, os.environ.get("PYTHONPATH", "").split(os.pathsep)):
        return f"Python takes {some}; unset PYTHONPATH, or start with python -E -m stackplan."
    if _is_in(folder, [site.getusersitepackages()]):
        return f"Python takes {some}; set PYTHONNOUSERSITE=1."
    return f"Python takes {some}; start in another folder."


def _foreign_folder(library: str) -> str:
    """Give the folder where a library is found if it is none of our own; else an empty text."""
    if library in sys.modules or hasattr(sys, "frozen"):  # it works; a bundle takes nothing else
        return ""
    spec = importlib.util.find_spec(library)
    if spec is None or not spec.submodule_search_locations:
        return ""
    folder = os.path.dirname(next(iter(spec.submodule_search_locations)))
    own = [os.path.dirname(os.path.dirname(stackplan.__file__)), *site.getsitepackages()]
    own += [sysconfig.get_path("purelib"), sysconfig.get_path("platlib")]
    return "" if _is_in(folder, own) else folder


def _is_in(folder: str, folders: Iterable[str]) -> bool:
    return os.path.realpath(folder) in {os.path.realpath(each) for each in folders if each}


def _why_not(modules: Sequence[str]) -> str:
    """Import modules in a process of its own; say how that failed."""
    words = [sys.executable, "-c", _TRY, json.dumps(sys.path), *modules]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode == 0:
        return ""
    lines = done.stderr.decode("utf-8", "replace").split("\n")
    last = next((line.strip() for line in reversed(lines) if line.strip()), "")
    if done.returncode > 0:
        return last[:_MOST_WORDS]
    return f"the process ends with signal {-done.returncode}: {last}"[:_MOST_WORDS]
