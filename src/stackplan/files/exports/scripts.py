"""Options of exported scripts, and the templates that a plan is put into."""

import re
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from stackplan.files.disk_errors import disk_error

_PLAN = re.compile(r"(?<=# --- plan ---\n).*(?=# --- end of the plan ---\n)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What can be chosen about a script; each target takes what it knows and leaves the rest."""

    pipeline: str = ""  # ``module:function`` that returns the crew's Spyral pipeline
    # What a task of a cluster runs, with ``{stack}``, ``{runs}`` and ``{traces}``; empty is the
    # exported Spyral script.
    command: str = ""
    # How many stacks may run at once, for the sake of one disk; `None` is any number.
    readers: int | None = None
    # How much of the weight's unit one process does each second; `None` is not known.
    rate: Fraction | None = None
    rate_source: str = ""  # where the rate is known from, as words on one line
    first_stack: int = 1  # the stack that a cluster begins with, counted from 1
    stacks_a_task: int = 1  # how many stacks a task of a cluster does, one after the other
    jobs_at_most: int | None = None  # how many tasks there may be; `None` is any number
    python: str = ""  # the Python of a cluster's jobs; empty is that of the shell


def template(name: str, package: str = "stackplan.files.exports") -> str:
    """Read a script of this folder, or a module of another package; ASCII, LF.

    Stackplan lies on a disk like any other: raises `DiskError` if the file cannot be read.
    """
    path = Path(__file__).parents[3].joinpath(*package.split("."), name)
    try:
        return path.read_text("ascii")
    except OSError as error:
        raise disk_error(error, str(path)) from error


def with_plan(script: str, plan: str) -> str:
    """Put a plan between the two marks of a script, in the place of the example there."""
    return _PLAN.sub(lambda _: plan, script, count=1)


def python_text(text: str) -> str:
    """Spell a text in ASCII for Python, in double quotes where it has none."""
    word = ascii(text)
    return word if '"' in word else f'"{word[1:-1]}"'
