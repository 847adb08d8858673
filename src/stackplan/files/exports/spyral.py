"""Python script that runs a plan with attpc-spyral, unmodified; alone, or beside another script."""

import ast
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TypeGuard

from stackplan.core.errors import StackplanError
from stackplan.core.plan import Plan
from stackplan.core.plan_text import PlanFile
from stackplan.core.text import plural, printable
from stackplan.files.disk_errors import disk_error
from stackplan.files.exports.pipeline import pipeline_of, pipeline_warnings
from stackplan.files.exports.scripts import ExportOptions, python_text, template, with_plan
from stackplan.files.exports.tables import plain_start, stack_lists
from stackplan.files.paths import absolute

# What the script is made of, in order: a module, and the line before which its text ends. The
# bundle has these files as text, too.
PARTS = (
    ("stackplan.files.exports", "spyral_template.py", ""),
    ("stackplan.files.exports", "pipeline_finder.py", ""),
    ("stackplan.core.spyral", "job.py", ""),
    ("stackplan.files", "trace_state.py", "def read_states("),
    ("stackplan.files", "spyral_workspace.py", "def read_workspace("),
    ("stackplan.files.exports", "spyral_runner.py", ""),
)
_HEADING = "# --- what is done: judged as Stackplan does, by the very same text ---\n\n"
# Any number will do; a run's own number is added to it, so runs draw differently.
_SEED = 1


def spyral_script(plan_file: PlanFile, options: ExportOptions) -> bytes:
    """Render a Python file of one part, LF, that runs a plan with attpc-spyral.

    Raises `StackplanError` if the plan has no runs, or the option `pipeline` cannot be meant.
    """
    if not plan_file.plan.runs:
        raise StackplanError("The plan has no runs, so there is nothing to run.")
    data = _data(plan_file, pipeline_of(options.pipeline))
    return with_plan(_script(), data).encode("ascii")


def spyral_warnings(
    plan: Plan, options: ExportOptions, processors: int, folder: str
) -> Iterator[str]:
    """Say what would go wrong on a machine with this number of processors, in a folder."""
    stacks = sum(1 for stack in plan.stacks if stack.runs)
    if stacks >= processors:
        yield (
            f"{plural(stacks, 'stack')}, and this computer has {plural(processors, 'processor')}:"
            " `local` starts all of them at once, and wants one processor more than stacks."
        )
    yield from pipeline_warnings(options.pipeline, folder)


@cache
def _script() -> str:
    """Give all but the plan: the same text for every plan."""
    return _joined([_part(*part) for part in PARTS])


def _part(package: str, name: str, end: str) -> str:
    text = template(name, package)
    return text.partition(f"\n{end}")[0] if end else text


def _joined(parts: list[str]) -> str:
    """Join modules to one; what they import of the standard library stands in the first."""
    bodies = []
    for part in parts:
        imports = [node.end_lineno for node in ast.parse(part).body if _is_import(node)]
        bodies.append("".join(part.splitlines(keepends=True)[imports[-1] :]).strip("\n"))
    head, _, _ = parts[0].partition("\nimport ")
    judged = 2  # the first part of those that judge what is done
    code = "\n\n\n".join((*bodies[:judged], _HEADING + bodies[judged], *bodies[judged + 1 :]))
    return f"{head}\n{_imports(parts, code)}\n{code}\n"


def _is_import(node: ast.stmt) -> TypeGuard[ast.Import | ast.ImportFrom]:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _imports(parts: list[str], code: str) -> str:
    """Gather what the code needs of the standard library, in ruff's order."""
    used = {node.id for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Name)}
    modules: set[str] = set()
    names: dict[str, set[str]] = {}
    for node in (node for part in parts for node in ast.parse(part).body if _is_import(node)):
        found = {alias.name for alias in node.names if (alias.asname or alias.name) in used}
        if isinstance(node, ast.Import):
            modules.update(found & sys.stdlib_module_names)
        elif node.module is not None and node.module.partition(".")[0] in sys.stdlib_module_names:
            names.setdefault(node.module, set()).update(found)
    lines = [f"import {module}\n" for module in sorted(modules)]
    lines += [
        f"from {module} import {', '.join(sorted(found))}\n"
        for module, found in sorted(names.items())
        if found
    ]
    return "".join(lines)


def _data(plan_file: PlanFile, pipeline: str) -> str:
    """Spell the plan in ASCII, so that no name of a folder can be anything but a text."""
    return (
        f'PIPELINE = "{pipeline}"\n'
        f"TRACES = {python_text(plan_file.traces)}\n"
        f"SEED = {_SEED}\n"
        f"STACKS: list[list[int]] = {stack_lists(plan_file.plan)}\n"
        "# The same runs by Spyral's own deal, which loses the rest of a stack at a bad file:\n"
        f"# start_pipeline(pipeline, {plain_start(plan_file)})\n"
    )


SCRIPT = "run_plan.py"  # the scripts look for this name
_OURS = b'"""Run a plan of stacks with attpc-spyral'


@dataclass(frozen=True, slots=True)
class ScriptBeside:
    """The Spyral script to be written beside another script."""

    path: str  # where it goes
    data: bytes  # what it holds
    words: str  # what is said when it is written


def script_beside(plan_file: PlanFile, options: ExportOptions, path: str) -> ScriptBeside | None:
    """Render the Spyral script beside a script for Slurm or GNU parallel; `None` if none is asked.

    Raises `StackplanError` if a file of that name is not of Stackplan, or is the script itself;
    `DiskError` if it cannot be read.
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
    if options.pipeline:
        return
    if not folder:
        yield f"It runs {SCRIPT}, which must be beside it; name the pipeline to have it written."
    elif not os.path.isfile(os.path.join(folder, SCRIPT)):
        yield f"There is no {SCRIPT} in {printable(folder)}; name the pipeline to have it written."
