"""The Spyral script that a script for Slurm or GNU parallel needs beside it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from stackplan.core.errors import StackplanError
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import printable
from stackplan.files.disk_errors import disk_error
from stackplan.files.exports.pipeline import pipeline_warnings
from stackplan.files.exports.scripts import ExportOptions
from stackplan.files.exports.spyral import spyral_script
from stackplan.files.paths import absolute

SCRIPT = "run_plan.py"  # the scripts look for this name
_OURS = b'"""Run a plan of stacks with attpc-spyral'


@dataclass(frozen=True, slots=True)
class ScriptBeside:
    """The Spyral script to be written beside another script.

    Parameters
    ----------
    path : str
        Where it goes.
    data : bytes
        What it holds.
    words : str
        What is said when it is written.
    """

    path: str
    data: bytes
    words: str


def script_beside(plan_file: PlanFile, options: ExportOptions, path: str) -> ScriptBeside | None:
    """Render the Spyral script beside a script for Slurm or GNU parallel; `None` if none is asked.

    Raises
    ------
    StackplanError
        If a file of that name is not of Stackplan, or is the script itself.
    DiskError
        If it cannot be read.
    """
    if not options.pipeline:
        return None
    other = os.path.join(os.path.dirname(absolute(path)), SCRIPT)
    if os.path.realpath(other) == os.path.realpath(absolute(path)):
        raise StackplanError(f"{SCRIPT} is the script that this one runs; choose another name.")
    data = spyral_script(plan_file, options)
    try:
        with open(other, "rb") as stream:
            before = stream.read()
    except FileNotFoundError:
        return ScriptBeside(other, data, f"{SCRIPT} is written beside it")
    except OSError as error:
        raise disk_error(error, other) from error
    if _OURS not in before[:200]:
        raise StackplanError(
            f"{printable(other)} was not written by Stackplan; move it, or choose another folder."
        )
    same = "stays as it is" if before == data else "of an earlier export is replaced"
    return ScriptBeside(other, data, f"{SCRIPT} beside it {same}")


def beside_warnings(options: ExportOptions, folder: str) -> Iterator[str]:
    """Say what is the matter with the Spyral script that a script in a folder would run."""
    if options.command:
        return
    yield from pipeline_warnings(options.pipeline, folder)
    if not options.pipeline and folder and not os.path.isfile(os.path.join(folder, SCRIPT)):
        yield f"There is no {SCRIPT} in {printable(folder)}; name the pipeline to have it written."
